"""Many articles: read them all, and report on each file."""

import os
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import TypeVar

import pandas as pd
from spacy.language import Language
from spacy.tokens import Doc

from onrecord.articles import WORKERS, Article, Paths, Problem, Reading, find_files, read_files
from onrecord.pipeline import load
from onrecord.report import Report
from onrecord.sources.limits import LIMITS, Limits
from onrecord.tables import COLUMNS, Rows, Tables, extend, frames, rows_of

BATCH_SIZE = 16
"""Articles that are held in memory, and read by the network, at one time."""

Progress = Callable[[int, int, str], None]
"""Is called with the number of files reached, the number of all, and the path of the one reached."""

Item = TypeVar("Item")


@dataclass(frozen=True)
class Analysis:
    """What `analyze` found, and how it went.

    Attributes:
        tables: the tables of all articles that could be read.
        report: what became of each file, and of each part of one (report.REPORT_COLUMNS).
    """

    tables: Tables
    report: pd.DataFrame


def analyze(
    paths: Paths,
    *,
    nlp: Language | None = None,
    progress: Progress | None = None,
    batch_size: int = BATCH_SIZE,
    leave_out: Paths = (),
    limits: Limits = LIMITS,
    workers: int = WORKERS,
) -> Analysis:
    """Read every article below some paths and build their tables.

    Nothing that is wrong with one file or one article stops the others: it becomes a row of the report.

    Example:
        >>> found = analyze("data/articles")  # doctest: +SKIP
        >>> found.tables.quotes.groupby("speaker").size()  # doctest: +SKIP
        >>> found.report.query("status == 'failed'")  # doctest: +SKIP

    Does not take up a run that was broken off. Files are parsed by some processes, articles are read by one. At
    one time it holds one batch of articles, a few files' texts, and the rows of all.

    Args:
        paths: one path or several, as `read_articles` takes them.
        nlp: the pipeline; by default our own on all cores, loaded only if there is an article.
        progress: called after each article or problem.
        batch_size: how many articles go through the pipeline at one time.
        leave_out: files and folders below the paths that are not read, such as that of earlier output.
        limits: what is larger or longer fails.
        workers: the processes that parse files, side by side; with 0 it is done in this one (`read_articles`).
    """
    entries = list(find_files(paths, leave_out=leave_out))
    report = Report()
    rows: Rows = {name: [] for name in COLUMNS}
    reached: set[str] = set()
    for batch in _batches(read_files(entries, limits=limits, workers=workers), batch_size):
        articles = [reading.item for reading in batch if isinstance(reading.item, Article)]
        if articles and nlp is None:
            nlp = load(threads=_cores())
        began = time.perf_counter()
        outcomes = _outcomes(articles, nlp) if nlp is not None else {}
        speed = (time.perf_counter() - began) / max(1, sum(len(article.text) for article in articles))
        for reading in batch:
            if isinstance(reading.item, Article):
                _take(reading, reading.item, outcomes[reading.item.id], speed, report, rows)
            else:
                report.add(reading)
            reached.add(reading.path)
            if progress is not None:
                progress(len(reached), len(entries), reading.path)
    return Analysis(frames(rows), report.frame())


def _cores() -> int:
    """How many cores this process may use; os.cpu_count() counts also those that it may not."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _batches(items: Iterable[Item], size: int) -> Iterator[list[Item]]:
    """Yield lists of up to `size` items."""
    rest = iter(items)
    while batch := list(islice(rest, size)):
        yield batch


def _outcomes(articles: list[Article], nlp: Language) -> dict[str, Rows | Exception]:
    """The rows of each article by its id, or what the pipeline raised on it."""
    try:
        docs: list[Doc | Exception] = list(nlp.pipe([article.text for article in articles]))
    except Exception:
        # One of them is to blame, and only reading them one by one tells which.
        docs = [_doc(article, nlp) for article in articles]
    return {article.id: _rows(doc, article) for article, doc in zip(articles, docs, strict=True)}


def _doc(article: Article, nlp: Language) -> Doc | Exception:
    try:
        return nlp(article.text)
    except Exception as error:
        return error


def _rows(doc: Doc | Exception, article: Article) -> Rows | Exception:
    if isinstance(doc, Exception):
        return doc
    try:
        return rows_of(doc, article)
    except Exception as error:
        return error


def _take(
    reading: Reading, article: Article, outcome: Rows | Exception, speed: float, report: Report, rows: Rows
) -> None:
    """Add one article's outcome to the rows of all, or to what failed."""
    if isinstance(outcome, Exception):
        said = " ".join(str(outcome).split()) or type(outcome).__name__
        problem = Problem(
            reading.path,
            f"the article {article.id} could not be read ({type(outcome).__name__}: {said})",
            "This is a mistake of On Record's, or of a component added to it: please report it.",
            reading.member,
        )
        reading = reading._replace(item=problem)
    else:
        extend(rows, outcome)
    report.add(reading, seconds=speed * len(article.text))
