"""One coder's decisions: each is checked, written to the store, and only then holds."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

from onrecord.certainty import CERTAINTIES
from onrecord.entities import VALUES
from onrecord.reader.claims import KINDS as CLAIM_KINDS
from onrecord.review.state import (
    PLACES,
    ClaimItem,
    EntityItem,
    Item,
    MentionItem,
    Place,
    QuoteItem,
    State,
    fold,
    standing,
)
from onrecord.review.store import Entry, Store, StoredArticle

LABELS = ("PERSON", "ORG", "LOC", "FACILITY", "NORP", "PRODUCT", "MISC")
"""What an entity may be."""

KINDS = ("direct", "indirect", "mixed")

FORMS = ("name", "nominal", "pronoun")

CLAIM_LABELS = ("CFS", "UFS", "NFS")

CLAIMER_KINDS = ("article", "speaker")

_CHANGEABLE: Mapping[type[Item], frozenset[str]] = {
    QuoteItem: frozenset(("pieces", "cue", "source", "kind", "speech", "speaker")),
    EntityItem: frozenset(("name", "label")),
    MentionItem: frozenset(("start", "end", "entity", "label", "form")),
    ClaimItem: frozenset(
        "start end label kinds certainty certainty_cue claimer_kind claimer claimer_printed".split(),
    ),
}


class New(NamedTuple):
    """An entity that the machine did not find, to be a quote's speaker or what a mention means.

    Example:
        >>> coding.change("strike", "q1", speaker=New("Rui Costa"))  # doctest: +SKIP
    """

    name: str
    label: str = "PERSON"


class Coding:
    """The work of one coder in a store.

    Example:
        >>> coding = Coding(store, "ana")  # doctest: +SKIP
        >>> coding.change("strike", "q1", kind="mixed", speaker="e2")  # doctest: +SKIP
        >>> coding.reject("strike", "q2")  # doctest: +SKIP
        >>> coding.undo()  # doctest: +SKIP

    Every method that decides something returns the log's entry once it is on the disk. Offsets count code points of the
    article's text. Does not touch what other coders decided, nor the machine's own output.

    Args:
        store: where the decisions go.
        coder: who decides; a name or initials.
        texts: article → hash of its text, for those that the store has several texts of; the last one added otherwise.

    Raises:
        ValueError: by every method, if the decision is impossible. Nothing is written then.
    """

    def __init__(self, store: Store, coder: str, *, texts: Mapping[str, str] | None = None):
        if not coder.strip():
            raise ValueError("A coder needs a name, so that it can be told who decided what.")
        self.store, self.coder = store, coder
        chosen = {kept.article: kept for kept in store.articles()}
        if texts:
            chosen |= {kept.article: kept for kept in store.articles() if texts.get(kept.article) == kept.text_hash}
        self._articles: dict[str, StoredArticle] = chosen
        self._entries: list[Entry] = []
        self._states: dict[str, State] = {}

    @property
    def articles(self) -> dict[str, StoredArticle]:
        """The articles by id."""
        return self._articles

    def article(self, article: str) -> StoredArticle:
        """One article."""
        if article not in self._articles:
            raise ValueError(f"There is no article {article!r} in {self.store.path}.")
        return self._articles[article]

    def state(self, article: str) -> State:
        """What holds in an article now, other processes' entries of this coder included."""
        return self.states([article])[article]

    def states(self, articles: Iterable[str]) -> dict[str, State]:
        """The same for several articles, with one look at the log."""
        self._catch_up()
        return {article: self._state(article) for article in articles}

    def _state(self, article: str) -> State:
        if article not in self._states:
            kept = self.article(article)
            of_article = [entry for entry in self._entries if (entry.article, entry.text_hash) == kept[:2]]
            self._states[article] = fold(kept.machine, of_article)
        return self._states[article]

    def entries(self) -> list[Entry]:
        """This coder's log."""
        self._catch_up()
        return list(self._entries)

    def _catch_up(self) -> None:
        new = self.store.entries(coder=self.coder, after=self._entries[-1].id if self._entries else 0)
        for entry in new:
            self._take(entry)

    def _take(self, entry: Entry) -> None:
        self._entries.append(entry)
        state = self._states.get(entry.article)
        if state is None or entry.text_hash != self._articles[entry.article].text_hash:
            return
        if entry.of is None:
            state.apply(entry)
        else:
            # What is undone may have changed many items: fold anew.
            del self._states[entry.article]

    # Decisions

    def accept(self, article: str, item: str) -> Entry:
        """The machine is right about this item, or it is right as it was corrected."""
        return self._decide(article, "accept", item, lambda state: ({"verdict": "accepted"}))

    def reject(self, article: str, item: str) -> Entry:
        """This is none: no quote, entity, mention or claim. An entity takes its mentions with it."""
        return self._decide(article, "reject", item, lambda state: ({"verdict": "rejected"}))

    def change(self, article: str, item: str, **values: Any) -> Entry:
        """Correct some fields of an item.

        Args:
            article: its id.
            item: a quote, an entity, a mention or a claim.
            values: for a quote pieces, cue, source, kind, speech and speaker; for an entity name and label; for a
                mention start, end, entity, label and form; for a claim start, end, label, kinds, certainty,
                certainty_cue, claimer_kind, claimer and claimer_printed. Places are (start, end), None for what is
                not printed; a speaker, claimer or entity is an id, None for nobody, or `New`. Who names a claimer says
                that the article does not claim it in its own voice, and the other way round.
        """
        if not values:
            raise ValueError("Nothing to change was named.")

        def after(state: State, number: int) -> dict[str, Any]:
            found = state.item(item)
            unknown = sorted(set(values) - _CHANGEABLE[type(found)])
            if unknown:
                raise ValueError(f"{item} has no {', '.join(unknown)} that can be changed.")
            return self._checked(article, state, found, values, number)

        return self._write(article, "change", item, after)

    def merge(self, article: str, item: str, *, into: str) -> Entry:
        """Two entities are one: all mentions, quotes and claims of the first become those of the second."""

        def after(state: State) -> dict[str, Any]:
            _entity(state, item)
            _entity(state, into)
            if item == into:
                raise ValueError(f"{item} cannot be merged into itself.")
            return {"into": into}

        return self._decide(article, "merge", item, after)

    def split(self, article: str, item: str, mentions: Sequence[str], *, new: New) -> Entry:
        """Some mentions of an entity mean another one. Quotes and claims whose source they are go along."""

        def after(state: State, number: int) -> dict[str, Any]:
            entity = _entity(state, item)
            own = {mention.id: mention for mention in state.mentions_of(entity.id)}
            strange = [id_ for id_ in mentions if id_ not in own]
            if strange or not mentions:
                raise ValueError(f"{item} has no such mentions: {', '.join(strange) or 'none was named'}.")
            moved = [own[id_] for id_ in mentions]
            return {
                "mentions": list(mentions),
                **state.said_as(entity.id, moved),
                "new_entity": _new(new, number),
            }

        return self._write(article, "split", item, after)

    def add_quote(
        self,
        article: str,
        pieces: Sequence[Place],
        *,
        kind: str,
        cue: Place | None = None,
        source: Place | None = None,
        speech: bool = True,
        speaker: str | New | None = None,
    ) -> Entry:
        """Add a quote that the machine missed."""
        values = {"pieces": pieces, "kind": kind, "cue": cue, "source": source, "speech": speech, "speaker": speaker}
        return self._add(article, "q", values, {"score": None})

    def add_mention(
        self,
        article: str,
        start: int,
        end: int,
        *,
        entity: str | New | None,
        label: str | None = None,
        form: str = "name",
    ) -> Entry:
        """Add a mention that the machine missed, of an entity, or of nobody (a DATE or MONEY, as `label` says)."""
        values = {"start": start, "end": end, "entity": entity, "form": form}
        return self._add(article, "m", values if label is None else {**values, "label": label}, {})

    def add_claim(
        self,
        article: str,
        start: int,
        end: int,
        *,
        label: str = "CFS",
        kinds: Sequence[str] = (),
        certainty: str = "asserted",
        certainty_cue: Place | None = None,
        claimer_kind: str | None = None,
        claimer: str | New | None = None,
        claimer_printed: Place | None = None,
    ) -> Entry:
        """Add a claim that the machine missed; the article's own if no claimer is named."""
        values = {
            **{"start": start, "end": end, "label": label, "kinds": kinds},
            **{"certainty": certainty, "certainty_cue": certainty_cue},
            **{"claimer": claimer, "claimer_printed": claimer_printed},
        }
        if claimer_kind is None:
            claimer_kind = "article" if claimer is None and claimer_printed is None else "speaker"
        return self._add(article, "c", {**values, "claimer_kind": claimer_kind}, {"score": None, "quote": None})

    def add_entity(self, article: str, new: New) -> Entry:
        """Add an entity that is not mentioned in a way that the machine could find."""
        return self._add(article, "e", {"name": new.name, "label": new.label}, {})

    def undo(self) -> Entry | None:
        """Take back this coder's last decision that stands, in whatever article; None where there is none."""

        def entry(number: int) -> Entry | None:
            self._catch_up()
            done = standing(self._entries)
            return self._about(number, "undo", done[-1]) if done else None

        return self._written(entry)

    def redo(self) -> Entry | None:
        """Take back the last undo, unless something was decided since; None where there is none."""

        def entry(number: int) -> Entry | None:
            self._catch_up()
            last = max((entry.id for entry in self._entries if entry.of is None), default=0)
            undone: list[int] = []
            for entry in self._entries:
                if entry.of is not None and entry.id > last:
                    undone = [*undone, entry.of] if entry.action == "undo" else [i for i in undone if i != entry.of]
            return self._about(number, "redo", next(e for e in self._entries if e.id == undone[-1])) if undone else None

        return self._written(entry)

    def _about(self, number: int, action: str, entry: Entry) -> Entry:
        return Entry(number, "", self.coder, entry.article, entry.text_hash, action, entry.item, of=entry.id)

    # Writing

    def _decide(self, article: str, action: str, item: str, after: Callable[[State], dict[str, Any]]) -> Entry:
        return self._write(article, action, item, lambda state, _: after(state))

    def _add(self, article: str, letter: str, values: dict[str, Any], rest: dict[str, Any]) -> Entry:
        def after(state: State, number: int) -> dict[str, Any]:
            return {**self._checked(article, state, None, values, number), **rest}

        return self._write(article, "add", letter, after)

    def _write(self, article: str, action: str, item: str, after: Callable[[State, int], dict[str, Any]]) -> Entry:
        kept = self.article(article)

        def entry(number: int) -> Entry:
            state = self.state(article)
            values = after(state, number)
            # An id that nothing else has, and that tells of its origin: q_12 was added by the entry 12.
            id_ = f"{item}_{number}" if action == "add" else item
            before = None if action == "add" else _before(state.item(item), values)
            return Entry(number, "", self.coder, article, kept.text_hash, action, id_, before, values)

        written = self._written(entry)
        assert written is not None
        return written

    def _written(self, entry: Callable[[int], Entry | None]) -> Entry | None:
        written = self.store.write(entry)
        if written is not None:
            self._take(written)
        return written

    # Checking

    def _checked(
        self, article: str, state: State, item: Item | None, values: Mapping[str, Any], number: int
    ) -> dict[str, Any]:
        """The values as they go into the log."""
        text = self.article(article).text
        checked: dict[str, Any] = dict(values)
        if "pieces" in values:
            checked["pieces"] = _pieces(text, values["pieces"])
        for name in PLACES:
            if values.get(name) is not None:
                checked[name] = _place(text, values[name], name)
        if "start" in values or "end" in values:
            start, end = (values.get(name, getattr(item, name, None)) for name in ("start", "end"))
            checked["start"], checked["end"] = _place(text, (start, end), "start and end")
        for name in ("speaker", "entity", "claimer"):
            if isinstance(values.get(name), New):
                checked["new_entity"] = _new(values[name], number)
                checked[name] = checked["new_entity"]["id"]
            elif values.get(name) is not None:
                _entity(state, values[name])
        if "name" in values:
            checked["name"] = _name(values["name"])
        if isinstance(item, ClaimItem) or "certainty" in values:
            checked |= _claim(checked)
        elif isinstance(item, MentionItem) or "form" in values:
            checked |= _label_of_mention(state, item, checked)
        elif "label" in values:
            _one_of(values["label"], LABELS, "label")
        for name, known in (("kind", KINDS), ("form", FORMS)):
            if name in values:
                _one_of(values[name], known, name)
        if "speech" in values and not isinstance(values["speech"], bool):
            raise ValueError(f"speech is true or false, not {values['speech']!r}.")
        return checked


