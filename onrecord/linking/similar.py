"""Which of the texts before one are like it, without comparing each with each."""

from collections.abc import Iterable, Iterator
from itertools import combinations, islice
from typing import Any, NamedTuple, Protocol

import numpy as np
import numpy.typing as npt

from onrecord.linking.stems import stems, weight

LEAST_STEMS = 3
"""A text with fewer ("More than 4,000 houses were damaged" has two) may be about anything, and is like none."""

RAREST = 10
"""How many of a text's rarest stems it is found by, at most."""

EARLIEST = NEAREST = 50
"""Of the texts that share two stems, as many of the earliest are looked at, and of those right before the text."""

TRIED = 20
"""Firsts of the same words that are looked at, and firsts that are held against a text after all."""

_PARTS = 16
"""The index is made and used in so many parts, one after the other."""

_PAIRS_HELD = 500_000
_BLOCK = 256

Vectors = npt.NDArray[np.float32]
_Numbers = npt.NDArray[np.int64]


class Firsts(Protocol):
    """The first text of each group so far. Texts come in their order, by their places, from 0."""

    def like(self, place: int) -> Iterable[tuple[int, float]]:
        """The firsts that a text is like, by their places, each with its similarity; in no order."""

    def add(self, place: int) -> None:
        """Take in a text, the last that was asked for, as the first of a group."""


def most_similar(firsts: Firsts, place: int) -> list[tuple[int, float]]:
    """The firsts that a text is most like, the most similar one first; of equals the earliest."""
    return sorted(firsts.like(place), key=lambda pair: (-pair[1], pair[0]))[:TRIED]


# By words


class Bags(NamedTuple):
    """Texts by their stems alone, those of the same stems once.

    Attributes:
        matrix: a row for each set of stems, in the order of their first texts, and a column for each stem, from the
            rarest to the most frequent; the weights of the stems, so that each row has the length 1.
        of_text: the row of each text; -1 for texts of fewer than LEAST_STEMS.
    """

    matrix: Any
    of_text: _Numbers


def bags(texts: Iterable[str]) -> Bags:
    """Take texts apart into stems.

    How rare a stem is among the texts, whatever they weigh in English, says what they are found by.
    """
    # Imported here: who compares nothing need not wait for it.
    from scipy.sparse import csr_array

    vocabulary, columns, lengths, of_text = _numbered(texts)
    frequency = np.bincount(columns, minlength=len(vocabulary)).tolist()
    by_rarity = sorted(range(len(vocabulary)), key=lambda number: (frequency[number], vocabulary[number]))
    column = np.empty(len(vocabulary), dtype=np.int32)
    column[by_rarity] = np.arange(len(vocabulary), dtype=np.int32)
    weights = np.array([weight(stem) for stem in vocabulary], dtype=np.float32)[columns]
    borders = np.concatenate([[0], np.cumsum(lengths)])
    matrix = csr_array((weights, column[columns], borders), shape=(len(lengths), len(vocabulary)))
    matrix.sort_indices()
    squares = (matrix**2).sum(axis=1)
    matrix.data /= np.repeat(np.sqrt(squares), lengths)
    return Bags(matrix, of_text)


def _numbered(texts: Iterable[str]) -> tuple[list[str], npt.NDArray[np.int32], _Numbers, _Numbers]:
    """All stems; the numbers of those of each set, one set after the other; how many each has; the set of each text."""
    numbers: dict[str, int] = {}
    sets: dict[bytes, int] = {}
    of_text = []
    for text in texts:
        found = stems(text)
        if len(found) < LEAST_STEMS:
            of_text.append(-1)
            continue
        of_set = sorted(numbers.setdefault(stem, len(numbers)) for stem in found)
        of_text.append(sets.setdefault(np.array(of_set, dtype=np.int32).tobytes(), len(sets)))
    stems_of_sets = np.frombuffer(b"".join(sets), dtype=np.int32)
    lengths = np.array([len(of_set) for of_set in sets], dtype=np.int64) // stems_of_sets.itemsize
    return list(numbers), stems_of_sets, lengths, np.array(of_text, dtype=np.int64)


