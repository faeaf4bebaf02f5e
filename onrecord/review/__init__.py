"""Correcting by hand what the machine found: a log of corrections, tables with them in, and agreement of coders."""

from onrecord.review.coding import Coding, New
from onrecord.review.corrected import PROVENANCE, corrected
from onrecord.review.state import machine_of
from onrecord.review.store import Entry, Store, text_hash

__all__ = ["PROVENANCE", "Coding", "Entry", "New", "Store", "corrected", "machine_of", "text_hash"]
