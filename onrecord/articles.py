"""Articles: a text, what is known about it, and where it came from."""

import json
import math
import os
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date as Date
from typing import Any

from onrecord.cleaning import marks, merged, posts
from onrecord.finding import printable_path
from onrecord.language import READ, language
from onrecord.sources.dispatch import nothing_in_it
from onrecord.sources.found import Fault, Found, Mark, Post
from onrecord.sources.limits import Limits
from onrecord.sources.text import garbled, repaired
from onrecord.sources.worker import UNKEPT

_LINE_FIELDS = (
    *("id", "path", "member", "title", "byline", "outlet", "url", "published", "modified", "language", "section"),
    "text",
)

# Line feed, carriage return, tab and form feed are at home in texts; other controls are not.
_ODD_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f]")
# Python's way of holding bytes that are not UTF-8.
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


# From what a source found to an article


def checked(found: Found, limits: Limits) -> Found | Fault:
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


def understood(found: Found, *, repair_mojibake: bool = False) -> Found:
    """Add what the words of a text tell: its marks, its embedded posts, its language.

    What an earlier reading has written down stays as it is.

    Args:
        found: what a source found, with the marks that the input's own structure gave.
        repair_mojibake: whether characters that were garbled, such as "â€œ" for a quotation mark, are put right. It
            happens before anything counts in the text. Marks that the structure gave count in the garbled text, and
            are lost.
    """
    if found.origin is not None:
        return found
    if repair_mojibake:
        text, said = repaired(found.text)
        if said:
            found = replace(found, text=text, marks=(), posts=(), warnings=(*found.warnings, said))
    all_marks = merged([*found.marks, *marks(found.text, title=found.title)])
    told = language(_running(found.text, all_marks), declared=found.language)
    is_declared = (found.language or "").replace("_", "-").split("-")[0].lower() == told.code
    unread = (f"it {told.unread}",) if told.unread else ()
    return replace(
        found,
        marks=all_marks,
        posts=found.posts or tuple(posts(found.text, embeds=all_marks)),
        language=found.language if is_declared else told.code if told.unread or told.code == READ else None,
        warnings=(*found.warnings, *told.warnings, *unread),
    )


def _running(text: str, of_text: tuple[Mark, ...]) -> str:
    """The text without what is marked, as far as its language needs it."""
    pieces, at = [], 0
    for mark in of_text:
        pieces.append(text[at : mark.start])
        at = max(at, mark.end)
    return "".join((*pieces, text[at:]))


def article_of(found: Found, path: str, taken: Counter[str]) -> Article:
    """Make an article of what was found.

    Args:
        found: the text, with what is known about it.
        path: the file that it stood in.
        taken: the ids given so far; its own is added.
    """
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
