"""One module for each kind of input. Each has `read(stream, *, limits)`, which yields texts and faults.

To add a kind: write its module and name its file endings here.
"""

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType

from onrecord.sources import delimited, html, json_documents, jsonl, parquet, text, workbook
from onrecord.sources.columns import Columns
from onrecord.sources.found import Fault, Found, Mark, Post
from onrecord.sources.limits import LIMITS, Limits

READERS: Mapping[str, Callable[..., Iterator[Found | Fault]]] = MappingProxyType(
    {
        ".txt": text.read,
        ".text": text.read,
        ".md": text.read,
        ".jsonl": jsonl.read,
        ".ndjson": jsonl.read,
        ".json": json_documents.read,
        ".csv": delimited.read,
        ".tsv": delimited.read,
        ".tab": delimited.read,
        ".xlsx": workbook.read,
        ".xlsm": workbook.read,
        ".parquet": parquet.read,
        ".html": html.read,
        ".htm": html.read,
        ".xhtml": html.read,
    }
)
"""The ending of a file's name, in small letters → the function that reads such a file."""

__all__ = ["LIMITS", "READERS", "Columns", "Fault", "Found", "Limits", "Mark", "Post"]
