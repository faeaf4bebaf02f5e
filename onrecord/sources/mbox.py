"""MBOX, many messages in one file, such as an archive of newsletters."""

import re
from collections.abc import Iterator
from typing import BinaryIO

from onrecord.sources import eml
from onrecord.sources.found import Fault, Found
from onrecord.sources.limits import Limits

# The line that stands before each message: "From news@courier.example Thu Oct  9 10:30:00 2025".
_SEPARATOR = re.compile(rb"From .*\d\d?:\d\d.*\d{4}")
_LONGEST_SEPARATOR = 1000
_SHIELDED = re.compile(rb">+From ")


def read(stream: BinaryIO, *, limits: Limits) -> Iterator[Found | Fault]:
    """Yield the text of each message, as `onrecord.sources.eml` reads it, with its number, from 1, as its member.

    Example:
        An archive of 52 newsletters gives 52 texts.

    Does not look at the folders and labels that mail programs keep.

    Args:
        stream: the open file. It is read message by message, so that it may be larger than memory.
        limits: a message larger than `document_bytes` is a fault.
    """
    first = stream.readline(_LONGEST_SEPARATOR)
    if not first.startswith(b"From "):
        yield Fault("it is no MBOX, whatever its name says", "If it is one message, give it the ending .eml.")
        return
    for number, message in enumerate(_messages(stream, limits.document_bytes), start=1):
        if message is None:
            yield Fault(
                f"the message is larger than {limits.document_bytes:,} bytes",
                "Save it on its own without its attachments.",
                member=str(number),
            )
        else:
            yield eml.found(message, member=str(number))


def _messages(stream: BinaryIO, max_bytes: int) -> Iterator[bytes | None]:
    """Yield the bytes of each message after the first separator; None for one that is too large."""
    message = bytearray()
    is_too_large = False
    after_blank = False
    while line := stream.readline(max_bytes):
        # A paragraph may begin with "From", too, if whatever wrote it did not shield it.
        if after_blank and _SEPARATOR.match(line):
            yield None if is_too_large else bytes(message)
            message.clear()
            is_too_large = after_blank = False
            continue
        after_blank = not line.strip(b"\r\n")
        is_too_large = is_too_large or len(message) + len(line) > max_bytes
        if not is_too_large:
            message += line[1:] if _SHIELDED.match(line) else line
    yield None if is_too_large else bytes(message)
