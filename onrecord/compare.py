"""Across articles: which claims say the same, who said it first, who repeats it, who contradicts it."""

import json
import re
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
from tokenizers import Tokenizer

from onrecord.names import folded, name_words
from onrecord.reader.network import MODEL
from onrecord.tables import Column, HasTables, frame

THRESHOLD = 0.65
"""The similarity from which two claims count as the same. docs/same_claims.md shows what others would give."""

SAME_CLAIMS_COLUMNS = (
    Column("article", "string", "id of the article, as in the table articles"),
    Column("claim", "string", "id of the claim within its article, as in the table claims"),
    Column(
        "group", "string", "id of the group of claims that say the same, such as s1; missing where there is one only"
    ),
    Column("role", "string", "first, repeats or contradicts; missing where there is one only"),
    Column("similarity", "Float64", "how much it is like the group's first, from 0 to 1; missing for the first"),
    Column("contradiction", "string", "what speaks against the first, such as “12 against 15”"),
    Column("claimer", "string", "who puts it forward, if known; missing for the article's own voice"),
    Column("published", "string", "when its article was published, if known"),
    Column("text", "string", "the claim as printed"),
)
"""The columns of what `same_claims` returns."""

_COMPARED = (
    "article claim text start end claimer_id claimer claimer_printed claimer_start claimer_end certainty entities "
    "quantities"
).split()
"""The columns of the table of claims that are looked at."""

Vectors = npt.NDArray[np.float32]

_DIMENSIONS = 512
"""Of the vectors of words. Two texts without a common word come out at 0 ± 0.04."""

_FREQUENT = 1e-4
"""The frequency of a word at which it counts half: a in Arora, Liang and Ma (2017), whose range is 1e-3 to 1e-4."""

_LEAST_WORDS = 3
"""A claim of fewer words that say something ("More than 4,000 houses were damaged") may be about anything."""

_OTHER_TIME = 0.8
"""What is left of the similarity of two claims whose dates have nothing to do with each other."""

_BLOCK = 256
_TRIED = 20
"""How many of the most similar groups a claim is held against, word by word."""

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_NEGATIONS = frozenset("not no never none nobody nothing neither nor without cannot".split())
_EMPTY = frozenset(
    "a an the of to in on at for by with from and or but as that this it its his her their he she they i we you is are "
    "was were be been being has have had do does did will would can could may might shall should must said say says "
    "according also who which about more than up".split()
)
"""Words that say nothing of what is claimed."""


class _Claim(NamedTuple):
    """What a claim is compared by, besides its vector.

    Attributes:
        names: Folded words of the names in it, its claimer's left out.
        numbers: (kind and unit, value, whether it is approximate).
        dates: In ISO 8601, as far as they are known.
        words: How many of its words say something.
        is_denied: Whether it says that something is not so.
    """

    names: frozenset[str]
    numbers: tuple[tuple[str, float, bool], ...]
    dates: tuple[str, ...]
    words: int
    is_denied: bool


def same_claims(found: HasTables, *, vectors: Vectors | None = None, threshold: float = THRESHOLD) -> pd.DataFrame:
    """Group the claims of a corpus that say the same, in the order in which they were published.

    Two claims are the same if their vectors are similar and they speak of the same names and times. Where one of them
    says that it is not so, or gives another number for the same thing, it contradicts the other and is in its group all
    the same. Each member is itself similar to the group's first. Articles without a date come last, in the table's
    order.

    Example:
        >>> found = onrecord.tables(docs)  # doctest: +SKIP
        >>> same_claims(found).dropna(subset="group").groupby("group").first()  # doctest: +SKIP

    Vectors of our own are sums of a random vector for each word, weighted by how rare the word is in English (Arora,
    Liang and Ma 2017): what is said in other words they do not see. Does not leave out copies of one article: see
    `onrecord.duplicates`. Takes the square of the number of claims in time, 10,000 in seconds, and keeps no more than
    two vectors for each in memory.

    Args:
        found: Tables, or a corpus (`onrecord.Corpus`), with claims.
        vectors: One for each row of the table of claims, such as a network's; their threshold is another.
        threshold: The similarity, above 0 and at most 1, from which two claims are the same.

    Returns:
        A row for each claim, in the order of the table (SAME_CLAIMS_COLUMNS).

    Raises:
        ValueError: The threshold is not above 0 and at most 1, or there are more or fewer vectors than claims.
    """
    if not 0 < threshold <= 1:
        raise ValueError(f"The threshold is above 0 and at most 1, not {threshold}.")
    claims = found.columns("claims", *_COMPARED)
    rows = claims.astype(object).where(claims.notna(), None).to_dict("records")
    if vectors is None:
        vectors = word_vectors(map(_said, rows))
    if len(vectors) != len(rows):
        raise ValueError(f"There are {len(vectors)} vectors for {len(rows)} claims.")
    articles = found.columns("articles", "article", "published")
    published = dict(zip(articles["article"], articles["published"], strict=True))
    entities = found.columns("entities", "article", "entity", "name")
    ids = zip(entities["article"], entities["entity"], strict=True)
    names = dict(zip(ids, entities["name"], strict=True))
    compared = [_compared(row, names) for row in rows]
    comparable = np.array([[claim.words >= _LEAST_WORDS] for claim in compared], dtype=bool).reshape(-1, 1)
    days = [published.get(row["article"]) for row in rows]
    order = sorted(range(len(rows)), key=lambda i: (pd.isna(days[i]), "" if pd.isna(days[i]) else days[i], i))
    return frame(
        SAME_CLAIMS_COLUMNS, _answers(rows, days, _groups(order, compared, _unit(vectors) * comparable, threshold))
    )


