"""PDF with a text layer: its paragraphs, without running heads and the hyphens of line ends."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from typing import Any, BinaryIO, NamedTuple

from onrecord.sources import documents, layout
from onrecord.sources.found import Fault, Found
from onrecord.sources.limits import Limits

OCR = "Run text recognition on it, for instance: ocrmypdf OLD.pdf NEW.pdf"

# Ligatures; hyphens at line ends, as PDFium hands them over; bullets of the fonts Symbol and Wingdings.
_CHARACTERS = {
    ord("ﬀ"): "ff",
    ord("ﬁ"): "fi",
    ord("ﬂ"): "fl",
    ord("ﬃ"): "ffi",
    ord("ﬄ"): "ffl",
    ord("ﬅ"): "st",
    ord("ﬆ"): "st",
    0x02: "-",
    0xFFFE: "-",
    0xAD: "-",
    0xF0B7: "•",
    0xF0A7: "▪",
}
_UNTOLD = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ue000-\uf8ff\ufffd\U000f0000-\U0010ffff]")
_GENERATED_SPACE = "\r"  # one that PDFium sees and the file does not hold
_SPACE = re.compile(r"[ \t\r\n]+")
_DATE = re.compile(
    r"D:(\d{4})(\d{2})(\d{2})(?:(\d{2})(\d{2})(\d{2})?)?(?:Z(?:00'?00'?)?|([+-])(\d{2})'?(\d{2})?'?)?", re.ASCII
)


def read(stream: BinaryIO, *, limits: Limits) -> Iterator[Found | Fault]:
    """Yield the text of a PDF, one paragraph a line, pages joined.

    Lines become paragraphs, columns are read one after the other, words that were hyphenated at a line's end are
    whole again, and ligatures are letters. Running heads and page numbers are left out, and counted in a
    warning. Title, author and dates are those of the document's properties: the dates say when the file was made.
    Of a page that a browser printed, the address is taken from the foot.

    Example:
        A page with "The nego-" above "tiations failed." and "7" at its foot gives "The negotiations failed."

    Does not recognise text in pictures, does not part several articles on one page, and reads tables row by row.

    Args:
        stream: the open file.
        limits: a file larger than `document_bytes` is a fault.
    """
    # Imported here: who reads no PDF need not wait for it.
    import pypdfium2

    data = documents.whole(stream, limits)
    if isinstance(data, Fault):
        yield data
        return
    if b"%PDF-" not in data[:1024]:
        yield Fault("it is not a PDF, whatever its name says", "Save it again as PDF, or give it its right ending.")
        return
    try:
        with pypdfium2.PdfDocument(data) as document:
            found = _read(document, is_cut_off=b"%%EOF" not in data[-2048:])
    except pypdfium2.PdfiumError as error:
        if error.err_code == pypdfium2.raw.FPDF_ERR_PASSWORD:
            yield Fault(
                "it is encrypted, and opens with a password only",
                "Open it with its password and save or print it as a PDF without.",
            )
        else:
            yield Fault("it is damaged or cut off", "Get the file again, or print it to a new PDF from a viewer.")
        return
    yield from [found] if isinstance(found, Fault) else documents.articles(found)


def _read(document: Any, *, is_cut_off: bool) -> Found | Fault:
    import pypdfium2

    pages: list[list[layout.Piece]] = []
    scans: list[int] = []
    damaged: list[int] = []
    untold = 0
    for number in range(len(document)):
        try:
            page = document[number]
        except pypdfium2.PdfiumError:
            damaged.append(number + 1)
            continue
        pieces, lost = _pieces(page)
        pages.append(pieces)
        untold += lost
        if not pieces and _has_picture(page):
            scans.append(number + 1)
        page.close()
    texts, heads = layout.without_running_heads(pages)
    lines = layout.paragraphs(layout.columns(page) for page in texts)
    if not lines:
        if scans:
            return Fault("it has no text layer (it is a scan)", OCR)
        return Fault("it has no text in it", "Nothing to do, if it is meant to be so.")
    warnings = []
    if is_cut_off:
        warnings.append("the file is cut off: its end is missing")
    if heads:
        warnings.append(f"running heads and page numbers are left out: {len(heads)}")
    if scans:
        warnings.append(f"pages without text layer (scans) are left out: {_listed(scans)}")
    if damaged:
        warnings.append(f"pages that are damaged are left out: {_listed(damaged)}")
    if untold:
        warnings.append(f"characters that the fonts do not name are left out: {untold}")
    properties = document.get_metadata_dict()
    found = documents.found(
        lines,
        title=properties.get("Title"),
        author=properties.get("Author"),
        created=_iso(properties.get("CreationDate", "")),
        modified=_iso(properties.get("ModDate", "")),
        warnings=warnings,
    )
    url = layout.printed_address(heads)
    return replace(found, url=url, provenance={**found.provenance, "url": "foot of the page"}) if url else found


def _listed(pages: list[int]) -> str:
    return ", ".join(map(str, pages[:10])) + (" and others" if len(pages) > 10 else "")


# Pieces of text and their places


def _pieces(page: Any) -> tuple[list[layout.Piece], int]:
    """The text of a page in pieces of a line or less, and how many characters could not be told."""
    import pypdfium2.raw as pdfium

    textpage = page.get_textpage()
    handle = textpage.raw
    pieces: list[layout.Piece] = []
    of_line: list[layout.Piece] = []
    untold = 0
    rectangle = pdfium.FS_RECTF()
    rotation = page.get_rotation()
    growing = _Growing()
    for index in range(textpage.count_chars()):
        character = chr(pdfium.FPDFText_GetUnicode(handle, index))
        if character in "\r\n":
            of_line += growing.finished()
            pieces += layout.joined(of_line)
            of_line = []
            continue
        if character == " " and pdfium.FPDFText_IsGenerated(handle, index):
            growing.add_space()
            continue
        pdfium.FPDFText_GetLooseCharBox(handle, index, rectangle)
        box = _upright(rectangle, rotation)
        if not " " <= character <= "~":
            character = character.translate(_CHARACTERS)
            if _UNTOLD.match(character):
                untold += 1
                continue
        if not growing.takes(character, box):
            of_line += growing.finished()
        growing.add(character, box)
    of_line += growing.finished()
    textpage.close()
    return pieces + layout.joined(of_line), untold


class _Box(NamedTuple):
    left: float
    right: float
    bottom: float
    top: float

    @property
    def height(self) -> float:
        return max(self.top - self.bottom, 0.1)


def _upright(rectangle: Any, rotation: int) -> _Box:
    """A character's box as the page is shown, which may be a quarter turn or more from how it was written."""
    left, right, bottom, top = rectangle.left, rectangle.right, rectangle.bottom, rectangle.top
    if rotation == 90:
        return _Box(bottom, top, -right, -left)
    if rotation == 180:
        return _Box(-right, -left, -top, -bottom)
    if rotation == 270:
        return _Box(-top, -bottom, left, right)
    return _Box(left, right, bottom, top)


