"""Numbers, money, shares, lengths of time, measures and dates in English news, with what they come to."""

import math
import re
from collections.abc import Iterator
from datetime import date as Date
from datetime import timedelta
from functools import cache
from typing import Literal, NamedTuple

from onrecord.lexicons import rows

QuantityKind = Literal["number", "ordinal", "money", "percent", "duration", "measure", "date"]


class Quantity(NamedTuple):
    """A number or a date as printed, and what it comes to.

    Attributes:
        start: Offset of its first character, that of "about" or "between" before it.
        end: Offset after its last character, its unit included.
        kind: What it counts. "number" where it counts things, such as "40 trawlers", and for "a third".
        value: The number; of a range, the lower one. None for "dozens" and for dates.
        upper: The higher number of a range, else None.
        unit: "%", "USD", "year", "km" and the like; None for a plain number. "$" stays "$": whose dollars they are
            the text does not say.
        approximate: Whether it is printed as a rough one or as a bound: "about", "nearly", "more than".
        date: The day, month or year in ISO 8601 ("2016-06-13", "2016-06", "2016"), or None.
    """

    start: int
    end: int
    kind: QuantityKind
    value: float | None
    upper: float | None
    unit: str | None
    approximate: bool
    date: str | None


def quantities(text: str, *, published: str | None = None) -> list[Quantity]:
    """The numbers and dates of a text, in text order; none lies within another.

    Example:
        >>> [(q.value, q.upper, q.unit) for q in quantities("Fares rise by between 10 and 20 percent for two years.")]
        [(10.0, 20.0, '%'), (2.0, None, 'year')]
        >>> [(q.value, q.approximate) for q in quantities("Nearly half a million people left.")]
        [(500000.0, True)]

    Does not know what is counted, nor scores of matches (“3-1” is two numbers), times of day and telephone numbers,
    which count as plain numbers. "One" alone is no number, and "m" is million after a currency or before what can be
    counted, else metres. Weekdays are not dated: news means the last or the next by them, and only the tense tells.

    Args:
        text: any stretch of an article.
        published: the day of publication in ISO 8601. With it "yesterday" and "last year" have a date, and a day
            without a year has the year that brings it closest; without it they have none.

    Raises:
        ValueError: `published` does not begin with a day in ISO 8601.
    """
    day = Date.fromisoformat(published[:10]) if published else None
    found: list[Quantity] = []
    for quantity in sorted(_found(text, day), key=lambda q: (q.start, q.kind != "date", -q.end)):
        if found and quantity.start < found[-1].end:
            continue
        together = found and _range(text, found[-1], quantity)
        if together:
            found[-1] = together
        else:
            found.append(quantity)
    return found


def _found(text: str, day: Date | None) -> Iterator[Quantity]:
    """Every amount and date by itself; some of them lie within others."""
    for match in _DATE.finditer(text):
        # "They may 12 times" is no May.
        if not match[0].startswith(("may", "march")):
            yield _dated(match, day)
    for match in _amounts().finditer(text):
        if match["number"].lower() != "one" or match["unit"]:
            yield _amount(match, text)
    for match in _OTHER.finditer(text):
        yield _other(match)


# Words and their numbers

_ONES = dict(zip("one two three four five six seven eight nine".split(), range(1, 10), strict=True))
_TEENS = dict(
    zip(
        "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split(),
        range(10, 20),
        strict=True,
    )
)
_TENS = dict(zip("twenty thirty forty fifty sixty seventy eighty ninety".split(), range(20, 100, 10), strict=True))
_SCALES = {
    **{"hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12, "dozen": 12.0},
    **{"k": 1e3, "m": 1e6, "mn": 1e6, "bn": 1e9, "b": 1e9, "tn": 1e12},
    **{"lakh": 1e5, "crore": 1e7},
}
_WORDS: dict[str, float] = {**_ONES, **_TEENS, **_TENS}
_ORDINALS = {
    **dict(zip("first second third fourth fifth sixth seventh eighth ninth tenth".split(), range(1, 11), strict=True)),
    **{"eleventh": 11, "twelfth": 12, "twentieth": 20, "thirtieth": 30, "fiftieth": 50, "hundredth": 100},
}
_PARTS = {"half": 0.5, "quarter": 0.25, **{word: 1 / n for word, n in _ORDINALS.items() if 3 <= n <= 12}}
_FRACTIONS = {"½": 0.5, "¼": 0.25, "¾": 0.75, "⅓": 1 / 3, "⅔": 2 / 3}


def _any_of(words: object) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))  # type: ignore[call-overload]


