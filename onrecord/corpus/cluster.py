"""Reading articles on a cluster: each task of Dask's is some inputs, and gives what they hold and what was found there.

The machines of the cluster parse and read. The process that asked for it numbers the articles, and it alone writes, so
that a corpus is the same wherever it was read. What a machine gives depends on nothing but its inputs: if it is lost,
Dask has another one read them again.
"""

import os
import secrets
from collections import Counter, deque
from collections.abc import Generator, Iterable, Mapping
from concurrent.futures import CancelledError, Future
from contextlib import suppress
from itertools import islice
from typing import Any, NamedTuple

from distributed import Client, KilledWorker, Worker, WorkerPlugin, get_worker

from onrecord.articles import Article, article_of
from onrecord.corpus.errors import CorpusError
from onrecord.corpus.outcomes import Failure
from onrecord.corpus.workers import Outcome, Processes, Readings
from onrecord.finding import Entry, Problem, printable_path
from onrecord.reading import Look, Options, Reading, look_at, reading_of
from onrecord.sources.found import Found
from onrecord.sources.pool import Pool
from onrecord.stores import as_stored, is_stored
from onrecord.tabulation import metadata_rows

PARTITION_INPUTS = 16
"""Inputs that are one task: enough that starting it does not count, few enough that little is read twice."""

_AHEAD = 2
"""Tasks under way for each thread of the cluster."""


class Ask(NamedTuple):
    """An input that a machine shall read.

    Attributes:
        path: where it is, as every machine finds it.
        size: its bytes, as this process has seen them; None where there is no file.
        known: how many readings at its beginning are known.
    """

    path: str
    size: int | None
    known: int


Answer = list[tuple[Look, Outcome | None]]
"""What stands in an input, each text with what was found in it."""


class Cluster:
    """Reads articles on the workers of a Dask cluster. They need the same On Record, and the same paths to the inputs.

    Args:
        client: Dask's.
        nlp: the pipeline, as "module:function", which the workers must be able to import; by default ours.
        options: how inputs are read.
        made_by: what the rows depend on; a worker with another model or version refuses.
    """

    def __init__(self, client: Client, nlp: str | None, options: Options, made_by: Mapping[str, Any]) -> None:
        self._client = client
        self._machine = Machine(nlp, options, {name: made_by[name] for name in ("onrecord", "model")})

    def __enter__(self) -> "Cluster":
        try:
            self._client.register_plugin(self._machine)
        except Exception as error:
            # It would keep new workers from starting.
            self.__exit__()
            raise CorpusError(f"The workers of the cluster cannot read articles ({error}).") from error
        return self

    def __exit__(self, *_: object) -> None:
        # A scheduler that is lost has nothing to forget.
        with suppress(OSError):
            self._client.unregister_worker_plugin(self._machine.name)

    def read_each(
        self, entries: Iterable[Entry], options: Options, taken: Counter[str], known: Mapping[str, int]
    ) -> Generator[Readings, None, None]:
        """As in `Readers`."""
        rest = iter(entries)
        under_way: deque[tuple[list[Entry], Any]] = deque()
        try:
            while True:
                while len(under_way) < self._most_ahead() and (some := list(islice(rest, PARTITION_INPUTS))):
                    asks = [_asked(entry, known) for entry in some if isinstance(entry, str)]
                    # Not pure: a name made of the paths would give what another run has read.
                    task = self._client.submit(read_partition, self._machine.name, asks, options, pure=False)
                    under_way.append((some, task))
                if not under_way:
                    return
                some, task = under_way.popleft()
                answers = iter(_result(task))
                for entry in some:
                    if isinstance(entry, Problem):
                        yield iter([(Reading(entry, entry.path, entry.member), None)])
                    else:
                        assert isinstance(entry, str), "a corpus has no DataFrames for inputs"
                        yield _readings(printable_path(entry), next(answers), taken)
        finally:
            self._client.cancel([task for _, task in under_way])

    def _most_ahead(self) -> int:
        return _AHEAD * max(1, sum(self._client.nthreads().values()))


