"""Documents: what all kinds have in common, and that they give the same text for the same document."""

import zipfile
from pathlib import Path

import pytest

from onrecord.sources import Fault, Limits, documents
from onrecord.sources.documents import Blocks
from tests.sources.reading import LAUGHS, OUTSIDE, read, zipped

FILES = Path(__file__).parents[1] / "fixtures" / "documents"

PIER = """\
Council sells the pier
“We will appeal,” said McCain 😀, who leads the well-known harbour authority.
It was very close: 5 000 euros.
So they say.
Yes\t51
No\t49
A box stands here.
Words in a box.
First point
Second point
שלום עולם and 市長は述べた。
The harbour was built in 1887."""
"""Without what was deleted, what is hidden, the comment, the header, the footer and the numbers of the list."""


@pytest.mark.parametrize("kind", ["docx", "odt", "rtf"])
def test_a_document_as_a_word_processor_writes_it(kind):
    [found] = read(kind, (FILES / f"pier.{kind}").read_bytes())
    assert found.text == PIER
    assert (found.title, found.byline) == ("Council sells the pier", "Ana Reporter")
    assert found.published.startswith("2025-10-09T10:30")
    assert found.modified.startswith("2025-10-10T08:00")
    assert found.provenance["published"] == "document properties"
    assert found.warnings == (
        "passages that were deleted under tracked changes are left out: 1",
        "footnotes stand at the end of the text",
        "comments are left out: 1",
    )


@pytest.mark.parametrize("kind", ["docx", "odt", "rtf", "epub", "pdf"])
@pytest.mark.parametrize("part", [0.0, 0.1, 0.5, 0.9, 0.99])
def test_a_file_that_is_cut_off_is_told(kind, part):
    data = (FILES / f"pier.{kind}").read_bytes()
    for item in read(kind, data[: int(len(data) * part)]):
        assert isinstance(item, Fault) or "the file is cut off: its end is missing" in item.warnings


@pytest.mark.parametrize("kind", ["docx", "odt", "rtf", "epub", "pdf"])
@pytest.mark.parametrize("step", [97, 1009])
def test_a_file_that_is_damaged_is_no_crash(kind, step):
    data = bytearray((FILES / f"pier.{kind}").read_bytes())
    for place in range(step, len(data), step):
        data[place] ^= 0x55
    assert read(kind, bytes(data))


@pytest.mark.parametrize("kind", ["docx", "odt", "rtf", "epub", "pdf"])
@pytest.mark.parametrize(
    "data",
    [b"Plain text.", b"%!PS", b"\x89PNG\r\n\x1a\n" + bytes(100), b"PK\x03\x04", zipped({"a.txt": "b"})],
    ids=["text", "postscript", "picture", "start of a zip", "zip of something"],
)
def test_another_kind_than_the_name_says(kind, data):
    [fault] = read(kind, data)
    assert isinstance(fault, Fault)
    assert fault.advice


@pytest.mark.parametrize("kind", ["docx", "odt", "epub"])
def test_what_word_encrypts_and_what_an_old_word_wrote(kind):
    start = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500)
    [old], [encrypted] = read(kind, start), read(kind, start + "EncryptedPackage".encode("utf-16-le"))
    assert old.reason == "it is a document of an old Word (.doc)"
    assert encrypted.reason == "it is encrypted, and opens with a password only"


def bodies(xml):
    """A file of each kind whose main part is this XML."""
    container = '<container><rootfiles><rootfile full-path="book.opf"/></rootfiles></container>'
    return {
        "docx": zipped({"word/document.xml": xml}),
        "odt": zipped({"content.xml": xml}),
        "epub": zipped({"META-INF/container.xml": container, "book.opf": xml}),
    }


