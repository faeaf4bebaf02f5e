"""Correcting by hand what the machine found: a log of corrections, tables with them in, and agreement of coders."""

from onrecord.review.agreement import (
    Agreement,
    agreement,
    cohen_kappa,
    krippendorff_alpha,
    percent_agreement,
    span_f1,
)
from onrecord.review.coding import Coding, New
from onrecord.review.corrected import PROVENANCE, corrected
from onrecord.review.rules import Always, Merge, Never, Rules
from onrecord.review.sheets import APPLIED_COLUMNS, Refused, apply
from onrecord.review.state import machine_of
from onrecord.review.store import Entry, Store, text_hash

__all__ = [
    "APPLIED_COLUMNS",
    "PROVENANCE",
    "Agreement",
    "Always",
    "Coding",
    "Entry",
    "Merge",
    "Never",
    "New",
    "Refused",
    "Rules",
    "Store",
    "agreement",
    "apply",
    "cohen_kappa",
    "corrected",
    "krippendorff_alpha",
    "machine_of",
    "percent_agreement",
    "span_f1",
    "text_hash",
]
