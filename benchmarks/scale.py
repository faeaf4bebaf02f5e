"""Prints what a corpus costs: words a second by number of processes, memory, a second run, queries.

    python -m benchmarks.scale [--articles 20000] [--bare 500] [--readers 1 2] [--pipeline module:function]
                               [--folder FOLDER] [--minutes MINUTES]

The articles are made from data/articles by seeded rewriting: other names, other numbers, paragraphs in another order.
With --folder they, the corpora and the figures are kept there, and the same command goes on where the last one ended.
With --minutes each number of readers is given so much time in one call. What was read by then is measured and said;
the next call reads on. The last lines are the table for docs/corpus.md.

Each step runs in a process of its own, so that none has the memory of the one before. Memory is the resident set of
that process and of all that it started, together, at its highest: in each quarter of the articles, and after the last
of them, when near-duplicates are told. The bare reader is the pipeline in one process, one thread, one article after
the other, with the rows of tables and without files. CPU seconds are those of all processes, starting them included;
they say more than words a second where other work goes on. Windows does not know those of processes that have ended.
"""

import argparse
import json
import math
import random
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import NamedTuple

import psutil

from onrecord import analyze, read_articles
from onrecord.articles import Article
from onrecord.corpus import Corpus
from onrecord.corpus.store import MANIFEST
from onrecord.corpus.worker import pipeline
from onrecord.language import is_read
from onrecord.pipeline import make_doc
from onrecord.tabulation import rows_of

ROOT = Path(__file__).parents[1]
SAMPLES = ROOT / "data" / "articles"
STAGES = ("first quarter", "second", "third", "fourth", "duplicates")
FIRST = "Ana Ben Carla David Elena Femi Grace Hugo Irene Jonas Kofi Leila Marta Nadia Omar Priya Rosa Samir".split()
LAST = "Adeyemi Brandt Costa Duarte Eriksen Fofana Grant Horvat Iqbal Jansen Kovac Moreau Novak Osei".split()

_NAME = re.compile(r"\b[A-Z][a-z]+ [A-Z][a-z]+\b")
_NUMBER = re.compile(r"\b[0-9]{1,3}\b")


def rewritten(text: str, chance: random.Random) -> str:
    """A text with other names, other numbers and its paragraphs in another order."""
    names: dict[str, str] = {}
    text = _NAME.sub(lambda match: names.setdefault(match[0], f"{chance.choice(FIRST)} {chance.choice(LAST)}"), text)
    text = _NUMBER.sub(lambda match: str(chance.randint(2, 999)), text)
    title, *paragraphs = text.split("\n\n")
    chance.shuffle(paragraphs)
    return "\n\n".join([title, *paragraphs])


def make(folder: Path, count: int, *, seed: int = 1) -> None:
    """Write so many articles, a thousand to a folder."""
    texts = [path.read_text(encoding="utf-8") for path in sorted(SAMPLES.glob("*.txt"))]
    chance = random.Random(seed)
    for number in range(count):
        path = folder / f"{number // 1000:03}" / f"{number:06}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(rewritten(texts[number % len(texts)], chance), encoding="utf-8")


class Cost(NamedTuple):
    """Time that went by, and that all our processes used, in seconds; and what was read in it."""

    wall: float = 0.0
    cpu: float = 0.0
    words: int = 0

    @classmethod
    def now(cls) -> "Cost":
        times = psutil.Process().cpu_times()
        return cls(time.perf_counter(), times.user + times.system + times.children_user + times.children_system)

    def until_now(self, words: int = 0) -> "Cost":
        now = Cost.now()
        return Cost(now.wall - self.wall, now.cpu - self.cpu, words)

    def __add__(self, other: "Cost") -> "Cost":  # type: ignore[override]
        return Cost(*(one + another for one, another in zip(self, other, strict=True)))


