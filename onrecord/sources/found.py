"""What a source hands over: a text it found, or a fault it met."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Found:
    """One text as it stands in the input, with what the input says about it.

    Example:
        Found('“We will appeal,” said Ana Souza.', title="Port workers lose case", date="2025-10-09")

    Says nothing about which file it came from: who opened the file knows.

    Attributes:
        text: the characters as they are; only a byte order mark at the very start is not part of them.
        id: what the input calls this text, if it does.
        title: its headline, if one is known.
        date: when it was published, as the input writes it.
        source: where it was published, as the input writes it: a name or an address.
        language: its language as the input names it, such as "en" or "pt-BR". Never guessed.
        line: the line that it stands in, from 1; None where the whole file is one text.
        warnings: what a reader of the text should know, a sentence each.
    """

    text: str
    id: str | None = None
    title: str | None = None
    date: str | None = None
    source: str | None = None
    language: str | None = None
    line: int | None = None
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True)
class Fault:
    """Why there is no text here, and what one can do about it.

    Example:
        Fault("it is empty", "Nothing to do, if that is meant to be so.")

    Attributes:
        reason: what is wrong, as the end of a sentence that begins with the file's name.
        advice: what mends it, as a sentence of its own.
        line: the line at fault, from 1; None where it is the whole file.
        id: what the input calls the text, where that much could be read: any JSON value.
    """

    reason: str
    advice: str
    line: int | None = None
    id: Any = None