def _before(item: Item, after: Mapping[str, Any]) -> dict[str, Any]:
    return {name: getattr(item, name) for name in after if hasattr(item, name)}


def _place(text: str, place: Iterable[Any], what: str) -> list[int]:
    start, end = place
    if type(start) is not int or type(end) is not int or not 0 <= start < end <= len(text):
        raise ValueError(f"{what}: there is no text from {start} to {end}; the article has {len(text)} characters.")
    if not text[start:end].strip():
        raise ValueError(f"{what}: from {start} to {end} there is only white space.")
    return [start, end]


def _pieces(text: str, pieces: Iterable[Place]) -> list[list[int]]:
    checked = [_place(text, piece, "pieces") for piece in pieces]
    if not checked:
        raise ValueError("pieces: a quote has one at least.")
    for before, after in pairwise(checked):
        if before[1] > after[0]:
            raise ValueError("pieces: they must be in the order of the text, and apart.")
    return checked


def _entity(state: State, id_: Any) -> EntityItem:
    entity = state.entities.get(id_)
    if entity is None or entity.verdict == "rejected":
        raise ValueError(f"There is no entity {id_} in this article.")
    return entity


def _new(new: New, number: int) -> dict[str, str]:
    _one_of(new.label, LABELS, "label")
    return {"id": f"e_{number}", "name": _name(new.name), "label": new.label}


