"""The paragraph on methods: every figure is that of the tables, and nothing is said that is not known."""

import re
from dataclasses import replace

import pandas as pd

from onrecord.methods_section import CARD, card_figures, methods, model_id
from onrecord.review import Coding, Store, accuracy, agreement, corrected, machine_of
from tests.review.sample import TEXT, found


def test_counts_are_those_of_the_tables():
    tables = found("strike", "again")
    dated = tables.articles.assign(outlet=["Gazette", "Gazette"], published=["2026-05-02T08:00", None])
    said = methods(replace(tables, articles=dated))
    words = tables.articles["words"].sum()
    kinds = ("direct", "mixed", "indirect")
    direct, mixed, indirect = (int((tables.quotes["kind"] == kind).sum()) for kind in kinds)
    checkworthy = (tables.claims["label"] == "CFS").sum()
    for part in (
        "There are 2 articles from 1 outlet, published from 2026-05-02 to 2026-05-02 (1 without a date), "
        f"of {words} words.",
        f"{len(tables.quotes)} quotes ({direct} direct, {mixed} mixed, {indirect} indirect)",
        f"{len(tables.claims)} claims, of which {checkworthy} are",
        f"model {model_id()[:12]}",
        "not that it is false",
    ):
        assert part in said
    for nobody_said in ("random sample", "coders", "decided", "file"):
        assert nobody_said not in said


def test_what_people_did(tmp_path):
    tables = found("strike", "again")
    with Store(tmp_path / "review.sqlite") as store:
        for id_, machine in machine_of(tables).items():
            store.add_article(id_, TEXT, machine)
        for coder in ("ana", "rui"):
            coding = Coding(store, coder)
            for item in ("q1", "q2"):
                coding.accept("strike", item)
            decide = coding.reject if coder == "ana" else coding.accept
            decide("strike", "q3")
        measured = accuracy(store, tables.quotes.query("article == 'strike'"), coder="ana")
        agreed = agreement(store, "ana", "rui").measures
        said = methods(corrected(tables, store, coder="ana"), measured=measured, agreed=agreed)
    assert "Of the quotes, people or rules have decided on these: 2 accepted, 0 corrected, 0 added (by ana)." in said
    assert "precision of quotes is 0.67 (2 of 3; 95% interval 0.21 to 0.94)" in said
    assert "On “kept”, two coders agree in 0.67 of 3 cases (Krippendorff's α 0.00)." in said


def test_files_that_could_not_be_read_are_told():
    report = pd.DataFrame({"path": ["a.html", "b.txt"], "status": ["read", "failed"], "articles": [2, 0]})
    assert "2 files gave 2 articles; 1 part could not be read." in methods(found(), report=report)


def test_without_anything():
    tables = found()
    empty = replace(tables, **{name: table.iloc[:0] for name, table in tables.items()})
    assert "There are 0 articles, of 0 words." in methods(empty)


def test_figures_of_the_model_card():
    """They are read off its table: if that gets another form, this has to follow."""
    figures = card_figures()
    assert any(figure.what == "quotes" for figure in figures)
    assert any(figure.what.startswith("names") for figure in figures)
    printed = CARD.read_text(encoding="utf-8")
    for figure in figures:
        assert re.search(rf"\| {figure.f1:.3f} \|", printed) and figure.of in printed.replace("`", "")
