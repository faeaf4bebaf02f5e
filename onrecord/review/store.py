"""Where corrections are kept: a log in SQLite to which entries are added, and from which none is taken."""

import hashlib
import json
import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timezone
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple

SCHEMA = 2
"""Version of the tables below, kept as SQLite's `user_version`."""

_APPLICATION = 0x4F6E5265
"""SQLite's `application_id`: "OnRe". It tells a store from other people's databases."""

_WAIT = 30.0
"""Seconds to wait for another process that is writing."""

_TABLES = """
CREATE TABLE articles (
    article TEXT NOT NULL,
    text_hash TEXT NOT NULL,
    title TEXT,
    text TEXT NOT NULL,
    machine TEXT NOT NULL,
    added_at TEXT NOT NULL,
    PRIMARY KEY (article, text_hash)
) STRICT;
CREATE TABLE log (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at TEXT NOT NULL,
    coder TEXT NOT NULL,
    article TEXT NOT NULL,
    text_hash TEXT NOT NULL,
    action TEXT NOT NULL,
    item TEXT,
    before TEXT,
    after TEXT,
    of INTEGER REFERENCES log (id),
    FOREIGN KEY (article, text_hash) REFERENCES articles (article, text_hash)
) STRICT;
CREATE INDEX log_of_coder ON log (coder, id);
CREATE TRIGGER log_is_never_changed BEFORE UPDATE ON log BEGIN SELECT RAISE(ABORT, 'the log is only added to'); END;
CREATE TRIGGER log_is_never_cut BEFORE DELETE ON log BEGIN SELECT RAISE(ABORT, 'the log is only added to'); END;
"""


class Entry(NamedTuple):
    """One line of the log.

    Attributes:
        id: counts up over the whole store.
        at: when it was written, in UTC, ISO 8601.
        coder: who decided it.
        article: id of the article.
        text_hash: of the text that it was decided on.
        action: accept, reject, change, merge, split, add, undo or redo.
        item: what it is about: a quote "q3", an entity "e1", a mention "m7", a claim "c2".
        before: what held before, by field.
        after: what holds since, by field.
        of: the entry that an undo or redo is about.
    """

    id: int
    at: str
    coder: str
    article: str
    text_hash: str
    action: str
    item: str | None = None
    before: dict[str, Any] | None = None
    after: dict[str, Any] | None = None
    of: int | None = None


class StoredArticle(NamedTuple):
    """An article as it was when its review began.

    Attributes:
        article: its id.
        text_hash: see `text_hash`.
        title: its headline, if known.
        text: its text.
        machine: what the machine found in it (`onrecord.review.state.machine_of`).
    """

    article: str
    text_hash: str
    title: str | None
    text: str
    machine: dict[str, Any]


def text_hash(text: str) -> str:
    """SHA-256 of a text in UTF-8, as 64 hexadecimal digits.

    Example:
        >>> text_hash("He left.")[:8]
        '6d5f29f9'
    """
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


