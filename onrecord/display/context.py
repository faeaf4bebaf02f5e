"""`context`: rows of any table, each in the lines of its article where it stands."""

from collections.abc import Iterable, Iterator, Mapping
from html import escape
from itertools import pairwise
from typing import Any

import pandas as pd

from onrecord.articles import Article
from onrecord.display.marking import Stretch, line_starts, paragraphs
from onrecord.display.page import STYLE, Shown
from onrecord.finding import Problem

Articles = Article | Iterable[Article | Problem]
"""One article, or what `onrecord.read_articles` yields."""

_PARTS = (("cue", "cue_start", "cue_end"), ("source", "source_start", "source_end"))
"""Columns of the table of quotes that say where more of a quote stands, by role."""


def context(rows: pd.Series | pd.DataFrame, articles: Articles, *, around: int = 1, most: int = 100) -> Shown:
    """Show a row of any table, or several, each in the lines of its article where it stands.

    Example:
        >>> articles = list(onrecord.read_articles("data/articles"))  # doctest: +SKIP
        >>> context(tables.quotes.iloc[3], articles)  # doctest: +SKIP
        >>> context(tables.quotes.query("speaker == 'Ana Souza'"), articles)  # doctest: +SKIP

    Of a quote its cue and its source are marked as well. Does not show what else was found there: `onrecord.show` does.

    Args:
        rows: a row, or a table with the columns article, start and end, such as quotes, entities, mentions or marks.
        articles: those that the rows are from. Problems among them are passed over.
        around: lines shown before and after; blank ones do not count.
        most: rows that are shown, the first of them; of the others it says how many there are.

    Raises:
        KeyError: there is no article of that id.
        ValueError: rows have no place in a text, or the article reads otherwise there.
    """
    texts = by_id(articles)
    table = rows.to_frame().T if isinstance(rows, pd.Series) else rows
    missing = {"article", "start", "end"} - set(table.columns)
    if missing:
        raise ValueError(
            f"Only rows that say where they stand have a context: there is no {', '.join(sorted(missing))}."
        )
    parts = "".join(_row_in_context(row, _article(row["article"], texts), around) for row in _records(table.head(most)))
    rest = len(table) - most
    more = f'<p class="or-place">… and {rest:,} more rows</p>\n' if rest > 0 else ""
    html = f'<section class="onrecord" aria-label="Rows in context">\n<style>{STYLE}</style>\n{parts}{more}</section>'
    return Shown(html, "a row in context" if len(table) == 1 else f"{len(table)} rows in context")


def by_id(articles: Articles) -> dict[str, Article]:
    """The articles by their ids."""
    found = [articles] if isinstance(articles, Article) else articles
    return {article.id: article for article in found if isinstance(article, Article)}


def _records(table: pd.DataFrame) -> Iterator[Mapping[str, Any]]:
    """The rows, without what is missing."""
    for record in table.to_dict("records"):
        yield {
            str(name): value for name, value in record.items() if not pd.api.types.is_scalar(value) or pd.notna(value)
        }


def _article(id_: str, texts: Mapping[str, Article]) -> Article:
    if id_ not in texts:
        raise KeyError(f"There is no article {id_!r} among those given.")
    return texts[id_]


def _row_in_context(row: Mapping[str, Any], article: Article, around: int) -> str:
    text, start, end = article.text, int(row["start"]), int(row["end"])
    if not 0 <= start < end <= len(text) or text[start:end] != row.get("text", text[start:end]):
        raise ValueError(
            f"The article {article.id} does not read {row.get('text', '')!r} at {start}–{end}: the table was made of "
            "another version of it."
        )
    stretches = list(_stretches(row, start, end))
    first, last = min(s.start for s in stretches), max(s.end for s in stretches)
    begin, stop = _lines_around(text, first, last, around)
    shown = [s._replace(start=s.start - begin, end=s.end - begin) for s in stretches]
    title = f' <span class="or-title">{escape(article.title)}</span>' if article.title else ""
    head = f'<code>{escape(article.id)}</code>{title} <span class="or-place">{start}–{end}</span>'
    return (
        f'<h4 class="or-where">{head}</h4>\n<div class="or-text">{"".join(paragraphs(text[begin:stop], shown))}</div>\n'
    )


def _stretches(row: Mapping[str, Any], start: int, end: int) -> Iterator[Stretch]:
    """What is marked: the pieces of a quote with its cue and source, or a row's one stretch."""
    title = str(row.get("kind") or row.get("label") or "")
    for piece_start, piece_end in row.get("pieces", [[start, end]]):
        yield Stretch(int(piece_start), int(piece_end), "quote", "", title, ("found",))
    for role, from_, to in _PARTS:
        if from_ in row:
            yield Stretch(int(row[from_]), int(row[to]), role, "", role)


def _lines_around(text: str, start: int, end: int, around: int) -> tuple[int, int]:
    """Where the lines start and end that hold a stretch, and so many more before and after that are not blank."""
    borders = [0, *line_starts(text), len(text)]
    lines = [(b, e) for b, e in pairwise(borders) if text[b:e].strip()]
    before = [b for b, e in lines if e <= start][-around:] if around else []
    after = [e for b, e in lines if b >= end][:around]
    own_start = max(b for b in borders if b <= start)
    own_end = min(b for b in borders if b >= end)
    return (before[0] if before else own_start), (after[-1] if after else own_end)