_BELOW_100 = rf"(?:(?:{_any_of(_TENS)})(?:[-\s](?:{_any_of(_ONES)}))?|{_any_of(_TEENS)}|{_any_of(_ONES)})\b"
_SCALE_WORDS = "(?:thousand|million|billion|trillion)"
_SPELLED = (
    rf"\b(?:(?:{_any_of(_ONES)})\s{{1,3}}and\s{{1,3}}a\s{{1,3}}half\b(?:\s{{1,3}}{_SCALE_WORDS}\b)?"
    rf"|half\s{{1,3}}an?\s{{1,3}}(?:{_SCALE_WORDS}|dozen)\b"
    rf"|(?:an?|{_BELOW_100})\s{{1,3}}hundred(?:\s{{1,3}}(?:and\s{{1,3}})?{_BELOW_100})?(?:\s{{1,3}}{_SCALE_WORDS}\b)?"
    rf"|an?\s{{1,3}}(?:{_SCALE_WORDS}|dozen)\b|{_BELOW_100}(?:[-\s](?:{_SCALE_WORDS}|dozen)\b)?)"
)
_DIGITS = (
    r"(?:\d{1,3}(?:[,\u00a0\u202f]\d{3}|(?: \d{3}){2})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?[½¼¾⅓⅔]?|\.\d+|[½¼¾⅓⅔])(?![\d/:])"
    r"(?:[\s-]?(?:hundred|thousand|million|billion|trillion|dozen|lakh|crore)\b|(?:bn|tn|mn|[kmb])\b(?![²/]))?"
)
_NUMBER = rf"(?:{_DIGITS}|{_SPELLED})"

# What stands around them

_ABOUT = _any_of(
    (
        *("about", "around", "roughly", "approximately", "some", "nearly", "almost", "close to", "up to", "over"),
        *("more than", "less than", "fewer than", "at least", "at most", "no more than", "no fewer than", "under"),
        *("an estimated", "as many as", "as much as", "as few as", "as little as", "just over", "just under"),
        *("well over", "upwards of", "above", "below", "circa", "c.", "~"),
    )
)
_CURRENCIES = {
    **{"US$": "USD", "C$": "CAD", "CA$": "CAD", "A$": "AUD", "AU$": "AUD", "HK$": "HKD", "NT$": "TWD"},
    **{"NZ$": "NZD", "R$": "BRL", "S$": "SGD", "$": "$", "£": "GBP", "€": "EUR", "¥": "¥", "₹": "INR"},
    **{
        "₩": "KRW",
        "₦": "NGN",
        "₽": "RUB",
        "₺": "TRY",
        "₴": "UAH",
        "฿": "THB",
        "Rs.": "rupee",
        "Rs": "rupee",
        "R": "ZAR",
    },
    **{"USD": "USD", "EUR": "EUR", "GBP": "GBP", "CHF": "CHF", "AED": "AED", "RMB": "CNY", "Sh": "shilling"},
}
_CURRENCY = rf"(?<!\w)(?:{_any_of(_CURRENCIES)})\s?"
_PERCENT = r"%|％|[-\s]?percentage\s{1,3}points?\b|[-\s]?(?:percent|per\s{1,3}cent|pc)\b"


@cache
def _units() -> dict[str, tuple[str, QuantityKind]]:
    """Printed form of a unit, in small letters → what it is called and what it counts."""
    return {form: (unit, kind) for form, unit, kind in rows("units")[1:]}  # type: ignore[misc]


@cache
def _amounts() -> re.Pattern[str]:
    units = _any_of(form for form in _units() if form.isalpha() or " " in form)
    # "100km/h" is no hundred kilometres.
    signs = _any_of(form for form in _units() if not (form.isalpha() or " " in form))
    unit = rf"\s?(?:{_PERCENT})|[-\s]?(?:{units})s?(?![\w²/])(?:[-\s]old\b)?|\s?(?:{signs})(?!\w)"
    return re.compile(
        rf"(?:(?P<about>(?<!\w)(?:{_ABOUT}))\s{{0,3}})?(?P<currency>{_CURRENCY})?"
        # Figures may follow a currency's letters, and no others.
        rf"(?(currency)|(?<![\w.,/:]))(?P<number>{_NUMBER})(?P<plus>\+)?"
        rf"(?P<unit>{unit})?",
        re.IGNORECASE,
    )


def _value(printed: str) -> float | None:
    """What a number comes to: "1.2bn", "two hundred and fifty", "half a million"."""
    printed = re.sub(r"(?<=\d)[ \u00a0\u202f](?=\d{3})", "", printed.lower())
    words = re.sub(r"\s+and\s+(a\s+half)?", lambda m: " and-a-half " if m[1] else " ", printed).split()
    words = [part for word in words for part in ([word] if word == "and-a-half" else word.split("-"))]
    total = 0.0
    last: float | None = None
    for word in words:
        if word in ("a", "an"):
            last = last if last is not None else 1.0
        elif word == "and-a-half":
            last = (last or 0.0) + 0.5
        elif word == "half":
            last = 0.5
        elif word in _SCALES:
            total, last = (total + (last if last is not None else 1.0)) * _SCALES[word], 0.0
        elif word in _WORDS:
            last = (last or 0.0) + _WORDS[word]
        else:
            last = _of_digits(word)
    value = total + (last or 0.0)
    # Hundreds of figures are no number that anybody has counted to.
    return value if math.isfinite(value) else None