@dataclass(frozen=True)
class _Membership:
    """That a claim belongs with an earlier one."""

    first: int
    similarity: float
    contradiction: str | None


def _groups(
    order: Sequence[int], compared: Sequence[_Claim], vectors: Vectors, threshold: float
) -> dict[int, _Membership | None]:
    """For each claim, in order, the first one that it says the same as; None for firsts.

    Claims are held against firsts only, a block of them at a time, so that neither the most repeated claim nor the
    largest corpus fills the memory.
    """
    groups: dict[int, _Membership | None] = {}
    firsts: list[int] = []
    of_firsts = np.empty((len(order), vectors.shape[1]), dtype=np.float32)
    for start in range(0, len(order), _BLOCK):
        block = order[start : start + _BLOCK]
        known = len(firsts)
        with_known = vectors[block] @ of_firsts[:known].T
        within = vectors[block] @ vectors[block].T
        place = {claim: number for number, claim in enumerate(block)}
        for number, claim in enumerate(block):
            similar = [
                (firsts[i], float(with_known[number, i])) for i in np.flatnonzero(with_known[number] >= threshold)
            ]
            similar += [(first, float(within[number, place[first]])) for first in firsts[known:]]
            candidates = sorted((pair for pair in similar if pair[1] >= threshold), key=lambda pair: -pair[1])[:_TRIED]
            groups[claim] = _best(claim, candidates, compared, threshold)
            if groups[claim] is None:
                of_firsts[len(firsts)] = vectors[claim]
                firsts.append(claim)
    return groups


def _best(
    claim: int, candidates: Iterable[tuple[int, float]], compared: Sequence[_Claim], threshold: float
) -> _Membership | None:
    """The most similar first whose names agree as well, or None."""
    best = None
    for first, similarity in candidates:
        one, other = compared[first], compared[claim]
        score = min(1.0, similarity) * _names_agree(one.names, other.names) * _dates_agree(one.dates, other.dates)
        if score >= threshold and (best is None or score > best.similarity):
            best = _Membership(first, round(score, 4), _contradiction(one, other))
    return best


def _names_agree(one: frozenset[str], other: frozenset[str]) -> float:
    """1 where the names of the poorer claim are all in the other or it has none, less for each that is not."""
    if not one or not other:
        return 1.0
    return 0.5 + 0.5 * len(one & other) / min(len(one), len(other))


def _dates_agree(one: Sequence[str], other: Sequence[str]) -> float:
    """1 where a date of one is, or lies within, one of the other, or one has none: "2016-06-13" lies within "2016"."""
    agree = any(a.startswith(b) or b.startswith(a) for a in one for b in other)
    return 1.0 if agree or not one or not other else _OTHER_TIME


def _contradiction(first: _Claim, claim: _Claim) -> str | None:
    """What in a claim speaks against a first that says the same otherwise, in words; or None."""
    if first.is_denied != claim.is_denied:
        return "says that it is not so" if claim.is_denied else "says that it is so"
    for counted in dict.fromkeys(kind for kind, _, _ in first.numbers):
        ours, theirs = ([n for n in numbers if n[0] == counted] for numbers in (first.numbers, claim.numbers))
        if theirs and not any(_agree(one, other) for one in ours for other in theirs):
            return f"{theirs[0][1]:,.15g} against {ours[0][1]:,.15g}"
    return None


def _agree(one: tuple[str, float, bool], other: tuple[str, float, bool]) -> bool:
    """Whether two numbers may be the same: rough ones may be a tenth apart, others a hundredth, as rounding has it."""
    tolerance = 0.1 if one[2] or other[2] else 0.01
    return abs(one[1] - other[1]) <= tolerance * max(abs(one[1]), abs(other[1]))