@pytest.mark.parametrize("kind", ["docx", "odt", "epub"])
@pytest.mark.parametrize("start", [LAUGHS, OUTSIDE], ids=["laughs", "outside"])
@pytest.mark.timeout(10)
def test_entities_are_neither_expanded_nor_fetched(kind, start):
    [fault] = read(kind, bodies(f"{start}<x y='&a1;'>&a9;</x>" if start is LAUGHS else f"{start}<x>&a9;</x>")[kind])
    assert fault.reason == "it declares entities of its own, which can be used to attack what reads it"


@pytest.mark.parametrize("kind", ["docx", "odt", "epub"])
@pytest.mark.parametrize(
    ("xml", "reason"),
    [
        ("", "it is damaged or cut off"),
        ("<x>", "it is damaged or cut off"),
        ("<x>" * 100_000 + "</x>" * 100_000, "it is damaged or cut off"),
    ],
    ids=["empty", "cut", "deep"],
)
def test_bad_xml(kind, xml, reason):
    [fault] = read(kind, bodies(xml)[kind])
    assert fault.reason == reason


@pytest.mark.parametrize("kind", ["docx", "odt", "epub"])
@pytest.mark.timeout(10)
def test_bombs_are_not_unpacked(kind):
    [fault] = read(kind, bodies("<x>" + " " * 30_000_000 + "</x>")[kind])
    assert fault.reason.startswith("it would unpack to 30,0")
    [fault] = read(kind, zipped({f"{number}": "" for number in range(20)}), Limits(entries=10))
    assert fault.reason == "it would unpack to 0 bytes in 20 parts, which is no document"
    [fault] = read(kind, bodies("<x>" + "a" * 1000 + "</x>")[kind], Limits(unpacked_bytes=500))
    assert fault.reason.startswith("it would unpack to ")
    [fault] = read(kind, bodies("<x>" + "a" * 1000 + "</x>")[kind], Limits(document_bytes=500))
    assert fault.reason == "it is larger than 500 bytes"


def test_a_part_that_is_packed_in_an_odd_way():
    [fault] = read("docx", zipped({"word/document.xml": "<x/>"}, compression=zipfile.ZIP_BZIP2))
    assert fault.reason == "it is damaged or cut off"


@pytest.mark.parametrize("kind", ["rtf", "pdf", "eml", "mhtml"])
def test_a_file_that_is_too_large(kind):
    [fault] = read(kind, b"x" * 101, Limits(document_bytes=100))
    assert fault.reason == "it is larger than 100 bytes"


@pytest.mark.parametrize(
    ("cells", "lines"),
    [
        ([], []),
        ([[], []], []),
        ([["Yes"], ["51"]], ["Yes\t51"]),
        ([["Yes"], [], ["51"]], ["Yes\t51"]),
        ([["LP"], ["One.", "Two."]], ["LP\tOne.", "Two."]),
        ([["One.", "Two."], ["Three."]], ["One.", "Two.", "Three."]),
    ],
)
def test_the_lines_of_a_row(cells, lines):
    assert documents.row(cells) == lines


def test_what_lies_in_a_paragraph_comes_after_it():
    blocks = Blocks()
    blocks.begin()
    blocks.add("A box ")
    blocks.begin()
    blocks.add("Words in it.")
    blocks.end("paragraph")
    blocks.add("stands here.")
    blocks.end("paragraph")
    assert blocks.lines() == ["A box stands here.", "Words in it."]


@pytest.mark.parametrize(
    ("title", "expected", "provenance"),
    [
        ("Council sells the pier", "Council sells the pier", "document properties"),
        (" Council\n sells ", "Council sells", "document properties"),
        (None, "Pier sold", "first line"),
        ("Untitled", "Pier sold", "first line"),
        ("Microsoft Word - pier final.docx", "Pier sold", "first line"),
        ("pier_final.docx", "Pier sold", "first line"),
        ("Document1", "Pier sold", "first line"),
    ],
)
def test_titles_that_programs_make_up_are_none(title, expected, provenance):
    found = documents.found(["Pier sold", "The vote was close."], title=title, author="Administrator")
    assert (found.title, found.byline, found.provenance) == (expected, None, {"title": provenance})
