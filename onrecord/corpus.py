"""Many articles: read them all, and report on each file."""

import os
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import TypeVar

import pandas as pd
from spacy.language import Language
from spacy.tokens import Doc

from onrecord.articles import Article, Paths, Problem, find_files, read_files
from onrecord.pipeline import load
from onrecord.tables import COLUMNS, Column, Rows, Tables, extend, frame, frames, rows_of

BATCH_SIZE = 16
"""Articles that are held in memory, and read by the network, at one time."""

REPORT_COLUMNS = (
    Column("path", "string", "the file; path#line for a bad line of JSONL"),
    Column("status", "string", "read, flagged (read, with a warning) or failed"),
    Column("reason", "string", "what is wrong with it, or the warnings; missing where all is well"),
    Column("advice", "string", "what mends it"),
    Column("articles", "Int64", "number of articles it gave"),
    Column("seconds", "Float64", "time the pipeline took, shared out by length among articles read together"),
)
"""The columns of `Analysis.report`."""

Progress = Callable[[int, int, str], None]
"""Is called with the number of files reached, the number of all, and the path of the one reached."""

Item = TypeVar("Item")


@dataclass(frozen=True)
class Analysis:
    """What `analyze` found, and how it went.

    Attributes:
        tables: the tables of all articles that could be read.
        report: a row for each file, and for each line of JSONL that failed (REPORT_COLUMNS).
    """

    tables: Tables
    report: pd.DataFrame


@dataclass
class _File:
    """What is known of one file so far."""

    articles: int = 0
    seconds: float = 0.0
    warnings: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def analyze(
    paths: Paths,
    *,
    nlp: Language | None = None,
    progress: Progress | None = None,
    batch_size: int = BATCH_SIZE,
    leave_out: str | os.PathLike[str] | None = None,
) -> Analysis:
    """Read every article below some paths and build their tables.

    Nothing that is wrong with one file or one article stops the others: it becomes a row of the report.

    Example:
        >>> found = analyze("data/articles")  # doctest: +SKIP
        >>> found.tables.quotes.groupby("speaker").size()  # doctest: +SKIP
        >>> found.report.query("status == 'failed'")  # doctest: +SKIP

    Does not take up a run that was broken off, and uses one process. At one time it holds one batch of
    articles, and the rows of all.

    Args:
        paths: one path or several, of files or folders.
        nlp: the pipeline; by default our own on all cores, loaded only if there is an article.
        progress: called after each article or problem.
        batch_size: how many articles go through the pipeline at one time.
        leave_out: a folder below the paths that is not read, such as that of earlier output.
    """
    entries = list(find_files(paths, leave_out=leave_out))
    files: dict[str, _File] = {}
    rows: Rows = {name: [] for name in COLUMNS}
    for batch in _batches(read_files(entries), batch_size):
        articles = [item for _, item in batch if isinstance(item, Article)]
        if articles and nlp is None:
            nlp = load(threads=_cores())
        began = time.perf_counter()
        outcomes = _outcomes(articles, nlp) if nlp is not None else {}
        speed = (time.perf_counter() - began) / max(1, sum(len(article.text) for article in articles))
        for path, item in batch:
            file = files.setdefault(path, _File())
            if isinstance(item, Article):
                file.seconds += speed * len(item.text)
                _take(item, outcomes[item.id], path, file, rows)
            else:
                file.problems.append(item)
            if progress is not None:
                progress(len(files), len(entries), path)
    return Analysis(frames(rows), frame(REPORT_COLUMNS, list(_report_rows(files))))


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


def _take(article: Article, outcome: Rows | Exception, path: str, file: _File, rows: Rows) -> None:
    """Add one article's outcome to the rows of all, or to its file's problems."""
    if isinstance(outcome, Exception):
        said = " ".join(str(outcome).split()) or type(outcome).__name__
        file.problems.append(
            Problem(
                path,
                f"the article {article.id} could not be read ({type(outcome).__name__}: {said})",
                "This is a mistake of On Record's, or of a component added to it: please report it.",
            )
        )
        return
    file.articles += 1
    file.warnings.extend(article.warnings)
    extend(rows, outcome)


def _report_rows(files: dict[str, _File]) -> Iterator[tuple[str, str, str | None, str | None, int, float]]:
    """Yield the report's rows: a file's own if it gave an article, then its problems."""
    for path, file in files.items():
        if file.articles:
            status = "flagged" if file.warnings else "read"
            reason = "; ".join(file.warnings) or None
            advice = "Look at the text: it was read as it stands." if file.warnings else None
            yield path, status, reason, advice, file.articles, round(file.seconds, 3)
        for problem in file.problems:
            yield problem.path, "failed", problem.reason, problem.advice, 0, 0.0
