"""Paragraphs: where people part them, by blank lines, by line ends, or by lines wrapped by hand."""

import doctest
import time

import pytest
from hypothesis import example, given

from onrecord.reader import paragraphs as module
from onrecord.reader.paragraphs import paragraphs, trim
from tests.reader.texts import ANY_TEXT

WRAPPED = (
    "The harbour board of Port Vell voted on Tuesday to close the old fish\n"
    "market, which has stood on the east quay since the war, after a report\n"
    "found that its roof could fall in a storm, the board's secretary told\n"
    "the town council."
)
POEM = "The tide went out,\nthe boats lay down,\nand nobody said a word\nabout the rent in our town."

LIST = (
    "• At least four people were in the fish market, the harbour board says\n"
    "• Sixty boats are without a berth this week, the fishermen's union says\n"
    "• The roof of the hall on the east quay may fall at any time, says Bell"
)


def printed(text):
    return [text[start:end] for start, end in paragraphs(text)]


def test_examples_in_docstrings():
    assert doctest.testmod(module).failed == 0


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        (" \n\r\n\t\n", []),
        ("He left.", ["He left."]),
        ("  He left. \n", ["He left."]),
        ("He left.\n\nShe stayed.", ["He left.", "She stayed."]),
        ("He left.\nShe stayed.", ["He left.", "She stayed."]),
        ("He left.\r\n\r\nShe stayed.\r\n", ["He left.", "She stayed."]),
        ("He left.\r\nShe stayed.", ["He left.", "She stayed."]),
        ("He left.\rShe stayed.", ["He left.", "She stayed."]),
        ("He left.\n \t\u00a0\nShe stayed.", ["He left.", "She stayed."]),
        ("He left.\n\n\n\n  She stayed.", ["He left.", "She stayed."]),
        ("He left.\u2028She stayed.\u2029They met.", ["He left.", "She stayed.", "They met."]),
        ("He left.\x85She stayed.\fThey met.", ["He left.", "She stayed.", "They met."]),
        ("Vote delayed\n\nHe left.\nShe stayed.", ["Vote delayed", "He left.", "She stayed."]),
        ("A tab\tand a\u00a0space part nothing.", ["A tab\tand a\u00a0space part nothing."]),
        (WRAPPED, [WRAPPED]),
        (WRAPPED.replace("\n", "\r\n"), [WRAPPED.replace("\n", "\r\n")]),
        (f"Market to close\n\n{WRAPPED}\n\n{WRAPPED}\n", ["Market to close", WRAPPED, WRAPPED]),
        (POEM, POEM.split("\n")),
        # items of a list that are nearly of one length
        (LIST, LIST.split("\n")),
        (f"What we know:\n{LIST}", ["What we know:", *LIST.split("\n")]),
        # an item of several lines
        ("• " + WRAPPED + "\n• " + WRAPPED, ["• " + WRAPPED, "• " + WRAPPED]),
        # one line of wrapped text that looks like an item
        (WRAPPED.replace("\nmarket", "\n- market"), [WRAPPED.replace("\nmarket", "\n- market")]),
    ],
)
def test_paragraphs(text, expected):
    assert printed(text) == expected


def test_lines_that_end_in_full_stops_are_not_wrapped():
    line = "The harbour board of Port Vell voted to close the old fish market."
    assert printed("\n".join([line] * 4)) == [line] * 4


def test_two_lines_are_wrapped_where_others_are():
    two = "The harbour board of Port Vell also voted on Tuesday to close its old\nharbour."
    assert printed(two) == two.split("\n")
    assert printed(f"{WRAPPED}\n\n{two}")[-1:] == [two]
    short = "The board voted.\nAna Sarpong left."
    assert printed(f"{WRAPPED}\n\n{short}")[-2:] == short.split("\n")


def test_short_lines_below_a_long_one_are_not_wrapped():
    lines = [
        "The board of Port Vell is made up of these people:",
        *(f"{name} Sarpong" for name in "Ana Yaw Efua Kofi".split()),
    ]
    assert printed("\n".join(lines)) == lines


def test_lines_longer_than_people_wrap_are_paragraphs():
    line = WRAPPED.replace("\n", " ")
    assert printed("\n".join([line] * 4)) == [line] * 4


@pytest.mark.parametrize(
    ("text", "expected"),
    [("a", (0, 1)), (" a b\n", (1, 4)), ("", None), (" \u00a0\r\n", None)],
)
def test_trim(text, expected):
    assert trim(text, 0, len(text)) == expected


@given(ANY_TEXT)
def test_nothing_but_white_space_is_left_out_of_any_text(text):
    before = 0
    for start, end in paragraphs(text):
        assert before <= start < end <= len(text)
        assert text[start:end] == text[start:end].strip()
        assert not text[before:start].strip()
        before = end
    assert not text[before:].strip()


@given(ANY_TEXT)
def test_a_paragraph_has_no_paragraphs_in_it(text):
    for start, end in paragraphs(text):
        assert paragraphs(text[start:end]) == [(0, end - start)]


@given(ANY_TEXT)
def test_white_space_around_changes_nothing(text):
    assert paragraphs(f"\n \t\n{text}\r\n ") == [(start + 4, end + 4) for start, end in paragraphs(text)]


@given(ANY_TEXT.filter(lambda text: "\r" not in text))
@example(WRAPPED)
def test_windows_line_ends_make_no_difference(text):
    assert printed(text.replace("\n", "\r\n")) == [part.replace("\n", "\r\n") for part in printed(text)]


@given(ANY_TEXT, ANY_TEXT)
def test_blank_lines_part_any_two_texts(one, other):
    moved = [(start + len(one) + 2, end + len(one) + 2) for start, end in paragraphs(other)]
    assert paragraphs(f"{one}\n\n{other}") == paragraphs(one) + moved


@pytest.mark.parametrize(
    "text",
    [
        "\n" * 100_000,
        "\n " * 100_000,
        "\r\n" * 100_000,
        "\v\f\x85" * 50_000,
        " " * 100_000,
        "a\n" * 50_000,
        "a\n\n" * 50_000,
        ("a" * 50 + ")" * 50 + "\n") * 1_000,
        "\n" + " " * 100_000 + "a",
        ("\n" + " " * 300 + "a") * 300,
    ],
    ids=lambda text: repr(text[:8]),
)
def test_time_is_linear_in_the_text(text):
    began = time.process_time()
    paragraphs(text)
    assert time.process_time() - began < 10
