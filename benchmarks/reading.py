"""Prints how fast files are read into articles, and whether memory stays flat.

    python -m benchmarks.reading FOLDER [--files 1000] [--workers 2]

The files of FOLDER are read over and over, as links with other names, until there are so many. The pipeline is not run:
this is `onrecord read` without writing. Memory is the resident set of this process and of those that parse, together.
"""

import argparse
import os
import tempfile
import time
from pathlib import Path

import psutil

from onrecord.articles import Article
from onrecord.finding import find_files
from onrecord.reading import Options, read_files

PARTS = 5
"""How many lines are printed."""


def many(folder: Path, target: Path, files: int) -> None:
    """Fill target with so many names of the files of a folder."""
    found = sorted(path for path in folder.rglob("*") if path.is_file())
    if not found:
        raise SystemExit(f"{folder} has no files.")
    for number in range(files):
        original = found[number % len(found)]
        # Not a symbolic link: a file that is met twice is read once.
        os.link(original, target / f"{number:06}{original.suffix}")


def megabytes() -> float:
    """Memory of this process and its children."""
    process = psutil.Process()
    return sum(one.memory_info().rss for one in [process, *process.children()]) / 1e6


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("folder", type=Path)
    options.add_argument("--files", type=int, default=1000)
    options.add_argument("--workers", type=int, default=2)
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory(dir=chosen.folder.parent) as target:
        many(chosen.folder, Path(target), chosen.files)
        began, articles = time.perf_counter(), 0
        print("  files  articles  seconds  megabytes")
        for number, reading in enumerate(read_files(find_files(target), Options(workers=chosen.workers)), start=1):
            articles += isinstance(reading.item, Article)
            if number % (chosen.files // PARTS) == 0:
                print(f"{number:7,} {articles:9,} {time.perf_counter() - began:8.1f} {megabytes():10.0f}", flush=True)


if __name__ == "__main__":
    main()
