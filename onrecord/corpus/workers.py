"""Processes that read articles, side by side: what takes too long or too much is stopped, and the next goes on."""

import json
import math
import subprocess
import sys
import threading
import time
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Generator, Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing, suppress
from typing import Any, NamedTuple, Protocol

import psutil
from spacy.language import Language

from onrecord.articles import Article
from onrecord.corpus.errors import CorpusError
from onrecord.corpus.outcomes import Failure, outcome
from onrecord.corpus.worker import COMMAND, message_of, pipeline
from onrecord.finding import Entry
from onrecord.reading import Options, Reading, read_each
from onrecord.sources.limits import Limits
from onrecord.sources.processes import WatchedProcess
from onrecord.sources.worker import decoded
from onrecord.tabulation import Rows

START_SECONDS = 120.0
"""How long a process may take to start: spaCy and the model have to be loaded, perhaps on a busy machine."""

CHARACTERS = 10_000
"""For each so many of an article, begun or whole, it has the time of the limits: about 1,700 words."""

_LOOK_EVERY = 0.05


class Outcome(NamedTuple):
    """What became of an article, and the seconds that it took."""

    found: Rows | Failure
    seconds: float


Readings = Iterator[tuple[Reading, "Future[Outcome] | None"]]
"""What an input gives, each article with what becomes of it."""


class Readers(Protocol):
    """Who reads articles."""

    def read_each(
        self, entries: Iterable[Entry], options: Options, taken: Counter[str], known: Mapping[str, int]
    ) -> Generator[Readings, None, None]:
        """Yield what each input gives, in their order. What one gives has to be taken before the next.

        Args:
            entries: the inputs; taken when they are begun, which is some of them ahead.
            options: how they are read.
            taken: the ids of articles that are known; those of the new ones are added.
            known: how many readings at the beginning of some inputs are known, and not given again.
        """


class _Reader(ABC):
    """Reads articles of inputs that this process parses."""

    def read_each(
        self, entries: Iterable[Entry], options: Options, taken: Counter[str], known: Mapping[str, int]
    ) -> Generator[Readings, None, None]:
        """As in `Readers`."""
        with closing(read_each(entries, options, taken=taken, passed_over=known)) as each:
            for readings in each:
                yield (
                    (reading, self.read(reading.item) if isinstance(reading.item, Article) else None)
                    for reading in readings
                )

    @abstractmethod
    def read(self, article: Article) -> "Future[Outcome]":
        """Have an article read."""


class Here(_Reader):
    """Reads articles in this process, one by one. Nothing stops one that takes too long."""

    def __init__(self, nlp: Language | str | None) -> None:
        self._nlp = nlp

    def read(self, article: Article) -> "Future[Outcome]":
        """Read an article at once."""
        if not isinstance(self._nlp, Language):
            self._nlp = pipeline(self._nlp)
        began = time.perf_counter()
        done: Future[Outcome] = Future()
        done.set_result(Outcome(outcome(article, self._nlp), time.perf_counter() - began))
        return done


