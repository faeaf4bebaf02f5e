"""How certain a statement is put, told from cues."""

import pytest

from onrecord.certainty import CERTAINTIES, certainty_cues, certainty_of
from onrecord.lexicons import rows
from tests.hand_made import doc_of


def of_cues(text):
    certainty, cue, _ = certainty_of(certainty_cues(doc_of(text)[:]))
    return certainty, cue and cue.span.text


@pytest.mark.parametrize(
    ("text", "certainty", "cue"),
    [
        ("The clerk allegedly took bribes.", "hedged", "allegedly"),
        ("She is accused of hiding the letters.", "hedged", "is accused of"),
        ("The storm may reach the coast.", "hedged", "may"),
        ("He appears to have left the country.", "hedged", "appears to"),
        ("The fire is believed to have started in a shed.", "hedged", "is believed to"),
        ("The minister denied the charges.", "denied", "denied"),
        ("The mayor’s figures are wrong.", "denied", "are wrong"),
        ("The report is not true.", "denied", "is not true"),
        ("The bridge will open in May.", "future", "will"),
        ("She said that the bridge would open in May.", "future", "would"),
        ("Prices are expected to rise.", "future", "are expected to"),
        ("It won't rain.", "future", "wo"),
        ("Auditors questioned whether the sum was right.", "questioned", "questioned whether"),
    ],
)
def test_cues(text, certainty, cue):
    found, printed = of_cues(text)
    assert found == certainty
    assert printed is not None
    assert printed.startswith(cue)


@pytest.mark.parametrize(
    "text",
    [
        "The council sold the pier.",
        # X says so, and that is that
        "The union claims that the pier was sold.",
        # plain negation
        "The council did not sell the pier.",
        # a month, and what looks like a cue and is none
        "The council met in May.",
        "May 3 was a holiday.",
        "The divers could not reach the wreck.",
        # a clause that depends on another
        "The man who may have seen the fire left town.",
        "The council sold the pier before it could fall down.",
        "",
    ],
)
def test_asserted(text):
    assert of_cues(text) == ("asserted", None)


def test_the_statement_before_a_conjunction_counts_more():
    assert of_cues("The pier was sold on Monday, and it will be torn down.")[0] == "asserted"
    assert of_cues("The pier will be torn down, and it was sold on Monday.")[0] == "future"


def test_scopes_end_where_others_begin():
    [cue] = certainty_cues(doc_of("The pier, he said, will fall, but the town sold it.")[:])
    assert cue.scope.text == "The pier, he said, will fall,"


def test_a_network_is_heard_too():
    cues = certainty_cues(doc_of("The council sold the pier.")[:])
    certainty, cue, scores = certainty_of(cues, {"hedged": 1.0})
    assert scores["hedged"] == scores["asserted"] == 0.5
    assert (certainty, cue) == ("asserted", None)
    cues = certainty_cues(doc_of("The council may sell the pier.")[:])
    certainty, cue, scores = certainty_of(cues, {"asserted": 0.4, "hedged": 0.6})
    assert certainty == "hedged"
    assert cue is not None
    assert sum(scores.values()) == pytest.approx(1)


def test_the_lexicon_is_whole():
    entries = rows("certainty")[1:]
    assert len({cue for cue, *_ in entries}) == len(entries)
    for cue, certainty, direction, weight in entries:
        assert cue == cue.lower().strip()
        assert certainty in (*CERTAINTIES[1:], "terminator", "pseudo")
        assert direction in ("forward", "backward", "both")
        assert 0 <= float(weight) <= 1
