"""What holds after some corrections: what the machine found, and the log's entries folded over it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from typing import Any, TypeAlias

import pandas as pd

from onrecord.review.store import Entry
from onrecord.tabulation import Tables

Place: TypeAlias = tuple[int, int]
"""Start and end, in code points."""

PLACES = ("cue", "source", "certainty_cue", "claimer_printed")
"""The fields of quotes and claims that are places, or None where nothing is printed."""


@dataclass(kw_only=True)
class Item:
    """One quote, entity, mention or claim, and what was decided of it.

    Attributes:
        id: names it within its article.
        verdict: accepted or rejected, or None where nobody said.
        seen: whether somebody decided on it itself.
        changed: whether it is other than the machine had it, be it through another item.
        added: whether a person, and not the machine, found it.
        by: who decided last, or which rule.
        at: when, in UTC.
    """

    id: str
    verdict: str | None = None
    seen: bool = False
    changed: bool = False
    added: bool = False
    by: str | None = None
    at: str | None = None

    @property
    def source_of_row(self) -> str:
        """Where a row comes from: machine, accepted, corrected or added."""
        if self.added:
            return "added"
        if self.changed:
            return "corrected"
        return "accepted" if self.verdict == "accepted" else "machine"


@dataclass(kw_only=True)
class QuoteItem(Item):
    """A quote: its pieces, cue and source as places, its speaker as an entity's id."""

    pieces: list[Place]
    cue: Place | None
    source: Place | None
    kind: str
    speech: bool
    speaker: str | None
    score: float | None


@dataclass(kw_only=True)
class EntityItem(Item):
    """An entity: its name and label."""

    name: str
    label: str


@dataclass(kw_only=True)
class MentionItem(Item):
    """A mention: its place, and the id of its entity; None for a date or a sum of money."""

    start: int
    end: int
    entity: str | None
    label: str
    form: str


@dataclass(kw_only=True)
class ClaimItem(Item):
    """A claim: its place, what it is, how it is put, and whose it is; claimer and quote are ids."""

    start: int
    end: int
    label: str
    kinds: tuple[str, ...]
    certainty: str
    certainty_cue: Place | None
    claimer_kind: str
    claimer: str | None
    claimer_printed: Place | None
    quote: str | None
    score: float | None


SORTS: Mapping[str, type[QuoteItem] | type[EntityItem] | type[MentionItem] | type[ClaimItem]] = {
    "quotes": QuoteItem,
    "entities": EntityItem,
    "mentions": MentionItem,
    "claims": ClaimItem,
}
"""The tables that can be corrected, with what their rows are here. An item's id begins like its table's name."""

_OWN = {
    sort: tuple(f.name for f in fields(of) if f.name not in {g.name for g in fields(Item)})
    for sort, of in SORTS.items()
}


def sort_of(item: str) -> str:
    """The table that an item belongs to.

    Example:
        >>> sort_of("q3")
        'quotes'
    """
    for sort in SORTS:
        if item[:1] == sort[0]:
            return sort
    raise ValueError(f"{item!r} is no quote, entity, mention or claim.")


