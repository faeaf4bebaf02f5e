"""Makes whole quotes of what the network tagged: pieces joined, borders moved to quotation marks, scraps dropped.

A network that tags word by word may stop a word short of a closing mark, or part one quotation in two where it
hesitates. The marks in the text know better; they are believed wherever they are balanced.
"""

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

from onrecord.quotation_marks import MARKS, Quoted, quoted
from onrecord.reader.decoding import Attribution, Span
from onrecord.reader.paragraphs import paragraphs, trim

FEW_WORDS = 3
"""A border this many words from a quotation mark is moved to it."""

MOST = 0.7
"""A piece that holds this share of a quotation, by characters, is all of it."""

_WORD = re.compile(r"\w+(?:['’]\w+)*")
_TRAILING = ".,;:–—-"


def repaired(text: str, attributions: Iterable[Attribution]) -> list[Attribution]:
    """The attributions with whole contents, in text order, and quoted paragraphs that nothing claims added.

    Example:
        “We won,” said Diallo. “We earned it.”
        tagged `We won` and `We earned` → content “We won,” and “We earned it.”

    Does not move contents out of each other: a quote may hold a quote.
    """
    marks = quoted(text)
    whole = [better for attribution in attributions if (better := _whole(text, attribution, marks))]
    whole = _without_repeats(whole)
    return sorted(whole + _unclaimed_paragraphs(text, whole, marks), key=lambda attribution: attribution.content)


def _whole(text: str, attribution: Attribution, marks: Sequence[Quoted]) -> Attribution | None:
    """One attribution with its borders repaired, or None where no word of content is left."""
    pieces = [_to_marks(text, piece, marks) for piece in attribution.content]
    pieces = [trimmed for piece in _joined(text, pieces) if (trimmed := _trimmed(text, piece, marks))]
    for other in (attribution.cue, attribution.source):
        pieces = [piece for piece in pieces if other is None or not _inside(piece, other)]
    return attribution._replace(content=tuple(pieces)) if pieces else None


def _to_marks(text: str, piece: Span, marks: Sequence[Quoted]) -> Span:
    """A piece whose borders stand at quotation marks wherever they stood close to one."""
    start, end = piece
    for mark in marks:
        if mark.end <= start or end <= mark.start:
            continue
        shared = min(end, mark.end) - max(start, mark.start)
        if shared >= MOST * (mark.end - mark.start):
            start, end = min(start, mark.start), max(end, mark.end)
        elif mark.start < start and _words(text, mark.start, start) <= FEW_WORDS < _words(text, start, end):
            start = mark.start
        elif end < mark.end and _words(text, end, mark.end) <= FEW_WORDS < _words(text, start, end):
            end = mark.end
    return start, end


def _words(text: str, start: int, end: int) -> int:
    return sum(1 for _ in _WORD.finditer(text, start, end))


def _joined(text: str, pieces: list[Span]) -> list[Span]:
    """Pieces that nothing but marks and spaces part, within one paragraph, are one piece."""
    joined: list[Span] = []
    for start, end in sorted(pieces):
        if joined and (start <= joined[-1][1] or _is_seamless(text[joined[-1][1] : start])):
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def _is_seamless(gap: str) -> bool:
    return "\n" not in gap and "\r" not in gap and not _WORD.search(gap)


def _trimmed(text: str, piece: Span, marks: Sequence[Quoted]) -> Span | None:
    """The piece without the sentence's own punctuation; None where that was all."""
    start, end = piece
    while start < end and (text[start].isspace() or text[start] in _TRAILING or _is_lone(text, start, piece, marks)):
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] in _TRAILING and not _is_needed(text, end, start)):
        end -= 1
    while end > start and _is_lone(text, end - 1, (start, end), marks):
        end -= 1
    return (start, end) if _WORD.search(text, start, end) else None


def _is_lone(text: str, at: int, piece: Span, marks: Sequence[Quoted]) -> bool:
    """Whether a mark at a piece's border belongs to a quotation that the piece is not part of."""
    if text[at] not in MARKS:
        return False
    start, end = piece
    for mark in marks:
        if at in (mark.start, mark.end - 1):
            return min(end, mark.end) - max(start, mark.start) <= 1
    return False


def _is_needed(text: str, end: int, start: int) -> bool:
    """Whether the full stop before `end` is part of the last word ("U.S.", "Inc.")."""
    word = text[max(start, end - 6) : end].split()[-1:] or [""]
    return text[end - 1] == "." and "." in word[0][:-1]


def _inside(piece: Span, other: Span) -> bool:
    return other[0] <= piece[0] and piece[1] <= other[1]


def _without_repeats(attributions: Sequence[Attribution]) -> list[Attribution]:
    """Of attributions with the same content, the one with a cue, then the more certain one."""
    best: dict[tuple[Span, ...], Attribution] = {}
    for attribution in attributions:
        known = best.get(attribution.content)
        if known is None or (attribution.cue is not None, attribution.score) > (known.cue is not None, known.score):
            best[attribution.content] = attribution
    return list(best.values())


UNCLAIMED_SCORE = 0.5
"""The score of a quoted paragraph that the network did not claim: it is one for its marks alone."""


def _unclaimed_paragraphs(
    text: str, attributions: Sequence[Attribution], marks: Sequence[Quoted]
) -> list[Attribution]:
    """Paragraphs that stand in quotation marks from end to end and that no attribution touches."""
    claimed = [piece for attribution in attributions for piece in attribution.content]
    return [
        Attribution((span,), None, None, True, UNCLAIMED_SCORE)
        for span in paragraphs(text)
        if _is_quotation(text, span, marks) and not any(a < span[1] and span[0] < b for a, b in claimed)
    ]


def _is_quotation(text: str, span: Span, marks: Sequence[Quoted]) -> bool:
    """Whether quotation marks hold all of a paragraph of more than a few words."""
    start, end = span
    held = sorted((mark.start, mark.end) for mark in marks if start <= mark.start and mark.end <= end and mark.depth == 0)
    if not held or held[0][0] != start or trim(text, held[-1][1], end):
        return False
    return _words(text, start, end) > 2 * FEW_WORDS and all(not _WORD.search(text, a[1], b[0]) for a, b in pairwise(held))
