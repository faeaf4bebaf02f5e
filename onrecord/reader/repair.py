"""Makes whole quotes of what the network tagged: pieces joined, borders moved to quotation marks, scraps dropped.

A network that tags word by word may stop a word short of a closing mark, or part one quotation in two where it
hesitates. The marks in the text know better; they are believed wherever they are balanced.
"""

import re
import sys
from bisect import bisect_right
from collections.abc import Container, Iterable, Sequence
from itertools import pairwise

from onrecord.cues import cue_class, cue_lemma
from onrecord.quotation_marks import MARKS, Quoted, own_marks, quoted
from onrecord.reader.decoding import Attribution, Name, Span
from onrecord.reader.paragraphs import paragraphs, trim
from onrecord.reader.whole_sources import whole_source

FEW_WORDS = 3
"""A border this many words from a quotation mark, or before the end of its sentence, is moved to it."""

MOST = 0.7
"""A piece that holds this share of a quotation, by characters, is all of it."""

_WORD = re.compile(r"\w+(?:['’]\w+)*")
_CONTRACTION = re.compile(r"(?<=\w)['’](?:s|t|d|m|re|ve|ll)\b", re.IGNORECASE)
_CONJUNCTION = re.compile(
    r"that,?\s+(?!(?:is|was|would|will|has|had|does|did|can|could|may|might|must|should)\b)(?=\S+\s+\S)"
)
"""What is said starts after "that", but with it in “that was wrong” and “that criticism”."""

_PRONOUN = re.compile(r"(?:he|she|it|they|we|i|who)\Z", re.IGNORECASE)
_EMPTY = re.compile(r"(?:it|him|them|her|this|that|he|she|they|we|i|us|me|you|so|who|what|which)\Z", re.IGNORECASE)
"""Words that are no content by themselves: “The jury rejected it” tells nothing."""

_TRAILING = ".,;:–—-•·▪■●‣◦⁃"
_BEFORE_CONTENT = re.compile(rf"(?:that,?\s+)?[\s{re.escape(_TRAILING)}{''.join(sorted(MARKS))}]*")
"""What `_trimmed` takes off at the start."""


def repaired(text: str, attributions: Iterable[Attribution], names: Sequence[Name] = ()) -> list[Attribution]:
    """The attributions with whole contents, in text order, and quotations that nothing claims added.

    Example:
        “We won,” said Diallo. “We earned it.”
        tagged `We won` and `We earned` → content “We won,” and “We earned it.”

    A source that holds a part of one of the `names` holds all of it.
    A quote may hold a quote, but the same piece has one cue only: the one that stands closest.
    """
    marks, spans = quoted(text), paragraphs(text)
    whole = [better for attribution in attributions if (better := _whole(text, attribution, marks, names))]
    whole = _without_repeats(_to_sentence_ends(text, _one_cue_each(text, whole, spans)))
    added = _unclaimed(text, whole, marks, spans)
    whole = [one for one in whole if not any(_is_scrap(one, new.content[0]) for new in added)] + added
    return sorted(_continued(text, whole, marks, spans), key=lambda attribution: attribution.content)


def _whole(text: str, attribution: Attribution, marks: Sequence[Quoted], names: Sequence[Name]) -> Attribution | None:
    """One attribution with its borders repaired, or None where no content is left, or just an "it"."""
    attribution = attribution._replace(cue=_whole_cue(text, attribution.cue))
    own = own_marks(text, marks, attribution.content, attribution.cue)
    pieces = [_to_marks(text, _to_words(text, piece), own) for piece in attribution.content]
    pieces = [_to_quotation_beside(text, piece, own, (attribution.cue, attribution.source)) for piece in pieces]
    pieces = [trimmed for piece in _joined(text, pieces) if (trimmed := _trimmed(text, piece, marks, own))]
    attribution, pieces = _with_subject(text, attribution, pieces)
    for other in (attribution.cue, attribution.source):
        pieces = [piece for piece in pieces if other is None or not _inside(piece, other)]
    # Nothing ascribes itself.
    pieces = [piece for piece in pieces if attribution.cue is None or not _inside(attribution.cue, piece)]
    source = whole_source(text, attribution, pieces, names)
    if all(_EMPTY.match(text[start:end]) for start, end in pieces):
        return None
    speech = attribution.speech or _asks(text, attribution.cue) or _is_spoken(text, pieces, own)
    return attribution._replace(content=tuple(pieces), source=source, speech=speech)


