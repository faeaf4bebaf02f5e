"""Who speaks."""

import pytest

from onrecord.entities import entities
from onrecord.quotes import quotes
from onrecord.reader.decoding import Attribution, Name
from onrecord.reader.reader import Reading
from tests.hand_made import doc_of, finished


def speakers(*marked, between=" "):
    """The speaker's name of each quote, in text order; None where it cannot be told."""
    return [quote.speaker and quote.speaker.name for quote in quotes(doc_of(*marked, between=between))]


@pytest.mark.parametrize(
    ("marked", "speaker"),
    [
        # the name is the source
        ("{“We won,”} <said> ([Amara Diallo|PERSON]).", "Amara Diallo"),
        ("{“We won,”} ([Amara Diallo|PERSON]) <said>.", "Amara Diallo"),
        ("([Amara Diallo|PERSON]) <said> {they had won}.", "Amara Diallo"),
        ("<According to> ([Amara Diallo|PERSON]), {they had won}.", "Amara Diallo"),
        ("{“We won”} – ([Amara Diallo|PERSON]).", "Amara Diallo"),
        ("{“We won,”} <wrote> ([@adiallo|PERSON]).", "@adiallo"),
        ("([Quillon|ORG]) <said> {it would pay}.", "Quillon"),
        # with titles and offices before it
        ("{“Rest,”} <said> (Dr. [Okafor|PERSON]).", "Okafor"),
        ("{“Rest,”} <said> (President [Lungu|PERSON]).", "Lungu"),
        ("{“Rest,”} <said> (Vice President [Lungu|PERSON]).", "Lungu"),
        ("{“Rest,”} <said> (former police chief [Amara Diallo|PERSON]).", "Amara Diallo"),
        ("{“Rest,”} <said> ([Quillon|ORG] chief executive [Amara Diallo|PERSON]).", "Amara Diallo"),
        ("{“Rest,”} <said> ([Quillon|ORG]’s chief executive [Amara Diallo|PERSON]).", "Amara Diallo"),
        ("{“Rest,”} <said> (the lead author), Dr. [Amara Diallo|PERSON].", "Amara Diallo"),
        ("{“Rest,”} <said> (Malian journalist and author [Amara Diallo|PERSON]).", "Amara Diallo"),
        ("{“Rest,”} <said> (the mayor and president [Amara Diallo|PERSON]).", "Amara Diallo"),
        ("{“Rest,”} <said> (the mayor and the lawyer [Amara Diallo|PERSON]).", "mayor and the lawyer Amara Diallo"),
        ("{“Rest,”} <said> (the mayor and [Amara Diallo|PERSON]).", "mayor and Amara Diallo"),
        # who it is comes behind
        ("(Those who want it) <said> {no}.", "Those who want it"),
        ("(Some of its critics) <said> {no}.", "Some of its critics"),
        ("(The officials who want it) <said> {no}.", "officials"),
        ("{“Rest,”} <said> ([Amara Diallo|PERSON] alone).", "Amara Diallo"),
        # a name that only tells which one
        ("{“Rest,”} <said> (another delegate on the [Lungu|PERSON] slate, [Amara Diallo|PERSON]).", "Amara Diallo"),
        ("{“Rest,”} <said> (a delegate supporting [Lungu|PERSON]).", "delegate supporting Lungu"),
        ("{“Rest,”} <said> ([Lagos|LOC] police).", "Lagos police"),
        # with what comes after it
        ("{“Rest,”} <said> ([Amara Diallo|PERSON], who runs [Quillon|ORG]).", "Amara Diallo"),
        ("{“Rest,”} <said> ([Amara Diallo|PERSON], chief executive of [Quillon|ORG]).", "Amara Diallo"),
        ("{“Rest,”} <said> ([Amara Diallo|PERSON] of [Quillon|ORG]).", "Amara Diallo"),
        ("{“Rest,”} <said> ([Li Wei|PERSON], [Kofi Mensah|PERSON]’s lawyer).", "Li Wei"),
        # in apposition
        ("{“Rest,”} <said> (the mayor, [Amara Diallo|PERSON]).", "Amara Diallo"),
        ("{“Rest,”} <said> (the president of the republic, [Amara Diallo|PERSON]).", "Amara Diallo"),
        ("{“Rest,”} <said> (the head of [Quillon|ORG], [Amara Diallo|PERSON]).", "Amara Diallo"),
        ("{“Rest,”} <said> ([Kofi Mensah|PERSON]’s lawyer, [Li Wei|PERSON]).", "Li Wei"),
        ("{“Rest,”} <said> (the mayor), [Amara Diallo|PERSON].", "Amara Diallo"),
        ("{“Rest,”} <said> (the trade union, [Quillon|ORG]).", "Quillon"),
        ("{“Rest,”} <said> (the trade union, the [Quillon|ORG]).", "Quillon"),
        ("{“Rest,”} <said> (the [Free Union|ORG] – [FU|ORG] – leader [Amara Diallo|PERSON]).", "Amara Diallo"),
        # a name in somebody's title
        ("{“Rest,”} <said> ([Lungu|PERSON] Attorney [Amara Diallo|PERSON]).", "Amara Diallo"),
        # capitals that are no pronoun
        ("(The WHO) <said> {they had won}.", "WHO"),
        # a body by what it is
        ("{“Rest,”} <said> (the [Harbour|ORG] company).", "Harbour"),
        ("{“Rest,”} <said> (the official [Harbour|ORG] news agency).", "Harbour"),
        # whose document it is
        ("{Prices rose}, <said> (a report by [Quillon|ORG]).", "Quillon"),
        ("(A [Quillon|ORG] survey) <found> {that prices rose}.", "Quillon"),
        ("(A [Quillon|ORG] survey published Monday) <found> {that prices rose}.", "Quillon"),
        ("([Amara Diallo|PERSON]’s letter) <says> {that prices rose}.", "Amara Diallo"),
    ],
)
def test_named_sources(marked, speaker):
    assert speakers(marked) == [speaker]