def _name(name: Any) -> str:
    if not isinstance(name, str) or not name.strip():
        raise ValueError("A name must have a letter at least.")
    return name.strip()


def _label_of_mention(state: State, item: Item | None, values: Mapping[str, Any]) -> dict[str, Any]:
    """A mention has its entity's label; where it has none, it is a date or a sum of money."""
    entity = values["entity"] if "entity" in values else getattr(item, "entity", None)
    if "new_entity" in values:
        return {"label": values["new_entity"]["label"]}
    if entity is not None:
        label = state.entities[entity].label
        if values.get("label", label) != label:
            raise ValueError(f"A mention of {entity} is {label}, as its entity is: change that.")
        return {"label": label}
    label = values.get("label", getattr(item, "label", None))
    _one_of(label, tuple(sorted(VALUES)), "label of a mention without an entity")
    return {"label": label}


def _claim(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values of a claim, with what follows from them for its claimer."""
    for name, known in (("label", CLAIM_LABELS), ("certainty", CERTAINTIES), ("claimer_kind", CLAIMER_KINDS)):
        if name in values:
            _one_of(values[name], known, name)
    follows: dict[str, Any] = {}
    if "kinds" in values:
        given = [values["kinds"]] if isinstance(values["kinds"], str) else list(values["kinds"])
        for kind in given:
            _one_of(kind, CLAIM_KINDS, "a kind")
        follows["kinds"] = [kind for kind in CLAIM_KINDS if kind in given]
    names_one = any(values.get(name) is not None for name in ("claimer", "claimer_printed"))
    if values.get("claimer_kind") == "article":
        if names_one:
            raise ValueError("What the article says in its own voice has no claimer.")
        follows |= {"claimer": None, "claimer_printed": None}
    elif names_one:
        follows["claimer_kind"] = "speaker"
    return follows


def _one_of(value: Any, known: Sequence[str], what: str) -> None:
    if value not in known:
        raise ValueError(f"{what} is {', '.join(known[:-1])} or {known[-1]}, not {value!r}.")
