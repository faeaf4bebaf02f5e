"""Plain text: one article a file."""

import codecs
import re
from collections.abc import Iterator
from typing import BinaryIO

from onrecord.sources.exports import split
from onrecord.sources.found import Fault, Found
from onrecord.sources.limits import Limits

HEADLINE_LENGTH = 150
"""The most characters that a first line may have to be taken for a headline."""

_HEADING_MARK = re.compile(r"#{1,6}\s+")


def read(stream: BinaryIO, *, limits: Limits) -> Iterator[Found | Fault]:
    """Yield the one text of a file, or the articles of a news database's export.

    Line ends, spaces and all other characters stay as they are. The first line is the title if it looks
    like a headline, and is part of the text all the same. An export (`onrecord.sources.exports`) is taken apart.

    Example:
        A file with the lines “Council sells the pier” and “The vote was close.” gives both as its text, and
        the first as its title.

    Does not guess encodings, and does not take Markdown apart.

    Args:
        stream: the open file.
        limits: a file larger than `text_bytes` is a fault.
    """
    data = whole(stream, limits.text_bytes)
    text = data if isinstance(data, Fault) else decode(data)
    if isinstance(text, Fault):
        yield text
        return
    exported = split(text)
    yield from [Found(text, title=headline(text))] if exported is None else exported


def whole(stream: BinaryIO, max_bytes: int) -> bytes | Fault:
    """Read a stream to its end, or stop where it is longer than max_bytes."""
    data = stream.read(max_bytes + 1)
    return too_large(max_bytes) if len(data) > max_bytes else data


def too_large(max_bytes: int) -> Fault:
    """The fault of what has more than max_bytes bytes."""
    return Fault(
        f"it is larger than {max_bytes:,} bytes",
        "If it holds many articles, save each as a file of its own or as a line of JSONL. If it does not, "
        "raise the limit: read_articles(..., limits=Limits(text_bytes=...)) in Python.",
    )


def decode(data: bytes) -> str | Fault:
    """Turn UTF-8 into characters; a byte order mark at the start is not one of them.

    Example:
        >>> decode("“Não”".encode())
        '“Não”'
        >>> decode("Não".encode("latin-1")).reason
        'it is not UTF-8: byte 1, 0xe3, in line 1'

    Does not guess which other encoding it might be.
    """
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return Fault("it is UTF-16, not UTF-8", "Open it in an editor and save it with the encoding UTF-8.")
    try:
        return data.removeprefix(codecs.BOM_UTF8).decode("utf-8")
    except UnicodeDecodeError as error:
        # The position is one in the file: with the byte order mark.
        at = error.start + len(data) - len(error.object)
        line = data.count(b"\n", 0, at) + 1
        return Fault(
            f"it is not UTF-8: byte {at:,}, 0x{data[at]:02x}, in line {line:,}",
            "Open it in an editor and save it with the encoding UTF-8. If it comes from an older Windows, "
            "type: iconv -f WINDOWS-1252 -t UTF-8 OLD > NEW",
        )


def headline(text: str) -> str | None:
    r"""The first line of a text, if it looks like a headline: short, no full stop at its end, and not alone.

    Example:
        >>> headline("Council sells the pier\n\nThe vote was close.")
        'Council sells the pier'
        >>> headline("The vote was close.\nThe mayor left.") is None
        True

    Does not tell a headline from another short first line, such as a section's name or a byline. The marks
    of a Markdown heading are left out.
    """
    lines = [line for line in text.splitlines() if line.strip()]
    if len(lines) < 2:
        return None
    first = _HEADING_MARK.sub("", lines[0].strip(), count=1)
    is_headline = 0 < len(first) <= HEADLINE_LENGTH and not first.rstrip("”’\"'»)").endswith((".", ":", ";", ","))
    return first if is_headline else None
