"""Articles of a corpus that are nearly the same text: wire copies, reprints, updated versions."""

import re
import tempfile
import unicodedata
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from types import TracebackType
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from onrecord.articles import Article
from onrecord.tabulation import Column, frame

THRESHOLD = 0.6
"""The similarity from which two articles count as one text. docs/duplicates.md shows what others would give."""

SHINGLE = 4
"""Words in a row that are compared as one. Fewer are shared by chance, more are broken by light editing."""

PART = 0.2
"""A text that is shorter than this share of another is a part of it, such as a brief in a round-up, and no version."""

DUPLICATES_COLUMNS = (
    Column("article", "string", "id of the article, as in the table articles"),
    Column("group", "string", "id of the group of near-duplicates, such as d1; missing where there is only one"),
    Column("representative", "string", "id of the article that stands for the group; its own where there is only one"),
    Column("similarity", "Float64", "share of the shorter text that the other has too; missing for the representative"),
    Column("reason", "string", "why the representative was chosen; missing where there is only one"),
    Column("weight", "Float64", "1 divided by the size of the group: weights add up to the number of texts"),
)
"""The columns of what `duplicates` returns."""

# A pair with the Jaccard similarity j shares one of 128 bands of two with the probability 1 - (1 - j²)¹²⁸: 0.99 for a
# text in one five times as long, which is as far as PART goes.
_SKETCH_VALUES = 256
_SEED = 1
# In a band, each text is compared with the most preferred one and with the next four. All with all would be the
# square of the number of copies that a wire story has.
_NEIGHBOURS = 4
_PAIRS_HELD = 5_000_000

_WORD = re.compile(r"[^\W_]+")
# Any odd number does; this one is Knuth's for multiplicative hashing. Wrapping around at 64 bits is meant.
_BASE = np.uint64(6364136223846793005)

_Hashes = npt.NDArray[np.uint64]
_Indices = npt.NDArray[np.int64]


@dataclass(frozen=True)
class _Text:
    """What is kept in memory of one article, besides its sketch."""

    id: str
    day: str | None
    words: int
    start: int
    shingles: int

    @property
    def preference(self) -> tuple[bool, str, int, str]:
        """What it is sorted by to find representatives: those with a date, the earliest, the longest, by id."""
        return self.day is None, self.day or "", -self.words, self.id


def duplicates(articles: Iterable[Article], *, threshold: float = THRESHOLD) -> pd.DataFrame:
    """Find the articles that are nearly the same text, and choose one of each group to stand for it.

    The similarity of two articles is the share of the shorter one's shingles, which are runs of four words, that
    stands in the longer one too. So a first version is similar to the longer one that it grew into. It is counted,
    not estimated. Case and punctuation make no difference, and stretches that are marked do not count.

    Every member of a group is itself similar to the group's representative, and no two representatives are similar.
    Where A is similar to B and B to C, but A not to C, these three are no group: C stands for itself.

    The representative is the article that was published first; of several on that day, the longest; of several as
    long, the first by id. The answer does not depend on the order of the articles, save for that of the rows.

    Example:
        >>> found = duplicates(
        ...     [
        ...         Article("gazette", "The council sold the old pier on Monday.", published="2025-10-09"),
        ...         Article("courier", "THE COUNCIL SOLD the old pier on Monday!", published="2025-10-10"),
        ...     ]
        ... )
        >>> found[["article", "representative", "similarity", "weight"]].values.tolist()
        [['gazette', 'gazette', <NA>, 0.5], ['courier', 'gazette', 1.0, 0.5]]
        >>> found["reason"][1]
        'earliest published'

    Does not find translations, the same news in other words, or a text of less than a fifth of the other's length.
    The earliest version may be the shortest: what later ones add is not in it.

    Candidates come from MinHash sketches (Broder 1997), so that 100,000 articles take a minute or two. A pair that
    is both barely similar and of the most different lengths is overlooked in one case of five.

    Args:
        articles: they may come from a generator: a text is not kept, only what it is compared by.
        threshold: the similarity, above 0 and at most 1, from which two articles are one text.

    Returns:
        A row for each article, in their order (DUPLICATES_COLUMNS).

    Raises:
        ValueError: two articles have the same id, or the threshold is not above 0 and at most 1.
    """
    with Fingerprints() as fingerprints:
        for article in articles:
            fingerprints.add(article)
        return fingerprints.duplicates(threshold=threshold)


