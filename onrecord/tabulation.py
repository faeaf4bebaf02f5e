"""From Docs to tables: articles, entities, mentions, quotes, claims, marks and posts as pandas DataFrames."""

import json
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple, Protocol

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from spacy.tokens import Doc, Span

from onrecord.articles import Article
from onrecord.claims import Claim, claims
from onrecord.cleaning import posts
from onrecord.cues import cue_lemma
from onrecord.entities import Entity, entities
from onrecord.marks import marks_of
from onrecord.numbers import Quantity
from onrecord.quotes import Quote, quotes
from onrecord.sources.found import Mark, Post


class Column(NamedTuple):
    """One column of a table.

    Attributes:
        name: as in the DataFrame and in the files.
        dtype: "string", "Int64", "Float64", "boolean" (pandas' own, with <NA> for what is missing), or
            "pieces": a list of [start, end].
        meaning: one line for the reader; docs/tables/ shows it.
    """

    name: str
    dtype: str
    meaning: str


_ARTICLE = Column("article", "string", "id of the article, as in the table articles")

COLUMNS: Mapping[str, tuple[Column, ...]] = MappingProxyType(
    {
        "articles": (
            Column("article", "string", "id of the article: the name of its file, or what the input calls it"),
            Column("title", "string", "headline, if known"),
            Column("byline", "string", "who wrote it, as printed, if known"),
            Column("outlet", "string", "who published it, if known"),
            Column("url", "string", "where it was published, if known"),
            Column("published", "string", "day or time of publication in ISO 8601, if known"),
            Column("modified", "string", "day or time of the last change in ISO 8601, if known"),
            Column("words", "Int64", "number of words: stretches without white space that hold a letter or digit"),
            Column("language", "string", "such as en: what the text is in, or what the input says of a short one"),
            Column("section", "string", "part of the outlet that it stood in, if known"),
            Column("path", "string", "file it was read from"),
            Column("member", "string", "part of that file: number of a line or row, path of an archive's entry"),
            Column("duplicate_group", "string", "id of the group of near-duplicates that it is in, such as d1"),
            Column("representative", "string", "id of the article that stands for that group, or its own id"),
            Column("similarity", "Float64", "share of the shorter of both that stands in the other, too"),
            Column("representative_reason", "string", "why that article stands for the group"),
            Column("weight", "Float64", "1 divided by the size of the group: weights add up to the number of texts"),
            Column("warnings", "string", "what to know about this text, separated by semicolons"),
        ),
        "entities": (
            _ARTICLE,
            Column("entity", "string", "id of the entity within its article, such as e1"),
            Column("name", "string", "fullest printed form of the name, without a title"),
            Column("label", "string", "PERSON, ORG, LOC, FACILITY, NORP, PRODUCT or MISC"),
            Column("mentions", "Int64", "how often it is mentioned, by name or otherwise"),
            Column("text", "string", "first mention as printed"),
            Column("start", "Int64", "where the first mention starts"),
            Column("end", "Int64", "where the first mention ends"),
        ),
        "mentions": (
            _ARTICLE,
            Column("entity", "string", "id of the entity it refers to; missing for DATE and MONEY"),
            Column("text", "string", "mention as printed"),
            Column("start", "Int64", "where it starts"),
            Column("end", "Int64", "where it ends"),
            Column("label", "string", "label of the entity, or DATE or MONEY"),
            Column("form", "string", "name, nominal (a noun phrase such as “the minister”) or pronoun"),
        ),
        "quotes": (
            _ARTICLE,
            Column("quote", "string", "id of the quote within its article, such as q1"),
            Column("kind", "string", "direct (in quotation marks), indirect (reported) or mixed"),
            Column("speech", "boolean", "true: something said or written; false: an attitude, belief or plan"),
            Column("text", "string", "the text from the start of the first piece to the end of the last"),
            Column("pieces", "pieces", "where each piece of the content starts and ends"),
            Column("start", "Int64", "where the first piece starts"),
            Column("end", "Int64", "where the last piece ends"),
            Column("cue", "string", "words that mark the attribution, as printed: “has said”"),
            Column("cue_lemma", "string", "dictionary form of the cue: say"),
            Column("cue_start", "Int64", "where the cue starts"),
            Column("cue_end", "Int64", "where the cue ends"),
            Column("source", "string", "words that name the source, as printed: “the mayor”, “he”"),
            Column("source_start", "Int64", "where the source starts"),
            Column("source_end", "Int64", "where the source ends"),
            Column("speaker_id", "string", "id of the entity that the source was resolved to"),
            Column("speaker", "string", "name of that entity"),
            Column("speaker_score", "Float64", "how sure the reader is of the speaker, from 0 to 1"),
            Column("score", "Float64", "how sure the reader is that this is a quote, from 0 to 1"),
            Column("sentence", "string", "whole sentences in which content, cue and source stand"),
            Column("sentence_start", "Int64", "where they start"),
            Column("sentence_end", "Int64", "where they end"),
        ),
        "claims": (
            _ARTICLE,
            Column("claim", "string", "id of the claim within its article, such as c1"),
            Column("label", "string", "CFS: a fact worth checking; UFS: another fact; NFS, on request: no fact"),
            Column("score", "Float64", "how likely it is worth checking, from 0 to 1; nothing about its truth"),
            Column("text", "string", "what is claimed: a sentence, or the part of one with one speaker"),
            Column("start", "Int64", "where it starts"),
            Column("end", "Int64", "where it ends"),
            Column("kinds", "string", "what it is about, such as “quantity; accusation”"),
            Column("reasons", "string", "why, in words with what they rest on: “a share: 99.999%; a cause: due”"),
            Column("certainty", "string", "how it is put: asserted, hedged, denied, questioned or future"),
            Column("certainty_cue", "string", "words that say so, as printed: “allegedly”"),
            Column("certainty_cue_start", "Int64", "where they start"),
            Column("certainty_cue_end", "Int64", "where they end"),
            Column("claimer_kind", "string", "article: it says so in its own voice; speaker: somebody else does"),
            Column("claimer_id", "string", "id of the entity that the claimer was resolved to"),
            Column("claimer", "string", "name of that entity"),
            Column("claimer_printed", "string", "words that name the claimer, as printed: “the ministry”, “he”"),
            Column("claimer_start", "Int64", "where they start"),
            Column("claimer_end", "Int64", "where they end"),
            Column("quote", "string", "id of the quote that it stands in"),
            Column("entities", "string", "ids of who and what is mentioned in it: “e1; e4”"),
            Column("quantities", "string", "numbers and dates in it, as a list in JSON"),
            Column("sentence", "string", "the sentence that it stands in"),
            Column("sentence_start", "Int64", "where that starts"),
            Column("sentence_end", "Int64", "where that ends"),
        ),
        "marks": (
            _ARTICLE,
            Column("text", "string", "the marked stretch of the article's text"),
            Column("start", "Int64", "where it starts"),
            Column("end", "Int64", "where it ends"),
            Column("kind", "string", "boilerplate, embed, caption, byline, dateline or teaser"),
            Column("score", "Float64", "how sure that is, from 0 to 1; 1 where the input itself says so"),
        ),
        "posts": (
            _ARTICLE,
            Column("platform", "string", "social network, such as X or Telegram, if known"),
            Column("handle", "string", "its author's handle as printed, such as @anasouza"),
            Column("name", "string", "its author's name as printed"),
            Column("date", "string", "day or time of the post in ISO 8601, if it can be told"),
            Column("url", "string", "address of the post, if known"),
            Column("text", "string", "the post as it stands in the article, its author's line included"),
            Column("start", "Int64", "where it starts"),
            Column("end", "Int64", "where it ends"),
        ),
    }
)
"""The tables and their columns: what `tables` builds, what the files hold and what docs/tables/ describes."""

