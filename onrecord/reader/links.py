"""Which mention means the same as which, and who speaks: how well two places of a text go together.

The network gives each word a vector as one that looks for its antecedent and one that is looked for, each for the
first and the last word of a mention. The score of a pair is their product, and what their distance adds (the ranking
of Lee et al. 2017 with the bilinear score of Dozat and Manning 2017, in place of a layer of its own for each pair).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from onrecord.reader.vectors import Span, WordVectors

LINK_WIDTH = 64

SEEKERS = ("name", "nominal", "pronoun", "quote")
"""What may look for an antecedent; a quote looks for who speaks."""

DISTANCES = 12


def distance_buckets(characters: np.ndarray) -> np.ndarray:
    """Buckets of the distance from seeker to candidate, both given by their starts: before it, then behind it.

    Example:
        >>> distance_buckets(np.array([0, -3, -100, 100])).tolist()
        [0, 0, 4, 16]
    """
    far = np.log2(1 + np.abs(characters) / 4).astype(int).clip(max=DISTANCES - 1)
    return np.where(characters > 0, DISTANCES + far, far)


@dataclass(frozen=True)
class LinkScorer:
    """The last step of the network, in numpy.

    Attributes:
        kind: (SEEKERS, LINK_WIDTH), what a seeker's kind adds to its vector.
        distance: (SEEKERS, 2 x DISTANCES), what a distance adds to a score.
        nobody: (SEEKERS,), the score of having no antecedent.
    """

    kind: np.ndarray
    distance: np.ndarray
    nobody: np.ndarray

    @classmethod
    def load(cls, file: Path) -> "LinkScorer":
        """The weights that training/export.py wrote."""
        with np.load(file, allow_pickle=False) as arrays:
            return cls(arrays["kind"], arrays["distance"], arrays["nobody"])

    def seeking(self, vectors: WordVectors, spans: Sequence[Span], kind: str) -> np.ndarray:
        """(spans, LINK_WIDTH) vectors of what looks for an antecedent."""
        first, last = vectors.ends(spans)
        return first[:, :LINK_WIDTH] + last[:, LINK_WIDTH : 2 * LINK_WIDTH] + self.kind[SEEKERS.index(kind)]

    def sought(self, vectors: WordVectors, spans: Sequence[Span]) -> np.ndarray:
        """(spans, LINK_WIDTH) vectors of what may be an antecedent."""
        first, last = vectors.ends(spans)
        return first[:, 2 * LINK_WIDTH : 3 * LINK_WIDTH] + last[:, 3 * LINK_WIDTH :]

    def scores(self, seeking: np.ndarray, sought: np.ndarray, characters: np.ndarray, kind: str) -> np.ndarray:
        """(mentions,) how well each goes with one seeker; above 0 if better than nobody.

        Args:
            seeking: (LINK_WIDTH,).
            sought: (mentions, LINK_WIDTH).
            characters: (mentions,) from the seeker's start to each mention's.
            kind: What the seeker is.
        """
        row = SEEKERS.index(kind)
        return sought @ seeking / LINK_WIDTH**0.5 + self.distance[row, distance_buckets(characters)] - self.nobody[row]
