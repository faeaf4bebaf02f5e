"""Prints how well the marks of `onrecord.cleaning` agree with marks made by hand.

    python -m benchmarks.marks ../shared [--errors]

By mark: one counts as found if a mark of its kind covers half of it. By character: white space left out. The corpora
know three kinds: byline (datelines and credits with it), boilerplate (teasers with it) and caption, and embed.
"""

import argparse
import json
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

from onrecord.cleaning import marks

THEIR_KIND = {"dateline": "byline", "teaser": "boilerplate"}
"""Our kind → the kind that the corpora count it as, where that is another."""

SETS = ("full/news_full_train", "full/news_full_dev")
UNMARKED_SET = "quotes/polnear_train"
"""Articles without marks: hardly anything in them but running text."""

Stretch = tuple[int, int, str]


def stretches(text: str) -> list[Stretch]:
    """Our marks of a text, in the corpora's kinds."""
    return [(mark.start, mark.end, THEIR_KIND.get(mark.kind, mark.kind)) for mark in marks(text)]


def characters(text: str, of: Iterable[Stretch]) -> set[tuple[int, str]]:
    """The characters of stretches, white space left out, each with its kind."""
    return {(at, kind) for start, end, kind in of for at in range(start, end) if not text[at].isspace()}


def covered(stretch: Stretch, by: Sequence[Stretch]) -> bool:
    """Whether half of a stretch lies within others of its kind."""
    start, end, kind = stretch
    inside = sum(max(0, min(end, b) - max(start, a)) for a, b, other in by if other == kind)
    return 2 * inside >= end - start


def count(articles: Iterable[dict], *, show: bool = False) -> Counter[tuple[str, str]]:
    """(kind, what) → how many."""
    counts: Counter[tuple[str, str]] = Counter()
    for article in articles:
        text = article["text"]
        gold = [(mark["start"], mark["end"], mark["kind"]) for mark in article["marks"]]
        ours = stretches(text)
        for name, those, others in (("found", gold, ours), ("right", ours, gold)):
            for stretch in those:
                hit = covered(stretch, others)
                counts[stretch[2], f"{name} of"] += 1
                counts[stretch[2], name] += hit
                if show and not hit:
                    print(
                        "missed" if name == "found" else "wrong ", stretch[2], repr(text[stretch[0] : stretch[1]][:160])
                    )
        of_gold, of_ours = characters(text, gold), characters(text, ours)
        for name, chars in (("gold", of_gold), ("ours", of_ours), ("both", of_gold & of_ours)):
            for _, kind in chars:
                counts[kind, f"characters {name}"] += 1
    return counts


def share(part: int, whole: int) -> str:
    return f"{part / whole:.3f}" if whole else "  –  "


def main(argv: Sequence[str] | None = None) -> None:
    """Prints the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("shared", type=Path, help="folder with corpora/")
    parser.add_argument("--errors", action="store_true", help="print each mark of train that is missed or wrong")
    options = parser.parse_args(argv)
    for name in SETS:
        rows = [json.loads(line) for line in (options.shared / f"corpora/{name}.jsonl").open(encoding="utf-8")]
        counts = count(rows, show=options.errors and name == SETS[0])
        print(f"\n{name}: {len(rows)} articles")
        print(f"  {'kind':12}{'marks':>7}{'precision':>11}{'recall':>8}   by character: precision, recall")
        for kind in sorted({kind for kind, _ in counts}):
            print(
                f"  {kind:12}{counts[kind, 'found of']:7}"
                f"{share(counts[kind, 'right'], counts[kind, 'right of']):>11}"
                f"{share(counts[kind, 'found'], counts[kind, 'found of']):>8}"
                f"{share(counts[kind, 'characters both'], counts[kind, 'characters ours']):>28}"
                f"{share(counts[kind, 'characters both'], counts[kind, 'characters gold']):>8}"
            )
    rows = [json.loads(line) for line in (options.shared / f"corpora/{UNMARKED_SET}.jsonl").open(encoding="utf-8")]
    started = time.perf_counter()
    found = [stretches(row["text"]) for row in rows]
    seconds = time.perf_counter() - started
    words = sum(len(row["text"].split()) for row in rows)
    total = sum(len(row["text"]) for row in rows)
    marked = sum(end - start for of_one in found for start, end, _ in of_one)
    print(f"\n{UNMARKED_SET}: {len(rows)} articles, {words:,} words, {words / seconds:,.0f} words a second")
    print(f"  marked: {marked / total:.4f} of the characters, in {sum(map(len, found))} marks")
    if options.errors:
        for row, of_one in zip(rows, found, strict=True):
            for start, end, kind in of_one:
                print("  ", kind, repr(row["text"][start:end][:200]))


if __name__ == "__main__":
    main()
