r"""RTF, the exchange format of word processors: its paragraphs as they stand after all changes.

Follows Microsoft's Rich Text Format Specification 1.9.1. No library is used: those that are kept up drop footnotes
and text boxes, keep what was deleted, and tear emoji in two.
"""

import codecs
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import BinaryIO

from onrecord.sources import documents
from onrecord.sources.documents import Broken
from onrecord.sources.found import Fault, Found
from onrecord.sources.limits import Limits

_TOKEN = re.compile(
    rb"\\([a-zA-Z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-fA-F]{2})|\\([^a-zA-Z])|([{}])|([^\\{}\r\n]+)|[\r\n]+|\\", re.DOTALL
)

# Groups that are no text, those aside that say so themselves with \*.
_LEFT_OUT = frozenset(
    "colortbl stylesheet pict header headerl headerr headerf footer footerl footerr footerf listtext pntext fldinst "
    "objdata shprslt nonshppict nonesttables xe tc tcn rxe txe themedata filetbl listtable revtbl annotation atnid "
    "atnauthor ftnsep ftnsepc ftncn aftnsep aftnsepc aftncn sp ud".split()
)
# Groups that are read although they begin with \*, which lets older programs pass them over.
_READ_NEVERTHELESS = frozenset({"shpinst", "shptxt", "footnote"})
_PROPERTIES = frozenset({"title", "author", "creatim", "revtim"})
_DESTINATIONS = _LEFT_OUT | _READ_NEVERTHELESS | _PROPERTIES | {"info", "fonttbl"}

_CHARACTERS: Mapping[str, str] = {
    "line": "\n",
    "page": "\n",
    "column": "\n",
    "softline": "\n",
    "tab": "\t",
    "emdash": "—",
    "endash": "–",
    "emspace": "\u2003",
    "enspace": "\u2002",
    "qmspace": "\u2005",
    "bullet": "•",
    "lquote": "‘",
    "rquote": "’",
    "ldblquote": "“",
    "rdblquote": "”",
    "zwj": "\u200d",
    "zwnj": "\u200c",
    "ltrmark": "\u200e",
    "rtlmark": "\u200f",
}
# An optional hyphen, \-, is a place for a hyphen and none itself.
_SYMBOLS: Mapping[bytes, str] = {b"~": "\u00a0", b"_": "-", b"{": "{", b"}": "}", b"\\": "\\"}

_ENCODINGS: Mapping[int, str] = {
    77: "mac_roman",
    128: "cp932",
    129: "cp949",
    130: "johab",
    134: "gb18030",
    136: "cp950",
    161: "cp1253",
    162: "cp1254",
    163: "cp1258",
    177: "cp1255",
    178: "cp1256",
    186: "cp1257",
    204: "cp1251",
    222: "cp874",
    238: "cp1250",
    254: "cp437",
    255: "cp850",
}
"""A font's character set, as RTF numbers it → the encoding of its bytes, where that is not the document's."""


def read(stream: BinaryIO, *, limits: Limits) -> Iterator[Found | Fault]:
    r"""Yield the text of a document, one paragraph a line.

    Inserted text is in it, deleted text and hidden text are not. Rows of tables have their cells a tab apart;
    text boxes follow the paragraph that they are tied to; footnotes stand at the end. Title, author and dates are
    those of the document's properties: the dates say when the file was made and changed, and have no time zone.

    Example:
        rb"{\rtf1 We {\deleted will}{\revised may} appeal.\par}" gives "We may appeal."

    Leaves out headers, footers, comments, pictures, and the numbers of lists.

    Args:
        stream: the open file.
        limits: a file larger than `document_bytes` is a fault.
    """
    data = documents.whole(stream, limits)
    if isinstance(data, Fault):
        yield data
        return
    try:
        document = _Document(data)
    except Broken as broken:
        yield broken.fault
        return
    found = documents.found(
        [*document.body.all_lines(), *document.notes],
        title=document.properties.get("title"),
        author=document.properties.get("author"),
        created=document.properties.get("creatim"),
        modified=document.properties.get("revtim"),
        warnings=document.warnings,
    )
    yield from documents.articles(found)


def paragraphs(data: bytes) -> list[str]:
    r"""The lines of a document's text, as `read` gives them; none is empty.

    Example:
        >>> paragraphs(rb"{\rtf1\ansi Pier sold\par Porto, \'93yes\'94\par}")
        ['Pier sold', 'Porto, “yes”']

    Raises:
        Broken: it is no RTF; its `fault` says so.
    """
    document = _Document(data)
    return [*document.body.all_lines(), *document.notes]


