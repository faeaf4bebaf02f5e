"""DOCX, the documents of Word: their paragraphs as they stand after all changes are accepted."""

from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO

from onrecord.sources import documents
from onrecord.sources.documents import Blocks, Broken, Kind
from onrecord.sources.found import Fault, Found
from onrecord.sources.limits import LIMITS, Limits
from onrecord.sources.zipped import Package, attribute, local_name

# Their names are free; what programs write is these, some with a number.
_BODY = r"word/document\d*\.xml"
_NOTES = r"word/(foot|end)notes\d*\.xml"
_COMMENTS = r"word/comments\d*\.xml"
_PROPERTIES = r"docProps/core\d*\.xml"

_BLOCKS: Mapping[str, Kind] = {"p": "paragraph", "tc": "cell", "tr": "row"}
# Properties, among them tab stops; what was deleted or moved elsewhere; the older twin of a text box.
_LEFT_OUT = frozenset({"pPr", "del", "moveFrom", "Fallback"})
_CHARACTERS = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}


def read(stream: BinaryIO, *, limits: Limits) -> Iterator[Found | Fault]:
    """Yield the text of a document, one paragraph a line.

    Inserted text is in it, deleted text and hidden text are not. Rows of tables have their cells a tab apart;
    text boxes follow the paragraph that they are tied to; footnotes and endnotes stand at the end. Title, author
    and dates are those of the document's properties: the dates say when the file was made and changed.

    Example:
        A document in which "will" was struck out and "may" was put in gives "We may appeal".

    Leaves out headers, footers and comments, and the numbers of lists, which Word makes as it shows them.

    Args:
        stream: the open file.
        limits: a file that unpacks to too much, or whose text is larger than `document_bytes`, is a fault.
    """
    try:
        with _open(stream, limits) as package:
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
    with _open(stream, limits) as package:
        return _text(package)[0]


def _open(stream: BinaryIO, limits: Limits) -> Package:
    package = Package(stream, limits=limits)
    if not package.named(_BODY):
        raise Broken(Fault("it is a ZIP file, but no Word document", "Give it its right ending."))
    return package


def _text(package: Package) -> tuple[list[str], list[str]]:
    """The lines, and what to know about them."""
    root = package.xml(package.named(_BODY)[0])
    lines = _lines(root)
    warnings = []
    if deleted := sum(
        1 for element in root.iter("{*}del", "{*}moveFrom") if any(element.itertext("{*}delText", "{*}t"))
    ):
        warnings.append(f"passages that were deleted under tracked changes are left out: {deleted}")
    # Footnotes before endnotes.
    notes = [line for part in reversed(package.named(_NOTES)) for line in _notes(package.xml(part))]
    if notes:
        warnings.append("footnotes stand at the end of the text")
    if comments := sum(len(package.xml(part)) for part in package.named(_COMMENTS)):
        warnings.append(f"comments are left out: {comments}")
    return lines + notes, warnings


def _notes(root: Any) -> Iterator[str]:
    for note in root:
        # Those that draw the line above the notes have a type.
        if attribute(note, "type") in (None, "normal"):
            yield from _lines(note)


def _properties(package: Package) -> dict[str, str | None]:
    values = {local_name(element): element.text for part in package.named(_PROPERTIES) for element in package.xml(part)}
    return {
        "title": values.get("title"),
        "author": values.get("creator"),
        "created": values.get("created"),
        "modified": values.get("modified"),
    }


def _lines(root: Any) -> list[str]:
    """The lines of the paragraphs and tables in an element."""
    from lxml import etree

    blocks = Blocks()
    left_out = None
    walk = etree.iterwalk(root, events=("start", "end"))
    for event, element in walk:
        name = local_name(element)
        if event == "start":
            if name in _LEFT_OUT or (name == "r" and _is_hidden(element)):
                left_out = element
                walk.skip_subtree()
            elif name in _BLOCKS:
                blocks.begin()
        elif element is left_out:
            continue
        elif name in _BLOCKS:
            blocks.end(_BLOCKS[name], goes_on=name == "p" and _has_deleted_mark(element))
        elif name == "t":
            blocks.add(element.text or "")
        elif name in _CHARACTERS:
            blocks.add(_CHARACTERS[name])
    return blocks.lines()


def _is_hidden(run: Any) -> bool:
    vanish = run.find("{*}rPr/{*}vanish")
    return vanish is not None and attribute(vanish, "val") not in ("0", "false", "off")


def _has_deleted_mark(paragraph: Any) -> bool:
    """Whether the end of the paragraph was deleted, so that the next goes on with it."""
    return paragraph.find("{*}pPr/{*}rPr/{*}del") is not None
