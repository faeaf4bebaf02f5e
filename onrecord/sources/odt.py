"""ODT, the text documents of LibreOffice and others: their paragraphs as they stand after all changes."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO

from onrecord.sources import documents
from onrecord.sources.documents import ENCRYPTED, Blocks, Broken, Kind
from onrecord.sources.found import Fault, Found
from onrecord.sources.limits import LIMITS, Limits
from onrecord.sources.zipped import Package, attribute, local_name

_BLOCKS: Mapping[str, Kind] = {"p": "paragraph", "h": "paragraph", "table-cell": "cell", "table-row": "row"}
# What was deleted stands in tracked-changes; what describes pictures and forms is not text of the document.
_LEFT_OUT = frozenset(
    "tracked-changes annotation note-citation sequence-decls variable-decls user-field-decls forms title desc "
    "ruby-text hidden-text covered-table-cell event-listeners".split()
)
_SPACE = re.compile(r"[ \t\r\n]+")
# More spaces than this in a row are no text, but a number that somebody made up.
_MOST_SPACES = 1000


def read(stream: BinaryIO, *, limits: Limits) -> Iterator[Found | Fault]:
    """Yield the text of a document, one paragraph a line.

    Inserted text is in it, deleted text and hidden text are not. Rows of tables have their cells a tab apart;
    text boxes follow the paragraph that they are tied to; footnotes and endnotes stand at the end. Title, author
    and dates are those of the document's properties: the dates say when the file was made and changed, and have
    no time zone.

    Example:
        A document in which "will" was struck out and "may" was put in gives "We may appeal".

    Leaves out headers, footers and comments, and the numbers of lists.

    Args:
        stream: the open file.
        limits: a file that unpacks to too much, or whose text is larger than `document_bytes`, is a fault.
    """
    try:
        with Package(stream, limits=limits) as package:
            lines, warnings = _text(package)
            properties = _properties(package)
    except Broken as broken:
        yield broken.fault
        return
    yield from documents.articles(documents.found(lines, **properties, warnings=warnings))


def paragraphs(stream: BinaryIO, *, limits: Limits = LIMITS) -> list[str]:
    """The lines of a document's text, as `read` gives them; none is empty.

    Raises:
        Broken: it cannot be read; its `fault` says why.
    """
    with Package(stream, limits=limits) as package:
        return _text(package)[0]


def _text(package: Package) -> tuple[list[str], list[str]]:
    """The lines, and what to know about them."""
    manifest = "META-INF/manifest.xml"
    if manifest in package and package.xml(manifest).find(".//{*}encryption-data") is not None:
        raise Broken(ENCRYPTED)
    if "content.xml" not in package:
        raise Broken(Fault("it is a ZIP file, but no document of LibreOffice", "Give it its right ending."))
    root = package.xml("content.xml")
    body = root.find("{*}body/{*}text")
    if body is None:
        raise Broken(
            Fault("it is a document of LibreOffice, but not one of text", "Save it as ODT, or as CSV if it is a table.")
        )
    text, notes = _lines(body, _hidden_styles(root))
    warnings = []
    if deleted := sum(1 for _ in body.iterfind("{*}tracked-changes/{*}changed-region/{*}deletion")):
        warnings.append(f"passages that were deleted under tracked changes are left out: {deleted}")
    if notes:
        warnings.append("footnotes stand at the end of the text")
    if comments := sum(1 for _ in body.iter("{*}annotation")):
        warnings.append(f"comments are left out: {comments}")
    return text + notes, warnings


def _properties(package: Package) -> dict[str, str | None]:
    meta = package.xml("meta.xml").find("{*}meta") if "meta.xml" in package else None
    values = {} if meta is None else {local_name(element): element.text for element in meta}
    return {
        "title": values.get("title"),
        "author": values.get("initial-creator") or values.get("creator"),
        "created": _whole_seconds(values.get("creation-date")),
        "modified": _whole_seconds(values.get("date")),
    }


def _whole_seconds(date: str | None) -> str | None:
    """2025-10-09T10:30:00.123456789 has more digits than any reader of dates expects."""
    return re.sub(r"\.\d+", "", date) if date else None


def _hidden_styles(root: Any) -> frozenset[str]:
    """The styles whose text is not shown."""
    return frozenset(
        attribute(style, "name") or ""
        for style in root.iterfind("{*}automatic-styles/{*}style")
        if any(attribute(properties, "display") == "none" for properties in style)
    )


def _lines(body: Any, hidden_styles: frozenset[str]) -> tuple[list[str], list[str]]:
    """The lines of the text, and those of its notes."""
    from lxml import etree

    text, notes = Blocks(), Blocks()
    blocks = text
    left_out = None
    walk = etree.iterwalk(body, events=("start", "end"))
    for event, element in walk:
        name = local_name(element)
        if event == "start":
            if name in _LEFT_OUT or _is_hidden(element, hidden_styles):
                left_out = element
                walk.skip_subtree()
                continue
            if name == "note-body":
                blocks = notes
            if name in _BLOCKS:
                blocks.begin()
            blocks.add(_character(element, name) + _collapsed(element.text))
            continue
        if element is not left_out:
            if name in _BLOCKS:
                blocks.end(_BLOCKS[name])
            if name == "note-body":
                blocks = text
        if element is not body:
            blocks.add(_collapsed(element.tail))
    return text.lines(), notes.lines()


def _is_hidden(element: Any, hidden_styles: frozenset[str]) -> bool:
    return attribute(element, "display") == "none" or attribute(element, "style-name") in hidden_styles


def _character(element: Any, name: str) -> str:
    """The white space that an element stands for; "" if it is another."""
    if name == "s":
        count = attribute(element, "c") or "1"
        return " " * min(int(count), _MOST_SPACES) if count.isdecimal() else " "
    return {"tab": "\t", "line-break": "\n"}.get(name, "")


def _collapsed(text: str | None) -> str:
    """Text with its white space as ODF reads it: whatever it is, it is one space."""
    return _SPACE.sub(" ", text or "")
