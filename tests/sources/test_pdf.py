"""PDF, printed at test time."""

import io
from pathlib import Path

import pytest
from PIL import Image
from reportlab.lib.pagesizes import A4
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Frame, FrameBreak, PageTemplate, Paragraph

from onrecord.sources import Fault
from tests.sources.reading import read

FILES = Path(__file__).parents[1] / "fixtures" / "documents"
HEADLINE = "Council sells the pier to a company that nobody in the town had heard of"
NAMES = "Ana Souza, Rui Costa, Ines Duarte, Tomas Reed".split(", ")
ARTICLE = [
    f"“We will appeal,” said {name}, who leads the well-known harbour authority. The negotiations of {number} October "
    "had been extraordinarily complicated, a London-based company said: the administration of the municipality was "
    f"inefficient. {'Officials declined to comment on it. ' * (number % 4)}It was close."
    for number in range(1, 29)
    for name in [NAMES[number % 4]]
]


def printed(draw, **options):
    """The bytes of a PDF that a function draws."""
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=A4, **options)
    draw(canvas)
    canvas.save()
    return file.getvalue()


def newspaper(**style):
    """A headline over two columns that are set full, with hyphens, a running head and page numbers."""

    def head(canvas, document):
        canvas.setFont("Helvetica", 8)
        canvas.drawString(57, 815, "The Porto Courier")
        canvas.drawRightString(540, 815, "Thursday, 9 October 2025")
        canvas.drawCentredString(297, 28, str(document.page + 6))

    file = io.BytesIO()
    document = BaseDocTemplate(file, pagesize=A4, title="Pier sold", author="Ana Reporter")
    frames = [Frame(57, 695, 482, 100), Frame(57, 57, 230, 624), Frame(309, 57, 230, 624)]
    document.addPageTemplates(PageTemplate(frames=frames, onPage=head))
    headline = ParagraphStyle("headline", fontName="Times-Bold", fontSize=24, leading=28)
    body = ParagraphStyle(
        "body", fontName="Times-Roman", fontSize=10, leading=12, alignment=4, hyphenationLang="en_US",
        embeddedHyphenation=1, **style,
    )  # fmt: skip
    document.build([Paragraph(HEADLINE, headline), FrameBreak()] + [Paragraph(text, body) for text in ARTICLE])
    return file.getvalue()


@pytest.mark.parametrize("style", [{"firstLineIndent": 10}, {"spaceAfter": 6}], ids=["indent", "space"])
def test_a_newspaper_in_two_columns(style):
    [found] = read("pdf", newspaper(**style))
    assert found.text.split("\n") == [HEADLINE, *ARTICLE]
    assert (found.title, found.byline) == ("Pier sold", "Ana Reporter")
    assert found.warnings[0].startswith("running heads and page numbers are left out: ")
    assert found.provenance["published"] == "document properties"


def test_a_document_as_a_word_processor_prints_it():
    [found] = read("pdf", (FILES / "pier.pdf").read_bytes())
    lines = found.text.split("\n")
    assert lines[1] == "Council sells the pier"
    assert "said McCain 😀, who leads the well-known" in lines[2]
    assert {"Yes\t51", "No\t49", "Words in a box.", "A box stands here."} <= set(lines)
    assert "Page 1" not in lines


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_pages_that_are_turned(turn):
    def draw(canvas):
        width, height = A4
        canvas.setPageRotation(turn)
        canvas.translate(*{0: (0, 0), 90: (width, 0), 180: (width, height), 270: (0, height)}[turn])
        canvas.rotate(turn)
        canvas.drawString(50, 500, "The council voted to sell")
        canvas.drawString(50, 486, "the pier.")

    [found] = read("pdf", printed(draw))
    assert found.text == "The council voted to sell the pier."


def picture():
    return ImageReader(Image.new("L", (40, 60), 200))


def test_a_scan_has_no_text_layer():
    [fault] = read("pdf", printed(lambda canvas: canvas.drawImage(picture(), 0, 0, 600, 800)))
    assert fault.reason == "it has no text layer (it is a scan)"
    assert "ocrmypdf" in fault.advice


def test_a_scan_among_pages_of_text_is_told():
    def draw(canvas):
        canvas.drawString(50, 700, "The council voted.")
        canvas.showPage()
        canvas.drawImage(picture(), 0, 0, 600, 800)

    [found] = read("pdf", printed(draw))
    assert found.text == "The council voted."
    assert found.warnings == ("pages without text layer (scans) are left out: 2",)


def test_an_empty_page():
    [fault] = read("pdf", printed(lambda canvas: canvas.showPage()))
    assert fault.reason == "it has no text in it"


def test_a_password():
    def draw(canvas):
        canvas.drawString(50, 700, "The council voted.")

    [fault] = read("pdf", printed(draw, encrypt=StandardEncryption("secret")))
    assert fault.reason == "it is encrypted, and opens with a password only"
    [found] = read("pdf", printed(draw, encrypt=StandardEncryption("", ownerPassword="secret", canCopy=0)))
    assert found.text == "The council voted."


@pytest.mark.parametrize(
    ("written", "date"),
    [
        ("D:20251009103000+01'00'", "2025-10-09T10:30:00+01:00"),
        ("D:20251009103000-05'30'", "2025-10-09T10:30:00-05:30"),
        ("D:20251009103000Z", "2025-10-09T10:30:00+00:00"),
        ("D:20251009103000Z00'00'", "2025-10-09T10:30:00+00:00"),
        ("D:20251009103000", "2025-10-09T10:30:00"),
        ("D:20251009", "2025-10-09"),
        ("D:20259999", None),
        ("yesterday", None),
    ],
)
def test_dates(written, date):
    data = printed(lambda canvas: canvas.drawString(50, 700, "Text."), invariant=1)
    [found] = read("pdf", data.replace(b"D:20000101000000+00'00'", written.encode().ljust(23)))
    assert found.published == date


def test_what_a_file_that_is_cut_off_still_holds_is_read_with_a_warning():
    data = newspaper()
    for part in (0.5, 0.8, 0.99):
        [item] = read("pdf", data[: int(len(data) * part)])
        assert isinstance(item, Fault) or item.warnings[0] == "the file is cut off: its end is missing"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"Plain text.", "it is not a PDF, whatever its name says"),
        (b"%PDF-1.7\n" + b"x" * 1000, "it is damaged or cut off"),
        (newspaper()[:2000], "it is damaged or cut off"),
    ],
)
def test_what_is_no_pdf_that_can_be_read(data, reason):
    [fault] = read("pdf", data)
    assert isinstance(fault, Fault)
    assert fault.reason == reason
