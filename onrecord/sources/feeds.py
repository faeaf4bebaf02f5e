"""Feeds: RSS, Atom and JSON Feed, as saved to a file. Each item is an article."""

import html
import io
import json
import re
from calendar import timegm
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timezone
from email.utils import parsedate_to_datetime
from typing import Any, BinaryIO

from onrecord.sources.documents import lines_of
from onrecord.sources.found import Fault, Found
from onrecord.sources.limits import Limits
from onrecord.sources.markup import text_of
from onrecord.sources.text import whole

SUMMARY = "its text is what the feed gives as a description, which may be a summary only"
NOT_WELL_FORMED = "the feed is damaged or cut off, so that items may be missing or not whole"

_NO_TEXT = Fault("the feed gives no text for it", "Save the page that it links to, and give the file of that page.")
_DAMAGED = Fault(NOT_WELL_FORMED, "Get the feed again.")
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?)?")
_SITEMAP = re.compile(rb"<(?:\w+:)?(urlset|sitemapindex)\b")


def read(stream: BinaryIO, *, limits: Limits) -> Iterator[Found | Fault]:
    """Yield the text of each item, one paragraph a line, with its number in the file, from 1, as its member.

    The content of an item is taken, or else its description, with a warning that this may be a summary. The
    outlet is the feed's title, the section the first category; the others are in `metadata`.

    Example:
        An item `<title>Pier sold</title><description>The vote was close.</description>` gives
        "The vote was close." with the title "Pier sold".

    Does not fetch anything: neither the feed anew, nor the pages that it links to.

    Args:
        stream: the open file.
        limits: a file larger than `text_bytes` is a fault.
    """
    data = whole(stream, limits.text_bytes)
    if isinstance(data, Fault):
        yield data
    elif data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        yield from _json_items(data)
    elif b"<!ENTITY" in data:
        yield Fault(
            "it declares entities of its own, which can be used to attack what reads it",
            "If you trust it, remove the lines that begin with <!ENTITY.",
        )
    else:
        yield from _items(data)


def _items(data: bytes) -> Iterator[Found | Fault]:
    # Imported here: who reads no feed need not wait for it.
    import feedparser

    # A stream: what is given as a string might be taken for an address, and fetched.
    feed = feedparser.parse(io.BytesIO(data), sanitize_html=False, resolve_relative_uris=False)
    if not feed.version:
        if _SITEMAP.search(data):
            yield Fault("it is a sitemap: a list of addresses, not of texts", "Save the pages, and give their files.")
        else:
            yield Fault("it is no feed", "Feeds are RSS, Atom or JSON Feed. Save other XML as .txt or .html.")
        return
    # Only the XML parser's own complaint tells of damage: feedparser has others that do no harm.
    is_damaged = type(feed.get("bozo_exception")).__name__ == "SAXParseException"
    for number, item in enumerate(feed.entries, start=1):
        found = _found(item, feed.feed, str(number), is_damaged=is_damaged)
        if isinstance(found, Found) and found.published is None and feed.version.startswith("rss"):
            # What feedparser takes for a change is the one date that RSS 1.0 knows.
            found = replace(found, published=found.modified, modified=None)
        yield found


def _found(item: Mapping[str, Any], feed: Mapping[str, Any], member: str, *, is_damaged: bool) -> Found | Fault:
    content = max((_text(part) for part in item.get("content", ())), key=len, default="")
    summary = _text(item.get("summary_detail", {}))
    text = content if len(content) >= len(summary) else summary
    if not text:
        fault = _DAMAGED if is_damaged else _NO_TEXT
        return replace(fault, member=member, id=item.get("link") or item.get("title"))
    warnings = [] if text == content else [SUMMARY]
    if is_damaged:
        warnings.append(NOT_WELL_FORMED)
    categories = [tag["term"] for tag in item.get("tags", ()) if tag.get("term")]
    authors = [author["name"] for author in item.get("authors", ()) if author.get("name")]
    metadata = {"guid": item.get("id"), "categories": categories if len(categories) > 1 else None}
    return Found(
        text,
        title=_title(item),
        byline=", ".join(dict.fromkeys(authors)) or item.get("author") or None,
        outlet=_title(item.get("source", {})) or _title(feed),
        url=_address(item.get("link")),
        published=_iso(item, "published"),
        modified=_iso(item, "updated") if "updated" in item else None,
        language=feed.get("language") or None,
        section=categories[0] if categories else None,
        member=member,
        metadata={key: value for key, value in metadata.items() if value},
        warnings=tuple(warnings),
    )


