"""ODT, written by hand part by part."""

import io

import pytest

from onrecord.sources import odt
from onrecord.sources.documents import Broken
from tests.sources.reading import read, zipped

NAMES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for name in ("office", "text", "table", "drawing", "style", "meta", "manifest")
)


def document(body, *, styles="", **parts):
    xml = (
        f"<office:document-content {NAMES}><office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:text>{body}</office:text></office:body></office:document-content>"
    )
    return zipped({"content.xml": xml, **{f"{name}.xml": content for name, content in parts.items()}})


def cells(*texts):
    return "".join(f"<table:table-cell><text:p>{text}</text:p></table:table-cell>" for text in texts)


HIDDEN = '<style:style style:name="T9"><style:text-properties text:display="none"/></style:style>'

TEXTS = [
    ("", ""),
    ("<text:h>Pier sold</text:h>\n  <text:p>One.</text:p><text:p/><text:p>Two.</text:p>", "Pier sold\nOne.\nTwo."),
    ("<text:p>Mc<text:span>Cain</text:span> said\n   so.</text:p>", "McCain said so."),
    ('<text:p>a<text:s text:c="2"/>b<text:tab/>c<text:line-break/>d</text:p>', "a  b\tc\nd"),
    ("<text:p>👩‍🚒 שלום\u200f 5\u00a0000</text:p>", "👩‍🚒 שלום\u200f 5\u00a0000"),
    ("<text:list><text:list-item><text:p>One</text:p></text:list-item></text:list>", "One"),
    (
        f"<table:table><table:table-row>{cells('Yes', '51')}</table:table-row>"
        f"<table:table-row>{cells('No', '')}</table:table-row></table:table>",
        "Yes\t51\nNo",
    ),
    ('<text:p>yes<text:span text:style-name="T9"> no</text:span>.</text:p>', "yes."),
    ('<text:section text:display="none"><text:p>no</text:p></text:section><text:p>yes</text:p>', "yes"),
    (
        "<text:p>A box<drawing:frame><drawing:text-box><text:p>in it</text:p></drawing:text-box></drawing:frame>"
        " here.</text:p>",
        "A box here.\nin it",
    ),
    ("<text:p>x<text:s text:c='999999999999'/>y</text:p>", "x" + " " * 1000 + "y"),
]


@pytest.mark.parametrize(("body", "text"), TEXTS)
def test_the_text_of_a_document(body, text):
    [found] = read("odt", document(body, styles=HIDDEN))
    assert found.text == text
    assert odt.paragraphs(io.BytesIO(document(body, styles=HIDDEN))) == [line for line in text.split("\n") if line]


def test_properties():
    meta = (
        f'<office:document-meta {NAMES} xmlns:dc="http://purl.org/dc/elements/1.1/"><office:meta>'
        "<dc:title>Pier sold</dc:title><dc:creator>Ana Souza</dc:creator>"
        "<meta:creation-date>2025-10-09T10:30:00.123456789</meta:creation-date>"
        "</office:meta></office:document-meta>"
    )
    [found] = read("odt", document("<text:p>Text.</text:p>", meta=meta))
    assert (found.title, found.byline, found.published) == ("Pier sold", "Ana Souza", "2025-10-09T10:30:00")


def test_an_encrypted_document():
    entry = "<manifest:file-entry><manifest:encryption-data/></manifest:file-entry>"
    manifest = f"<manifest:manifest {NAMES}>{entry}</manifest:manifest>"
    data = zipped({"META-INF/manifest.xml": manifest, "content.xml": "\x8f\x13"})
    [fault] = read("odt", data)
    assert fault.reason == "it is encrypted, and opens with a password only"


def test_a_table_is_no_text_document():
    sheet = (
        f"<office:document-content {NAMES}><office:body><office:spreadsheet/></office:body></office:document-content>"
    )
    [fault] = read("odt", zipped({"content.xml": sheet}))
    assert fault.reason == "it is a document of LibreOffice, but not one of text"
    with pytest.raises(Broken, match="not one of text"):
        odt.paragraphs(io.BytesIO(zipped({"content.xml": sheet})))
