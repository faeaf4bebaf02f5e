"""Reading articles into a corpus: what is new or changed, batch by batch."""

import hashlib
import json
import platform
import signal
import threading
import warnings
from collections import Counter, deque
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future
from contextlib import AbstractContextManager, closing, nullcontext
from dataclasses import asdict, dataclass, field, replace
from importlib.metadata import version
from itertools import chain
from pathlib import Path
from types import FrameType, TracebackType
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import pyarrow as pa
from spacy.language import Language

from onrecord import __version__
from onrecord.articles import Article
from onrecord.corpus.errors import CorpusDiffers
from onrecord.corpus.inputs import Input, Plan, after_reading, content_of, known_inputs, plan
from onrecord.corpus.outcomes import Failure, failed
from onrecord.corpus.progress import Progress
from onrecord.corpus.store import SCHEMAS, VERSIONS_SCHEMA, Store
from onrecord.corpus.texts import article_from, text_row
from onrecord.corpus.workers import Here, Outcome, Processes, Readers
from onrecord.finding import Entry
from onrecord.near_duplicates import Fingerprints
from onrecord.reader.network import MODEL
from onrecord.reading import Options, Reading
from onrecord.report import report_row
from onrecord.tabulation import COLUMNS

if TYPE_CHECKING:
    from distributed import Client

BATCH_ARTICLES = 500
"""Articles that are committed at one time, and so the most that are lost when the power goes."""

_BATCH_CHARACTERS = 20_000_000

_AHEAD = 4
"""Articles under way for each process: enough that none waits for the slowest, few enough to stay in memory."""

Removed = Literal["keep", "drop"]
"""What becomes of the rows of inputs that are no longer there."""


@dataclass(frozen=True)
class Filling:
    """How a corpus is filled.

    Attributes:
        reading: how inputs become articles.
        nlp: the pipeline; a name for it, such as "module:function", if it shall run in other processes.
        readers: processes that read articles; with 0 they are read in this one.
        batch_articles: how many articles, or problems, are committed at one time.
        duplicates: whether near-duplicates are told.
        removed: what becomes of inputs that are no longer there.
        again: whether everything is read again if the options or the model are others than those of the corpus.
        progress: as in `analyze`.
        client: Dask's, which has articles read on a cluster instead of in `readers` processes.
    """

    reading: Options
    nlp: Language | str | None = None
    readers: int = 1
    batch_articles: int = BATCH_ARTICLES
    duplicates: bool = True
    removed: Removed = "keep"
    again: bool = False
    progress: Progress | None = None
    client: "Client | None" = None


def fill(folder: Path, entries: Sequence[Entry], how: Filling) -> None:
    """Read what is new or changed among some inputs into a corpus.

    Does not read what the corpus has, and does not wait for another process that writes into it.

    Args:
        folder: that of the corpus; made if need be.
        entries: what `find_files` found.
        how: the options.

    Raises:
        CorpusError: another process writes, the options are others, the manifest is damaged, or no process for
            reading can be started.
        OSError: something cannot be written.
        KeyboardInterrupt: after Ctrl-C, when all that was under way is committed.
    """
    with Store.locked(folder) as store, Stop() as stop:
        _set_maker(store, how)
        to_do = _prepare(store, entries, how.removed)
        if to_do.ahead or to_do.seen_again:
            with _readers(how) as readers:
                _Run(store, to_do, how, stop).read_all(readers)
        if not stop.asked:
            store.merge(how.batch_articles)
        if how.duplicates and not stop.asked:
            _set_duplicates(store, stop)
        if stop.asked:
            raise KeyboardInterrupt


def made_by(how: Filling) -> dict[str, Any]:
    """What the rows of a corpus depend on, besides its inputs, as JSON has it."""
    found = {
        "onrecord": __version__,
        "model": hashlib.sha256((MODEL / "manifest.json").read_bytes()).hexdigest() if how.nlp is None else None,
        "pipeline": _name_of(how.nlp),
        "columns": asdict(how.reading.columns),
        "limits": asdict(how.reading.limits),
        "repair_mojibake": how.reading.repair_mojibake,
        "tables": {name: [column.name for column in columns] for name, columns in COLUMNS.items()},
    }
    return dict(json.loads(json.dumps(found, default=str)))


