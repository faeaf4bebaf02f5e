"""Numbers and dates: what is printed, and what it comes to."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.numbers import quantities

PUBLISHED = "2016-06-20T08:00:00+02:00"


def found(text, published=None):
    return [
        (text[q.start : q.end], q.kind, q.date if q.kind == "date" else q.value, q.unit)
        for q in quantities(text, published=published)
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1,200 people", ("1,200", "number", 1200, None)),
        ("1\u00a0200 people", ("1\u00a0200", "number", 1200, None)),
        ("paid R5 000 000", ("R5 000 000", "money", 5e6, "ZAR")),
        ("two dozen boats", ("two dozen", "number", 24, None)),
        ("twenty-five men", ("twenty-five", "number", 25, None)),
        ("two hundred and fifty-three dead", ("two hundred and fifty-three", "number", 253, None)),
        ("half a million people", ("half a million", "number", 5e5, None)),
        ("two and a half years", ("two and a half years", "duration", 2.5, "year")),
        ("1½ years", ("1½ years", "duration", 1.5, "year")),
        ("5m people", ("5m", "number", 5e6, None)),
        ("the 100m final", ("100m", "measure", 100, "m")),
        ("a third of voters", ("a third", "number", pytest.approx(1 / 3), None)),
        ("two-thirds agreed", ("two-thirds", "number", pytest.approx(2 / 3), None)),
        ("half of them", ("half", "number", 0.5, None)),
        ("99.999% of users", ("99.999%", "percent", 99.999, "%")),
        ("1.3 per cent", ("1.3 per cent", "percent", 1.3, "%")),
        ("2 percentage points", ("2 percentage points", "percent", 2, "percentage point")),
        ("$3.4 million", ("$3.4 million", "money", 3.4e6, "$")),
        ("£1.2bn", ("£1.2bn", "money", 1.2e9, "GBP")),
        ("US$160", ("US$160", "money", 160, "USD")),
        ("42 billion Canadian dollars", ("42 billion Canadian dollars", "money", 42e9, "CAD")),
        ("a four-year term", ("four-year", "duration", 4, "year")),
        ("a 14-year-old girl", ("14-year-old", "duration", 14, "year")),
        ("the 6,700-km river", ("6,700-km", "measure", 6700, "km")),
        ("100km/h winds", ("100km/h", "measure", 100, "km/h")),
        ("the 20th of them", ("20th", "ordinal", 20, None)),
        ("for the second time", ("second", "ordinal", 2, None)),
        ("on 13 June 2016", ("13 June 2016", "date", "2016-06-13", None)),
        ("on June 13, 2016", ("June 13, 2016", "date", "2016-06-13", None)),
        ("in Sept. 2016", ("Sept. 2016", "date", "2016-09", None)),
        ("in 2016", ("2016", "date", "2016", None)),
        ("in 2021-22", ("2021-22", "date", "2021/2022", None)),
        ("the 1990s", ("1990s", "date", None, None)),
        ("on June 13", ("June 13", "date", None, None)),
        ("on February 30, 2016", ("February 30, 2016", "date", None, None)),
        ("said yesterday", ("yesterday", "date", None, None)),
    ],
)
def test_one(text, expected):
    assert found(text) == [expected]


@pytest.mark.parametrize(
    ("text", "printed", "value", "upper", "unit"),
    [
        ("by between 10 and 20 percent", "between 10 and 20 percent", 10, 20, "%"),
        ("5–7 boats", "5–7", 5, 7, None),
        ("US$10-15 million", "US$10-15 million", 10e6, 15e6, "USD"),
        ("between $1 million and $2 million", "between $1 million and $2 million", 1e6, 2e6, "$"),
        ("Twenty-five to thirty men", "Twenty-five to thirty", 25, 30, None),
    ],
)
def test_ranges(text, printed, value, upper, unit):
    [quantity] = quantities(text)
    assert text[quantity.start : quantity.end] == printed
    assert (quantity.value, quantity.upper, quantity.unit) == (value, upper, unit)


@pytest.mark.parametrize("text", ["rose from 10 to 20", "won 3-1", "10 and 20 men", "10 dollars to 20 years"])
def test_two_numbers_are_no_range(text):
    assert [quantity.upper for quantity in quantities(text)] == [None, None]


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("more than 500 people", "more than 500"),
        ("Nearly half a million people", "Nearly half a million"),
        ("about $5 a day", "about $5"),
        ("20,000+ fans", "20,000+"),
        ("dozens of boats", "dozens"),
        ("tens of thousands of fans", "tens of thousands"),
    ],
)
def test_approximate(text, printed):
    [quantity] = quantities(text)
    assert (text[quantity.start : quantity.end], quantity.approximate) == (printed, True)


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("yesterday", "2016-06-19"),
        ("tomorrow", "2016-06-21"),
        ("last month", "2016-05"),
        ("next year", "2017"),
        ("March 3", "2016-03-03"),
        ("Nov. 30", "2016-11-30"),
    ],
)
def test_relative_dates_need_the_day_of_publication(text, date):
    assert found(text, PUBLISHED) == [(text, "date", date, None)]
    assert found(text) == [(text, "date", None, None)]


def test_january_in_january_is_near_december():
    assert found("Dec. 30", "2016-01-02") == [("Dec. 30", "date", "2015-12-30", None)]


@pytest.mark.parametrize("text", ["one of them", "a third man", "on Monday", "the B52 bomber", "at 10:30", "9/11", ""])
def test_what_is_no_quantity(text):
    assert [q for q in quantities(text) if q.kind != "ordinal"] == []


def test_the_modal_is_no_month():
    assert found("They may 12 times ask.") == [("12", "number", 12, None)]


def test_a_bad_day_of_publication():
    with pytest.raises(ValueError):
        quantities("yesterday", published="Monday")


@given(
    st.lists(
        st.sampled_from(
            "between and to - – $ £ 5 1,000 2016 % million half a third of June May 13 years km bn ½ . , one two "
            "hundred more than about 👩‍👩‍👧 \u00a0 \r\n ² ٣ ١٢ yesterday dozen from".split(" ")
        )
    ).map(" ".join)
    | st.text(max_size=40)
)
def test_offsets_are_exact_and_in_order(text):
    at = 0
    for quantity in quantities(text, published=PUBLISHED):
        assert at <= quantity.start < quantity.end <= len(text)
        assert text[quantity.start : quantity.end].strip() == text[quantity.start : quantity.end]
        at = quantity.end


def test_a_number_that_nobody_counts_to():
    [quantity] = quantities("9" * 400)
    assert (quantity.value, quantity.end) == (None, 400)


@pytest.mark.timeout(20)
@pytest.mark.parametrize(
    "part", ["9", ",111", "one hundred and ", "about ", "1-", "2016-", "twenty-", "one\t", "5 to ", " "]
)
def test_long_texts_take_no_time(part):
    quantities(part * (40_000 // len(part)))
