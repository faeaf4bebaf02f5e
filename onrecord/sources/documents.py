"""What documents have in common, be they from a word processor or a PDF: properties, rows of tables, size."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, BinaryIO, Literal

from onrecord.sources.exports import split
from onrecord.sources.found import Fault, Found
from onrecord.sources.limits import Limits
from onrecord.sources.text import headline

Kind = Literal["paragraph", "cell", "row"]
"""What lines are made of, where a document says so."""

DAMAGED = Fault("it is damaged or cut off", "Get the file again, or open it in its program and save it anew.")

ENCRYPTED = Fault(
    "it is encrypted, and opens with a password only",
    "Open it with its password and save it without.",
)

# What programs write as a title or an author when nobody has given one.
_NO_TITLE = re.compile(
    r"\s*|\(?(untitled|anonymous|unspecified|(word )?document ?\d*)\)?|microsoft word - .*"
    r"|[^ ]*\.(docx?|odt|rtf|html?|indd|qxp|pdf)",
    re.IGNORECASE,
)
_NO_AUTHOR = re.compile(r"\s*|\(?(anonymous|unspecified|unknown|user|admin(istrator)?|python-docx)\)?", re.IGNORECASE)
_SPACE = re.compile(r"\s+")


class Broken(Exception):
    """Why a document could not be read, as a fault."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.reason)
        self.fault = fault


def whole(stream: BinaryIO, limits: Limits) -> bytes | Fault:
    """Read a document to its end, or stop where it is longer than `document_bytes`."""
    data = stream.read(limits.document_bytes + 1)
    return data if len(data) <= limits.document_bytes else too_large(limits)


def too_large(limits: Limits) -> Fault:
    """The fault of a document, or a part of one, that has more than `document_bytes`."""
    return Fault(
        f"it is larger than {limits.document_bytes:,} bytes",
        "Leave out its pictures, or divide it. Or raise the limit: read_articles(..., "
        "limits=Limits(document_bytes=...)) in Python.",
    )


def found(
    lines: Iterable[str],
    *,
    title: str | None = None,
    author: str | None = None,
    created: str | None = None,
    modified: str | None = None,
    warnings: Iterable[str] = (),
) -> Found:
    r"""A document as one text, with what its properties say.

    A title that a program made up, such as "Microsoft Word - a.doc", is none; then the first line is taken if it
    looks like a headline. Where each came from is in `provenance`.

    Example:
        >>> found(["Pier sold", "It is."], title="Untitled", author="Ana Souza").provenance
        {'byline': 'document properties', 'title': 'first line'}

    Does not know when an article was published: the dates are those of the file. The language that a file is set
    to is left aside, since it is as a rule the language of the program.
    """
    text = "\n".join(lines)
    values: dict[str, Any] = {
        "title": None if _NO_TITLE.fullmatch(title or "") else _SPACE.sub(" ", title or "").strip(),
        "byline": None if _NO_AUTHOR.fullmatch(author or "") else _SPACE.sub(" ", author or "").strip(),
        "published": created or None,
        "modified": modified or None,
    }
    provenance = {field: "document properties" for field, value in values.items() if value}
    if values["title"] is None and (first := headline(text)):
        values["title"] = first
        provenance["title"] = "first line"
    return Found(text, **values, provenance=provenance, warnings=tuple(warnings))


def articles(document: Found) -> Iterator[Found | Fault]:
    """Yield the articles of a document that is a news database's export; of any other the document itself.

    Of an export's own properties nothing is kept: they tell of the download.
    """
    exported = split(document.text)
    yield from [document] if exported is None else exported


def lines_of(paragraph: str) -> list[str]:
    """The lines of a paragraph without white space around them; those that are empty are left out."""
    return [stripped for line in paragraph.split("\n") if (stripped := line.strip())]


def row(cells: Iterable[Sequence[str]]) -> list[str]:
    r"""The lines of a table's row, from the lines of its cells; empty cells are passed over.

    Cells are a tab apart. A cell with several lines keeps them: what follows it begins a new line.

    Example:
        >>> row([["LP"], ["The council voted.", "It was close."], ["p. 7"]])
        ['LP\tThe council voted.', 'It was close.', 'p. 7']
    """
    lines: list[str] = []
    may_go_on = False
    for cell in cells:
        if not cell:
            continue
        if may_go_on:
            lines[-1] += "\t" + cell[0]
            lines += cell[1:]
        else:
            lines += cell
        may_go_on = len(cell) == 1
    return lines


class Blocks:
    r"""Lines, out of paragraphs, rows and cells that begin and end within each other.

    Example:
        >>> blocks = Blocks()
        >>> blocks.begin()
        >>> blocks.add("We will")
        >>> blocks.end("paragraph")
        >>> blocks.lines()
        ['We will']

    What lies in a paragraph, such as a text box, comes after it.
    """

    def __init__(self) -> None:
        self._open = [_Block()]

    def begin(self) -> None:
        """Begin a paragraph, a row or a cell."""
        self._open.append(_Block())

    def add(self, text: str) -> None:
        """Add text to what was begun last."""
        self._open[-1].text.append(text)

    def end(self, kind: Kind, *, goes_on: bool = False) -> None:
        """End what was begun last; a paragraph that goes on is one with the next."""
        block = self._open.pop()
        parent = self._open[-1]
        if kind == "paragraph" and goes_on:
            parent.unfinished += block.text
            parent.lines += block.lines
        elif kind == "paragraph":
            parent.lines += [*lines_of("".join(parent.unfinished + block.text)), *block.lines]
            parent.unfinished = []
        elif kind == "cell":
            parent.cells.append(block.all_lines())
        else:
            parent.lines += block.all_lines()

    def lines(self) -> list[str]:
        """All lines, none of them empty."""
        return self._open[0].all_lines()


@dataclass
class _Block:
    """What has begun and not ended.

    Attributes:
        text: its own.
        lines: those of the paragraphs in it that have ended.
        unfinished: text of a paragraph in it that the next goes on with.
        cells: the lines of each cell, if it is a row.
    """

    text: list[str] = field(default_factory=list)
    unfinished: list[str] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    cells: list[list[str]] = field(default_factory=list)

    def all_lines(self) -> list[str]:
        return [*self.lines, *row(self.cells), *lines_of("".join(self.unfinished + self.text))]