class Memory(threading.Thread):
    """Looks at the memory of this process and its children: the most in each stage."""

    def __init__(self, most: dict[str, int]) -> None:
        super().__init__(daemon=True)
        self.stage = STAGES[0]
        self.most = most
        self._over = threading.Event()

    def __enter__(self) -> "Memory":
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self.join()

    def run(self) -> None:
        process = psutil.Process()
        while not self._over.wait(0.2):
            total = 0
            for one in [process, *process.children(recursive=True)]:
                try:
                    total += one.memory_info().rss
                except psutil.Error:
                    continue
            self.most[self.stage] = max(self.most.get(self.stage, 0), total)


def bare(inputs: Path, articles: int, name: str | None) -> Cost:
    """What reading some articles takes without a corpus, once the pipeline is loaded."""
    nlp = pipeline(name)
    nlp("The first text has to wait for what is loaded late.")
    words, before = 0, Cost.now()
    for article in islice(read_articles(inputs), articles):
        if isinstance(article, Article):
            words += len(article.text.split())
            if is_read(article.language):
                rows_of(nlp(make_doc(nlp, article)), article)
    return before.until_now(words)


def queries(out: Path) -> Iterator[tuple[str, float]]:
    """Yield questions, with the milliseconds from opening the corpus to the answer."""
    [(some,)] = Corpus(out).articles.select("article").limit(1).fetchall()
    most = "select speaker, count(*) n from quotes group by speaker order by n desc limit 10"
    asked: dict[str, Callable[[Corpus], object]] = {
        "first rows of a filter": lambda corpus: corpus.quotes.filter("speaker like '%Costa'").limit(10).df(),
        "people quoted most": lambda corpus: corpus.sql(most).df(),
        "an article": lambda corpus: corpus.article(some),
    }
    for name, ask in asked.items():
        corpus = Corpus(out)
        for how in (name, f"{name}, once more"):
            began = time.perf_counter()
            ask(corpus)
            yield how, 1000 * (time.perf_counter() - began)


