"""Handing tables and annotated articles on to other programs, and taking them back: one module a format."""

from onrecord.formats.dispatch import FORMATS, export, read, read_docs
from onrecord.formats.losses import ExportWarning

__all__ = ["FORMATS", "ExportWarning", "export", "read", "read_docs"]
