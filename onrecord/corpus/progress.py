"""How far a reading is, how fast it goes, and how long it will take."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

Progress = Callable[[int, int, str], None]
"""Is called with the number of files reached, the number of all, and the path of the one reached."""


BAR_AFTER = 2.0
"""Seconds until a bar shows: what is read in less needs none, and leaves a notebook's output as it was."""


@contextmanager
def followed(progress: Progress | bool) -> Iterator[Progress | None]:
    """What is to be called as a reading goes on; True is a bar, which is closed in the end."""
    if not isinstance(progress, bool):
        yield progress
    elif not progress:
        yield None
    else:
        bar = Bar()
        try:
            yield bar
        finally:
            bar.close()


class Bar:
    """A bar with the rate and the time left: tqdm's, for a notebook or for a terminal; elsewhere nothing.

    Time is counted from the first call on, and so are files.
    """

    def __init__(self) -> None:
        self._bar: Any = None

    def __call__(self, done: int, total: int, path: str) -> None:
        """Move the bar to where the reading is."""
        if self._bar is None:
            # Imported here: it looks at once whether this is a notebook.
            from tqdm.auto import tqdm

            self._bar = tqdm(initial=done, total=total, unit=" files", delay=BAR_AFTER, disable=None)
        self._bar.update(done - self._bar.n)

    def close(self) -> None:
        """Leave it as it stands."""
        if self._bar is not None:
            self._bar.close()


class Pace:
    """Says how far a reading is, in words.

    Example:
        >>> pace = Pace()
        >>> pace(3, 10, "articles/a.txt")
        '3 of 10 files'
        >>> pace(5, 10, "articles/b.txt")  # a second later  # doctest: +SKIP
        '5 of 10 files, 2.0 a second, 3 seconds left'

    Time is counted from the first call on: files that need not be read do not make it look fast. It does not know
    how large the files ahead are.
    """

    def __init__(self) -> None:
        self._began: tuple[float, int] | None = None

    def __call__(self, done: int, total: int, path: str) -> str:
        """How far it is, with the rate and the time left as soon as they can be told."""
        now = time.monotonic()
        if self._began is None:
            self._began = (now, done)
        seconds, files = now - self._began[0], done - self._began[1]
        said = f"{done:,} of {total:,} files"
        if seconds <= 0 or files <= 0:
            return said
        rate = files / seconds
        return f"{said}, {rate:,.1f} a second, {_duration((total - done) / rate)} left"


def _duration(seconds: float) -> str:
    if seconds < 90:
        return f"{seconds:.0f} seconds"
    minutes = round(seconds / 60)
    return f"{minutes} minutes" if minutes < 90 else f"{minutes // 60} h {minutes % 60:02} min"
