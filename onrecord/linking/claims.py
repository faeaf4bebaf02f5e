"""Across articles: which claims say the same, who said it first, who repeats it, who contradicts it."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from onrecord.linking.similar import LEAST_STEMS, ByVectors, ByWords, Firsts, Vectors, most_similar
from onrecord.linking.stems import is_negated, stems
from onrecord.names import name_words
from onrecord.tabulation import Column, HasTables, frame, rows_in

THRESHOLD = 0.7
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

_OTHER_TIME = 0.8
"""What is left of the similarity of two claims whose dates have nothing to do with each other."""


class _Row(NamedTuple):
    """What is looked at of a row of the table of claims; the names are its columns."""

    article: str
    claim: str
    text: str
    start: int
    end: int
    claimer_id: str | None
    claimer: str | None
    claimer_printed: str | None
    claimer_start: int | None
    claimer_end: int | None
    certainty: str | None
    entities: str | None
    quantities: str | None


class _Claim(NamedTuple):
    """What a claim is compared by, besides its words.

    Attributes:
        names: folded words of the names in it, its claimer's left out.
        numbers: (kind and unit, value, whether it is approximate).
        dates: in ISO 8601, as far as they are known.
        is_denied: whether it says that something is not so; None where that is not told.
    """

    names: frozenset[str]
    numbers: tuple[tuple[str, float, bool], ...]
    dates: tuple[str, ...]
    is_denied: bool | None


def same_claims(found: HasTables, *, vectors: Vectors | None = None, threshold: float = THRESHOLD) -> pd.DataFrame:
    """Group the claims of a corpus that say the same, in the order in which they were published.

    Two claims are the same if they share most of what their words weigh, two words or more, and speak of the same names
    and times. Where one of them says that it is not so, or gives another number for the same thing, it contradicts the
    other and is in its group all the same. Each member is itself similar to the group's first. Articles without a date
    come last; of one day, and where only the day is known, the first by id.

    Example:
        >>> found = onrecord.tables(docs)  # doctest: +SKIP
        >>> same_claims(found).dropna(subset="group").groupby("group").first()  # doctest: +SKIP

    What is said in other words is not seen. Does not leave out copies of one article: see `onrecord.duplicates`.

    The similarity is the cosine of the words' stems, each weighted by how rare it is in English (Arora, Liang and Ma
    2017). Candidates come from an index of pairs of rare words, so that time and memory grow with the number of claims;
    docs/same_claims.md says what it overlooks.

    Args:
        found: tables, or a corpus (`onrecord.Corpus`), with claims.
        vectors: one for each row of the table of claims, such as a network's; their threshold is another. They have no
            index: time grows with the square of the number of claims.
        threshold: the similarity, above 0 and at most 1, from which two claims are the same.

    Returns:
        A row for each claim, in the order of the table (SAME_CLAIMS_COLUMNS).

    Raises:
        ValueError: the threshold is not above 0 and at most 1, or there are more or fewer vectors than claims.
    """
    if not 0 < threshold <= 1:
        raise ValueError(f"The threshold is above 0 and at most 1, not {threshold}.")
    rows = [_Row(*row) for row in rows_in(found.columns("claims", *_Row._fields))]
    if vectors is not None and len(vectors) != len(rows):
        raise ValueError(f"There are {len(vectors)} vectors for {len(rows)} claims.")
    published = dict(rows_in(found.columns("articles", "article", "published")))
    order = sorted(range(len(rows)), key=lambda number: _when(rows[number], published))
    in_order = [rows[number] for number in order]
    claims = _compared(in_order, found)
    said = [_said(row) for row in in_order]
    firsts: Firsts
    if vectors is None:
        firsts = ByWords(said, threshold)
    else:
        is_long = np.array([[len(stems(text)) >= LEAST_STEMS] for text in said], dtype=bool).reshape(-1, 1)
        firsts = ByVectors(vectors[order] * is_long, threshold)
    answers: list[tuple[Any, ...]] = [()] * len(rows)
    for number, row, of_group in zip(order, in_order, _told(_groups(claims, firsts, threshold)), strict=True):
        claimer = row.claimer or row.claimer_printed
        answers[number] = (row.article, row.claim, *of_group, claimer, published.get(row.article), row.text)
    return frame(SAME_CLAIMS_COLUMNS, answers)


def _when(row: _Row, published: Mapping[str, str | None]) -> tuple[Any, ...]:
    """What claims are sorted by: day, article, place and id."""
    day = published.get(row.article)
    return day is None, day or "", row.article, row.start, row.claim


# What is compared


def _compared(rows: Sequence[_Row], found: HasTables) -> list[_Claim]:
    """What each claim is compared by; equal ones are one object, for the memory's sake."""
    names: dict[str, dict[str, str]] = {}
    for article, entity, name in rows_in(found.columns("entities", "article", "entity", "name")):
        names.setdefault(article, {})[entity] = name
    known: dict[_Claim, _Claim] = {}
    claims = (_claim(row, names.get(row.article, {})) for row in rows)
    return [known.setdefault(claim, claim) for claim in claims]


