"""Handing tables and annotated articles on to other programs, and taking them back: one module a format."""

from onrecord.export.dispatch import FORMATS, export, read, read_docs
from onrecord.export.losses import ExportWarning

__all__ = ["FORMATS", "ExportWarning", "export", "read", "read_docs"]
