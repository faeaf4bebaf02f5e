"""Many articles: read them all, into memory or into a corpus, and report on each file."""

import os
import time
import warnings
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, nullcontext
from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING, Literal, TypeVar, overload

import pandas as pd
from spacy.language import Language

from onrecord.articles import Article
from onrecord.corpus.corpus import Corpus
from onrecord.corpus.errors import CorpusError
from onrecord.corpus.outcomes import Failure, failed, outcomes
from onrecord.corpus.progress import Progress, followed
from onrecord.corpus.run import BATCH_ARTICLES, Filling, Removed, Stop, fill
from onrecord.corpus.store import folder_of
from onrecord.finding import Entry, Paths, Problem, find_files, is_address
from onrecord.language import is_read
from onrecord.near_duplicates import Fingerprints
from onrecord.pipeline import load
from onrecord.reading import FETCHED_PAGES, WORKERS, Options, Reading, read_files
from onrecord.report import Report
from onrecord.sources.columns import GUESSED, Columns
from onrecord.sources.limits import LIMITS, Limits
from onrecord.tabulation import COLUMNS, Rows, Tables, extend, frames, with_versions

if TYPE_CHECKING:
    from distributed import Client

Engine = Literal["processes", "dask"]
"""What has the articles of a corpus read: processes of this machine, or a cluster of Dask's."""

Duplicates = Literal["keep", "mark", "drop"]
"""What becomes of articles that are nearly the same text as another."""

BATCH_SIZE = 16
"""Articles that are held in memory, and read by the network, at one time."""

Item = TypeVar("Item")


@dataclass(frozen=True)
class Analysis:
    """What `analyze` found, and how it went.

    Attributes:
        tables: the tables of all articles that could be read.
        report: what became of each file, and of each part of one (report.REPORT_COLUMNS).
        stopped: whether somebody ended the reading before all was read.
    """

    tables: Tables
    report: pd.DataFrame
    stopped: bool = False


@overload
def analyze(
    paths: Paths,
    *,
    nlp: Language | None = ...,
    progress: Progress | bool = ...,
    batch_size: int = ...,
    leave_out: Paths = ...,
    duplicates: Duplicates = ...,
    columns: Columns = ...,
    limits: Limits = ...,
    workers: int = ...,
    repair_mojibake: bool = ...,
    allow_network: bool = ...,
    cache: str | os.PathLike[str] = ...,
) -> Analysis: ...


@overload
def analyze(
    paths: Paths,
    *,
    out: str | os.PathLike[str],
    readers: int | None = ...,
    engine: Engine = ...,
    client: "Client | str | None" = ...,
    removed: Removed = ...,
    again: bool = ...,
    nlp: Language | str | None = ...,
    progress: Progress | bool = ...,
    batch_size: int = ...,
    leave_out: Paths = ...,
    duplicates: Duplicates = ...,
    columns: Columns = ...,
    limits: Limits = ...,
    workers: int = ...,
    repair_mojibake: bool = ...,
    allow_network: bool = ...,
    cache: str | os.PathLike[str] = ...,
) -> Corpus: ...