def to_drop(found: pd.DataFrame) -> frozenset[str]:
    """The ids of the articles that another one stands for.

    Example:
        >>> to_drop(duplicates([Article("a", "One and the same."), Article("b", "One and the same.")]))
        frozenset({'b'})

    Args:
        found: what `duplicates` returned.
    """
    return frozenset(found.loc[found["article"] != found["representative"], "article"])


class Fingerprints:
    """What articles are compared by, gathered while they pass through on their way to something else.

    Example:
        >>> with Fingerprints() as fingerprints:  # doctest: +SKIP
        ...     for article in articles:
        ...         fingerprints.add(article)
        ...         ...
        ...     found = fingerprints.duplicates()

    In memory it takes about 2.4 kB an article, however long. The shingles, 8 bytes a word, are in a temporary file.
    """

    def __init__(self) -> None:
        # Imported here: who compares nothing need not wait for it.
        from datasketch import MinHash

        # Shingles come hashed already, as Python's numbers.
        self._empty = MinHash(_SKETCH_VALUES, seed=_SEED, hashfunc=int, scheme="affine32")
        self._texts: list[_Text] = []
        self._sketches = bytearray()
        self._file = tempfile.TemporaryFile()  # noqa: SIM115 (it is closed in __exit__)

    def __enter__(self) -> "Fingerprints":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()

    def add(self, article: Article) -> None:
        """Take in one article."""
        words = _words(article)
        shingles = _shingles(words)
        start = self._texts[-1].start + self._texts[-1].shingles if self._texts else 0
        day = article.published[:10] if article.published else None
        self._texts.append(_Text(article.id, day, len(words), start, len(shingles)))
        self._file.write(shingles.tobytes())
        sketch = self._empty.copy()
        sketch.update_batch((shingles >> np.uint64(32)).tolist())
        self._sketches += sketch.hashvalues.tobytes()

    def duplicates(self, *, threshold: float = THRESHOLD) -> pd.DataFrame:
        """Compare all that was added: what the function `duplicates` returns.

        Raises:
            ValueError: two articles have the same id, or the threshold is not above 0 and at most 1.
        """
        if not 0 < threshold <= 1:
            raise ValueError(f"The threshold is above 0 and at most 1, not {threshold}.")
        if len({text.id for text in self._texts}) < len(self._texts):
            raise ValueError("Two articles have the same id.")
        order = sorted(range(len(self._texts)), key=lambda number: self._texts[number].preference)
        texts = [self._texts[number] for number in order]
        similar = self._similar(texts, self._candidates(order), threshold)
        rows: dict[str, tuple[Any, ...]] = {}
        number = 0
        for members in grouped(len(texts), similar):
            group = [texts[member] for member, _ in members]
            if len(group) > 1:
                number += 1
            name, reason = (f"d{number}", _reason(group)) if len(group) > 1 else (None, None)
            for text, (_, similarity) in zip(group, members, strict=True):
                rows[text.id] = (text.id, name, group[0].id, similarity, reason, 1 / len(group))
        return frame(DUPLICATES_COLUMNS, [rows[text.id] for text in self._texts])

    def _candidates(self, order: Sequence[int]) -> _Indices:
        """Pairs of places in the order that share a band of their sketches, the smaller place first, sorted."""
        # Two values of 32 bits are one band of 64.
        bands = np.frombuffer(self._sketches, dtype=np.uint64).reshape(len(order), _SKETCH_VALUES // 2)
        with_words = np.array([self._texts[number].shingles > 0 for number in order], dtype=bool)
        places = np.flatnonzero(with_words)
        rows = np.array(order, dtype=np.int64)[places]
        found: list[_Indices] = [np.empty(0, dtype=np.int64)]
        held = 0
        for band in range(bands.shape[1]):
            for pairs in neighbours(bands[rows, band], places, len(order)):
                found.append(pairs)
                held += len(pairs)
            if held > _PAIRS_HELD:
                found = [np.unique(np.concatenate(found))]
                held = 0
        return np.unique(np.concatenate(found))

    def _similar(
        self, texts: Sequence[_Text], candidates: _Indices, threshold: float
    ) -> dict[int, list[tuple[int, float]]]:
        """Text → those similar to it, with how much, both by their places. Here the shingles are counted."""
        similar: dict[int, list[tuple[int, float]]] = {}
        pairs = zip(*map(np.ndarray.tolist, np.divmod(candidates, max(1, len(texts)))), strict=True)
        for first, of_first in groupby(pairs, key=itemgetter(0)):
            shingles = self._read(texts[first])
            for _, second in of_first:
                shorter, longer = sorted((texts[first].shingles, texts[second].shingles))
                if shorter < PART * longer:
                    continue
                shared = np.intersect1d(shingles, self._read(texts[second]), assume_unique=True).size
                if shared >= threshold * shorter:
                    similar.setdefault(first, []).append((second, shared / shorter))
                    similar.setdefault(second, []).append((first, shared / shorter))
        return similar

    def _read(self, text: _Text) -> _Hashes:
        self._file.seek(8 * text.start)
        return np.frombuffer(self._file.read(8 * text.shingles), dtype=np.uint64)


def _words(article: Article) -> list[str]:
    """The words of an article that no mark covers, as they are compared."""
    return [
        word
        for start, end in _unmarked(article)
        for word in _WORD.findall(unicodedata.normalize("NFKC", article.text[start:end]).casefold())
    ]


def _unmarked(article: Article) -> Iterator[tuple[int, int]]:
    """Yield the stretches between marks; marks may overlap, and lie in each other."""
    at = 0
    for start, end in sorted((mark.start, mark.end) for mark in article.marks):
        if start > at:
            yield at, start
        at = max(at, end)
    yield at, len(article.text)


def _shingles(words: Sequence[str]) -> _Hashes:
    """Hashes of all runs of SHINGLE words, sorted, each once. A text of fewer words is one run.

    Not Python's hash(), which is another in each run.
    """
    if not words:
        return np.empty(0, dtype=np.uint64)
    # crc32 takes any bytes: half a character is as good as others.
    codes = np.array([zlib.crc32(word.encode("utf-8", "surrogatepass")) for word in words], dtype=np.uint64)
    length = min(SHINGLE, len(words))
    hashes = np.zeros(len(words) - length + 1, dtype=np.uint64)
    for place in range(length):
        hashes = _mixed((hashes + codes[place : place + len(hashes)]) * _BASE)
    return np.unique(hashes)


def _mixed(hashes: _Hashes) -> _Hashes:
    """Spread what is in the upper bits to the lower ones, of which multiplication makes little."""
    return hashes ^ (hashes >> np.uint64(29))


def neighbours(keys: _Hashes, places: _Indices, count: int) -> Iterator[_Indices]:
    """Yield pairs of places that have the same key, each pair as the number first × count + second.

    Places come sorted, so that within a key each is paired with the first and with the next few.
    """
    order = np.argsort(keys, kind="stable")
    keys, places = keys[order], places[order]
    is_first = np.ones(len(keys), dtype=bool)
    is_first[1:] = keys[1:] != keys[:-1]
    first = places[np.maximum.accumulate(np.where(is_first, np.arange(len(keys)), 0))]
    yield (first * count + places)[~is_first]
    for distance in range(1, _NEIGHBOURS + 1):
        same = keys[distance:] == keys[:-distance]
        yield (places[:-distance] * count + places[distance:])[same]


def grouped(count: int, similar: dict[int, list[tuple[int, float]]]) -> Iterator[list[tuple[int, float | None]]]:
    """Yield groups of places with each one's similarity to the group's first, which is its representative.

    Whatever comes first and is similar to no representative so far becomes one. Each of the others goes to
    the representative that it is most similar to.
    """
    members: dict[int, list[tuple[int, float | None]]] = {}
    for place in range(count):
        own = [(-similarity, other) for other, similarity in similar.get(place, ()) if other in members]
        if own:
            negative, representative = min(own)
            members[representative].append((place, -negative))
        else:
            members[place] = [(place, None)]
    yield from members.values()


def _reason(group: Sequence[_Text]) -> str:
    """Say why the first of a group stands for it."""
    chosen, *others = group
    same_day = [other for other in others if other.day == chosen.day]
    longest = all(other.words < chosen.words for other in same_day)
    if chosen.day is None:
        return "longest; none has a date" if longest else "first by id; none has a date or is longer"
    if not same_day:
        all_dated = all(other.day for other in others)
        return "earliest published" if all_dated else "earliest published of those with a date"
    if longest:
        return "longest of those published the same day"
    return "first by id; of those published the same day none is longer"
