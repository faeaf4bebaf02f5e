"""A paragraph for a paper's section on methods: what was read, with what, what was found, and how well."""

import hashlib
import re
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.metadata import version
from pathlib import Path
from platform import python_version
from typing import Any, NamedTuple

import pandas as pd

from onrecord import __version__
from onrecord.corpus import Corpus
from onrecord.reader.network import MODEL
from onrecord.tabulation import Tables

CARD = Path(__file__).parent / "reader" / "MODEL_CARD.md"
"""Where the reader's figures stand."""

_PACKAGES = {"spacy": "spaCy", "onnxruntime": "ONNX Runtime", "numpy": "NumPy"}

_FOUND = ("entities", "quotes", "claims")


class CardFigure(NamedTuple):
    """One row of the model card's figures.

    Attributes:
        of: the articles that it was measured on.
        what: what was to be found.
        f1: F1 of finding it.
    """

    of: str
    what: str
    f1: float


def methods(
    found: Tables | Corpus,
    *,
    report: pd.DataFrame | None = None,
    measured: pd.DataFrame | None = None,
    agreed: pd.DataFrame | None = None,
) -> str:
    """Say in plain sentences how some tables were made, with versions and figures, to be edited and put into a paper.

    Example:
        >>> print(onrecord.methods(analysis.tables, report=analysis.report))  # doctest: +SKIP
        Articles were read with On Record 0.1.0 (model 5a1f09c2e4b7), spaCy 3.8.7, …

    Every figure is counted from what is given, or stands in the model card, and it says which. Tables do not tell who
    made them: versions are those installed here, where a corpus knows its own. Does not say how the articles were
    chosen, nor what the figures mean: that is the author's.

    Args:
        found: tables, corrected or not; or a corpus.
        report: what became of each file, as `analyze` gives it; a corpus has its own.
        measured: what `onrecord.review.accuracy` measured on these articles.
        agreed: `measures` of what `onrecord.review.agreement` compared.

    Returns:
        A few paragraphs, parted by empty lines, without markup.
    """
    made_by: Mapping[str, Any] = {"onrecord": __version__, "model": model_id()}
    versions: Mapping[str, str] = {"python": python_version(), **{package: version(package) for package in _PACKAGES}}
    if isinstance(found, Corpus):
        made_by, versions = found.made_by, found.versions
        report, found = found.report.df(), found.tables()
    paragraphs = [
        " ".join([_program(made_by, versions), *_read(report), *_articles(found.articles)]),
        " ".join([*_found(found), *_corrected(found)]),
        " ".join([*_measured(measured), *_agreed(agreed), *_card()]),
        "Check-worthiness says that a statement would be worth checking, not that it is false. A speaker is whom the "
        "program takes the printed source for. What was not found is not counted.",
    ]
    return "\n\n".join(paragraph for paragraph in paragraphs if paragraph)


@cache
def model_id() -> str:
    """What tells this model from others: SHA-256 of its manifest, as a corpus keeps it."""
    return hashlib.sha256((MODEL / "manifest.json").read_bytes()).hexdigest()


def _program(made_by: Mapping[str, Any], versions: Mapping[str, str]) -> str:
    model = f" (model {made_by['model'][:12]})" if made_by.get("model") else ""
    others = ", ".join(f"{name} {versions[package]}" for package, name in _PACKAGES.items() if package in versions)
    return f"Articles were read with On Record {made_by['onrecord']}{model}, {others} and Python {versions['python']}."


def _read(report: pd.DataFrame | None) -> Iterator[str]:
    if report is None:
        return
    failed = report[report["status"] == "failed"]
    yield (
        f"{_many(report['path'].nunique(), 'file')} gave {_many(int(report['articles'].sum()), 'article')}; "
        f"{_many(len(failed), 'part')} could not be read."
    )


