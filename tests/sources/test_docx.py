"""DOCX, written by hand part by part."""

import io

import pytest

from onrecord.sources import docx
from onrecord.sources.documents import Broken
from tests.sources.reading import read, zipped

NAMES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:v="urn:schemas-microsoft-com:vml"'
)


def document(body, **parts):
    xml = f"<w:document {NAMES}><w:body>{body}</w:body></w:document>"
    return zipped({"word/document.xml": xml, **{f"word/{name}.xml": content for name, content in parts.items()}})


def paragraph(text, properties=""):
    return f"<w:p>{properties}<w:r><w:t>{text}</w:t></w:r></w:p>"


def cell(*texts):
    return f"<w:tc><w:tcPr/>{''.join(map(paragraph, texts))}</w:tc>"


BOX = f"<w:txbxContent>{paragraph('In a box.')}</w:txbxContent>"

TEXTS = [
    ("", ""),
    (paragraph("One.") + paragraph("") + paragraph("Two."), "One.\nTwo."),
    ("<w:p><w:r><w:t>Mc</w:t></w:r><w:r><w:t>Cain</w:t></w:r></w:p>", "McCain"),
    ('<w:p><w:r><w:t xml:space="preserve"> said </w:t></w:r><w:r><w:t>Ana</w:t></w:r></w:p>', "said Ana"),
    ("<w:p><w:r><w:t>a</w:t><w:tab/><w:t>b</w:t><w:br/><w:t>c</w:t></w:r></w:p>", "a\tb\nc"),
    ("<w:p><w:r><w:t>al</w:t><w:noBreakHyphen/><w:t>As</w:t><w:softHyphen/><w:t>sad</w:t></w:r></w:p>", "al-Assad"),
    ("<w:p><w:pPr><w:tabs><w:tab/></w:tabs></w:pPr><w:r><w:t>No tab.</w:t></w:r></w:p>", "No tab."),
    # Emoji, right to left, no-break space.
    (paragraph("👩‍🚒 שלום\u200f 5\u00a0000"), "👩‍🚒 שלום\u200f 5\u00a0000"),
    # Changes: deleted text is out, inserted text is in, what was moved is at its new place.
    (
        "<w:p><w:r><w:t>We </w:t></w:r><w:del><w:r><w:delText>will</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>may</w:t></w:r></w:ins><w:moveFrom><w:r><w:t>no</w:t></w:r></w:moveFrom></w:p>",
        "We may",
    ),
    (paragraph("One ", "<w:pPr><w:rPr><w:del/></w:rPr></w:pPr>") + paragraph("paragraph."), "One paragraph."),
    # Links, fields and controls hold text; the instructions of a field are none.
    ("<w:p><w:hyperlink><w:r><w:t>link</w:t></w:r></w:hyperlink></w:p>", "link"),
    ("<w:p><w:r><w:instrText>PAGE</w:instrText></w:r><w:r><w:t>7</w:t></w:r></w:p>", "7"),
    (f"<w:sdt><w:sdtContent>{paragraph('In a control.')}</w:sdtContent></w:sdt>", "In a control."),
    # Hidden text.
    ("<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>no</w:t></w:r><w:r><w:t>yes</w:t></w:r></w:p>", "yes"),
    ('<w:p><w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t>yes</w:t></w:r></w:p>', "yes"),
    # Tables, in each other too.
    (f"<w:tbl><w:tr>{cell('Yes')}{cell('51')}</w:tr><w:tr>{cell('No')}{cell('')}</w:tr></w:tbl>", "Yes\t51\nNo"),
    (f"<w:tbl><w:tr>{cell('LP')}{cell('One.', 'Two.')}</w:tr></w:tbl>", "LP\tOne.\nTwo."),
    (
        f"<w:tbl><w:tr><w:tc><w:tbl><w:tr>{cell('a')}{cell('b')}</w:tr></w:tbl></w:tc>{cell('c')}</w:tr></w:tbl>",
        "a\tb\tc",
    ),
    # A text box is written twice, for new and old programs, and comes after the paragraph that it is tied to.
    (
        f"<w:p><w:r><w:t>Before </w:t><mc:AlternateContent><mc:Choice><wps:txbx>{BOX}</wps:txbx></mc:Choice>"
        f"<mc:Fallback><v:textbox>{BOX}</v:textbox></mc:Fallback></mc:AlternateContent><w:t>after.</w:t></w:r></w:p>",
        "Before after.\nIn a box.",
    ),
    (f"<w:p><w:r><w:pict><v:textbox>{BOX}</v:textbox></w:pict></w:r></w:p>", "In a box."),
]


@pytest.mark.parametrize(("body", "text"), TEXTS)
def test_the_text_of_a_document(body, text):
    [found] = read("docx", document(body))
    assert found.text == text
    assert docx.paragraphs(io.BytesIO(document(body))) == [line for line in text.split("\n") if line]


def test_notes_stand_at_the_end_and_comments_are_told():
    line, note = f'<w:footnote w:type="separator">{paragraph("no")}</w:footnote>', "<w:footnote>{}</w:footnote>"
    notes = f"<w:footnotes {NAMES}>{line}{note.format(paragraph('Note.'))}</w:footnotes>"
    comments = f"<w:comments {NAMES}><w:comment>{paragraph('Check!')}</w:comment></w:comments>"
    [found] = read("docx", document(paragraph("Text."), footnotes=notes, comments=comments, header1="<no/>"))
    assert found.text == "Text.\nNote."
    assert found.warnings == ("footnotes stand at the end of the text", "comments are left out: 1")


def test_parts_with_a_number_in_their_names():
    xml = f"<w:document {NAMES}><w:body>{paragraph('Text.')}</w:body></w:document>"
    notes = f"<w:endnotes {NAMES}><w:endnote>{paragraph('Note.')}</w:endnote></w:endnotes>"
    [found] = read("docx", zipped({"word/document2.xml": xml, "word/endnotes2.xml": notes}))
    assert found.text == "Text.\nNote."


def test_another_zip_is_said_to_be_one():
    [fault] = read("docx", zipped({"content.xml": "<a/>"}))
    assert fault.reason == "it is a ZIP file, but no Word document"
    with pytest.raises(Broken, match="no Word document"):
        docx.paragraphs(io.BytesIO(zipped({"content.xml": "<a/>"})))


def test_an_encrypted_part():
    data = bytearray(document(paragraph("Text.")))
    for signature in (b"PK\x03\x04", b"PK\x01\x02"):
        flags = data.index(signature) + (6 if signature == b"PK\x03\x04" else 8)
        data[flags] |= 1
    [fault] = read("docx", bytes(data))
    assert fault.reason == "it is encrypted, and opens with a password only"
