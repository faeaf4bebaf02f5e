"""Reading articles: from files, folders, archives, tables, DataFrames and, if asked, from the web."""

import os
import stat
import tempfile
import time
from collections import Counter, deque
from collections.abc import Generator, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from onrecord.articles import Article, article_of, checked, understood
from onrecord.finding import Entry, Paths, Problem, cannot_open, find_files, is_address, printable_path, problem_of
from onrecord.sources.columns import GUESSED, Columns
from onrecord.sources.dispatch import Part, read_parts
from onrecord.sources.found import Fault, Found
from onrecord.sources.frames import rows_of_frame
from onrecord.sources.kinds import HEAD, kind_of_head
from onrecord.sources.limits import LIMITS, Limits
from onrecord.sources.pool import Pool, Timed
from onrecord.stores import StoreError, copied, is_stored

if TYPE_CHECKING:
    from onrecord.sources.web import Fetcher

FRAME = "DataFrame"
"""What stands for a path where articles come from a DataFrame."""

FETCHED_PAGES = "fetched_pages"
"""The folder in which pages from the web are kept unless another is named."""

WORKERS = 2
"""Processes that parse files side by side, unless another number is given."""

FILES_AHEAD = 8
"""Files that are begun before the one that is read comes to its end."""


@dataclass(frozen=True)
class Options:
    """How articles are read.

    Attributes:
        columns: which columns of a table hold what, where it shall not be guessed.
        limits: what is larger or longer, or takes longer, is a Problem.
        workers: the processes that parse files, side by side. With 0 files are parsed in this process, where the
            limits of time and memory do not hold and a parser that crashes takes everything with it.
        repair_mojibake: whether garbled characters, such as "â€œ" for a quotation mark, are put right before anything
            counts in the text; a warning says so.
        allow_network: whether addresses among the paths are fetched: `onrecord.sources.web` says how.
        cache: the folder in which fetched pages are kept, so that a second run fetches nothing.
    """

    columns: Columns = GUESSED
    limits: Limits = LIMITS
    workers: int = WORKERS
    repair_mojibake: bool = False
    allow_network: bool = False
    cache: str | os.PathLike[str] = FETCHED_PAGES


class Reading(NamedTuple):
    """An article or a problem, and how it came about.

    Attributes:
        item: the article or problem.
        path: the file that it came from.
        member: the part of that file.
        kind: what kind of input that is, such as "HTML", if it can be told.
        entry: the archive's entry that it stands in, as a path; None where the file is no archive.
        seconds: the time that reading it took.
    """

    item: Article | Problem
    path: str
    member: str | None = None
    kind: str | None = None
    entry: str | None = None
    seconds: float = 0.0


class Look(NamedTuple):
    """What stands in one place of a file, before it is an article: that needs the ids of all others.

    Attributes:
        item: the text or what is wrong; as in `Reading`, and so are all the others.
        kind: what kind of input that is.
        entry: the archive's entry.
        seconds: the time so far.
    """

    item: Found | Fault
    kind: str | None
    entry: str | None
    seconds: float


def read_articles(
    paths: Paths,
    *,
    columns: Columns = GUESSED,
    limits: Limits = LIMITS,
    workers: int = WORKERS,
    repair_mojibake: bool = False,
    allow_network: bool = False,
    cache: str | os.PathLike[str] = FETCHED_PAGES,
) -> Iterator[Article | Problem]:
    """Read articles from files, from folders with all that is in them, from archives, tables and DataFrames.

    Folders are read in the order of their files' names. What gives no article gives a Problem on its place, and
    the others are read all the same. What is no running text (comment forms, captions, embedded posts) is marked,
    and stays in the text.

    Example:
        >>> for article in read_articles("data/articles"):  # doctest: +SKIP
        ...     print(article.id, len(article.text))
        >>> pages = read_articles(["notes.txt", "crawl.warc.gz", "saved/**/*.html"])  # doctest: +SKIP
        >>> rows = read_articles("articles.xlsx", columns=Columns(text="body"))  # doctest: +SKIP

    Does not fetch addresses unless told to, or notice that two files hold the same article: see
    `onrecord.duplicates`.

    Args:
        paths: one path or several: files, folders, or patterns such as "saved/**/*.html"; DataFrames; addresses.
        columns: as in `Options`, and so are all the others.
        limits: what is larger or longer is a Problem.
        workers: processes that parse files.
        repair_mojibake: whether garbled characters are put right.
        allow_network: whether addresses are fetched.
        cache: where fetched pages are kept.

    Yields:
        An Article for each text, a Problem for each file or part of one without one.
    """
    options = Options(columns, limits, workers, repair_mojibake, allow_network, cache)
    for reading in read_files(find_files(paths, allow_network=allow_network), options):
        yield reading.item


