"""From the network's states to what a sentence claims: how check-worthy it is, of what kind, how certain, whose.

The network gives each word a row of numbers. Their mean and maximum over a sentence (what all of it is about, and what
one word says) are read by the first step, which was trained with the network; the second (logistic regression) looks at
what the first says of the sentence and, but for its kinds, of its neighbours and the article. So nothing has to be
known of sentences while the network runs.
"""

from collections.abc import Mapping
from pathlib import Path

import numpy as np

LABELS = ("NFS", "UFS", "CFS")
"""Not factual, unimportant factual, check-worthy factual sentence: the scheme of ClaimBuster (Hassan et al. 2017)."""

KINDS = tuple("quantity event state rule cause comparison accusation prediction commitment opinion question".split())
"""What a claim may be about, in the order in which kinds are listed."""

OF_NO_FACT = frozenset(("prediction", "commitment", "opinion", "question"))
"""Kinds that sentences without a fact have, too."""

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
"""What the first step says of each sentence: logits, in this order."""

QUESTION_COLUMNS = {
    "label": slice(0, 3),
    "kinds": slice(3, 14),
    "certainty": slice(14, 19),
    "article": slice(19, 20),
    "claimbuster": slice(20, 23),
    "policlaim": slice(23, 24),
    "newsdiscourse": slice(24, 33),
}
"""Which columns of EVIDENCE answer which question."""

CLAIM_WIDTH = 128
"""How many numbers the network gives for a word, of which claims are read."""

FACTS = ("words", "digit", "quotation mark", "question mark", "end mark", "capitals", "quoted", "attributed", "marked")
"""What is known of each sentence besides, in this order; see `onrecord.claims`."""

OUTPUTS = (*LABELS, *KINDS, *CERTAINTIES, "article")
"""What the second step says of each sentence: logits, in this order."""


class ClaimScorer:
    """The two steps.

    Args:
        answers: (2 x CLAIM_WIDTH + 1, EVIDENCE) weights of the first step, the intercepts last.
        sentences: (features + 1, OUTPUTS) weights of the second step, the intercepts last.
    """

    def __init__(self, answers: np.ndarray, sentences: np.ndarray):
        self._answers = answers
        self._sentences = sentences

    @classmethod
    def load(cls, file: Path) -> "ClaimScorer":
        """The weights that training/claims.py wrote."""
        with np.load(file, allow_pickle=False) as arrays:
            return cls(arrays["answers"], arrays["sentences"])

    def evidence(self, pooled: np.ndarray) -> np.ndarray:
        """(sentences, EVIDENCE) logits, from the (sentences, 2 x CLAIM_WIDTH) means and maxima over their words."""
        logits: np.ndarray = _gelu(pooled) @ self._answers[:-1] + self._answers[-1]
        return logits

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


def _gelu(x: np.ndarray) -> np.ndarray:
    """Gaussian error linear units (Hendrycks and Gimpel 2016), by their tanh."""
    return 0.5 * x * (1 + np.tanh((2 / np.pi) ** 0.5 * (x + 0.044715 * x**3)))


def features(evidence: np.ndarray, facts: np.ndarray) -> np.ndarray:
    """(sentences, features): what the second step sees of each sentence of one article.

    Its evidence; how check-worthy the sentences around it and all together seem; where it stands; last, its facts.
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