PROVENANCE = (
    Column("source_of_row", "string", "machine, accepted, corrected or added"),
    Column("corrected_by", "string", "the coder who decided last, or the rule; missing for machine"),
    Column("corrected_at", "string", "when, in UTC, ISO 8601; missing for machine and rules"),
)
"""What a table has besides its own columns once `onrecord.review.corrected` has put people's corrections in it."""

OF_VERSIONS: Mapping[str, str] = MappingProxyType(
    {
        "duplicate_group": "group",
        "representative": "representative",
        "similarity": "similarity",
        "representative_reason": "reason",
        "weight": "weight",
    }
)
"""Columns of the table of articles → those of `onrecord.duplicates` that they are from."""

# Pinned to Python's own strings, so that a table's dtypes do not depend on the version of pandas or on what
# else is installed.
_DTYPES: Mapping[str, Any] = MappingProxyType(
    {
        "string": pd.StringDtype("python"),
        "Int64": pd.Int64Dtype(),
        "Float64": pd.Float64Dtype(),
        "boolean": pd.BooleanDtype(),
        "pieces": object,
    }
)

_ARROW_TYPES: Mapping[str, pa.DataType] = MappingProxyType(
    {
        "string": pa.string(),
        "Int64": pa.int64(),
        "Float64": pa.float64(),
        "boolean": pa.bool_(),
        "pieces": pa.list_(pa.list_(pa.int64())),
    }
)

