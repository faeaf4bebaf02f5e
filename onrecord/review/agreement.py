"""Whether two coders decided the same: in percent, by chance-corrected measures, and where they differ."""

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple, TypeAlias

import pandas as pd

from onrecord.reader.claims import KINDS as CLAIM_KINDS
from onrecord.review.coding import Coding
from onrecord.review.state import ClaimItem, Place, QuoteItem, State
from onrecord.review.store import Store
from onrecord.tabulation import Column, frame

Value: TypeAlias = Hashable | None
Compared: TypeAlias = Literal["quotes", "claims"]

AGREEMENT_COLUMNS = (
    Column("what", "string", "what was compared"),
    Column(
        "units", "Int64", "how many items both coders decided on; for borders, how many stretches they have together"
    ),
    Column("agreement", "Float64", "share of units with the same value, from 0 to 1"),
    Column("kappa", "Float64", "Cohen's κ; missing where both coders used one value only"),
    Column("alpha", "Float64", "Krippendorff's α for nominal values; missing likewise"),
    Column("f1_exact", "Float64", "F1 of stretches with the same start and end"),
    Column("f1_overlap", "Float64", "F1 of stretches that share a character"),
)

DISAGREEMENT_COLUMNS = (
    Column("article", "string", "id of the article"),
    Column("item", "string", "id of the quote or claim; for one that was added, each coder's own"),
    Column("what", "string", "kept or missed, or which of its fields"),
    Column("first", "string", "what the first coder has"),
    Column("second", "string", "what the second coder has"),
    Column("text", "string", "the text of the quote or claim"),
    Column("start", "Int64", "where it starts"),
    Column("end", "Int64", "where it ends"),
)


@dataclass(frozen=True)
class Agreement:
    """How far two coders agree.

    Attributes:
        measures: one row for each thing compared (AGREEMENT_COLUMNS).
        disagreements: what to settle (DISAGREEMENT_COLUMNS).
        one_only: quotes or claims that only one of the two decided on. They are not compared.
    """

    measures: pd.DataFrame
    disagreements: pd.DataFrame
    one_only: int


def agreement(store: Store, first: str, second: str, *, what: Compared = "quotes") -> Agreement:
    """Compare the decisions of two coders on the same articles.

    Example:
        >>> agreed = agreement(store, "ana", "rui")  # doctest: +SKIP
        >>> agreed.measures.set_index("what").loc["speaker", "alpha"]  # doctest: +SKIP
        >>> agreed.disagreements  # doctest: +SKIP

    Compared are the machine's quotes, or claims, that both decided on, and what either added in an article in which
    both decided something. What neither looked at is left out: there both have the machine's answer, and would seem to
    agree. But both saw the machine's answer, which draws them together: for figures that say how hard the task is,
    have them code without it. "kept" is about what the machine found; all else is compared where both kept it, and
    speakers and claimers are the same by their names. "kinds" of a claim are the same if all are; "kind: event" and so
    on are each of them by itself.

    Args:
        store: holds the decisions of both.
        first: one coder.
        second: the other one.
        what: "quotes" or "claims".

    Raises:
        ValueError: no article was worked on by both.
    """
    codings = Coding(store, first), Coding(store, second)
    pairs = _Pairs(what)
    worked_on = [{entry.article for entry in coding.entries()} for coding in codings]
    for article in sorted(worked_on[0] & worked_on[1]):
        states = codings[0].state(article), codings[1].state(article)
        pairs.take(article, states, codings[0].article(article).text)
    if not worked_on[0] & worked_on[1]:
        raise ValueError(f"There is no article on which both {first} and {second} decided something.")
    return Agreement(
        frame(AGREEMENT_COLUMNS, pairs.measures()), frame(DISAGREEMENT_COLUMNS, pairs.rows), pairs.one_only
    )


_Spans: TypeAlias = list[tuple[str, int, int]]
_Compared: TypeAlias = QuoteItem | ClaimItem


