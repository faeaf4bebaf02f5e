"""Which column is the text, and what becomes of all the others."""

import datetime as dt
import decimal

import numpy as np
import pandas as pd
import pytest

from onrecord.sources import Columns, Fault, Found
from onrecord.sources.columns import Record, Row, known_field, numbered, texts

PROSE = "The council sold the pier for two million, and the fishermen read of it in the paper the next morning. " * 3


def read(*rows, columns=None, **options):
    """The texts of rows, each a dictionary."""
    options = {"columns": columns} if columns else options
    return list(texts([Record(str(number), row) for number, row in enumerate(rows, 2)], **options))


# The text column


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ({"text": "Short."}, "text"),
        ({"Title": "T", "Full Text": "Short."}, "Full Text"),
        ({"title": "T", "maintext": "Short."}, "maintext"),
        ({"headline": "T", "articleBody": "Short."}, "articleBody"),
        ({"Titel": "T", "Volltext": "Kurz."}, "Volltext"),
        ({"titre": "T", "Texte intégral": "Court."}, "Texte intégral"),
        ({"título": "T", "conteúdo": "Curto."}, "conteúdo"),
        ({"titulo": "T", "cuerpo": "Corto."}, "cuerpo"),
        ({"_source.title": "T", "_source.body": "Short."}, "_source.body"),
        # A summary beside the article.
        ({"text": "Short.", "body": PROSE}, "body"),
        ({"content": PROSE, "body": PROSE}, "body"),
        # No known name: the longest prose.
        ({"a": "x" * 900, "b": PROSE, "c": "https://a.example/" + "y" * 50}, None),
        ({"c1": "x", "c2": PROSE, "c3": PROSE[:250]}, "c2"),
    ],
)
def test_the_text_column_is_guessed(row, column):
    [found] = read(row)
    assert (found.provenance["text"] if isinstance(found, Found) else None) == (f"column {column}" if column else None)


def test_the_guess_is_said_once_and_every_text_names_its_column():
    first, second = read({"body": "One."}, {"body": "Two."})
    assert first.warnings == (
        'the column "body" was taken for the text by its name; '
        'to name another: read_articles(..., columns=Columns(text="…"))',
    )
    assert second.warnings == ()
    assert second.provenance == {"text": "column body"}


def test_warnings_of_the_whole_table_are_said_once():
    records = [Record("2", {"text": "One."}), Record("3", {"text": "Two."})]
    first, second = texts(records, columns=Columns(text="text"), warnings=("its encoding is a guess",))
    assert (first.warnings, second.warnings) == (("its encoding is a guess",), ())


def test_columns_can_be_named():
    row = {"body": "Not this.", "abstract": "This.", "title": "T", "kicker": "K", "author": "A"}
    [found] = read(row, columns=Columns(text="Abstract", title="kicker", byline=""))
    assert (found.text, found.title, found.byline, found.warnings) == ("This.", "K", None, ())
    assert found.metadata == {"body": "Not this.", "title": "T", "author": "A"}


def test_an_unknown_name_lists_the_columns():
    [fault] = read({"body": "One.", "title": "T"}, columns=Columns(text="bodi"))
    assert fault == Fault(
        'it has no column "bodi"', "Check the spelling of the column's name. Its columns are: body, title."
    )


def test_no_column_of_prose():
    [fault] = read({"a": "1", "b": "2"})
    assert fault.reason == "none of its columns looks like the text of articles"
    assert fault.advice.endswith("Its columns are: a, b.")


# The other columns


@pytest.mark.parametrize(
    ("name", "field"),
    [
        ("Headline", "title"),
        ("Überschrift", "title"),
        ("AUTHORS", "byline"),
        ("Auteur(s)", None),
        ("Source", "outlet"),
        ("source.name", "outlet"),
        ("Publication Title", "outlet"),
        ("URL", "url"),
        ("publishedAt", "published"),
        ("Publication date", "published"),
        ("Erscheinungsdatum", "published"),
        ("last_updated", "modified"),
        ("Sprache", "language"),
        ("Ressort", "section"),
        ("_id", "id"),
        ("Article ID", "id"),
        ("votes", None),
        ("", None),
        ("标题", None),
    ],
)
def test_names_of_columns(name, field):
    assert known_field(name) == field


def test_fields_and_metadata():
    [found] = read(
        {
            "id": 7.0,
            "text": "“Never,” she said.",
            "title": " Pier  sold ",
            "authors": [{"name": "Ana Souza"}, "Rui Telles"],
            "source": "The Gazette",
            "date": "9. Oktober 2025",
            "updated": dt.datetime(2025, 10, 10, 8),
            "language": "English",
            "category": "News",
            "link": "https://a.example/1",
            "shares": np.int64(12),
            "score": decimal.Decimal("0.5"),
            "seen": dt.date(2025, 10, 11),
            "gap": float("nan"),
            "none": pd.NA,
            "tags": np.array(["a", "b"]),
            "blank": " ",
        }
    )
    assert found == Found(
        "“Never,” she said.",
        id="7",
        title="Pier sold",
        byline="Ana Souza, Rui Telles",
        outlet="The Gazette",
        url="https://a.example/1",
        published="2025-10-09",
        modified="2025-10-10T08:00:00",
        language="en",
        section="News",
        member="2",
        metadata={"shares": 12, "score": "0.5", "seen": "2025-10-11", "tags": ["a", "b"]},
        provenance={
            "text": "column text",
            "title": "column title",
            "byline": "column authors",
            "outlet": "column source",
            "url": "column link",
            "published": "column date",
            "modified": "column updated",
            "language": "column language",
            "section": "column category",
            "id": "column id",
        },
        warnings=found.warnings,
    )


