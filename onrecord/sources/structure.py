"""What a page's elements say of its text: which lines are captions, embedded posts, bylines, links to other articles.

trafilatura says what the article is; this module finds its lines again among the page's elements, gives back what
belongs to the article (captions, embedded posts, the standfirst), and marks what is not running text.
"""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from onrecord.lexicons import rows
from onrecord.sources.found import Mark, MarkKind

_BLOCK_TAGS = frozenset(
    """
    address article aside blockquote body br button caption center dd details dialog div dl dt fieldset figcaption
    figure footer form h1 h2 h3 h4 h5 h6 header hr html label legend li main menu nav ol option p pre section select
    summary table tbody td textarea tfoot th thead tr ul
    """.split()
)
_SKIPPED_TAGS = frozenset(
    "script style noscript template svg math iframe object embed head title select option textarea".split()
)

MOST_BLOCKS = 50_000
"""A page's first so many pieces of text are looked at."""

RUN_TOGETHER = 600
"""A line of more characters that is most of an article may be several paragraphs run together."""

BEGINNING = 40
"""Lines that begin with the same so many letters are held to be one: a link or a figure may be missing in the rest."""

MOST_ABOVE = 3
"""The headline is among the article's first so many lines, if it is there at all."""

MOST_AROUND = 30
"""So many pieces of text may stand above and below the lines that are found for sure."""

MOST_ANCESTORS = 40
"""So many elements around a piece of text are asked what it is."""

_KINDS: tuple[MarkKind, ...] = ("embed", "caption", "byline", "teaser", "boilerplate")
_BY_TAG: dict[str, MarkKind] = {
    "figcaption": "caption",
    "nav": "teaser",
    "footer": "boilerplate",
    "form": "boilerplate",
    "button": "boilerplate",
    "address": "byline",
}

_WORDS = re.compile(r"\W+")
_SPACES = re.compile(r"\s+")
_NOT_LINKS = frozenset("h1 h2 h3 h4 td th".split())
"""A heading that is a link leads to itself, and a table's cell to its own subject."""


@dataclass(frozen=True)
class _Block:
    """A piece of the page's text that no line break cuts."""

    text: str
    key: str
    linked: float
    """Which share of its characters is in links."""
    ancestors: tuple[int, ...]
    """The numbers of the elements that it stands in, the innermost first."""


@dataclass(frozen=True)
class _Element:
    tag: str
    names: str
    """Its class and id."""


@dataclass(frozen=True)
class Line:
    """A line of an article.

    Attributes:
        text: the line.
        kind: what it is, by the page's elements; None for running text.
        score: how sure that is.
    """

    text: str
    kind: MarkKind | None = None
    score: float = 1.0


def lines(tree: Any, article: str, *, headlines: Sequence[str] = (), description: str = "") -> list[Line]:
    """The lines of an article, each with what the page's elements say that it is.

    The article's own lines stay as they are and in their order. Between them come back the captions and embedded
    posts that stand there in the page, paragraphs that stand among its paragraphs, and the standfirst. The headline is
    left out where it stands above the article: it is the title.

    Example:
        `<p>The port closed.</p><figure><figcaption>Workers at the gate</figcaption></figure><p>It opens today.</p>`
        and an article of two lines give three, of which the second is a caption.

    Does not judge words: "Advertisement" in a plain paragraph is running text here, and is for onrecord.cleaning.

    Args:
        tree: the whole page, as lxml parses it. It is not changed.
        article: the article's text, one paragraph a line.
        headlines: what may be its headline.
        description: its summary, as the page declares it.
    """
    elements, blocks = _blocks(tree)
    own = _without_headline(_own_lines(article, blocks), headlines)
    places = _places(own, blocks)
    aligned = [place for place in places if place is not None]
    judge = _Judge(elements, blocks, _weights(blocks, places))
    homes = _homes(blocks, aligned)
    said = {_key(text) for text in (*own, *headlines)}

    reached = min(aligned, default=0)
    found = list(_lead(blocks, reached, judge, description, said)) if aligned else []
    for line, place in zip(own, places, strict=True):
        if place is not None and place >= reached:
            found.extend(_between(blocks[reached:place], judge, homes, said))
            reached = place + 1
        block = None if place is None else blocks[place]
        found.append(Line(line) if block is None else judge.line(line, block))
    return found


def joined(parts: Sequence[Line]) -> tuple[str, tuple[Mark, ...]]:
    r"""Lines as one text, with a mark for each that is not running text.

    Example:
        >>> joined([Line("The port closed."), Line("Workers at the gate", "caption", 0.9)])
        ('The port closed.\nWorkers at the gate', (Mark(start=17, end=36, kind='caption', score=0.9),))
    """
    marks = []
    at = 0
    for part in parts:
        if part.kind is not None:
            marks.append(Mark(at, at + len(part.text), part.kind, part.score))
        at += len(part.text) + 1
    return "\n".join(part.text for part in parts), tuple(marks)


# The page as pieces of text


