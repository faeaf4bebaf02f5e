"""What lies before a coder: one item after another, and what the widget is told of it. Knows no browser."""

import math
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any, Literal, NamedTuple, TypeAlias

from onrecord.certainty import CERTAINTIES
from onrecord.quotation_marks import quoted
from onrecord.quotes import kind_of
from onrecord.reader.claims import KINDS as CLAIM_KINDS
from onrecord.review.coding import CLAIM_LABELS, KINDS, LABELS, Coding, New
from onrecord.review.state import PLACES, ClaimItem, EntityItem, Item, Place, QuoteItem, State, sort_of
from onrecord.review.store import Entry

What: TypeAlias = Literal["quotes", "entities", "claims"]
Order: TypeAlias = Literal["score", "text"]

Message: TypeAlias = Mapping[str, Any]


_WHAT = ("quotes", "entities", "claims")


class _Place(NamedTuple):
    """One item of the queue."""

    article: str
    item: str


class Desk:
    """Takes what the widget asks for, decides it with a `Coding`, and says what lies before the coder since.

    Example:
        >>> desk = Desk(coding, ["port_strike"])  # doctest: +SKIP
        >>> desk.answer({"do": "accept"})["saved"]  # doctest: +SKIP
        1

    Everything goes through `answer`. Offsets are code points on both sides; the widget converts them.

    Args:
        coding: whose decisions they are.
        articles: ids of the articles, in their order.
        order: "score" for the least sure first, "text" for the order of the text. A claim's score says how likely it is
            worth checking: there the least sure are those about one half.
        what: what to go through first.
        only: the article and id of each item that was drawn into a sample: of its kind nothing else is gone through,
            but for what the coder added. All by default.
    """

    def __init__(
        self,
        coding: Coding,
        articles: Iterable[str],
        *,
        order: Order = "score",
        what: What = "quotes",
        only: Collection[tuple[str, str]] | None = None,
    ):
        self._coding = coding
        self._only = only
        self._articles = list(articles)
        self._what: What = what
        self._order = order
        self._least, self._most = 0.0, 1.0
        self._queue: list[_Place] = []
        self._at = 0
        self._fill()
        self._go_to_unseen()

    def answer(self, message: Message) -> dict[str, Any]:
        """Do what a message says, and return the view that follows.

        Args:
            message: `do` names one of the methods below that begin with _on_; `has` is the hash of the text that the
                widget has already, which is then left out; the rest is up to the method.

        Returns:
            The view. `saved` is the number of the log's entry, once it is on the disk; `error` says why nothing was
            done.
        """
        saved: Entry | None = None
        error = None
        try:
            act = self._acts().get(message.get("do"))
            if act is None:
                raise ValueError(f"There is nothing like {message.get('do')!r} to do.")
            saved = act(message)
        except ValueError as problem:
            error = str(problem)
        except (KeyError, TypeError) as problem:
            error = f"The message from the page is not whole ({problem})."
        view = self._view(message.get("has"))
        return {**view, "for": message.get("id"), "saved": saved.id if saved else None, "error": error}

    def _acts(self) -> dict[Any, Callable[[Message], Entry | None]]:
        return {
            "look": lambda message: None,
            "next": lambda message: self._step(1),
            "previous": lambda message: self._step(-1),
            "unseen": lambda message: self._go_to_unseen(),
            "go": self._on_go,
            "choose": self._on_choose,
            "accept": self._on_accept,
            "reject": self._on_reject,
            "change": self._on_change,
            "speaker": self._on_speaker,
            "claimer": self._on_claimer,
            "add": self._on_add,
            "claim": self._on_claim,
            "mention": self._on_mention,
            "merge": self._on_merge,
            "split": self._on_split,
            "undo": lambda message: self._back(self._coding.undo(), "undo"),
            "redo": lambda message: self._back(self._coding.redo(), "redo"),
        }

    # The queue

    def _fill(self) -> None:
        queue: list[tuple[float, _Place]] = []
        for article in self._articles:
            items = self._coding.state(article).items(self._what)
            for item in items.values():
                if not self._is_drawn(article, item):
                    continue
                score = getattr(item, "score", None)
                if score is None or self._least <= score <= self._most:
                    queue.append((_surety(item, score), _Place(article, item.id)))
        if self._order == "score" and self._what != "entities":
            queue.sort(key=lambda entry: entry[0])
        self._queue = [place for _, place in queue]

    def _is_drawn(self, article: str, item: Item) -> bool:
        if self._only is None or item.added or (article, item.id) in self._only:
            return True
        return not any(sort_of(id_) == self._what for _, id_ in self._only)

    def _here(self) -> _Place | None:
        return self._queue[self._at] if self._queue else None

    def _must(self) -> _Place:
        here = self._here()
        if here is None:
            raise ValueError("There is nothing to decide on.")
        return here

    def _article(self) -> str:
        """The article that lies before the coder, also if nothing in it is to be decided on."""
        here = self._here()
        if here is None and not self._articles:
            raise ValueError("There is no article.")
        return here.article if here else self._articles[0]

    def _step(self, by: int) -> None:
        self._at = max(0, min(len(self._queue) - 1, self._at + by))

    def _go_to_unseen(self) -> None:
        """Go to the next item that nobody decided on, round the end; stay where all are done."""
        order = [*range(self._at, len(self._queue)), *range(self._at)]
        seen = self._seen()
        self._at = next((i for i in order if not seen[i]), self._at)

    def _seen(self) -> list[bool]:
        """Of each item of the queue, whether it was decided on."""
        states = self._coding.states({place.article for place in self._queue})
        return [states[place.article].item(place.item).seen for place in self._queue]

    def _show(self, place: _Place) -> None:
        """Go to an item, and put it into the queue where it is not there yet."""
        if place not in self._queue:
            self._queue.insert(min(len(self._queue), self._at + 1), place)
        self._at = self._queue.index(place)

    # What the widget may ask for

    def _on_go(self, message: Message) -> None:
        place = _Place(self._must().article, message["item"])
        self._coding.state(place.article).item(place.item)
        self._show(place)

    def _on_choose(self, message: Message) -> None:
        what, order = message.get("what", self._what), message.get("order", self._order)
        least, most = (float(message.get(name, now)) for name, now in (("least", self._least), ("most", self._most)))
        if what not in _WHAT or order not in ("score", "text") or math.isnan(least + most):
            raise ValueError("Choose quotes, entities or claims, by score or as in the text, with scores from 0 to 1.")
        self._what, self._order, self._least, self._most = what, order, least, most
        self._fill()
        self._at = 0
        self._go_to_unseen()

    def _on_accept(self, message: Message) -> Entry:
        here = self._must()
        entry = self._coding.accept(*here)
        self._step(1)
        return entry

    def _on_reject(self, message: Message) -> Entry:
        here = self._must()
        entry = self._coding.reject(*here)
        self._step(1)
        return entry

    def _on_change(self, message: Message) -> Entry:
        return self._coding.change(*self._must(), **_with_places(message["values"]))

    def _on_speaker(self, message: Message) -> Entry:
        return self._coding.change(*self._must(), speaker=self._entity(message))

    def _on_claimer(self, message: Message) -> Entry:
        return self._coding.change(*self._must(), claimer=self._entity(message))

    def _on_claim(self, message: Message) -> Entry:
        start, end = message["place"]
        article = self._article()
        entry = self._coding.add_claim(article, start, end)
        if self._what == "claims":
            self._show(_Place(article, str(entry.item)))
        return entry

    def _on_add(self, message: Message) -> Entry:
        article = self._article()
        pieces = [tuple(piece) for piece in message["pieces"]]
        text = self._coding.article(article).text
        inside = all(0 <= start < end <= len(text) for start, end in pieces)
        # What is outside of the text is refused below, with a reason.
        kind = kind_of(text, pieces, quoted(text)) if pieces and inside else "indirect"
        entry = self._coding.add_quote(article, pieces, kind=kind)
        if self._what == "quotes":
            self._show(_Place(article, str(entry.item)))
        return entry

    def _on_mention(self, message: Message) -> Entry:
        start, end = message["place"]
        article = self._article()
        form = message.get("form", "name")
        entry = self._coding.add_mention(article, start, end, entity=self._entity(message), form=form)
        entity = self._coding.state(article).item(str(entry.item)).entity
        if self._what == "entities" and entity is not None:
            self._show(_Place(article, entity))
        return entry

    def _on_merge(self, message: Message) -> Entry:
        here = self._must()
        into = self._entity(message)
        if not isinstance(into, str):
            raise ValueError("Name an entity of this article to merge into.")
        entry = self._coding.merge(*here, into=into)
        self._show(_Place(here.article, into))
        return entry

    def _on_split(self, message: Message) -> Entry:
        new = New(message["name"], message.get("label") or "PERSON")
        entry = self._coding.split(*self._must(), message["mentions"], new=new)
        return entry

    def _back(self, entry: Entry | None, what: str) -> Entry:
        if entry is None:
            raise ValueError(f"There is nothing to {what}.")
        state = self._coding.state(entry.article)
        gone = [
            place
            for place in self._queue
            if place.article == entry.article and place.item not in state.items(self._what)
        ]
        self._queue = [place for place in self._queue if place not in gone]
        self._step(0)
        if entry.article in self._articles and entry.item in state.items(self._what):
            self._show(_Place(entry.article, str(entry.item)))
        return entry

    def _entity(self, message: Message) -> str | New | None:
        """Whom a message means: an entity by its id, a new one by its name, or nobody."""
        if message.get("entity") is not None:
            return str(message["entity"])
        name = str(message.get("name") or "").strip()
        if not name:
            return None
        named = [e.id for e in self._coding.state(self._article()).kept("entities") if e.name == name]
        if len(named) > 1:
            raise ValueError(f"Several entities are called {name}: {', '.join(named)}. Choose one from the list.")
        return named[0] if named else New(name, message.get("label") or "PERSON")

    # What it is told

    def _view(self, has: Any) -> dict[str, Any]:
        here = self._here()
        article = self._article() if here or self._articles else None
        view: dict[str, Any] = {
            "coder": self._coding.coder,
            "what": self._what,
            "order": self._order,
            "least": self._least,
            "most": self._most,
            "labels": list(LABELS),
            "kinds": list(KINDS),
            "claim_labels": list(CLAIM_LABELS),
            "claim_kinds": list(CLAIM_KINDS),
            "certainties": list(CERTAINTIES),
            "at": self._at,
            "total": len(self._queue),
            "seen": sum(self._seen()),
            "item": here.item if here else None,
            "article": article,
        }
        if article is None:
            nothing: dict[str, Any] = {"quotes": [], "entities": [], "claims": [], "mentions": [], "others": []}
            return {**view, "title": None, "hash": None, "text": "", **nothing}
        kept, state = self._coding.article(article), self._coding.state(article)
        of_item = state.mentions_of(here.item) if here and self._what == "entities" else []
        counts: dict[str | None, int] = {}
        for mention in state.mentions.values():
            if mention.verdict != "rejected":
                counts[mention.entity] = counts.get(mention.entity, 0) + 1
        return {
            **view,
            "title": kept.title,
            "hash": kept.text_hash,
            "text": None if has == kept.text_hash else kept.text,
            # A book has thousands of both: one of them is shown as a whole, and of the others where they stand.
            "quotes": [_quote(state.quotes[here.item])] if here and self._what == "quotes" else [],
            "claims": [_claim(state.claims[here.item])] if here and self._what == "claims" else [],
            "others": _others(state, self._what, view["item"]),
            "entities": [_entity(entity, counts.get(entity.id, 0)) for entity in state.entities.values()],
            "mentions": sorted(([m.start, m.end, m.id, m.form] for m in of_item), key=lambda mention: mention[:2]),
        }


