"""`review`: correcting in the notebook, in JupyterLab and Notebook 7."""

import os
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Protocol, runtime_checkable

import anywidget
import pandas as pd
from spacy.tokens import Doc

from onrecord.articles import Article
from onrecord.review.coding import Coding
from onrecord.review.desk import Desk, Order, What
from onrecord.review.samples import items_of
from onrecord.review.state import machine_of
from onrecord.review.store import Store
from onrecord.tabulation import HasTables, tables

_HERE = Path(__file__).parent


class ReviewWidget(anywidget.AnyWidget):
    """The widget: it hands messages on between the page and a `Desk`, and knows nothing else.

    Attributes:
        desk: what lies before the coder.
        store: where the decisions go. It stays open as long as the widget is there.
    """

    _esm = _HERE / "widget.js"
    _css = _HERE / "widget.css"

    def __init__(self, desk: Desk, store: Store):
        super().__init__()
        self.desk, self.store = desk, store
        self.on_msg(self._answer)

    def _answer(self, widget: Any, message: Any, buffers: Any) -> None:
        # A page may send anything; what it is answered is what the desk has written before.
        if isinstance(message, dict):
            self.send(self.desk.answer(message))


@runtime_checkable
class KeepsCorrections(HasTables, Protocol):
    """A corpus: it has a store of its own."""

    def coding(self, coder: str, *, articles: Iterable[str] | None = None) -> Coding:
        """The work of one coder in it."""


def review(
    docs: Iterable[Doc | tuple[Doc, Article]] | KeepsCorrections,
    *,
    coder: str,
    store: str | os.PathLike[str] | None = None,
    what: What = "quotes",
    order: Order = "score",
    articles: Iterable[str] | None = None,
    only: pd.DataFrame | None = None,
) -> ReviewWidget:
    """Go through quotes, entities and claims of some articles, and correct them, as the last line of a notebook's cell.

    Example:
        >>> onrecord.review([(doc, article)], coder="ana")  # doctest: +SKIP
        >>> onrecord.review(corpus, coder="ana", articles=["port_strike"])  # doctest: +SKIP

    Every decision is on the disk before the widget says "saved". The same call in a new kernel goes on where the last
    one ended. `onrecord.review.apply` does the same from a table.

    Args:
        docs: Docs, or pairs of a Doc and its Article, as `onrecord.tables` takes them. A Doc alone gets its place in
            the order as its id. Or a corpus, which keeps its corrections itself.
        coder: who decides; a name or initials.
        store: the file of the corrections, "review.sqlite" if none is named; made if it is not there.
        what: "quotes", "entities" or "claims" to begin with; the widget has a box to choose.
        order: "score" shows first what the reader is least sure of, "text" goes through the text.
        articles: ids of those of a corpus that are gone through; all otherwise, whose texts are then held in memory.
        only: rows of the quotes, claims or entities that are to be gone through, such as `sample` draws; all otherwise.

    Raises:
        ValueError: two articles have the same id; the store holds an article of that id and text in which the
            machine found something else; or a store was named for a corpus, or articles for Docs.
        KeyError: the corpus has no such article.
    """
    drawn = None if only is None else items_of(only)
    if isinstance(docs, KeepsCorrections):
        if store is not None:
            raise ValueError("A corpus keeps its corrections itself: name no store.")
        chosen = docs.columns("articles", "article")["article"] if articles is None else articles
        chosen = list(dict.fromkeys(chosen))
        coding = docs.coding(coder, articles=chosen)
        return ReviewWidget(Desk(coding, chosen, order=order, what=what, only=drawn), coding.store)
    if articles is not None:
        raise ValueError("Articles are chosen from a corpus. Of Docs, give those that you mean.")
    pairs = [
        entry if isinstance(entry, tuple) else (entry, Article(str(number), entry.text))
        for number, entry in enumerate(docs, start=1)
    ]
    twice = [id_ for id_, count in Counter(article.id for _, article in pairs).items() if count > 1]
    if twice:
        raise ValueError(f"Two articles have the id {twice[0]}: nobody could tell whose a correction is.")
    machine = machine_of(tables(pairs))
    opened = Store("review.sqlite" if store is None else store)
    with opened.batch():
        texts = {
            article.id: opened.add_article(article.id, article.text, machine[article.id], title=article.title)
            for _, article in pairs
        }
    return ReviewWidget(Desk(Coding(opened, coder, texts=texts), texts, order=order, what=what, only=drawn), opened)