@dataclass
class _Group:
    """What holds until a brace closes."""

    encoding: str
    is_left_out: bool = False
    is_hidden: bool = False
    is_deleted: bool = False
    is_in_table: bool = False
    is_font_table: bool = False
    skipped_after_unicode: int = 1
    destination: str = ""


@dataclass
class _Flow:
    """Paragraphs that follow each other: those of the text, of a box or of a note.

    Attributes:
        lines: the finished ones.
        text: the paragraph that grows.
        cell: the finished lines of a table's cell, `cells` those of the finished cells of its row.
        nested_cells: likewise of a table in a cell.
        boxes: lines of text boxes, for the end of the paragraph.
    """

    lines: list[str] = field(default_factory=list)
    text: list[str] = field(default_factory=list)
    cell: list[str] = field(default_factory=list)
    cells: list[list[str]] = field(default_factory=list)
    nested_cells: list[list[str]] = field(default_factory=list)
    boxes: list[str] = field(default_factory=list)

    def end_paragraph(self, *, is_in_table: bool) -> None:
        (self.cell if is_in_table else self.lines).extend(self._paragraph())

    def end_cell(self) -> None:
        self.cells.append([*self.cell, *self._paragraph()])
        self.cell = []

    def end_row(self) -> None:
        self.lines += documents.row(self.cells)
        self.cells = []

    def end_nested_cell(self) -> None:
        self.nested_cells.append(self._paragraph())

    def end_nested_row(self) -> None:
        self.cell += documents.row(self.nested_cells)
        self.nested_cells = []

    def all_lines(self) -> list[str]:
        """The lines, and what was begun and not ended."""
        return [*self.lines, *documents.row(self.cells), *self.cell, *self._paragraph()]

    def _paragraph(self) -> list[str]:
        # RTF writes what is beyond U+FFFF, such as an emoji, in two halves.
        text = "".join(self.text).encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        lines = [*documents.lines_of(text), *self.boxes]
        self.text, self.boxes = [], []
        return lines


