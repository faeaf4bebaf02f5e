"""Prints how much of an article is found in saved pages, and how much that is no article, beside plain trafilatura.

    python -m benchmarks.pages ../shared [--errors]

`corpora/pages/snippets.json` names for each page snippets that belong to the article ("with") and that do not
("without"). The shares are of snippets that stand in the unmarked text: what is left of the text if all that is marked
is cut out. Captions, embedded posts, bylines, teasers and boilerplate are cut out; datelines are not: the snippets hold
them to be article text. Beside them stand the same figures on each half of the pages. The second table takes the
articleBody that a page's own JSON-LD holds, where it does, for an independent answer: F1 of word 4-grams.
"""

import argparse
import io
import json
import re
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import trafilatura

from onrecord.cleaning import marks, merged
from onrecord.sources import LIMITS, Found, Mark, html
from onrecord.sources.metadata import metadata

ARTICLE_TEXT = ("dateline",)
"""Marks that are article text all the same: snippets that belong to an article begin with its dateline."""


def unmarked(text: str, found: Sequence[Mark]) -> str:
    """A text without its marked stretches."""
    kept, at = [], 0
    for mark in sorted(found, key=lambda mark: mark.start):
        kept.append(text[at : max(at, mark.start)])
        at = max(at, mark.end)
    return "".join([*kept, text[at:]])


def ours(data: bytes) -> str:
    """The unmarked text that On Record gives: marks by the page's elements and by words."""
    [found] = html.read(io.BytesIO(data), limits=LIMITS)
    if not isinstance(found, Found):
        return ""
    every = merged([*found.marks, *marks(found.text, title=found.title)])
    return unmarked(found.text, [mark for mark in every if mark.kind not in ARTICLE_TEXT])


def plain(data: bytes) -> str:
    """The text that trafilatura gives by its own settings, without readers' comments."""
    return trafilatura.extract(data, include_comments=False) or ""


METHODS: dict[str, Callable[[bytes], str]] = {"trafilatura": plain, "On Record": ours}


def grams(text: str, length: int = 4) -> Counter[tuple[str, ...]]:
    words = re.findall(r"\w+", text.lower())
    return Counter(tuple(words[at : at + length]) for at in range(max(1, len(words) - length + 1)))


def f1(text: str, reference: str) -> float:
    """How well two texts agree, by word 4-grams, from 0 to 1."""
    of_text, of_reference = grams(text), grams(reference)
    both = sum((of_text & of_reference).values())
    return 2 * both / (of_text.total() + of_reference.total())


def bodies(folder: Path) -> Iterator[tuple[str, bytes, str]]:
    """(name, page, articleBody) of each page whose JSON-LD holds one of some length."""
    for file in sorted(folder.glob("*.html")):
        data = file.read_bytes()
        tree = trafilatura.load_html(data)
        body = "" if tree is None else metadata(tree).body
        if len(body) > 1_000:
            yield file.name, data, body


def shares(folder: Path, method: Callable[[bytes], str], *, half: int | None = None) -> dict[str, float]:
    """The shares of snippets that stand in the unmarked text: "with", which should, and "without", which should not.

    Args:
        folder: the pages and their snippets.json.
        method: page → unmarked text.
        half: 0 or 1 for every other page; None for all.
    """
    there: dict[str, list[bool]] = {"with": [], "without": []}
    for side, _, _, found in snippets(folder, method, half=half):
        there[side].append(found)
    return {side: sum(found) / len(found) for side, found in there.items()}


def snippets(
    folder: Path, method: Callable[[bytes], str], *, half: int | None = None
) -> Iterator[tuple[str, str, str, bool]]:
    """(side, page, snippet, whether it stands in the unmarked text) for each snippet."""
    entries = json.loads((folder / "snippets.json").read_text(encoding="utf-8"))
    for entry in entries if half is None else entries[half::2]:
        text = method((folder / entry["file"]).read_bytes())
        for side in ("with", "without"):
            for snippet in entry[side]:
                yield side, entry["file"], snippet, snippet in text


def main(argv: Sequence[str] | None = None) -> None:
    """Prints the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("shared", type=Path, help="folder with corpora/")
    parser.add_argument("--errors", action="store_true", help="print each snippet that is missed or wrongly there")
    options = parser.parse_args(argv)
    folder = options.shared / "corpora/pages"
    pages = len(list(folder.glob("*.html")))
    print(f"{pages} pages        with   without   one half           the other        seconds a page")
    for name, method in METHODS.items():
        halves = [shares(folder, method, half=half) for half in (0, 1)]  # also loads what is loaded once
        started = time.perf_counter()
        found = shares(folder, method)
        seconds = (time.perf_counter() - started) / pages
        columns = "   ".join(f"{part['with']:.3f}   {part['without']:.3f}" for part in (found, *halves))
        print(f"{name:14}  {columns}   {seconds:.3f}")
        if options.errors:
            for side, file, snippet, there in snippets(folder, method):
                if there != (side == "with"):
                    print("  ", side, file, repr(snippet[:90]))
    print("\nF1 of word 4-grams against the page's own articleBody")
    for file, data, body in bodies(folder):
        print(f"  {file:40}", "  ".join(f"{name} {f1(method(data), body):.3f}" for name, method in METHODS.items()))


if __name__ == "__main__":
    main()
