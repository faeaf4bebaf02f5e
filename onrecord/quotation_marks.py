"""Which quotation marks of a text belong together, and which marks are apostrophes or measures.

Each printed mark may be read in three ways: it opens, it closes, or it is neither (an apostrophe, inches, a slip).
What stands on its two sides makes each reading cheap or dear, and a paragraph is read in the way that is cheapest
over all of its marks. So a forgotten mark costs its own quotation and no other one.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple, TypeAlias

from onrecord.reader.paragraphs import paragraphs


class Quoted(NamedTuple):
    """A stretch in quotation marks.

    Attributes:
        start: Offset of the opening mark.
        end: Offset after the closing mark; where none is printed, after the last character of the paragraph.
        closed: Whether the closing mark is printed.
        depth: 0 for the outermost marks, 1 for marks within those, and so on.
    """

    start: int
    end: int
    closed: bool
    depth: int


def quoted(text: str) -> list[Quoted]:
    r"""The stretches in quotation marks, in text order; inner ones follow the one that holds them.

    Example:
        >>> quoted("“He told me, ‘Leave now,’ and I left,” she said.")
        [Quoted(start=0, end=38, closed=True, depth=0), Quoted(start=13, end=25, closed=True, depth=1)]
        >>> quoted("The 5'10\" guard of the users' union said: rock 'n' roll")
        []

    No pair reaches over a paragraph's end. A mark that is opened and not closed runs to that end, provided that the
    next paragraph begins with the same mark (the rule of English typesetting for quotations of several paragraphs)
    or that this paragraph begins with it; elsewhere it is taken for a slip.
    Does not say whether the stretch is a quote, a title or a word held at arm's length.
    """
    spans = paragraphs(text)
    found: list[Quoted] = []
    for number, (start, end) in enumerate(spans):
        following = text[spans[number + 1][0]] if number + 1 < len(spans) else ""
        found += _in_paragraph(text, start, end, following)
    return sorted(found)


def own_marks(
    text: str, marks: Iterable[Quoted], content: Sequence[tuple[int, int]], cue: tuple[int, int] | None
) -> list[Quoted]:
    """The marks, less those around a quote and its cue: they are another one's, who tells what somebody has said.

    Example:
        In “He said he would go,” the marks around "said" are not those of "he would go".

    Marks that no printed one closes are the quote's own in “We won, she said, and in “LUND: We won.
    """
    if cue is None:
        return list(marks)
    is_nested = content[0][0] > cue[0] and text[slice(*cue)] != ":"
    return [mark for mark in marks if not (mark.closed or is_nested) or not mark.start <= cue[0] < mark.end]


# What a reading costs. Only the order of the sums matters; the tests say which order we want.
_SLIP = 2.0
"""A mark that is neither opened nor closed by another, where its sides say that it should be."""

_PAIRS: dict[str, dict[str, float]] = {
    "“": {"”": 0, '"': 0.5, "''": 0.5, "’’": 0.5, "“": 1},
    "„": {"“": 0, "”": 0, '"': 0.5},
    "‟": {"”": 0, '"': 0.5},
    "”": {"”": 1},
    '"': {'"': 0, "”": 0.5, "''": 0.5, "’’": 0.5, "“": 1},
    "``": {"''": 0, '"': 0.5, "”": 0.5},
    "‘‘": {"’’": 0, "”": 0.5, '"': 0.5},
    "''": {"''": 0, '"': 0.5, "”": 0.5},
    "’’": {"’’": 1},
    "«": {"»": 0},
    "»": {"«": 0.5, "»": 1},
    "‹": {"›": 0},
    "›": {"‹": 0.5, "›": 1},
    "‘": {"’": 0, "'": 0.5, "‘": 1},
    "‚": {"‘": 0, "’": 0, "'": 0.5},
    "'": {"'": 0, "’": 0.5},
    "’": {"’": 1},
}
"""What may close each opening mark, and the cost: keyboards and editors mix straight and curly marks within a pair."""

MARKS = frozenset("".join(_PAIRS))
"""Every character that can open or close a quotation."""

_APOSTROPHES = frozenset("'’‘")
_OPENS_BY_SHAPE = frozenset(("“", "„", "‟", "``", "‘‘", "‘", "‚", "«", "‹"))
_CLOSES_BY_SHAPE = frozenset(("”", "’’", "’", "»", "›"))
_SINGLE = frozenset("'’‘‚‹›")
_SPACED = frozenset("«»‹›")
"""Marks that French sets off by a space on their inner side: there a space says nothing."""

# What can stand on one side of a mark.
_SPACE, _BRACKET, _DASH, _STOP, _WORD = range(5)
_SIDES = {
    "": _SPACE,
    **dict.fromkeys("([{<", _BRACKET),
    **dict.fromkeys("—–-‐‑‒―/=|", _DASH),
    **dict.fromkeys(".,;:!?…)]}>", _STOP),
}

# What each side adds to the cost of opening and of closing. Sentences may be glued together (“Stop.”He left).
#                space bracket dash stop word
_OPENS_AFTER = (0.0, 0.0, 0.0, 1.0, 1.5)
_OPENS_BEFORE = (2.0, 0.0, 0.5, 2.0, 0.0)
_CLOSES_AFTER = (1.5, 1.5, 0.0, 0.0, 0.0)
_CLOSES_BEFORE = (0.0, 0.5, 0.0, 0.0, 1.0)

_SAME_WITHIN = 1.5
"""A mark opened within a pair of the same shape: it is there that one was forgotten, more often than not."""

_DEEPER = 0.1
"""Added to a slip for each pair around it: of two readings that leave out one mark, the one with less in it."""

_GOES_ON, _FORGOTTEN = 0.75, 1.0
"""A pair left open at its paragraph's end: where the next one opens again, and where only this one began with it."""

