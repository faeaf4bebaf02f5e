"""Web pages saved as HTML: the article's text without menus and comments, with what else in it is none marked."""

import re
from collections.abc import Iterator
from typing import Any, BinaryIO

from onrecord.sources.exports import split_html
from onrecord.sources.found import Fault, Found
from onrecord.sources.limits import Limits
from onrecord.sources.metadata import PageMetadata, metadata
from onrecord.sources.structure import Line, joined, lines
from onrecord.sources.text import decoded, whole

BY_HAND = "Copy the article's text from your browser into a .txt file: pages built by script hold none when saved."

ENOUGH = 250
"""A text of fewer characters is hardly an article: JSON-LD is asked for a fuller one."""

_DECLARED_ENCODING = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE)
_WORD = re.compile(r"\w+")

MOST_ELEMENTS = 10_000
"""Of a page with more, trafilatura's own rules are asked alone: one of the methods that it compares them with takes
time that grows with the square of a page's length. A long live blog has 5,000."""

_XML_DECLARATION = re.compile(r"^\s*<\?xml[^<>]*>")
# What no article's page needs, and what parsers take the square of its length for.
_LONG_TAG = re.compile(r"<([A-Za-z][\w-]*)[^<>]{20000,}>")
_OPENED = re.compile(
    r"(?:<(?:a|article|b|big|blockquote|center|dd|div|dl|em|font|i|li|ol|p|section|small|span|strong|table|tbody|td|tr"
    r"|u|ul)\b[^<>]*>\s*)+",
    re.IGNORECASE,
)
_DEEPEST = 200
"""So many elements may be opened without a word between them; the parser gives up at 256."""


def read(stream: BinaryIO, *, limits: Limits) -> Iterator[Found | Fault]:
    """Yield the article of a page, one paragraph a line, or the articles of a news database's export.

    trafilatura says what the article is. Captions and embedded posts within it come back from the page, and are
    marked, as is whatever the page's elements show to be no running text. Offsets are into this text, not into the
    file. The headline is the title and no part of the text. `Found.provenance` says where each field was found.

    Example:
        `<html lang="en"><body><article><h1>Council sells the pier</h1><p>“Never,” said …` gives
        one line, “Never,” said …, and the title "Council sells the pier".

    Does not fetch anything, runs no scripts, and leaves out readers' comments. A table's row is a line. What
    trafilatura takes for the article may lack a paragraph or hold a teaser.

    Args:
        stream: the open file.
        limits: a file larger than `text_bytes` is a fault.
    """
    data = whole(stream, limits.text_bytes)
    if isinstance(data, Fault):
        yield data
        return
    declared = _DECLARED_ENCODING.search(data[:2048])
    page = decoded(data, declared=declared[1].decode("ascii") if declared else None)
    if isinstance(page, Fault):
        yield page
        return
    exported = split_html(page.text)
    if exported is not None:
        yield from exported
        return
    try:
        found = article(page.text, warnings=page.warnings)
    except Exception as error:
        # Below are heuristics that meet all the world's markup; one page must not stop the rest.
        yield Fault(f"this page could not be taken apart ({type(error).__name__})", BY_HAND)
        return
    yield found or Fault("no article was found in this page", BY_HAND)


def article(markup: str, *, warnings: tuple[str, ...] = ()) -> Found | None:
    """The article of a page that is characters already, such as one from a web archive; None if there is none.

    Example:
        >>> article("<html><body><script>build()</script></body></html>") is None
        True

    Does not catch what the parsers raise: `read` does.

    Args:
        markup: the page.
        warnings: what is known to be wrong with it, for `Found.warnings`.
    """
    # Imported here: who reads no HTML need not wait for it.
    import trafilatura

    tree = trafilatura.load_html(_tamed(markup))
    if tree is None:
        return None
    said = metadata(tree, markup)
    parts, source = _parts(tree, said)
    if not parts:
        return None
    text, marks = joined(parts)
    if not text.strip():
        return None
    fields: dict[str, Any] = dict(said.fields)
    return Found(
        text,
        **fields,
        provenance={**said.provenance, "text": source},
        marks=marks,
        warnings=warnings,
    )


def _tamed(markup: str) -> str:
    """A page without what parsers fail at.

    That is an XML declaration, a tag of thousands of attributes, and hundreds of elements nested in each other.
    """
    markup = _XML_DECLARATION.sub("", markup, count=1)
    markup = _LONG_TAG.sub(r"<\1>", markup)
    return _OPENED.sub(lambda run: "" if run[0].count("<") > _DEEPEST else run[0], markup)


def _parts(tree: Any, said: PageMetadata) -> tuple[list[Line], str]:
    """The article's lines, and where they were found."""
    text = _extracted(tree)
    if _is_fuller(said.body, text):
        return [Line(line) for line in said.body.split("\n")], "json-ld"
    if not text:
        return [], ""
    return lines(tree, text, headlines=said.headlines, description=said.description), "trafilatura"


def _extracted(tree: Any) -> str:
    """The article as trafilatura finds it, one paragraph a line; "" if it finds none."""
    import trafilatura
    from trafilatura.settings import Document

    # Balanced rather than precise: favor_precision drops standfirsts, and sometimes the article with them.
    is_large = sum(1 for _ in tree.iter()) > MOST_ELEMENTS
    document = trafilatura.bare_extraction(tree, include_comments=False, with_metadata=False, fast=is_large)
    if not isinstance(document, Document) or not document.text:
        return ""
    return "\n".join(filter(None, map(_row, document.text.split("\n"))))


def _row(line: str) -> str:
    """A line as it is, or a table's row with its cells parted by bars; "" for the rule under a table's head."""
    if not line.startswith("|"):
        return line
    cells = [cell.strip() for cell in line.split("|")]
    return " | ".join(cell for cell in cells if cell.strip("-: "))


def _is_fuller(body: str, text: str) -> bool:
    """Whether the text that a page's JSON-LD holds is the article, and what was found in its elements a part of it.

    Pages behind a paywall, or built by script, often have the article there alone. trafilatura may have found it there
    itself, but without its paragraphs.
    """
    if "\n" not in text and body.split() == text.split():
        return True
    if len(body) < ENOUGH or len(body) < 1.3 * len(text):
        return False
    if len(text) < ENOUGH:
        return True
    words, of_body = _WORD.findall(text.lower()), set(_WORD.findall(body.lower()))
    return sum(word in of_body for word in words) > 0.5 * len(words)
