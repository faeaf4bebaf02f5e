"""Web archives: WARC, as crawlers write it, and WACZ, a ZIP of WARCs with an index."""

import io
import zlib
from collections import Counter
from collections.abc import Iterator
from typing import Any, BinaryIO

from onrecord.sources.archives import walk as walk_archive
from onrecord.sources.entries import Budget, Entry
from onrecord.sources.found import Fault
from onrecord.sources.text import too_large

TEXTS = {"text/html": "HTML", "application/xhtml+xml": "HTML", "text/plain": "text"}
"""The media types that are read → the kinds that they are."""

_OF_NO_TYPE = "damaged: they do not say what they are"

_WHAT_IS_LEFT = "Nothing to do: what is read are answers with the status 200 that are HTML or plain text."


def walk(stream: BinaryIO, name: str, kind: str, budget: Budget) -> Iterator[Entry | Fault]:
    """Yield the pages of a web archive, and at its end a skipped fault for each reason why others are left out.

    The records are numbered from 1. A page's address and the time of its capture go along with it.

    Does not fetch what is missing, follow redirects, or look for the newest of several captures of a page.
    A WARC is read record by record, so that it may be larger than memory; the limits on what archives unpack to
    hold for each record as `text_bytes`, not for the WARC.

    Args:
        stream: the open file.
        name: its name or path.
        kind: "WARC" or "WACZ".
        budget: how much may still be unpacked.
    """
    if kind == "WARC":
        yield from _warc(stream, budget)
        return
    left_out = 0
    for item in walk_archive(stream, name, "ZIP", budget):
        if isinstance(item, Fault) or item.name.startswith("archive/"):
            yield item
        else:
            left_out += 1
    if left_out:
        yield Fault(f"{left_out:,} files of its index and description hold no pages", "Nothing to do.", skipped=True)


def _warc(stream: BinaryIO, budget: Budget) -> Iterator[Entry | Fault]:
    from warcio.archiveiterator import ArchiveIterator
    from warcio.exceptions import ArchiveLoadFailed

    left_out: Counter[str] = Counter()
    number = 0
    try:
        for record in ArchiveIterator(stream):
            number += 1
            kind = _kind(record)
            if kind is None:
                left_out[_why_not(record)] += 1
                continue
            yield _page(record, number, kind, budget)
    except (ArchiveLoadFailed, EOFError, OSError, ValueError, zlib.error) as error:
        said = " ".join(str(error).split())[:100] or type(error).__name__
        yield Fault(f"it is damaged after {number:,} records ({said})", "Fetch or make it again.")
    for reason, count in sorted(left_out.items()):
        advice = "Fetch or make it again." if reason == _OF_NO_TYPE else _WHAT_IS_LEFT
        yield Fault(f"{count:,} records are {reason}", advice, skipped=reason != _OF_NO_TYPE)


def _media_type(record: Any) -> tuple[str, str | None]:
    """What a record's content is, and the encoding that the server named."""
    headers = record.http_headers or record.rec_headers
    kind, _, parameters = (headers.get_header("Content-Type") or "").partition(";")
    charset = None
    for parameter in parameters.split(";"):
        key, _, value = parameter.partition("=")
        if key.strip().lower() == "charset":
            charset = value.strip().strip("\"'") or None
    return kind.strip().lower(), charset


def _kind(record: Any) -> str | None:
    """The kind of a record that is read; None for all others."""
    is_answer = record.rec_type == "response" and record.http_headers and record.http_headers.get_statuscode() == "200"
    if not is_answer and record.rec_type not in ("resource", "conversion"):
        return None
    return TEXTS.get(_media_type(record)[0])


def _why_not(record: Any) -> str:
    """Why a record is left out, as the end of "3 records are …"."""
    if record.rec_type == "revisit":
        return "captures of pages that had not changed"
    if record.rec_type is None:
        return _OF_NO_TYPE
    if record.rec_type not in ("response", "resource", "conversion"):
        return "requests and descriptions, not pages"
    status = record.http_headers.get_statuscode() if record.http_headers else "200"
    return "neither HTML nor text" if status == "200" else "redirects, errors and the like: their status is not 200"


def _page(record: Any, number: int, kind: str, budget: Budget) -> Entry | Fault:
    limit = budget.limits.text_bytes
    try:
        data = record.content_stream().read(limit + 1)
    except Exception as error:
        # Servers say one compression and send another; the other records are none the worse for it.
        return Fault(f"its content cannot be unpacked ({type(error).__name__})", "Save the page itself.", str(number))
    if len(data) > limit:
        fault = too_large(limit)
        return Fault(fault.reason, fault.advice, member=str(number))
    # What the record said that would follow, and did not.
    breaks_off = getattr(record.raw_stream, "limit", 0) > 0
    if breaks_off and not data:
        return Fault("it breaks off before its content", "Fetch or make it again.", member=str(number))
    captured = record.rec_headers.get_header("WARC-Date")
    return Entry(
        f"record {number}",
        io.BytesIO(_in_utf8(data, _media_type(record)[1])),
        None,
        number=str(number),
        kind=kind,
        url=record.rec_headers.get_header("WARC-Target-URI"),
        metadata={"captured": captured} if captured else {},
        source="WARC record",
        warnings=("its record breaks off before its end",) if breaks_off else (),
    )


def _in_utf8(data: bytes, charset: str | None) -> bytes:
    """Put a page into UTF-8 if the server said which encoding it has: that counts more than what the page says."""
    if charset is None or charset.lower() in ("utf-8", "utf8"):
        return data
    try:
        return b"\xef\xbb\xbf" + data.decode(charset).encode("utf-8")
    except (LookupError, ValueError):
        return data