_LEFT_OVER = re.compile(r"\s+(?:an?|the|this|these|those|his|her|its|their|our|my)\Z", re.IGNORECASE)
"""Words that no cue ends with: “told a | magazine”."""


def _whole_cue(text: str, cue: Span | None) -> Span | None:
    """The cue without a word that belongs to what follows."""
    left_over = _LEFT_OVER.search(text[slice(*cue)]) if cue else None
    return (cue[0], cue[0] + left_over.start()) if cue and left_over else cue


def _with_subject(text: str, attribution: Attribution, pieces: list[Span]) -> tuple[Attribution, list[Span]]:
    """Takes a pronoun of the content right before the cue for a source that is missing: “He | seemed | defiant”."""
    cue = attribution.cue
    if cue is None or attribution.source is not None or len(pieces) < 2:
        return attribution, pieces
    for piece in pieces:
        if text[piece[1] : cue[0]] == " " and _PRONOUN.match(text[slice(*piece)]):
            return attribution._replace(source=piece), [other for other in pieces if other != piece]
    return attribution, pieces


def _asks(text: str, cue: Span | None) -> bool:
    """Whether a cue says that somebody asks, which is speech, though PolNeAR's list of verbs lacks it."""
    return cue is not None and cue_class(cue_lemma(text[slice(*cue)])) == "asking"


def _is_spoken(text: str, pieces: Sequence[Span], marks: Sequence[Quoted]) -> bool:
    """Whether more of a content than a term stands in quotation marks: nobody plans or feels that."""
    words = (word.start() for start, end in pieces for word in _WORD.finditer(text, start, end))
    return sum(any(mark.start <= word < mark.end for mark in marks) for word in words) > FEW_WORDS


def _to_marks(text: str, piece: Span, marks: Sequence[Quoted]) -> Span:
    """A piece whose borders stand at quotation marks wherever they stood close to one."""
    start, end = piece
    opens_at = closes_at = -1
    # Inner marks first: a border that is moved to one of them is not moved on to those around it.
    for mark in reversed(marks):
        shared = min(end, mark.end) - max(start, mark.start)
        if not _WORD.search(text, max(start, mark.start), min(end, mark.end)):
            continue
        long = _words(text, start, end) > FEW_WORDS
        if start != opens_at and mark.start < start and _words(text, mark.start, start) <= FEW_WORDS * long:
            start = mark.start
        if _BEFORE_CONTENT.fullmatch(text, start, mark.start):
            end = max(end, mark.end)
        elif shared >= MOST * (mark.end - mark.start):
            start, end = min(start, mark.start), max(end, mark.end)
        elif long and end != closes_at and end < mark.end and _words(text, end, mark.end) <= FEW_WORDS:
            end = mark.end
        opens_at = start if start == mark.start else opens_at
        closes_at = end if end == mark.end else closes_at
    return start, _before_another_sentence(text, start, end, marks)


def _to_quotation_beside(text: str, piece: Span, marks: Sequence[Quoted], beside: Iterable[Span | None]) -> Span:
    """A piece that ends (or begins) with a quotation, all of it if its cue or source stands right behind (before) that.

    Example:
        “He told us he had never met them. | Here he is, dancing,” she said. → both sentences
    """
    parts = [part for part in beside if part is not None]
    for mark in marks:
        is_part = mark.start <= piece[0] < piece[1] <= mark.end and _WORD.search(text, *piece)
        if not (mark.closed and is_part):
            continue
        if piece[1] == mark.end and any(0 <= part[0] - mark.end <= 1 for part in parts):
            return mark.start, mark.end
        if piece[0] == mark.start and any(_BROUGHT_IN.fullmatch(text, part[1], mark.start) for part in parts):
            return mark.start, mark.end
    return piece


