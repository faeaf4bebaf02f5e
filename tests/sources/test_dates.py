"""Dates as they are written in the world, and the one day that each can mean."""

import datetime as dt

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.sources.dates import is_ambiguous, iso_date, order_of_days


@pytest.mark.parametrize(
    ("written", "iso"),
    [
        ("2025-10-09", "2025-10-09"),
        ("2025-10-09T08:00:00Z", "2025-10-09T08:00:00+00:00"),
        ("2025-10-09 08:00", "2025-10-09T08:00"),
        ("2025-10-09 08:00:00.123+0200", "2025-10-09T08:00:00+02:00"),
        ("2025/10/9", "2025-10-09"),
        ("20251009", "2025-10-09"),
        ("Thu, 09 Oct 2025 08:00:00 GMT", "2025-10-09T08:00:00+00:00"),
        ("Thu, 09 Oct 2025 08:00:00 EST", "2025-10-09T08:00:00-05:00"),
        ("October 9, 2025", "2025-10-09"),
        ("Oct. 9, 2025", "2025-10-09"),
        ("October 9, 2025 Thursday", "2025-10-09"),
        ("Thursday, October 9, 2025", "2025-10-09"),
        ("9 October 2025", "2025-10-09"),
        ("9th of October 2025", "2025-10-09"),
        ("09-Oct-2025", "2025-10-09"),
        ("Oct 9, 2025 3:15 PM", "2025-10-09T15:15"),
        ("9 October 2025 15:32 GMT", "2025-10-09T15:32+00:00"),
        ("October 9, 2025 at 12:05 a.m.", "2025-10-09T00:05"),
        ("9. Oktober 2025", "2025-10-09"),
        ("Donnerstag, 9. März 2025 um 8:05", "2025-03-09T08:05"),
        ("9.10.2025", "2025-10-09"),
        ("09.10.2025 15:32", "2025-10-09T15:32"),
        ("jeudi 9 octobre 2025", "2025-10-09"),
        ("1er août 2025", "2025-08-01"),
        ("9 de octubre de 2025", "2025-10-09"),
        ("quinta-feira, 9 de outubro de 2025", "2025-10-09"),
        ("9 ottobre 2025", "2025-10-09"),
        ("9\u00a0oktober\u00a02025", "2025-10-09"),
        ("25/12/2025", "2025-12-25"),
        ("12/25/2025", "2025-12-25"),
        ("10/10/2025", "2025-10-10"),
        # Excel's days, and seconds and milliseconds since 1970.
        (45939, "2025-10-09"),
        (45939.5, "2025-10-09T12:00:00"),
        ("45939", "2025-10-09"),
        (1760000000, "2025-10-09T08:53:20+00:00"),
        ("1760000000000", "2025-10-09T08:53:20+00:00"),
        # What Python holds.
        (dt.date(2025, 10, 9), "2025-10-09"),
        (dt.datetime(2025, 10, 9), "2025-10-09"),
        (pd.Timestamp("2025-10-09 08:00", tz="Europe/Lisbon"), "2025-10-09T08:00:00+01:00"),
        # What is no day, or more than one.
        ("03/04/2025", None),
        ("31.02.2025", None),
        ("2025-13-01", None),
        ("2025", None),
        ("October 2025", None),
        ("yesterday", None),
        ("12/25/25", None),
        ("", None),
        (None, None),
        (True, None),
        (2025, None),
        (10**400, None),
        (float("nan"), None),
        (float("inf"), None),
        (pd.NaT, None),
        ("9" * 400, None),
        ("²", None),
    ],
)
def test_iso_date(written, iso):
    assert iso_date(written) == iso


def test_other_dates_of_the_column_tell_the_order():
    assert iso_date("03/04/2025", day_first=order_of_days(["03/04/2025", "25/04/2025"])) == "2025-04-03"
    assert iso_date("03/04/2025", day_first=order_of_days(["04/25/2025", None, "x"])) == "2025-03-04"
    assert order_of_days(["25/04/2025", "04/25/2025"]) is None


def test_ambiguous():
    assert is_ambiguous("03/04/2025")
    assert not is_ambiguous("yesterday")


@given(st.dates(min_value=dt.date(1970, 1, 1), max_value=dt.date(2037, 12, 31)))
def test_every_day_is_read_back(day):
    for written in (f"{day:%Y-%m-%d}", f"{day:%d.%m.%Y}", f"{day:%d %b %Y}", f"{day:%A, %B} {day.day}, {day:%Y}"):
        assert iso_date(written) == day.isoformat()


@given(st.text(max_size=40) | st.floats() | st.integers())
def test_nothing_makes_it_fail(written):
    iso = iso_date(written)
    assert iso is None or dt.date.fromisoformat(iso[:10])
