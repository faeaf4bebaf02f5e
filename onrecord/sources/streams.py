"""Text from streams that may be larger than memory."""

import codecs
import io
from typing import BinaryIO, NamedTuple

from onrecord.sources.found import Fault
from onrecord.sources.limits import Limits
from onrecord.sources.text import decoded

CHUNK_BYTES = 1_000_000


class TextStream(NamedTuple):
    """A stream of text.

    Attributes:
        text: the open text.
        warnings: what is to be said of its encoding.
    """

    text: io.TextIOBase
    warnings: tuple[str, ...] = ()


def as_text(stream: BinaryIO, *, limits: Limits) -> TextStream | Fault:
    """A stream as text: read piece by piece if it is UTF-8 or says that it is UTF-16, else decoded as a whole.

    Line ends are kept. A byte order mark is not part of the text. The stream stays open when the text is closed
    or forgotten.

    Example:
        >>> as_text(io.BytesIO("“Não”".encode()), limits=Limits()).text.read()
        '“Não”'

    Does not guess the encoding of what is larger than `text_bytes`: that is a fault.
    """
    encoding = _encoding(stream)
    stream.seek(0)
    if encoding is not None:
        return TextStream(_Text(stream, encoding=encoding, newline=""))
    data = stream.read(limits.text_bytes + 1)
    if len(data) > limits.text_bytes:
        return Fault(
            f"it is not UTF-8, and larger than {limits.text_bytes:,} bytes, so that its encoding is not guessed",
            "Open it in the program that it comes from and save it with the encoding UTF-8.",
        )
    text = decoded(data)
    return text if isinstance(text, Fault) else TextStream(io.StringIO(text.text, newline=""), text.warnings)


class _Text(io.TextIOWrapper):
    """A wrapper that leaves open what it wraps, which is not ours."""

    def close(self) -> None:
        self.detach()

    def __del__(self) -> None:
        """Do nothing: the inherited one would close the stream."""


def _encoding(stream: BinaryIO) -> str | None:
    """The encoding in which all of a stream can be read, or None."""
    start = stream.read(4096)
    says_utf16 = start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    says_utf16 = says_utf16 and not start.startswith(codecs.BOM_UTF32_LE)
    if not says_utf16 and start.count(0) * 4 > len(start):
        # UTF-16 or UTF-32 without saying so: of English text every second byte, or more, is 0, and UTF-8 by chance.
        return None
    encoding = "utf-16" if says_utf16 else "utf-8-sig"
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        decoder.decode(start)
        while chunk := stream.read(CHUNK_BYTES):
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return None
    return encoding