class _Growing:
    """A piece that grows by characters, as long as they stand on one line and close to each other."""

    def __init__(self) -> None:
        self._characters: list[str] = []
        self._boxes: list[_Box] = []
        self._tallest = _Box(0.0, 0.0, 0.0, 0.0)
        self._is_turned = False

    def takes(self, character: str, box: _Box) -> bool:
        """Whether a character in this box goes on with the piece."""
        if not self._boxes:
            return True
        last = self._boxes[-1]
        # From right to left, PDFium's order is not that of places.
        self._is_turned = self._is_turned or (character > "~" and bool(layout.RIGHT_TO_LEFT.match(character)))
        if self._is_turned or last.left - 0.5 <= box.left <= last.right:
            # The second is an accent, or the other half of a character.
            apart = 0.0
        elif self._characters[-1] == _GENERATED_SPACE:
            apart = abs(box.left - last.right)
        else:
            # In a hole, something may stand that comes later in the file, such as an emoji from another font.
            apart = 2 * abs(box.left - last.right)
        size = self._tallest.height
        offset = abs((box.top + box.bottom) - (self._tallest.top + self._tallest.bottom)) / 2
        is_as_high = abs(box.height - size) < 0.5 * size
        return apart < 1.2 * size and offset < 0.5 * size and (offset < 0.1 * size or is_as_high)

    def add(self, character: str, box: _Box) -> None:
        """Add a character that was taken."""
        if self._boxes and not self._is_turned and box.left - self._boxes[-1].right > 0.3 * self._tallest.height:
            self.add_space()
        if not self._boxes or box.height > self._tallest.height:
            self._tallest = box
        self._characters.append(character)
        self._boxes.append(box)

    def add_space(self) -> None:
        """Add a space that PDFium sees and the file does not hold."""
        if self._characters:
            self._characters.append(_GENERATED_SPACE)

    def finished(self) -> list[layout.Piece]:
        """The piece, if there is anything in it; a new one begins."""
        # PDFium gives what is beyond U+FFFF, such as an emoji, in two halves.
        whole = "".join(self._characters).encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        text, boxes = _SPACE.sub(" ", whole), self._boxes
        self._characters, self._boxes, self._is_turned = [], [], False
        if not text.strip():
            return []
        # The parts of a ligature have lower boxes than the font, and a quotation mark may be of another font.
        (bottom, top), _ = Counter((box.bottom, box.top) for box in boxes).most_common(1)[0]
        return [layout.Piece(text, min(box.left for box in boxes), max(box.right for box in boxes), bottom, top)]


def _has_picture(page: Any) -> bool:
    import pypdfium2.raw as pdfium

    return next(page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE], max_depth=3), None) is not None


# Properties


def _iso(written: str) -> str | None:
    """A date as PDF writes it, "D:20251009103000+01'00'", in ISO 8601."""
    match = _DATE.match(written)
    if not match:
        return None
    year, month, day, hour, minute, second, sign, hours, minutes = match.groups()
    zone = None
    if "Z" in match[0]:
        zone = timezone.utc
    elif sign:
        offset = timedelta(hours=int(hours), minutes=int(minutes or 0))
        zone = timezone(-offset if sign == "-" else offset)
    try:
        moment = datetime(int(year), int(month), int(day), int(hour or 0), int(minute or 0), int(second or 0), 0, zone)
    except ValueError:
        return None
    return moment.isoformat() if hour else moment.date().isoformat()
