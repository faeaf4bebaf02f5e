"""One article with its text and its rows of all tables: what every writer takes and every reader gives."""

import warnings
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple, cast

import numpy as np
import pandas as pd
import spacy
from spacy.language import Language
from spacy.tokens import Doc, Span, SpanGroup
from spacy.util import filter_spans

import onrecord.sentences  # noqa: F401  (registers its component)
from onrecord.articles import Article
from onrecord.entities import store_mentions
from onrecord.formats.losses import ExportWarning, Losses
from onrecord.pipeline import glued, make_doc
from onrecord.quotes import ATTITUDE, SPEECH
from onrecord.sources.found import Mark, MarkKind, Post
from onrecord.tabulation import COLUMNS, PROVENANCE, Rows, Tables, article_of, frame, rows_of
from onrecord.tokens import TokenSpans, split_tokens

Row = Mapping[str, Any]
"""A row of a table by its columns; None for what is missing."""

RowsByTable = Mapping[str, Sequence[Row]]


class Annotated(NamedTuple):
    """One article, and what is known about it.

    Attributes:
        article: with its text, in which all offsets count.
        rows: those of the article, by the name of the table.
        doc: the Doc that they were found in, if there is one; it has tokens and sentences.
    """

    article: Article
    rows: RowsByTable
    doc: Doc | None = None


class Attributed(NamedTuple):
    """A quote as a reader finds it in a file: places only, what follows from them is worked out anew.

    Attributes:
        id: "q1".
        pieces: where each piece of the content starts and ends.
        cue: where the cue does, or None.
        source: where the source does, or None.
        speech: False for attitudes, beliefs and plans.
        score: 1 where a person added the quote.
        speaker: id of the entity who speaks, or None.
        speaker_score: None where nobody has scored whom the speaker is.
    """

    id: str
    pieces: Sequence[tuple[int, int]]
    cue: tuple[int, int] | None
    source: tuple[int, int] | None
    speech: bool = True
    score: float = 1.0
    speaker: str | None = None
    speaker_score: float | None = None


class Mentioned(NamedTuple):
    """A mention as a reader finds it in a file; `entity` is None for dates and sums of money."""

    start: int
    end: int
    label: str
    form: str = "name"
    entity: str | None = None


# From what people hold


def annotated(
    what: Tables | Iterable[Doc | tuple[Doc, Article]], articles: Iterable[Any] | None, losses: Losses
) -> Iterator[Annotated]:
    """Yield each article with its rows.

    Args:
        what: tables, or Docs, or pairs of a Doc and its Article.
        articles: with tables, the Articles that they were made from, in any order and among others; what is no
            Article, such as a Problem, is passed over.
        losses: gets the articles of the tables that are not among these.

    Raises:
        ValueError: an article's text is not the one that the tables were made from.
    """
    if not isinstance(what, Tables):
        for number, entry in enumerate(what, start=1):
            doc, article = entry if isinstance(entry, tuple) else (entry, article_of(entry, number))
            yield Annotated(article, named(rows_of(doc, article)), doc)
        return
    rows = by_article(what)
    for article in articles or ():
        if isinstance(article, Article) and article.id in rows:
            own = rows.pop(article.id)
            _check_text(article, own)
            yield Annotated(article, own)
    losses.add("articles of the tables, which are not among the articles given", len(rows))


def _check_text(article: Article, rows: RowsByTable) -> None:
    for name, of_table in rows.items():
        for row in of_table:
            if row.get("start") is not None and article.text[row["start"] : row["end"]] != row["text"]:
                raise ValueError(
                    f"The text of the article {article.id} is not the one that the tables were made from: "
                    f"at {row['start']} the {name} have {row['text']!r}."
                )


def by_article(found: Tables) -> dict[str, RowsByTable]:
    """The rows of tables by article and table, articles in their order."""
    grouped: dict[str, dict[str, list[Row]]] = {}
    for name, table in found.items():
        for row in plain_rows(table):
            grouped.setdefault(row["article"], defaultdict(list))[name].append(row)
    return {article: {name: rows.get(name, []) for name in COLUMNS} for article, rows in grouped.items()}


def plain_rows(table: pd.DataFrame) -> Iterator[dict[str, Any]]:
    """The rows of a table with values of Python's own, None for what is missing."""
    columns = [[_plain(value) for value in table[name]] for name in table.columns]
    for values in zip(*columns, strict=True):
        yield dict(zip(table.columns, values, strict=True))


def _plain(value: Any) -> Any:
    if isinstance(value, str | list):
        return value
    if isinstance(value, np.ndarray):
        return value.tolist()
    if pd.isna(value):
        return None
    return value.item() if isinstance(value, np.generic) else value


