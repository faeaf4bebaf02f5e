"""Handles: found, whole, and nothing else that has an “@”."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.reader.decoding import Name
from onrecord.reader.handles import with_handles
from tests.reader.texts import span


@pytest.mark.parametrize(
    ("text", "tagged", "expected"),
    [
        # overlooked, or not tagged whole
        ("“We won,” wrote @amaradiallo on X.", [], [("@amaradiallo", "PERSON")]),
        ("@amara_d: we won", [("@", "PERSON")], [("@amara_d", "PERSON")]),
        ("News from @TideNews.", [("TideNews", "ORG")], [("@TideNews", "ORG")]),
        (
            "Amara (@amara@tide.social) won.",
            [("Amara", "PERSON")],
            [("Amara", "PERSON"), ("@amara@tide.social", "PERSON")],
        ),
        ("[@amara @ines]", [("@amara @ines", "ORG")], [("@amara @ines", "ORG")]),
        ("Tide News (@tidenews) fell.", [("Tide News", "ORG")], [("Tide News", "ORG"), ("@tidenews", "ORG")]),
        ("Tide News fell (@tides).", [("Tide News", "ORG")], [("Tide News", "ORG"), ("@tides", "PERSON")]),
        # spelled as a name is
        ("Tide News fell. @Tide_News24", [("Tide News", "ORG")], [("Tide News", "ORG"), ("@Tide_News24", "ORG")]),
        ("On Monday: @monday", [("Monday", "DATE")], [("Monday", "DATE"), ("@monday", "PERSON")]),
        # what is none
        ("Write to press@tide.org or see tide.org/@amara.", [], []),
        ("Doors open @7pm. @media screen { } @ noon", [], []),
        ("Amara won.", [("Amara", "PERSON")], [("Amara", "PERSON")]),
        ("", [], []),
    ],
)
def test_handles(text, tagged, expected):
    names = [Name(*span(text, name), label, 0.9) for name, label in tagged]
    assert [(text[name.start : name.end], name.label) for name in with_handles(text, names)] == expected


@given(st.text("@ab. 1", max_size=20), st.data())
def test_names_never_overlap(text, data):
    borders = sorted(data.draw(st.sets(st.integers(0, len(text)), max_size=6)))
    tagged = [Name(a, b, "ORG", 0.9) for a, b in zip(borders[::2], borders[1::2], strict=False)]
    found = with_handles(text, tagged)
    assert all(before.end <= after.start for before, after in pairwise(found))
