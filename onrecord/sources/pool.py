"""Processes that parse files, side by side: what takes too long or too much is stopped, and the next goes on."""

import json
import queue
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any, NamedTuple

import psutil

from onrecord.sources.columns import GUESSED, Columns
from onrecord.sources.dispatch import Part, too_much_memory
from onrecord.sources.found import Fault
from onrecord.sources.limits import Limits
from onrecord.sources.processes import WatchedProcess
from onrecord.sources.worker import COMMAND, decoded, part_of

START_SECONDS = 60.0
"""How long a process may take to start: on a busy machine Python alone can take seconds."""

FILES_EACH = 500
"""How many files a process reads before a fresh one takes its place: parsers seldom give all memory back."""

_AHEAD = 16
"""How many texts of a file may wait to be taken."""

_LOOK_EVERY = 0.05

_PACKAGE = Path(__file__).parents[1]


class Timed(NamedTuple):
    """A part of a file, and the seconds that it took to parse."""

    part: Part
    seconds: float


class Pool:
    """Some processes that read files, each one file at a time. They are started when there is something to read.

    Example:
        >>> with Pool(LIMITS, workers=2) as pool:  # doctest: +SKIP
        ...     readings = [pool.read(path) for path in paths]
        ...     texts = [part.item for reading in readings for part, seconds in reading]

    A process that hangs, crashes or takes too much memory is the fault of the file that it reads, which keeps
    what it gave before; the next file gets a fresh process.

    Args:
        limits: `seconds` is the longest time between two parts of a file, and so the time for a file that gives
            one; `memory` is a process's own.
        workers: how many processes.
        columns: what is which column, in tables.
    """

    def __init__(self, limits: Limits, *, workers: int, columns: Columns = GUESSED) -> None:
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._closed = threading.Event()
        self._hands = [_Hand(limits, columns, self._jobs, self._closed) for _ in range(workers)]
        self._watch: threading.Thread | None = None
        # Several threads may have files read.
        self._lock = threading.Lock()

    def __enter__(self) -> "Pool":
        return self

    def __exit__(self, *_: object) -> None:
        """Stop all processes, whatever they are doing."""
        self._closed.set()
        for _hand in self._hands:
            self._jobs.put(None)
        for hand in self._hands:
            # More than once: it may be about to start a process.
            while hand.is_alive():
                hand.stop()
                hand.join(_LOOK_EVERY)

    def read(self, path: str) -> Iterator[Timed]:
        """Have a file read. It is begun as soon as a process is free, not when its first part is asked for."""
        with self._lock:
            if self._watch is None:
                for hand in self._hands:
                    hand.start()
                self._watch = threading.Thread(target=self._look_after, daemon=True)
                self._watch.start()
        job = _Job(path)
        self._jobs.put(job)
        return self._parts_of(job)

    def _parts_of(self, job: "_Job") -> Iterator[Timed]:
        while True:
            # Not for ever: on Windows, Ctrl-C is heard in between only.
            with suppress(queue.Empty):
                timed = job.parts.get(timeout=1)
                if timed is None:
                    return
                yield timed

    def _look_after(self) -> None:
        """Stop what takes too long or too much."""
        while not self._closed.wait(_LOOK_EVERY):
            for hand in self._hands:
                hand.look_at()