def _of_digits(word: str) -> float:
    """What figures come to, with the fraction or the letter that stands right behind them."""
    digits = re.match(r"[\d.,]*", word)
    assert digits is not None
    number = float(digits[0].replace(",", "").strip(".") or 0)
    rest = word[digits.end() :]
    if rest in _FRACTIONS:
        return number + _FRACTIONS[rest]
    return number * _SCALES.get(rest, 1.0)


# From a match to what it says


def _amount(match: re.Match[str], text: str) -> Quantity:
    """A number with the currency before and the unit behind it."""
    printed, unit_printed = match["number"], re.sub(r"\s+", " ", match["unit"] or "").strip(" -").lower()
    is_money = bool(match["currency"])
    end = match.end()
    kind: QuantityKind
    unit: str | None
    if is_money:
        kind, unit = "money", _CURRENCY_CODES[match["currency"].strip().lower()]
        end = match.end("plus") if match["plus"] else match.end("number")
    elif not unit_printed:
        kind, unit = "number", None
    elif re.fullmatch(_PERCENT, match["unit"].strip(), re.IGNORECASE) or unit_printed.startswith(("per", "pc")):
        kind, unit = "percent", "percentage point" if "point" in unit_printed else "%"
    else:
        unit, kind = _unit_of(unit_printed.removesuffix("old").strip(" -"))
    value = _value(printed)
    is_metres = printed[-1:] in "mM" and printed[-2:-1].isdigit() and not is_money
    if is_metres and not re.match(r"\s{1,3}(?:people|\w+s)\b", text[match.end() : match.end() + 30]):
        kind, unit, value = "measure", "m", _value(printed[:-1])
    return Quantity(match.start(), end, kind, value, None, unit, bool(match["about"] or match["plus"]), None)


def _unit_of(printed: str) -> tuple[str, QuantityKind]:
    units = _units()
    return units.get(printed) or units[printed.removesuffix("s")]


def _other(match: re.Match[str]) -> Quantity:
    """A fraction, an ordinal, or a word for a number that nobody has counted."""
    start, end = match.span()
    if match["vague"]:
        return Quantity(start, end, "number", None, None, None, True, None)
    if match["ordinal"]:
        digits = re.match(r"\d+", match["ordinal"])
        value = float(digits[0]) if digits else float(_ORDINALS[match["ordinal"].lower()])
        return Quantity(start, end, "ordinal", value, None, None, False, None)
    count = match["count"].lower() if match["count"] else "a"
    part = match["part"].lower().removesuffix("s") if match["part"].lower() != "halves" else "half"
    value = (1 if count in ("a", "an") else _ONES[count]) * _PARTS[part]
    return Quantity(start, end, "number", value, None, None, bool(match["about_part"]), None)


_OTHER = re.compile(
    rf"\b(?P<vague>(?:(?:tens|hundreds)\s{{1,3}}of\s{{1,3}})?(?:dozens|hundreds|thousands|millions|billions|trillions)\b)"
    rf"|\b(?:(?P<about_part>{_ABOUT})\s{{1,3}})?"
    rf"(?:(?P<count>an?|{_any_of(_ONES)})[-\s])?(?P<part>half|halves|(?:{_any_of(_PARTS)})s?)\b"
    # "a third" of something; "a third man" and "the second half" are none.
    rf"(?:(?<=[a-z]s)|(?=\s{{1,3}}(?:of|the|its|their|his|her|all)\b))(?<!\bsecond\shalf)"
    rf"|\b(?P<ordinal>\d+(?:st|nd|rd|th)|{_any_of(_ORDINALS)})\b",
    re.IGNORECASE,
)

_CURRENCY_CODES = {printed.lower(): code for printed, code in _CURRENCIES.items()}


# Ranges


_SCALE = re.compile(r"(?:thousand|million|billion|trillion|bn|tn|mn|[km])\b")


_BEFORE_RANGE = re.compile(r"\b(between|from)\s{1,3}$", re.IGNORECASE)
_LONGEST_BEFORE = 12