def read_files(found: Iterable[Entry], options: Options = Options()) -> Generator[Reading, None, None]:
    """Read what `find_files` found, and say how it went.

    It is for callers who report on files, of which one may hold many articles; others take `read_articles`.

    Args:
        found: paths of files, addresses, DataFrames, and problems, which are handed through.
        options: how to read them.
    """
    for readings in read_each(found, options):
        yield from readings


def read_each(
    found: Iterable[Entry],
    options: Options = Options(),
    *,
    taken: Counter[str] | None = None,
    passed_over: Mapping[str, int] = MappingProxyType({}),
) -> Generator[Iterator[Reading], None, None]:
    """Yield what each thing that `find_files` found gives, in their order: `read_files`, one file at a time.

    It is for callers who take up where they were broken off. What one file gives has to be taken before the next.

    Args:
        found: as in `read_files`.
        options: how to read them.
        taken: the ids of articles that are known from before; those of the new ones are added.
        passed_over: for some files, how many readings at their beginning are known and not given again.
    """
    taken = Counter() if taken is None else taken
    with Pool(options.limits, workers=options.workers, columns=options.columns) as pool:
        for path, parts, known in _Beginner(options, pool, passed_over).begun(found):
            if isinstance(parts, Problem):
                yield iter([Reading(parts, parts.path, parts.member)])
            else:
                looks = _looks(islice(parts, known, None), options)
                yield (reading_of(look, path, taken) for look in looks)


def look_at(path: str, options: Options, pool: Pool, *, known: int = 0) -> Iterator[Look]:
    """Yield what stands in a file, without making articles of it.

    It is for callers who read files in several places, and number the articles in one: see `reading_of`.

    Args:
        path: that of the file; no address.
        options: how to read it.
        pool: has it parsed. It is the caller's, who closes it.
        known: how many looks at its beginning are known and not given again.
    """
    [(_, parts, _)] = _Beginner(options, pool, {}).begun([path])
    assert not isinstance(parts, Problem), "a path is none"
    return _looks(islice(parts, known, None), options)


def reading_of(look: Look, path: str, taken: Counter[str]) -> Reading:
    """Make an article, or problem, of what stands in a file.

    Args:
        look: what stands there.
        path: the file.
        taken: the ids given so far; that of an article is added.
    """
    began = time.perf_counter()
    item = look.item
    made = article_of(item, path, taken) if isinstance(item, Found) else problem_of(item, path)
    seconds = look.seconds + time.perf_counter() - began
    return Reading(made, path, item.member, look.kind, look.entry, seconds)


def _looks(parts: Iterable[Timed], options: Options) -> Iterator[Look]:
    for part, seconds in parts:
        began = time.perf_counter()
        item = part.item
        if isinstance(item, Found):
            item = checked(item, options.limits)
        if isinstance(item, Found):
            item = understood(item, repair_mojibake=options.repair_mojibake)
        yield Look(item, part.kind, part.entry, seconds + time.perf_counter() - began)