def _text(part: Mapping[str, Any]) -> str:
    value = part.get("value") or ""
    return "\n".join(lines_of(value)) if part.get("type") == "text/plain" else text_of(value)


def _title(part: Mapping[str, Any]) -> str | None:
    """A title on one line. Feeds often escape it twice: “AT&amp;amp;T”."""
    detail = part.get("title_detail") or {"value": part.get("title") or "", "type": "text/plain"}
    return " ".join(html.unescape(_text(detail)).split()) or None


def _address(link: Any) -> str | None:
    return link if isinstance(link, str) and link.startswith(("https://", "http://")) else None


def _iso(item: Mapping[str, Any], name: str) -> str | None:
    """A date in ISO 8601: as written, with its own time zone, or else as feedparser understands it, in UTC."""
    written = str(item.get(name) or "").strip()
    if _ISO.fullmatch(written):
        return written
    try:
        return parsedate_to_datetime(written).isoformat()
    except (ValueError, TypeError, IndexError, OverflowError):
        parsed = item.get(f"{name}_parsed")
    return datetime.fromtimestamp(timegm(parsed), timezone.utc).isoformat() if parsed else None


# JSON Feed


def _json_items(data: bytes) -> Iterator[Found | Fault]:
    """Follows https://www.jsonfeed.org/version/1.1/."""
    try:
        feed = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        yield Fault("it is not JSON, or cut off", "Get the feed again.")
        return
    items = feed.get("items")
    if "jsonfeed.org" not in str(feed.get("version")) or not isinstance(items, list):
        yield Fault("it is JSON, but no JSON Feed", 'Other JSON is read from .jsonl: one object a line, {"text": …}.')
        return
    for number, item in enumerate(items, start=1):
        if isinstance(item, dict):
            yield _json_found({key: value for key, value in item.items() if value}, feed, str(number))
        else:
            yield Fault("this item is no object", "Get the feed again.", member=str(number))


def _json_found(item: Mapping[str, Any], feed: Mapping[str, Any], member: str) -> Found | Fault:
    content = text_of(_string(item, "content_html") or "") or "\n".join(lines_of(_string(item, "content_text") or ""))
    text = content or "\n".join(lines_of(_string(item, "summary") or ""))
    if not text:
        return replace(_NO_TEXT, member=member, id=item.get("url") or item.get("title"))
    authors = item.get("authors") or feed.get("authors") or [item.get("author") or feed.get("author") or {}]
    names = (
        [_string(author, "name") for author in authors if isinstance(author, dict)] if isinstance(authors, list) else []
    )
    tags = [tag for tag in item.get("tags", ()) if isinstance(tag, str)] if isinstance(item.get("tags"), list) else []
    metadata = {"guid": _string(item, "id"), "categories": tags if len(tags) > 1 else None}
    return Found(
        text,
        title=_string(item, "title"),
        byline=", ".join(filter(None, names)) or None,
        outlet=_string(feed, "title"),
        url=_address(item.get("url")),
        published=_string(item, "date_published"),
        modified=_string(item, "date_modified"),
        language=_string(item, "language") or _string(feed, "language"),
        section=tags[0] if tags else None,
        member=member,
        metadata={key: value for key, value in metadata.items() if value},
        warnings=() if content else (SUMMARY,),
    )


def _string(fields: Mapping[str, Any], name: str) -> str | None:
    value = fields.get(name)
    return value if isinstance(value, str) and value else None
