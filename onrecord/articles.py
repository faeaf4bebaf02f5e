"""Articles, and reading them from files and folders."""

import errno
import glob
import json
import math
import os
import re
import stat
import time
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date as Date
from pathlib import Path
from typing import Any, NamedTuple

from onrecord.sources.dispatch import Part, nothing_in_it, read_parts
from onrecord.sources.found import Fault, Found, Mark, Post
from onrecord.sources.kinds import HEAD, companion_of, kind_of_head, no_article, of_a_page
from onrecord.sources.limits import LIMITS, Limits
from onrecord.sources.pool import Pool, Timed
from onrecord.sources.text import garbled
from onrecord.sources.worker import UNKEPT

Paths = str | os.PathLike[str] | Iterable[str | os.PathLike[str]]

WORKERS = 2
"""Processes that parse files side by side, unless another number is given."""

FILES_AHEAD = 8
"""Files that are begun before the one that is read comes to its end."""

_LINE_FIELDS = (
    *("id", "path", "member", "title", "byline", "outlet", "url", "published", "modified", "language", "section"),
    "text",
)

# Line feed, carriage return, tab and form feed are at home in texts; other controls are not.
_ODD_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f]")
# Python's way of holding such bytes.
_SURROGATE = re.compile("[\ud800-\udfff]")
_ISO_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?=[T ]|$)")


@dataclass(frozen=True)
class Article:
    """One article and where it came from.

    Example:
        Article("port_strike", "“Enough,” said Ana Souza.", path="articles/port_strike.txt")

    Attributes:
        id: names it in every table; no two articles of one reading share it.
        text: what all offsets count in, in Unicode code points. It is never rewritten.
        title: its headline, if known; the text may begin with it.
        byline: who wrote it, if known, as written.
        outlet: who published it, if known.
        url: where it was published, if known.
        published: when it was published, in ISO 8601, if known.
        modified: when it was changed last, likewise.
        language: such as "en", if known.
        section: the part of the outlet that it stood in, if known.
        path: the file it was read from.
        member: the part of that file: a line or row by its number, an archive's entry by its path.
        metadata: what else the input says, such as the other columns of a spreadsheet.
        provenance: field → where it was taken from, such as {"published": "json-ld"}.
        marks: what in the text is not its own running text: boilerplate, captions, embedded posts.
        posts: the embedded posts, with what is known of their authors.
        warnings: what a reader of the tables should know about this text, a sentence each.
    """

    id: str
    text: str
    title: str | None = None
    byline: str | None = None
    outlet: str | None = None
    url: str | None = None
    published: str | None = None
    modified: str | None = None
    language: str | None = None
    section: str | None = None
    path: str | None = None
    member: str | None = None
    metadata: Mapping[str, Any] = field(default_factory=dict, hash=False)
    provenance: Mapping[str, str] = field(default_factory=dict, hash=False)
    marks: tuple[Mark, ...] = ()
    posts: tuple[Post, ...] = ()
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True)
class Problem:
    """A file, or a part of one, that gave no article.

    Example:
        Problem("articles/scan.pdf", "its pages are pictures", "Recognise its text first.")

    Attributes:
        path: the file as given or found.
        reason: what is wrong, as the end of a sentence that begins with the path.
        advice: what mends it, as a sentence of its own.
        member: the part of the file: a line or row by its number, an archive's entry by its path.
        skipped: True where nothing is wrong, such as with a picture in a folder of articles.
    """

    path: str
    reason: str
    advice: str
    member: str | None = None
    skipped: bool = False


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


def read_articles(paths: Paths, *, limits: Limits = LIMITS, workers: int = WORKERS) -> Iterator[Article | Problem]:
    """Read articles from files, from folders with all that is in them, and from archives.

    Folders are read in the order of their files' names. What gives no article gives a Problem on its place, and
    the others are read all the same.

    Example:
        >>> for article in read_articles("data/articles"):  # doctest: +SKIP
        ...     print(article.id, len(article.text))
        >>> pages = read_articles(["notes.txt", "crawl.warc.gz", "saved/**/*.html"])  # doctest: +SKIP

    Does not fetch addresses, or notice that two files hold the same article.

    Args:
        paths: one path or several: files, folders, or patterns such as "saved/**/*.html".
        limits: what is larger or longer is a Problem.
        workers: the processes that parse files, side by side. With 0 files are parsed in this process, where the
            limits of time and memory do not hold and a parser that crashes takes everything with it.

    Yields:
        An Article for each text, a Problem for each file or part of one without one.
    """
    for reading in read_files(find_files(paths), limits=limits, workers=workers):
        yield reading.item