class _Beginner:
    """Begins to read files. Some are being parsed before the one ahead of them comes to its end."""

    def __init__(self, options: Options, pool: Pool, passed_over: Mapping[str, int]) -> None:
        self._options = options
        self._pool = pool
        self._passed_over = passed_over
        self._fetcher: Fetcher | None = None

    def begun(self, found: Iterable[Entry]) -> Iterator[tuple[str, Iterator[Timed] | Problem, int]]:
        """Yield each file with what it gives, and how much of that is known."""
        begun: deque[tuple[str, Iterator[Timed] | Problem, int]] = deque()
        for entry in found:
            begun.append((*self._begin(entry), self._passed_over.get(entry, 0) if isinstance(entry, str) else 0))
            if len(begun) > FILES_AHEAD:
                yield begun.popleft()
        yield from begun

    def _begin(self, entry: Entry) -> tuple[str, Iterator[Timed] | Problem]:
        if isinstance(entry, Problem):
            return entry.path, entry
        if not isinstance(entry, str):
            rows = rows_of_frame(entry, columns=self._options.columns)
            return FRAME, _timed(Part(item, FRAME) for item in rows)
        if is_stored(entry):
            return printable_path(entry), self._copied(entry)
        if is_address(entry):
            return entry, self._fetched(entry)
        return printable_path(entry), self._file(entry)

    def _file(self, path: str) -> Iterator[Timed]:
        """Start reading a file. It is opened only if it is a file: a pipe would have us wait for ever."""
        try:
            status = os.stat(path)
            if not stat.S_ISREG(status.st_mode):
                return _one_fault(
                    Fault("it is not a file but a pipe, a device or a socket", "Save what comes from it as a file.")
                )
            with open(path, "rb") as stream:
                head = stream.read(HEAD)
        except (OSError, ValueError) as error:
            return _one_fault(_fault_of(cannot_open(path, error)))
        kind = kind_of_head(path, head)
        needs_none = isinstance(kind, Fault) or status.st_size <= kind.trusted_bytes
        return self._here(path) if self._options.workers == 0 or needs_none else self._pool.read(path)

    def _here(self, path: str) -> Iterator[Timed]:
        """Read a file in this process, as far as it is asked for."""
        try:
            with open(path, "rb") as stream:
                parts = read_parts(stream, path, limits=self._options.limits, columns=self._options.columns)
                yield from _timed(parts)
        except (OSError, ValueError) as error:
            yield from _one_fault(_fault_of(cannot_open(path, error)))

    def _copied(self, path: str) -> Iterator[Timed]:
        """Read a file in a store as a file here, which parsers and the processes that they run in can open."""
        began = time.perf_counter()
        try:
            with copied(path) as copy:
                yield from self._file(copy)
        except StoreError as error:
            fault = Fault(f"its store does not give it ({error})", "Check the address, and your way in.")
            yield Timed(Part(fault, None), time.perf_counter() - began)

    def _fetched(self, url: str) -> Iterator[Timed]:
        """Fetch a page and read it as the file that it is, in a process that can be stopped like any other."""
        # Imported here: who fetches nothing gets nothing that could.
        from onrecord.sources.web import WEB_LIMITS, Fetcher, as_file, with_origin

        if self._fetcher is None:
            self._fetcher = Fetcher(Path(self._options.cache), WEB_LIMITS)
        began = time.perf_counter()
        page = self._fetcher.page(url)
        if isinstance(page, Fault):
            yield Timed(Part(page, None), time.perf_counter() - began)
            return
        name, body = as_file(page)
        with tempfile.TemporaryDirectory(prefix="onrecord-") as folder:
            path = os.path.join(folder, name)
            Path(path).write_bytes(body)
            for part, seconds in self._file(path):
                item = with_origin(part.item, page) if isinstance(part.item, Found) else part.item
                yield Timed(part._replace(item=item), seconds)


def _timed(parts: Iterable[Part]) -> Iterator[Timed]:
    began = time.perf_counter()
    for part in parts:
        yield Timed(part, time.perf_counter() - began)
        began = time.perf_counter()


def _one_fault(fault: Fault) -> Iterator[Timed]:
    return iter([Timed(Part(fault, None), 0.0)])


def _fault_of(problem: Problem) -> Fault:
    return Fault(problem.reason, problem.advice)