def _surety(item: Item, score: float | None) -> float:
    """How sure the machine was, from 0 to 1; 2 for what people added, in which nothing is to be checked first."""
    if score is None:
        return 2.0
    return 2 * abs(score - 0.5) if isinstance(item, ClaimItem) else score


def _with_places(values: Mapping[str, Any]) -> dict[str, Any]:
    """Values as they come from the page, with places as tuples."""
    given = dict(values)
    if "pieces" in given:
        given["pieces"] = [tuple(piece) for piece in given["pieces"]]
    for name in PLACES:
        if given.get(name) is not None:
            start, end = given[name]
            given[name] = (start, end)
    return given


def _others(state: State, what: What, shown: str | None) -> list[Place]:
    """Where claims stand, if these are gone through, and quotes otherwise; what is shown or rejected is left out."""
    items: list[QuoteItem | ClaimItem] = [*(state.claims if what == "claims" else state.quotes).values()]
    kept = [item for item in items if item.id != shown and item.verdict != "rejected"]
    return [place for item in kept for place in _pieces(item)]


def _pieces(item: QuoteItem | ClaimItem) -> list[Place]:
    return item.pieces if isinstance(item, QuoteItem) else [(item.start, item.end)]


def _quote(quote: QuoteItem) -> dict[str, Any]:
    return {
        "id": quote.id,
        "pieces": _pieces(quote),
        "cue": quote.cue,
        "source": quote.source,
        "kind": quote.kind,
        "speech": quote.speech,
        "speaker": quote.speaker,
        "score": quote.score,
        "status": _status(quote),
    }


def _claim(claim: ClaimItem) -> dict[str, Any]:
    return {
        "id": claim.id,
        "pieces": _pieces(claim),
        "label": claim.label,
        "kinds": claim.kinds,
        "certainty": claim.certainty,
        "cue": claim.certainty_cue,
        "claimer_kind": claim.claimer_kind,
        "claimer": claim.claimer,
        "source": claim.claimer_printed,
        "score": claim.score,
        "status": _status(claim),
    }


def _entity(entity: EntityItem, mentions: int) -> dict[str, Any]:
    return {
        "id": entity.id,
        "name": entity.name,
        "label": entity.label,
        "mentions": mentions,
        "status": _status(entity),
    }


def _status(item: Item) -> str:
    return "rejected" if item.verdict == "rejected" else item.source_of_row
