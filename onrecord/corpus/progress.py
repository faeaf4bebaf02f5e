"""How far a reading is, how fast it goes, and how long it will take."""

import time
from collections.abc import Callable

Progress = Callable[[int, int, str], None]
"""Is called with the number of files reached, the number of all, and the path of the one reached."""


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
