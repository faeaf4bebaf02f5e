"""Turns of interviews and transcripts: told by how the lines begin, in whatever form people type them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.reader.decoding import Attribution, Name
from onrecord.reader.turns import taker, turns, with_turns, without_letters

TRANSCRIPT = """Who closed the lock?

THE CHAIR (Dame Rukmini Vale): Mr Osei, did you close it?

MR OSEI: I did. It was late.

Nobody had told me of the boat.

(Laughter)

THE CHAIR: Thank you.

The hearing goes on.
"""


def shown(text, names=()):
    return [
        (text[slice(*(turn.label or (0, 0)))], [text[start:end] for start, end in turn.content])
        for turn in turns(text, names)
    ]


def test_a_transcript():
    assert shown(TRANSCRIPT) == [
        ("THE CHAIR (Dame Rukmini Vale)", ["Mr Osei, did you close it?"]),
        ("MR OSEI", ["I did. It was late.", "Nobody had told me of the boat."]),
        ("THE CHAIR", ["Thank you."]),
    ]


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("Q: Who pays?\n\nA: The city.\n\nQ: All?\n\nA: Half.", "Q A Q A"),
        ("Q. Who pays?\nA. The city.\nQ. All?\nA. Half.", "Q A Q A"),
        ("Q) Who pays?\r\nA) The city.\r\nQ) All?", "Q A Q"),
        ("**Q:** Who pays?\n**A:** The city.\n**Q:** All?", "Q A Q"),
        ("Q:\nWho pays?\n\nA:\nThe city.\n\nQ:\nAll?", "Q A Q"),
        ("Q1: Who pays?\nA1: The city.\nQ2: All?", "Q1 A1 Q2"),
        ("Question 1: Who pays?\nAnswer 1: The city.\nQuestion 2: All?", "Question_1 Answer_1 Question_2"),
        ("Question: Who pays?\n\nAnswer: The city.\n\nQuestion: All?", "Question Answer Question"),
        ("- REPORTER: Who pays?\n- VALE: The city.\n- REPORTER: All?", "REPORTER VALE REPORTER"),
        ('"REPORTER: Who pays?\n"VALE: I do not know.\n"REPORTER: Who does?"', "REPORTER VALE REPORTER"),
        ("Reporter: Who pays?\nModerator: I do not know.\nReporter: Who does?", "Reporter Moderator Reporter"),
        ("[00:12] VALE: Who pays?\n[00:40] PAZ: We do.\n[01:02] VALE: All?", "VALE PAZ VALE"),
        ("The hearing, 9 a.m.\n\nQ: Who pays?\n\nDR VALE: We do.\n\nQ: All?", "Q DR_VALE Q"),
        ("REP. ANA VALE (D-LA): I ask you.\nPAZ, HOST: Me?\nVALE: You.", "REP._ANA_VALE_(D-LA) PAZ,_HOST VALE"),
    ],
)  # fmt: skip
def test_how_labels_are_typed(text, labels):
    assert [label.replace(" ", "_") for label, _ in shown(text)] == labels.split()


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("Q: Who pays? A: The city. Q: All? A: Half. Q: Why? A: I ask you.", "Q A Q A Q A"),
        ("It was late. Q: Who pays? VALE: The city. Q: All? VALE: Half. [laughs] Q: Why? We went.", "Q VALE Q VALE Q"),
        ("MR. PAZ: “Who?” VALE: You. MR. PAZ: “Me?” VALE: Yes. MR. PAZ: No.", "MR._PAZ VALE MR._PAZ VALE MR._PAZ"),
        # too few, of one alone, or no sentence's beginning
        ("Q: Who pays? A: The city. Q: All? A: Half.", ""),
        ("VALE: Who? VALE: You. VALE: Me? VALE: Yes. VALE: No.", ""),
        ("I saw Q: who pays, A: the city, Q: all, A: half, Q: why", ""),
    ],
)
def test_turns_that_have_become_one_paragraph(text, labels):
    assert [label.replace(" ", "_") for label, _ in shown(text)] == labels.split()


def test_an_aside_behind_a_turn_is_not_said():
    text = "Q: Who pays? A: The city. Q: All? A: Half. [laughs] Q: Why (so)? A: I ask you."
    assert [content for _, content in shown(text)][3:5] == [["Half."], ["Why (so)?"]]


def test_names_in_small_letters_are_labels_where_the_reader_knows_them():
    text = "Tide Weekly: Are you afraid?\n\nAna Vale: No.\n\nTW: Never?\n\nAV: Once I was."
    assert shown(text) == []
    names = [Name(0, 11, "ORG", 0.9), Name(text.index("Ana"), text.index("Ana") + 8, "PERSON", 0.9)]
    assert [label for label, _ in shown(text, names)] == ["Tide Weekly", "Ana Vale", "TW", "AV"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Q: Who pays?\n\nA: The city.",
        "He said: I will go.\nShe said: You will not.\nHe said: Why?",
        "FILE PHOTO: A boat is seen.\nGRAPHIC: How we pay.\nGRAPHIC: What you pay.\nGRAPHIC: Who pays?",
        "CLAIM: You pay.\nTHE FACTS: We do not.\nCLAIM: You pay twice.\nTHE FACTS: Once.",
        "VALE: 1,812\nPAZ: 1,500\nVALE: 44\nPAZ: 12",
        "Tip: Wash your rice.\nNote: You need salt.\nTip: Do you have a lid?\nNote: I never salt it.",
        "NOTE: We are closed.\nNOTE: You may ring.\nNOTE: Will we open?",
        "VALE: The gate is shut.\nPAZ: The gate is open.\nVALE: The gate is shut.",
    ],
)
def test_what_is_no_conversation(text):
    assert shown(text) == []


INTERVIEW = """Oonagh Tierney dived for eleven years.