@dataclass
class State:
    """One article, as one coder has it.

    Attributes:
        quotes: by id, those that were rejected included.
        entities: likewise; an entity that was merged into another counts as rejected.
        mentions: likewise.
        claims: likewise.
    """

    quotes: dict[str, QuoteItem] = field(default_factory=dict)
    entities: dict[str, EntityItem] = field(default_factory=dict)
    mentions: dict[str, MentionItem] = field(default_factory=dict)
    claims: dict[str, ClaimItem] = field(default_factory=dict)

    def items(self, sort: str) -> dict[str, Any]:
        """The items of one table by id."""
        return getattr(self, sort)

    def item(self, id_: str) -> Any:
        """One item.

        Raises:
            ValueError: there is none of that id.
        """
        found = self.items(sort_of(id_)).get(id_)
        if found is None:
            raise ValueError(f"There is no {id_} in this article.")
        return found

    def kept(self, sort: str) -> Iterator[Any]:
        """Yield what is not rejected, in the order of the text; entities in that of their first mention."""
        kept = [item for item in self.items(sort).values() if item.verdict != "rejected"]
        yield from sorted(kept, key=self._place) if sort != "entities" else self._by_first_mention(kept)

    def _place(self, item: Any) -> Place:
        return (item.pieces[0][0], item.pieces[-1][1]) if isinstance(item, QuoteItem) else (item.start, item.end)

    def _by_first_mention(self, kept: list[EntityItem]) -> list[EntityItem]:
        first: dict[str | None, Place] = {}
        for mention in self.kept("mentions"):
            first.setdefault(mention.entity, (mention.start, mention.end))
        return sorted(kept, key=lambda entity: (entity.id not in first, first.get(entity.id, (0, 0))))

    def mentions_of(self, entity: str) -> list[MentionItem]:
        """The mentions of an entity that are not rejected."""
        return [
            mention for mention in self.mentions.values() if mention.entity == entity and mention.verdict != "rejected"
        ]

    def quotes_of(self, entity: str) -> list[QuoteItem]:
        """The quotes of a speaker that are not rejected."""
        return [quote for quote in self.quotes.values() if quote.speaker == entity and quote.verdict != "rejected"]

    def claims_of(self, entity: str) -> list[ClaimItem]:
        """The claims of a claimer that are not rejected."""
        return [claim for claim in self.claims.values() if claim.claimer == entity and claim.verdict != "rejected"]

    def said_as(self, entity: str, mentions: Iterable[MentionItem]) -> dict[str, list[str]]:
        """Ids of the quotes and claims of an entity whose source or claimer is printed as one of some mentions."""
        places = [(mention.start, mention.end) for mention in mentions]

        def is_one(printed: Place | None) -> bool:
            return printed is not None and any(start < printed[1] and printed[0] < end for start, end in places)

        return {
            "quotes": [quote.id for quote in self.quotes_of(entity) if is_one(quote.source)],
            "claims": [claim.id for claim in self.claims_of(entity) if is_one(claim.claimer_printed)],
        }

    # Folding

    def apply(self, entry: Entry) -> None:
        """Take in one entry; undo and redo are `fold`'s."""
        after = entry.after or {}
        if entry.action == "add":
            self._add(entry, str(entry.item), after)
            return
        item = self.item(str(entry.item))
        _sign(item, entry)
        item.seen = True
        getattr(self, f"_{entry.action}")(entry, item, after)

    def _add(self, entry: Entry, id_: str, after: dict[str, Any]) -> None:
        after = self._with_new_entity(entry, after)
        sort = sort_of(id_)
        made = SORTS[sort](id=id_, added=True, seen=True, **_placed({name: after[name] for name in _OWN[sort]}))
        self.items(sort)[id_] = made
        _sign(made, entry)

    def _with_new_entity(self, entry: Entry, after: dict[str, Any]) -> dict[str, Any]:
        """Add the entity that an entry brings with it, and hand back the rest."""
        new = after.get("new_entity")
        if new is not None:
            self.entities[new["id"]] = EntityItem(added=True, seen=True, by=entry.coder, at=entry.at, **new)
        return {name: value for name, value in after.items() if name != "new_entity"}

    def _accept(self, entry: Entry, item: Item, after: dict[str, Any]) -> None:
        item.verdict = "accepted"

    def _reject(self, entry: Entry, item: Item, after: dict[str, Any]) -> None:
        item.verdict = "rejected"
        if isinstance(item, EntityItem):
            for quote in self.quotes_of(item.id):
                quote.speaker = None
                _touch(quote, entry)
            for claim in self.claims_of(item.id):
                claim.claimer = None
                _touch(claim, entry)
            for mention in self.mentions_of(item.id):
                mention.verdict = "rejected"
                _touch(mention, entry)

    def _change(self, entry: Entry, item: Item, after: dict[str, Any]) -> None:
        for name, value in _placed(self._with_new_entity(entry, after)).items():
            setattr(item, name, value)
        item.changed = True
        # To change what was rejected is to want it after all.
        item.verdict = None if item.verdict == "rejected" else item.verdict
        if isinstance(item, EntityItem):
            for mention in self.mentions_of(item.id):
                if mention.label != item.label:
                    mention.label = item.label
                    _touch(mention, entry)
            for said in (*self.quotes_of(item.id), *self.claims_of(item.id)) if "name" in after else ():
                _touch(said, entry)

    def _merge(self, entry: Entry, item: EntityItem, after: dict[str, Any]) -> None:
        into = self.entities[after["into"]]
        self._move(entry, into, self.mentions_of(item.id), self.quotes_of(item.id), self.claims_of(item.id))
        into.seen = True
        _touch(into, entry)
        item.verdict = "rejected"

    def _split(self, entry: Entry, item: EntityItem, after: dict[str, Any]) -> None:
        self._with_new_entity(entry, after)
        new = self.entities[after["new_entity"]["id"]]
        self._move(
            entry,
            new,
            [self.mentions[id_] for id_ in after["mentions"]],
            [self.quotes[id_] for id_ in after["quotes"]],
            [self.claims[id_] for id_ in after["claims"]],
        )
        item.changed = True

    def _move(
        self,
        entry: Entry,
        to: EntityItem,
        mentions: list[MentionItem],
        quotes: list[QuoteItem],
        claims: list[ClaimItem],
    ) -> None:
        for mention in mentions:
            mention.entity, mention.label = to.id, to.label
            _touch(mention, entry)
        for quote in quotes:
            quote.speaker = to.id
            _touch(quote, entry)
        for claim in claims:
            claim.claimer = to.id
            _touch(claim, entry)