_BROUGHT_IN = re.compile(r"\s*[,:]?\s*")
"""What stands between a cue and what it brings in."""


def _before_another_sentence(text: str, start: int, end: int, marks: Sequence[Quoted]) -> int:
    """Where a piece ends that begins with whole sentences in quotation marks and goes on in one without them.

    Example:
        “He told me, ‘Wait for six hours.’ | So I counted them,” she said.
        He told me, “One day it will kill us,” | and nobody listened.
    """
    held = next((mark.end for mark in marks if mark.start == start and mark.closed), end)
    is_sentence = held < end and (text[held - 2] in ".!?…" or _is_clause(text, start, held))
    goes_on = is_sentence and any(held <= mark.start < end for mark in marks)
    return held if is_sentence and not goes_on else end


_NEXT_CLAUSE = re.compile(r"\s*(?:and|but|so|then)\s")


def _is_clause(text: str, start: int, end: int) -> bool:
    """Whether more than a term is quoted, up to the comma before a clause that is not."""
    followed = text[end - 2] == "," and _NEXT_CLAUSE.match(text, end)
    return bool(followed) and _words(text, start, end) > FEW_WORDS


def _to_words(text: str, piece: Span) -> Span:
    """A piece that does not end before the apostrophe of "doesn’t"."""
    start, end = piece
    rest = _CONTRACTION.match(text, end)
    return (start, rest.end()) if rest else piece


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


def _trimmed(text: str, piece: Span, marks: Sequence[Quoted], own: Sequence[Quoted]) -> Span | None:
    """The piece without the sentence's own punctuation; None where that was all. Of all `marks`, some are its `own`."""
    start, end = piece
    if conjunction := _CONJUNCTION.match(text, start, end):
        start = conjunction.end()
    while start < end and (
        text[start].isspace() or text[start] in _TRAILING or _is_lone(text, start, piece, marks, own)
    ):
        start += 1
    # A quotation that is left open ends with its paragraph, full stop and all: `_continued` looks for it there.
    left_open = any(mark.end == end and not mark.closed for mark in own)
    while end > start and not left_open and _is_loose(text, start, end, marks, own):
        end -= 1
    if text[end : end + 1] == ")" and text.count("(", start, end) > text.count(")", start, end):
        end += 1
    return (start, end) if _WORD.search(text, start, end) else None


def _is_loose(text: str, start: int, end: int, marks: Sequence[Quoted], own: Sequence[Quoted]) -> bool:
    """Whether the last character of text[start:end] is not part of what is said."""
    last = text[end - 1]
    if last.isspace() or _is_lone(text, end - 1, (start, end), marks, own):
        return True
    return last in _TRAILING and not _is_needed(text, end, start)


def _is_lone(text: str, at: int, piece: Span, marks: Sequence[Quoted], own: Sequence[Quoted]) -> bool:
    """Whether a mark at a piece's border is of a quotation that the piece is not part of, or that is around it."""
    if text[at] not in MARKS:
        return False
    start, end = piece
    for mark in marks:
        if at in (mark.start, mark.end - 1):
            return min(end, mark.end) - max(start, mark.start) <= 1 or (start > mark.start and mark not in own)
    return False


def _is_needed(text: str, end: int, start: int) -> bool:
    """Whether the full stop before `end` is part of the last word ("U.S.", "Inc.")."""
    word = text[max(start, end - 6) : end].split()[-1:] or [""]
    return text[end - 1] == "." and "." in word[0][:-1]


_REST_OF_SENTENCE = re.compile(r"[^\W\d_][^.!?…\n\r,:;()–—]*(?=[.!?…](?:\s|\Z))")


