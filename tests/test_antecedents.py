"""Whom "she", "the minister" and "the company" mean, given what a network says of who goes with whom."""

import pytest

from onrecord.entities import entities
from onrecord.quotes import quotes
from onrecord.reader.decoding import Attribution, Name
from onrecord.reader.reader import Reading
from tests.hand_made import doc_of, finished
from tests.reader.texts import span


def found(*marked, together):
    """(mention as printed, name of its entity) of every pronoun and description, in text order."""
    doc = doc_of(*marked, together=together)
    called = {entity.id: entity.name for entity in entities(doc)}
    return [(m.text, called[m.id_]) for m in doc.spans["mentions"] if m.kb_id_ != "name"]


@pytest.mark.parametrize(
    ("text", "together", "expected"),
    [
        # whom the network takes it for, however far the other one
        (
            "[Amara Diallo|PERSON] met [Ines Sousa|PERSON]. She smiled.",
            [("Sousa", "She")],
            [("She", "Ines Sousa")],
        ),
        (
            "[Amara Diallo|PERSON] met [Ines Sousa|PERSON]. She smiled.",
            [("Diallo", "She")],
            [("She", "Amara Diallo")],
        ),
        # nobody is better than somebody who does not go with it
        ("[Amara Diallo|PERSON] met [Ines Sousa|PERSON]. She smiled.", [("Sousa", "smiled")], []),
        # a description
        (
            "[Pavel Durov|PERSON] was held. ‹The Telegram CEO› smiled.",
            [("Durov", "CEO")],
            [("The Telegram CEO", "Pavel Durov")],
        ),
        # what follows a description goes where that goes
        (
            "[Pavel Durov|PERSON] was held. ‹The founder› smiled. He left.",
            [("Durov", "founder"), ("founder", "He")],
            [("The founder", "Pavel Durov"), ("He", "Pavel Durov")],
        ),
        # who is named behind it
        (
            "‹A man› named [Kofi Mensah|PERSON] came. He smiled.",
            [("Mensah", "He")],
            [("A man", "Kofi Mensah"), ("He", "Kofi Mensah")],
        ),
        ("‹A man› named [Quillon|ORG] his heir.", [("man", "heir")], []),
        # whom somebody else knows
        (
            "[Ines Sousa|PERSON] met [Amara Diallo|PERSON]. ‹[Sousa|PERSON]’s neighbour› smiled.",
            [("Diallo", "neighbour")],
            [],
        ),
        # who was named rather than who was called something else
        (
            "‹The agency› rose. [Quillon|ORG] fell. ‹The company› lost.",
            [("agency", "Quillon", "company")],
            [("The company", "Quillon")],
        ),
        # and rather than who was named long before
        (
            "[Tidewater|ORG] fell. Night came. Day came. Night came. [Quillon|ORG] fell. ‹The company› lost.",
            [("Tidewater", "Quillon", "company")],
            [("The company", "Quillon")],
        ),
        # an office that is not somebody's deputy's
        (
            "Mayor [Ana Lima|PERSON] met Vice Mayor [Ines Sousa|PERSON]. ‹The mayor› left. ‹The vice mayor› smiled.",
            [("Lima", "Sousa", "mayor")],
            [("The mayor", "Ana Lima"), ("The vice mayor", "Ines Sousa")],
        ),
        # whoever speaks says "I" of themselves
        (
            "[Ines Sousa|PERSON] met [Amara Diallo|PERSON]. {“She has lied,”} <said> ([Diallo|PERSON]).",
            [("Diallo", "She"), ("Sousa", "She")],
            [("She", "Ines Sousa")],
        ),
        # called by what has a name in it
        (
            "‹The French police› came. ‹The relevant local police› left.",
            [("police",)],
            [("The French police", "The French police"), ("The relevant local police", "The French police")],
        ),
        # somebody without a name, meant twice
        (
            "‹The victim› fell. She was 38.",
            [("victim", "She")],
            [("The victim", "The victim"), ("She", "The victim")],
        ),
        # cut where it may end, and never an article alone
        (
            "‹The youngest of› fell. ‹The› rain came. She was 38.",
            [("youngest", "She")],
            [("The youngest", "The youngest"), ("She", "The youngest")],
        ),
        # no document is somebody
        ("‹The audit› came. It rose.", [("audit", "It")], []),
        # a country's, though it begins the sentence
        ("‹Norway’s bank› rose. ‹Sweden’s bank› fell.", [("bank",)], []),
        (
            "‹Norway’s bank› rose. ‹Norway’s bank› fell.",
            [("bank",)],
            [("Norway’s bank", "Norway’s bank"), ("Norway’s bank", "Norway’s bank")],
        ),
        # but not once
        ("‹The victim› fell. It rained.", [("victim", "rained")], []),
        # bodies
        (
            "[Telegram|ORG] fell. It rose, and its users left.",
            [("Telegram", "It", "its")],
            [("It", "Telegram"), ("its", "Telegram")],
        ),
        ("[Telegram|ORG] said that they would appeal.", [("Telegram", "they")], [("they", "Telegram")]),
        # what cannot be: a she that is a company, a he that is Mrs Sousa, a company that is a person, a place
        ("[Telegram|ORG] fell. She left.", [("Telegram", "She")], []),
        ("Mrs [Sousa|PERSON] fell. He left.", [("Sousa", "He")], []),
        ("[Amara Diallo|PERSON] fell. ‹The company› rose.", [("Diallo", "company")], []),
        ("[Telegram|ORG] fell. ‹The minister› rose.", [("Telegram", "minister")], []),
        ("[Accra|LOC] slept. It rained.", [("Accra", "It")], []),
        # the noun that a person was introduced by
        (
            "Minister [Amara Diallo|PERSON] met [Ines Sousa|PERSON]. ‹The minister› smiled.",
            [("smiled",)],
            [("The minister", "Amara Diallo")],
        ),
        # the whole title before a name, and not a part of another one's
        (
            "Deputy minister [Ines Sousa|PERSON] met first lady [Amara Diallo|PERSON]. ‹The first lady› smiled.",
            [("smiled",)],
            [("The first lady", "Amara Diallo")],
        ),
        # several, of whom nothing else was said before
        (
            "‹The state officials› met. ‹Officials› smiled. ‹Local officials› left. They slept.",
            [("officials", "Officials", "They")],
            [
                ("The state officials", "The state officials"),
                ("Officials", "The state officials"),
                ("They", "The state officials"),
            ],
        ),
        (
            "‹The Indian side› met. ‹The Pakistani side› left. They slept.",
            [("side", "They")],
            [("The Indian side", "The Indian side"), ("They", "The Indian side")],
        ),
        # the noun that a body's name has
        (
            "[Ministry of Finance|ORG] met [Quillon|ORG]. ‹The ministry› smiled.",
            [("smiled",)],
            [("The ministry", "Ministry of Finance")],
        ),
        # a building, a town; but no company is "the city"
        (
            "[St Mary’s Hospital|FACILITY] met [Quillon|ORG]. ‹The hospital› smiled.",
            [("Hospital", "hospital")],
            [("The hospital", "St Mary’s Hospital")],
        ),
        ("[Accra|LOC] met [Quillon|ORG]. ‹The city› smiled.", [("Accra", "city")], [("The city", "Accra")]),
        ("[Accra|LOC] met [Quillon|ORG]. ‹The city› smiled.", [("Quillon", "city")], []),
        ("[Accra Mall|FACILITY] fell. ‹The hospital› smiled.", [("Mall", "hospital")], []),
        ("[City Council|ORG] met. ‹The company› smiled.", [("Council", "company")], []),
        ("[Council Foods|ORG] met. ‹The union› smiled.", [("Foods", "union")], [("The union", "Council Foods")]),
        # whose name stands right behind it
        (
            "[Ines Sousa|PERSON] sat. ‹The captain›, [Amara Diallo|PERSON], rose. ‹The captain› left.",
            [("Sousa", "captain", "left")],
            [("The captain", "Amara Diallo"), ("The captain", "Amara Diallo")],
        ),
        (
            "[Ines Sousa|PERSON] sat. ‹Minister of Health Amara› [Diallo|PERSON] rose. ‹The minister› left.",
            [("left",)],
            [("Minister of Health Amara", "Diallo"), ("The minister", "Diallo")],
        ),
        # of a body likewise, with a comma, a bracket or nothing between
        ("‹The union›, the [FGTB|ORG], met. It sat.", [("FGTB", "It")], [("The union", "FGTB"), ("It", "FGTB")]),
        ("‹The union› ([FGTB|ORG]) met.", [("met",)], [("The union", "FGTB")]),
        ("‹The UN food agency› [FAO|ORG] met.", [("met",)], [("The UN food agency", "FAO")]),
        ("‹The captain›, the [FGTB|ORG], met.", [("met",)], []),
        ("‹The union›, [FGTB|ORG] staff say, met.", [("met",)], []),
        # "his lawyer" is nobody who has not been called one
        (
            "[Ana Lima|PERSON] left. [Emeka Okafor|PERSON] stayed. ‹His lawyer› smiled.",
            [("Okafor", "His"), ("Lima", "lawyer")],
            [("His", "Emeka Okafor")],
        ),
        (
            "The lawyer [Ana Lima|PERSON] left. [Emeka Okafor|PERSON] stayed. ‹His lawyer› smiled.",
            [("Okafor", "His"), ("Lima", "lawyer")],
            [("His lawyer", "Ana Lima"), ("His", "Emeka Okafor")],
        ),
        # a council is no journal
        ("[Grid Council|ORG] met. ‹The journal› fell.", [("Council", "journal")], []),
        ("[Grid|ORG] met. ‹The journal› fell.", [("Grid", "journal")], [("The journal", "Grid")]),
        # an owner is a person or a company
        ("‹The port owner›, [Grid|ORG], met.", [("met",)], [("The port owner", "Grid")]),
        ("‹The port owner›, [Ana Lima|PERSON], met.", [("met",)], [("The port owner", "Ana Lima")]),
        # the only one of that trade, in the lead even before it is said that he is meant
        ("‹A judge› spoke. Judge [Amara Diallo|PERSON] sat.", [("sat",)], [("A judge", "Amara Diallo")]),
        ("‹A judge› spoke. Judge [Diallo|PERSON] and judge [Sousa|PERSON] sat.", [("sat",)], []),
        ("‹A judge› spoke. [Amara Diallo|PERSON] sat.", [("sat",)], []),
        ("It rained. " * 4 + "‹A judge› spoke. Judge [Amara Diallo|PERSON] sat.", [("sat",)], []),
        # several bodies are no body, and it is none of them
        ("‹The companies› rose. It rained.", [("companies", "It")], []),
        ("[Quillon|ORG] rose. ‹The companies› fell.", [("Quillon", "companies")], []),
        (
            "‹The companies› rose. They fell.",
            [("companies", "They")],
            [("The companies", "The companies"), ("They", "The companies")],
        ),
        # what the bearers of a title are called
        (
            "Sen. [Amara Diallo|PERSON] met [Ines Sousa|PERSON]. ‹The senator› smiled.",
            [("smiled",)],
            [("The senator", "Amara Diallo")],
        ),
        # who met the minister is none
        ("The minister met [Amara Diallo|PERSON]. ‹The minister› smiled.", [("smiled",)], []),
        # the whole of what explains a name
        (
            "[Ines Sousa|PERSON], the health minister, met [Amara Diallo|PERSON], the first minister. "
            "‹The health minister› smiled.",
            [("Diallo", "smiled")],
            [("The health minister", "Ines Sousa")],
        ),
        # the noun of people who are told apart by what they know
        (
            "‹Officials familiar› smiled. ‹The officials› left.",
            [("familiar", "officials")],
            [("Officials familiar", "Officials familiar"), ("The officials", "Officials familiar")],
        ),
        # one pronoun is not believed if the network is surer of another
        (
            "[Amara Diallo|PERSON] sat. She rose. ‹The minister› left. Mr [Diallo|PERSON] fell. She slept.",
            [("Diallo", "minister")],
            [("The minister", "Amara Diallo")],
        ),
        # what is hers is not somebody who was called something else; nor is a company a council
        ("‹The ministers› met. ‹Her pupils› slept.", [("ministers", "pupils")], []),
        (
            "‹The pupils› met. ‹Her pupils› slept.",
            [("pupils", "Her", "slept")],
            [("The pupils", "The pupils"), ("Her pupils", "The pupils")],
        ),
        ("[Grid Company|ORG] fell. ‹The council› met.", [("Company", "council")], []),
        # whoever writes is nobody whom the article tells of, unless it is called a newspaper
        ("[Tide Media|ORG] fell. ‹This newspaper› asked why.", [("Media", "newspaper")], []),
        (
            "[Tide Media|ORG] fell. ‹The newspaper› asked why.",
            [("Media", "newspaper")],
            [("The newspaper", "Tide Media")],
        ),
        (
            "[Grid Agency|ORG] fell. ‹The department› met.",
            [("Agency", "department")],
            [("The department", "Grid Agency")],
        ),
        # an article is no description of a body; a name behind a comma is none of hers
        ("[Quillon|ORG] fell. ‹The [FGTB|ORG]› met.", [("Quillon", "FGTB")], []),
        ("‹My wife, Ana Lima› slept. [Ana Lima|PERSON] sat.", [("slept",)], []),
        ("[Kofi|PERSON] sat. ‹My wife›, [Ana Lima|PERSON], slept.", [("Kofi", "wife")], [("My wife", "Ana Lima")]),
        # titles before the name
        (
            "[Sousa|PERSON] sat. ‹The author›, Prof. Dr. [Ana Lima|PERSON], slept.",
            [("Sousa", "author")],
            [("The author", "Ana Lima")],
        ),
        # a lawyer for the mayor is no mayor
        (
            "Mayor [Ines Sousa|PERSON] sat. [Amara Diallo|PERSON], a lawyer for the mayor, rose. ‹The mayor› left.",
            [("left",)],
            [("The mayor", "Ines Sousa")],
        ),
        # nobody is his own wife
        (
            "[Kofi Mensah|PERSON] sat. ‹His wife› rose. She left.",
            [("Mensah", "His", "wife", "She")],
            [("His wife", "His wife"), ("His", "Kofi Mensah"), ("She", "His wife")],
        ),
        # before they are named
        (
            "‹The owner› smiled. Owner [Amara Diallo|PERSON] met [Ines Sousa|PERSON].",
            [("smiled",)],
            [("The owner", "Amara Diallo")],
        ),
        # officials are no investigators, whatever goes together; nor is a lawyer one who is known otherwise
        ("‹Investigators› came. ‹Officials› left.", [("Investigators", "Officials")], []),
        ("[Amara Diallo|PERSON] fell. ‹A lawyer› left.", [("Diallo", "lawyer")], []),
        (
            "‹Officials› came. ‹Officials› left.",
            [("came",)],
            [("Officials", "Officials"), ("Officials", "Officials")],
        ),
        # of two who go with it as well: who has a name; who is not long gone; who is in its paragraph
        (
            "‹The victim› fell. [Amara Diallo|PERSON] came. She smiled.",
            [("victim", "Diallo", "She")],
            [("She", "Amara Diallo")],
        ),
        (
            "[Ines Sousa|PERSON] fell. Night came. Day came. Night came. [Amara Diallo|PERSON] came. She smiled.",
            [("Sousa", "Diallo", "She")],
            [("She", "Amara Diallo")],
        ),
        (
            "[Ines Sousa|PERSON] fell.\n\n[Amara Diallo|PERSON] came. She smiled.",
            [("Sousa", "Diallo", "She")],
            [("She", "Amara Diallo")],
        ),
        # the one in a name is no pronoun
        ("[Amara Diallo|PERSON] wrote for [Her World|ORG].", [("Diallo", "Her")], []),
    ],
)
def test_antecedents(text, together, expected):
    assert found(text, together=together) == expected


