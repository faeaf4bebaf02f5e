"""Turns an annotated article into what each layer of the network should say of each window.

The word is the unit: a layer's answer is asked of a word's first piece only, so decoding never cuts a word.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from tokenizers import Tokenizer

from onrecord.reader.claims import CERTAINTIES, KINDS, LABELS, ROLES
from onrecord.reader.links import SEEKERS, distance_buckets
from onrecord.reader.paragraphs import paragraphs
from onrecord.reader.tags import CONTENT_TAGS, CUE_TAGS, ENTITY_LABELS, ENTITY_TAGS, NOMINAL_TAGS, ROLE_TAGS
from onrecord.reader.windows import Window, pack, pieces_of
from training.corpora import ENTITY_SCHEMES, NOBODY, SPEECH_WEIGHT, Attribution, Example, Sentence, Span

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
        speech: (rows,) 1.0 speech, 0.0 attitude, IGNORE where that is not told.
        speech_weight: How far `speech` is trusted.
        nominal: (n,) tag of the layer of descriptions, or IGNORE.
        example: The article that the window was cut from.
        sentences: The pieces of each sentence, and `answers` what annotators say of them, by the name of the question.
    """

    window: Window
    entity: np.ndarray | None = None
    cue: np.ndarray | None = None
    content: np.ndarray | None = None
    anchors: np.ndarray | None = None
    roles: np.ndarray | None = None
    speech: np.ndarray | None = None
    speech_weight: float = 0.0
    nominal: np.ndarray | None = None
    example: Example | None = field(default=None, repr=False)
    sentences: list[list[int]] | None = None
    answers: dict[str, np.ndarray] | None = None


@dataclass(frozen=True)
class Links:
    """Mentions of one article, behind them quotes and loose pronouns: all look for an antecedent among the mentions.

    Attributes:
        first, last: (seekers, 2) window and piece that they begin and end with.
        kind: (seekers,) index into SEEKERS.
        distance: (seekers, mentions) buckets.
        may: (seekers, mentions) bool, what stands where an antecedent may stand: before a mention, outside a quote.
        right: (seekers, mentions) bool, what means the same, or who speaks.
    """

    first: np.ndarray
    last: np.ndarray
    kind: np.ndarray
    distance: np.ndarray
    may: np.ndarray
    right: np.ndarray


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
    if example.nominals is not None:
        parts["nominal"] = _asked(window)
        for span in example.nominals:
            _write(parts["nominal"], window, span, NOMINAL_TAGS.index("B-NOMINAL"))
    if example.sentences is not None:
        parts["sentences"], parts["answers"] = sentence_target(window, example.sentences, example.family)
    return Target(window, example=example, **parts)


def link_target(windows: Sequence[Window], example: Example) -> Links | None:
    """The mentions and quotes of an article that lie in some windows, and which of them go together."""
    mentions = _placed(
        windows,
        [
            (start, end, SEEKERS.index(form), number)
            for number, chain in enumerate(example.chains or ())
            for start, end, form in chain.mentions
        ],
    )
    if not mentions:
        return None
    mentions.sort(key=lambda placed: placed[0])
    quotes = [(*span, SEEKERS.index("quote"), speaker) for span, speaker in example.spoken]
    loose = [(*span, SEEKERS.index("pronoun"), NOBODY) for span in example.loose]
    seekers, places = zip(*mentions, *_placed(windows, quotes), *_placed(windows, loose), strict=True)
    start, end, kind, chain = np.array(seekers).T
    count = len(mentions)
    before = start[None, :count] < start[:, None]
    outside = (end[None, :count] <= start[:, None]) | (start[None, :count] >= end[:, None])
    may = np.where((kind == SEEKERS.index("quote"))[:, None], outside, before)
    return Links(
        first=np.array([first for first, _ in places]),
        last=np.array([last for _, last in places]),
        kind=kind,
        distance=distance_buckets(start[None, :count] - start[:, None]),
        may=may,
        right=may & (chain[:, None] == chain[None, :count]),
    )


def _placed(windows: Sequence[Window], spans: list[tuple[int, ...]]) -> list[tuple]:
    """(span, ((window, piece) it begins with, (window, piece) it ends with)), for spans that lie in a window."""
    placed = []
    for span in spans:
        for number, window in enumerate(windows):
            is_near = window.words and window.words[0].start < span[1] and span[0] < window.words[-1].end
            if is_near and (pieces := pieces_in(window, span[:2])):
                placed.append((span, ((number, pieces[0]), (number, pieces[-1]))))
                break
    return placed


def sentence_target(
    window: Window, sentences: list[Sentence], family: str
) -> tuple[list[list[int]], dict[str, np.ndarray]]:
    """The sentences that a window holds from end to end, and the answers to the questions that the corpus asks."""
    whole = [(s, pieces_in(window, (s.start, s.end))) for s in sentences if _is_whole(window, s)]
    answers = [sentence.answer for sentence, _ in whole]
    return [pieces for _, pieces in whole], {
        question: np.array([read(answer) for answer in answers]) for question, read in QUESTIONS[family].items()
    }


def _is_whole(window: Window, sentence: Sentence) -> bool:
    inside = [word for word in window.words if sentence.start <= word.start and word.end <= sentence.end]
    return bool(inside) and inside[0].start <= sentence.start + 1 and inside[-1].end >= sentence.end - 1


_NEWS_CLAIMS = {
    "label": lambda answer: LABELS.index(answer["label"]),
    "kinds": lambda answer: [float(kind in answer["kinds"]) for kind in KINDS],
    "certainty": lambda answer: CERTAINTIES.index(answer["certainty"]),
    "article": lambda answer: float("ARTICLE" in answer["claimer"]),
}

QUESTIONS = {
    "claims/news_claims": _NEWS_CLAIMS,
    "annotations/claims": _NEWS_CLAIMS,
    "claims/claimbuster": {"claimbuster": lambda answer: LABELS.index(answer["label"])},
    "claims/policlaim": {"policlaim": lambda answer: float(answer["label"])},
    "claims/newsdiscourse": {"newsdiscourse": lambda answer: ROLES.index((answer["role"] or ["NA"])[0])},
}
"""What each corpus asks of a sentence, and how its answer is written as a number or as several."""


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
        "speech": np.array([_speech(row) for row in rows.values()], np.float32),
    }


def _speech(quotes: list[Attribution]) -> float:
    told = [quote.speech for quote in quotes if quote.speech is not None]
    return float(any(told)) if told else IGNORE


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