def analyze(
    paths: Paths,
    *,
    out: str | os.PathLike[str] | None = None,
    readers: int | None = None,
    engine: Engine = "processes",
    client: "Client | str | None" = None,
    removed: Removed = "keep",
    again: bool = False,
    nlp: Language | str | None = None,
    progress: Progress | bool = True,
    batch_size: int | None = None,
    leave_out: Paths = (),
    duplicates: Duplicates = "mark",
    columns: Columns = GUESSED,
    limits: Limits = LIMITS,
    workers: int = WORKERS,
    repair_mojibake: bool = False,
    allow_network: bool = False,
    cache: str | os.PathLike[str] = FETCHED_PAGES,
) -> Analysis | Corpus:
    """Read every article below some paths and build their tables, in memory or, with `out`, in a folder that keeps.

    Nothing that is wrong with one file or one article stops the others: it becomes a row of the report. An article
    that is not in English is in the table of articles, and nothing else is read in it.

    Example:
        >>> found = analyze("data/articles")  # doctest: +SKIP
        >>> found.tables.quotes.groupby("speaker").size()  # doctest: +SKIP
        >>> found.report.query("status == 'failed'")  # doctest: +SKIP
        >>> corpus = analyze("data/articles", out="corpus")  # doctest: +SKIP
        >>> corpus.quotes.filter("speaker = 'Ana Souza'").df()  # doctest: +SKIP

    Without `out` it holds the rows of all articles in memory and reads articles in one process. Ctrl-C, or a notebook's
    stop button, ends the reading after the articles under way: what was read is returned with a warning, and the report
    says what was not; the next run begins anew. With `out` it holds one batch, reads in several processes, and goes on
    where the last run ended: what the corpus has is not read again (docs/corpus.md). Stopped, it commits what is under
    way and raises KeyboardInterrupt.

    Args:
        paths: one path or several, as `read_articles` takes them. For a corpus these are no DataFrames.
        out: the folder of the corpus; made if need be.
        readers: for a corpus: processes that read articles, each of one thread and about 300 MB; by default as many
            as there are cores. With 0, and with a pipeline of your own, articles are read in this process, where
            nothing stops one that takes too long.
        engine: for a corpus: what has articles read. With "dask" the workers of a Dask cluster parse files and read
            articles, and this process writes (docs/cluster.md).
        client: Dask's client, or the address of its scheduler; by default the client that this process has made last.
        removed: for a corpus: whether the rows of files that are no longer there are kept or dropped.
        again: for a corpus: whether all is read again if the model, the version or an option is another than before.
            Nothing happens where they are the same.
        nlp: the pipeline; by default our own on all cores, loaded only if there is an article. For a corpus it may
            be the name of a function without arguments that makes one, such as "my_module:load".
        progress: whether a bar with the time left is shown, in a notebook or a terminal, where it takes longer than
            two seconds; or a function that is called after each article or problem.
        batch_size: how many articles go through the pipeline at one time (16), or are committed to a corpus (500).
        leave_out: files and folders below the paths that are not read, such as that of earlier output.
        duplicates: what becomes of articles that are nearly the same text as another (`onrecord.duplicates`). With
            "mark" the table of articles says so; with "drop" only one of them is read, and the others are rows of the
            report, for which everything is parsed twice; with "keep" nobody looks. A corpus cannot drop any.
        columns: as in `read_articles`, and so are all the others.
        limits: what is larger or longer fails. In a corpus, `seconds` and `memory` hold for reading an article, too:
            `seconds` for each 10,000 characters.
        workers: processes that parse files.
        repair_mojibake: whether garbled characters are put right.
        allow_network: whether addresses are fetched.
        cache: where fetched pages are kept.

    Raises:
        ValueError: an option does not go with the others.
        CorpusError: the corpus cannot be written as things are; the message says why, and what to do.
        OSError: the corpus cannot be written.
    """
    options = Options(columns, limits, workers, repair_mojibake, allow_network, cache)
    if out is None:
        of_a_corpus = readers is not None or engine != "processes" or removed != "keep" or again
        if of_a_corpus or isinstance(nlp, str):
            raise ValueError(
                "readers, engine, removed, again and a pipeline's name are for a corpus: give out, its folder."
            )
        entries = list(find_files(paths, leave_out=leave_out, allow_network=allow_network))
        with followed(progress) as called:
            analysis = _in_memory(entries, options, nlp, called, batch_size or BATCH_SIZE, duplicates)
        if analysis.stopped:
            warnings.warn("Stopped: the tables hold what was read, and the report says what was not.", stacklevel=2)
        return analysis
    if duplicates == "drop":
        raise ValueError(
            'A corpus drops no duplicates, for one that comes later may have to stand for them: say duplicates="mark", '
            "and choose the rows whose article is its own representative."
        )
    if client is not None and engine != "dask":
        raise ValueError('A client is Dask\'s: say engine="dask", too.')
    if engine == "dask":
        _check_for_dask(nlp, readers)
    folder = folder_of(out)
    own = [out, *([leave_out] if isinstance(leave_out, str | os.PathLike) else leave_out)]
    entries = list(find_files(paths, leave_out=own, allow_network=allow_network))
    if engine == "dask" and any(isinstance(entry, str) and is_address(entry) for entry in entries):
        raise ValueError("A cluster fetches no pages, for it would ask a site from all sides: fetch them first.")
    with followed(progress) as called:
        how = Filling(
            options,
            nlp=nlp,
            readers=_cores() if readers is None else readers,
            batch_articles=batch_size or BATCH_ARTICLES,
            duplicates=duplicates == "mark",
            removed=removed,
            again=again,
            progress=called,
        )
        if engine == "dask":
            with _connected(client) as dask:
                fill(folder, entries, replace(how, client=dask))
        else:
            fill(folder, entries, how)
    return Corpus(out)