def test_a_long_article_takes_time_by_its_length():
    text = " ".join(["[Amara Diallo|PERSON] fell. She left."] * 400)
    pairs = found(text, together=[("Diallo", "She")])
    assert pairs == [("She", "Amara Diallo")] * 400


@pytest.mark.parametrize(
    ("marked", "together", "speaker"),
    [
        # no source: who the network takes for the speaker
        (["[Amara Diallo|PERSON] met [Ines Sousa|PERSON].", "{“We won.”}"], [("Diallo", "won")], "Amara Diallo"),
        (["[Amara Diallo|PERSON] met [Ines Sousa|PERSON].", "{“We won.”}"], [("Sousa", "won")], "Ines Sousa"),
        # of two whom it takes for it as well, who goes on speaking
        (
            ["[Ines Sousa|PERSON] came.", "([Amara Diallo|PERSON]) <said> {“Go.”}", "{“We won.”}"],
            [("Sousa", "Diallo", "won")],
            "Amara Diallo",
        ),
        # nor does "she said" mean whoever else was named
        (
            ["[Ines Sousa|PERSON] came.", "([Amara Diallo|PERSON]) <said> {“Go.”}", "(She) <said> {“We won.”}"],
            [("Sousa", "Diallo", "She")],
            "Amara Diallo",
        ),
        # nor does "the company added"
        (
            ["[Tidewater|ORG] fell.", "([Quillon|ORG]) <said> {no}.", "(‹The company›) <added> {that it fell}."],
            [("Tidewater", "Quillon", "company")],
            "Quillon",
        ),
        # whoever is only mentioned there has not spoken
        (
            [
                "[Ines Sousa|PERSON] came.",
                "([Amara Diallo|PERSON], a lawyer for [Kofi Mensah|PERSON],) <said> {“Go.”}",
                "(She) <said> {“We won.”}",
            ],
            [("Sousa", "Diallo", "Mensah", "She")],
            "Amara Diallo",
        ),
        (
            [
                "[Ines Sousa|PERSON] came.",
                "([Amara Diallo|PERSON] of [Quillon|ORG]) <said> {“Go.”}",
                "(She) <said> {“No.”}",
            ],
            [("Sousa", "Diallo", "She")],
            "Amara Diallo",
        ),
        # nor who is spoken of by name
        (
            ["[Ines Sousa|PERSON] came.", "[Amara Diallo|PERSON] rose.", "(She) <said> {“[Diallo|PERSON] has lied.”}"],
            [("Sousa", "Diallo", "She")],
            "Ines Sousa",
        ),
        # a person in the quote is not its speaker
        (["{“[Ines Sousa|PERSON] won.”}"], [("Sousa", "won")], None),
    ],
)
def test_speakers(marked, together, speaker):
    *_, quote = quotes(doc_of(*marked, together=together))
    assert (quote.speaker and quote.speaker.name) == speaker
    assert (quote.speaker_score or 0) > 0.5 if speaker else quote.speaker_score is None


