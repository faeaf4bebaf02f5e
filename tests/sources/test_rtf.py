"""RTF, written by hand."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.sources import rtf
from onrecord.sources.documents import Broken
from tests.sources.reading import read

FONTS = rb"{\fonttbl{\f0\fcharset0 Times;}{\f1\fcharset204 Times CYR;}{\f2\fcharset128 MS Mincho;}}"

TEXTS = [
    (rb"", []),
    (rb"One.\par Two.\par", ["One.", "Two."]),
    (rb"One.\par\par\par Two.", ["One.", "Two."]),
    (b"One\r\n line.\\\r\nTwo.", ["One line.", "Two."]),
    (rb"Mc{\b Cain} said", ["McCain said"]),
    (rb"a\tab b\line c\emdash d\~e\_f\-g \{\}\\", ["a\tb", "c—d\u00a0e-fg {}\\"]),
    (rb"\lquote a\rquote  \ldblquote b\rdblquote  \bullet", ["‘a’ “b” •"]),
    # Bytes in the document's encoding, in that of a font, and in two bytes a character.
    (rb"\'93N\'e3o\'94", ["“Não”"]),
    (FONTS + rb"\f1 \'cf\'f0\'e8\'e2\'e5\'f2{\f0  \'e9}\f1 \'ff", ["Привет éя"]),
    (FONTS + rb"{\f2 \'8e\'73\'92\'b7}", ["市長"]),
    ("Não".encode("cp1252"), ["Não"]),
    (rb"\ansicpg1251 \'cf\'f0", ["Пр"]),
    (rb"\mac \'8e", ["é"]),
    # Unicode, with what stands for it in older programs.
    (rb"\u8220?N\u227\'e3o\u8221\'94", ["“Não”"]),
    (rb"\uc0 \u8220 a\uc2 \u227??b{\uc1\u227?}c", ["“aãbãc"]),
    (rb"\u-10179?\u-8704? and \u1513?\u1500?\u1493?\u1501?", ["😀 and שלום"]),
    (rb"half \u-10179? a", ["half \ufffd a"]),
    # Changes and hidden text.
    (rb"We {\deleted will}{\revised may}\deleted  no\deleted0  appeal", ["We may appeal"]),
    (rb"One {\deleted\par}paragraph.", ["One paragraph."]),
    (rb"yes{\v no}\v no\v0 , yes\v no\plain .", ["yes, yes."]),
    # What is no text.
    (rb"{\header Courier\par}{\footerl 7}{\info{\title no}}{\*\generator no;}a{\stylesheet{\s0 Normal;}}", ["a"]),
    (rb"{\*\unknown no {\b no}}{\pict\bin4 }}}}}{\colortbl;\red0;}yes", ["yes"]),
    (rb"{\listtext 1.\tab}First{\*\bkmkstart a}{\*\bkmkend a}", ["First"]),
    (rb'{\field{\*\fldinst HYPERLINK "https://a.example"}{\fldrslt the pier}}', ["the pier"]),
    (rb"Text.{\*\annotation Check!}", ["Text."]),
    # Notes, boxes.
    (rb"Text{\super\chftn}{\footnote\pard{\super\chftn} Note.\par}.\par Two.", ["Text.", "Two.", "Note."]),
    (rb"{\shp{\*\shpinst{\sp{\sn a}{\sv 1}}{\shptxt In a box.\par}}{\shprslt no}}Text.\par", ["Text.", "In a box."]),
    # Tables.
    (
        rb"\trowd\intbl Yes\cell 51\cell\row\trowd\intbl No\cell\cell\row\pard After.",
        ["Yes\t51", "No", "After."],
    ),
    (rb"\trowd\intbl LP\cell One.\par Two.\cell\row", ["LP\tOne.", "Two."]),
    (rb"\trowd\intbl a\nestcell b\nestcell{\nestrow}c\cell d\cell\row", ["a\tb", "c", "d"]),
]


def document(body):
    return b"{\\rtf1\\ansi " + body + b"}"


@pytest.mark.parametrize(("body", "lines"), TEXTS)
def test_the_paragraphs_of_a_document(body, lines):
    assert rtf.paragraphs(document(body)) == lines
    [found] = read("rtf", document(body))
    assert found.text == "\n".join(lines)


def written(text):
    """Text as a word processor writes it into RTF."""
    units = text.encode("utf-16-le")
    codes = (int.from_bytes(units[at : at + 2], "little", signed=True) for at in range(0, len(units), 2))
    return b"".join(rb"\u%d?" % code for code in codes)


@given(st.lists(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1)))
def test_every_character_comes_back(lines):
    body = b"".join(written(line) + rb"\par" for line in lines)
    assert rtf.paragraphs(document(body)) == [line.strip() for line in lines if line.strip()]


def test_properties_and_warnings():
    names, dates = rb"{\title Pier \'93sold\'94}{\author Ana \u352?}", rb"{\creatim\yr2025\mo10\dy9\hr8\min5}"
    info = rb"{\info" + names + dates + rb"{\revtim\yr2025\mo10\dy10}}"
    [found] = read("rtf", document(info + rb"Text.{\deleted no}{\*\annotation no}"))
    assert (found.title, found.byline) == ("Pier “sold”", "Ana Š")
    assert (found.published, found.modified) == ("2025-10-09T08:05", "2025-10-10")
    assert found.warnings == (
        "passages that were deleted under tracked changes are left out: 1",
        "comments are left out: 1",
    )


@pytest.mark.parametrize("date", [rb"\yr2025", rb"\yr0\mo0\dy0", rb"\yr2025\mo13\dy1", rb""])
def test_dates_that_are_none(date):
    [found] = read("rtf", document(rb"{\info{\creatim" + date + rb"}}Text."))
    assert found.published is None


def test_what_follows_the_last_brace_is_not_read():
    assert rtf.paragraphs(document(b"Text.") + b"\0\0more") == ["Text."]


def test_a_document_that_is_cut_off():
    [found] = read("rtf", rb"{\rtf1 One.\par Two and")
    assert found.text == "One.\nTwo and"
    assert found.warnings == ("the file is cut off: its end is missing",)


def test_what_is_no_rtf():
    with pytest.raises(Broken, match="it is not RTF"):
        rtf.paragraphs(b"One.")


@pytest.mark.parametrize(
    "body",
    [
        b"{" * 200_000,
        b"}" * 200_000,
        b"\\" * 200_001,
        rb"\'" * 100_000,
        rb"\u" * 100_000,
        rb"\bin999999999 ",
        b"x" * 2_000_000,
    ],
    ids=["open", "close", "backslashes", "codes", "unicode", "binary", "long"],
)
def test_much_of_anything_takes_no_time(body):
    started = time.perf_counter()
    rtf.paragraphs(document(body))
    assert time.perf_counter() - started < 5
