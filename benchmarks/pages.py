"""Prints how much of an article is found in saved pages, and how much that is no article, beside plain trafilatura.

    python -m benchmarks.pages ../shared [--errors]

`corpora/pages/snippets.json` names for each page snippets that belong to the article ("with") and that do not
("without"). The shares are of snippets that stand in the unmarked text: what is left of the text if all that is marked
is cut out. Captions, embedded posts, bylines, teasers and boilerplate are cut out; datelines are not: the snippets hold
them to be article text. "Every other" are the same figures on each half of the pages. The second table takes the
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


def main(argv: Sequence[str] | None = None) -> None:
    """Prints the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("shared", type=Path, help="folder with corpora/")
    parser.add_argument("--errors", action="store_true", help="print each snippet that is missed or wrongly there")
    options = parser.parse_args(argv)
    folder = options.shared / "corpora/pages"
    snippets = json.loads((folder / "snippets.json").read_text(encoding="utf-8"))
    pages = [(entry, (folder / entry["file"]).read_bytes()) for entry in snippets]
    print(f"{len(pages)} pages      with   without   seconds a page")
    for name, method in METHODS.items():
        method(pages[0][1])  # what is loaded once is not counted
        counts: Counter[str] = Counter()
        halves: Counter[tuple[str, int]] = Counter()
        started = time.perf_counter()
        for number, (entry, data) in enumerate(pages):
            text = method(data)
            for side in ("with", "without"):
                for snippet in entry[side]:
                    there = snippet in text
                    counts[side, there] += 1  # type: ignore[index]
                    halves[f"{side} {there}", number % 2] += 1
                    if options.errors and there != (side == "with"):
                        print("  ", name, entry["file"], side, repr(snippet[:90]))
        seconds = (time.perf_counter() - started) / len(pages)
        shares = [counts[side, True] / (counts[side, True] + counts[side, False]) for side in ("with", "without")]  # type: ignore[index]
        print(f"{name:14}{shares[0]:8.3f}{shares[1]:10.3f}{seconds:17.3f}")
        for half in (0, 1):
            parts = [
                halves[f"{side} True", half] / (halves[f"{side} True", half] + halves[f"{side} False", half])
                for side in ("with", "without")
            ]
            print(f"  every other {half} {parts[0]:6.3f}{parts[1]:10.3f}")
    print("\nF1 of word 4-grams against the page's own articleBody")
    for file, data, body in bodies(folder):
        print(f"  {file:40}", "  ".join(f"{name} {f1(method(data), body):.3f}" for name, method in METHODS.items()))


if __name__ == "__main__":
    main()
