"""From the network's states to what a sentence claims: how check-worthy it is, of what kind, how certain, whose.

Two linear steps (logistic regression), with no layer of the network's own. The first looks at each word and is averaged
over a sentence; the second looks at a sentence, its neighbours and the article. So a word costs a row of numbers, and
nothing has to be known of sentences while the network runs.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

LABELS = ("NFS", "UFS", "CFS")
"""Not factual, unimportant factual, check-worthy factual sentence: the scheme of ClaimBuster (Hassan et al. 2017)."""

KINDS = tuple("quantity event state rule cause comparison accusation prediction commitment opinion question".split())
"""What a claim may be about, in the order in which kinds are listed."""

CERTAINTIES = ("asserted", "hedged", "denied", "questioned", "future")
ROLES = tuple(
    "Main Main_Consequence Cause_Specific Cause_General Distant_Historical Distant_Anecdotal Distant_Evaluation "
    "Distant_Expectations_Consequences NA".split()
)
"""The parts that a sentence plays in its article, as in NewsDiscourse (Choubey et al. 2020)."""

EVIDENCE = (
    *LABELS,
    *KINDS,
    *CERTAINTIES,
    "article",
    *(f"claimbuster {label}" for label in LABELS),
    "policlaim",
    *(f"newsdiscourse {role}" for role in ROLES),
)
"""What the first step says of each word: logits, in this order."""

FACTS = ("words", "digit", "quotation mark", "question mark", "end mark", "capitals", "quoted", "attributed", "marked")
"""What is known of each sentence besides, in this order; see `onrecord.claims`."""

OUTPUTS = (*LABELS, *KINDS, *CERTAINTIES, "article")
"""What the second step says of each sentence: logits, in this order."""


@dataclass(frozen=True, eq=False)
class Evidence:
    """What the first step says of the words of one text.

    Attributes:
        starts: (words,) offset of each word's first character, in code points, ascending.
        values: (words, EVIDENCE) logits.
    """

    starts: np.ndarray
    values: np.ndarray

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Evidence):
            return NotImplemented
        return np.array_equal(self.starts, other.starts) and np.array_equal(self.values, other.values)

    def of_sentences(self, spans: Sequence[tuple[int, int]]) -> np.ndarray:
        """(sentences, EVIDENCE): the mean over the words of each sentence, 0 where it has none.

        Args:
            spans: The sentences by their offsets, in text order.
        """
        found = np.zeros((len(spans), self.values.shape[1]), dtype=np.float32)
        for row, (start, end) in zip(found, spans, strict=True):
            first, last = np.searchsorted(self.starts, (start, end))
            if last > first:
                row[:] = self.values[first:last].mean(0, dtype=np.float32)
        return found


class ClaimScorer:
    """The two steps.

    Args:
        words: (states + 1, EVIDENCE) weights of the first step, the intercepts last.
        sentences: (features + 1, OUTPUTS) weights of the second step, the intercepts last.
    """

    def __init__(self, words: np.ndarray, sentences: np.ndarray):
        self._words = words
        self._sentences = sentences

    @classmethod
    def load(cls, file: Path) -> "ClaimScorer":
        """The weights that training/claims.py wrote."""
        with np.load(file, allow_pickle=False) as arrays:
            return cls(arrays["words"], arrays["sentences"])

    def evidence(self, states: np.ndarray) -> np.ndarray:
        """(words, EVIDENCE) logits of words, from their (words, states). In 16 bits, for there are many words."""
        values: np.ndarray = states @ self._words[:-1] + self._words[-1]
        return values.astype(np.float16)

    def probabilities(self, evidence: np.ndarray, facts: np.ndarray) -> Mapping[str, np.ndarray]:
        """For each of OUTPUTS, its probability in each sentence.

        Args:
            evidence: (sentences, EVIDENCE) of one article, in text order.
            facts: (sentences, FACTS) of the same.
        """
        logits = features(evidence, facts) @ self._sentences[:-1] + self._sentences[-1]
        columns = dict(zip(OUTPUTS, logits.T, strict=True))
        probabilities = {name: 1 / (1 + np.exp(-columns[name])) for name in (*KINDS, "article")}
        for names in (LABELS, CERTAINTIES):
            together = np.exp(np.stack([columns[name] for name in names]))
            probabilities.update(zip(names, together / together.sum(0), strict=True))
        return probabilities


def features(evidence: np.ndarray, facts: np.ndarray) -> np.ndarray:
    """(sentences, features): what the second step sees of each sentence of one article.

    Its own evidence and facts; how check-worthy the sentences around it and all together seem; where it stands.
    """
    labels = evidence[:, : len(LABELS)]
    likely = np.exp(labels - labels.max(1, keepdims=True, initial=-np.inf))
    likely /= likely.sum(1, keepdims=True)
    count = len(likely)
    number = np.arange(count)
    around = [_shifted(likely, by) for by in (1, -1, 2)]
    average = np.repeat(likely.mean(0, keepdims=True), count, 0) if count else likely
    place = np.stack([number / max(1, count), number == 0, np.full(count, np.log1p(count))], 1)
    return np.hstack([evidence, *around, average, place, facts]).astype(np.float32)


def _shifted(rows: np.ndarray, by: int) -> np.ndarray:
    """The rows, each at the place of its neighbour; 0 where there is none."""
    shifted = np.zeros_like(rows)
    if by > 0:
        shifted[by:] = rows[:-by]
    else:
        shifted[:by] = rows[-by:]
    return shifted