**When did you begin to write?**

In a winter when I was stuck on an island. You think of everything when no ferry comes.

My friend Callum told me: "Stop talking."

They call your book angry. Is that fair?

I think so. Was I supposed to be polite?

(She laughs.)

On land

Tierney at home in March

What are you working on?

A book about buses. I am serious.

The novel costs £14.99.
"""


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_an_interview_without_labels(end):
    text = INTERVIEW.replace("\n", end)
    found = turns(text)
    assert [(turn.asks, turn.label) for turn in found] == [(True, None), (False, None)] * 3
    said = [[text[start:stop] for start, stop in turn.content] for turn in found]
    assert said[0] == ["When did you begin to write?"]
    assert [len(pieces) for pieces in said] == [1, 2, 1, 1, 1, 1]
    # An answer may end with a question; what stands below the last one is nobody's.
    assert said[3] == ["I think so. Was I supposed to be polite?"]
    assert said[5] == ["A book about buses. I am serious."]


@pytest.mark.parametrize(
    "text",
    [
        # Two questions only.
        "Who are you?\nI dive.\nDo you write?\nI do.",
        # Readers ask, and are told what to do.
        "How do I pay?\nAt the desk.\nCan I pay late?\nYou can.\nWhere do I sign?\nBelow.",
        "Do you pay?\nEverybody does.\nDo you pay late?\nThe fee is four euros.\nDo you sign?\nThe form is blue.",
        # What is quoted has a speaker of its own.
        "“Who are you?”\nI said nothing.\n“Do you dive?”\nI nodded.\n“Will you write?”\nI left.",
        # An essay asks its readers now and then.
        "Do you dive?\nI do.\nIt is cold.\nIt is dark.\nDo you write?\nI do.\nIt is slow.\nIt is dull.\n"
        "It is long.\nIt is late.\nIt is early.\nIt is over.\nAre you there?\nI am.",
    ],
)  # fmt: skip
def test_what_is_no_interview(text):
    assert turns(text) == []


def test_a_turn_ends_where_the_article_tells_of_those_who_speak():
    text = "Q: Who pays?\n\nVALE: We do.\n\nWith that, Vale left the room.\n\nIt was dark.\n\nQ: All?\n\nVALE: Yes."
    assert shown(text)[1] == ("VALE", ["We do."])


def test_takers():
    assert taker("MS ROWNTREE (for the residents)") == taker("**Ms Rowntree") == "ms rowntree"
    assert [taker(label) for label in ("Q12", "Question 3", "AP2")] == ["q", "question", "ap2"]


def test_what_crosses_a_turn_is_cut_and_what_takes_a_label_is_none():
    text = "Q: Who pays?\n\nVALE: The mayor said we all do.\n\nQ: All?\n\nVALE: Yes."
    found = turns(text)

    def place(words, after=0):
        start = text.index(words, after)
        return start, start + len(words)

    across = (place("we all")[0], place("All?")[1])
    inner = Attribution((across,), place("said"), place("The mayor"), True, 0.8)
    by_label = Attribution((place("Who pays?"),), place(":"), place("Q"), True, 0.8)
    without_cue = Attribution((place("Who pays?"),), None, None, True, 0.8)
    assert with_turns([by_label, without_cue], found) == with_turns([], found)
    [kept] = set(with_turns([inner], found)) - set(with_turns([], found))
    assert [text[start:end] for start, end in kept.content] == ["we all do."]
    assert with_turns([inner], []) == [inner]
    assert without_letters(text, [Name(0, 1, "PERSON", 0.5), Name(14, 18, "PERSON", 0.9)], found) == [
        Name(14, 18, "PERSON", 0.9)
    ]


LINES = st.lists(
    st.sampled_from(
        ["Q: Who?", "A: I do.", "VALE (R): We do.", "PAZ: You?", "PAZ:", "(Laughter)", "Vale left.", "", "**Q:** **x**"]
    )
    | st.sampled_from(["Are you?", "**Do you?**", "I am."])
    | st.text(max_size=20),
    max_size=14,
)  # fmt: skip


@given(LINES, st.sampled_from(["\n", "\r\n", "\n\n", "\u2028"]))
def test_places_are_exact_and_in_order(lines, end):
    text = end.join(lines)
    at = 0
    for turn in turns(text):
        assert at <= turn.start <= turn.content[0][0]
        if turn.label is not None:
            assert turn.start <= turn.label[0] < turn.label[1] <= turn.content[0][0]
        for start, stop in turn.content:
            assert at <= start < stop <= len(text)
            assert not text[start].isspace() and not text[stop - 1].isspace()
            at = stop
