"""From the network's scores to spans: the best path of tags through each window, then spans of words.

Nothing here cuts a word, and no span crosses a window: `windows` sees to it that each word is owned by the
window that sees most around it.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from onrecord.reader.roles import RoleScorer
from onrecord.reader.tags import CUE_TAGS, ENTITY_TAGS, NOMINAL_TAGS, ROLE_TAGS
from onrecord.reader.windows import Window, Word

Span = tuple[int, int]


class Name(NamedTuple):
    """A name in a text: text[start:end] is of the kind `label`; `score` is 0 to 1."""

    start: int
    end: int
    label: str
    score: float


class Attribution(NamedTuple):
    """What a text ascribes to a source.

    Attributes:
        content: The pieces of what is said, as spans of characters in text order; at least one.
        cue: The words that ascribe it ("said"), or None.
        source: Who it is ascribed to, as printed, or None.
        speech: False for attitudes, beliefs and plans.
        score: 0 to 1.
    """

    content: tuple[Span, ...]
    cue: Span | None
    source: Span | None
    speech: bool
    score: float


class WordScores(NamedTuple):
    """The network's scores at the words of one window; `width` as in `RoleScorer`.

    Shapes: entity (words, entity tags), cue (words, cue tags), speech (words,), anchor and token (words, 2 x width),
    nominal (words, nominal tags), link (words, 4 x LINK_WIDTH), claim (words, CLAIM_WIDTH), no_cue (2 x width,): the
    anchor of quotes without a cue.
    """

    entity: np.ndarray
    cue: np.ndarray
    speech: np.ndarray
    anchor: np.ndarray
    token: np.ndarray
    nominal: np.ndarray
    link: np.ndarray
    claim: np.ndarray
    no_cue: np.ndarray


class TaggedSpan(NamedTuple):
    """Words first to last (both included) of one window that carry one label, and the mean of their probabilities."""

    first: int
    last: int
    label: str
    score: float


def transitions(tags: Sequence[str]) -> np.ndarray:
    """(tags, tags): 0 where the second tag may follow the first, minus infinity where it may not.

    Example:
        >>> transitions(("O", "B-CUE", "I-CUE"))[0].tolist()
        [0.0, 0.0, -inf]
    """
    allowed = [[not b.startswith("I-") or a[2:] == b[2:] for b in tags] for a in tags]
    return np.where(allowed, 0.0, -np.inf).astype(np.float32)


_ENTITY, _CUE, _NOMINAL, _ROLE = (transitions(tags) for tags in (ENTITY_TAGS, CUE_TAGS, NOMINAL_TAGS, ROLE_TAGS))


def best_paths(scores: np.ndarray, allowed: np.ndarray) -> np.ndarray:
    """The tags of the best path through each row, as (rows, words) of tag numbers.

    Where the best tag of each word makes a path that is allowed, no other path can be better. Around a stray "I", the
    search over all paths (Viterbi 1967) is made as far as there are words whose tag is not sure.

    Args:
        scores: (rows, words, tags).
        allowed: (tags, tags) as `transitions` gives, each "I" right after its "B"; a row starts as if after "O".
    """
    paths = scores.argmax(-1)
    before = np.zeros_like(paths)
    before[:, 1:] = paths[:, :-1]
    strays = np.isinf(allowed[before, paths])
    for row in np.flatnonzero(strays.any(1)):
        for first, stop in _unsure(scores[row], paths[row], np.flatnonzero(strays[row])):
            follows = allowed[0 if first == 0 else paths[row, first - 1]]
            leads = 0.0 if stop == paths.shape[1] else allowed[:, paths[row, stop]]
            paths[row, first:stop] = _search(scores[row, first:stop], allowed, follows, leads)
    return paths


def _unsure(scores: np.ndarray, path: np.ndarray, strays: np.ndarray) -> Iterator[tuple[int, int]]:
    """The stretches around the strays of one row in which the best path may leave the best tags.

    To make a "B" of each stray "I" is a path that is allowed, and costs so much. To take a word's second best tag
    must cost no more, or the path is not the best one.
    """
    words = np.arange(len(path))
    cost = (scores[strays, path[strays]] - scores[strays, path[strays] - 1]).sum()
    second, first = np.partition(scores, -2)[:, -2:].T
    sure = words[first - second > cost + _ROUNDING]
    done = 0
    for stray in strays:
        if stray >= done:
            at = np.searchsorted(sure, stray)
            start, done = sure[at - 1] + 1 if at else 0, sure[at] if at < len(sure) else len(path)
            yield int(start), int(done)


_ROUNDING = 1e-3
"""Far above what sums of scores lose in 32 bits."""


def _search(scores: np.ndarray, allowed: np.ndarray, follows: np.ndarray, leads: np.ndarray | float) -> list[int]:
    """The best path through a stretch of (words, tags) scores, given what it follows and what it leads to."""
    came_from = []
    best = scores[0] + follows
    for word in scores[1:]:
        step = best[:, None] + allowed
        came_from.append(step.argmax(0))
        best = step.max(0) + word
    path = [int((best + leads).argmax())]
    for origins in reversed(came_from):
        path.append(int(origins[path[-1]]))
    return path[::-1]


def tagged_spans(paths: np.ndarray, probabilities: np.ndarray, tags: Sequence[str]) -> list[list[TaggedSpan]]:
    """The spans of each path.

    Args:
        paths: (rows, words) of tag numbers, with no "I" that does not go on with a span.
        probabilities: (rows, words) of the chosen tags.
        tags: The tags' names.

    Example:
        >>> tagged_spans(np.array([[0, 1, 2, 0]]), np.array([[1.0, 0.75, 0.5, 1.0]]), ("O", "B-CUE", "I-CUE"))
        [[TaggedSpan(first=1, last=2, label='CUE', score=0.625)]]
    """
    goes_on = np.array([tag.startswith("I-") for tag in tags])[paths]
    opens = np.array([tag.startswith("B-") for tag in tags])[paths]
    # In 32 bits the sums of a long window are too coarse: means of probabilities come out above 1.
    sums = np.zeros((len(paths), paths.shape[1] + 1))
    np.cumsum(probabilities, axis=1, out=sums[:, 1:])
    spans: list[list[TaggedSpan]] = [[] for _ in paths]
    words = paths.shape[1]
    # For each word, the first word from it on that does not go on with a span.
    stops = np.where(goes_on, words, np.arange(words))
    stops = np.minimum.accumulate(stops[:, ::-1], axis=1)[:, ::-1]
    for row, first in zip(*(index.tolist() for index in opens.nonzero()), strict=True):
        stop = int(stops[row, first + 1]) if first + 1 < words else words
        score = min(1.0, float(sums[row, stop] - sums[row, first]) / (stop - first))
        spans[row].append(TaggedSpan(first, stop - 1, tags[paths[row, first]][2:], score))
    return spans


def softmax(scores: np.ndarray) -> np.ndarray:
    """Probabilities over the last axis."""
    odds = np.exp(scores - scores.max(-1, keepdims=True))
    return odds / odds.sum(-1, keepdims=True)


TEMPERATURE = 1.15
"""Networks are too sure of themselves: divided by it, scores tell how often such a span is right (Guo et al. 2017)."""


def _decoded(
    scores: np.ndarray, allowed: np.ndarray, tags: Sequence[str], leaning: np.ndarray | float = 0.0
) -> list[list[TaggedSpan]]:
    """The spans of each row of (rows, words, tags) scores; `leaning` (tags,) counts when choosing, not when judging."""
    paths = best_paths(scores + leaning, allowed)
    chosen = np.take_along_axis(softmax(scores / TEMPERATURE), paths[:, :, None], -1)[:, :, 0]
    return tagged_spans(paths, chosen, tags)


class Decoded(NamedTuple):
    """What one window says, for the words that it owns. `nominals` are descriptions of people and bodies."""

    names: list[Name]
    attributions: list[Attribution]
    nominals: list[Span]


def decode(
    window: Window, scores: WordScores, role_scorer: RoleScorer, quotations: Sequence[tuple[int, int]] = ()
) -> Decoded:
    """From the scores of one window to spans of its text.

    Args:
        window: Whose scores they are.
        scores: Of its words.
        role_scorer: The last step of the roles.
        quotations: What stands in quotation marks, by where it starts.
    """
    if not window.words:
        return Decoded([], [], [])
    return Decoded(
        list(_names(window, scores)),
        list(_attributions(window, scores, role_scorer, quotations)),
        list(_nominals(window, scores)),
    )


def _names(window: Window, scores: WordScores) -> Iterator[Name]:
    [spans] = _decoded(scores.entity[None], _ENTITY, ENTITY_TAGS)
    for span in spans:
        if window.words[span.first].owned:
            yield Name(*_characters(window, span), span.label, span.score)


_LENIENT = np.array([-2.0 if tag == "O" else 0.0 for tag in NOMINAL_TAGS], dtype=np.float32)
"""The layer of descriptions is too strict by itself: it finds 55 in 100 and is right on 74, so 70 and 62."""


def _nominals(window: Window, scores: WordScores) -> Iterator[Span]:
    [spans] = _decoded(scores.nominal[None], _NOMINAL, NOMINAL_TAGS, _LENIENT)
    for span in spans:
        if window.words[span.first].owned:
            yield _characters(window, span)


_IN_ONE_PIECE = np.array([-3.0 if tag == "B-CONTENT" else 0.0 for tag in ROLE_TAGS], dtype=np.float32)
"""Words that are tagged each by itself break contents in two, and begin contents of a word or two: both more often than
people do."""


_HAS_A_SOURCE = np.array([0.5 if tag == "B-SOURCE" else 0.0 for tag in ROLE_TAGS], dtype=np.float32)
"""Sources are overlooked more often than seen where there are none: of 2,100 quotes, 14 more have theirs, and one has
one that it should not."""


_ANEW = np.array([-100.0 if tag.startswith("I-") else 0.0 for tag in ROLE_TAGS], dtype=np.float32)
"""At the first word of a paragraph nothing goes on, whatever the scores: what is said over paragraphs has a piece in
each. Of 42,000 pieces that people marked, one does not."""


_SAYS_SOMETHING = np.array([-1.5 if tag == "O" else 0.0 for tag in ROLE_TAGS], dtype=np.float32)
"""A cue ascribes something: where nothing is found that it does, that is looked for once more, less strictly."""


_QUOTED = np.array([-1.0 if tag == "O" else 0.0 for tag in CUE_TAGS], dtype=np.float32)
"""Quotes within quotes are looked for less strictly: half of them are found, and six in seven of those are right."""


def _attributions(
    window: Window, scores: WordScores, role_scorer: RoleScorer, quotations: Sequence[tuple[int, int]]
) -> Iterator[Attribution]:
    words = window.words
    [cues] = _decoded(scores.cue[None], _CUE, CUE_TAGS, _QUOTED * _within(words, quotations)[:, None])
    anchors = np.array([0, *(words[cue.first].piece for cue in cues)])
    rows = role_scorer(
        np.stack([scores.no_cue, *(scores.anchor[cue.first] for cue in cues)]),
        scores.token,
        anchors,
        np.array([word.piece for word in words]),
    )
    without_cue, *with_cue = _roles(rows, window)
    for span in _contents(without_cue):
        if words[span.first].owned:
            yield Attribution((_characters(window, span),), None, None, True, span.score)
    for cue, roles in zip(cues, with_cue, strict=True):
        content = _contents(roles)
        if content and words[cue.first].owned:
            source = max((span for span in roles if span.label == "SOURCE"), key=lambda span: span.score, default=None)
            yield Attribution(
                tuple(_characters(window, span) for span in content),
                _characters(window, cue),
                _characters(window, source) if source else None,
                bool(scores.speech[cue.first] > 0),
                cue.score * sum(span.score for span in content) / len(content),
            )


def _roles(rows: np.ndarray, window: Window) -> list[list[TaggedSpan]]:
    """Contents and sources as seen from each anchor, the first of which is no cue; `rows`: (anchors, words, tags)."""
    leaning = _IN_ONE_PIECE + _HAS_A_SOURCE + _ANEW * _begin_paragraphs(window)[:, None]
    roles = _decoded(rows, _ROLE, ROLE_TAGS, leaning)
    empty = [number for number in range(1, len(rows)) if not _contents(roles[number])]
    if empty:
        again = _decoded(rows[empty], _ROLE, ROLE_TAGS, leaning + _SAYS_SOMETHING)
        for number, spans in zip(empty, again, strict=True):
            roles[number] = spans
    return roles


def _contents(roles: Sequence[TaggedSpan]) -> list[TaggedSpan]:
    return [span for span in roles if span.label == "CONTENT"]


def _within(words: Sequence[Word], spans: Sequence[tuple[int, int]]) -> np.ndarray:
    """(words,) bool: whether a word starts within one of some spans, which are in the order of their starts."""
    if not spans:
        return np.zeros(len(words), bool)
    at = np.searchsorted([start for start, _ in spans], [word.start for word in words], side="right")
    reach = np.maximum.accumulate([0, *(end for _, end in spans)])
    return np.array([word.start for word in words]) < reach[at]


def _begin_paragraphs(window: Window) -> np.ndarray:
    """(words,) bool: whether a word stands right behind what parts two paragraphs."""
    between = window.ids[-1]
    return np.array([window.ids[word.piece - 1] == between for word in window.words])


def _characters(window: Window, span: TaggedSpan) -> Span:
    return window.words[span.first].start, window.words[span.last].end