_DEEPEST = 4
"""How many pairs may stand within each other."""

_READINGS = 4
"""How many readings of a paragraph are followed up at a time: so time and memory are linear in the marks."""

_NOTHING = " \t\n\r\xa0\u2009\u202f.,;" + "".join(sorted(MARKS))
"""What is quoted holds more than these."""


class _Mark(NamedTuple):
    """A printed mark and the cost of each way of reading it."""

    start: int
    end: int
    shape: str
    opens: float
    closes: float
    neither: float


_RUN = re.compile(f"[{''.join(sorted(MARKS))}]+")

_ORNAMENT = 5
"""So many marks in a row are not there to be read."""


def _marks(text: str, start: int, end: int) -> Iterator[_Mark]:
    """The marks of text[start:end] that may be quotation marks, in order."""
    for run in _RUN.finditer(text, start, end):
        a, b = run.span()
        # Marks that touch each other share their neighbours: in said.’” both stand before a space.
        before, after = text[a - 1 : a] if a > start else "", text[b : b + 1] if b < end else ""
        if b - a == 1 and text[a] in _APOSTROPHES and ((before.isalnum() and after.isalnum()) or _is_and(text, a)):
            continue
        if b - a < _ORNAMENT:
            for at, until in _shapes(text, a, b, before):
                mark = _mark(text, at, until, before, after)
                if mark:
                    yield mark


def _shapes(text: str, a: int, b: int, before: str) -> Iterator[tuple[int, int]]:
    """Cuts a run of marks into marks: two single ones side by side are a double one.

    Of three alike, the outer two are: the first two where the run opens, the last two where it closes.
    """
    opens = _side(before) in (_SPACE, _BRACKET)
    while a < b:
        is_double = a + 1 < b and text[a : a + 2] in _PAIRS
        is_last_of_three = b - a == 3 and text[a:b] == 3 * text[a] and not opens
        until = a + 2 if is_double and not is_last_of_three else a + 1
        yield a, until
        a = until


def _mark(text: str, start: int, end: int, before: str, after: str) -> _Mark | None:
    """The mark at `start` with its costs; None for inches."""
    shape, left, right = text[start:end], _side(before), _side(after)
    opens = _OPENS_AFTER[left] + (0.0 if _is_ellipsis(text, end) else _OPENS_BEFORE[right])
    closes = _CLOSES_AFTER[left] + _CLOSES_BEFORE[right]
    if shape in _SPACED:
        opens, closes = _OPENS_AFTER[left], _CLOSES_BEFORE[right]
    # A mark's shape says more than its sides do: scraped text loses its spaces.
    if shape in _OPENS_BY_SHAPE:
        opens /= 4
    elif shape in _CLOSES_BY_SHAPE:
        closes /= 4
    neither = _SLIP
    if shape in _APOSTROPHES:
        opens, closes, neither = _as_apostrophe(text, start, left, right, opens, closes)
    elif before.isdigit() and shape in _INCHES:
        if _FEET.search(text, max(0, start - 8), start):
            return None
        closes, neither = closes + 0.5, 0.5  # 12" vinyl, but also "he scored 7"
    return _Mark(start, end, shape, opens, closes, neither)


def _side(char: str) -> int:
    return _SPACE if char.isspace() else _SIDES.get(char, _WORD)


def _is_ellipsis(text: str, at: int) -> bool:
    return text.startswith(("…", ".."), at)


_INCHES = frozenset(('"', "”", "''", "’’"))
_FEET = re.compile(r"\d['’] ?\d{1,2}(?:[.½¼¾]\d*)?\Z")
"""What stands before the sign for inches in 5'10", however tall."""

_LEFT_OUT = re.compile(
    r"(?:\d\ds?|tis|twas|twere|twill|em|til|till|cause|cos|cuz|bout|round|neath|gainst|fraid|er|im|ere|ow|ave|ello|n)\b",
    re.IGNORECASE,
)
"""What follows an apostrophe that stands for left-out letters: '90s, ’tis, get 'em."""

_CLIPPED = re.compile(r"\w(?:in|[sxz]|[0-9])\Z", re.IGNORECASE)
"""What stands before an apostrophe at a word's end: users’, Sanchez', thinkin', and feet."""