def _claim(row: _Row, names: Mapping[str, str]) -> _Claim:
    ids = (row.entities or "").split("; ")
    printed = [names.get(id_, "") for id_ in ids if id_ and id_ != row.claimer_id]
    quantities = json.loads(row.quantities or "[]")
    numbers = tuple(
        (f"{quantity['kind']} {quantity['unit'] or ''}", quantity["value"], quantity["approximate"])
        for quantity in quantities
        if quantity["value"] is not None and quantity["kind"] != "ordinal"
    )
    return _Claim(
        frozenset(word for name in printed for word in name_words(name)),
        numbers,
        tuple(quantity["date"] for quantity in quantities if quantity["date"]),
        True if row.certainty == "denied" else is_negated(row.text),
    )


def _said(row: _Row) -> str:
    """The text of a claim without the words that name its claimer."""
    start, end = row.claimer_start, row.claimer_end
    if start is None or end is None or not row.start <= start < row.end:
        return row.text
    return f"{row.text[: start - row.start]}{row.text[end - row.start :]}"


# Groups


class _Membership(NamedTuple):
    """That a claim belongs with an earlier one, the first of its group."""

    first: int
    similarity: float
    contradiction: str | None


def _groups(claims: Sequence[_Claim], firsts: Firsts, threshold: float) -> list[_Membership | None]:
    """For each claim, in order, the first one that it says the same as; None for firsts."""
    groups: list[_Membership | None] = []
    for place in range(len(claims)):
        groups.append(_best(claims, place, most_similar(firsts, place), threshold))
        if groups[place] is None:
            firsts.add(place)
    return groups


def _best(
    claims: Sequence[_Claim], place: int, candidates: Iterable[tuple[int, float]], threshold: float
) -> _Membership | None:
    """The most similar first whose names and dates agree as well, or None."""
    best, most = None, threshold
    for first, similarity in candidates:
        one, other = claims[first], claims[place]
        score = min(1.0, similarity) * _names_agree(one.names, other.names) * _dates_agree(one.dates, other.dates)
        # Of equals the one that comes first counts, as it was published first.
        if score > most or (best is None and score == most):
            best, most = _Membership(first, round(score, 4), _contradiction(one, other)), score
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
    if None not in (first.is_denied, claim.is_denied) and first.is_denied != claim.is_denied:
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


def _told(groups: Sequence[_Membership | None]) -> Iterator[tuple[Any, ...]]:
    """Yield of each claim its group, role, similarity and contradiction; None for what is alone."""
    firsts = {membership.first for membership in groups if membership}
    names = {first: f"s{number}" for number, first in enumerate(sorted(firsts), 1)}
    for place, membership in enumerate(groups):
        if membership:
            role = "contradicts" if membership.contradiction else "repeats"
            yield names[membership.first], role, membership.similarity, membership.contradiction
        else:
            yield names.get(place), "first" if place in names else None, None, None