def _range(text: str, low: Quantity, high: Quantity) -> Quantity | None:
    """Two amounts as one range: "between 10 and 20 percent", "5–7", "$1 million to $2 million"; or None.

    "From 10 to 20" may as well be a change, and stays two numbers.
    """
    between = re.sub(r"\s+", " ", text[low.end : high.start]).strip()
    before = _BEFORE_RANGE.search(text, max(0, low.start - _LONGEST_BEFORE), low.start)
    word = before[1].lower() if before else ""
    start = low.start
    if before and between == "and" and word == "between":
        start = before.start()
    elif between not in ("-", "–", "—", "to") or (between == "to" and word == "from"):
        return None
    if low.value is None or high.value is None or low.upper is not None:
        return None
    same_kind = low.kind == high.kind and low.unit == high.unit
    if not same_kind and not (low.kind == "number" or (high.kind == "number" and low.kind == "money")):
        return None
    value, kind, unit = low.value, high.kind, high.unit
    if high.kind == "number":
        kind, unit = low.kind, low.unit
    scale, own = (_SCALE.search(text[q.start : q.end].lower()) for q in (high, low))
    if scale and not own and kind != "measure":
        value *= _SCALES[scale[0]]
    if value >= high.value:
        return None
    return Quantity(start, high.end, kind, value, high.value, unit, low.approximate, None)


# Dates

_MONTHS = "january february march april may june july august september october november december".split()
_MONTH = (
    r"(?P<{name}>january|february|march|april|may|june|july|august|september|october|november|december"
    r"|(?:jan|feb|mar|apr|jun|jul|aug|sept|sep|oct|nov|dec)\b\.?)"
)
_YEAR = r"(?:1[5-9]|20)\d\d"
_DATE = re.compile(
    rf"(?<![\w.,$£€-])(?:(?P<iso>{_YEAR}-\d\d-\d\d)(?!\d)"
    rf"|(?P<day1>\d{{1,2}})(?:st|nd|rd|th)?\s{{1,3}}(?:of\s{{1,3}})?{_MONTH.format(name='month1')}(?:,?\s{{1,3}}(?P<year1>{_YEAR}))?(?!\w)"
    rf"|{_MONTH.format(name='month2')}\s{{1,3}}(?P<day2>\d{{1,2}})(?:st|nd|rd|th)?(?![\d:])(?:,?\s{{1,3}}(?P<year2>{_YEAR})(?!\d))?(?!\w)"
    rf"|{_MONTH.format(name='month3')},?\s{{1,3}}(?P<year3>{_YEAR})(?!\w)"
    rf"|(?P<decade>(?:1[5-9]|20)\d0s)\b"
    rf"|(?P<from_year>{_YEAR})\s?[-–]\s?(?P<to_year>{_YEAR}|\d\d)(?![\w-])"
    rf"|(?P<year>{_YEAR})(?![\w,.]*\d|[%-]|\w|\s(?:people|percent|per\scent)\b)"
    rf"|(?P<relative>today|yesterday|tomorrow|tonight|(?:last|this|next)\s{{1,3}}(?:month|year))\b)",
    re.IGNORECASE,
)


def _dated(match: re.Match[str], published: Date | None) -> Quantity:
    start, end = match.span()
    return Quantity(start, end, "date", None, None, None, False, _iso(match, published))


def _iso(match: re.Match[str], published: Date | None) -> str | None:
    """The date that is meant, in ISO 8601, or None where the text alone does not tell, or there is no such day."""
    if match["iso"]:
        return _day(*map(int, match["iso"].split("-")))
    if match["year"]:
        return match["year"]
    if match["month3"]:
        return f"{match['year3']}-{_month(match['month3']):02d}"
    if match["from_year"]:
        later = match["to_year"]
        return f"{match['from_year']}/{later if len(later) == 4 else match['from_year'][:2] + later}"
    if match["decade"]:
        return None
    if match["relative"]:
        return _relative(match["relative"].lower().split(), published) if published else None
    month = _month(match["month1"] or match["month2"])
    day = int(match["day1"] or match["day2"])
    year = match["year1"] or match["year2"]
    if year or published is None:
        return _day(int(year), month, day) if year else None
    near = [_day(published.year + shift, month, day) for shift in (-1, 0, 1)]
    known = [Date.fromisoformat(iso) for iso in near if iso]
    return min(known, key=lambda other: abs((other - published).days)).isoformat() if known else None


def _month(printed: str) -> int:
    return next(number for number, name in enumerate(_MONTHS, 1) if name.startswith(printed.lower()[:3]))


def _day(year: int, month: int, day: int) -> str | None:
    try:
        return Date(year, month, day).isoformat()
    except ValueError:
        return None


def _relative(words: list[str], published: Date) -> str:
    """What "yesterday" or "last year" is, seen from the day of publication."""
    shift = {"yesterday": -1, "tomorrow": 1, "last": -1, "next": 1}.get(words[0], 0)
    if len(words) == 1:
        return (published + timedelta(days=shift)).isoformat()
    if words[1] == "year":
        return str(published.year + shift)
    months = published.year * 12 + published.month - 1 + shift
    return f"{months // 12}-{months % 12 + 1:02d}"
