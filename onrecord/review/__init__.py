"""Correcting by hand what the machine found: a log of corrections, tables with them in, and agreement of coders."""

import sys
from types import ModuleType
from typing import TYPE_CHECKING, Any

from onrecord.review.accuracy import ACCURACY_COLUMNS, accuracy, design_effect, wilson
from onrecord.review.agreement import (
    Agreement,
    agreement,
    cohen_kappa,
    krippendorff_alpha,
    percent_agreement,
    span_f1,
)
from onrecord.review.coding import Coding, New
from onrecord.review.corrected import corrected
from onrecord.review.rules import Always, Merge, Never, Rules
from onrecord.review.samples import decisions, located, sample
from onrecord.review.sheets import APPLIED_COLUMNS, Refused, apply
from onrecord.review.state import machine_of
from onrecord.review.store import Entry, Store, text_hash
from onrecord.tabulation import PROVENANCE

if TYPE_CHECKING:
    from onrecord.review.widget import ReviewWidget

__all__ = [
    "ACCURACY_COLUMNS",
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
    "accuracy",
    "agreement",
    "apply",
    "cohen_kappa",
    "corrected",
    "decisions",
    "design_effect",
    "krippendorff_alpha",
    "located",
    "machine_of",
    "percent_agreement",
    "sample",
    "span_f1",
    "text_hash",
    "wilson",
]


class _Review(ModuleType):
    """This package, which is called as `onrecord.review(docs, coder="ana")`: the widget is what most come for."""

    def __call__(self, *args: Any, **options: Any) -> "ReviewWidget":
        # Imported here: what is read from the shell, or corrected from a table, needs no widget.
        try:
            from onrecord.review.widget import review
        except ModuleNotFoundError as error:
            raise ImportError(
                f"The widget needs the package {error.name}: pip install 'onrecord[notebook]'. Without it, corrections "
                "can be made in a table: see onrecord.review.apply."
            ) from error

        return review(*args, **options)


sys.modules[__name__].__class__ = _Review