class _Pairs:
    """Gathers, over articles, the values and stretches of both coders."""

    def __init__(self, what: Compared) -> None:
        self.what = what
        self.fields = _FIELDS[what]
        names = ("kept", *self.fields.values, *self.fields.parts)
        self.values: dict[str, list[tuple[Value, Value]]] = {name: [] for name in names}
        self.spans: dict[str, tuple[_Spans, _Spans]] = {name: ([], []) for name in self.fields.places}
        self.rows: list[tuple[Any, ...]] = []
        self.one_only = 0

    def take(self, article: str, states: tuple[State, State], text: str) -> None:
        for ours, theirs in self._matched(states):
            kept = [item is not None and item.verdict != "rejected" for item in (ours, theirs)]
            shown = ours if ours is not None and kept[0] else theirs or ours
            assert shown is not None
            borders = self.fields.places["borders"](shown)
            place = borders[0][0], borders[-1][1]
            about = (text[place[0] : place[1]], *place)
            id_ = " / ".join(dict.fromkeys(item.id for item in (ours, theirs) if item is not None))
            is_added = shown.added
            if not is_added:
                self.values["kept"].append((kept[0], kept[1]))
            if kept[0] != kept[1]:
                said = [
                    ("added" if is_added else "kept") if k else ("not there" if is_added else "rejected") for k in kept
                ]
                self.rows.append((article, id_, "missed" if is_added else "kept", *said, *about))
            for number, (other, is_kept) in enumerate(zip((ours, theirs), kept, strict=True)):
                if other is not None and is_kept:
                    for name, places in self.fields.places.items():
                        self.spans[name][number].extend((article, *place) for place in places(other))
            if all(kept) and ours is not None and theirs is not None:
                self._compare(article, id_, ours, theirs, states, text, about)

    def _matched(self, states: tuple[State, State]) -> list[tuple[_Compared | None, _Compared | None]]:
        """The items of both: the machine's by id, added ones by their borders."""
        first, second = (state.items(self.what) for state in states)
        matched: list[tuple[_Compared | None, _Compared | None]] = []
        for id_, ours in first.items():
            theirs = second.get(id_)
            if ours.added or theirs is None or theirs.added:
                continue
            if ours.seen and theirs.seen:
                matched.append((ours, theirs))
            elif ours.seen or theirs.seen:
                self.one_only += 1
        borders = self.fields.places["borders"]
        added = [{tuple(borders(item)): item for item in state.kept(self.what) if item.added} for state in states]
        matched += [(added[0].get(place), added[1].get(place)) for place in sorted({*added[0], *added[1]})]
        return matched

    def _compare(
        self,
        article: str,
        id_: str,
        ours: _Compared,
        theirs: _Compared,
        states: tuple[State, State],
        text: str,
        about: tuple[Any, ...],
    ) -> None:
        both = list(zip((ours, theirs), states, strict=True))
        for name, value in self.fields.values.items():
            first, second = (value(item, state) for item, state in both)
            self.values[name].append((first, second))
            if first != second:
                self.rows.append((article, id_, name, _shown(first), _shown(second), *about))
        for name, value in self.fields.parts.items():
            self.values[name].append((value(ours, states[0]), value(theirs, states[1])))
        for name, place in self.fields.places.items():
            places = [place(item) for item in (ours, theirs)]
            if places[0] != places[1]:
                printed = (" … ".join(text[start:end] for start, end in of_one) or None for of_one in places)
                self.rows.append((article, id_, name, *printed, *about))

    def measures(self) -> list[tuple[Any, ...]]:
        rows: list[tuple[Any, ...]] = []
        for name, pairs in self.values.items():
            first, second = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
            chance_corrected = cohen_kappa(first, second), krippendorff_alpha(_units(pairs))
            rows.append((name, len(pairs), percent_agreement(first, second), *chance_corrected, None, None))
        for name, (of_first, of_second) in self.spans.items():
            f1 = (span_f1(of_first, of_second, match=match) for match in ("exact", "overlap"))
            rows.append((name, len({*of_first, *of_second}), None, None, None, *f1))
        return rows


def _name(entity: str | None, state: State) -> str:
    # Nobody is an answer, too: None would be a missing one.
    return state.entities[entity].name if entity is not None else ""


def _printed(place: Place | None) -> list[Place]:
    return [place] if place else []


def _is_of_kind(kind: str) -> Callable[[Any, State], Hashable]:
    return lambda claim, state: kind in claim.kinds


class _Fields(NamedTuple):
    """What is compared of an item.

    Attributes:
        values: by name, each field's value.
        parts: parts of a value that are measured by themselves, and not listed again where they differ.
        places: by name, the stretches of text.
    """

    values: Mapping[str, Callable[[Any, State], Hashable]]
    parts: Mapping[str, Callable[[Any, State], Hashable]]
    places: Mapping[str, Callable[[Any], list[Place]]]


_FIELDS: Mapping[str, _Fields] = {
    "quotes": _Fields(
        values={
            "kind": lambda quote, state: quote.kind,
            "speech": lambda quote, state: quote.speech,
            "speaker": lambda quote, state: _name(quote.speaker, state),
        },
        parts={},
        places={
            "borders": lambda quote: list(quote.pieces),
            "cue": lambda quote: _printed(quote.cue),
            "source": lambda quote: _printed(quote.source),
        },
    ),
    "claims": _Fields(
        values={
            "label": lambda claim, state: claim.label,
            "kinds": lambda claim, state: "; ".join(claim.kinds),
            "certainty": lambda claim, state: claim.certainty,
            "claimer_kind": lambda claim, state: claim.claimer_kind,
            "claimer": lambda claim, state: _name(claim.claimer, state),
        },
        parts={f"kind: {kind}": _is_of_kind(kind) for kind in CLAIM_KINDS},
        places={
            "borders": lambda claim: [(claim.start, claim.end)],
            "certainty_cue": lambda claim: _printed(claim.certainty_cue),
            "claimer_printed": lambda claim: _printed(claim.claimer_printed),
        },
    ),
}