def _to_sentence_ends(text: str, attributions: Sequence[Attribution]) -> list[Attribution]:
    """The attributions with the last words of a sentence where the network stopped just short of them.

    Example:
        said they expect to receive users’ IP addresses and phone | numbers. → … and phone numbers
    """
    taken = [part for attribution in attributions for part in (attribution.cue, attribution.source) if part]
    return [
        attribution._replace(
            content=(*attribution.content[:-1], _to_sentence_end(text, attribution.content[-1], taken))
        )
        for attribution in attributions
    ]


def _to_sentence_end(text: str, piece: Span, taken: Sequence[Span]) -> Span:
    start, end = piece
    if text[start] in MARKS and text[end - 1] in MARKS:
        return piece  # “We won,” | said Diallo.
    rest = _REST_OF_SENTENCE.match(text, end + 1) if text[end : end + 1] == " " else None
    if rest is None or any(mark in rest[0] for mark in MARKS) or any(a < rest.end() and end < b for a, b in taken):
        return piece
    if _words(text, *rest.span()) <= FEW_WORDS < _words(text, start, end):
        return start, rest.start() + len(rest[0].rstrip())
    return piece


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


def _one_cue_each(text: str, attributions: Sequence[Attribution], spans: Sequence[Span]) -> list[Attribution]:
    """Leaves a piece that several cues claim to the one that stands closest to it, or else the more certain one."""
    closest: dict[Span, Attribution] = {}
    # The first of those that stand equally close is kept, so the most certain come first.
    for attribution in sorted(attributions, key=lambda attribution: -attribution.score):
        for piece in attribution.content:
            rival = closest.get(piece)
            if rival is None or _distance(text, piece, attribution, spans) < _distance(text, piece, rival, spans):
                closest[piece] = attribution
    kept = []
    for attribution in attributions:
        pieces = tuple(piece for piece in attribution.content if closest[piece] is attribution)
        if pieces:
            kept.append(attribution._replace(content=pieces))
    return kept


_SENTENCE_END = re.compile(r"[.!?…]")


def _distance(text: str, piece: Span, attribution: Attribution, spans: Sequence[Span]) -> tuple[bool, bool, bool, int]:
    """How far a piece stands from the cue and source that claim it; smaller is closer, no cue is farthest.

    Another paragraph is farther than another sentence, and that farther than any number of words.
    """
    if attribution.cue is None:
        return (True, True, True, 0)
    anchors = [attribution.cue, *([attribution.source] if attribution.source else [])]
    start, end = min(anchor[0] for anchor in anchors), max(anchor[1] for anchor in anchors)
    gap = (piece[1], start) if piece[1] <= start else (end, piece[0])
    other_paragraph = _paragraph_at(piece[0], spans) != _paragraph_at(attribution.cue[0], spans)
    return (False, other_paragraph, bool(_SENTENCE_END.search(text, *gap)), max(0, gap[1] - gap[0]))


def _paragraph_at(offset: int, spans: Sequence[Span]) -> int:
    return bisect_right(spans, (offset, sys.maxsize)) - 1


UNCLAIMED_SCORE = 0.5
"""The score of a quotation that the network did not claim: it is one for its marks alone."""


def _unclaimed(
    text: str, attributions: Sequence[Attribution], marks: Sequence[Quoted], spans: Sequence[Span]
) -> list[Attribution]:
    """Paragraphs and sentences in quotation marks that nothing touches, but what is ascribed within them.

    What is ascribed within a quotation parts it, and the scraps that are left of it are no claims either. A few quoted
    words may be a title, unless they stand as a sentence does where nothing else is said.
    """
    claimed = [(piece, one) for one in attributions for piece in one.content]
    spoken = {_paragraph_at(start, spans) for (start, _), _ in claimed}
    paragraphs_held = [span for span in spans if _is_quotation(text, span, marks)]
    sentences_held = [
        (mark.start, mark.end)
        for mark in marks
        if mark.depth == 0
        and (_words(text, mark.start, mark.end) > 2 * FEW_WORDS or _stands_alone(text, mark, spans, spoken))
        and not _is_title(text[mark.start : mark.end])
    ]
    found: list[Attribution] = []
    for span in [*paragraphs_held, *sentences_held]:
        touching = [one for (start, end), one in claimed if start < span[1] and span[0] < end]
        within = [one for one in attributions if one.cue is not None and _inside(one.cue, span)]
        if all(one in within or (within and _is_scrap(one, span)) for one in touching):
            found.append(Attribution((span,), None, None, True, UNCLAIMED_SCORE))
            claimed.append((span, found[-1]))
    return found