@pytest.mark.parametrize("space", ["\N{NO-BREAK SPACE}", "  "])
@pytest.mark.parametrize(
    ("marked", "speaker"),
    [
        ("{“Rest,”} <said> (the [Harbour|ORG] news agency).", "Harbour"),
        ("{“Rest,”} <said> (the trade union, the [Quillon|ORG]).", "Quillon"),
        ("{“Rest,”} <said> (the mayor), [Amara|PERSON].", "Amara"),
        ("{“Rest,”} <said> (police chief [Amara|PERSON] of [Lagos|LOC]).", "Amara"),
        ("{“Rest,”} <said> (a neighbour).", "neighbour"),
        ("Mr [Emeka Okafor|PERSON] met [Ngozi Okafor|PERSON]. (Mrs [Okafor|PERSON]) <said> {no}.", "Ngozi Okafor"),
        ("[Amara|PERSON] met her mother. (Her mother) <said> {no}.", "Her mother"),
        ("(A report by two critics) <says> {no}.", "two critics"),
    ],
)
def test_spaces_that_are_tokens_part_nothing(marked, speaker, space):
    [found] = speakers(marked.replace(" ", space))
    assert " ".join(found.split()) == speaker


@pytest.mark.parametrize("space", [" ", "\N{NO-BREAK SPACE}"])
def test_what_stands_behind_from_need_not_be_an_issuer(space):
    assert speakers("(A letter from which officials took it) <says> {no}.".replace(" ", space)) == [None]