def test_who_goes_on_speaking_is_not_she_either():
    marked = ["[Ines Sousa|PERSON] came.", "{“No,”} <said> ([Amara Diallo|PERSON]).", "{“She has lied.”}"]
    assert found(*marked, together=[("Diallo", "She"), ("Sousa", "She")]) == [("She", "Ines Sousa")]


def test_who_is_named_in_a_quotation_within_may_speak():
    text = "Amara Diallo rose. “They told me, ‘Go, Diallo,’” she said."
    names = [Name(*span(text, name), "PERSON", 0.9) for name in ("Amara Diallo", "Diallo,")]
    outer, inner, told, said, they, she = (
        span(text, part) for part in ("“They told me, ‘Go, Diallo,’”", "‘Go, Diallo,’", "told", "said", "They", "she")
    )
    attributions = [Attribution((outer,), said, she, True, 0.9), Attribution((inner,), told, they, True, 0.9)]
    doc = finished(text, Reading(names, attributions), together=[("Diallo", "she")])
    assert next(quotes(doc)).speaker.name == "Amara Diallo"


@pytest.mark.parametrize(
    ("marked", "speaker"),
    [
        # in a headline, the network is not believed as readily: who says it comes later
        (["[Amara Diallo|PERSON] back at sea: {“We won”}", "[Ines Sousa|PERSON] came."], None),
        (["{“We won”}: [Amara Diallo|PERSON] is back at sea", "[Ines Sousa|PERSON] came."], None),
        # below it, it is
        (["The race", "[Amara Diallo|PERSON] is back at sea: {“We won”}"], "Amara Diallo"),
        # and so is what is a sentence of the first paragraph
        (["[Amara Diallo|PERSON] is back at sea. {“We won.”} It rained.", "[Ines Sousa|PERSON] came."], "Amara Diallo"),
    ],
)
def test_who_speaks_in_a_headline(marked, speaker):
    (quote,) = quotes(doc_of(*marked, between="\n\n", together=[("Diallo", "won")]))
    assert (quote.speaker and quote.speaker.name) == speaker