def _shown(value: Hashable) -> str | None:
    return str(value) or None


def _units(pairs: Iterable[tuple[Value, Value]]) -> list[Sequence[Value]]:
    return [list(pair) for pair in pairs]


# The measures


def percent_agreement(first: Sequence[Value], second: Sequence[Value]) -> float | None:
    """The share of units on which two coders agree, from 0 to 1; None where there are no units.

    Example:
        >>> percent_agreement(["direct", "mixed"], ["direct", "direct"])
        0.5
    """
    return sum(a == b for a, b in zip(first, second, strict=True)) / len(first) if first else None


def cohen_kappa(first: Sequence[Value], second: Sequence[Value]) -> float | None:
    """Cohen's κ of two coders: agreement beyond what their own shares of each value give by chance.

    Example:
        >>> cohen_kappa(["direct", "direct", "mixed"], ["direct", "direct", "mixed"])
        1.0

    Follows Cohen (1960). Does not weigh some differences more than others.

    Returns:
        At most 1; 0 for chance; None where it is not defined: no units, or one value throughout.

    Raises:
        ValueError: one coder has more values than the other.
    """
    observed = percent_agreement(first, second)
    shares = Counter(first), Counter(second)
    expected = sum(shares[0][value] * shares[1][value] for value in shares[0]) / max(1, len(first)) ** 2
    return None if observed is None or expected == 1 else (observed - expected) / (1 - expected)


def krippendorff_alpha(units: Iterable[Sequence[Value]]) -> float | None:
    """Krippendorff's α for nominal values: any number of coders, and some may have left units out.

    Example:
        >>> krippendorff_alpha([("direct", "direct"), ("mixed", "mixed"), ("mixed", None)])
        1.0

    Follows Krippendorff (2011), "Computing Krippendorff's Alpha-Reliability", part C. Does not know ordered values.

    Args:
        units: for each unit the values that coders gave it, None for a coder who gave none.

    Returns:
        At most 1; 0 for chance; None where it is not defined: no unit has two values, or all have the same.
    """
    together: dict[tuple[Value, Value], float] = defaultdict(float)
    for unit in units:
        values = [value for value in unit if value is not None]
        for i, one in enumerate(values):
            for j, other in enumerate(values):
                if i != j:
                    together[one, other] += 1 / (len(values) - 1)
    totals: dict[Value, float] = defaultdict(float)
    for (one, _), count in together.items():
        totals[one] += count
    n = sum(totals.values())
    observed = sum(count for (one, other), count in together.items() if one != other)
    expected = n**2 - sum(count**2 for count in totals.values())
    return 1 - (n - 1) * observed / expected if expected > 1e-9 else None


def span_f1(
    first: Iterable[tuple[str, int, int]], second: Iterable[tuple[str, int, int]], *, match: Literal["exact", "overlap"]
) -> float | None:
    """F1 of two coders' stretches of text; it is the same whichever is taken for the truth.

    Example:
        >>> span_f1([("a", 0, 9)], [("a", 0, 9), ("a", 20, 30)], match="exact")
        0.6666666666666666

    Args:
        first: (article, start, end) of each stretch. The same stretch twice counts once.
        second: likewise.
        match: "exact" counts stretches with the same start and end, as CoNLL's evaluation of names does; "overlap"
            counts those that share a character with one of the other coder's, however long either is.

    Returns:
        From 0 to 1; None where neither coder has any.
    """
    ours, theirs = set(first), set(second)
    if not ours and not theirs:
        return None
    if match == "exact":
        return 2 * len(ours & theirs) / (len(ours) + len(theirs))
    hit = [_share_overlapping(*sides) for sides in ((ours, theirs), (theirs, ours))]
    return 2 * hit[0] * hit[1] / sum(hit) if sum(hit) else 0.0


def _share_overlapping(spans: set[tuple[str, int, int]], others: set[tuple[str, int, int]]) -> float:
    by_article: dict[str, list[Place]] = {}
    for article, start, end in others:
        by_article.setdefault(article, []).append((start, end))
    hits = sum(any(s < end and start < e for s, e in by_article.get(article, ())) for article, start, end in spans)
    return hits / len(spans) if spans else 0.0