@pytest.mark.parametrize(
    ("marked", "names"),
    [
        # A label is whoever had it before, in short too.
        (["([Tide Weekly|ORG]): {Why?}", "(TW): {And now?}"], ["Tide Weekly", "Tide Weekly"]),
        (["(THE CHAIR (Dame [Rukmini Vale|PERSON])): {Why?}", "(THE CHAIR): {Go on.}"], ["Rukmini Vale"] * 2),
        (["(REPORTER): {Why?}", "(MODERATOR): {Go on.}", "(REPORTER): {Why?}"], ["REPORTER", "MODERATOR", "REPORTER"]),
        # "A" is who the interview is with: who speaks above it, or is named there.
        (["[Amara Diallo|PERSON] sat down.", "(Q): {Why?}", "(A): {I had to.}"], [None, "Amara Diallo"]),
        (
            ["[Li Wei|PERSON] asked ([Amara Diallo|PERSON]), who <said> {little}.", "(Q): {Why?}", "(A): {I had to.}"],
            # And "Q" is who converses with them.
            ["Amara Diallo", "Li Wei", "Amara Diallo"],
        ),
        (
            ["[Ines Sousa|PERSON] spoke to [Li Wei|PERSON].", "(Q): {Why?}", "([Sousa|PERSON]): {I had to.}"],
            ["Li Wei", "Ines Sousa"],
        ),
        (["[Li Wei|PERSON] met [Amara Diallo|PERSON].", "(Q): {Why?}", "(A): {I had to.}"], [None, None]),
        (["(Q): {Does [Li Wei|PERSON] know?}", "(A): {I doubt it.}"], [None, None]),
        # Whoever is quoted in the conversation is not whom it is with.
        (
            [
                "[Amara Diallo|PERSON] sat down with us, as [Li Wei|PERSON] had. [Amara Diallo|PERSON] was late.",
                "(Q): {You were late.}",
                "([Li Wei|PERSON]) <says> {so}.",
                "(A): {I was.}",
            ],
            [None, "Li Wei", "Amara Diallo"],
        ),
        # Who says "I" within a turn is whose turn it is.
        (["(VALE): {[Li Wei|PERSON] was right when I left.}", "(PAZ): {So was I.}"], ["VALE", "PAZ"]),
    ],
)
def test_turns(marked, names):
    assert speakers(*marked, between="\n\n") == names


def test_i_in_a_turn_is_whose_turn_it_is():
    doc = doc_of("([Amara Diallo|PERSON]): {I had to go.}", "([Li Wei|PERSON]): {Then I went.}", between="\n\n")
    mentions = {entity.name: [mention.text for mention in entity.mentions] for entity in entities(doc)}
    assert mentions == {"Amara Diallo": ["Amara Diallo", "I"], "Li Wei": ["Li Wei", "I"]}


@pytest.mark.parametrize(
    ("marked", "speaker"),
    [
        # in what somebody has said something
        (
            ["([Quillon|ORG]) <said> Monday in a report {that prices rose}.", "(The report) <warned> {of more}."],
            "Quillon",
        ),
        (
            ["{“Rest,”} ([Amara Diallo|PERSON]) <said> in a statement.", "{“Go,”} (the statement) <said>."],
            "Amara Diallo",
        ),
        (
            [
                "In a letter to staff, ([Amara Diallo|PERSON]) <wrote> {that she was late}.",
                "{“Go,”} (the letter) <said>.",
            ],
            "Amara Diallo",
        ),
        # whose it was said to be
        (["(A survey by [Quillon|ORG]) <found> {that prices rose}.", "(The survey) <put> {it at a tenth}."], "Quillon"),
        # whom it is about, or goes to
        (["(The indictment against [Amara Diallo|PERSON]) <says> {more}."], None),
        (["(A letter to [Quillon|ORG]) <says> {more}."], None),
        (["According to ([Quillon|ORG] data), {prices rose}."], "Quillon"),
        # who has only seen it
        (
            ["[Quillon|ORG] published a report.", "(The report, seen by [Tide Weekly|ORG],) <warned> {of more}."],
            "Quillon",
        ),
        (["(A letter seen by [Quillon|ORG]) <says> {more}."], None),
        (["(A letter by [Quillon|ORG]) <says> {more}."], "Quillon"),
        # what was only spoken of
        (
            ["{“It is wrong,”} ([Amara Diallo|PERSON]) <said> of the report.", "(The report) <warned> {of more}."],
            None,
        ),
        (["{“No,”} ([Amara Diallo|PERSON]) <said> after the law came.", "(The law) <says> {that they must}."], None),
        (["(The report’s critic [Amara Diallo|PERSON]) <said> {no}.", "(The report) <warned> {of more}."], None),
        (
            ["([Quillon|ORG]) <said> in a report {no}.", "(The report by two critics) <warned> {of more}."],
            "two critics",
        ),
        # what the article tells of it
        (["[Quillon|ORG] has published a long report.", "(The report) <warned> {of more}."], "Quillon"),
        (["A report came from the ministry of [Quillon|ORG].", "(The report) <warned> {of more}."], "Quillon"),
        (["[Quillon|ORG]’s new report is out.", "(The report) <warned> {of more}."], "Quillon"),
        (["[Quillon|ORG] fell after a report.", "(The report) <warned> {of more}."], None),
        (["[Quillon|ORG] was sent a report.", "(The report) <warned> {of more}."], None),
        (["A letter was seen by [Quillon|ORG].", "(The letter) <warned> {of more}."], None),
        # whose it is by a pronoun
        (["[Amara Diallo|PERSON] left.", "(Her report) <warned> {of more}."], "Amara Diallo"),
        (["([Quillon|ORG]’s) <warning> {of more}."], "Quillon"),
        # another one; one that is not pointed back at; one of which nothing is known
        (["([Quillon|ORG]) <said> in a report {that prices rose}.", "(The survey) <warned> {of more}."], None),
        (["([Quillon|ORG]) <said> in a report {that prices rose}.", "(A report) <warned> {of more}."], None),
        (["([Quillon|ORG]) <said> {that its report was late}.", "(The report) <warned> {of more}."], None),
    ],
)
def test_who_has_issued_it(marked, speaker):
    assert speakers(*marked)[-1] == speaker