def _compared(row: Mapping[str, Any], names: Mapping[tuple[str, str], str]) -> _Claim:
    ids = (row["entities"] or "").split("; ")
    printed = [names.get((row["article"], id_), "") for id_ in ids if id_ and id_ != row["claimer_id"]]
    quantities = json.loads(row["quantities"] or "[]")
    numbers = tuple(
        (f"{quantity['kind']} {quantity['unit'] or ''}", quantity["value"], quantity["approximate"])
        for quantity in quantities
        if quantity["value"] is not None and quantity["kind"] != "ordinal"
    )
    words = [word.group().lower() for word in _WORD.finditer(row["text"])]
    is_negated = sum(_is_negation(word) for word in words) % 2 == 1
    return _Claim(
        frozenset(word for name in printed for word in name_words(name)),
        numbers,
        tuple(quantity["date"] for quantity in quantities if quantity["date"]),
        len(_stems(_said(row))),
        is_negated or row["certainty"] == "denied",
    )


def _said(row: Mapping[str, Any]) -> str:
    """The text of a claim without the words that name its claimer."""
    text, start = row["text"], row["start"]
    if row["claimer_start"] is None or not start <= row["claimer_start"] < row["end"]:
        return str(text)
    return f"{text[: row['claimer_start'] - start]}{text[row['claimer_end'] - start :]}"


def _is_negation(word: str) -> bool:
    return word in _NEGATIONS or word.endswith(("n't", "n’t"))


def _answers(
    rows: Sequence[Mapping[str, Any]], days: Sequence[Any], groups: Mapping[int, _Membership | None]
) -> list[tuple[Any, ...]]:
    """The rows of the answer in the order of the claims."""
    firsts = {membership.first for membership in groups.values() if membership}
    names: dict[int, str] = {}
    for claim in groups:
        if claim in firsts:
            names[claim] = f"s{len(names) + 1}"
    answers = []
    for number, row in enumerate(rows):
        membership = groups[number]
        role: str | None = "first" if number in firsts else None
        if membership:
            role = "contradicts" if membership.contradiction else "repeats"
        answers.append(
            (
                row["article"],
                row["claim"],
                names.get(membership.first if membership else number),
                role,
                membership.similarity if membership else None,
                membership.contradiction if membership else None,
                row["claimer"] or row["claimer_printed"],
                None if pd.isna(days[number]) else days[number],
                row["text"],
            )
        )
    return answers


# Vectors


def word_vectors(texts: Iterable[str]) -> Vectors:
    """A vector for each text, by its words: a row of 512 numbers, of length 1 or, without a word that counts, 0.

    Example:
        >>> one, other = word_vectors(["The council sold the pier.", "The old pier was sold by the council."])
        >>> bool(one @ other > 0.8)
        True

    The same for the same text wherever it stands. Numbers and negations do not count: they are compared by themselves.
    """
    return np.array([_vector(text) for text in texts], dtype=np.float32).reshape(-1, _DIMENSIONS)


def _vector(text: str) -> Vectors:
    total = np.zeros(_DIMENSIONS, dtype=np.float32)
    for stem, word in _stems(text).items():
        total += _weight(word) * _direction(stem)
    return _unit(total[None])[0]


def _stems(text: str) -> dict[str, str]:
    """The stems of the words of a text that say something, each with one of its words."""
    words = [word.lower() for word in _WORD.findall(text)]
    return {_stem(word): word for word in words if word not in _EMPTY and not _is_negation(word)}


def _unit(vectors: Vectors) -> Vectors:
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return (vectors / np.where(lengths > 0, lengths, 1)).astype(np.float32)


@lru_cache(maxsize=50_000)
def _stem(word: str) -> str:
    """A word without case, accents and regular endings."""
    bare = folded(word).removesuffix("'s")
    for ending in ("ations", "ation", "ingly", "ings", "ing", "edly", "ies", "ied", "ers", "ed", "es", "er", "ly", "s"):
        if bare.endswith(ending) and len(bare) - len(ending) >= 3:
            bare = bare.removesuffix(ending)
            break
    return bare.rstrip("ey") if len(bare) > 4 else bare


@lru_cache(maxsize=20_000)
def _direction(stem: str) -> Vectors:
    """A vector of its own for each stem, always the same one, of length 1."""
    chance = np.random.default_rng(zlib.crc32(stem.encode("utf-8", "surrogatepass")))
    return _unit(chance.standard_normal((1, _DIMENSIONS), dtype=np.float32))[0]


@lru_cache(maxsize=50_000)
def _weight(word: str) -> float:
    """How much a word counts: less, the more frequent it is."""
    # Zipf's law: the frequency is about 1 in 12 times the rank; the reader's vocabulary is in order of rank.
    rank = _ranks().get(folded(word), len(_ranks()))
    return _FREQUENT / (_FREQUENT + 1 / (12 * (rank + 1)))


@cache
def _ranks() -> dict[str, int]:
    """The whole words of the reader's vocabulary, the most frequent one first."""
    vocabulary = Tokenizer.from_file(str(MODEL / "tokenizer.json")).get_vocab()
    words = sorted((number, word) for word, number in vocabulary.items() if word.isalpha() and len(word) > 1)
    return {word: rank for rank, (_, word) in enumerate(words)}