class _Document:
    """A document as it is read, from the first brace to the last.

    Attributes:
        body: the text's paragraphs.
        notes: the lines of the footnotes.
        properties: title, author, creatim and revtim, as far as they are given.
        warnings: what to know about the text.
    """

    def __init__(self, data: bytes) -> None:
        if not data.lstrip().startswith(b"{\\rt"):
            raise Broken(Fault("it is not RTF, whatever its name says", "Give it its right ending."))
        self.body = _Flow()
        self.notes: list[str] = []
        self.properties: dict[str, str] = {}
        self.warnings: list[str] = []
        self._fonts: dict[int, str] = {}
        self._font = self._default_font = 0
        self._encoding = "cp1252"
        self._group = _Group(self._encoding)
        # Groups that are open around this one, each with the flow that its text goes to.
        self._outer: list[tuple[_Group, _Flow]] = []
        self._flow = self.body
        self._bytes = bytearray()  # text that is not decoded yet
        self._skip = 0  # what stands for a Unicode character in programs that know none
        self._is_starred = False
        self._moment: dict[str, int] = {}
        self._deleted = self._comments = 0
        self._read(data)

    def _read(self, data: bytes) -> None:
        position, end = 0, len(data)
        while position < end:
            token = _TOKEN.match(data, position)
            assert token, "every byte begins a token"
            position = token.end()
            word, number, code, symbol, brace, text = token.groups()
            if text:
                skipped = min(self._skip, len(text))
                self._skip -= skipped
                self._add_bytes(text[skipped:])
            elif code:
                if self._skip:
                    self._skip -= 1
                else:
                    self._add_bytes(bytes.fromhex(code.decode("ascii")))
            elif brace:
                self._skip = 0
                self._open() if brace == b"{" else self._close()
                if not self._outer:
                    break
            elif word == b"bin":
                position += max(int(number or 0), 0)
            elif word:
                self._control(word.decode("ascii"), None if number is None else int(number))
            elif symbol and self._skip:
                self._skip -= 1
            elif symbol:
                self._symbol(symbol)
        self._decode()
        if self._outer:
            self.warnings.append("the file is cut off: its end is missing")
        if self._deleted:
            self.warnings.append(f"passages that were deleted under tracked changes are left out: {self._deleted}")
        if self.notes:
            self.warnings.append("footnotes stand at the end of the text")
        if self._comments:
            self.warnings.append(f"comments are left out: {self._comments}")

    # Groups

    def _open(self) -> None:
        self._decode()
        self._outer.append((self._group, self._flow))
        self._group = replace(self._group, destination="")
        self._is_starred = False

    def _close(self) -> None:
        self._decode()
        if not self._outer:
            return
        closed, flow = self._group, self._flow
        self._group, self._flow = self._outer.pop()
        if closed.destination == "shptxt":
            self._flow.boxes += flow.all_lines()
        elif closed.destination == "footnote":
            self.notes += flow.all_lines()
        elif closed.destination in ("creatim", "revtim") and (moment := self._iso_moment()):
            self.properties[closed.destination] = moment

    # Text

    def _add_bytes(self, data: bytes) -> None:
        self._bytes += data

    def _decode(self) -> None:
        """Hand on the bytes so far, in the encoding that holds for them."""
        if self._bytes:
            text = self._bytes.decode(self._group.encoding, "replace")
            self._bytes.clear()
            self._add(text)

    def _add(self, text: str) -> None:
        group = self._group
        if group.destination in ("title", "author"):
            self.properties[group.destination] = self.properties.get(group.destination, "") + text
        elif not (group.is_left_out or group.is_hidden or group.is_deleted):
            self._flow.text.append(text)

    # Control words

    def _symbol(self, symbol: bytes) -> None:
        if symbol == b"*":
            self._is_starred = True
            return
        self._decode()
        if symbol in b"\r\n":
            self._control("par", None)
        else:
            self._add(_SYMBOLS.get(symbol, ""))

    def _control(self, word: str, number: int | None) -> None:
        if word == "u":
            self._decode()
            self._add(chr((number or 0) % 0x10000))
            self._skip = self._group.skipped_after_unicode
            return
        self._skip = 0
        self._decode()
        starred, self._is_starred = self._is_starred, False
        if starred or word in _DESTINATIONS:
            self._begin_destination(word, starred)
        elif word in _CHARACTERS:
            self._add(_CHARACTERS[word])
        elif word in ("par", "sect", "cell", "row", "nestcell", "nestrow"):
            self._end(word)
        else:
            self._set(word, number)

    def _begin_destination(self, word: str, starred: bool) -> None:
        group = self._group
        group.destination = word
        if word in ("shptxt", "footnote"):
            self._flow = _Flow()
        elif word == "fonttbl":
            group.is_font_table = group.is_left_out = True
        elif word in ("creatim", "revtim"):
            self._moment = {}
        elif word == "info" or word in _LEFT_OUT or (starred and word not in _READ_NEVERTHELESS):
            self._comments += word == "annotation"
            group.is_left_out = True

    def _end(self, word: str) -> None:
        group, flow = self._group, self._flow
        if group.is_left_out or group.is_deleted:
            return
        if word == "cell":
            flow.end_cell()
        elif word == "row":
            flow.end_row()
        elif word == "nestcell":
            flow.end_nested_cell()
        elif word == "nestrow":
            flow.end_nested_row()
        else:
            flow.end_paragraph(is_in_table=group.is_in_table)

    def _set(self, word: str, number: int | None) -> None:
        """Follow a control word that changes how what comes after it is read; most do not."""
        group = self._group
        is_on = number != 0
        if word == "f" and group.is_font_table:
            self._font = number or 0
        elif word == "f":
            group.encoding = self._fonts.get(number or 0, self._encoding)
        elif word == "fcharset":
            self._fonts[self._font] = _ENCODINGS.get(number or 0, self._encoding)
        elif word == "deff":
            self._default_font = number or 0
        elif word in ("ansicpg", "mac", "pc", "pca"):
            self._encoding = {"mac": "mac_roman", "pc": "cp437", "pca": "cp850"}.get(word) or _code_page(number)
            group.encoding = self._encoding
        elif word == "uc":
            group.skipped_after_unicode = number if number is not None and 0 <= number < 10 else 1
        elif word == "plain":
            group.is_hidden = group.is_deleted = False
            group.encoding = self._fonts.get(self._default_font, self._encoding)
        elif word == "v":
            group.is_hidden = is_on
        elif word == "deleted":
            self._deleted += is_on and not group.is_deleted
            group.is_deleted = is_on
        elif word == "pard":
            group.is_in_table = False
        elif word == "intbl":
            group.is_in_table = True
        elif word in ("yr", "mo", "dy", "hr", "min") and number is not None:
            self._moment[word] = number

    def _iso_moment(self) -> str | None:
        moment = self._moment
        try:
            date = datetime(moment["yr"], moment["mo"], moment["dy"], moment.get("hr", 0), moment.get("min", 0))
        except (KeyError, ValueError):
            return None
        return date.isoformat(timespec="minutes") if "hr" in moment else date.date().isoformat()


def _code_page(number: int | None) -> str:
    name = {65001: "utf-8", 10000: "mac_roman", 936: "gb18030"}.get(number or 0, f"cp{number}")
    try:
        codecs.lookup(name)
    except LookupError:
        return "cp1252"
    return name
