"""MHTML, web pages that a browser saved with all that belongs to them in one file."""

import codecs
import io
from collections.abc import Iterator
from dataclasses import replace
from email.message import EmailMessage
from typing import BinaryIO

from onrecord.sources import documents, eml, html
from onrecord.sources.documents import Broken
from onrecord.sources.found import Fault, Found
from onrecord.sources.limits import Limits


def read(stream: BinaryIO, *, limits: Limits) -> Iterator[Found | Fault]:
    """Yield the article of a page, as `onrecord.sources.html` reads it, with the address that it was saved from.

    Example:
        A file with "Snapshot-Content-Location: https://courier.example/pier" has that as its address.

    Does not read the pages that are framed in it.

    Args:
        stream: the open file.
        limits: a file larger than `document_bytes`, or whose page is larger than `text_bytes`, is a fault.
    """
    data = documents.whole(stream, limits)
    if isinstance(data, Fault):
        yield data
        return
    try:
        message = eml.parsed(data)
        page = _page(message)
    except Broken:
        yield Fault("it is no page saved as MHTML", "Save the page again, or give the file its right ending.")
        return
    except (RecursionError, LookupError, ValueError, TypeError, AttributeError):
        yield documents.DAMAGED
        return
    url = _address(message) or _address(page)
    for item in html.read(io.BytesIO(_in_utf8(page)), limits=limits):
        if isinstance(item, Found) and url:
            item = replace(item, url=url, provenance={**item.provenance, "url": "where it was saved from"})
        yield item


def _page(message: EmailMessage) -> EmailMessage:
    """The part that is the page: the one that the file says it starts with, or the first.

    Raises:
        Broken: there is none.
    """
    start = message.get_param("start")
    pages = [part for part in message.walk() if part.get_content_type() in ("text/html", "application/xhtml+xml")]
    for part in pages:
        if start is not None and part.get("Content-ID") == start:
            return part
    if not pages:
        raise Broken(documents.DAMAGED)
    return pages[0]


def _address(part: EmailMessage) -> str | None:
    for name in ("Snapshot-Content-Location", "Content-Location"):
        address = eml.header(part, name)
        if address and address.startswith(("https://", "http://")):
            return address
    return None


def _in_utf8(page: EmailMessage) -> bytes:
    """The page's bytes; with a byte order mark where the message, and not the page, says which encoding it is."""
    payload = page.get_payload(decode=True)
    data = payload if isinstance(payload, bytes) else b""
    declared = page.get_content_charset()
    if declared is None:
        return data
    try:
        return codecs.BOM_UTF8 + data.decode(declared).encode("utf-8")
    except (LookupError, UnicodeError):
        return data
