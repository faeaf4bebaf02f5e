"""Web pages saved as HTML: the article's text without menus, comments and advertisements."""

import re
from collections.abc import Iterator
from typing import BinaryIO

from onrecord.sources.found import Fault, Found
from onrecord.sources.limits import Limits
from onrecord.sources.text import decode, whole

BY_HAND = "Copy the article's text from your browser into a .txt file: pages built by script hold none when saved."

_DECLARED_ENCODING = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE)


def read(stream: BinaryIO, *, limits: Limits) -> Iterator[Found | Fault]:
    """Yield the article of a page, one paragraph a line.

    The text is trafilatura's: offsets are into it, not into the file. Title and date are what the page says
    of itself; the language is that of `<html lang="…">`.

    Example:
        `<html lang="en"><body><article><h1>Council sells the pier</h1><p>“Never,” said …` gives
        two lines, "Council sells the pier" and "“Never,” said …".

    Does not fetch anything, runs no scripts, and leaves out readers' comments. What trafilatura takes for
    the article may lack a caption or hold a teaser.

    Args:
        stream: the open file.
        limits: a file larger than `text_bytes` is a fault.
    """
    data = whole(stream, limits.text_bytes)
    markup = data if isinstance(data, Fault) else _decode(data)
    if isinstance(markup, Fault):
        yield markup
        return
    try:
        document = _extract(markup)
    except Exception as error:
        # Below are heuristics that meet all the world's markup; one page must not stop the rest.
        yield Fault(f"this page could not be taken apart ({type(error).__name__})", BY_HAND)
        return
    yield document or Fault("no article was found in this page", BY_HAND)


def _extract(markup: str) -> Found | None:
    # Imported here: who reads no HTML need not wait for it.
    import trafilatura
    from trafilatura.settings import Document

    tree = trafilatura.load_html(markup)
    if tree is None:
        return None
    # Balanced rather than precise: favor_precision drops standfirsts, and sometimes the article with them.
    # Dates are those that the page declares: the extensive search takes any year in it for one.
    document = trafilatura.bare_extraction(
        tree,
        include_comments=False,
        include_tables=False,
        with_metadata=True,
        date_extraction_params={"original_date": True, "extensive_search": False},
    )
    if not isinstance(document, Document) or not document.text:
        return None
    return Found(
        document.text,
        title=document.title or None,
        published=document.date or None,
        language=tree.get("lang") or None,
    )


def _decode(data: bytes) -> str | Fault:
    """Turn a page's bytes into characters: as UTF-8, or else in the encoding that the page declares."""
    text = decode(data)
    declared = _DECLARED_ENCODING.search(data[:2048])
    if isinstance(text, str) or declared is None:
        return text
    try:
        return data.decode(declared[1].decode("ascii"))
    except (LookupError, UnicodeDecodeError):
        return text
