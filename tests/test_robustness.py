"""Benchmarks of robustness write texts anew and carry offsets over: the gold has to say the same afterwards."""

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.accuracy import own_rows
from benchmarks.robustness import MEASURES, VARIANTS, WIDTH, carried, lines, rewritten

TEXT = "Mayor: ‘We won’\n\nBy Ana Souza\n“It’s İzmir’s,” he\u00a0said.\r\n\r\n« Yes », said Ben 👩🏽\u200d🍳."


@pytest.mark.parametrize(
    ("variant", "expected"),
    [
        ("as it is", TEXT),
        (
            "straight quotes",
            "Mayor: 'We won'\n\nBy Ana Souza\n\"It's İzmir's,\" he\u00a0said.\r\n\r\n\" Yes \", said Ben 👩🏽\u200d🍳.",
        ),
        (
            "CRLF",
            "Mayor: ‘We won’\r\n\r\nBy Ana Souza\r\n“It’s İzmir’s,” he\u00a0said.\r\n\r\n"
            "« Yes », said Ben 👩🏽\u200d🍳.",
        ),
        ("no-break spaces", TEXT.replace(" ", "\u00a0")),
        (
            "lower case",
            "mayor: ‘we won’\n\nby ana souza\n“it’s i̇zmir’s,” he\u00a0said.\r\n\r\n« yes », said ben 👩🏽\u200d🍳.",
        ),
        ("headline in capitals", TEXT.replace("Mayor: ‘We won’", "MAYOR: ‘WE WON’")),
        (
            "no blank lines",
            "Mayor: ‘We won’\nBy Ana Souza\n“It’s İzmir’s,” he\u00a0said.\r\n« Yes », said Ben 👩🏽\u200d🍳.",
        ),
        (
            "wrapped at 72",
            "Mayor: ‘We won’\n\nBy Ana Souza\n\n“It’s İzmir’s,” he\u00a0said.\n\n« Yes », said Ben 👩🏽\u200d🍳.",
        ),
        (
            "one paragraph",
            "Mayor: ‘We won’ By Ana Souza “It’s İzmir’s,” he\u00a0said. « Yes », said Ben 👩🏽\u200d🍳.",
        ),
    ],
)
def test_variants(variant, expected):
    assert rewritten(VARIANTS[variant](TEXT)).text == expected


def test_a_long_first_line_is_no_headline():
    text = "The council of Halvik voted " + "again and " * 20 + "again.\nIt won."
    assert rewritten(VARIANTS["headline in capitals"](text)).text == text


def folded(text):
    """What no variant may change."""
    text = text.translate(str.maketrans("“”„‟«»‘’‚‛‹›", "\"\"\"\"\"\"''''''"))
    return re.sub(r"\s+", "", text).casefold().replace("i̇", "i")


@pytest.mark.parametrize("variant", VARIANTS)
def test_gold_reads_the_same_in_each_variant(variant):
    for article in own_rows():
        new = carried(article, VARIANTS[variant])
        for before, after in zip(article["quotes"], new["quotes"], strict=True):
            for part in ("content", "source", "cue"):
                for (start, end), (new_start, new_end) in zip(before[part], after[part], strict=True):
                    printed = new["text"][new_start:new_end]
                    assert folded(printed) == folded(article["text"][start:end])
                    assert printed == printed.strip()
        for before, after in zip(article["entities"], new["entities"], strict=True):
            assert (before["name"], before["label"]) == (after["name"], after["label"])
            for (start, end, form), (new_start, new_end, new_form) in zip(
                before["mentions"], after["mentions"], strict=True
            ):
                assert folded(new["text"][new_start:new_end]) == folded(article["text"][start:end])
                assert form == new_form


@given(variant=st.sampled_from(list(VARIANTS)), text=st.text(st.sampled_from("aİß \t\r\n“’\u00a0👩\u200d.")))
def test_every_character_has_its_place(variant, text):
    pieces = VARIANTS[variant](text)
    new = rewritten(pieces)
    assert len(new.at) == len(text) + 1
    assert all(new.text[start:end] == piece for start, end, piece in zip(new.at[:-1], new.at[1:], pieces, strict=True))
    # A letter keeps a place, whatever becomes of the space around it.
    assert all(piece for character, piece in zip(text, pieces, strict=True) if not character.isspace())


@given(st.lists(st.text("ab", min_size=1, max_size=30), min_size=1))
def test_wrapped_lines_are_short_and_full(words):
    text = rewritten(VARIANTS["wrapped at 72"](" ".join(words))).text
    rows = text.split("\n")
    assert " ".join(rows).split() == words
    assert all(len(row) <= WIDTH for row in rows)
    for row, following in pairwise(rows):
        assert len(row) + 1 + len(following.split(" ")[0]) > WIDTH


def test_a_fall_is_marked_where_it_is_too_deep():
    found = [
        ("as it is", {"quotes": 80.0, "speech": 90.0}),
        ("CRLF", {"quotes": 77.5, "speech": 86.5}),
        ("lower case", {"quotes": 75.0, "speech": 81.0}),
    ]
    assert set(found[0][1]) <= set(MEASURES)
    assert list(lines(found)) == [
        "                           quotes            speech",
        "  as it is                   80.0 ( +0.0)      90.0 ( +0.0)",
        "  CRLF                       77.5 ( -2.5)      86.5 ( -3.5)!",
        "  lower case                 75.0 ( -5.0)      81.0 ( -9.0)!",
    ]
