"""What a source hands over: a text it found, or a fault it met."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

MarkKind = Literal["boilerplate", "embed", "caption", "byline", "dateline", "teaser"]
"""What a stretch of text is, where it is not the article's own running text."""


@dataclass(frozen=True)
class Mark:
    """A stretch of the text that is not the article's own running text. It stays in the text.

    Example:
        Mark(1204, 1247, "boilerplate", 0.9) for "Your email address will not be published."

    Attributes:
        start: where it starts, in code points of the text.
        end: where it ends.
        kind: what it is.
        score: how sure that is, from 0 to 1; 1 where the input itself says so.
    """

    start: int
    end: int
    kind: MarkKind
    score: float = 1.0


@dataclass(frozen=True)
class Post:
    """A post of a social network that is embedded in the text. Its stretch is marked as an embed, too.

    Example:
        Post(310, 498, platform="X", handle="@anasouza", name="Ana Souza", date="2025-10-09")

    Attributes:
        start: where it starts, its author's line included.
        end: where it ends.
        platform: such as "X" or "Telegram", if known.
        handle: its author's, as printed.
        name: its author's, as printed.
        date: in ISO 8601, if it can be told.
        url: its address, if known.
    """

    start: int
    end: int
    platform: str | None = None
    handle: str | None = None
    name: str | None = None
    date: str | None = None
    url: str | None = None


@dataclass(frozen=True)
class Found:
    """One text as it stands in the input, with what the input says about it.

    Example:
        Found("“We will appeal,” said Ana Souza.", title="Port workers lose case", published="2025-10-09")

    Says nothing about which file it came from: who opened the file knows.

    Attributes:
        text: the characters as they are; only a byte order mark at the very start is not part of them.
        id: what the input calls this text, if it does.
        title: its headline, if one is known.
        byline: who wrote it, as the input writes it.
        outlet: who published it, as the input writes it.
        url: where it was published.
        published: when it was published, as the input writes it; best in ISO 8601.
        modified: when it was changed last, likewise.
        language: its language as the input names it, such as "en" or "pt-BR".
        section: the part of the outlet that it stood in, such as "Politics".
        member: the part of the file that it is: a line or row by its number, an archive's entry by its path;
            "batch.jsonl#12" for a line within an entry. None where the whole file is one text.
        metadata: what else the input says, such as the other columns of a spreadsheet.
        provenance: field → where it was taken from, such as {"published": "json-ld"}.
        marks: what in the text is not running text, as far as the input's own structure tells.
        posts: embedded posts, likewise.
        warnings: what a reader of the text should know, a sentence each.
        origin: path and member that the text had where it was read first; only what `onrecord read` wrote says that.
    """

    text: str
    id: str | None = None
    title: str | None = None
    byline: str | None = None
    outlet: str | None = None
    url: str | None = None
    published: str | None = None
    modified: str | None = None
    language: str | None = None
    section: str | None = None
    member: str | None = None
    metadata: Mapping[str, Any] = field(default_factory=dict, hash=False)
    provenance: Mapping[str, str] = field(default_factory=dict, hash=False)
    marks: tuple[Mark, ...] = ()
    posts: tuple[Post, ...] = ()
    warnings: tuple[str, ...] = ()
    origin: tuple[str, str | None] | None = None


@dataclass(frozen=True)
class Fault:
    """Why there is no text here, and what one can do about it.

    Example:
        Fault("it is empty", "Nothing to do, if that is meant to be so.")

    Attributes:
        reason: what is wrong, as the end of a sentence that begins with the file's name.
        advice: what mends it, as a sentence of its own.
        member: the part of the file at fault, as in `Found`; None where it is the whole file.
        id: what the input calls the text, where that much could be read: any JSON value.
        skipped: True where nothing is wrong and nothing was expected, such as a picture in a folder.
    """

    reason: str
    advice: str
    member: str | None = None
    id: Any = None
    skipped: bool = False
