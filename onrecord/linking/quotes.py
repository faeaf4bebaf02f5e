"""The same quote in several articles: who printed it first, who word for word, who shortened or altered it."""

import re
import unicodedata
import zlib
from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher
from textwrap import shorten
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from onrecord.names import is_body_alias, is_person_alias
from onrecord.near_duplicates import grouped, neighbours
from onrecord.tabulation import Column, HasTables, frame, rows_in

THRESHOLD = 0.75
"""The share of the shorter quote's words from which two quotes count as one."""

LEAST_WORDS = 5
"""A quote of fewer words ("We will appeal") may be anybody's."""

SAME_QUOTES_COLUMNS = (
    Column("article", "string", "id of the article, as in the table articles"),
    Column("quote", "string", "id of the quote within its article, as in the table quotes"),
    Column("group", "string", "id of the group of quotes that are one, such as w1; missing where there is one only"),
    Column("role", "string", "first, verbatim, shortened, extended or altered; missing where there is one only"),
    Column("similarity", "Float64", "share of the shorter one's words that the first has too; missing for the first"),
    Column("change", "string", "what is other than in the first: “never for not; left out: again”"),
    Column("speaker", "string", "who is quoted: the entity's name, or the source as printed"),
    Column("other_speaker", "boolean", "whether the first is ascribed to somebody of another name, if both are known"),
    Column("outlet", "string", "who published it, if known"),
    Column("published", "string", "when, if known"),
    Column("text", "string", "the quote as printed"),
)
"""The columns of what `same_quotes` returns."""

_SHINGLE = 3
_WINDOW = 4
"""Of so many shingles in a row the one with the least hash is kept, so that two quotes that share a run of
_SHINGLE + _WINDOW - 1 words share one that was kept (Schleimer, Wilkerson and Aiken 2003)."""

_RUN = 2
"""Words in a row that count as shared. Single ones are shared by chance."""

_CHUNK = 20_000
_NONE = np.uint64(2**64 - 1)
# Any odd number does; this one is Knuth's for multiplicative hashing. Wrapping around at 64 bits is meant.
_BASE = np.uint64(6364136223846793005)
_WORD = re.compile(r"[^\W_]+")

_Words = npt.NDArray[np.int32]
_Hashes = npt.NDArray[np.uint64]


class _Quotes(NamedTuple):
    """The words of all quotes, one after the other, as numbers.

    Attributes:
        words: numbers of words.
        borders: where each quote starts; one more than there are quotes.
        vocabulary: the word of each number.
    """

    words: _Words
    borders: npt.NDArray[np.int64]
    vocabulary: list[str]

    def of(self, quote: int) -> _Words:
        """The words of one quote."""
        return self.words[self.borders[quote] : self.borders[quote + 1]]


def same_quotes(found: HasTables, *, threshold: float = THRESHOLD) -> pd.DataFrame:
    """Group the quotes of a corpus that are one and the same, in the order in which they were printed.

    Two quotes are one if three quarters of the shorter one's words stand in the other, too, in the same order and in
    runs of two or more. Case and punctuation make no difference. Each member of a group is itself similar to the
    group's first, and a group has quotes of several articles. Articles without a date come last; of one day, and where
    only the day is known, the first by id.

    Example:
        >>> same = same_quotes(corpus)  # doctest: +SKIP
        >>> same[same["role"] == "altered"][["speaker", "change", "outlet"]]  # doctest: +SKIP

    Does not see what is said in other words, translations, or quotes of fewer than five words. A word more or less is
    a small change here, also where it is "not": read the column `change`. Does not leave out copies of one article:
    see `onrecord.duplicates`. Candidates come from an index of runs of three words, so that time and memory grow with
    the number of quotes. A pair that shares no run of six words may be overlooked.

    Args:
        found: tables, or a corpus (`onrecord.Corpus`).
        threshold: the share, above 0 and at most 1, from which two quotes are one.

    Returns:
        A row for each quote, in the order of the table (SAME_QUOTES_COLUMNS).

    Raises:
        ValueError: the threshold is not above 0 and at most 1.
    """
    if not 0 < threshold <= 1:
        raise ValueError(f"The threshold is above 0 and at most 1, not {threshold}.")
    quotes = list(rows_in(found.columns("quotes", *"article quote text pieces start speaker source".split())))
    articles = rows_in(found.columns("articles", "article", "outlet", "published"))
    about = {article: (outlet, published) for article, outlet, published in articles}
    days = [about.get(row[0], (None, None))[1] for row in quotes]
    # By day, article, place and id.
    keys = [(day is None, day or "", row[0], row[4], row[1]) for row, day in zip(quotes, days, strict=True)]
    order = sorted(range(len(quotes)), key=keys.__getitem__)
    words = _read(_content(*quotes[number][2:5]) for number in order)
    similar: dict[int, list[tuple[int, float]]] = {}
    for first, second in _candidates(words):
        similarity = _similarity(words.of(first), words.of(second))
        if similarity >= threshold:
            similar.setdefault(first, []).append((second, similarity))
            similar.setdefault(second, []).append((first, similarity))
    answers: list[tuple[Any, ...]] = [()] * len(quotes)
    number = 0
    for members in grouped(len(order), similar):
        rows = [quotes[order[place]] for place, _ in members]
        is_group = len({row[0] for row in rows}) > 1
        number += is_group
        for row, (place, to_first) in zip(rows, members, strict=True):
            of_group: tuple[Any, ...] = (None, None, None, None)
            if is_group:
                of_group = (f"w{number}", *_compared(words, members[0][0], place, to_first))
            other = _is_other(rows[0][5], row[5]) if is_group and row is not rows[0] else None
            article, quote, text, _, _, speaker, source = row
            answers[order[place]] = (
                article,
                quote,
                *of_group,
                speaker or source,
                other,
                *about.get(article, (None, None)),
                text,
            )
    return frame(SAME_QUOTES_COLUMNS, answers)