def find_files(paths: Paths, *, leave_out: Paths = ()) -> Iterator[str | Problem]:
    """Yield the files that paths name, folders and patterns opened up; a Problem for what is none.

    A file that is named twice is yielded once. In folders, what is certainly no article by its name is a Problem
    that is `skipped`. A file is not opened here.

    Args:
        paths: one path or several. Files come in this order, those of a folder or pattern by name.
        leave_out: files or folders that are passed over without a word where they are met.
    """
    seen = {os.path.realpath(path) for path in _several(leave_out)}
    for given in _several(paths):
        path = os.fspath(given)
        if _is_pattern(path):
            yield from _find_pattern(path, seen)
        else:
            yield from _find(path, seen, named=True)


def read_files(found: Iterable[str | Problem], *, limits: Limits = LIMITS, workers: int = WORKERS) -> Iterator[Reading]:
    """Read what `find_files` found, and say how it went.

    It is for callers who report on files, of which one may hold many articles; others take `read_articles`.

    Args:
        found: paths of files, and problems, which are handed through.
        limits: what is larger or longer is a Problem.
        workers: the processes that parse files, side by side; 0 is this process.
    """
    taken: Counter[str] = Counter()
    with Pool(limits, workers=workers) as pool:
        for path, parts in _begun(found, pool if workers else None, limits):
            if isinstance(parts, Problem):
                yield Reading(parts, parts.path, parts.member)
                continue
            for part, seconds in parts:
                item = part.item
                if isinstance(item, Found):
                    item = _checked(item, limits)
                made = _article(item, path, taken) if isinstance(item, Found) else _problem(item, path)
                yield Reading(made, path, item.member, part.kind, part.entry, seconds)


def as_line(article: Article) -> bytes:
    """An article as a line of JSONL, in UTF-8. Read as input, it gives the same article again.

    Example:
        >>> as_line(Article("a1", "He left."))[:32]
        b'{"id": "a1", "path": null, "memb'

    Metadata that JSON does not know, such as dates, becomes text.
    """
    record = {
        **{name: getattr(article, name) for name in _LINE_FIELDS},
        "marks": [vars(mark) for mark in article.marks],
        "posts": [vars(post) for post in article.posts],
        "metadata": {},
        "provenance": dict(article.provenance),
        "warnings": list(article.warnings),
    }
    try:
        line = json.dumps({**record, "metadata": _plain(article.metadata)}, ensure_ascii=False, allow_nan=False)
    except (RecursionError, ValueError):
        # One value within another without end, or a number of ten thousand digits. The text can be written.
        line = json.dumps({**record, "warnings": [*article.warnings, UNKEPT]}, ensure_ascii=False)
    return line.encode("utf-8", "replace") + b"\n"