Rows = dict[str, list[tuple[Any, ...]]]
"""Rows by table, the values in the order of the table's columns; None for what is missing."""


@dataclass(frozen=True)
class Tables:
    """Seven tables that join on `article`, on `entity`, `speaker_id` and `claimer_id`, and on `quote`.

    Example:
        The quotes, each with the label of its speaker:
        >>> speakers = found.entities[["article", "entity", "label"]]  # doctest: +SKIP
        >>> found.quotes.merge(
        ...     speakers, left_on=["article", "speaker_id"], right_on=["article", "entity"]
        ... )  # doctest: +SKIP

    In all of them but the first `article.text[start:end] == text`, in Unicode code points. No text column holds
    an empty string: what is missing is <NA>.
    """

    articles: pd.DataFrame
    entities: pd.DataFrame
    mentions: pd.DataFrame
    quotes: pd.DataFrame
    claims: pd.DataFrame
    marks: pd.DataFrame
    posts: pd.DataFrame

    def items(self) -> Iterator[tuple[str, pd.DataFrame]]:
        """Yield each table with its name."""
        for name in COLUMNS:
            yield name, getattr(self, name)

    def columns(self, table: str, *names: str) -> pd.DataFrame:
        """Some columns of a table."""
        return getattr(self, table)[list(names)]


class HasTables(Protocol):
    """Tables in memory, or a corpus that reads what is asked for: what works over articles takes either."""

    def columns(self, table: str, *names: str) -> pd.DataFrame:
        """Some columns of a table, the rows in their order."""


def tables(docs: Iterable[Doc | tuple[Doc, Article]], *, nfs: bool = False) -> Tables:
    """Build the tables of some Docs.

    Example:
        >>> from onrecord import load, tables
        >>> nlp = load()  # doctest: +SKIP
        >>> found = tables([nlp("“We will appeal,” said Ana Souza.")])  # doctest: +SKIP
        >>> found.quotes[["text", "speaker"]]  # doctest: +SKIP
        >>> pairs = ((article.text, article) for article in articles)  # doctest: +SKIP
        >>> found = tables(nlp.pipe(pairs, as_tuples=True))  # doctest: +SKIP

    Does not read anything into a Doc: what the pipeline did not set is missing here.

    Args:
        docs: Docs, or pairs of a Doc and the Article that it was made from. They may come from a generator:
            only their rows are kept. A Doc alone gets its place in the order as its id, from 1.
        nfs: Whether sentences that state no fact have a row among the claims, too.

    Raises:
        ValueError: a Doc and its Article differ in text, so that offsets would not be the article's.
    """
    rows: Rows = {name: [] for name in COLUMNS}
    for number, entry in enumerate(docs, start=1):
        doc, article = entry if isinstance(entry, tuple) else (entry, article_of(entry, number))
        extend(rows, rows_of(doc, article, nfs=nfs))
    return frames(rows)


def article_of(doc: Doc, number: int) -> Article:
    """What a Doc alone tells of its article."""
    marks = marks_of(doc)
    return Article(str(number), doc.text, marks=marks, posts=tuple(posts(doc.text, embeds=marks)) if marks else ())


def rows_of(doc: Doc, article: Article, *, nfs: bool = False) -> Rows:
    """The rows of one article, for all tables.

    For those who gather many articles and want to part good from bad; others take `tables`.

    Raises:
        ValueError: doc and article differ in text.
    """
    if doc.text != article.text:
        raise ValueError(f"The Doc's text is not that of the article {article.id}: offsets would not fit.")
    return {
        "articles": [_article_row(article)],
        "entities": [_entity_row(entity, article) for entity in entities(doc)],
        "mentions": [_mention_row(span, article) for span in _mentions(doc)],
        "quotes": [_quote_row(quote, doc, article) for quote in quotes(doc)],
        "claims": [_claim_row(claim, article) for claim in claims(doc, nfs=nfs, published=article.published)],
        "marks": [_mark_row(mark, article) for mark in article.marks],
        "posts": [_post_row(post, article) for post in article.posts],
    }


def metadata_rows(article: Article) -> Rows:
    """The rows of an article that was not read, such as one in another language: what is known about it."""
    return {"articles": [_article_row(article)]}


def with_versions(articles: pd.DataFrame, versions: pd.DataFrame) -> pd.DataFrame:
    """The table of articles with what `onrecord.duplicates` says of each.

    Args:
        articles: the table.
        versions: what `duplicates` returned; it may tell of more articles.
    """
    of_article = versions.set_index("article").reindex(articles["article"])
    return articles.assign(**{ours: of_article[theirs].array for ours, theirs in OF_VERSIONS.items()})


