"""Articles, and reading them from files and folders."""

import errno
import os
import re
import stat
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date as Date
from typing import Any

from onrecord.sources import LIMITS, READERS, Fault, Found, Limits, Mark, Post
from onrecord.sources.text import garbled

Paths = str | os.PathLike[str] | Iterable[str | os.PathLike[str]]

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
    """A file, or a line of one, that could not be read.

    Example:
        Problem("articles/scan.pdf", "files of the kind .pdf are not read", "Save its text as .txt.")

    Attributes:
        path: the file as given or found; "path#line" for a line of JSONL.
        reason: what is wrong, as the end of a sentence that begins with the path.
        advice: what mends it, as a sentence of its own.
    """

    path: str
    reason: str
    advice: str


def read_articles(paths: Paths, *, limits: Limits = LIMITS) -> Iterator[Article | Problem]:
    """Read articles from files, and from folders with all that is in them.

    Folders are read in the order of their files' names, hidden files left out. What cannot be read gives a
    Problem on its place, and the others are read all the same.

    Example:
        >>> for article in read_articles("data/articles"):  # doctest: +SKIP
        ...     print(article.id, len(article.text))

    Does not fetch addresses, open archives, or notice that two files hold the same article.

    Args:
        paths: one path or several.
        limits: what is larger or longer is a Problem.

    Yields:
        An Article for each text, a Problem for each file or line without one.
    """
    found = find_files(paths)
    for _, item in read_files(found, limits=limits):
        yield item


def find_files(paths: Paths, *, leave_out: str | os.PathLike[str] | None = None) -> Iterator[str | Problem]:
    """Yield the files that paths name, folders opened up; a Problem for what is no file.

    A file that is named twice is yielded once. A file is not opened here, so its kind does not matter yet.

    Args:
        paths: one path or several. Files come in this order, those of a folder by name.
        leave_out: a file or folder that is passed over where it is met.
    """
    several = [paths] if isinstance(paths, str | os.PathLike) else paths
    seen: set[str] = set() if leave_out is None else {os.path.realpath(leave_out)}
    for path in several:
        yield from _find(os.fspath(path), seen)


def read_files(found: Iterable[str | Problem], *, limits: Limits = LIMITS) -> Iterator[tuple[str, Article | Problem]]:
    """Read what `find_files` found; yield each article or problem with the path of its file.

    It is for callers who report on files, of which one may hold many articles; others take `read_articles`.

    Args:
        found: paths of files, and problems, which are handed through.
        limits: what is larger or longer is a Problem.
    """
    taken: Counter[str] = Counter()
    for entry in found:
        if isinstance(entry, Problem):
            yield entry.path, entry
            continue
        path = printable_path(entry)
        for item in _read_file(entry, limits):
            if isinstance(item, Found):
                item = _checked(item, limits)
            if isinstance(item, Found):
                yield path, _article(item, path, taken)
            else:
                yield path, Problem(_place(path, item.member), item.reason, item.advice)


def printable_path(path: str) -> str:
    """A path as text that any file can hold: bytes of a name that are not UTF-8 become �."""
    return _SURROGATE.sub("\ufffd", path)


# Finding files


def _find(path: str, seen: set[str]) -> Iterator[str | Problem]:
    """Yield one path's files. `seen` holds the real paths met so far: it ends loops of linked folders."""
    try:
        real = os.path.realpath(path)
        if real in seen:
            return
        is_folder = stat.S_ISDIR(os.stat(path).st_mode)
        entries = sorted(os.listdir(path)) if is_folder else []
    except (OSError, ValueError) as error:
        yield _cannot_open(path, error)
        return
    seen.add(real)
    if not is_folder:
        yield path
        return
    visible = [entry for entry in entries if not entry.startswith(".")]
    if not visible:
        yield Problem(printable_path(path), "there are no files in this folder", "Put articles into it.")
    for entry in visible:
        yield from _find(os.path.join(path, entry), seen)


def _cannot_open(path: str, error: OSError | ValueError) -> Problem:
    """Say in words why a path leads nowhere."""
    shown = printable_path(path)
    if "://" in path:
        return Problem(
            shown,
            "addresses are not fetched",
            "Save the page with your browser, as HTML, and give the path of that file.",
        )
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


# Reading one file


def _read_file(path: str, limits: Limits) -> Iterator[Found | Fault]:
    """Yield what is in one file. It is opened only if it is a file: a pipe would have us wait for ever."""
    ending = os.path.splitext(path)[1].lower()
    try:
        status = os.stat(path)
        if not stat.S_ISREG(status.st_mode):
            yield Fault("it is not a file but a pipe, a device or a socket", "Save what comes from it as a file.")
        elif ending not in READERS:
            yield _unknown_kind(ending)
        elif status.st_size == 0:
            yield _nothing_in_it()
        else:
            with open(path, "rb") as stream:
                empty = True
                for item in READERS[ending](stream, limits=limits):
                    empty = False
                    yield item
                if empty:
                    yield _nothing_in_it()
    except (OSError, ValueError) as error:
        problem = _cannot_open(path, error)
        yield Fault(problem.reason, problem.advice)


def _unknown_kind(ending: str) -> Fault:
    kind = f"files of the kind {ending} are not read" if ending else "its name has no ending that tells its kind"
    return Fault(kind, f"Save its text as .txt. What is read: {', '.join(READERS)}")


def _nothing_in_it() -> Fault:
    return Fault("it is empty", "Nothing to do, if it is meant to be so.")


def _checked(found: Found, limits: Limits) -> Found | Fault:
    """Hand a text back if it can be an article's."""
    if not found.text.strip():
        return replace(_nothing_in_it(), member=found.member)
    if len(found.text) > limits.characters:
        return Fault(
            f"its text is longer than {limits.characters:,} characters",
            "Split it into articles, or raise the limit: read_articles(..., limits=Limits(characters=...)) in Python.",
            member=found.member,
        )
    return found


def _article(found: Found, path: str, taken: Counter[str]) -> Article:
    stem = os.path.splitext(os.path.basename(path))[0]
    own_id = _unique(found.id or _place(stem, found.member), taken)
    published, modified = _iso_date(found.published), _iso_date(found.modified)
    warnings = [*found.warnings, *_odd_characters(found.text)]
    if found.id and own_id != found.id:
        warnings.append(f'the id "{found.id}" occurs more than once: this one is called "{own_id}"')
    for written, date in ((found.published, published), (found.modified, modified)):
        if written and date is None:
            warnings.append(f'the date "{written}" is not one like 2025-10-09 and was left out')
    return Article(
        id=own_id,
        text=found.text,
        title=found.title,
        byline=found.byline,
        outlet=found.outlet,
        url=found.url,
        published=published,
        modified=modified,
        language=found.language,
        section=found.section,
        path=path,
        member=found.member,
        metadata=found.metadata,
        provenance=found.provenance,
        marks=found.marks,
        posts=found.posts,
        warnings=tuple(warnings),
    )


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