def _plain(value: Any) -> Any:
    """A value as JSON knows it."""
    if isinstance(value, Mapping):
        return {str(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value if value is None or isinstance(value, str | int | float) else str(value)


def printable_path(path: str) -> str:
    """A path as text that any file can hold: bytes of a name that are not UTF-8 become �."""
    return _SURROGATE.sub("\ufffd", path)


# Finding files


def _several(paths: Paths) -> Iterable[str | os.PathLike[str]]:
    return [paths] if isinstance(paths, str | os.PathLike) else paths


def _is_pattern(path: str) -> bool:
    """Whether a path is a pattern such as *.html, and not the name of something that is there."""
    return glob.has_magic(path) and "://" not in path and not os.path.lexists(path)


def _find_pattern(pattern: str, seen: set[str]) -> Iterator[str | Problem]:
    """Yield the files of the names that a pattern fits. Hidden ones have to be asked for, as in a shell."""
    parts = Path(pattern).parts
    fixed = next(number for number, part in enumerate(parts) if glob.has_magic(part))
    root, rest = Path(*parts[:fixed]), os.path.join(*parts[fixed:])
    wants_hidden = any(part.startswith(".") for part in parts[fixed:])
    try:
        # Not glob.glob: it follows links to folders, also those that lead back.
        paths = sorted(str(path) for path in root.glob(rest) if wants_hidden or not _is_hidden(path, root))
    except (OSError, ValueError) as error:
        yield _cannot_open(pattern, error)
        return
    if not paths:
        yield Problem(
            printable_path(pattern),
            "no file has a name like this",
            "Check the spelling, and the folder you are in. ** stands for folders within folders.",
        )
    for path in paths:
        yield from _find(path, seen, named=False)


def _is_hidden(path: Path, root: Path) -> bool:
    return any(part.startswith(".") for part in path.relative_to(root).parts)


def _find(path: str, seen: set[str], *, named: bool) -> Iterator[str | Problem]:
    """Yield one path's files.

    Args:
        path: a file or folder.
        seen: the real paths met so far: it ends loops of linked folders.
        named: whether somebody named this very path. What lies about in a folder may be passed over.
    """
    # A stack of our own: folders may lie deeper within one another than functions can.
    ahead: list[_Place | Problem] = [_Place(path)]
    while ahead:
        place = ahead.pop()
        if isinstance(place, Problem):
            yield place
            continue
        try:
            real = place.real()
            if real in seen:
                continue
            is_folder = stat.S_ISDIR(os.stat(place.path).st_mode)
            entries = sorted(os.listdir(place.path)) if is_folder else []
        except (OSError, ValueError) as error:
            yield _cannot_open(place.path, error)
            continue
        seen.add(real)
        if is_folder:
            ahead.extend(reversed(_within(place.path, real, entries, seen)))
        else:
            fault = None if named and place.path == path else no_article(place.path)
            yield _problem(fault, printable_path(place.path)) if fault else place.path


class _Place(NamedTuple):
    """A path, and the real path of the folder it lies in, where that is known."""

    path: str
    real_folder: str | None = None

    def real(self) -> str:
        """The path without links. Of a deep path all steps are looked at only if it has to be."""
        if self.real_folder is None or os.path.islink(self.path):
            return os.path.realpath(self.path)
        return os.path.join(self.real_folder, os.path.basename(self.path))


def _within(folder: str, real_folder: str, entries: list[str], seen: set[str]) -> list[_Place | Problem]:
    """What lies in a folder: the places to go on with, and a problem for what is passed over."""
    if not entries:
        return [Problem(printable_path(folder), "there are no files in this folder", "Put articles into it.")]
    found: list[_Place | Problem] = []
    siblings = set(entries)
    for entry in entries:
        place = _Place(os.path.join(folder, entry), real_folder)
        page = companion_of(entry, siblings)
        if page and os.path.isdir(place.path):
            found.append(_problem(of_a_page(printable_path(page)), printable_path(place.path)))
        elif not entry.startswith("."):
            found.append(place)
        elif place.real() not in seen:
            found.append(_problem(Fault("it is hidden", "Nothing to do.", skipped=True), printable_path(place.path)))
    return found


def _cannot_open(path: str, error: OSError | ValueError) -> Problem:
    """Say in words why a path leads nowhere."""
    shown = printable_path(path)
    if "://" in path:
        return Problem(
            shown,
            "addresses are not fetched",
            "Save the page with your browser, as HTML, and give the path of that file.",
        )
    if "\0" in path:
        return Problem(shown, "its name holds a NUL, which no file's name does", "Check where the name comes from.")
    if isinstance(error, FileNotFoundError) and os.path.islink(path):
        return Problem(shown, "it is a link to what does not exist", "Mend the link, or remove it.")
    if isinstance(error, FileNotFoundError):
        return Problem(shown, "there is no such file or folder", "Check the spelling, and the folder you are in.")
    if isinstance(error, PermissionError):
        return Problem(
            shown,
            "you may not read it",
            "Ask its owner, or type: chmod u+r (for a folder: u+rx) and its path.",
        )
    if isinstance(error, OSError) and error.errno == errno.ELOOP:
        return Problem(shown, "it is a link that leads back to itself", "Mend the link, or remove it.")
    return Problem(
        shown,
        f"it cannot be read ({getattr(error, 'strerror', None) or error})",
        "Copy it elsewhere and try again.",
    )


# Reading files


def _begun(
    found: Iterable[str | Problem], pool: Pool | None, limits: Limits
) -> Iterator[tuple[str, Iterator[Timed] | Problem]]:
    """Yield each file with what it gives. Some files ahead are being parsed by then."""
    begun: deque[tuple[str, Iterator[Timed] | Problem]] = deque()
    for entry in found:
        if isinstance(entry, Problem):
            begun.append((entry.path, entry))
        else:
            begun.append((printable_path(entry), _begin(entry, pool, limits)))
        if len(begun) > FILES_AHEAD:
            yield begun.popleft()
    yield from begun


def _begin(path: str, pool: Pool | None, limits: Limits) -> Iterator[Timed]:
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
        return _one_fault(_fault_of(_cannot_open(path, error)))
    kind = kind_of_head(path, head)
    needs_none = isinstance(kind, Fault) or status.st_size <= kind.trusted_bytes
    return _read_here(path, limits) if pool is None or needs_none else pool.read(path)


def _read_here(path: str, limits: Limits) -> Iterator[Timed]:
    """Read a file in this process, as far as it is asked for."""
    began = time.perf_counter()
    try:
        with open(path, "rb") as stream:
            for part in read_parts(stream, path, limits=limits):
                yield Timed(part, time.perf_counter() - began)
                began = time.perf_counter()
    except (OSError, ValueError) as error:
        yield from _one_fault(_fault_of(_cannot_open(path, error)))


def _one_fault(fault: Fault) -> Iterator[Timed]:
    return iter([Timed(Part(fault, None), 0.0)])


def _fault_of(problem: Problem) -> Fault:
    return Fault(problem.reason, problem.advice)


def _problem(fault: Fault, path: str) -> Problem:
    return Problem(path, fault.reason, fault.advice, fault.member, fault.skipped)


def _checked(found: Found, limits: Limits) -> Found | Fault:
    """Hand a text back if it can be an article's."""
    if not found.text.strip():
        return replace(nothing_in_it(), member=found.member)
    if half := _SURROGATE.search(found.text):
        return Fault(
            f"its text holds half a character, \\u{ord(half[0]):04x}, which no text can be written with",
            "Whatever wrote it has cut a character in two, often an emoji: save it again.",
            member=found.member,
        )
    if len(found.text) > limits.characters:
        return Fault(
            f"its text is longer than {limits.characters:,} characters",
            "Split it into articles, or raise the limit: read_articles(..., limits=Limits(characters=...)) in Python.",
            member=found.member,
        )
    return found


def _article(found: Found, path: str, taken: Counter[str]) -> Article:
    own_id = _unique(_whole(found.id) or _place(_stem(path), found.member), taken)
    published, modified = _iso_date(found.published), _iso_date(found.modified)
    warnings = [*found.warnings, *_odd_characters(found.text)]
    if found.id and own_id != found.id:
        warnings.append(f'the id "{found.id}" occurs more than once: this one is called "{own_id}"')
    for written, date in ((found.published, published), (found.modified, modified)):
        if written and date is None:
            warnings.append(f'the date "{written}" is not one like 2025-10-09 and was left out')
    own_path, own_member = found.origin or (path, found.member)
    return Article(
        id=own_id,
        text=found.text,
        title=_whole(found.title),
        byline=_whole(found.byline),
        outlet=_whole(found.outlet),
        url=_whole(found.url),
        published=published,
        modified=modified,
        language=_whole(found.language),
        section=_whole(found.section),
        path=own_path,
        member=own_member,
        metadata=found.metadata,
        provenance=found.provenance,
        marks=found.marks,
        posts=tuple(map(_whole_post, found.posts)),
        # What was written down by an earlier reading is not said twice.
        warnings=tuple(dict.fromkeys(map(printable_path, warnings))),
    )


def _whole(text: str | None) -> str | None:
    """A text whose half characters, which no file can hold, are �."""
    return text and _SURROGATE.sub("\ufffd", text)


def _whole_post(post: Post) -> Post:
    return Post(
        post.start,
        post.end,
        platform=_whole(post.platform),
        handle=_whole(post.handle),
        name=_whole(post.name),
        date=_whole(post.date),
        url=_whole(post.url),
    )


def _stem(path: str) -> str:
    """The name of a file without its ending, and without both if it is compressed: crawl.warc.gz is "crawl"."""
    stem, ending = os.path.splitext(os.path.basename(path))
    return os.path.splitext(stem)[0] if ending.lower() in (".gz", ".bz2", ".xz") else stem


def _place(name: str, member: str | None) -> str:
    return name if member is None else f"{name}#{member}"


def _unique(wanted: str, taken: Counter[str]) -> str:
    """Make an id that was not given yet: the second "report" becomes "report-2"."""
    own = wanted
    while own in taken:
        taken[wanted] += 1
        own = f"{wanted}-{taken[wanted]}"
    taken[own] = 1
    return own


def _iso_date(written: str | None) -> str | None:
    """A date as written, if it is one in ISO 8601, with or without a time of day; else None."""
    match = _ISO_DATE.match(written or "")
    if match is None:
        return None
    try:
        Date.fromisoformat(match[0])
    except ValueError:
        return None
    return written


def _odd_characters(text: str) -> Iterator[str]:
    """Say what in a text is probably a mistake of whatever wrote it. The text stays as it is."""
    controls = _ODD_CONTROL.findall(text)
    if controls:
        first = controls[0]
        yield f"{len(controls)} control characters, the first (U+{ord(first):04X}) at {text.index(first)}"
    if sign := garbled(text):
        yield sign
    if replaced := text.count("\ufffd"):
        yield f"{replaced} characters were lost before (�), the first at {text.index(chr(0xFFFD))}"
