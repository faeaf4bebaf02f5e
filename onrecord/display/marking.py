"""From a text and stretches of it to HTML in which the stretches are elements."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from html import escape
from itertools import pairwise
from types import MappingProxyType
from typing import NamedTuple

TAGS: Mapping[str, str] = MappingProxyType(
    {"mark": "small", "claim": "span", "quote": "mark", "source": "u", "cue": "i", "mention": "span", "name": "b"}
)
"""The element for each role, from the outermost to the innermost.

They say something of themselves: where a style sheet is not let through, as in a notebook that is not trusted yet or on
a code host's page, quotes are still marked and names still bold.
"""

_ORDER = {role: number for number, role in enumerate(TAGS)}

# A border of paragraphs comes after a line end, and CRLF is one line end.
_LINE_START = re.compile(r"(?<=\n)|(?<=\r)(?!\n)")


class Stretch(NamedTuple):
    """A stretch of the article that is shown in a way of its own.

    Attributes:
        start: offset of its first character.
        end: offset after its last character.
        role: a key of TAGS.
        meaning: what the legend says of it.
        title: what is said of it when the mouse rests on it.
        words: the words of which its classes are made.
        after: a label that follows it, as HTML; "" for none.
        link: number of the quote that it is a part of; 0 for none.
        whom: number of the entity that it names, or of a quote's speaker; 0 for nobody.
    """

    start: int
    end: int
    role: str
    meaning: str
    title: str
    words: tuple[str, ...] = ()
    after: str = ""
    link: int = 0
    whom: int = 0


def line_starts(text: str) -> list[int]:
    """Where the lines of a text start, the first left out."""
    return [match.start() for match in _LINE_START.finditer(text)]


def paragraphs(text: str, stretches: Iterable[Stretch]) -> Iterator[str]:
    """Yield the article's lines as paragraphs, each with its line end.

    A line and its end stay together because half of all scraped texts set paragraphs apart by a blank line and half by
    a line end alone: as paragraphs, with a narrow one for a blank line, both read well.
    """
    lines = {*line_starts(text), len(text)}
    parts: list[str] = []
    begin = 0
    framing: list[Stretch] | None = None
    for start, end, covering in _segments(text, stretches, lines):
        parts.append(_segment(text[start:end], start, end, covering))
        if text[start:end].strip() or framing is None:
            marks = [stretch for stretch in covering if stretch.role == "mark"]
            framing = marks if framing is None else [mark for mark in framing if mark in marks]
        if end in lines:
            # Each paragraph finds its own direction: an article may quote Arabic or Hebrew.
            yield f'<p dir="auto"{_frame(text[begin:end], begin, end, framing)}>{"".join(parts)}</p>'
            parts, begin, framing = [], end, None


def _frame(line: str, begin: int, end: int, framing: list[Stretch]) -> str:
    """The class of a paragraph: whether it is blank, and which mark it lies in as a whole."""
    words = [] if line.strip() else ["or-blank"]
    for mark in framing[:1]:
        words += [f"or-in-{word}" for word in mark.words]
        words += ["or-top"] * (mark.start >= begin) + ["or-bottom"] * (mark.end <= end)
    return f' class="{" ".join(words)}"' if words else ""


def _segments(text: str, stretches: Iterable[Stretch], cuts: set[int]) -> Iterator[tuple[int, int, list[Stretch]]]:
    """Cut a text at every border of a stretch; yield each segment with those that cover it, outermost first.

    Example:
        a quote 0–9 and a name 5–12 → (0, 5, [quote]), (5, 9, [quote, name]), (9, 12, [name])

    Elements must nest and stretches need not: a name may reach over a quote's border. Within a segment all of them
    cover all of it, so any order nests.
    """
    beginning: dict[int, list[Stretch]] = defaultdict(list)
    for stretch in stretches:
        beginning[stretch.start].append(stretch)
    borders = {0, len(text), *cuts, *beginning, *(found.end for begun in beginning.values() for found in begun)}
    covering: list[Stretch] = []
    for start, end in pairwise(sorted(borders)):
        covering = [stretch for stretch in covering if stretch.end > start] + beginning[start]
        covering.sort(key=lambda stretch: (_ORDER[stretch.role], stretch.start, -stretch.end))
        yield start, end, covering


def _segment(text: str, start: int, end: int, covering: list[Stretch]) -> str:
    """Wrap one segment into the elements of its stretches; each that ends here is followed by its label."""
    html = escape(text, quote=False)
    for stretch in reversed(covering):
        words = [stretch.role, *stretch.words]
        words += ["first"] * (stretch.start == start) + ["last"] * (stretch.end == end)
        if stretch.link:
            words.append(f"q{stretch.link}")
        html = element(stretch.role, words, html, title=stretch.title, more=_more(stretch, start))
        if stretch.end == end:
            html += stretch.after
    return html


def _more(stretch: Stretch, start: int) -> str:
    """Where a stretch stands and whom it means, for scripts; a quote can be reached with the keyboard."""
    place = f' data-start="{stretch.start}" data-end="{stretch.end}"'
    whom = f' data-whom="{stretch.whom}"' if stretch.whom else ""
    return place + whom + ' tabindex="0"' * (stretch.role == "quote" and stretch.start == start)


def element(role: str, words: Iterable[str], html: str, *, title: str, more: str = "") -> str:
    """The element for a role, around HTML."""
    classes = " ".join(f"or-{word}" for word in dict.fromkeys(words))
    return f'<{TAGS[role]} class="{classes}" title="{escape(title)}"{more}>{html}</{TAGS[role]}>'


def label(classes: str, value: str, title: str) -> str:
    """An element without text of its own: the style sheet draws its value, so that it is no part of the article."""
    return f'<data class="{classes}" value="{escape(value)}" title="{escape(title)}"></data>'