class Store:
    """Corrections on disk, by one coder or several, in one file.

    Example:
        >>> with Store("review.sqlite") as store:  # doctest: +SKIP
        ...     [entry.action for entry in store.entries(coder="ana")]
        ['accept', 'change', 'undo']

    What a call has returned is on the disk: SQLite writes ahead (WAL) and waits for the disk at each entry
    (synchronous=FULL), so that neither a killed process nor a power cut takes back what was confirmed. Several
    processes of one machine may have it open. Does not work over a network file system: WAL needs shared memory.
    The file holds the articles' full texts, too: mind that where you may not hand them on.

    Args:
        path: the file; made if it is not there.

    Raises:
        ValueError: the file is no store, or one of another version.
        sqlite3.Error: the file cannot be opened or written.
    """

    def __init__(self, path: str | os.PathLike[str]):
        self.path = Path(path)
        # Transactions are begun by hand, and a notebook's widget may be called from another thread than it was made in.
        self._database = sqlite3.connect(self.path, timeout=_WAIT, isolation_level=None, check_same_thread=False)
        try:
            self._prepare()
        except BaseException:
            self._database.close()
            raise

    def _prepare(self) -> None:
        try:
            application = self._database.execute("PRAGMA application_id").fetchone()[0]
            holds_something = self._database.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
        except sqlite3.DatabaseError as error:
            raise ValueError(f"{self.path} is no store of corrections ({error}). Name another file.") from error
        if holds_something and application != _APPLICATION:
            raise ValueError(f"{self.path} is a database of something else. Name another file.")
        self._database.execute("PRAGMA journal_mode=WAL")
        self._database.execute("PRAGMA synchronous=FULL")
        self._database.execute("PRAGMA foreign_keys=ON")
        with self._writing():
            version = self._database.execute("PRAGMA user_version").fetchone()[0]
            if version > SCHEMA:
                raise ValueError(f"{self.path} was made by a newer On Record (schema {version}, here {SCHEMA}).")
            if 0 < version < SCHEMA:
                raise ValueError(
                    f"{self.path} was made by an older On Record (schema {version}, here {SCHEMA}). Go on with that "
                    "one, or begin a new store."
                )
            if version == 0:
                for statement in _statements(_TABLES):
                    self._database.execute(statement)
                self._database.execute(f"PRAGMA application_id={_APPLICATION}")
                self._database.execute(f"PRAGMA user_version={SCHEMA}")

    def __enter__(self) -> "Store":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file. What was written stays written without it."""
        self._database.close()

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """Let nobody else write meanwhile; at an error nothing of it is kept."""
        if self._database.in_transaction:
            # Within a batch, which begins and ends it.
            yield
            return
        self._database.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._database.execute("ROLLBACK")
            raise
        self._database.execute("COMMIT")

    @contextmanager
    def batch(self) -> Iterator[None]:
        """Write several entries as one: all are on the disk at the end of the block, or none after an error in it.

        A `Coding` that decided something in a block that failed still believes in it: make a new one.
        """
        with self._writing():
            yield

    # Articles

    def add_article(self, article: str, text: str, machine: dict[str, Any], *, title: str | None = None) -> str:
        """Keep an article's text and what the machine found in it, and return the text's hash.

        Raises:
            ValueError: the same text is there with other findings, as another version of the reader may make them.
        """
        hash_ = text_hash(text)
        found = _json(machine)
        with self._writing():
            self._database.execute(
                "INSERT OR IGNORE INTO articles VALUES (?, ?, ?, ?, ?, ?)", (article, hash_, title, text, found, _now())
            )
            [kept] = self._database.execute(
                "SELECT machine FROM articles WHERE article = ? AND text_hash = ?", (article, hash_)
            ).fetchone()
        if kept != found:
            raise ValueError(
                f"In the article {article} the machine found something else than when {self.path} was begun. Read it "
                "with the same version of On Record, or begin a new store."
            )
        return hash_

    def articles(self) -> Iterator[StoredArticle]:
        """Yield all articles in the order in which they were added; one id may come with several texts."""
        rows = self._database.execute("SELECT article, text_hash, title, text, machine FROM articles ORDER BY rowid")
        for article, hash_, title, text, machine in rows.fetchall():
            yield StoredArticle(article, hash_, title, text, json.loads(machine))

    # The log

    def write(self, entry: Callable[[int], Entry | None]) -> Entry | None:
        """Add an entry that is made while nobody else can write.

        Args:
            entry: is called with the entry's id, and returns the entry, or None for nothing to write. Its time is
                set here.

        Returns:
            The entry, when it is on the disk.
        """
        with self._writing():
            [last] = self._database.execute("SELECT coalesce(max(id), 0) FROM log").fetchone()
            made = entry(last + 1)
            if made is not None:
                made = made._replace(at=_now())
                values = (*made[:7], *(None if value is None else _json(value) for value in made[7:9]), made.of)
                self._database.execute("INSERT INTO log VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", values)
        return made

    def entries(self, *, coder: str | None = None, after: int = 0) -> list[Entry]:
        """The log in its order.

        Args:
            coder: whose; everybody's otherwise.
            after: only entries whose id is greater.
        """
        whose, values = ("", ()) if coder is None else (" AND coder = ?", (coder,))
        rows = self._database.execute(f"SELECT * FROM log WHERE id > ?{whose} ORDER BY id", (after, *values))
        return [
            Entry._make((*head, *(value and json.loads(value) for value in (before, after)), of))
            for *head, before, after, of in rows.fetchall()
        ]

    def coders(self) -> list[str]:
        """Who has decided something, in alphabetical order."""
        return [coder for [coder] in self._database.execute("SELECT DISTINCT coder FROM log ORDER BY coder")]


def _statements(script: str) -> Iterator[str]:
    """The statements of a script, whole triggers included: `executescript` would end the transaction."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, allow_nan=False)


def _now() -> str:
    return datetime.now(timezone.utc).isoformat(timespec="milliseconds")
