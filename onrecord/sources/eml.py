"""E-mail, one message a file: newsletters as they were sent."""

import codecs
import contextlib
import re
from collections.abc import Iterable, Iterator, Sequence
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default as policy
from email.utils import parseaddr, parsedate_to_datetime
from itertools import pairwise
from typing import Any, BinaryIO

from onrecord.sources import documents
from onrecord.sources.documents import Broken
from onrecord.sources.found import Fault, Found
from onrecord.sources.limits import Limits
from onrecord.sources.markup import parse, text_of

LONGEST_HEADER = 2_000
"""The most characters of a header that are looked at: Python's parser takes very long for very long ones."""

LINE_WIDTHS = range(50, 81)
"""How long the longest line is, in characters, where lines were broken to fit and not by who wrote them."""

RICHER = 0.8
"""HTML is taken where its text is at least this part as long as the plain one, which is often just a pointer."""

_DECLARED_ENCODING = re.compile(rb"""charset\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE)
_IN_BROWSER = re.compile(
    r"\W*(view|read|open|see)\b.{0,40}\b(in (your|a|the)?\s*(web )?browser|online|on the web)\b.{0,10}", re.IGNORECASE
)
_NOT_JOINED = re.compile(r"[>•*\-–—#=_+]|\d+[.)] |\s")
_ENDS_SENTENCE = re.compile(r"[.!?:;…][”’\"'»)\]]*\s*$")
_ENCRYPTED = frozenset({"multipart/encrypted", "application/pkcs7-mime", "application/x-pkcs7-mime"})


def read(stream: BinaryIO, *, limits: Limits) -> Iterator[Found | Fault]:
    """Yield the text of a message, one paragraph a line.

    The HTML part is taken, unless the plain one says more; lines of the latter that were broken to fit are made
    whole. Subject, sender's name and date are title, byline and day of publication; the address is that behind
    “View in browser”, if there is one such link, or what the message says it is archived at.

    Example:
        A newsletter from "Porto Courier <news@courier.example>" has the byline "Porto Courier".

    Does not read attachments: their names are in a warning. Fetches no pictures, and decrypts nothing.

    Args:
        stream: the open file.
        limits: a file larger than `document_bytes` is a fault.
    """
    data = documents.whole(stream, limits)
    yield data if isinstance(data, Fault) else found(data)


def found(data: bytes, *, member: str | None = None) -> Found | Fault:
    """The text of one message, as `read` gives it.

    Args:
        data: the message, headers first.
        member: which of the file's messages it is.
    """
    try:
        message = parsed(data)
        return _found(message, member)
    except Broken as broken:
        fault = broken.fault
    except (RecursionError, LookupError, ValueError, TypeError, AttributeError) as error:
        # What Python's parser makes of a message that is no longer one, or lies in itself a thousand times.
        fault = Fault(
            f"this message could not be taken apart ({type(error).__name__})",
            "Open it in a mail program and save its text as .txt.",
        )
    return Fault(fault.reason, fault.advice, member=member)


def parsed(data: bytes) -> EmailMessage:
    """Parse a message.

    Raises:
        Broken: it is none.
    """
    message = BytesParser(policy=policy).parsebytes(data)
    if not any(name in message for name in ("From", "Date", "Subject", "MIME-Version", "Message-ID", "Content-Type")):
        raise Broken(Fault("it is no e-mail message, whatever its name says", "Give it its right ending."))
    assert isinstance(message, EmailMessage)
    return message


def header(message: EmailMessage, name: str) -> str | None:
    """A header's text, decoded and on one line; None if there is none, or none that can be read."""
    raw = next((value for key, value in message.raw_items() if key.lower() == name.lower()), None)
    if raw is None or len(str(raw)) > LONGEST_HEADER:
        return None
    # Bytes that no header may hold come as half characters; they are UTF-8 where they are anything.
    text = str(raw).encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    if text == raw:
        # Python's parser of headers stumbles over some; as it stands is better than nothing.
        with contextlib.suppress(IndexError, ValueError, TypeError, AttributeError, LookupError):
            text = str(message[name])
    return " ".join(text.split()) or None


def characters(part: EmailMessage) -> str:
    """The text of a part, in the encoding that it declares, or else in UTF-8 or Windows-1252."""
    payload = part.get_payload(decode=True)
    data = payload if isinstance(payload, bytes) else b""
    declared = _DECLARED_ENCODING.search(data[:2048]) if part.get_content_type() == "text/html" else None
    names = [part.get_content_charset(), declared and declared[1].decode("ascii"), "utf-8-sig"]
    for name in filter(None, names):
        try:
            encoding = codecs.lookup(name).name
            # What is called Latin-1 in mail is Windows-1252, quotation marks and all; ASCII may be anything.
            if encoding != "ascii" or data.isascii():
                return data.decode("cp1252" if encoding == "iso8859-1" else encoding)
        except (LookupError, UnicodeDecodeError):
            continue
    return data.decode("cp1252", "replace")


def _found(message: EmailMessage, member: str | None) -> Found:
    if message.get_content_type() in _ENCRYPTED:
        raise Broken(Fault("it is encrypted", "Open it in your mail program and save its text as .txt."))
    markup, plain = message.get_body(("html",)), message.get_body(("plain",))
    root = parse(characters(markup)) if isinstance(markup, EmailMessage) else None
    html_text = "" if root is None else text_of(root)
    plain_text = _plain_text(plain) if isinstance(plain, EmailMessage) else ""
    warnings = tuple(_warnings(message))
    if not html_text and not plain_text and warnings:
        raise Broken(
            Fault(
                f"the message has no text of its own: {'; '.join(warnings)}",
                "Save what is attached, and give its file.",
            )
        )
    is_html = len(html_text) >= RICHER * len(plain_text)
    name, address = parseaddr(header(message, "From") or "")
    values: dict[str, Any] = {
        "title": header(message, "Subject"),
        "byline": name or address or None,
        "published": _iso(header(message, "Date")),
        "url": header(message, "Archived-At"),
    }
    provenance = {field: "header of the message" for field, value in values.items() if value}
    if values["url"]:
        values["url"] = values["url"].strip("<> ")
    elif root is not None and (url := _address_in_browser(root)):
        values["url"] = url
        provenance["url"] = "link to view it in a browser"
    metadata = {"sender": address, "message_id": header(message, "Message-ID")}
    return Found(
        html_text if is_html else plain_text,
        **values,
        member=member,
        metadata={key: value for key, value in metadata.items() if value},
        provenance=provenance,
        warnings=warnings,
    )


def _iso(date: str | None) -> str | None:
    try:
        return parsedate_to_datetime(date).isoformat() if date else None
    except (ValueError, TypeError, OverflowError):
        return None


def _address_in_browser(root: Any) -> str | None:
    """Where the one link leads that offers the message in a browser."""
    addresses = {
        link.get("href").strip()
        for link in root.iter("a")
        if (link.get("href") or "").strip().startswith(("https://", "http://")) and _IN_BROWSER.fullmatch(text_of(link))
    }
    return addresses.pop() if len(addresses) == 1 else None


def _warnings(message: EmailMessage) -> Iterator[str]:
    parts = list(message.walk())
    names = [_attachment_name(part) for part in parts if _is_attachment(part)]
    if names:
        shown = ", ".join(names[:5]) + (" and others" if len(names) > 5 else "")
        yield f"attachments are not read: {shown}"
    if any(type(defect).__name__ == "CloseBoundaryNotFoundDefect" for part in parts for defect in part.defects):
        yield "the message is cut off: its end is missing"


def _is_attachment(part: Any) -> bool:
    # Pictures that the HTML shows have an id that it calls them by.
    is_shown = part.get_content_maintype() == "image" and part.get("Content-ID") is not None
    return (part.get_content_disposition() == "attachment" or part.get_filename() is not None) and not is_shown


def _attachment_name(part: Any) -> str:
    return " ".join((part.get_filename() or part.get_content_type()).split())


# Plain text


def _plain_text(part: EmailMessage) -> str:
    lines = characters(part).replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if part.get_param("format") == "flowed":
        lines = _unflowed(lines, delete_space=str(part.get_param("delsp")).lower() == "yes")
    elif max(map(len, lines)) in LINE_WIDTHS:
        lines = _unwrapped(lines)
    return "\n".join(stripped for line in lines if (stripped := line.strip()))


def _unflowed(lines: Iterable[str], *, delete_space: bool) -> list[str]:
    """Lines as they were before they were broken: RFC 3676."""
    whole: list[str] = []
    open_depth: int | None = None  # how deeply quoted the line is that goes on, if one does
    for line in lines:
        content = line.lstrip(">")
        depth = len(line) - len(content)
        content = content[1:] if content.startswith(" ") else content  # it was put there to shield what follows
        if open_depth == depth and content != "-- ":
            whole[-1] += content
        else:
            whole.append("> " * depth + content)
        goes_on = content.endswith(" ") and content != "-- "
        if goes_on and delete_space:
            whole[-1] = whole[-1][:-1]
        open_depth = depth if goes_on else None
    return whole


def _unwrapped(lines: Sequence[str]) -> list[str]:
    """Lines as they were before they were broken to fit: where the next word would not have fitted.

    Where most of such lines end a sentence, they were not broken: they are lines of their own.
    """
    width = max(map(len, lines))
    goes_on = [
        bool(above.strip() and line.strip())
        and len(above) + 1 + len(line.split(" ", 1)[0]) > width
        and not _NOT_JOINED.match(line)
        for above, line in pairwise(lines)
    ]
    full = [above for above, goes in zip(lines, goes_on, strict=False) if goes]
    if 2 * sum(bool(_ENDS_SENTENCE.search(line)) for line in full) > len(full):
        return list(lines)
    whole = [lines[0]]
    for line, goes in zip(lines[1:], goes_on, strict=True):
        if goes:
            whole[-1] += " " + line.strip()
        else:
            whole.append(line)
    return whole