def _sign(item: Item, entry: Entry) -> None:
    item.by, item.at = entry.coder, entry.at


def _touch(item: Item, entry: Entry) -> None:
    item.changed = True
    _sign(item, entry)


def _placed(values: Mapping[str, Any]) -> dict[str, Any]:
    """Values as they come from JSON, with places and kinds as tuples again."""
    placed = dict(values)
    if placed.get("pieces") is not None:
        placed["pieces"] = [(start, end) for start, end in placed["pieces"]]
    for name in PLACES:
        if placed.get(name) is not None:
            placed[name] = (placed[name][0], placed[name][1])
    if "kinds" in placed:
        placed["kinds"] = tuple(placed["kinds"])
    return placed


def initial(machine: Mapping[str, Any]) -> State:
    """The state before anybody corrected anything."""
    return State(
        quotes={row["id"]: QuoteItem(**_placed(row)) for row in machine["quotes"]},
        entities={row["id"]: EntityItem(**row) for row in machine["entities"]},
        mentions={row["id"]: MentionItem(**row) for row in machine["mentions"]},
        claims={row["id"]: ClaimItem(**_placed(row)) for row in machine["claims"]},
    )


def fold(machine: Mapping[str, Any], entries: Iterable[Entry]) -> State:
    """The state after the entries of one coder on one text.

    An entry counts unless the last undo or redo that is about it is an undo.
    """
    state = initial(machine)
    for entry in standing(entries):
        state.apply(entry)
    return state


def standing(entries: Iterable[Entry]) -> list[Entry]:
    """The corrections that are not undone, without the entries for undo and redo."""
    entries = list(entries)
    undone = {entry.of: entry.action == "undo" for entry in entries if entry.of is not None}
    return [entry for entry in entries if entry.of is None and not undone.get(entry.id, False)]


# From tables


def machine_of(found: Tables) -> dict[str, dict[str, Any]]:
    """What the machine found, by article, in the form that a store keeps.

    Args:
        found: tables as `onrecord.tables` builds them, without corrections.
    """
    machine: dict[str, dict[str, Any]] = {
        article: {sort: [] for sort in SORTS} for article in found.articles["article"]
    }
    for row in _rows(found.quotes):
        machine[row["article"]]["quotes"].append(
            {
                "id": row["quote"],
                "pieces": [[int(start), int(end)] for start, end in row["pieces"]],
                "cue": _place(row, "cue"),
                "source": _place(row, "source"),
                "kind": row["kind"],
                "speech": bool(row["speech"]),
                "speaker": row["speaker_id"],
                "score": row["score"],
            }
        )
    for row in _rows(found.entities):
        machine[row["article"]]["entities"].append({"id": row["entity"], "name": row["name"], "label": row["label"]})
    for row in _rows(found.mentions):
        of_article = machine[row["article"]]["mentions"]
        of_article.append(
            {
                "id": f"m{len(of_article) + 1}",
                **{name: row[name] for name in ("start", "end", "entity", "label", "form")},
            }
        )
    for row in _rows(found.claims):
        machine[row["article"]]["claims"].append(
            {
                "id": row["claim"],
                **{
                    name: row[name] for name in ("start", "end", "label", "certainty", "claimer_kind", "quote", "score")
                },
                "kinds": row["kinds"].split("; ") if row["kinds"] else [],
                "certainty_cue": _place(row, "certainty_cue"),
                "claimer": row["claimer_id"],
                "claimer_printed": _place(row, "claimer"),
            }
        )
    return machine


def _rows(table: pd.DataFrame) -> Iterator[dict[str, Any]]:
    """The rows with plain values, None for what is missing."""
    plain = {name: [None if value is pd.NA else value for value in table[name].tolist()] for name in table.columns}
    for values in zip(*plain.values(), strict=True):
        yield dict(zip(plain, values, strict=True))


def _place(row: dict[str, Any], of: str) -> list[int] | None:
    return None if row[f"{of}_start"] is None else [row[f"{of}_start"], row[f"{of}_end"]]
