"""A process of ours that may hang, crash or take too much: it is asked in lines of JSON, watched, and stopped."""

import os
import subprocess
import sys
import threading
import time
from contextlib import suppress
from typing import Any

import psutil

from onrecord.sources.worker import encoded

# One thread each: there are several processes, and a thread's stack and heap count as memory.
_ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}


class WatchedProcess:
    """One such process. Somebody else calls `look_at` many times a second.

    Args:
        code: what Python runs.
        arguments: what it finds in sys.argv.
        memory: the most bytes that it may take, beyond those that it had when it was first watched with `since_now`.

    Raises:
        OSError: the system starts no process.
    """

    def __init__(self, code: str, *arguments: str, memory: int) -> None:
        self._most = memory
        self._why: str | None = None
        # Between the thread that waits for an answer and the one that stops what takes too long.
        self._lock = threading.Lock()
        self._deadline: float | None = None
        self._watched: psutil.Process | None = None
        self._at_start = 0
        self._process: subprocess.Popen[bytes] = subprocess.Popen(
            [sys.executable, "-c", code, *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, **_ONE_THREAD},
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )

    def look_at(self) -> None:
        """Stop the process if it takes too long or too much."""
        with self._lock:
            if self._deadline is None:
                return
            if time.monotonic() > self._deadline:
                self.stop("time")
            elif self._memory() > self._most:
                self.stop("memory")

    def stop(self, why: str) -> None:
        """Have the system end the process; the first reason counts."""
        self._why = self._why or why
        self._process.kill()

    def end(self) -> None:
        """End the process and wait until it is gone."""
        self.stop("end")
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with suppress(OSError):
                    pipe.close()

    def _watch(self, number: int, *, since_now: bool = False) -> None:
        """Watch the process with this number: on Windows the one that we started may have started another.

        Raises:
            psutil.Error: it has ended.
        """
        watched = psutil.Process(number)
        self._at_start = int(watched.memory_info().rss) if since_now else 0
        self._watched = watched

    def _memory(self) -> int:
        with suppress(psutil.Error):
            if self._watched is not None:
                return int(self._watched.memory_info().rss) - self._at_start
        return 0

    def _ask(self, message: dict[str, Any]) -> None:
        assert self._process.stdin is not None, "it was started with a pipe"
        # If it has just ended, its answer will say so.
        with suppress(OSError):
            self._process.stdin.write(encoded(message))
            self._process.stdin.flush()

    def _line(self, seconds: float) -> bytes:
        """The next line of its answer; without a line feed at its end if the process has ended before."""
        assert self._process.stdout is not None, "it was started with a pipe"
        with self._lock:
            self._deadline = time.monotonic() + seconds
        line = self._process.stdout.readline()
        with self._lock:
            self._deadline = None
        return line
