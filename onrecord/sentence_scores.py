"""What the reader says of each sentence of a Doc: from vectors of words to scores for `onrecord.claims`."""

import re
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from spacy.tokens import Doc, Span

from onrecord.claims import SentenceScores
from onrecord.marks import GROUP as MARKS
from onrecord.quotes import SPEECH
from onrecord.reader.claims import CERTAINTIES, FACTS, KINDS, OUTPUTS, ClaimScorer
from onrecord.reader.vectors import WordVectors

VECTORS_KEY = "onrecord_claim_vectors"
"""Where ``doc.user_data`` holds the words' vectors between the reader and the claims; they are gone afterwards."""

_DIGIT = re.compile(r"\d")
_QUOTATION_MARK = re.compile('[“”„«»"]')
_CAPITALISED = re.compile(r"\b[^\W\d_a-zß-öø-ÿ]\w")
_END_MARKS = tuple(".!?…\"”’'»)")


def facts(doc: Doc, spans: Sequence[tuple[int, int]]) -> np.ndarray:
    """(sentences, FACTS): what can be counted in each sentence, shares from 0 to 1 but for the number of words.

    Example:
        For “We won,” she said. in "“We won,” she said." the quoted share is that of “We won,”.

    Args:
        doc: With its marks and quotes.
        spans: Its sentences, or others', as offsets of characters.
    """
    text = doc.text
    groups = doc.spans
    quotes = list(groups["quotes"]) if "quotes" in groups else []
    covered = (
        _covered((span for span in quotes if span.label_ == SPEECH), len(text)),
        _covered(quotes, len(text)),
        _covered(groups.get(MARKS, ()), len(text)),
    )
    found = np.zeros((len(spans), len(FACTS)), dtype=np.float32)
    for row, (start, end) in zip(found, spans, strict=True):
        sentence = text[start:end].strip()
        words = len(sentence.split())
        row[:] = (
            np.log1p(words),
            _DIGIT.search(sentence) is not None,
            _QUOTATION_MARK.search(sentence) is not None,
            sentence.endswith("?"),
            sentence.endswith(_END_MARKS),
            len(_CAPITALISED.findall(sentence)) / max(1, words),
            *((so_far[end] - so_far[start]) / max(1, end - start) for so_far in covered),
        )
    return found


def _covered(spans: Iterable[Span], length: int) -> np.ndarray:
    """For each offset of a text of some length, how many characters before it lie in one of the spans."""
    inside = np.zeros(length + 1, dtype=np.int32)
    for span in spans:
        inside[span.start_char + 1 : span.end_char + 1] = 1
    return np.cumsum(inside)


def sentence_scores(doc: Doc, scorer: ClaimScorer) -> list[SentenceScores]:
    """What the reader says of each sentence of a Doc, in order. Takes the words' vectors off the Doc.

    Args:
        doc: As the reader left it, with its sentences set since.
        scorer: The reader's.

    Raises:
        ValueError: No reader has left vectors on the Doc.
    """
    stored = doc.user_data.pop(VECTORS_KEY, None)
    if stored is None:
        raise ValueError("There are no vectors on the Doc: onrecord_reader has to come before onrecord_claims.")
    spans = [(sentence.start_char, sentence.end_char) for sentence in doc.sents]
    evidence = scorer.evidence(WordVectors(*stored).pooled(spans))
    found = scorer.probabilities(evidence, facts(doc, spans))
    rows = np.stack([found[name] for name in OUTPUTS], 1).tolist() if spans else []
    return [_scores(dict(zip(OUTPUTS, row, strict=True))) for row in rows]


def _scores(of_sentence: Mapping[str, float]) -> SentenceScores:
    return SentenceScores(
        nfs=of_sentence["NFS"],
        ufs=of_sentence["UFS"],
        cfs=of_sentence["CFS"],
        kinds={kind: of_sentence[kind] for kind in KINDS},
        certainty={certainty: of_sentence[certainty] for certainty in CERTAINTIES},
        article=of_sentence["article"],
    )