def extend(rows: Rows, more: Rows) -> None:
    """Add one article's rows to those of others, in place."""
    for name, new in more.items():
        rows[name].extend(new)


def frames(rows: Rows) -> Tables:
    """Make tables of rows, with the declared columns and dtypes also where there are no rows."""
    return Tables(**{name: frame(columns, rows.get(name, [])) for name, columns in COLUMNS.items()})


def frame(columns: tuple[Column, ...], rows: list[tuple[Any, ...]]) -> pd.DataFrame:
    """Make one DataFrame with declared columns of rows in their order."""
    values = list(zip(*rows, strict=True)) or [()] * len(columns)
    return pd.DataFrame(
        {
            column.name: pd.Series(list(of_column), dtype=_DTYPES[column.dtype])
            for column, of_column in zip(columns, values, strict=True)
        }
    )


def rows_in(table: pd.DataFrame) -> Iterator[tuple[Any, ...]]:
    """The rows of a DataFrame such as `frame` makes, with None for what is missing."""
    values = ([None if value is pd.NA else value for value in table[name].tolist()] for name in table.columns)
    return zip(*values, strict=True)


def columns_of(name: str, present: Iterable[str]) -> tuple[Column, ...]:
    """The columns of a table: its own, and those of provenance as far as they are there.

    Example:
        >>> [column.name for column in columns_of("posts", ["article", "source_of_row", "my note"])][-2:]
        ['end', 'source_of_row']

    Args:
        name: of the table.
        present: the columns that it has; what is none of ours is passed over.
    """
    there = frozenset(present)
    return (*COLUMNS[name], *(column for column in PROVENANCE if column.name in there))


def arrow_schema(columns: tuple[Column, ...]) -> pa.Schema:
    """The types of some columns in Parquet."""
    return pa.schema([(column.name, _ARROW_TYPES[column.dtype]) for column in columns])


def write(found: Tables, folder: str | os.PathLike[str]) -> list[Path]:
    """Write each table as Parquet and as CSV, such as `quotes.parquet` and `quotes.csv`.

    Parquet keeps the types; `read` reads it. The CSV is for everything else: UTF-8, commas, CRLF and doubled
    quotation marks as in RFC 4180, pieces as JSON, nothing where a value is missing.

    Columns of provenance, where people corrected the tables, are in both; other columns of yours are in the CSV only.

    Does not alter cells that start with = + - or @, which a spreadsheet may take for a formula when it opens
    the CSV: import these columns as text. Files of these names are replaced.

    Args:
        found: the tables.
        folder: made if it is not there.

    Returns:
        The paths of the files written.

    Raises:
        OSError: the folder or a file cannot be written.
    """
    target = Path(folder)
    target.mkdir(parents=True, exist_ok=True)
    written = []
    for name, table in found.items():
        parquet, csv = target / f"{name}.parquet", target / f"{name}.csv"
        pq.write_table(arrow_table(name, table), parquet)
        write_csv(table, csv)
        written += [parquet, csv]
    return written


def arrow_table(name: str, table: pd.DataFrame) -> pa.Table:
    """A table of ours as Arrow's, with the declared types also where there are no rows."""
    return pa.Table.from_pandas(table, schema=arrow_schema(columns_of(name, table.columns)), preserve_index=False)


def write_csv(table: pd.DataFrame, path: Path) -> None:
    """Write one table as CSV, in the form that `write` describes."""
    plain = table.assign(**{name: table[name].map(json.dumps) for name in table.columns if table[name].dtype == object})
    plain.to_csv(path, index=False, encoding="utf-8", lineterminator="\r\n")


def read(folder: str | os.PathLike[str]) -> Tables:
    """Read back what `write` wrote, from the Parquet files.

    Example:
        >>> found = read("output")  # doctest: +SKIP

    Raises:
        FileNotFoundError: the folder does not hold all tables.
        ValueError: a file has other columns, as one made by another version may.
    """
    return Tables(**{name: _read_table(Path(folder) / f"{name}.parquet", name) for name in COLUMNS})


def _read_table(path: Path, name: str) -> pd.DataFrame:
    if not path.is_file():
        raise FileNotFoundError(f"There is no {path}. onrecord analyze PATH -o {path.parent} makes it.")
    table = pq.read_table(path)
    columns = columns_of(name, table.column_names)
    names = [column.name for column in columns]
    if table.column_names != names:
        raise ValueError(f"{path} has other columns than {', '.join(names)}: make it anew with this version.")
    return frame(columns, list(zip(*(table[column].to_pylist() for column in names), strict=True)))


# Rows


