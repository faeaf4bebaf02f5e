"""What documents have in common, be they from a word processor or a PDF: properties, rows of tables, size."""

import re
from collections.abc import Iterable, Sequence
from typing import BinaryIO

from onrecord.sources.found import Fault, Found
from onrecord.sources.limits import Limits
from onrecord.sources.text import headline

# What programs write as a title or an author when nobody has given one.
_NO_TITLE = re.compile(
    r"\s*|\(?(untitled|anonymous|unspecified|(word )?document ?\d*)\)?|microsoft word - .*|[^ ]*\.(docx?|odt|rtf|html?|indd|qxp|pdf)",
    re.IGNORECASE,
)
_NO_AUTHOR = re.compile(r"\s*|\(?(anonymous|unspecified|unknown|user|admin(istrator)?|python-docx)\)?", re.IGNORECASE)
_SPACE = re.compile(r"\s+")


def whole(stream: BinaryIO, limits: Limits) -> bytes | Fault:
    """Read a document to its end, or stop where it is longer than `document_bytes`."""
    data = stream.read(limits.document_bytes + 1)
    if len(data) <= limits.document_bytes:
        return data
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
    language: str | None = None,
    warnings: Iterable[str] = (),
) -> Found:
    r"""A document as one text, with what its properties say.

    A title that a program made up, such as "Microsoft Word - a.doc", is none; then the first line is taken if it
    looks like a headline. Where each came from is in `provenance`.

    Example:
        >>> found(["Pier sold", "It is."], title="Untitled", author="Ana Souza").provenance
        {'byline': 'document properties', 'title': 'first line'}

    Does not know when an article was published: the dates are those of the file.
    """
    text = "\n".join(lines)
    values = {
        "title": None if _NO_TITLE.fullmatch(title or "") else _SPACE.sub(" ", title or "").strip(),
        "byline": None if _NO_AUTHOR.fullmatch(author or "") else _SPACE.sub(" ", author or "").strip(),
        "published": created or None,
        "modified": modified or None,
        "language": language or None,
    }
    provenance = {field: "document properties" for field, value in values.items() if value}
    if values["title"] is None and (first := headline(text)):
        values["title"] = first
        provenance["title"] = "first line"
    return Found(text, **values, provenance=provenance, warnings=tuple(warnings))


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
