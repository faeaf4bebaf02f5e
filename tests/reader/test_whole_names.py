"""Names: halves joined, loose borders trimmed, what is no name dropped."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.reader.decoding import Name
from onrecord.reader.tags import ENTITY_LABELS
from onrecord.reader.whole_names import whole_names
from tests.reader.texts import span


def tagged(text, *parts):
    """Names by what is printed."""
    return [Name(*span(text, part), label, 0.9) for part, label in parts]


def shown(text, names):
    return [(text[name.start : name.end], name.label) for name in names]


@pytest.mark.parametrize(
    ("text", "parts", "expected"),
    [
        # titles before, and letters after
        (
            "Judge Neil Ford QC, Mrs Ford and Robert Banda Jr.",
            [("Judge Neil Ford QC", "PERSON"), ("Mrs Ford", "PERSON"), ("Robert Banda Jr.", "PERSON")],
            [("Neil Ford", "PERSON"), ("Ford", "PERSON"), ("Robert Banda Jr.", "PERSON")],
        ),
        ("General Motors rose.", [("General Motors", "ORG")], [("General Motors", "ORG")]),
        # a title without its name
        ("Atty. Amara Diallo won.", [("Atty", "PERSON"), ("Amara Diallo", "PERSON")], [("Amara Diallo", "PERSON")]),
        ("Mr Diallo won.", [("Mr", "PERSON")], []),
        ("King won.", [("King", "PERSON")], [("King", "PERSON")]),
        # halves of one name
        ("Amara Diallo won.", [("Amara", "PERSON"), ("Diallo", "PERSON")], [("Amara Diallo", "PERSON")]),
        ("In East Kalimantan it rained.", [("East", "LOC"), ("Kalimantan", "LOC")], [("East Kalimantan", "LOC")]),
        ("Ghana’s Accra, Tema", [("Accra", "LOC"), ("Tema", "LOC")], [("Accra", "LOC"), ("Tema", "LOC")]),
        # a town and its country
        ("In Tema, Ghana, it rained.", [("Tema, Ghana", "LOC")], [("Tema", "LOC"), ("Ghana", "LOC")]),
        ("Diallo, Banda sued.", [("Diallo, Banda", "ORG")], [("Diallo, Banda", "ORG")]),
        (
            "In Washington, D.C. it rained.",
            [("Washington", "LOC"), ("D.C", "LOC")],
            [("Washington", "LOC"), ("D.C.", "LOC")],
        ),
        (
            "Finance Minister Diallo",
            [("Finance", "ORG"), ("Diallo", "PERSON")],
            [("Finance", "ORG"), ("Diallo", "PERSON")],
        ),
        (
            "They are French German rivals.",
            [("French", "NORP"), ("German", "NORP")],
            [("French", "NORP"), ("German", "NORP")],
        ),
        # loose borders
        ("The WHO said so.", [("WHO", "ORG")], [("WHO", "ORG")]),
        ("Ana Diallo who left", [("Ana Diallo who", "PERSON")], [("Ana Diallo", "PERSON")]),
        ("Officials in Tema, Ghana", [("Tema,", "LOC")], [("Tema", "LOC")]),
        ("The Ministry of Trade", [("Ministry of", "ORG")], [("Ministry", "ORG")]),
        ("From Russia & Belarus", [("Russia &", "LOC")], [("Russia", "LOC")]),
        ("Shares of “Okafor Foods” fell.", [("“Okafor Foods”", "ORG")], [("Okafor Foods", "ORG")]),
        ("He works for Yahoo! now.", [("Yahoo!", "ORG")], [("Yahoo!", "ORG")]),
        ("He works for Acme Inc. now.", [("Acme Inc.", "ORG")], [("Acme Inc.", "ORG")]),
        # no names
        ("The sheriff’s office in Tema said so.", [("sheriff’s office", "ORG")], []),
        ("He posted it on X on Monday.", [("X", "DATE")], []),
        ("It rained for two weeks in Tema.", [("two weeks", "DATE")], [("two weeks", "DATE")]),
        ("He paid two million euros in Tema.", [("two million euros", "MONEY")], [("two million euros", "MONEY")]),
        # a text that does without capitals, and a script without them
        ("amara diallo won in tema", [("amara diallo", "PERSON")], [("amara diallo", "PERSON")]),
        ("Reporters met 陳文 in Tema.", [("陳文", "PERSON")], [("陳文", "PERSON")]),
    ],
)
def test_whole_names(text, parts, expected):
    assert shown(text, whole_names(text, tagged(text, *parts))) == expected


def test_of_names_that_overlap_the_more_certain_is_kept():
    text = "Amara Diallo won."
    assert whole_names(text, [Name(0, 12, "PERSON", 0.9), Name(6, 12, "ORG", 0.4)]) == [Name(0, 12, "PERSON", 0.9)]


@given(text=st.text(alphabet="aB .,&’“\n7é", max_size=40), data=st.data())
def test_whatever_is_tagged_names_are_apart_and_begin_and_end_with_no_space(text, data):
    borders = st.integers(0, len(text))
    spans = data.draw(
        st.lists(st.tuples(borders, borders, st.sampled_from(ENTITY_LABELS), st.floats(0, 1)), max_size=6)
    )
    names = whole_names(text, [Name(min(a, b), max(a, b), label, score) for a, b, label, score in spans if a != b])
    assert all(before.end <= after.start for before, after in pairwise(names))
    for name in names:
        printed = text[name.start : name.end]
        assert printed == printed.strip() != ""