def _article_row(article: Article) -> tuple[Any, ...]:
    return (
        article.id,
        article.title or None,
        article.byline or None,
        article.outlet or None,
        article.url or None,
        article.published or None,
        article.modified or None,
        sum(any(map(str.isalnum, word)) for word in article.text.split()),
        article.language or None,
        article.section or None,
        article.path or None,
        article.member or None,
        *(None for _ in OF_VERSIONS),
        "; ".join(article.warnings) or None,
    )


def _entity_row(entity: Entity, article: Article) -> tuple[Any, ...]:
    first = entity.mentions[0]
    return (article.id, entity.id, entity.name, entity.label, len(entity.mentions), *_text_and_place(first))


def _mentions(doc: Doc) -> list[Span]:
    """All mentions in text order: those of entities, and dates and sums of money, which are nobody's."""
    of_entities = list(doc.spans["mentions"]) if "mentions" in doc.spans else []
    known = {(span.start, span.end) for span in of_entities}
    others = [ent for ent in doc.ents if not ent.id_ and (ent.start, ent.end) not in known]
    return sorted([*of_entities, *others], key=lambda span: (span.start, span.end))


def _mention_row(span: Span, article: Article) -> tuple[Any, ...]:
    return (article.id, span.id_ or None, *_text_and_place(span), span.label_, span.kb_id_ or "name")


def _quote_row(quote: Quote, doc: Doc, article: Article) -> tuple[Any, ...]:
    first, last = quote.content[0], quote.content[-1]
    whole = doc[first.start : last.end]
    cue_text, cue_start, cue_end = _text_and_place(quote.cue)
    return (
        article.id,
        quote.id,
        quote.kind,
        quote.speech,
        whole.text,
        [[piece.start_char, piece.end_char] for piece in quote.content],
        whole.start_char,
        whole.end_char,
        cue_text,
        cue_lemma(cue_text) if cue_text else None,
        cue_start,
        cue_end,
        *_text_and_place(quote.source),
        quote.speaker.id if quote.speaker else None,
        quote.speaker.name if quote.speaker else None,
        quote.speaker_score,
        quote.score,
        *_sentences(quote, doc),
    )


def _claim_row(claim: Claim, article: Article) -> tuple[Any, ...]:
    sentence, start = _stripped(claim.sentence)
    return (
        article.id,
        claim.id,
        claim.label,
        claim.score,
        *_text_and_place(claim.span),
        "; ".join(claim.kinds) or None,
        "; ".join(reason.text for reason in claim.reasons) or None,
        claim.certainty,
        *_text_and_place(claim.certainty_cue),
        "article" if claim.by_article else "speaker",
        claim.claimer.id if claim.claimer else None,
        claim.claimer.name if claim.claimer else None,
        *_text_and_place(claim.claimer_printed),
        claim.quote,
        "; ".join(entity.id for entity in claim.entities) or None,
        quantities_as_json(claim.quantities, article.text),
        sentence,
        start,
        start + len(sentence),
    )


def quantities_as_json(quantities: Iterable[Quantity], text: str) -> str | None:
    """Numbers and dates of an article's text, as they stand in a cell; None where there are none."""
    found = [{"text": text[q.start : q.end], **q._asdict()} for q in quantities]
    return json.dumps(found, ensure_ascii=False) if found else None


def _mark_row(mark: Mark, article: Article) -> tuple[Any, ...]:
    return (article.id, article.text[mark.start : mark.end], mark.start, mark.end, mark.kind, mark.score)


def _post_row(post: Post, article: Article) -> tuple[Any, ...]:
    return (
        article.id,
        post.platform or None,
        post.handle or None,
        post.name or None,
        post.date or None,
        post.url or None,
        article.text[post.start : post.end],
        post.start,
        post.end,
    )


def _text_and_place(span: Span | None) -> tuple[str | None, int | None, int | None]:
    return (None, None, None) if span is None else (span.text, span.start_char, span.end_char)


def _sentences(quote: Quote, doc: Doc) -> tuple[str | None, int | None, int | None]:
    """The sentences that content, cue and source of a quote stand in, without white space around them."""
    if not doc.has_annotation("SENT_START"):
        return None, None, None
    parts = [part for part in (*quote.content, quote.cue, quote.source) if part is not None]
    first = doc[min(part.start for part in parts)].sent
    last = doc[max(part.end for part in parts) - 1].sent
    text, start = _stripped(doc[first.start : last.end])
    return text, start, start + len(text)


def _stripped(span: Span) -> tuple[str, int]:
    """The text of a span without white space around it, and where that starts."""
    text = span.text
    return text.strip(), span.start_char + len(text) - len(text.lstrip())
