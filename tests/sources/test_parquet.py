"""Parquet: rows by row groups, structs, and files that are none."""

import datetime as dt
import io

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from onrecord.sources import LIMITS, Columns, Found, parquet


def read(data, **options):
    return list(parquet.read(io.BytesIO(data), limits=LIMITS, **options))


def file(columns, **options):
    out = io.BytesIO()
    pq.write_table(pa.table(columns), out, **options)
    return out.getvalue()


def test_rows():
    first, second = read(
        file(
            {
                "text": ["“Never,” she said.\r\n👷", None],
                "date": [dt.datetime(2025, 10, 9, 8, tzinfo=dt.timezone.utc), None],
                "author": [{"name": "Ana Souza"}, {"name": None}],
                "tags": [["a"], []],
                "raw": [b"bytes", None],
                "id": [7, 8],
            }
        )
    )
    assert first == Found(
        "“Never,” she said.\r\n👷",
        id="7",
        byline="Ana Souza",
        published="2025-10-09T08:00:00+00:00",
        member="1",
        metadata={"tags": ["a"], "raw": "bytes"},
        provenance={
            "text": "column text",
            "id": "column id",
            "byline": "column author.name",
            "published": "column date",
        },
        warnings=first.warnings,
    )
    assert (second.member, second.reason) == ("2", 'it has nothing in the column "text", where its text should be')


def test_rows_of_several_groups_are_counted_through():
    items = read(file({"body": [f"Text {number}." for number in range(1, 1001)]}, row_group_size=100))
    assert [item.member for item in items] == [str(number) for number in range(1, 1001)]
    assert items[-1].text == "Text 1000."


def test_columns_can_be_named():
    [found] = read(file({"a": ["x"], "b": ["y"]}), columns=Columns(text="b"))
    assert found.text == "y"


def test_no_rows():
    assert read(file({"text": pa.array([], pa.string())})) == []


@pytest.mark.parametrize("data", [b"", b"PAR1", b"PAR1" + b"\0" * 100 + b"PAR1", file({"text": ["One."]})[:-6]])
def test_what_is_no_parquet(data):
    [fault] = read(data)
    assert fault.reason.startswith("it cannot be read as Parquet")
    assert fault.advice