def _name_of(nlp: Language | str | None) -> str | None:
    if not isinstance(nlp, Language):
        return nlp
    return f"{nlp.meta['lang']}_{nlp.meta['name']} {nlp.meta['version']}: {', '.join(nlp.pipe_names)}"


def _set_maker(store: Store, how: Filling) -> None:
    """Make sure that what comes is made as what is there."""
    ours, theirs = made_by(how), store.manifest.made_by
    if ours == theirs:
        return
    if store.manifest.batches and not how.again:
        raise CorpusDiffers(
            f"{store.folder} was made with {_differences(theirs, ours)}. To have everything read again, say again=True "
            "in Python or --again in the shell; to keep it as it is, give another folder."
        )
    store.set_maker(ours)


def _differences(theirs: Mapping[str, Any], ours: Mapping[str, Any]) -> str:
    """Name what is different, as "repair_mojibake False (now True)"."""
    told = []
    for name in sorted(theirs.keys() | ours.keys()):
        one, other = theirs.get(name), ours.get(name)
        if one == other:
            continue
        if name in ("model", "tables"):
            told.append(f"another {name}" if name == "model" else "other tables")
        elif isinstance(one, dict) and isinstance(other, dict):
            told.append(f"other {name} ({_differences(one, other)})")
        else:
            told.append(f"{name} {one} (now {other})")
    return ", ".join(told)


def _prepare(store: Store, entries: Sequence[Entry], removed: Removed) -> Plan:
    """Say what is to be done, and take out of the corpus what has changed or was damaged."""
    damaged = store.damaged()
    numbers = frozenset(batch.number for batch, _ in damaged)
    known, lost = known_inputs(store, numbers)
    to_do = plan(entries, known, store.folder)
    dropped = lost | to_do.dropped
    if damaged:
        _warn(f"{damaged[0][1]}{_and_more(len(damaged))}: what it was made from is read again.")
    if to_do.gone:
        what = "its rows stay" if removed == "keep" else "its rows are dropped"
        _warn(f"{to_do.gone[0].path}{_and_more(len(to_do.gone))} is no longer there: {what} (removed={removed!r}).")
    if removed == "drop":
        dropped |= {one.number for one in to_do.gone}
    if dropped or numbers:
        store.drop(inputs=frozenset(dropped), batches=numbers)
    return to_do


def _and_more(count: int) -> str:
    return f" (and {count - 1:,} more)" if count > 1 else ""


def _warn(said: str) -> None:
    warnings.warn(said, stacklevel=5)


def _readers(how: Filling) -> AbstractContextManager[Readers]:
    if how.client is not None:
        # Imported here: it needs Dask, which is optional.
        from onrecord.corpus.cluster import Cluster

        assert not isinstance(how.nlp, Language), "it cannot be sent to other machines"
        return Cluster(how.client, how.nlp, how.reading, made_by(how))
    if how.readers == 0 or isinstance(how.nlp, Language):
        return nullcontext(Here(how.nlp))
    return Processes(how.nlp, count=how.readers, limits=how.reading.limits)


class _Under(NamedTuple):
    """A reading under way, of which the pipeline's part may still be to come."""

    input: int
    reading: Reading
    outcome: Future[Outcome] | None


class _Done(NamedTuple):
    """The end of an input."""

    input: int


@dataclass
class _Batch:
    """What is committed next."""

    rows: dict[str, list[Sequence[Any]]] = field(default_factory=lambda: {name: [] for name in SCHEMAS})
    readings: Counter[int] = field(default_factory=Counter)
    characters: int = 0