def _is_and(text: str, at: int) -> bool:
    """Whether the mark is one of the two of rock 'n' roll."""
    around = text[max(0, at - 2) : at + 3]
    return any(
        around[i + 1] in "nN" and around[i] in _APOSTROPHES and around[i + 2] in _APOSTROPHES
        for i in range(len(around) - 2)
    )


def _as_apostrophe(
    text: str, at: int, left: int, right: int, opens: float, closes: float
) -> tuple[float, float, float]:
    """The costs (opens, closes, neither) of a mark that may be an apostrophe at the begin or end of a word."""
    if left == _WORD and right != _WORD:
        if _CLIPPED.search(text, max(0, at - 3), at):
            return opens, closes + 0.5, 0.0
        return opens, closes, 1.0
    if right == _WORD and left != _WORD:
        if _LEFT_OUT.match(text, at + 1, at + 9):
            return opens + 1.0, closes, 0.0
        return opens, closes, 0.5 if text[at] == "’" else 1.5
    return opens, closes, _SLIP


_Pairs: TypeAlias = "tuple[Quoted, _Pairs] | None"
"""Closed pairs as a list that shares its tail with other readings: the last pair, then those before it."""


class _Reading(NamedTuple):
    """One way of reading the marks so far.

    Attributes:
        cost: The sum of its marks' costs.
        opened: The marks that are open, outermost first.
        pairs: The pairs closed, the last one first, as (pair, those before it).
    """

    cost: float
    opened: tuple[_Mark, ...]
    pairs: "_Pairs"


def _in_paragraph(text: str, start: int, end: int, following: str) -> list[Quoted]:
    """The quoted stretches of text[start:end]; `following` is the next paragraph's first character."""
    # Readings with the same shapes open go on alike, whatever was before: only the cheapest of them is kept.
    readings: dict[tuple[str, ...], _Reading] = {(): _Reading(0.0, (), None)}
    for mark in _marks(text, start, end):
        cheapest: dict[tuple[str, ...], _Reading] = {}
        for shapes, reading in readings.items():
            for new_shapes, new in _readings(text, mark, shapes, reading):
                if new_shapes not in cheapest or new.cost < cheapest[new_shapes].cost:
                    cheapest[new_shapes] = new
        readings = cheapest if len(cheapest) <= _READINGS else _the_best(cheapest)
    return list(_at_the_end(text, readings.values(), (start, end), following))


def _readings(
    text: str, mark: _Mark, shapes: tuple[str, ...], reading: _Reading
) -> Iterator[tuple[tuple[str, ...], _Reading]]:
    """The three ways to go on with a reading at a mark, where each is possible."""
    cost, opened, pairs = reading
    depth = len(opened)
    yield shapes, _Reading(cost + mark.neither + _DEEPER * depth, opened, pairs)
    if depth < _DEEPEST and mark.shape in _PAIRS:
        within = _SAME_WITHIN if mark.shape in shapes else 0.0
        yield (*shapes, mark.shape), _Reading(cost + mark.opens + within, (*opened, mark), pairs)
    if depth and (price := _PAIRS[shapes[-1]].get(mark.shape)) is not None:
        inner = opened[-1]
        if _holds_something(text, inner.end, mark.start):
            pair = Quoted(inner.start, mark.end, True, depth - 1)
            yield shapes[:-1], _Reading(cost + mark.closes + price, opened[:-1], (pair, pairs))


def _holds_something(text: str, start: int, end: int) -> bool:
    return bool(text[start : min(end, start + 9)].strip(_NOTHING))


def _the_best(readings: dict[tuple[str, ...], _Reading]) -> dict[tuple[str, ...], _Reading]:
    """The cheapest readings, the one with nothing open always among them."""
    kept = sorted(readings, key=lambda shapes: (bool(shapes), readings[shapes].cost))[:_READINGS]
    return {shapes: readings[shapes] for shapes in kept}


def _at_the_end(text: str, readings: Iterable[_Reading], span: tuple[int, int], following: str) -> Iterator[Quoted]:
    """The pairs of the cheapest reading that leaves nothing open, or one pair that may run to the end."""

    def total(reading: _Reading) -> float:
        return reading.cost + sum(_running_on(text, mark, span, following) for mark in reading.opened)

    best = min((reading for reading in readings if len(reading.opened) <= 1), key=total)
    if best.opened:
        yield Quoted(best.opened[0].start, span[1], False, 0)
    pairs = best.pairs
    while pairs:
        pair, pairs = pairs
        yield pair


def _running_on(text: str, mark: _Mark, span: tuple[int, int], following: str) -> float:
    """The cost of a mark that is open at its paragraph's end."""
    start, end = span
    if not _holds_something(text, mark.end, end):
        return float("inf")
    if following == mark.shape[0]:
        return _GOES_ON
    return _FORGOTTEN if mark.start == start and mark.shape not in _SINGLE else float("inf")
