"""What a reading may take: sizes, times and depths. Everything beyond becomes a fault, never a crash."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """How much of everything is read.

    Example:
        >>> Limits(seconds=120).seconds
        120

    Attributes:
        text_bytes: the largest file of text, page of HTML or line of JSONL.
        document_bytes: the largest file that its reader must hold as a whole, such as a PDF or a workbook.
        characters: the longest text that is taken for an article: 1,000,000 are about 170,000 words, a book of
            500 pages.
        seconds: the time that a file may take to be parsed; where it gives several texts, from one to the next.
            It does not hold for JSON lines and short texts, which need no parser.
        memory: the bytes that the process that parses it may take.
        entries: the most entries of an archive, those of archives in it included.
        unpacked_bytes: the most bytes that an archive may unpack to, all its entries together.
        ratio: how many times larger than in the archive an entry may be, once it is larger than 10 MB.
        depth: how many archives may lie within each other: 2 is an archive in an archive.
    """

    text_bytes: int = 20_000_000
    document_bytes: int = 200_000_000
    characters: int = 1_000_000
    seconds: float = 30.0
    memory: int = 1_000_000_000
    entries: int = 10_000
    unpacked_bytes: int = 1_000_000_000
    ratio: int = 100
    depth: int = 2


LIMITS = Limits()
"""The limits unless others are given."""