def _stands_alone(text: str, mark: Quoted, spans: Sequence[Span], spoken: Container[int]) -> bool:
    """Whether a quotation is a sentence of its own: “Not yet.” (She paused.) Subheadings in single marks are none.

    Not in paragraphs that are `spoken`, as numbers: there it may belong to what is said before.
    """
    number = _paragraph_at(mark.start, spans)
    start, end = spans[number]
    is_whole = mark.closed and text[mark.start + 1].isupper() and text[mark.end - 2] in ".!?…"
    is_subheading = (mark.start, mark.end) == (start, end) and text[start] in "'‘"
    is_first = mark.start == start or text[start : mark.start].rstrip()[-1] in _ENDS_A_SENTENCE
    return number not in spoken and is_whole and is_first and not is_subheading


_ENDS_A_SENTENCE = ".!?…”’\"'"
_SMALL_WORDS = frozenset("a an and as at but by for from in into is nor of off on or over so the to up with".split())
_ENDS_AS_SPEECH = re.compile(r"[.!?,…]\W*\Z")


def _is_title(quotation: str) -> bool:
    """Whether a quotation is set as titles are: “The Long and Winding History of a Very Small Town”."""
    words = [word for word in _WORD.findall(quotation) if word[0].isalpha()]
    capitalised = all(word[0].isupper() or word in _SMALL_WORDS for word in words)
    return capitalised and not quotation.isupper() and not _ENDS_AS_SPEECH.search(quotation)


def _is_scrap(attribution: Attribution, span: Span) -> bool:
    """Whether an attribution with neither cue nor source has a part of a quotation and no more."""
    is_part = attribution.content != (span,) and all(_inside(piece, span) for piece in attribution.content)
    return is_part and attribution.cue is None and attribution.source is None


def _is_quotation(text: str, span: Span, marks: Sequence[Quoted]) -> bool:
    """Whether quotation marks hold all of a paragraph of more than a few words."""
    start, end = span
    held = sorted(
        (mark.start, mark.end) for mark in marks if start <= mark.start and mark.end <= end and mark.depth == 0
    )
    if not held or held[0][0] != start or trim(text, held[-1][1], end):
        return False
    return _words(text, start, end) > 2 * FEW_WORDS and all(
        not _WORD.search(text, a[1], b[0]) for a, b in pairwise(held)
    )


def _continued(
    text: str, attributions: list[Attribution], marks: Sequence[Quoted], spans: Sequence[Span]
) -> list[Attribution]:
    """Joins a quotation that is left open at a paragraph's end with the paragraphs that it goes on in.

    Only pieces without a cue of their own are joined: a cue says anew who speaks.
    """
    follows = {before[1]: after[0] for before, after in pairwise(spans)}
    left_open = [mark for mark in marks if not mark.closed and mark.end in follows]
    goes_on_at = {mark.end: follows[mark.end] for mark in left_open if text[follows[mark.end]] == text[mark.start]}
    joined = sorted(attributions, key=lambda attribution: attribution.content)
    for attribution in list(joined):
        at = goes_on_at.get(attribution.content[-1][1])
        while at is not None:
            more = next((a for a in joined if a.cue is None and a.source is None and a.content[0][0] == at), None)
            if more is None:
                break
            owner = next(a for a in joined if a.content[-1][1] in goes_on_at and goes_on_at[a.content[-1][1]] == at)
            joined[joined.index(owner)] = owner._replace(content=owner.content + more.content)
            joined.remove(more)
            at = goes_on_at.get(more.content[-1][1])
    return joined
