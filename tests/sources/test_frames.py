"""DataFrames: a row is called by its label."""

import pandas as pd

from onrecord.sources import Columns
from onrecord.sources.frames import rows_of_frame


def test_rows():
    frame = pd.DataFrame(
        {
            "text": ["One.", None, "Three 👷."],
            "date": [pd.Timestamp("2025-10-09"), pd.NaT, pd.Timestamp("2025-10-09 08:00")],
            "shares": pd.array([1, None, 3], dtype="Int64"),
        },
        index=["a", "b", "c"],
    )
    before = frame.copy()
    first, fault, third = rows_of_frame(frame)
    assert (first.member, first.text, first.published, first.metadata) == ("a", "One.", "2025-10-09", {"shares": 1})
    assert (fault.member, fault.skipped) == ("b", True)
    assert (third.published, third.metadata) == ("2025-10-09T08:00:00", {"shares": 3})
    pd.testing.assert_frame_equal(frame, before)


def test_odd_names_of_columns():
    frame = pd.DataFrame(
        [["One.", "T", "x", "y"]], columns=pd.MultiIndex.from_tuples([("a", 1), ("b", 2), (3, 3), (3, 3)])
    )
    [found] = rows_of_frame(frame, columns=Columns(text="a.1", title="b.2"))
    assert (found.text, found.title, found.metadata) == ("One.", "T", {"3.3": "x", "3.3 (column 4)": "y"})


def test_no_rows():
    assert list(rows_of_frame(pd.DataFrame({"text": []}))) == []
    assert list(rows_of_frame(pd.DataFrame())) == []