class _Run:
    """One reading of what is new."""

    def __init__(self, store: Store, to_do: Plan, how: Filling, stop: "Stop") -> None:
        self._store = store
        self._to_do = to_do
        self._how = how
        self._stop = stop
        self._batch = _Batch()
        # In the order in which they were begun; those of which all is committed are gone.
        self._begun: dict[int, tuple[Entry, Input]] = {}
        self._under_way: deque[_Under | _Done] = deque()
        self._reached = to_do.unchanged
        self._current = 0
        self._all = to_do.unchanged + len(to_do.ahead)
        self._versions = _versions()

    def read_all(self, readers: Readers) -> None:
        """Read all that is ahead; after Ctrl-C, what is under way."""
        for one in self._to_do.seen_again:
            self._begun[one.number] = ("", one)
            self._batch.readings[one.number] += 0
        ahead = _AHEAD * max(1, self._how.readers)
        order: deque[int] = deque()
        taken = Counter({row["article"]: 1 for row in self._store.rows("texts", ["article"])})
        known = {entry: one.readings for entry, one in self._to_do.ahead if isinstance(entry, str)}
        with closing(readers.read_each(self._entries(order), self._how.reading, taken, known)) as each:
            for readings in each:
                number = order.popleft()
                for reading, outcome in readings:
                    self._under_way.append(_Under(number, reading, outcome))
                    while len(self._under_way) > ahead:
                        self._take(self._under_way.popleft())
                    if self._stop.asked:
                        break
                if self._stop.asked:
                    break
                self._under_way.append(_Done(number))
        for item in self._under_way:
            self._take(item)
        self._commit()

    def _entries(self, order: deque[int]) -> Iterator[Entry]:
        """Yield what is to be read, and keep in mind in which order it was begun."""
        for entry, one in self._to_do.ahead:
            content = one.content or content_of(entry)
            self._begun[one.number] = (entry, replace(one, content=content))
            order.append(one.number)
            yield entry

    def _take(self, item: _Under | _Done) -> None:
        """Add what became of something to the batch."""
        batch = self._batch
        entry, one = self._begun[item.input]
        if item.input != self._current:
            self._current = item.input
            self._reached += 1
        if isinstance(item, _Done):
            self._begun[item.input] = (entry, replace(one, done=True))
            batch.readings[item.input] += 0
            return
        batch.readings[item.input] += 1
        reading, seconds = item.reading, 0.0
        if item.outcome is not None and isinstance(reading.item, Article):
            batch.rows["texts"].append((item.input, *text_row(reading.item)))
            batch.characters += len(reading.item.text)
            found, seconds = item.outcome.result()
            if isinstance(found, Failure):
                reading = failed(reading, found)
            else:
                for table, rows in found.items():
                    batch.rows[table].extend((item.input, *row) for row in rows)
        batch.rows["report"].append((item.input, *report_row(reading, seconds=seconds)))
        # Rows of the report: a folder of a million pictures is no article.
        if len(batch.rows["report"]) >= self._how.batch_articles or batch.characters >= _BATCH_CHARACTERS:
            self._commit()
        if self._how.progress is not None:
            self._how.progress(self._reached, self._all, item.reading.path)

    def _commit(self) -> None:
        batch, self._batch = self._batch, _Batch()
        for number, readings in batch.readings.items():
            entry, one = self._begun[number]
            assert one.content is not None, "it was looked at before it was begun"
            content = after_reading(entry, one.content) if entry and one.done else one.content
            batch.rows["inputs"].append((number, one.key, one.path, *content, one.readings, readings, one.done))
            self._begun[number] = (entry, replace(one, readings=one.readings + readings))
            if one.done:
                del self._begun[number]
        if batch.readings:
            self._store.add(batch.rows, versions=self._versions)


def _set_duplicates(store: Store, stop: "Stop") -> None:
    """Compare all articles of the corpus, if that was not done since the last one came."""
    if store.manifest.duplicates is not None:
        return
    texts = store.rows("texts")
    first = next(texts, None)
    if first is None:
        return
    with Fingerprints() as fingerprints:
        for row in chain([first], texts):
            fingerprints.add(article_from(row["text"], row["record"]))
            if stop.asked:
                return
        found = fingerprints.duplicates()
    store.set_duplicates(pa.Table.from_pandas(found, schema=VERSIONS_SCHEMA, preserve_index=False))


def _versions() -> dict[str, str]:
    packages = ("spacy", "onnxruntime", "numpy", "pyarrow")
    return {"python": platform.python_version(), "onrecord": __version__, **{name: version(name) for name in packages}}


class Stop:
    """Has Ctrl-C, or a notebook's stop button, asked for an end: the first asks, the second ends the run at once.

    It is only heard in a program's main thread, to which Python hands it.
    """

    def __init__(self) -> None:
        self.asked = False
        self._before: Any = None

    def __enter__(self) -> "Stop":
        if threading.current_thread() is threading.main_thread():
            self._before = signal.signal(signal.SIGINT, self._ask)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._before is not None:
            signal.signal(signal.SIGINT, self._before)

    def _ask(self, number: int, frame: FrameType | None) -> None:
        if self.asked:
            raise KeyboardInterrupt
        self.asked = True