def test_a_date_of_two_days_stays_as_it_is_written():
    [found] = read({"text": "One.", "date": "03/04/2025"})
    assert (found.published, found.metadata) == (None, {"date": "03/04/2025"})
    assert found.warnings[1] == 'the date "03/04/2025" may be of two days and stays in the metadata as it is written'


@pytest.mark.parametrize(
    ("other", "columns", "published"),
    [
        ("25/04/2025", Columns(), "2025-04-03"),
        ("04/25/2025", Columns(), "2025-03-04"),
        ("05/04/2025", Columns(), None),
        ("05/04/2025", Columns(day_first=True), "2025-04-03"),
        ("05/04/2025", Columns(day_first=False), "2025-03-04"),
    ],
)
def test_the_order_of_day_and_month(other, columns, published):
    first, _ = read({"text": "One.", "date": "03/04/2025"}, {"text": "Two.", "date": other}, columns=columns)
    assert first.published == published


def test_a_date_that_is_none_stays_as_it_is_written():
    [found] = read({"text": "One.", "date": "last week"})
    assert found.metadata == {"date": "last week"}
    assert 'the date "last week" is not understood' in found.warnings[1]


# Rows without a text


def test_rows_without_a_text():
    empty = {"text": "", "title": None}
    items = read({"text": "One."}, empty, {"text": None, "title": "T", "id": "x"}, {"text": 5}, empty, empty, empty)
    assert [(item.member, getattr(item, "reason", None), getattr(item, "skipped", None)) for item in items] == [
        ("2", None, None),
        ("3", "it is an empty row", True),
        ("4", 'it has nothing in the column "text", where its text should be', False),
        ("5", 'what is in the column "text" is not text', False),
        ("6–8", "these are empty rows", True),
    ]
    assert items[2].id == "x"


def test_a_table_whose_texts_are_all_missing_names_the_column():
    [fault] = read({"text": None, "title": "T"})
    assert fault.reason == 'it has nothing in the column "text", where its text should be'


def test_half_a_character_is_a_fault():
    fault, found = read({"text": "half \ud83d"}, {"text": "whole 👷"})
    assert fault.reason == "it holds half a character, which no text can be written with"
    assert found.text == "whole 👷"
    assert isinstance(read({"text": "ok", "more": {"a": ["\udc00"]}})[0], Fault)
    for row in ({"text\ud83d": PROSE}, {"text\ud83d": 5, "text": ""}, {"\ud83d": ""}, {"\ud83d": 5}):
        for item in read(row):
            f"{item}".encode()


def test_an_error_of_the_spreadsheet_is_no_text():
    fault, _ = read({"text": "#REF!"}, {"text": "One."})
    assert fault.reason == "its text is an error of the spreadsheet (#REF!)"


def test_tags_in_a_text_are_told():
    [found] = read({"text": "<p>One.</p><p>Two.</p>"})
    assert found.text == "<p>One.</p><p>Two.</p>"
    assert found.warnings[1:] == ("its text holds HTML tags, which were read as text",)


def test_a_list_of_paragraphs_is_a_text():
    [found] = read({"text": ["One.", "Two."]})
    assert found.text == "One.\nTwo."


def test_faults_are_handed_through_however_many_there_are():
    faults = [Fault("it is bad", "Mend it.", member=str(number)) for number in range(1000)]
    items = list(texts([*faults, Record("1000", {"text": "One."})]))
    assert items[:1000] == faults
    assert items[1000].text == "One."


# Headers


@pytest.mark.parametrize(
    ("rows", "values"),
    [
        ([["id", "text"], ["a", "One."]], [{"id": "a", "text": "One."}]),
        ([["Export of 9 October"], [], ["id", "text", "x"], ["a", "One."]], [{"id": "a", "text": "One."}]),
        ([["text", "text", None], ["a", "b", "c"]], [{"text": "a", "text (column 2)": "b", "column 3": "c"}]),
        ([["a", PROSE], ["b", "Two."]], [{"column 1": "a", "column 2": PROSE}, {"column 1": "b", "column 2": "Two."}]),
        ([[2025, dt.date(2025, 1, 1)], ["a", "b"]], [{"2025": "a", "2025-01-01": "b"}]),
        ([["text"], ["One.", "", "more"]], [{"text": "One.", "column 2": "", "column 3": "more"}]),
        ([[], ["text"], []], [{}]),
        ([], []),
        ([[""], [None]], []),
    ],
)
def test_header(rows, values):
    records = list(numbered(Row(number, row) for number, row in enumerate(rows, 1)))
    assert [record.values for record in records if isinstance(record, Record)] == values


def test_what_stands_above_the_header_is_told():
    above, record = numbered([Row(1, ["Export"]), Row(3, ["id", "text", "x"]), Row(4, ["a", "One.", ""])])
    assert (above.member, above.skipped, record.member) == ("1", True, "4")