def _check_for_dask(nlp: Language | str | None, readers: int | None) -> None:
    if isinstance(nlp, Language):
        raise ValueError('A pipeline goes to other machines by its name: nlp="my_module:load".')
    if readers is not None:
        raise ValueError("On a cluster there are as many readers as its workers have threads: leave readers out.")


@contextmanager
def _connected(client: "Client | str | None") -> "Iterator[Client]":
    """Dask's client, for an address one that is closed again."""
    try:
        from distributed import Client
    except ImportError as error:
        raise CorpusError('engine="dask" needs Dask: pip install "onrecord[dask]"') from error
    try:
        made = Client.current() if client is None else Client(client) if isinstance(client, str) else client
    except (ValueError, OSError) as error:
        raise CorpusError(
            f"There is no scheduler of Dask's at {client} ({error})."
            if client
            else "There is no client of Dask's in this process: give one, or the address of its scheduler."
        ) from error
    with made if isinstance(client, str) else nullcontext():
        yield made


def _in_memory(
    entries: list[Entry],
    options: Options,
    nlp: Language | None,
    progress: Progress | None,
    batch_size: int,
    duplicates: Duplicates,
) -> Analysis:
    versions = _versions(entries, options) if duplicates == "drop" else None
    dropped = {} if versions is None else _dropped(versions)
    report = Report()
    rows: Rows = {name: [] for name in COLUMNS}
    reached: set[str] = set()
    with Fingerprints() as fingerprints, Stop() as stop, closing(read_files(entries, options)) as readings:
        for batch in _batches(readings, batch_size):
            articles = [reading.item for reading in batch if isinstance(reading.item, Article)]
            articles = [article for article in articles if article.id not in dropped]
            if duplicates == "mark":
                for article in articles:
                    fingerprints.add(article)
            if nlp is None and any(is_read(article.language) for article in articles):
                nlp = load(threads=_cores())
            began = time.perf_counter()
            ids = [article.id for article in articles]
            outcome_of = dict(zip(ids, outcomes(articles, nlp), strict=True))
            speed = (time.perf_counter() - began) / max(1, sum(len(article.text) for article in articles))
            for reading in batch:
                _take(reading, outcome_of, dropped, speed, report, rows)
                reached.add(reading.path)
                if progress is not None:
                    progress(len(reached), len(entries), reading.path)
            if stop.asked:
                break
        left = next(readings, None) if stop.asked else None
        if left is not None:
            for path in _not_read(entries, reached, left.path):
                why = Problem(path, "the run was stopped before all of it was read", "Read it again.", skipped=True)
                report.add(Reading(why, path))
        if duplicates == "mark":
            versions = fingerprints.duplicates()
    found = frames(rows)
    if versions is not None:
        found = replace(found, articles=with_versions(found.articles, versions))
    return Analysis(found, report.frame(), stopped=left is not None)


def _not_read(entries: Iterable[Entry], reached: Collection[str], at: str) -> Iterator[str]:
    """The file at which a run was stopped, and those that it had not reached."""
    yield at
    yield from (entry for entry in entries if isinstance(entry, str) and entry != at and entry not in reached)


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


def _take(
    reading: Reading,
    found: Mapping[str, Rows | Failure],
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
    elif isinstance(outcome := found[article.id], Failure):
        reading = failed(reading, outcome)
    else:
        extend(rows, outcome)
        seconds = speed * len(article.text)
    report.add(reading, seconds=seconds)