@pytest.mark.parametrize(
    ("marked", "speaker"),
    [
        # what the name says is only whose the source is, or where
        ("{“Rest,”} <said> ([Kofi Mensah|PERSON]’s lawyer).", "Kofi Mensah’s lawyer"),
        ("{“Rest,”} <said> (a lawyer for [Kofi Mensah|PERSON]).", "lawyer for Kofi Mensah"),
        ("{“Rest,”} <said> (a [Quillon|ORG] spokesman).", "Quillon spokesman"),
        (
            "{“Rest,”} <said> (a [Federal Bureau of Investigation|ORG] spokesman).",
            "Federal Bureau of Investigation spokesman",
        ),
        ("{“Rest,”} <said> (the [Quillon|ORG] audit chief).", "Quillon audit chief"),
        ("{“Rest,”} <said> (the [Senate|ORG] intelligence committee).", "Senate intelligence committee"),
        ("{“Rest,”} <said> (the union of [Quillon|ORG]).", "union of Quillon"),
        ("{“Rest,”} <said> (a spokeswoman for [Quillon|ORG]).", "spokeswoman for Quillon"),
        ("{“Rest,”} <said> (the mayor of [Lagos|LOC]).", "mayor of Lagos"),
        ("{“Rest,”} <said> ([French|NORP] officials).", "French officials"),
        ("{“Rest,”} <said> (a neighbour who knows [Kofi Mensah|PERSON]).", "neighbour"),
        # nobody has a name
        ("{“Rest,”} <said> (police).", "police"),
        ("{“Rest,”} <said> (the authorities).", "authorities"),
        ("{“Rest,”} <said> (two witnesses).", "two witnesses"),
        ("{“Rest,”} <said> (an aide, speaking on condition of anonymity).", "aide"),
    ],
)
def test_sources_without_a_name_are_described(marked, speaker):
    assert speakers(marked) == [speaker]


