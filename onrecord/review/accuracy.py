"""How often the machine is right on a sample that somebody checked, with intervals."""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from statistics import NormalDist
from typing import Any, Literal, NamedTuple, TypeAlias

import pandas as pd

from onrecord.review.coding import Coding
from onrecord.review.samples import IDS
from onrecord.review.state import State, initial
from onrecord.review.store import Store
from onrecord.tabulation import Column, frame

Checked: TypeAlias = Literal["quotes", "claims"]

ACCURACY_COLUMNS = (
    Column("what", "string", "quotes or claims"),
    Column("measure", "string", "precision, recall, or a field of what was kept"),
    Column("right", "Int64", "how many are right"),
    Column("of", "Int64", "of how many"),
    Column("share", "Float64", "the one divided by the other; missing where there are none"),
    Column("low", "Float64", "lower end of the interval"),
    Column("high", "Float64", "upper end of the interval"),
    Column("level", "Float64", "how many of such intervals hold the true share, such as 0.95"),
)
"""The columns of what `accuracy` returns."""

_Field: TypeAlias = Callable[[Any, State], Any]


def _name(entity: str | None, state: State) -> str | None:
    return state.entities[entity].name if entity is not None else None


_FIELDS: Mapping[str, Mapping[str, _Field]] = {
    "quotes": {
        "borders": lambda quote, state: quote.pieces,
        "kind": lambda quote, state: quote.kind,
        "source": lambda quote, state: quote.source,
        "speaker": lambda quote, state: _name(quote.speaker, state),
    },
    "claims": {
        "borders": lambda claim, state: (claim.start, claim.end),
        "label": lambda claim, state: claim.label,
        "kinds": lambda claim, state: claim.kinds,
        "certainty": lambda claim, state: claim.certainty,
        "claimer": lambda claim, state: (claim.claimer_kind, _name(claim.claimer, state)),
    },
}


class _Count(NamedTuple):
    """Of one article: how many are right, of how many."""

    right: int
    of: int


def accuracy(
    store: Store, drawn: pd.DataFrame, *, coder: str, what: Checked = "quotes", level: float = 0.95
) -> pd.DataFrame:
    """How often the machine is right on a random sample, by one coder's decisions.

    Example:
        >>> rows = sample(tables.quotes, 100, seed=7)  # doctest: +SKIP
        >>> accuracy(store, rows, coder="ana")  # doctest: +SKIP
        >>> accuracy(store, sample(tables.articles, 20, seed=7), coder="ana", what="claims")  # doctest: +SKIP

    A sample of rows gives precision, and the share of each field that is right in the rows that were kept. It cannot
    give recall: what was missed is in no row. For that, draw articles, and have somebody read them whole and add what
    was missed; then `precision` and `recall` are those of the corpus.

    Intervals are Wilson's (1927). Quotes of one article are alike: where articles were drawn, the number of quotes is
    divided by the design effect (Kish 1965) first. With fewer than some ten articles that effect is itself hardly
    known, and the intervals are too narrow. Does not know near-duplicates: drop them before you draw. Figures are about
    what one coder decided who saw, or did not see, the machine's answer; they are no better than the coder.

    Args:
        store: holds the decisions.
        drawn: what `sample` gave: rows of quotes or claims, or rows of articles.
        coder: whose decisions.
        what: what to measure where articles were drawn; rows say it themselves.
        level: of the intervals.

    Returns:
        One row for each measure (ACCURACY_COLUMNS).

    Raises:
        ValueError: something that was drawn is not decided on yet, is not in the store, or `level` is not between 0
            and 1.
    """
    id_ = next((name for name in IDS if name in drawn.columns), None)
    of_rows = {"quote": "quotes", "claim": "claims"}
    if id_ is not None and id_ not in of_rows:
        raise ValueError("Draw rows of quotes or claims, or articles.")
    table = what if id_ is None else of_rows[id_]
    coding = Coding(store, coder)
    counts: dict[str, list[_Count]] = {}
    undecided: list[str] = []
    for article, rows in drawn.groupby("article", sort=False):
        state, machine = coding.state(article), initial(coding.article(article).machine)
        ids = list(machine.items(table)) if id_ is None else rows[id_].tolist()
        undecided += [f"{item} of {article}" for item in ids if not state.item(item).seen]
        for measure, count in _counts(table, state, machine, ids, is_whole=id_ is None).items():
            counts.setdefault(measure, []).append(count)
    if undecided:
        more = "" if len(undecided) == 1 else f" and {len(undecided) - 1} more"
        raise ValueError(f"{coder} has not decided on {undecided[0]}{more}: what was drawn must be checked as a whole.")
    return frame(
        ACCURACY_COLUMNS,
        [(table, *_row(name, of_name, level, clustered=id_ is None), level) for name, of_name in counts.items()],
    )