class _Job:
    """A file to be read, and its parts as they come; None is the end."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.parts: queue.Queue[Timed | None] = queue.Queue(maxsize=_AHEAD)


class _Hand(threading.Thread):
    """A thread that has files read by a process of its own, which it replaces if need be."""

    def __init__(
        self, limits: Limits, columns: Columns, jobs: "queue.SimpleQueue[_Job | None]", closed: threading.Event
    ) -> None:
        super().__init__(daemon=True)
        self._limits = limits
        self._columns = columns
        self._jobs = jobs
        self._closed = closed
        self._process: _Process | None = None

    def run(self) -> None:
        """Have one file after the other read, until the pool is closed."""
        while not self._closed.is_set():
            job = self._jobs.get()
            if job is None:
                break
            for timed in self._read(job.path):
                self._hand_over(job, timed)
            self._hand_over(job, None)
        self._end_process()

    def look_at(self) -> None:
        """Stop the process if it takes too long or too much."""
        process = self._process
        if process is not None:
            process.look_at()

    def stop(self) -> None:
        """Stop the process, if there is one."""
        process = self._process
        if process is not None:
            process.stop("closed")

    def _read(self, path: str) -> Iterator[Timed]:
        began = time.monotonic()
        try:
            if self._process is not None and self._process.is_spent():
                self._end_process()
            if self._process is None:
                self._process = _Process(self._limits, self._columns)
                self._process.start()
            yield from self._process.read(path)
        except _Ended as ended:
            self._end_process()
            yield Timed(Part(ended.fault, None), time.monotonic() - began)
        except Exception as error:
            # Such as an answer that cannot be understood: nobody knows what the next one would be about. And whoever
            # waits for this file must hear of its end.
            self._end_process()
            yield Timed(Part(_crashed(type(error).__name__), None), time.monotonic() - began)

    def _end_process(self) -> None:
        if self._process is not None:
            self._process.end()
            self._process = None

    def _hand_over(self, job: _Job, timed: Timed | None) -> None:
        """Put a part where it is waited for; give up if nobody will ever ask for it."""
        while not self._closed.is_set():
            with suppress(queue.Full):
                return job.parts.put(timed, timeout=0.1)


class _Ended(Exception):
    """A process has ended while it read a file."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.reason)
        self.fault = fault


class _Process(WatchedProcess):
    """One process that reads files."""

    def __init__(self, limits: Limits, columns: Columns) -> None:
        self._limits = limits
        self._columns = columns
        self._files = 0
        try:
            super().__init__(COMMAND, json.dumps(sys.path), str(_PACKAGE), memory=limits.memory)
        except OSError as error:
            raise _Ended(_not_started(error.strerror or str(error))) from error

    def start(self) -> None:
        """Wait until it can be asked.

        Raises:
            _Ended: it does not get that far.
        """
        try:
            self._ask({"limits": asdict(self._limits), "columns": asdict(self._columns)})
            self._watch(self._answer(START_SECONDS)["ready"])
        except (_Ended, psutil.Error) as error:
            raise _Ended(_not_started("it ended at once")) from error

    def read(self, path: str) -> Iterator[Timed]:
        """Yield the parts of a file.

        Raises:
            _Ended: the process has ended before the file did.
        """
        self._files += 1
        self._ask({"path": path})
        while "done" not in (message := self._answer(self._limits.seconds)):
            yield Timed(part_of(message), message["seconds"])

    def is_spent(self) -> bool:
        """Whether another file needs a fresh process."""
        if self._why or self._process.poll() is not None or self._files >= FILES_EACH:
            return True
        # What it has not given back would be the next file's fault.
        return self._memory() > self._limits.memory // 2

    def _answer(self, seconds: float) -> dict[str, Any]:
        line = self._line(seconds)
        if line.endswith(b"\n"):
            return decoded(line)
        self._process.wait()
        raise _Ended(self._why_it_ended())

    def _why_it_ended(self) -> Fault:
        if self._why == "time":
            return Fault(
                f"it took longer than {self._limits.seconds:g} s",
                "Save its text as .txt, or raise the limit: read_articles(..., limits=Limits(seconds=...)) in Python.",
            )
        if self._why == "memory":
            return too_much_memory(self._limits)
        return _crashed(f"exit status {self._process.returncode}")


def _crashed(how: str) -> Fault:
    return Fault(
        f"its parser crashed ({how})",
        "It may be damaged: open it where it comes from and save it again, or save its text as .txt.",
    )


def _not_started(reason: str) -> Fault:
    return Fault(f"no process could be started to read it in ({reason})", "Type: onrecord doctor")