def _blocks(tree: Any) -> tuple[list[_Element], list[_Block]]:
    """The page's elements and its pieces of text, in its order. No recursion: tags may be nested without end."""
    from lxml import etree

    elements: list[_Element] = []
    blocks: list[_Block] = []
    open_elements: list[int] = []
    texts: list[str] = []
    linked = skipped = in_links = 0

    def close() -> None:
        nonlocal linked
        text = _SPACES.sub(" ", "".join(texts)).strip()
        key = _key(text)
        if key and len(blocks) < MOST_BLOCKS:
            around = tuple(reversed(open_elements[-MOST_ANCESTORS:]))
            blocks.append(_Block(text, key, linked / max(1, len(text)), around))
        texts.clear()
        linked = 0

    def take(text: str | None) -> None:
        nonlocal linked
        if text and not skipped:
            texts.append(text)
            if in_links:
                linked += len(text.strip())

    for event, element in etree.iterwalk(tree, events=("start", "end", "comment", "pi")):
        if event in ("comment", "pi"):
            take(element.tail)
            continue
        tag = element.tag
        if event == "start":
            if tag in _BLOCK_TAGS:
                close()
            names = f"{element.get('class') or ''} {element.get('id') or ''}"[:500].lower()
            elements.append(_Element(tag, names))
            open_elements.append(len(elements) - 1)
            skipped += tag in _SKIPPED_TAGS
            in_links += tag == "a"
            take(element.text)
        else:
            if tag in _BLOCK_TAGS:
                close()
            open_elements.pop()
            skipped -= tag in _SKIPPED_TAGS
            in_links -= tag == "a"
            take(element.tail)
    close()
    return elements, blocks


def _key(text: str) -> str:
    """A text as it is compared: letters and figures only."""
    return _WORDS.sub("", text).lower()


# Finding the article's lines among them


