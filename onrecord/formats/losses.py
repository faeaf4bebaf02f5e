"""What a format could not hold, counted and said in one warning."""

import warnings
from collections import Counter


class ExportWarning(UserWarning):
    """A file does not hold all that went in; the message says what and how many."""


class Losses:
    """Counts what is lost while a file is written.

    Example:
        >>> losses = Losses()
        >>> losses.add("scores of quotes")
        >>> losses.add("scores of quotes", 2)
        >>> losses.message("press.ann")
        'press.ann does not hold: 3 scores of quotes. See docs/export.md.'
    """

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()

    def add(self, what: str, count: int = 1) -> None:
        """Counts something that was left out or changed, named in the plural."""
        self._counts[what] += count

    def message(self, name: str) -> str | None:
        """What was lost in the file, as a sentence; None if that is nothing."""
        lost = [f"{count:,} {what}" for what, count in self._counts.items() if count]
        return f"{name} does not hold: {'; '.join(lost)}. See docs/export.md." if lost else None

    def warn(self, name: str) -> None:
        """Warns of what was lost, once for the whole file."""
        if message := self.message(name):
            # Seen from whoever called `export` or `read`.
            warnings.warn(message, ExportWarning, stacklevel=3)