@pytest.mark.parametrize(
    ("marked", "label"),
    [
        ("{“Rest,”} <said> (a witness).", "PERSON"),
        ("{“Rest,”} <said> (police).", "ORG"),
        ("{“Rest,”} <said> (the committee).", "ORG"),
        ("{“Rest,”} <said> (the committees).", "ORG"),
        ("{“Rest,”} <said> (the premier’s horse).", "MISC"),
        ("{“Rest,”} <said> (a sign).", "MISC"),
    ],
)
def test_labels_of_described_sources(marked, label):
    [quote] = quotes(doc_of(marked))
    assert quote.speaker.label == label


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        # who spoke goes on
        (["{“Rest,”} <said> ([Amara Diallo|PERSON]).", "{“Now,”} <added> (she)."], ["Amara Diallo"] * 2),
        (
            ["{“Rest,”} <said> ([Amara Diallo|PERSON]).", "[Ines Sousa|PERSON] laughed.", "{“Now,”} (she) <added>."],
            ["Amara Diallo"] * 2,
        ),
        # but not two sentences on, then it is whom the text is about
        (
            [
                "{“Rest,”} <said> ([Amara Diallo|PERSON]).",
                "It rained. It snowed.",
                "[Ines Sousa|PERSON] laughed. {“Now,”} <said> (she).",
            ],
            ["Amara Diallo", "Ines Sousa"],
        ),
        # nor if he is no she
        (
            ["{“Rest,”} <said> (Mr. [Diallo|PERSON]).", "[Ines Sousa|PERSON] laughed.", "{“Now,”} (she) <said>."],
            ["Diallo", "Ines Sousa"],
        ),
        (
            ["{“Rest,”} <said> (police).", "[Ines Sousa|PERSON] laughed.", "{“Now,”} (she) <said>."],
            ["police", "Ines Sousa"],
        ),
        # nor if a body spoke
        (
            ["([Quillon|ORG]) <said> {it would pay}.", "[Ines Sousa|PERSON] laughed.", "{“Now,”} (she) <said>."],
            ["Quillon", "Ines Sousa"],
        ),
        # no source: whoever spoke last
        (["{“Rest,”} <said> ([Amara Diallo|PERSON]).", "{“Rest now.”}"], ["Amara Diallo"] * 2),
        (["{“Rest.”}", "{“Rest,”} <said> ([Amara Diallo|PERSON])."], [None, "Amara Diallo"]),
        # nobody is known
        (["{“Rest,”} (she) <said>."], [None]),
        # whom the text is about
        (["[Amara Diallo|PERSON] rose.", "{“Rest,”} (she) <said>."], ["Amara Diallo"]),
        (["[Amara Diallo|PERSON] rose and (she) <said> {they would win}."], ["Amara Diallo"]),
        (["[Amara Diallo|PERSON] rose.", "{“Rest,”} (she and her aides) <said>."], ["Amara Diallo"]),
        (["[Amara Diallo|PERSON], (who) <said> {they would win}, rose."], ["Amara Diallo"]),
        (["[Quillon|ORG], (which) <said> {it would pay}, fell."], ["Quillon"]),
        # "it" is a body: the one that spoke, or else the last one
        (["[Quillon|ORG] fell. (It) <said> {it would pay}."], ["Quillon"]),
        (
            ["([Quillon|ORG]) <said> {it would pay}.", "[Tidewater|ORG] fell.", "(It) <said> {it would hire}."],
            ["Quillon", "Quillon"],
        ),
        (["[Quillon|ORG] fell. [Tidewater|ORG] rose. (It) <said> {it would pay}."], ["Tidewater"]),
        (["[Quillon|ORG] fell. It rained. It snowed. It froze. (It) <said> {it would pay}."], [None]),
        (["[Amara Diallo|PERSON] fell. (It) <said> {it would pay}."], [None]),
        # "they" are several
        (["{“Rest,”} <said> (two nurses).", "{“Now,”} (they) <added>."], ["two nurses"] * 2),
        (["Angry fishermen came. (They) <said> {the port was theirs}."], ["Angry fishermen"]),
        (["[Amara Diallo|PERSON] rose. (They) <said> {they had won}."], [None]),
    ],
)
def test_pronouns_and_missing_sources(marked, expected):
    assert speakers(*marked) == expected


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        # the noun is known from the name's office
        (
            [
                "Mayor [Ines Sousa|PERSON] met pilot [Kofi Mensah|PERSON].",
                "{“Rest,”} <said> (the pilot).",
                "{“No,”} <said> (the mayor).",
            ],
            ["Kofi Mensah", "Ines Sousa"],
        ),
        (["[Pavel Durov|PERSON] left. {“Rest,”} <said> (the [Telegram|ORG] CEO)."], ["Pavel Durov"]),
        (["[Quillon|ORG] fell. {“Rest,”} <said> (the company)."], ["Quillon"]),
        # also where the name comes only later
        (["{“Rest,”} <said> (the prosecutor).", "[Ana Lima|PERSON], the prosecutor, left."], ["Ana Lima"]),
        # who was described comes again
        (
            ["{“Rest,”} <said> (a neighbour from [Lagos|LOC]).", "{“Now,”} <said> (the neighbour)."],
            ["neighbour from Lagos"] * 2,
        ),
        # and "a" brings in another one
        (["{“Rest,”} <said> (a neighbour).", "{“Now,”} <said> (a nurse)."], ["neighbour", "nurse"]),
        (["{“Rest,”} <said> (police).", "{“Now,”} <said> (police)."], ["police"] * 2),
        # a surname of two: the one who was named first
        (
            [
                "{“Rest,”} <said> ([Ngozi Okafor|PERSON]).",
                "{“No,”} <said> ([Emeka Okafor|PERSON]).",
                "{“Now,”} <said> ([Okafor|PERSON]).",
            ],
            ["Ngozi Okafor", "Emeka Okafor", "Ngozi Okafor"],
        ),
        # an acronym
        (
            ["The [European Space Agency|ORG] met.", "([ESA|ORG]) <said> {it would land}."],
            ["European Space Agency"],
        ),
    ],
)
def test_descriptions_and_aliases(marked, expected):
    assert speakers(*marked) == expected