def named(rows: Rows) -> RowsByTable:
    """Rows with the names of their columns."""
    return {
        name: [dict(zip([column.name for column in columns], row, strict=True)) for row in rows.get(name, [])]
        for name, columns in COLUMNS.items()
    }


# And back


def tables_of(entries: Iterable[Annotated]) -> Tables:
    """The tables of some articles, with columns of provenance where a row tells any."""
    every = {name: (*columns, *PROVENANCE) for name, columns in COLUMNS.items()}
    rows: Rows = {name: [] for name in COLUMNS}
    for entry in entries:
        for name, columns in every.items():
            rows[name] += [tuple(row.get(column.name) for column in columns) for row in entry.rows.get(name, ())]
    return Tables(**{name: _without_untold(frame(every[name], of_table)) for name, of_table in rows.items()})


def _without_untold(table: pd.DataFrame) -> pd.DataFrame:
    """The table without columns of provenance if no row has any."""
    names = [column.name for column in PROVENANCE]
    return table if table[names].notna().any(axis=None) else table.drop(columns=names)


def article_from(row: Row, text: str, marks: Iterable[Row] = (), posts: Iterable[Row] = ()) -> Article:
    """The Article of its row in the table of articles, with its text, marks and posts."""
    fields = "title byline outlet url published modified language section path member".split()
    known: dict[str, Any] = {name: row.get(name) for name in fields}
    return Article(
        id=row["article"],
        text=text,
        **known,
        marks=tuple(Mark(m["start"], m["end"], cast(MarkKind, m["kind"]), m["score"]) for m in marks),
        posts=tuple(
            Post(p["start"], p["end"], p["platform"], p["handle"], p["name"], p["date"], p["url"]) for p in posts
        ),
        warnings=tuple(filter(None, (row.get("warnings") or "").split("; "))),
    )


def rebuilt(
    article: Article, mentions: Iterable[Mentioned], quotes: Iterable[Attributed], known: RowsByTable
) -> Annotated:
    """An article whose mentions and quotes come from a file, with the rows that follow from them worked out.

    Args:
        article: with its text.
        mentions: as they stand in the file.
        quotes: likewise.
        known: rows of tables that the file holds as they are. Of entities, only the names are taken, for the ids that
            there still are.

    Raises:
        ValueError: a place lies outside the text.
    """
    doc = built(article, mentions, quotes)
    rows = {**named(rows_of(doc, article)), **{name: of for name, of in known.items() if name != "entities"}}
    names = {row["entity"]: row["name"] for row in known.get("entities", ())}
    rows["entities"] = [{**row, "name": names.get(row["entity"], row["name"])} for row in rows["entities"]]
    names = {row["entity"]: row["name"] for row in rows["entities"]}
    rows["quotes"] = [{**row, "speaker": names.get(row["speaker_id"])} for row in rows["quotes"]]
    return Annotated(article, rows, doc)


def doc_of(entry: Annotated) -> Doc:
    """The Doc of an article: the one that it came with, or one made of its rows; with sentences."""
    if entry.doc is None:
        return built(entry.article, mentioned(entry), attributed(entry))
    if entry.doc.has_annotation("SENT_START"):
        return entry.doc
    return _nlp().get_pipe("onrecord_sentences")(entry.doc.copy())


def mentioned(entry: Annotated) -> list[Mentioned]:
    """The mentions of an article as places."""
    return [
        Mentioned(row["start"], row["end"], row["label"], row["form"], row["entity"]) for row in entry.rows["mentions"]
    ]


def attributed(entry: Annotated) -> list[Attributed]:
    """The quotes of an article as places."""
    return [
        Attributed(
            id=row["quote"],
            pieces=[(start, end) for start, end in row["pieces"]],
            cue=place(row, "cue_"),
            source=place(row, "source_"),
            speech=row["speech"] is not False,
            score=1.0 if row["score"] is None else row["score"],
            speaker=row["speaker_id"],
            speaker_score=row["speaker_score"],
        )
        for row in entry.rows["quotes"]
    ]


def place(row: Row, prefix: str = "") -> tuple[int, int] | None:
    """Where something of a row stands, or None."""
    start, end = row[f"{prefix}start"], row[f"{prefix}end"]
    return None if start is None or end is None else (start, end)


