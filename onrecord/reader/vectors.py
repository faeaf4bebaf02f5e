"""What the network gives for each word, by the word's place in the text."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

Span = tuple[int, int]


@dataclass(frozen=True, eq=False)
class WordVectors:
    """One row of numbers for each word of a text.

    Attributes:
        starts: (words,) offset of each word's first character, in code points, ascending.
        values: (words, width). In 16 bits, for there are many words.
    """

    starts: np.ndarray
    values: np.ndarray

    @classmethod
    def joined(cls, parts: Sequence["WordVectors"], width: int) -> "WordVectors":
        """The vectors of one text from those of its windows."""
        starts = [np.empty(0, dtype=np.int64), *(part.starts for part in parts)]
        values = [np.empty((0, width), dtype=np.float16), *(part.values for part in parts)]
        return cls(np.concatenate(starts), np.concatenate(values))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, WordVectors):
            return NotImplemented
        return np.array_equal(self.starts, other.starts) and np.array_equal(self.values, other.values)

    def pooled(self, spans: Sequence[Span]) -> np.ndarray:
        """(spans, 2 x width): the mean and the maximum over the words of each span, 0 where it has none."""
        width = self.values.shape[1]
        found = np.zeros((len(spans), 2 * width), dtype=np.float32)
        for row, (start, end) in zip(found, spans, strict=True):
            first, last = np.searchsorted(self.starts, (start, end))
            if last > first:
                row[:width] = self.values[first:last].mean(0, dtype=np.float32)
                row[width:] = self.values[first:last].max(0)
        return found

    def ends(self, spans: Sequence[Span]) -> tuple[np.ndarray, np.ndarray]:
        """(spans, width) twice: of the words that each span begins and ends in.

        A span that begins or ends inside a word has that word.
        """
        borders = np.array(spans, dtype=np.int64).reshape(-1, 2)
        first = np.searchsorted(self.starts, borders[:, 0], side="right") - 1
        last = np.searchsorted(self.starts, borders[:, 1], side="left") - 1
        return tuple(self.values[at.clip(0)].astype(np.float32) for at in (first, last))