def _content(text: str, pieces: Iterable[tuple[int, int]], start: int) -> str:
    """The words that are quoted, without what stands between the pieces."""
    return " ".join(text[piece_start - start : piece_end - start] for piece_start, piece_end in pieces)


def _read(contents: Iterable[str]) -> _Quotes:
    numbers: dict[str, int] = {}
    words, borders = [np.empty(0, dtype=np.int32)], [0]
    for content in contents:
        found = _WORD.findall(unicodedata.normalize("NFKC", content).casefold())
        words.append(np.array([numbers.setdefault(word, len(numbers)) for word in found], dtype=np.int32))
        borders.append(borders[-1] + len(found))
    return _Quotes(np.concatenate(words), np.array(borders, dtype=np.int64), list(numbers))


# Candidates


def _candidates(quotes: _Quotes) -> Iterator[tuple[int, int]]:
    """Yield pairs of quotes that share something, the earlier one first."""
    count = len(quotes.borders) - 1
    kept = [(np.empty(0, dtype=np.uint64), np.empty(0, dtype=np.int64))]
    # crc32 takes any bytes: half a character is as good as others.
    codes = np.array([zlib.crc32(word.encode("utf-8", "surrogatepass")) for word in quotes.vocabulary], dtype=np.uint64)
    for start in range(0, count, _CHUNK):
        kept.append(_fingerprints(quotes, codes, start, min(count, start + _CHUNK)))
    keys, places = (np.concatenate(arrays) for arrays in zip(*kept, strict=True))
    pairs = np.unique(np.concatenate([np.empty(0, dtype=np.int64), *neighbours(keys, places, count)]))
    for first, second in zip(*map(np.ndarray.tolist, np.divmod(pairs, max(1, count))), strict=True):
        if first != second:
            yield first, second


def _fingerprints(quotes: _Quotes, codes: _Hashes, start: int, end: int) -> tuple[_Hashes, npt.NDArray[np.int64]]:
    """The hashes that are kept of some quotes, with the number of each one's quote."""
    lengths = np.diff(quotes.borders[start : end + 1])
    of_quote = np.repeat(np.arange(start, end), lengths)
    words = codes[quotes.words[quotes.borders[start] : quotes.borders[end]]]
    hashes = np.zeros(len(words), dtype=np.uint64)
    for place in range(_SHINGLE):
        hashes = (hashes + _ahead(words, place)) * _BASE
        hashes ^= hashes >> np.uint64(29)
    is_whole = (_ahead(of_quote, _SHINGLE - 1) == of_quote) & np.repeat(lengths >= LEAST_WORDS, lengths)
    is_whole[len(words) - (_SHINGLE - 1) :] = False
    hashes[~is_whole] = _NONE
    least = hashes.copy()
    for place in range(1, _WINDOW):
        least = np.minimum(least, np.where(_ahead(of_quote, place) == of_quote, _ahead(hashes, place), _NONE))
    is_new = np.ones(len(least), dtype=bool)
    is_new[1:] = (least[1:] != least[:-1]) | (of_quote[1:] != of_quote[:-1])
    chosen = is_whole & is_new
    return least[chosen], of_quote[chosen]


def _ahead(values: npt.NDArray[Any], places: int) -> npt.NDArray[Any]:
    """What stands so many places ahead of each; at the end, the last ones themselves."""
    return np.concatenate([values[places:], values[len(values) - places :]])[: len(values)]


# Comparing


def _similarity(one: _Words, other: _Words) -> float:
    """The share of the shorter one's words that stand in the other in the same order, in runs."""
    shorter = min(len(one), len(other))
    if np.array_equal(one, other):
        return 1.0
    return sum(size for _, _, size in _matcher(one, other).get_matching_blocks() if size >= _RUN) / shorter


def _matcher(one: _Words, other: _Words) -> SequenceMatcher[int]:
    return SequenceMatcher(None, one.tolist(), other.tolist(), autojunk=False)


def _compared(
    quotes: _Quotes, first: int, place: int, similarity: float | None
) -> tuple[str, float | None, str | None]:
    """Role, similarity and change of a group's member."""
    if similarity is None:
        return "first", None, None
    one, other = quotes.of(first), quotes.of(place)
    if np.array_equal(one, other):
        return "verbatim", 1.0, None
    changes = [change for change in _matcher(one, other).get_opcodes() if change[0] != "equal"]
    kinds = {change[0] for change in changes}
    role = "shortened" if kinds == {"delete"} else "extended" if kinds == {"insert"} else "altered"
    told = []
    for kind, start, end, other_start, other_end in changes:
        old = " ".join(quotes.vocabulary[word] for word in one[start:end])
        new = " ".join(quotes.vocabulary[word] for word in other[other_start:other_end])
        told.append(f"{new} for {old}" if kind == "replace" else f"left out: {old}" if old else f"added: {new}")
    return role, round(similarity, 4), shorten("; ".join(told), 200, placeholder=" …")


def _is_other(one: str | None, other: str | None) -> bool | None:
    """Whether two speakers have names that cannot be those of one."""
    if one is None or other is None:
        return None
    pairs = ((one, other), (other, one))
    return not any(is_person_alias(*pair) or is_body_alias(*pair) for pair in pairs)
