"""A corpus to read: tables that are opened when they are asked for, SQL over all of them, and the articles."""

import os
from collections.abc import Iterable
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from onrecord.articles import Article
from onrecord.corpus.errors import CorpusDamaged, CorpusError
from onrecord.corpus.store import (
    CORRECTIONS,
    INPUT,
    SCHEMAS,
    VERSIONS,
    Batch,
    damage,
    folder_of,
    part_path,
    read_manifest,
    read_part,
)
from onrecord.corpus.texts import article_from
from onrecord.display import Shown, context, show
from onrecord.formats.annotated import Annotated, by_article, doc_of
from onrecord.near_duplicates import DUPLICATES_COLUMNS
from onrecord.review import Coding, Rules, Store, corrected, machine_of, text_hash
from onrecord.tabulation import COLUMNS, OF_VERSIONS, Column, Tables, frame, with_versions

TABLES = tuple(SCHEMAS)
"""What can be asked for: the tables of `onrecord.tables`, and report, texts and inputs."""

_ARROW_TO_SQL = {
    "int64": "BIGINT",
    "double": "DOUBLE",
    "string": "VARCHAR",
    "bool": "BOOLEAN",
    "binary": "BLOB",
}


class Corpus:
    """What was read into a folder by `analyze(…, out=folder)`, as it was when this was opened.

    Each table is a relation of DuckDB: nothing is read before it is asked for, and no more than is asked for.

    Example:
        >>> corpus = onrecord.Corpus("corpus")  # doctest: +SKIP
        >>> corpus.quotes.filter("speaker = 'Ana Souza'").limit(10).df()  # doctest: +SKIP
        >>> corpus.sql("select outlet, count(*) from quotes join articles using (article) group by outlet")
        ... # doctest: +SKIP
        >>> corpus.quotes.pl(), corpus.quotes.to_arrow_table()  # Polars, Arrow  # doctest: +SKIP
        >>> corpus.article("port_strike").text  # doctest: +SKIP
        >>> corpus.show(corpus.quotes.limit(3))  # doctest: +SKIP

    Does not follow a run that goes on: open it again to see more. Nobody has to wait for anybody, but when two runs
    have changed or dropped what this has open, its next query says that files are gone.

    Args:
        folder: that of the corpus.
        verify: whether each file is compared with its checksum when its table is first asked for. It costs about a
            second for 1 GB. Without it, a file that has another size than it should is noticed, and other damage is
            not.

    Raises:
        CorpusError: there is no corpus in the folder.
        CorpusDamaged: the manifest is not what was written.
    """

    def __init__(self, folder: str | os.PathLike[str], *, verify: bool = True) -> None:
        self.folder = folder_of(folder)
        self._verify = verify
        try:
            self._manifest = read_manifest(self.folder)
        except FileNotFoundError as error:
            raise CorpusError(
                f"There is no corpus in {self.folder}. onrecord.analyze(PATH, out={str(folder)!r}) makes one."
            ) from error
        self._open: set[str] = set()

    def __repr__(self) -> str:
        return f"Corpus({str(self.folder)!r}: {self._rows('articles'):,} articles, {self._rows('quotes'):,} quotes)"

    @property
    def made_by(self) -> dict[str, Any]:
        """What the rows depend on, besides the inputs: version, model and options."""
        return dict(self._manifest.made_by)

    @property
    def versions(self) -> dict[str, str]:
        """The versions of Python and of the packages that read the last of the articles."""
        return dict(self._manifest.versions)

    @property
    def articles(self) -> duckdb.DuckDBPyRelation:
        """The table of articles, near-duplicates told where the last run has compared all."""
        return self.table("articles")

    @property
    def entities(self) -> duckdb.DuckDBPyRelation:
        """The table of entities."""
        return self.table("entities")

    @property
    def mentions(self) -> duckdb.DuckDBPyRelation:
        """The table of mentions."""
        return self.table("mentions")

    @property
    def quotes(self) -> duckdb.DuckDBPyRelation:
        """The table of quotes."""
        return self.table("quotes")

    @property
    def claims(self) -> duckdb.DuckDBPyRelation:
        """The table of claims."""
        return self.table("claims")

    @property
    def marks(self) -> duckdb.DuckDBPyRelation:
        """The table of marks."""
        return self.table("marks")

    @property
    def posts(self) -> duckdb.DuckDBPyRelation:
        """The table of posts."""
        return self.table("posts")

    @property
    def texts(self) -> duckdb.DuckDBPyRelation:
        """The articles' texts, and what else is known of each as JSON; also of those that could not be read."""
        return self.table("texts")

    @property
    def inputs(self) -> duckdb.DuckDBPyRelation:
        """What was read, with size and hash; a large file has a row for each batch."""
        return self.table("inputs")

    @property
    def report(self) -> duckdb.DuckDBPyRelation:
        """What became of each article and of each part of a file that gave none, a row for each."""
        return self.table("report")

    def table(self, name: str) -> duckdb.DuckDBPyRelation:
        """A table by its name.

        Raises:
            KeyError: there is no such table.
            CorpusDamaged: a file of it is missing, or is not what was written.
        """
        if name not in SCHEMAS:
            raise KeyError(f"There is no table {name!r}. There are {', '.join(TABLES)}.")
        self._make_view(name)
        return self._connection.table(name)

    def sql(self, query: str, *parameters: object) -> duckdb.DuckDBPyRelation:
        """Ask in SQL, over all tables (DuckDB's dialect).

        Example:
            >>> corpus.sql("select article, text from quotes where speaker = ?", "Ana Souza")  # doctest: +SKIP

        Args:
            query: the question.
            parameters: what stands for each ? in it. Names from the news belong here, and not into the query.

        Raises:
            CorpusDamaged: a file is missing, or is not what was written.
            duckdb.Error: the question cannot be understood.
        """
        for name in TABLES:
            self._make_view(name)
        return self._connection.sql(query, params=list(parameters) or None)

    def article(self, id: str) -> Article:
        """An article by its id, with text, marks, posts and metadata.

        Raises:
            KeyError: there is no such article.
        """
        self._make_view("texts")
        query = "select text, record from texts where article = ?"
        found = self._connection.cursor().execute(query, [id]).fetchone()
        if found is None:
            raise KeyError(f"There is no article {id!r} in {self.folder}.")
        return article_from(*found)

    def show(self, rows: pd.Series | pd.DataFrame | duckdb.DuckDBPyRelation) -> Shown:
        """Show a row of any table, or several, in the article.

        Example:
            >>> corpus.show(corpus.quotes.filter("speaker = 'Ana Souza'"))  # doctest: +SKIP
            >>> corpus.show(corpus.articles.df().iloc[0])  # doctest: +SKIP

        What has a place in a text is shown in the lines where it stands, as by `onrecord.context`. Of a row without
        one, such as one of the table of articles, the whole article is shown, as by `onrecord.show`, with what the
        corpus holds of it: of several such rows only the first.

        Raises:
            KeyError: there is no article of that id.
            ValueError: there is no row, its article is not named, or reads otherwise there.
        """
        table = rows.df() if isinstance(rows, duckdb.DuckDBPyRelation) else rows
        table = table.to_frame().T if isinstance(table, pd.Series) else table
        if "article" not in table.columns or table.empty:
            raise ValueError("There is no row to show, or none with a column article.")
        if {"start", "end"} <= set(table.columns):
            return context(table, [self.article(id_) for id_ in table["article"].unique()])
        id_ = str(table["article"].iloc[0])
        article, rows_of = self.article(id_), by_article(self.tables(articles=[id_]))
        return show(doc_of(Annotated(article, rows_of.get(id_, dict.fromkeys(COLUMNS, ())))))

    def tables(
        self,
        *,
        articles: Iterable[str] | None = None,
        corrected: bool = False,
        coder: str | None = None,
        rules: Rules | None = None,
    ) -> Tables:
        """All tables in memory, as `onrecord.tables` builds them; the rows in the order of reading.

        Example:
            >>> corpus.tables(corrected=True).quotes["source_of_row"].value_counts()  # doctest: +SKIP

        Args:
            articles: ids of those whose rows are wanted; of all otherwise.
            corrected: whether corrections are in them, with the columns that say so (`onrecord.review.PROVENANCE`).
                Those of an article that has changed since, or in which the machine now finds something else, are not
                applied, and a warning names it.
            coder: whose corrections; may be left out if there are those of one only.
            rules: what holds for every article, applied after corrections.

        Raises:
            CorpusDamaged: a file is missing, or is not what was written.
            ValueError: a coder or rules were given for tables without corrections; or there are several coders and
                none is named; or the file of corrections is none.
        """
        if not corrected and (coder is not None or rules is not None):
            raise ValueError("A coder and rules are for corrected tables: say corrected=True.")
        chosen = None if articles is None else frozenset(articles)
        found = Tables(**{name: self._frame(name, columns, chosen) for name, columns in COLUMNS.items()})
        duplicates = self._manifest.duplicates
        if duplicates is not None:
            versions = self._read(VERSIONS, (duplicates,), DUPLICATES_COLUMNS, chosen)
            found = replace(found, articles=with_versions(found.articles, versions))
        return self._corrected(found, coder, rules) if corrected else found

    def columns(self, table: str, *names: str) -> pd.DataFrame:
        """Some columns of one of the tables of `onrecord.tables`, in memory; the rows in the order of reading.

        What near-duplicates there are is not told: the table `articles` does.

        Raises:
            KeyError: there is no such table, or no such column.
            CorpusDamaged: a file is missing, or is not what was written.
        """
        known = {column.name: column for column in COLUMNS[table]}
        return self._frame(table, tuple(known[name] for name in names))

    def coding(self, coder: str, *, articles: Iterable[str] | None = None) -> Coding:
        """The work of one coder in this corpus: corrections in its own file, which reading again leaves alone.

        Example:
            >>> coding = corpus.coding("ana", articles=["port_strike"])  # doctest: +SKIP
            >>> coding.reject("port_strike", "q2")  # doctest: +SKIP
            >>> corpus.tables(corrected=True).quotes  # doctest: +SKIP

        The file keeps the text of each article and what the machine found in it, so that it is known later what was
        decided on. `coding.store.close()` closes it.

        Args:
            coder: who decides; a name or initials.
            articles: ids of those that can be corrected; of all otherwise, whose texts are then held in memory.

        Raises:
            KeyError: there is no such article.
            ValueError: the file of corrections is none; or it has the same text of an article with other findings, as
                another version of the reader makes them.
        """
        chosen = None if articles is None else list(dict.fromkeys(articles))
        found = self.tables(articles=chosen)
        ids = found.articles["article"].tolist() if chosen is None else chosen
        machine = machine_of(found)
        missing = [id_ for id_ in ids if id_ not in machine]
        if missing:
            raise KeyError(f"There is no article {missing[0]!r} that was read in {self.folder}.")
        store = Store(self.folder / CORRECTIONS)
        try:
            with store.batch():
                texts = {}
                for id_ in ids:
                    article = self.article(id_)
                    texts[id_] = store.add_article(id_, article.text, machine[id_], title=article.title)
            return Coding(store, coder, texts=texts)
        except BaseException:
            store.close()
            raise

    def _corrected(self, found: Tables, coder: str | None, rules: Rules | None) -> Tables:
        path = self.folder / CORRECTIONS
        if not path.exists():
            return corrected(found, rules=rules)
        with Store(path) as store:
            decided_on = {entry.article for entry in store.entries()} & set(found.articles["article"])
            texts = {id_: text_hash(self.article(id_).text) for id_ in sorted(decided_on)}
            return corrected(found, store, coder=coder, rules=rules, texts=texts, changed="tell")

    def _frame(self, name: str, columns: tuple[Column, ...], articles: frozenset[str] | None = None) -> pd.DataFrame:
        # Not through DuckDB, which joins tables in an order of its own.
        batches = tuple(batch for batch in self._manifest.batches if name in batch.parts)
        return self._read(name, batches, columns, articles)

    def _read(
        self,
        name: str,
        batches: tuple[Batch, ...],
        columns: tuple[Column, ...],
        articles: frozenset[str] | None = None,
    ) -> pd.DataFrame:
        self._check(name, batches)
        rows: list[tuple[Any, ...]] = []
        for batch in batches:
            part = read_part(self.folder, name, batch, list({"article", *(column.name for column in columns)}))
            if articles is not None:
                part = part.filter(pc.is_in(part["article"], pa.array(sorted(articles), pa.string())))
            rows += zip(*(part[column.name].to_pylist() for column in columns), strict=True)
        return frame(columns, rows)

    def _rows(self, table: str) -> int:
        return sum(batch.parts[table].rows for batch in self._manifest.batches if table in batch.parts)

    @cached_property
    def _connection(self) -> duckdb.DuckDBPyConnection:
        # DuckDB would fetch what it lacks from the web.
        return duckdb.connect(
            ":memory:", config={"autoinstall_known_extensions": False, "autoload_known_extensions": False}
        )

    def _make_view(self, name: str) -> None:
        if name in self._open:
            return
        body = self._source(name, SCHEMAS[name], self._manifest.batches)
        duplicates = self._manifest.duplicates
        if name == "articles" and duplicates is not None:
            self._check(VERSIONS, (duplicates,))
            columns = ", ".join(
                f'v."{OF_VERSIONS[column.name]}" as "{column.name}"'
                if column.name in OF_VERSIONS
                else f'a."{column.name}"'
                for column in COLUMNS["articles"]
            )
            versions = f"read_parquet([{_quoted(part_path(self.folder, VERSIONS, duplicates))}])"
            body = f"select {columns} from ({body}) a left join {versions} v on a.article = v.article"
        self._connection.execute(f'create view "{name}" as {body}')
        self._open.add(name)

    def _source(self, name: str, schema: pa.Schema, batches: tuple[Batch, ...]) -> str:
        """A query for all parts of a table."""
        batches = tuple(batch for batch in batches if name in batch.parts)
        self._check(name, batches)
        shown = [column for column in schema if column.name != INPUT]
        if not batches:
            nothing = ", ".join(f'null::{_sql_type(column.type)} as "{column.name}"' for column in shown)
            return f"select {nothing} where false"
        columns = ", ".join(f'"{column.name}"' for column in shown)
        paths = ", ".join(_quoted(part_path(self.folder, name, batch)) for batch in batches)
        return f"select {columns} from read_parquet([{paths}])"

    def _check(self, table: str, batches: tuple[Batch, ...]) -> None:
        for batch in batches:
            if wrong := damage(self.folder, table, batch, whole=self._verify):
                raise CorpusDamaged(
                    f"{wrong}. If another run has changed the corpus, open it again. If not, the next "
                    "onrecord.analyze(…, out=…) with the same inputs mends it."
                )


def _sql_type(of_column: pa.DataType) -> str:
    if pa.types.is_list(of_column):
        return f"{_sql_type(of_column.value_type)}[]"
    return _ARROW_TO_SQL[str(of_column)]


def _quoted(path: Path) -> str:
    return "'" + str(path.absolute()).replace("'", "''") + "'"
