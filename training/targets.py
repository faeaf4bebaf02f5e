"""Turns an annotated article into what each layer of the network should say of each window.

The word is the unit: a layer's answer is asked of a word's first piece only, so decoding never cuts a word.
"""

from dataclasses import dataclass

import numpy as np
from tokenizers import Tokenizer

from onrecord.reader.paragraphs import paragraphs
from onrecord.reader.tags import CONTENT_TAGS, CUE_TAGS, ENTITY_LABELS, ENTITY_TAGS, ROLE_TAGS
from onrecord.reader.windows import Window, pack, pieces_of
from training.corpora import ENTITY_SCHEMES, SPEECH_WEIGHT, Attribution, Example, Span

OVERLAP = 96
"""How many word pieces two windows share that are cut from one long paragraph; the reader needs fewer."""

IGNORE = -100
"""The target of positions that are not asked: special tokens, padding, later pieces of a word."""


@dataclass(frozen=True)
class Target:
    """What the layers should say of one window of `n` word pieces.

    Attributes:
        window: The window.
        entity: (n, entity tags) bool, the tags that are right for a piece; all False where not asked. None where
            the corpus has no names.
        cue: (n,) tag of the cue layer, or IGNORE; None where the corpus has no quotes. So are the rest.
        content: (n,) tag of the flat content layer.
        anchors: (rows,) piece that each row starts from: a cue's first piece, or 0 ([CLS]) for quotes without.
        roles: (rows, n) tag of each piece as seen from the anchor.
        speech: (rows,) 1.0 speech, 0.0 attitude.
        speech_weight: How far `speech` is trusted.
    """

    window: Window
    entity: np.ndarray | None = None
    cue: np.ndarray | None = None
    content: np.ndarray | None = None
    anchors: np.ndarray | None = None
    roles: np.ndarray | None = None
    speech: np.ndarray | None = None
    speech_weight: float = 0.0


def targets(example: Example, tokenizer: Tokenizer, size: int) -> list[Target]:
    """The windows of an example with their answers."""
    spans = example.paragraphs or paragraphs(example.text)
    cut = pack(pieces_of(example.text, spans, tokenizer), tokenizer, size=size, overlap=OVERLAP)
    return [_target(example, window) for window in cut]


def _target(example: Example, window: Window) -> Target:
    parts = {}
    if example.entities is not None:
        parts["entity"] = entity_target(window, example.entities, ENTITY_SCHEMES[example.family])
    if example.quotes is not None:
        parts |= quote_target(window, example.quotes)
        parts["speech_weight"] = SPEECH_WEIGHT[example.family]
    return Target(window, **parts)


def entity_target(
    window: Window, entities: list[tuple[int, int, str]], scheme: dict[str, tuple[str, ...]]
) -> np.ndarray:
    """(pieces, tags) bool: every tag that a corpus's label may mean."""
    allowed = np.zeros((len(window.ids), len(ENTITY_TAGS)), bool)
    firsts = [word.piece for word in window.words]
    allowed[firsts, 0] = True
    for label in scheme["O"]:
        allowed[firsts, _entity_tags(label)] = True
    for start, end, label in entities:
        for k, piece in enumerate(pieces_in(window, (start, end))):
            allowed[piece] = False
            allowed[piece, [_entity_tags(ours).start + (k > 0) for ours in scheme[label]]] = True
    return allowed


def _entity_tags(label: str) -> slice:
    begin = 1 + 2 * ENTITY_LABELS.index(label)
    return slice(begin, begin + 2)


def quote_target(window: Window, quotes: list[Attribution]) -> dict[str, np.ndarray]:
    """The cue, content and role targets of a window."""
    cue, content = _asked(window), _asked(window)
    rows: dict[int, list[Attribution]] = {0: []}
    # Long contents last: where one holds another, the flat layer keeps the outer one.
    for quote in sorted(quotes, key=lambda quote: sum(end - start for start, end in quote.content)):
        for span in quote.content:
            _write(content, window, span, CONTENT_TAGS.index("B-CONTENT"))
        if not quote.cue:
            rows[0].append(quote)
        elif pieces := pieces_in(window, max(quote.cue, key=lambda span: span[1] - span[0])):
            rows.setdefault(pieces[0], []).append(quote)
    for quote in quotes:
        if quote.cue:
            _write(cue, window, max(quote.cue, key=lambda span: span[1] - span[0]), CUE_TAGS.index("B-CUE"))
    return {
        "cue": cue,
        "content": content,
        "anchors": np.array(list(rows)),
        "roles": np.stack([_row(window, row) for row in rows.values()]),
        "speech": np.array([float(any(quote.speech for quote in row)) for row in rows.values()], np.float32),
    }


def _row(window: Window, quotes: list[Attribution]) -> np.ndarray:
    roles = _asked(window)
    for quote in quotes:
        for span in quote.source:
            _write(roles, window, span, ROLE_TAGS.index("B-SOURCE"))
        for span in quote.content:
            _write(roles, window, span, ROLE_TAGS.index("B-CONTENT"))
    return roles


def _asked(window: Window) -> np.ndarray:
    tags = np.full(len(window.ids), IGNORE)
    tags[[word.piece for word in window.words]] = 0
    return tags


def _write(tags: np.ndarray, window: Window, span: Span, begin: int) -> None:
    for k, piece in enumerate(pieces_in(window, span)):
        tags[piece] = begin + (k > 0)


def pieces_in(window: Window, span: Span) -> list[int]:
    """The first pieces of the words that a span of characters touches."""
    start, end = span
    return [word.piece for word in window.words if word.start < end and start < word.end]
