"""Prints what a corpus costs: words a second by number of processes, memory, a second run, queries.

    python -m benchmarks.scale [--articles 20000] [--bare 200] [--readers 1 2] [--pipeline module:function]

The articles are made from data/articles by seeded rewriting: other names, other numbers, paragraphs in another order.
Memory is the resident set of this process and of all that it started, together, at its highest: in the first half of
the articles and in the second. The bare reader is the pipeline in this process, one thread, one article after the
other, with the rows of tables and without files. CPU seconds are those of all processes, starting them included; they
say more than words a second where other work goes on. Windows does not know those of processes that have ended.
"""

import argparse
import random
import re
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
from onrecord.corpus import Corpus, Progress
from onrecord.corpus.worker import pipeline
from onrecord.language import is_read
from onrecord.pipeline import make_doc
from onrecord.tables import rows_of

SAMPLES = Path(__file__).parents[1] / "data" / "articles"
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
    """Time that went by, and that all our processes used, in seconds."""

    wall: float
    cpu: float
    words: int = 0

    @classmethod
    def now(cls) -> "Cost":
        times = psutil.Process().cpu_times()
        return cls(time.perf_counter(), times.user + times.system + times.children_user + times.children_system)

    def until_now(self, words: int) -> "Cost":
        now = Cost.now()
        return Cost(now.wall - self.wall, now.cpu - self.cpu, words)

    def __str__(self) -> str:
        return f"{self.words / self.wall:,.0f} words a second, {1e6 * self.cpu / self.words:,.0f} CPU seconds a million"


class Memory(threading.Thread):
    """Looks at the memory of this process and its children."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.half = 0
        self.most = [0, 0]
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
            self.most[self.half] = max(self.most[self.half], total)

    def at(self, done: int, total: int, path: str) -> None:
        self.half = int(done > total / 2)


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


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--articles", type=int, default=20_000)
    options.add_argument("--bare", type=int, default=200, help="articles that the bare reader reads (default: 200)")
    options.add_argument("--readers", type=int, nargs="+", default=[1, 2])
    options.add_argument("--pipeline", help="another pipeline, as module:function")
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        inputs = Path(folder) / "in"
        make(inputs, chosen.articles)
        words = sum(len(path.read_text(encoding="utf-8").split()) for path in inputs.rglob("*.txt"))
        print(f"{chosen.articles:,} articles, {words:,} words")
        for readers in chosen.readers:
            out = Path(folder) / f"corpus-{readers}"
            with Memory() as memory:
                first = read(inputs, out, readers, chosen.pipeline, words, progress=memory.at)
            again = read(inputs, out, readers, chosen.pipeline, words)
            size = sum(path.stat().st_size for path in out.rglob("*") if path.is_file())
            megabytes = [most / 1e6 for most in memory.most]
            print(f"{readers} readers: {first}")
            print(f"    at most {megabytes[0]:,.0f} MB, in the second half {megabytes[1]:,.0f} MB")
            print(f"    {size / chosen.articles:,.0f} bytes an article")
            print(f"    again: {again.wall:.2f} s, {again.wall / first.wall:.2%}", flush=True)
        for name, milliseconds in queries(out):
            print(f"{name}: {milliseconds:.0f} ms")
        # Last: what is loaded for it would count as memory.
        print(f"bare reader: {bare(inputs, chosen.bare, chosen.pipeline)}")


def read(inputs: Path, out: Path, readers: int, name: str | None, words: int, progress: Progress | None = None) -> Cost:
    before = Cost.now()
    analyze(inputs, out=out, nlp=name, readers=readers, workers=1, progress=progress)
    return before.until_now(words)


if __name__ == "__main__":
    main()