def first_run(inputs: Path, out: Path, readers: int, name: str | None, seconds: float, before: dict) -> dict:
    """Read, as far as there is time, and add what that took to what the calls before took."""
    known, most = _words(out), dict(before.get("memory", {}))
    deadline, began = time.monotonic() + seconds, Cost.now()
    with Memory(most) as memory:

        def look(done: int, total: int, path: str) -> None:
            memory.stage = STAGES[min(4, 4 * done // total)]
            if time.monotonic() > deadline and done < total:
                signal.raise_signal(signal.SIGINT)

        try:
            analyze(inputs, out=out, nlp=name, readers=readers, workers=1, progress=look)
            done = True
        except KeyboardInterrupt:
            done = False
    spent = Cost(*before.get("cost", ())) + began.until_now(_words(out) - known)
    return {"cost": spent, "memory": most, "done": done, "articles": len(Corpus(out).texts)}


def second_run(inputs: Path, out: Path, readers: int, name: str | None) -> dict:
    """The same again, with nothing to do."""
    before = Cost.now()
    analyze(inputs, out=out, nlp=name, readers=readers, workers=1)
    again = before.until_now()
    size = sum(path.stat().st_size for path in out.rglob("*") if path.is_file())
    return {"again": again.wall, "bytes": size}


def _words(out: Path) -> int:
    if not (out / MANIFEST).exists():
        return 0
    return Corpus(out).articles.aggregate("coalesce(sum(words), 0)::bigint").fetchall()[0][0]


def table(found: dict) -> str:
    """All figures, as Markdown."""
    bare = Cost(*found["bare"])
    runs = {int(step): run for step, run in found["runs"].items()}
    columns = ["", "bare reader", *(f"{readers} reader{'s' * (readers > 1)}" for readers in runs)]
    costs = {readers: Cost(*run["cost"]) for readers, run in runs.items()}

    def row(what: str, of_bare: str, of_run: Callable[[int], str]) -> str:
        return f"| {' | '.join([what, of_bare, *map(of_run, runs)])} |"

    def memory(readers: int) -> str:
        most = runs[readers]["memory"]
        return ", ".join(f"{most[stage] / 1e6:,.0f}" if stage in most else "–" for stage in STAGES)

    def again(readers: int) -> str:
        run = runs[readers]
        if "again" not in run:
            return "not yet"
        return f"{run['again']:.2f} s ({run['again'] / costs[readers].wall:.2%})"

    def size(readers: int) -> str:
        run = runs[readers]
        return f"{run['bytes'] / run['articles']:,.0f}" if "bytes" in run else ""

    one = costs[min(costs)]
    lines = [
        f"| {' | '.join(columns)} |",
        f"|{'---|' * len(columns)}",
        row("articles read", "", lambda n: f"{runs[n]['articles']:,}{'' if runs[n]['done'] else ' (so far)'}"),
        row("words a second", _rate(bare), lambda n: _rate(costs[n])),
        row("times as fast as the fewest readers", "", lambda n: f"{_speed(costs[n]) / _speed(one):.2f}"),
        row(
            "time for a word, beyond that of the bare reader",
            "",
            lambda n: f"{_speed(bare) / _speed(costs[n]) - 1:+.0%}",
        ),
        row("CPU seconds for a million words", _cpu(bare), lambda n: _cpu(costs[n])),
        row("memory of all processes by quarters, then telling duplicates, MB", "", memory),
        row("the same again, nothing changed", "", again),
        row("bytes an article", "", size),
        "",
        "| question | milliseconds |",
        "|---|---|",
        *(f"| {question} | {milliseconds:.0f} |" for question, milliseconds in found.get("queries", [])),
    ]
    return "\n".join(lines)


def _speed(cost: Cost) -> float:
    return cost.words / cost.wall if cost.words else math.nan


def _rate(cost: Cost) -> str:
    return f"{_speed(cost):,.0f}"


def _cpu(cost: Cost) -> str:
    return f"{1e6 * cost.cpu / cost.words:,.0f}" if cost.words else "–"


def step(chosen: argparse.Namespace, folder: Path, found: dict) -> None:
    """Do one step, and add its figures."""
    inputs = folder / "in"
    if chosen.step == "bare":
        found["bare"] = bare(inputs, chosen.bare, chosen.pipeline)
    elif chosen.step == "queries":
        found["queries"] = list(queries(folder / f"corpus-{chosen.readers[-1]}"))
    else:
        kind, readers = chosen.step.split()
        runs, out = found.setdefault("runs", {}), folder / f"corpus-{readers}"
        before = runs.setdefault(readers, {})
        if kind == "first" and not before.get("done"):
            seconds = math.inf if chosen.minutes is None else 60 * chosen.minutes
            before |= first_run(inputs, out, int(readers), chosen.pipeline, seconds, before)
        elif kind == "again" and before["done"]:
            before |= second_run(inputs, out, int(readers), chosen.pipeline)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--articles", type=int, default=20_000)
    options.add_argument("--bare", type=int, default=500, help="articles that the bare reader reads (default: 500)")
    options.add_argument("--readers", type=int, nargs="+", default=[1, 2])
    options.add_argument("--pipeline", help="another pipeline, as module:function")
    options.add_argument("--folder", type=Path, help="where all is kept, for a call that goes on")
    options.add_argument("--minutes", type=float, help="the most for each number of readers, in this call")
    options.add_argument("--step", help=argparse.SUPPRESS)
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = (chosen.folder or Path(temporary)).absolute()
        figures = folder / "figures.json"
        found = json.loads(figures.read_text()) if figures.exists() else {}
        if chosen.step:
            step(chosen, folder, found)
            figures.write_text(json.dumps(found))
            return
        if found.setdefault("articles", chosen.articles) != chosen.articles:
            raise SystemExit(f"{folder} has {found['articles']} articles: give as many, or another folder.")
        if not figures.exists():
            make(folder / "in", chosen.articles)
            figures.write_text(json.dumps(found))
        firsts = [f"{kind} {readers}" for readers in chosen.readers for kind in ("first", "again")]
        for name in ["bare", *firsts, "queries"]:
            print(f"{name} …", file=sys.stderr, flush=True)
            command = [sys.executable, "-m", "benchmarks.scale", *sys.argv[1:], "--folder", str(folder), "--step", name]
            subprocess.run(command, check=True, cwd=ROOT)
        print(table(json.loads(figures.read_text())))


if __name__ == "__main__":
    main()
