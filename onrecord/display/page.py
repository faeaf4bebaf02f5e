"""HTML that a notebook shows and a browser opens."""

import os
from dataclasses import dataclass
from pathlib import Path

STYLE = Path(__file__).with_name("article.css").read_text(encoding="utf-8")
"""How everything here looks. Each of its rules stays within elements of the class "onrecord"."""

SCRIPT = Path(__file__).with_name("article.js").read_text(encoding="utf-8")
"""Copies a place at a click, and lights who says a quote. All else works without it; it holds nothing of an article."""

_PAGE_CSS = (
    "body { margin: 2em auto; max-width: 54em; padding: 0 1em; } :root, body .onrecord { color-scheme: light dark; } "
    "@media print { :root { color-scheme: light; } body { margin: 0; max-width: none; } }"
)


@dataclass(frozen=True, repr=False)
class Shown:
    """Something as HTML. Jupyter shows it as it is meant to look; elsewhere it can be saved.

    Attributes:
        html: a `<section>` with its own style sheet, which touches nothing outside it.
        what: what it is, for where HTML is not shown, such as "an article".
    """

    html: str
    what: str = "an article"

    def __str__(self) -> str:
        return self.html

    def __repr__(self) -> str:
        # A notebook keeps this beside the HTML, so it must not be the HTML once more.
        return f"<{self.what} as HTML, {len(self.html):,} characters>"

    def _repr_html_(self) -> str:
        return self.html

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Write a page that a browser can open, in UTF-8, and return its path.

        Raises:
            OSError: the file cannot be written.
        """
        page = (
            '<!doctype html>\n<html>\n<head><meta charset="utf-8"><title>On Record</title>\n'
            f"<style>{_PAGE_CSS}</style></head>\n<body>\n{self.html}\n</body>\n</html>\n"
        )
        target = Path(path)
        # Bytes, since text would have its line ends translated on some systems.
        target.write_bytes(page.encode())
        return target
