"""Where the rows of corrected tables are from is kept by what can keep it, and told by what cannot."""

import json

import pandas as pd
import pytest
from pandas.testing import assert_frame_equal
from spacy.tokens import DocBin

from onrecord import export, read_export
from onrecord.formats import FORMATS, ExportWarning, read_docs
from onrecord.review import Coding, New, Store, corrected, machine_of
from onrecord.tabulation import PROVENANCE, Tables, columns_of, read, write
from tests.review.sample import TEXT, article, found, place

NAMES = [column.name for column in PROVENANCE]

OTHERS = [name for name, known in FORMATS.items() if known.has_texts and name not in ("jsonl", "spacy")]


@pytest.fixture(scope="module")
def ours(tmp_path_factory):
    """Tables with rows of every origin, and an entity that nothing in the text mentions."""
    with Store(tmp_path_factory.mktemp("review") / "review.sqlite") as store:
        for id_, machine in machine_of(found()).items():
            store.add_article(id_, TEXT, machine)
        ana = Coding(store, "ana")
        ana.accept("strike", "q1")
        ana.reject("strike", "q2")
        ana.change("strike", "q3", source=place("told"), speaker=New("The crew", "ORG"))
        ana.add_quote("strike", [place("I was there,")], kind="mixed", cue=place("said Ines"))
        return corrected(found(), store)


def assert_same(one: Tables, other: Tables):
    for (name, left), (_, right) in zip(one.items(), other.items(), strict=True):
        assert_frame_equal(left, right, obj=name)


def test_there_are_rows_of_every_origin(ours):
    assert set(ours.quotes["source_of_row"]) == {"accepted", "corrected", "added"}
    assert "machine" in set(ours.mentions["source_of_row"])
    assert ours.entities["start"].isna().any()


def test_written_tables_come_back(ours, tmp_path):
    write(ours, tmp_path)
    assert_same(read(tmp_path), ours)
    assert list(pd.read_csv(tmp_path / "quotes.csv").columns) == list(ours.quotes.columns)


@pytest.mark.parametrize("format", ["csv", "parquet", "datapackage", "xlsx"])
def test_tables_come_back(format, ours, tmp_path):
    assert_same(read_export(export(ours, tmp_path / "press", format=format), format=format), ours)


@pytest.mark.parametrize("name", ["quotes.csv", "quotes.parquet", "quotes.xlsx"])
def test_one_table_comes_back(name, ours, tmp_path):
    assert_frame_equal(read_export(export(ours.quotes, tmp_path / name)).quotes, ours.quotes)


@pytest.mark.parametrize("name", ["press.jsonl", "press.spacy"])
def test_articles_come_back(name, ours, tmp_path):
    assert_same(read_export(export(ours, tmp_path / name, articles=[article()[1]])), ours)


def test_a_doc_that_was_changed_since_says_what_is_on_it(ours, tmp_path):
    path = export(ours, tmp_path / "press.spacy", articles=[article()[1]])
    [(doc, _)] = read_docs(path)
    doc.spans["quotes"].attrs["speakers"] = {}
    DocBin(docs=[doc], store_user_data=True).to_disk(path)
    back = read_export(path)
    assert back.quotes["speaker"].isna().all()
    assert "source_of_row" not in back.quotes
    assert_frame_equal(back.mentions, ours.mentions)


def test_the_data_dictionary_has_them(ours, tmp_path):
    export(ours, tmp_path / "press", format="datapackage")
    package = json.loads((tmp_path / "press" / "datapackage.json").read_text(encoding="utf-8"))
    for resource in package["resources"]:
        header = list(getattr(ours, resource["name"]).columns)
        assert [field["name"] for field in resource["schema"]["fields"]] == header


@pytest.mark.parametrize("format", OTHERS)
def test_what_has_no_place_for_them_says_so(format, ours, tmp_path):
    with pytest.warns(ExportWarning, match="rows' source_of_row, corrected_by and corrected_at"):
        export(ours, tmp_path / "press", format=format, articles=[article()[1]])


def test_tables_of_the_machine_have_none(tmp_path):
    path = export(found(), tmp_path / "press.jsonl", articles=[article()[1]])
    assert not set(NAMES) & set(read_export(path).quotes.columns)
    assert [column.name for column in columns_of("posts", NAMES)][-3:] == NAMES