class Similarities(NamedTuple):
    """For each row of a matrix the earlier rows that it is like.

    Attributes:
        borders: where those of each row start; one more than there are rows.
        earlier: their numbers.
        similarity: and how much it is like each.
    """

    borders: _Numbers
    earlier: npt.NDArray[np.int32]
    similarity: Vectors

    def of(self, row: int) -> Iterator[tuple[int, float]]:
        """Yield the earlier rows that one is like, each with its similarity."""
        part = slice(self.borders[row], self.borders[row + 1])
        yield from zip(self.earlier[part].tolist(), self.similarity[part].tolist(), strict=True)


def similarities(
    matrix: Any, threshold: float, *, rarest: int = RAREST, earliest: int = EARLIEST, nearest: int = NEAREST
) -> Similarities:
    """Find the pairs of rows that share two stems or more, and whose cosine is the threshold or more.

    Pairs come from an index of pairs of stems, for each row those of its rarest stems. As many of these are taken as
    the threshold asks for (the prefix of Bayardo, Ma and Srikant 2007, made longer so that two are shared), so that
    with `rarest`, `earliest` and `nearest` without limit no pair is overlooked. Their cosine is counted, not estimated.

    Args:
        matrix: rows of length 1 in the order of their texts, with the rarest stems in the first columns.
        threshold: above 0.
        rarest: how many stems of a row are in the index, at most.
        earliest: of the rows that share a pair of stems, how many of the earliest a row is compared with.
        nearest: how many of those right before it.
    """
    count = matrix.shape[0]
    found: list[_Numbers] = [np.empty(0, dtype=np.int64)]
    cosines: list[Vectors] = [np.empty(0, dtype=np.float32)]
    for pairs in _candidates(matrix, threshold, rarest, earliest, nearest):
        later, earlier = np.divmod(pairs, count)
        cosine = matrix[later].multiply(matrix[earlier]).sum(axis=1)
        is_like = cosine >= threshold
        found.append(pairs[is_like])
        cosines.append(cosine[is_like].astype(np.float32))
    pairs, first = np.unique(np.concatenate(found), return_index=True)
    later, earlier = np.divmod(pairs, max(1, count))
    borders = np.searchsorted(later, np.arange(count + 1))
    return Similarities(borders, earlier.astype(np.int32), np.concatenate(cosines)[first])


def _candidates(matrix: Any, threshold: float, rarest: int, earliest: int, nearest: int) -> Iterator[_Numbers]:
    """Yield pairs of rows that share two of their rarest stems, as numbers: later row × rows + earlier row."""
    count = matrix.shape[0]
    kept = np.minimum(_needed(matrix, threshold), rarest)
    held: list[_Numbers] = []
    for part in range(_PARTS):
        for pairs in _pairs(*_postings(matrix, kept, part), earliest, nearest, count):
            held.append(pairs)
            if sum(map(len, held)) >= _PAIRS_HELD:
                yield np.unique(np.concatenate(held))
                held = []
    if held:
        yield np.unique(np.concatenate(held))


def _needed(matrix: Any, threshold: float) -> _Numbers:
    """How many stems of each row, from the rarest on, hold two of those that it shares with any row that it is like.

    What is shared besides the first one lies in the rest, and is less than the threshold with any one stem of these.
    """
    lengths = np.diff(matrix.indptr)
    of_row = np.repeat(np.arange(len(lengths)), lengths)
    squares = matrix.data.astype(np.float64) ** 2
    total = np.cumsum(squares)
    starts = matrix.indptr[:-1]
    rest = 1 - (total - np.repeat(total[starts] - squares[starts], lengths))
    # The row's number is added, and taken away again, so that each row's greatest one is its own.
    greatest = np.maximum.accumulate(squares + of_row) - of_row
    is_short = rest + greatest >= threshold**2 - 1e-6
    return np.minimum(np.bincount(of_row[is_short], minlength=len(lengths)) + 1, lengths)