def _counts(table: str, state: State, machine: State, ids: Sequence[str], *, is_whole: bool) -> dict[str, _Count]:
    """What was decided in one article, by measure."""
    kept = [id_ for id_ in ids if state.item(id_).verdict != "rejected"]
    counts = {"precision": _Count(len(kept), len(ids))}
    if is_whole:
        added = sum(item.added for item in state.kept(table))
        counts["recall"] = _Count(len(kept), len(kept) + added)
    for name, value in _FIELDS[table].items():
        right = sum(value(state.item(id_), state) == value(machine.item(id_), machine) for id_ in kept)
        counts[name] = _Count(right, len(kept))
    return counts


def _row(name: str, counts: Sequence[_Count], level: float, *, clustered: bool) -> tuple[Any, ...]:
    right, of = (sum(numbers) for numbers in zip(*counts, strict=True))
    effect = design_effect(counts) if clustered else 1.0
    low, high = wilson(right, of, level=level, effect=effect)
    return name, right, of, right / of if of else None, low, high


def wilson(right: int, of: int, *, level: float = 0.95, effect: float = 1.0) -> tuple[float, float] | tuple[None, None]:
    """The interval of a share after Wilson (1927), which holds for few cases and for shares near 0 and 1 as well.

    Example:
        >>> [round(end, 3) for end in wilson(81, 263)]
        [0.255, 0.366]

    Args:
        right: how many.
        of: of how many.
        level: how many of such intervals hold the true share, such as 0.95.
        effect: design effect by which the sample counts less than it has cases.

    Returns:
        Lower and upper end, from 0 to 1; None where there are no cases.

    Raises:
        ValueError: `level` is not between 0 and 1, or there are more right than there are.
    """
    if not 0 < level < 1 or not 0 <= right <= of or effect < 1:
        raise ValueError(f"There is no interval at the level {level} for {right} of {of} with the effect {effect}.")
    if of == 0:
        return None, None
    share, cases, z = right / of, of / effect, NormalDist().inv_cdf(0.5 + level / 2)
    middle = (share + z**2 / (2 * cases)) / (1 + z**2 / cases)
    half = z / (1 + z**2 / cases) * math.sqrt(share * (1 - share) / cases + z**2 / (4 * cases**2))
    return max(0.0, middle - half), min(1.0, middle + half)


def design_effect(counts: Iterable[tuple[int, int]]) -> float:
    """How much less a sample of articles tells than as many rows drawn one by one: 1 for nothing less.

    Example:
        >>> design_effect([(10, 10), (0, 10)])
        20.0

    The variance of the ratio estimator (Kish 1965, chapter 6) over that of a simple random sample; never below 1.

    Args:
        counts: for each article how many are right, and of how many.
    """
    filled = [(right, of) for right, of in counts if of]
    total = sum(of for _, of in filled)
    share = sum(right for right, _ in filled) / total if total else 0.0
    if len(filled) < 2 or share in (0.0, 1.0):
        return 1.0
    spread = sum((right - share * of) ** 2 for right, of in filled) * len(filled) / (len(filled) - 1)
    return max(1.0, spread / total**2 / (share * (1 - share) / total))