def built(article: Article, mentions: Iterable[Mentioned], quotes: Iterable[Attributed]) -> Doc:
    """A Doc with mentions and quotes where our pipeline stores them, split into tokens and sentences.

    Of names that overlap, which no `doc.ents` can hold, the longest are in it; all are in the group of mentions. White
    space at the borders of a place is left out, as no span of spaCy's could begin or end there.

    Raises:
        ValueError: a place lies outside the text, or is white space.
    """
    places = _Places(article)
    mentions = [Mentioned(*places.add(m.start, m.end), m.label, m.form, m.entity) for m in mentions]
    quotes = [
        quote._replace(
            pieces=[places.add(*piece) for piece in quote.pieces],
            cue=quote.cue and places.add(*quote.cue),
            source=quote.source and places.add(*quote.source),
        )
        for quote in quotes
    ]
    doc = make_doc(_nlp(), article)
    split_tokens(doc, places.borders | glued(article.text))
    tokens = TokenSpans(doc)
    names = [tokens.span(m.start, m.end, m.label, m.entity or "") for m in mentions if m.form == "name"]
    doc.ents = filter_spans(names)
    store_mentions(doc, [tokens.span(m.start, m.end, m.label, m.entity, m.form) for m in mentions if m.entity])
    if places.trimmed:
        warnings.warn(
            f"In the article {article.id}, {places.trimmed} places began or ended in white space, and are shorter now.",
            ExportWarning,
            stacklevel=2,
        )
    nobodys = len([m for m in mentions if not m.entity]) - len([ent for ent in doc.ents if not ent.id_])
    if nobodys:
        warnings.warn(
            f"In the article {article.id}, {nobodys} mentions of no entity overlap a longer name and are left out.",
            ExportWarning,
            stacklevel=2,
        )
    _store_quotes(doc, quotes, tokens)
    return _nlp().get_pipe("onrecord_sentences")(doc)


class _Places:
    """The places of an article, checked and without white space around them."""

    def __init__(self, article: Article):
        self.article = article
        self.borders: set[int] = set()
        self.trimmed = 0

    def add(self, start: int, end: int) -> tuple[int, int]:
        printed = self.article.text[start:end] if 0 <= start < end <= len(self.article.text) else ""
        if not printed.strip():
            raise ValueError(
                f"{start} to {end} is no place in the article {self.article.id}, or only white space in it "
                f"({len(self.article.text)} characters)."
            )
        first, last = start + len(printed) - len(printed.lstrip()), end - len(printed) + len(printed.rstrip())
        self.trimmed += (first, last) != (start, end)
        self.borders.update((first, last))
        return first, last


def _store_quotes(doc: Doc, quotes: Sequence[Attributed], tokens: TokenSpans) -> None:
    groups: dict[str, list[Span]] = {"quotes": [], "cues": [], "speakers": []}
    for quote in quotes:
        label = SPEECH if quote.speech else ATTITUDE
        groups["quotes"] += [tokens.span(start, end, label, quote.id) for start, end in quote.pieces]
        if quote.cue:
            groups["cues"].append(tokens.span(*quote.cue, "CUE", quote.id))
        if quote.source:
            groups["speakers"].append(tokens.span(*quote.source, "SOURCE", quote.id))
    for key, spans in groups.items():
        doc.spans[key] = SpanGroup(doc, name=key, spans=spans)
    doc.spans["quotes"].attrs.update(
        scores={quote.id: quote.score for quote in quotes},
        speakers={quote.id: quote.speaker for quote in quotes if quote.speaker},
        speaker_scores={quote.id: quote.speaker_score for quote in quotes if quote.speaker_score is not None},
    )


@cache
def _nlp() -> Language:
    """Tokens and sentences, and nothing that has to be loaded."""
    nlp = spacy.blank("en")
    nlp.max_length = 50_000_000
    nlp.add_pipe("onrecord_sentences")
    return nlp


def lose_others(
    entry: Annotated, held: Collection[str], losses: Losses, *, fields: Collection[str] | None = None
) -> None:
    """Count the rows of tables that a format has no place for, and the fields of the article.

    Args:
        entry: the article that is written.
        held: tables that the format holds.
        losses: gets the counts.
        fields: columns of the table of articles that it holds; all of them by default.
    """
    for name, rows in entry.rows.items():
        if name not in held and name != "articles":
            losses.add(f"rows of {name}", len(rows))
    if fields is not None:
        for row in entry.rows["articles"]:
            lost = [name for name, value in row.items() if value is not None and name not in fields]
            for name in lost:
                losses.add(f"articles' {name}")


def lose_provenance(entries: Iterable[Annotated], losses: Losses) -> Iterator[Annotated]:
    """Yield the articles, and count the rows of which a format cannot say whether people corrected them."""
    for entry in entries:
        told = sum(row.get("source_of_row") is not None for rows in entry.rows.values() for row in rows)
        losses.add("rows' source_of_row, corrected_by and corrected_at", told)
        yield entry


def new_id(letter: str, taken: set[str | None]) -> str:
    """An id that is not taken yet; now it is."""
    number = 1
    while f"{letter}{number}" in taken:
        number += 1
    taken.add(f"{letter}{number}")
    return f"{letter}{number}"