def test_turns_of_an_interview():
    doc = doc_of(
        "([Ines Sousa|PERSON]): {Do you sleep?}",
        "([Amara Diallo|PERSON]): {I never sleep. My sister does.}",
        "([Sousa|PERSON]): {I see.}",
        between="\n",
    )
    assert [quote.speaker.name for quote in quotes(doc)] == ["Ines Sousa", "Amara Diallo", "Ines Sousa"]


@pytest.mark.parametrize(
    ("intro", "asks", "answers"),
    [
        ("[Amara Diallo|PERSON] dives. [Li Wei|PERSON] does not. [Diallo|PERSON] writes, too.", None, "Amara Diallo"),
        (
            "[Li Wei|PERSON] said no. [Wei|PERSON] left. Our paper interviewed [Amara Diallo|PERSON].",
            None,
            "Amara Diallo",
        ),
        ("An interview with [Amara Diallo|PERSON] about [Li Wei|PERSON], [Wei|PERSON].", None, "Amara Diallo"),
        ("[Li Wei|PERSON] interviews the diver [Amara Diallo|PERSON].", "Li Wei", "Amara Diallo"),
        ("We met [Amara Diallo|PERSON] and [Li Wei|PERSON].", None, None),
        (
            "[Amara Diallo|PERSON] dives. [Diallo|PERSON] writes. Today she spoke to [Li Wei|PERSON].",
            "Li Wei",
            "Amara Diallo",
        ),
        ("A diver talks.", None, None),
    ],
)
def test_an_interview_without_labels(intro, asks, answers):
    said = (
        "{Do you dive?}",
        "{I do.}",
        "{Are you afraid?}",
        "{I was “not” asked.}",
        "{Will you write?}",
        "{I think so.}",
    )
    assert speakers(intro, *said, between="\n\n") == [asks, answers] * 3


def mentions_of(doc, name):
    return [m.text for entity in entities(doc) if entity.name == name for m in entity.mentions]


def test_a_pull_quote_is_whose_words_it_repeats():
    said = "{“We heard a bang and the roof was gone.”}"
    marked = ("([Amara Diallo|PERSON]) <said> {no}.", said, f"([Li Wei|PERSON]) <told> us: {said}")
    assert speakers(*marked) == ["Amara Diallo", "Li Wei", "Li Wei"]
    short = "{“We heard.”}"
    marked = ("([Amara Diallo|PERSON]) <said> {no}.", short, f"([Li Wei|PERSON]) <told> us: {short}")
    assert speakers(*marked) == ["Amara Diallo", "Amara Diallo", "Li Wei"]


def test_i_is_whoever_speaks():
    doc = doc_of("{“I won my race myself,”} <said> ([Amara Diallo|PERSON]).", "{“Not I,”} <said> ([Li Wei|PERSON]).")
    assert mentions_of(doc, "Amara Diallo") == ["I", "my", "myself", "Amara Diallo"]
    assert mentions_of(doc, "Li Wei") == ["I", "Li Wei"]


@pytest.mark.parametrize(("source", "speaker"), [("I", "Amara Diallo"), ("My boss", "My boss")])
def test_my_boss_in_an_answer_is_not_who_answers(source, speaker):
    text = f"Amara Diallo: {source} said that I could go."
    start = text.index(source)
    said = text.index("said")
    attributions = [
        Attribution(((start, len(text)),), None, (0, 12), True, 0.9),
        Attribution(((said + 5, len(text)),), (said, said + 4), (start, said - 1), True, 0.9),
    ]
    turn, inner = quotes(finished(text, Reading([Name(0, 12, "PERSON", 1.0)], attributions)))
    assert (turn.speaker.name, inner.speaker.name) == ("Amara Diallo", speaker)


def test_i_in_an_answer_without_a_label_is_who_answers():
    said = ("{Do you dive?}", "{I do.}", "{Are you afraid?}", "{I was.}", "{Will you write?}", "{I think so.}")
    doc = doc_of("We met [Amara Diallo|PERSON].", *said, between="\n\n")
    assert mentions_of(doc, "Amara Diallo") == ["Amara Diallo", "I", "I", "I"]