def _own_lines(article: str, blocks: Sequence[_Block]) -> list[str]:
    """The article's lines; one that is several paragraphs run together is parted into these."""
    own = [line.strip() for line in article.split("\n") if line.strip()]
    # No article has two lines of this length, so that the page is gone through once.
    longest = max(RUN_TOGETHER, len(article) // 2)
    return [part for line in own for part in (_split(line, blocks) if len(line) > longest else [line])]


def _without_headline(own: list[str], headlines: Sequence[str]) -> list[str]:
    """The article's lines without its headline, above which a date or a section's name may stand."""
    keys = {_key(headline) for headline in headlines}
    at = next((number for number, line in enumerate(own[:MOST_ABOVE]) if _key(line) in keys), None)
    return own if at is None or len(own) == 1 else [*own[:at], *own[at + 1 :]]


def _split(line: str, blocks: Sequence[_Block]) -> list[str]:
    """The pieces of a line that is several pieces of the page run together; the line alone if it is not."""
    key = _key(line)
    pieces, at = [], 0
    for block in blocks:
        if key.startswith(block.key, at):
            pieces.append(block.text)
            at += len(block.key)
    return pieces if at > 0.95 * len(key) else [line]


def _places(own: Sequence[str], blocks: Sequence[_Block]) -> list[int | None]:
    """For each line, the number of the block that it is, or that begins as it does; None if there is none.

    Places never go back, so that a line that stands twice in the page is found where the article is.
    """
    whole: dict[str, list[int]] = defaultdict(list)
    beginnings: dict[str, list[int]] = defaultdict(list)
    for number, block in enumerate(blocks):
        whole[block.key].append(number)
        beginnings[block.key[:BEGINNING]].append(number)
    candidates = []
    for line in own:
        key = _key(line)
        candidates.append(whole.get(key) or beginnings.get(key[:BEGINNING]) or [])
    # Most lines of an article stand in the page once. They show where in it the article is.
    unique = [found[0] for found in candidates if len(found) == 1]
    first, last = (min(unique) - MOST_AROUND, max(unique) + MOST_AROUND) if unique else (0, len(blocks))
    places: list[int | None] = []
    reached = max(0, first)
    for found in candidates:
        following = bisect_left(found, reached)
        place = found[following] if following < len(found) and found[following] <= last else None
        places.append(place)
        reached = reached if place is None else place
    return places


def _weights(blocks: Sequence[_Block], places: Sequence[int | None]) -> dict[int, float]:
    """How much of the article stands in each element, from 0 to 1."""
    inside: dict[int, int] = defaultdict(int)
    total = 0
    for place in {place for place in places if place is not None}:
        total += len(blocks[place].key)
        for element in blocks[place].ancestors:
            inside[element] += len(blocks[place].key)
    return {element: weight / max(1, total) for element, weight in inside.items()}


def _homes(blocks: Sequence[_Block], aligned: Sequence[int]) -> set[int]:
    """The elements that hold paragraphs of the article: two of them at least, side by side."""
    count: dict[int, int] = defaultdict(int)
    for place in set(aligned):
        around = blocks[place].ancestors
        if len(around) > 1 and len(blocks[place].text) > 60:
            count[around[1]] += 1
    return {element for element, paragraphs in count.items() if paragraphs >= 2}


# What a piece of text is


class _Judge:
    """Says what a block is by the elements that it stands in.

    An element that holds much of the article says nothing of a line in it: a page's body may be called
    "has-comments", and an article stand in a form.
    """

    def __init__(self, elements: Sequence[_Element], blocks: Sequence[_Block], weights: dict[int, float]):
        self._elements = elements
        self._weights = weights
        self._lists = _shares_of_links(elements, blocks)
        self._known: dict[int, MarkKind | None] = {}

    def kind(self, block: _Block) -> MarkKind | None:
        """What a block is; None for running text. The innermost element that says something counts."""
        if self.tags(block)[:1] == ["figure"]:
            return "caption"
        for number in block.ancestors:
            if self._weights.get(number, 0.0) > 0.4:
                return None
            if number not in self._known:
                self._known[number] = _kind_of(self._elements[number])
            if self._known[number] is not None:
                return self._known[number]
            if "figure" in self.tags(block) and _names("figure").search(self._elements[number].names):
                return "caption"
        return None

    def is_repeated(self, block: _Block) -> bool:
        """Whether a block is a pull quote: the article's own words once more."""
        return any(_names("repeated").search(self._elements[number].names) for number in block.ancestors[:4])

    def tags(self, block: _Block) -> list[str]:
        """The tags of the elements around a block, the innermost first."""
        return [self._elements[number].tag for number in block.ancestors]

    def line(self, line: str, block: _Block) -> Line:
        """A line of the article with what it is."""
        kind = self.kind(block)
        if kind == "embed":
            return Line(line, kind, 0.95)
        # trafilatura took it for the article: short lines are believed more readily to be none of it.
        if kind is not None and (kind in ("caption", "byline") or len(line) <= 300):
            return Line(line, kind, 0.8)
        return Line(line, "teaser", 0.7) if self._is_link(line, block) else Line(line)

    def _is_link(self, line: str, block: _Block) -> bool:
        """Whether a line is a link to another article: it leads elsewhere as a whole, and is no heading."""
        tags = self.tags(block)
        is_sentence = len(line) > 80 and line.rstrip('”"’)').endswith(".")
        # An item of a list that holds more than links is no link to another article.
        if tags[0] == "li" and self._lists[block.ancestors[1]] < 0.75:
            return False
        share = 0.5 if "li" in tags[:3] else 0.85
        return block.linked > share and len(line) <= 200 and not is_sentence and tags[0] not in _NOT_LINKS


def _shares_of_links(elements: Sequence[_Element], blocks: Sequence[_Block]) -> dict[int, float]:
    """For each list, which share of its items are links."""
    items: dict[int, list[bool]] = defaultdict(list)
    for block in blocks:
        if len(block.ancestors) > 1 and elements[block.ancestors[0]].tag == "li":
            items[block.ancestors[1]].append(block.linked > 0.5)
    return {element: sum(links) / len(links) for element, links in items.items()}


def _kind_of(element: _Element) -> MarkKind | None:
    """What an element is: by its class and id, else by its tag."""
    for kind in _KINDS:
        if _names(kind).search(element.names):
            return kind
    return _BY_TAG.get(element.tag)


@cache
def _names(kind: str) -> re.Pattern[str]:
    """The names of classes and ids that say that an element is of a kind."""
    names = "|".join(name for of_kind, these in rows("page_elements")[1:] if of_kind == kind for name in these.split())
    return re.compile(rf"(?:^|[\s_-])(?:{names})(?:$|[\s_-]|\d)")


# What trafilatura left out


def _lead(blocks: Sequence[_Block], first: int, judge: _Judge, description: str, said: set[str]) -> Iterator[Line]:
    """Yield what stands right above the article: its standfirst, and the caption of its first picture."""
    standfirst = _key(description)
    for block in blocks[max(0, first - MOST_AROUND) : first]:
        if block.key in said:
            continue
        if (
            len(standfirst) > 40
            and block.key.startswith(standfirst[:80])
            and len(block.text) < 500
            and block.linked < 0.5
        ):
            said.add(block.key)
            yield Line(block.text)
        elif "figcaption" in judge.tags(block) and len(block.text) > 10:
            said.add(block.key)
            yield Line(block.text, "caption", 0.95)


def _between(blocks: Sequence[_Block], judge: _Judge, homes: set[int], said: set[str]) -> Iterator[Line]:
    """Yield what stands between two lines of the article and belongs to it."""
    for block in blocks:
        if block.key in said or len(block.key) < 3:
            continue
        kind = judge.kind(block)
        if kind in ("caption", "embed"):
            said.add(block.key)
            yield Line(block.text, kind, 0.95)
            continue
        is_paragraph = (
            len(block.ancestors) > 1
            and block.ancestors[1] in homes
            and judge.tags(block)[0] in ("p", "blockquote", "li")
        )
        if (
            kind is None
            and is_paragraph
            and block.linked < 0.5
            and len(block.text) > 60
            and not judge.is_repeated(block)
        ):
            said.add(block.key)
            yield Line(block.text)
