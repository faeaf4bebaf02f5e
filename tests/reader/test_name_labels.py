"""Labels of names: teams, last names and letters of bodies, by what the rest of the article has."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.reader.decoding import Name
from onrecord.reader.name_labels import labelled


def labels(marked):
    """The labels of names marked like “[Ghana|LOC] won.”, in text order."""
    text, names = "", []
    for plain, name, label in re.findall(r"([^\[]*)(?:\[([^|]+)\|([A-Z]+)\])?", marked):
        text += plain
        if name:
            names.append(Name(len(text), len(text) + len(name), label, 0.9))
            text += name
    return [name.label for name in labelled(text, names)]


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        # teams, where they do not play
        ("[Ghana|LOC] 2 – 0 [Togo|LOC]\n\n[Ghana|LOC] had more of the ball.", ["ORG", "ORG", "ORG"]),
        ("[Ghana|LOC] 2-0 [Togo|LOC]. They flew home from [Togo|LOC].", ["ORG", "ORG", "LOC"]),
        ("[Ghana|LOC] 2-0 [Accra Lions|ORG].", ["ORG", "ORG"]),
        ("[Ghana|LOC]\N{NO-BREAK SPACE}2-0\N{NO-BREAK SPACE}[Togo|LOC].", ["ORG", "ORG"]),
        ("[Ghana|LOC] and [Togo|LOC] signed; it took 2 – 3 days.", ["LOC", "LOC"]),
        ("[Diallo|PERSON] 6 – 2 [Sousa|PERSON]", ["PERSON", "PERSON"]),
        # a last name before a noun
        ("[Amara Diallo|PERSON] won. The [Diallo|ORG] campaign cheered.", ["PERSON", "PERSON"]),
        ("[Amara Diallo|PERSON] won. The [Diallo|LOC] rose.", ["PERSON", "LOC"]),
        ("[Diallo|PERSON] won. The [Diallo|ORG] campaign cheered.", ["PERSON", "ORG"]),
        ("[AMARA DIALLO|PERSON]: No.\n[DIALLO|ORG]: Yes.\n[DIALLO|ORG]: No.\n[DIALLO|ORG]: So?", ["PERSON"] * 4),
        ("[AMARA DIALLO|PERSON] won. [Diallo|ORG] left.", ["PERSON", "PERSON"]),
        # but a company that has the name
        ("[Amara Diallo|PERSON] won. [Diallo Foods|ORG] fell, and [Diallo|ORG] staff left.", ["PERSON", "ORG", "ORG"]),
        ("[Amara Diallo|PERSON] won. [Diallo|ORG], [Diallo|ORG] and [Diallo|ORG].", ["PERSON", "ORG", "ORG", "ORG"]),
        # a body by the first word of its name
        ("[Sundvei AS|ORG] built it. [Sundvei|PERSON] is late.", ["ORG", "ORG"]),
        ("[Sundvei AS|ORG] built it. [Per Sundvei|PERSON] left. [Sundvei|PERSON] slept.", ["ORG", "PERSON", "PERSON"]),
        ("[National Grid|ORG] built it. [National|PERSON] is late.", ["ORG", "PERSON"]),
        # letters of a body that is named in full
        ("The [Bank of Ghana|ORG] spoke. [BoG|MISC] gold", ["ORG", "ORG"]),
        ("The [Bank of Ghana|ORG] spoke. [BoG|LOC] gold", ["ORG", "LOC"]),
        ("The [Bank of Ghana|ORG] spoke. [Bog|MISC] oak", ["ORG", "MISC"]),
        ("The [Bank of Ghana|MISC] spoke. [BoG|MISC] gold", ["MISC", "MISC"]),
        # the place behind a party's letter
        (
            "Rep. [Amara Diallo|PERSON], R-[Olathe|PERSON], and [Ines Sousa|PERSON], D-[N.M.|ORG],",
            ["PERSON", "LOC"] * 2,
        ),
        ("It is the [Diallo|PERSON]-[Sousa|PERSON] trial, with R-[Diallo|PERSON].", ["PERSON"] * 3),
        ("", []),
    ],
)
def test_labelled(marked, expected):
    assert labels(marked) == expected


@given(st.text(min_size=1, max_size=30), st.data())
def test_borders_and_scores_stay(text, data):
    end = data.draw(st.integers(1, len(text)))
    label = data.draw(st.sampled_from(("PERSON", "ORG", "LOC", "MISC", "DATE")))
    name = Name(data.draw(st.integers(0, end - 1)), end, label, 0.9)
    [found] = labelled(text, [name])
    assert found._replace(label=label) == name
