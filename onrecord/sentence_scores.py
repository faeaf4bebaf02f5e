"""What the reader says of each sentence of a Doc: from evidence about words to scores for `onrecord.claims`."""

import re
from collections.abc import Iterable, Sequence

import numpy as np
from spacy.tokens import Doc, Span

from onrecord.marks import GROUP as MARKS
from onrecord.quotes import SPEECH
from onrecord.reader.claims import FACTS, Evidence

EVIDENCE_KEY = "onrecord_evidence"
"""Where ``doc.user_data`` holds the evidence between the reader and the claims; it is gone afterwards."""

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
        _covered(doc, (span for span in quotes if span.label_ == SPEECH)),
        _covered(doc, quotes),
        _covered(doc, groups.get(MARKS, ())),
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


def _covered(doc: Doc, spans: Iterable[Span]) -> np.ndarray:
    """For each offset, how many characters before it lie in one of the spans."""
    inside = np.zeros(len(doc.text) + 1, dtype=np.int32)
    for span in spans:
        inside[span.start_char + 1 : span.end_char + 1] = 1
    return np.cumsum(inside)


def evidence_of(doc: Doc) -> Evidence | None:
    """Takes the evidence off a Doc; None where no reader left any."""
    stored = doc.user_data.pop(EVIDENCE_KEY, None)
    return None if stored is None else Evidence(*stored)