class Processes(_Reader):
    """Some processes that read articles, each one at a time. They are started when there is something to read.

    A process that hangs, crashes or takes too much memory is the failure of the article that it reads; the next
    one gets a fresh process.

    Args:
        nlp: the pipeline, as "module:function"; by default ours.
        count: how many processes.
        limits: `seconds` is the time for each CHARACTERS of an article; `memory` is what a process may take beyond
            what it has when it starts.
    """

    def __init__(self, nlp: str | None, *, count: int, limits: Limits) -> None:
        self._nlp = nlp
        self._limits = limits
        self._threads = ThreadPoolExecutor(count, thread_name_prefix="onrecord-reader")
        self._own = threading.local()
        self._running: set[_Process] = set()
        # Between the threads that wait for answers and the one that watches.
        self._lock = threading.Lock()
        self._closed = threading.Event()
        self._watch = threading.Thread(target=self._look_after, daemon=True)

    def __enter__(self) -> "Processes":
        self._watch.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop all processes, whatever they are doing."""
        self._closed.set()
        self._threads.shutdown(wait=False, cancel_futures=True)
        with self._lock:
            for process in self._running:
                process.stop("closed")
        self._threads.shutdown()
        for process in self._running:
            process.end()

    def read(self, article: Article) -> "Future[Outcome]":
        """Have an article read, as soon as a process is free."""
        return self._threads.submit(self._read, article)

    def _read(self, article: Article) -> Outcome:
        began = time.perf_counter()
        process: _Process = getattr(self._own, "process", None) or self._started()
        try:
            answer = process.answer_to(
                message_of(article), self._limits.seconds * math.ceil(max(1, len(article.text)) / CHARACTERS)
            )
        except _Ended as ended:
            self._end(process)
            return Outcome(Failure(*ended.args), time.perf_counter() - began)
        if process.is_spent():
            self._end(process)
        if "failure" in answer:
            return Outcome(Failure(*answer["failure"]), answer["seconds"])
        return Outcome(answer["rows"], answer["seconds"])

    def _started(self) -> "_Process":
        with self._lock:
            if self._closed.is_set():
                raise CorpusError("The reading was broken off.")
            process = _Process(self._limits)
            self._running.add(process)
        try:
            process.start(self._nlp)
        except BaseException:
            self._end(process)
            raise
        self._own.process = process
        return process

    def _end(self, process: "_Process") -> None:
        self._own.process = None
        process.end()
        with self._lock:
            self._running.discard(process)

    def _look_after(self) -> None:
        while not self._closed.wait(_LOOK_EVERY):
            with self._lock:
                running = tuple(self._running)
            for process in running:
                process.look_at()


class _Ended(Exception):
    """A process has ended while it read an article: why, and what to do."""


class _Process(WatchedProcess):
    """One process that reads articles."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._seconds = 0.0
        try:
            super().__init__(COMMAND, json.dumps(sys.path), memory=limits.memory)
        except OSError as error:
            raise CorpusError(_not_started(error.strerror or str(error))) from error

    def start(self, nlp: str | None) -> None:
        """Wait until it can be asked.

        Raises:
            CorpusError: it does not get that far, and no other would.
        """
        try:
            ready = self.answer_to({"nlp": nlp}, START_SECONDS)
            if "failed" in ready:
                raise CorpusError(_not_started(ready["failed"]))
            self._watch(ready["ready"], since_now=True)
        except (_Ended, psutil.Error) as error:
            raise CorpusError(_not_started("it ended at once")) from error

    def answer_to(self, message: dict[str, Any], seconds: float) -> dict[str, Any]:
        """What it answers.

        Raises:
            _Ended: it has ended before, or was stopped.
        """
        self._seconds = seconds
        self._ask(message)
        line = self._line(seconds)
        if line.endswith(b"\n"):
            with suppress(ValueError):
                return decoded(line)
        # It is about to end by itself, with a status that says more than ours would; or it talks nonsense.
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(timeout=1)
        self.stop("answer")
        self._process.wait()
        raise _Ended(*self._why_it_ended())

    def is_spent(self) -> bool:
        """Whether the next article needs a fresh process: what this one has not given back is not its fault."""
        return self._why is not None or self._memory() > self._limits.memory // 2

    def _why_it_ended(self) -> tuple[str, str]:
        if self._why == "time":
            return (
                f"it took longer than {self._seconds:g} s",
                "Split it, or raise the limit: analyze(..., limits=Limits(seconds=...)) in Python.",
            )
        if self._why == "memory":
            return (
                f"it needed more than {self._limits.memory:,} bytes of memory",
                "Split it, or raise the limit: analyze(..., limits=Limits(memory=...)) in Python.",
            )
        if self._why == "closed":
            return "the reading was broken off", "Have it read again."
        return (
            f"it crashed its process, exit status {self._process.returncode}",
            "This is a mistake of On Record's, or of a component added to it: please report it.",
        )


def _not_started(reason: str) -> str:
    return f"No process could be started to read articles in ({reason}). Type: onrecord doctor"