def test_i_in_indirect_speech_is_the_author():
    doc = doc_of("([Amara Diallo|PERSON]) <said> {I could win}.")
    assert mentions_of(doc, "Amara Diallo") == ["Amara Diallo"]


@pytest.mark.parametrize(
    ("last", "author"),
    [
        ("[Amara Diallo|PERSON], of Accra, is a professor of law.", "Amara Diallo"),
        ("[Amara Diallo|PERSON] writes about rivers.", "Amara Diallo"),
        ("[Amara Diallo|PERSON] is in Accra.", None),
        ("[Diallo|PERSON] is a professor of law.", None),
        ("There [Amara Diallo|PERSON] is a professor of law.", None),
    ],
)
def test_whom_the_last_lines_introduce_is_the_author(last, author):
    assert speakers("(I) <think> {that they won}.", last, between="\n\n") == [author]


def test_i_in_a_quote_within_a_quote_is_the_inner_speaker():
    text = "“My boss Li Wei said ‘I quit,’” said Amara Diallo."
    doc = finished(
        text,
        Reading(
            [Name(9, 15, "PERSON", 1.0), Name(37, 49, "PERSON", 1.0)],
            [
                Attribution(((0, 31),), (32, 36), (37, 49), True, 0.9),
                Attribution(((21, 30),), (16, 20), (9, 15), True, 0.9),
            ],
        ),
    )
    assert mentions_of(doc, "Amara Diallo") == ["My", "Amara Diallo"]
    assert mentions_of(doc, "Li Wei") == ["Li Wei", "I"]


def test_a_described_speaker_is_an_entity_with_a_mention():
    doc = doc_of("[Amara Diallo|PERSON] left.", "{“Rest,”} <said> (a nurse from [Lagos|LOC]).")
    assert [(entity.id, entity.name) for entity in entities(doc)] == [
        ("e1", "Amara Diallo"),
        ("e3", "nurse from Lagos"),
        ("e2", "Lagos"),
    ]


@pytest.mark.parametrize(
    ("second", "expected"),
    [
        ("the German ministry", ["French ministry", "German ministry"]),
        ("the ministry", ["French ministry", "French ministry"]),
    ],
)
def test_words_with_a_capital_tell_described_speakers_apart(second, expected):
    assert speakers("(The French ministry) <said> {it rained}.", f"Then ({second}) <said> {{no}}.") == expected


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        pytest.param(
            ["[Quillon|ORG] fell. [Tidewater|ORG] rose. (The company) <said> {it would hire}."],
            ["Tidewater"],
            marks=pytest.mark.xfail(reason="of two bodies, neither is taken"),
        ),
        pytest.param(
            ["[Amara Diallo|PERSON] met [Kofi Mensah|PERSON]. {“Rest,”} <said> (the president)."],
            ["Kofi Mensah"],
            marks=pytest.mark.xfail(reason="offices that the article does not name, readers know"),
        ),
        pytest.param(
            [
                "{“Rest,”} <said> ([Amara Diallo|PERSON]).",
                "“No,” her rival [Ines Sousa|PERSON] shouted.",
                "{“Now,”} (she) <said>.",
            ],
            ["Amara Diallo", "Ines Sousa"],
            marks=pytest.mark.xfail(reason="who answered is not known, if no quote was found"),
        ),
    ],
)
def test_speakers_out_of_reach(marked, expected):
    assert speakers(*marked) == expected


@pytest.mark.parametrize(
    ("source", "speaker"),
    [("Nobody", None), ("No one", None), ("None of them", None), ("No official", None), ("No 10", "No 10")],
)
def test_nobody_is_no_speaker(source, speaker):
    assert speakers(f"({source}) <said> {{what it had cost}}.") == [speaker]


def test_another_person_is_somebody_else_each_time():
    first, second = quotes(doc_of("{“Rest,”} <said> (another visitor).", "{“Go,”} <said> (another visitor)."))
    assert first.speaker.id != second.speaker.id
    first, second = quotes(doc_of("{“Rest,”} <said> (a visitor).", "{“Go,”} <said> (the visitor)."))
    assert first.speaker.id == second.speaker.id