class Machine(WorkerPlugin):
    """What a worker of Dask's keeps from task to task: processes that parse and processes that read.

    Articles are read as on one machine, in processes that may be stopped: one that hangs or crashes is one failure.

    Args:
        nlp: the pipeline, as "module:function"; by default ours.
        options: how inputs are read.
        made_by: the version and the model that the worker must have.
    """

    def __init__(self, nlp: str | None, options: Options, made_by: Mapping[str, Any]) -> None:
        # One for each run: two at once do not meet.
        self.name = f"onrecord-{secrets.token_hex(8)}"
        self._nlp = nlp
        self._options = options
        self._made_by = dict(made_by)

    def setup(self, worker: Worker) -> None:
        """Get ready.

        Raises:
            CorpusError: the worker has another version or model.
        """
        from onrecord.corpus.run import Filling, made_by

        ours = made_by(Filling(self._options, nlp=self._nlp))
        for name, theirs in self._made_by.items():
            if ours[name] != theirs:
                raise CorpusError(f"{worker.address} has another {name} than the process that asks: install the same")
        threads = worker.state.nthreads
        self.readers = Processes(self._nlp, count=threads, limits=self._options.limits).__enter__()
        self.pool = Pool(self._options.limits, workers=self._options.workers, columns=self._options.columns)

    def teardown(self, worker: Worker) -> None:
        """Stop all processes."""
        if hasattr(self, "readers"):
            self.readers.__exit__()
            self.pool.__exit__()


def read_partition(name: str, asks: list[Ask], options: Options) -> list[Answer]:
    """Read some inputs, on a worker.

    Args:
        name: that of the worker's `Machine`.
        asks: the inputs.
        options: how they are read.

    Raises:
        CorpusError: an input is not here, or is another.
    """
    worker = get_worker()
    machine = worker.plugins[name]
    assert isinstance(machine, Machine), "it was registered before the task was sent"
    answers = []
    for ask in asks:
        if (size := content_size(ask.path)) != ask.size:
            raise CorpusError(
                f"{worker.address} sees {'no' if size is None else 'another'} file at {ask.path}: the inputs must be "
                "at the same paths on all machines, and must not change while they are read. The next run goes on."
            )
        looks = list(look_at(ask.path, options, machine.pool, known=ask.known))
        # The id is given later, and nothing else depends on it but the rows' first column.
        futures = [
            machine.readers.read(article_of(look.item, ask.path, Counter())) if isinstance(look.item, Found) else None
            for look in looks
        ]
        outcomes = [None if future is None else future.result() for future in futures]
        answers.append(list(zip(looks, outcomes, strict=True)))
    return answers


def content_size(path: str) -> int | None:
    """The bytes of a file, here or in a store; None where there is none."""
    try:
        if is_stored(path):
            looks = as_stored(path)
            return looks and looks.size
        return os.path.getsize(path)
    except (OSError, ValueError):
        return None


def _asked(entry: str, known: Mapping[str, int]) -> Ask:
    path = entry if "\0" in entry or is_stored(entry) else os.path.abspath(entry)
    return Ask(path, content_size(path), known.get(entry, 0))


def _result(task: Any) -> list[Answer]:
    try:
        return list(task.result())
    except CancelledError as error:
        raise CorpusError(
            "The scheduler of the cluster is lost. What was committed stays, and the next run goes on."
        ) from error
    except KilledWorker as error:
        raise CorpusError(
            f"Several workers of the cluster ended while they read the same {PARTITION_INPUTS} inputs ({error}). What "
            "was committed stays, and the next run goes on."
        ) from error


def _readings(path: str, answer: Answer, taken: Counter[str]) -> Readings:
    for look, outcome in answer:
        reading = reading_of(look, path, taken)
        if outcome is None:
            yield reading, None
        else:
            assert isinstance(reading.item, Article), "only texts are read"
            done: Future[Outcome] = Future()
            done.set_result(_named(outcome, reading.item))
            yield reading, done


def _named(outcome: Outcome, article: Article) -> Outcome:
    """What was found in an article, with its own id."""
    if isinstance(outcome.found, Failure):
        return outcome
    rows = {table: [(article.id, *row[1:]) for row in rows] for table, rows in outcome.found.items()}
    # Its own row says more that is known here only: path, and whether the id was taken.
    return outcome._replace(found={**rows, **metadata_rows(article)})
