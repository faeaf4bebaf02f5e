"""Many articles: read them all, and report on each file."""

import os
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Literal, TypeVar

import pandas as pd
from spacy.language import Language
from spacy.tokens import Doc

from onrecord.articles import Article
from onrecord.duplicates import Fingerprints
from onrecord.finding import Entry, Paths, Problem, find_files
from onrecord.language import is_read
from onrecord.pipeline import load, make_doc
from onrecord.reading import FETCHED_PAGES, WORKERS, Options, Reading, read_files
from onrecord.report import Report
from onrecord.sources.columns import GUESSED, Columns
from onrecord.sources.limits import LIMITS, Limits
from onrecord.tables import COLUMNS, Rows, Tables, extend, frames, metadata_rows, rows_of, with_versions

Duplicates = Literal["keep", "mark", "drop"]
"""What becomes of articles that are nearly the same text as another."""

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
    duplicates: Duplicates = "mark",
    columns: Columns = GUESSED,
    limits: Limits = LIMITS,
    workers: int = WORKERS,
    repair_mojibake: bool = False,
    allow_network: bool = False,
    cache: str | os.PathLike[str] = FETCHED_PAGES,
) -> Analysis:
    """Read every article below some paths and build their tables.

    Nothing that is wrong with one file or one article stops the others: it becomes a row of the report. An article
    that is not in English is in the table of articles, and nothing else is read in it.

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
        duplicates: what becomes of articles that are nearly the same text as another (`onrecord.duplicates`). With
            "mark" the table of articles says so; with "drop" only one of them is read, and the others are rows of the
            report, for which everything is parsed twice; with "keep" nobody looks.
        columns: as in `read_articles`, and so are all the others.
        limits: what is larger or longer fails.
        workers: processes that parse files.
        repair_mojibake: whether garbled characters are put right.
        allow_network: whether addresses are fetched.
        cache: where fetched pages are kept.
    """
    options = Options(columns, limits, workers, repair_mojibake, allow_network, cache)
    entries = list(find_files(paths, leave_out=leave_out, allow_network=allow_network))
    versions = _versions(entries, options) if duplicates == "drop" else None
    dropped = {} if versions is None else _dropped(versions)
    report = Report()
    rows: Rows = {name: [] for name in COLUMNS}
    reached: set[str] = set()
    with Fingerprints() as fingerprints:
        for batch in _batches(read_files(entries, options), batch_size):
            articles = [reading.item for reading in batch if isinstance(reading.item, Article)]
            articles = [article for article in articles if article.id not in dropped]
            if duplicates == "mark":
                for article in articles:
                    fingerprints.add(article)
            if nlp is None and any(is_read(article.language) for article in articles):
                nlp = load(threads=_cores())
            began = time.perf_counter()
            outcomes = _outcomes(articles, nlp)
            speed = (time.perf_counter() - began) / max(1, sum(len(article.text) for article in articles))
            for reading in batch:
                _take(reading, outcomes, dropped, speed, report, rows)
                reached.add(reading.path)
                if progress is not None:
                    progress(len(reached), len(entries), reading.path)
        if duplicates == "mark":
            versions = fingerprints.duplicates()
    found = frames(rows)
    if versions is not None:
        found = replace(found, articles=with_versions(found.articles, versions))
    return Analysis(found, report.frame())


def _versions(entries: Sequence[Entry], options: Options) -> pd.DataFrame:
    """Read all articles for no other purpose than to compare them."""
    with Fingerprints() as fingerprints:
        for reading in read_files(entries, options):
            if isinstance(reading.item, Article):
                fingerprints.add(reading.item)
        return fingerprints.duplicates()


def _dropped(versions: pd.DataFrame) -> dict[str, str]:
    """The articles that another one stands for → why they are left out, as the end of a sentence."""
    others = versions[versions["article"] != versions["representative"]]
    return {
        row.article: f"{row.similarity:.0%} of it or more is in the article {row.representative}, which stands for it "
        f"({row.reason})"
        for row in others.itertuples()
    }


def _cores() -> int:
    """How many cores this process may use; os.cpu_count() counts also those that it may not."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _batches(items: Iterable[Item], size: int) -> Iterator[list[Item]]:
    """Yield lists of up to `size` items."""
    rest = iter(items)
    while batch := list(islice(rest, size)):
        yield batch


def _outcomes(articles: list[Article], nlp: Language | None) -> dict[str, Rows | Exception]:
    """The rows of each article by its id, or what the pipeline raised on it."""
    readable = [article for article in articles if nlp is not None and is_read(article.language)]
    outcomes: dict[str, Rows | Exception] = {article.id: metadata_rows(article) for article in articles}
    if nlp is not None:
        docs = zip(readable, _docs(readable, nlp), strict=True)
        outcomes.update({article.id: _rows(doc, article) for article, doc in docs})
    return outcomes


def _docs(articles: list[Article], nlp: Language) -> list[Doc | Exception]:
    try:
        return list(nlp.pipe([make_doc(nlp, article) for article in articles]))
    except Exception:
        # One of them is to blame, and only reading them one by one tells which.
        return [_doc(article, nlp) for article in articles]


def _doc(article: Article, nlp: Language) -> Doc | Exception:
    try:
        return nlp(make_doc(nlp, article))
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
    reading: Reading,
    outcomes: Mapping[str, Rows | Exception],
    dropped: Mapping[str, str],
    speed: float,
    report: Report,
    rows: Rows,
) -> None:
    """Add what became of one article, or problem, to the report, and its rows to those of all."""
    article = reading.item
    if isinstance(article, Problem):
        report.add(reading)
        return
    seconds = 0.0
    if article.id in dropped:
        advice = 'Nothing to do. To have all versions read, say duplicates="mark".'
        reading = reading._replace(item=Problem(reading.path, dropped[article.id], advice, reading.member, True))
    elif isinstance(outcome := outcomes[article.id], Exception):
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
        seconds = speed * len(article.text)
    report.add(reading, seconds=seconds)