def _postings(matrix: Any, kept: _Numbers, part: int) -> tuple[_Numbers, _Numbers]:
    """Pairs of stems, of one part of all, and the rows that have them; sorted by both."""
    starts, count = matrix.indptr[:-1], matrix.shape[1]
    keys, rows = [np.empty(0, dtype=np.int64)], [np.empty(0, dtype=np.int64)]
    for one, other in combinations(range(int(kept.max(initial=0))), 2):
        having = np.flatnonzero(kept > other)
        pair = matrix.indices[starts[having] + one].astype(np.int64) * count + matrix.indices[starts[having] + other]
        in_part = pair % _PARTS == part
        keys.append(pair[in_part])
        rows.append(having[in_part])
    of_key, of_row = np.concatenate(keys), np.concatenate(rows)
    order = np.lexsort((of_row, of_key))
    return of_key[order], of_row[order]


def _pairs(keys: _Numbers, rows: _Numbers, earliest: int, nearest: int, count: int) -> Iterator[_Numbers]:
    """Yield pairs of rows of one key, the later one with the earliest and with those right before it."""
    is_new = np.ones(len(keys), dtype=bool)
    is_new[1:] = keys[1:] != keys[:-1]
    start = np.maximum.accumulate(np.where(is_new, np.arange(len(keys)), 0))
    before = np.arange(len(keys)) - start
    places = np.flatnonzero(before)
    for distance in range(1, nearest + earliest + 1):
        places = places[before[places] >= distance]
        if not len(places):
            break
        other = places - distance if distance <= nearest else start[places] + distance - nearest - 1
        yield rows[places] * count + rows[other]


class ByWords:
    """Firsts by the words that they share with a text.

    Example:
        >>> firsts = ByWords(["The council sold the old pier.", "The old pier was sold by the council."], 0.65)
        >>> firsts.add(0)
        >>> [(place, round(similarity, 4)) for place, similarity in firsts.like(1)]
        [(0, 1.0)]

    Does not see what is said in other words.
    """

    def __init__(self, texts: Iterable[str], threshold: float):
        matrix, self._of_text = bags(texts)
        self._similar = similarities(matrix, threshold)
        self._firsts: dict[int, list[int]] = {}

    def like(self, place: int) -> Iterator[tuple[int, float]]:
        """Yield the firsts that a text is like, of those of the same words no more than TRIED."""
        row = int(self._of_text[place])
        if row < 0:
            return
        for other, similarity in ((row, 1.0), *self._similar.of(row)):
            for first in islice(self._firsts.get(other, ()), TRIED):
                yield first, similarity

    def add(self, place: int) -> None:
        """Take in a text as the first of a group."""
        self._firsts.setdefault(int(self._of_text[place]), []).append(place)


# By vectors


class ByVectors:
    """Firsts by their vectors. Each text is compared with all of them, a block of texts at a time."""

    def __init__(self, vectors: Vectors, threshold: float):
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        self._vectors = (vectors / np.where(lengths > 0, lengths, 1)).astype(np.float32)
        self._threshold = threshold
        self._firsts: list[int] = []
        self._block = self._compared(0)

    def like(self, place: int) -> Iterator[tuple[int, float]]:
        """Yield the firsts that a text is like."""
        if place % _BLOCK == 0:
            self._block = self._compared(place)
        known = self._block.shape[1]
        with_new = self._vectors[self._firsts[known:]] @ self._vectors[place]
        cosines = np.concatenate([self._block[place % _BLOCK], with_new])
        for number in np.flatnonzero(cosines >= self._threshold):
            yield self._firsts[number], float(cosines[number])

    def add(self, place: int) -> None:
        """Take in a text as the first of a group."""
        self._firsts.append(place)

    def _compared(self, place: int) -> Vectors:
        return self._vectors[place : place + _BLOCK] @ self._vectors[self._firsts].T
