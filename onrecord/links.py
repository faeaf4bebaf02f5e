"""How well the places of a Doc go together: what the reader says of who is who, for `antecedents` and `speakers`."""

from collections.abc import Sequence

import numpy as np
from spacy.tokens import Doc, Span

from onrecord.reader.links import LinkScorer
from onrecord.reader.vectors import WordVectors

LINKS_KEY = "onrecord_links"
"""Where ``doc.user_data`` holds what `Links` is made of, from the reader to the speakers; it is gone afterwards."""

REACH = 150
"""How many mentions to either side are looked at: the time that a text takes grows with its length, not its square."""


class Links:
    """Scores for the mentions of one Doc, which are handed over once, in text order."""

    def __init__(self, vectors: WordVectors, scorer: LinkScorer, mentions: Sequence[Span]):
        self._vectors = vectors
        self._scorer = scorer
        self._starts = np.array([mention.start_char for mention in mentions], dtype=np.int64)
        self._sought = scorer.sought(vectors, _borders(mentions))

    @classmethod
    def of(cls, doc: Doc, mentions: Sequence[Span]) -> "Links | None":
        """The links of a Doc; None where no network has read it."""
        stored = doc.user_data.get(LINKS_KEY)
        if stored is None:
            return None
        return cls(WordVectors(*stored[:2]), LinkScorer(*stored[2:]), mentions)

    def near(self, seeker: Span) -> range:
        """The mentions within reach, by their numbers."""
        at = int(np.searchsorted(self._starts, seeker.start_char))
        return range(max(0, at - REACH), min(len(self._starts), at + REACH))

    def scores(self, seeker: Span, kind: str, numbers: range) -> np.ndarray:
        """(numbers,) how well each mention goes with a seeker; above 0 if better than nobody.

        Args:
            seeker: A mention, or the first piece of a quote.
            kind: "name", "nominal", "pronoun" or "quote".
            numbers: Which mentions.
        """
        [seeking] = self._scorer.seeking(self._vectors, _borders([seeker]), kind)
        some = slice(numbers.start, numbers.stop)
        return self._scorer.scores(seeking, self._sought[some], self._starts[some] - seeker.start_char, kind)


def _borders(spans: Sequence[Span]) -> list[tuple[int, int]]:
    return [(span.start_char, span.end_char) for span in spans]
