"""One module for each kind of input. Each has `read(stream, *, limits)`, which yields texts and faults.

To add a kind: write its module and name its file endings here.
"""

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType

from onrecord.sources import docx, eml, epub, feeds, html, jsonl, mbox, mhtml, odt, pdf, rtf, text
from onrecord.sources.found import Fault, Found, Mark, Post
from onrecord.sources.limits import LIMITS, Limits

READERS: Mapping[str, Callable[..., Iterator[Found | Fault]]] = MappingProxyType(
    {
        ".txt": text.read,
        ".text": text.read,
        ".md": text.read,
        ".jsonl": jsonl.read,
        ".ndjson": jsonl.read,
        ".html": html.read,
        ".htm": html.read,
        ".xhtml": html.read,
        ".mhtml": mhtml.read,
        ".mht": mhtml.read,
        ".pdf": pdf.read,
        ".docx": docx.read,
        ".odt": odt.read,
        ".rtf": rtf.read,
        ".epub": epub.read,
        ".eml": eml.read,
        ".mbox": mbox.read,
        ".rss": feeds.read,
        ".atom": feeds.read,
        ".rdf": feeds.read,
        ".xml": feeds.read,
    }
)
"""The ending of a file's name, in small letters → the function that reads such a file."""

__all__ = ["LIMITS", "READERS", "Fault", "Found", "Limits", "Mark", "Post"]