def _articles(articles: pd.DataFrame) -> Iterator[str]:
    outlets = articles["outlet"].nunique()
    by = f" from {_many(outlets, 'outlet')}" if outlets else ""
    days = articles["published"].dropna().str[:10]
    when = f", published from {days.min()} to {days.max()}" if len(days) else ""
    undated = f" ({len(articles) - len(days):,} without a date)" if len(days) and len(days) < len(articles) else ""
    yield f"There are {_many(len(articles), 'article')}{by}{when}{undated}, of {articles['words'].sum():,} words."
    other = articles["language"].notna() & (articles["language"] != "en")
    if other.any():
        yield f"{other.sum():,} of them are in other languages than English and were left out of what follows."
    again = articles["representative"].notna() & (articles["representative"] != articles["article"])
    if again.any():
        yield f"{again.sum():,} are nearly the same text as another one, and are counted as well."


def _found(found: Tables) -> Iterator[str]:
    kinds = found.quotes["kind"].value_counts()
    parts = ", ".join(f"{kinds.get(kind, 0):,} {kind}" for kind in ("direct", "mixed", "indirect"))
    speakers = found.quotes["speaker"].notna().sum()
    checkworthy = (found.claims["label"] == "CFS").sum()
    yield (
        f"The tables hold {_many(len(found.quotes), 'quote')} ({parts}), of which {speakers:,} have a speaker who was "
        f"resolved to an entity; {_many(len(found.entities), 'entity', 'entities')}, counted within each article; and "
        f"{_many(len(found.claims), 'claim')}, of which {checkworthy:,} are taken to be worth checking."
    )


def _corrected(found: Tables) -> Iterator[str]:
    for name in _FOUND:
        table = getattr(found, name)
        if "source_of_row" not in table.columns:
            continue
        origin = table["source_of_row"].value_counts()
        if origin.drop("machine", errors="ignore").sum():
            said = ", ".join(f"{origin.get(how, 0):,} {how}" for how in ("accepted", "corrected", "added"))
            by = ", ".join(sorted(table["corrected_by"].dropna().unique()))
            yield f"Of the {name}, people or rules have decided on these: {said} (by {by})."


def _measured(measured: pd.DataFrame | None) -> Iterator[str]:
    if measured is None:
        return
    for row in measured[measured["measure"].isin(["precision", "recall"])].dropna(subset=["share"]).itertuples():
        yield (
            f"On a random sample of these articles, {row.measure} of {row.what} is {row.share:.2f} "
            f"({row.right:,} of {row.of:,}; {row.level:.0%} interval {row.low:.2f} to {row.high:.2f})."
        )


def _agreed(agreed: pd.DataFrame | None) -> Iterator[str]:
    if agreed is None:
        return
    for row in agreed.dropna(subset=["alpha"]).itertuples():
        yield (
            f"On “{row.what}”, two coders agree in {row.agreement:.2f} of {row.units:,} cases (Krippendorff's α "
            f"{row.alpha:.2f})."
        )


def _card() -> Iterator[str]:
    figures = "; ".join(f"{figure.f1:.2f} for {figure.what} ({figure.of})" for figure in card_figures())
    if figures:
        yield f"According to the program's model card, its F1 on other news is {figures}."


@cache
def card_figures() -> tuple[CardFigure, ...]:
    """The F1 for all quotes and for names, from the model card's table of how well the reader reads."""
    text = CARD.read_text(encoding="utf-8").partition("## How well it reads")[2]
    found: list[CardFigure] = []
    of = ""
    for line in text.splitlines():
        cells = [cell.strip().replace("`", "") for cell in line.strip("|").split("|")]
        if not line.startswith("|") or len(cells) < 3:
            if found:
                break
            continue
        of = cells[0] or of
        if cells[1].startswith(("quotes, all", "names")) and re.fullmatch(r"[01]\.\d+", cells[2]):
            found.append(CardFigure(of, cells[1].replace("quotes, all", "quotes"), float(cells[2])))
    return tuple(found)


def _many(count: int, one: str, several: str | None = None) -> str:
    return f"{count:,} {one if count == 1 else several or one + 's'}"
