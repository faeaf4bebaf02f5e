"""Dates as people and databases write them, turned into ISO 8601 where they can mean one day only."""

import datetime as dt
import email.utils
import re
from collections.abc import Iterable

_MONTH_NAMES = (
    "january jan januar jänner janvier janv enero ene janeiro gennaio gen januari",
    "february feb februar février févr fév fevrier febrero fevereiro fev febbraio febr februari",
    "march mar märz maerz mrz mars marzo março marco maart mrt",
    "april apr avril avr abril abr aprile",
    "may mai mayo maio maggio mag mei",
    "june jun juni juin junio junho giugno giu",
    "july jul juli juillet juil julio julho luglio lug",
    "august aug août aout agosto ago augustus",
    "september sep sept septembre septiembre set setembro settembre",
    "october oct oktober okt octobre octubre outubro out ottobre ott",
    "november nov novembre noviembre novembro",
    "december dec dez dezember décembre déc decembre diciembre dic dezembro dicembre",
)
"""Names of the months from January on: English, German, French, Spanish, Portuguese, Italian and Dutch."""

_MONTHS = {name: number for number, names in enumerate(_MONTH_NAMES, 1) for name in names.split()}

_WEEKDAYS = frozenset(
    """monday mon tuesday tue tues wednesday wed thursday thu thur thurs friday fri saturday sat sunday sun
    montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag mo di mi do fr sa so
    lundi mardi mercredi jeudi vendredi samedi dimanche
    lunes martes miércoles miercoles jueves viernes sábado sabado domingo
    segunda-feira terça-feira quarta-feira quinta-feira sexta-feira segunda terça quarta quinta sexta
    lunedì martedì mercoledì giovedì venerdì
    maandag dinsdag woensdag donderdag vrijdag zaterdag zondag""".split()
)

_TIME = r"(?P<hour>[01]?\d|2[0-3])[:h.](?P<minute>[0-5]\d)(?::(?P<second>[0-5]\d)(?:[.,]\d+)?)?"
_ZONE = r"(?P<zone>Z|UTC|GMT|[+-]\d\d:?\d\d)"
_CLOCK = rf"(?:(?:,|\s+at|\s+um|\s+à|\s+às|\s+a las)?\s+{_TIME}\s*(?P<half>[AaPp]\.?[Mm]\.?)?(?:\s*{_ZONE})?)?"
_FILLER = r"(?:\s+|\s*[,.]\s*|-|/|\s+de\s+|\s+of\s+|\s+del\s+)"

_ISO = re.compile(rf"(?P<year>\d{{4}})[-/.](?P<month>\d\d?)[-/.](?P<day>\d\d?)(?:[T\s]\s*{_TIME}\s*{_ZONE}?)?", re.I)
_COMPACT = re.compile(r"(?P<year>(?:19|20)\d\d)(?P<month>0[1-9]|1[0-2])(?P<day>[0-3]\d)")
_DAY_FIRST = re.compile(
    rf"(?P<day>\d\d?)(?:st|nd|rd|th|er|º|°)?{_FILLER}(?P<name>[^\W\d_]+)\.?{_FILLER}(?P<year>\d{{4}}){_CLOCK}", re.I
)
_MONTH_FIRST = re.compile(
    rf"(?P<name>[^\W\d_]+)\.?\s+(?P<day>\d\d?)(?:st|nd|rd|th)?,?\s+(?P<year>\d{{4}}){_CLOCK}", re.I
)
_NUMBERS = re.compile(rf"(?P<first>\d\d?)(?P<mark>[/.-])(?P<next>\d\d?)(?P=mark)(?P<year>\d{{4}}){_CLOCK}", re.I)
_FIRST_WORD = re.compile(r"^(?P<word>[^\W\d_]+(?:-feira)?)\.?,?\s+")
_LAST_WORD = re.compile(r",?\s+\(?(?P<word>[^\W\d_]+(?:-feira)?)\.?\)?$")

_FIRST_SECOND, _LAST_SECOND = 1_000_000_000, 2_208_988_800
"""Seconds since 1970 from 2001 to 2039: numbers of ten digits, which no other date is written with."""

_FIRST_SERIAL, _LAST_SERIAL = 20_000, 60_000
"""Excel's day numbers from 1954 to 2064."""

_EXCEL_DAY_ZERO = dt.datetime(1899, 12, 30)


def iso_date(written: object, *, day_first: bool | None = None) -> str | None:
    """A date in ISO 8601, if what is written can mean one day only.

    Takes numbers, too, where they can be nothing but a date: days as Excel counts them, and seconds or
    milliseconds since 1970. A time of day stays with the date, with its zone if that is Z, UTC, GMT or an
    offset.

    Example:
        >>> iso_date("Thursday, October 9, 2025")
        '2025-10-09'
        >>> iso_date("9. Oktober 2025, 15:32")
        '2025-10-09T15:32'
        >>> iso_date("03/04/2025") is None
        True
        >>> iso_date("03/04/2025", day_first=True)
        '2025-04-03'

    Does not know abbreviated zones such as EST outside of e-mail dates, years of two digits, months without a
    day, or words such as "yesterday".

    Args:
        written: the date as the input holds it.
        day_first: whether 03/04/2025 is in April (True) or in March (False), if that is known.
    """
    if isinstance(written, dt.datetime):
        return None if written != written else _told(written)
    if isinstance(written, dt.date):
        return written.isoformat()
    if isinstance(written, bool) or written is None:
        return None
    if isinstance(written, int | float):
        return _from_number(written)
    text = " ".join(str(written).split())
    if text.isascii() and text.isdigit() and len(text) != 8:
        return _from_number(int(text)) if len(text) < 20 else None
    return _from_text(text, day_first)


def is_ambiguous(written: str) -> bool:
    """Whether a date such as 03/04/2025 could be two days.

    Example:
        >>> is_ambiguous("03/04/2025"), is_ambiguous("25/04/2025"), is_ambiguous("9 October 2025")
        (True, False, False)
    """
    return iso_date(written) is None and iso_date(written, day_first=True) is not None


def order_of_days(written: Iterable[object]) -> bool | None:
    """Whether dates such as 25/04/2025 in a column begin with the day, as those tell that can be read one way only.

    Example:
        >>> order_of_days(["03/04/2025", "25/04/2025"])
        True
        >>> order_of_days(["03/04/2025"]) is None
        True

    Returns:
        None where no date tells, or where they contradict each other.
    """
    told = set()
    for value in written:
        match = _NUMBERS.fullmatch(" ".join(value.split())) if isinstance(value, str) else None
        if match is None or match["mark"] == "." or match["first"] == match["next"]:
            continue
        first, second = int(match["first"]), int(match["next"])
        if (first > 12) != (second > 12):
            told.add(first > 12)
    return told.pop() if len(told) == 1 else None


def _from_number(number: float) -> str | None:
    for seconds in (number, number // 1000):
        if _FIRST_SECOND <= seconds < _LAST_SECOND:
            return _told(dt.datetime.fromtimestamp(int(seconds), tz=dt.timezone.utc))
    if _FIRST_SERIAL <= number < _LAST_SERIAL:
        # A day number's fraction is the time of day. Seconds are as fine as anybody writes.
        moment = _EXCEL_DAY_ZERO + dt.timedelta(seconds=round(number * 86_400))
        return moment.date().isoformat() if number == int(number) else _told(moment)
    return None


def _from_text(text: str, day_first: bool | None) -> str | None:
    if match := _ISO.fullmatch(text) or _COMPACT.fullmatch(text):
        return _built(match, int(match["month"]), int(match["day"]))
    text = _without_weekday(text)
    if match := _DAY_FIRST.fullmatch(text) or _MONTH_FIRST.fullmatch(text):
        month = _MONTHS.get(match["name"].lower())
        return None if month is None else _built(match, month, int(match["day"]))
    if match := _NUMBERS.fullmatch(text):
        return _from_two_numbers(match, day_first)
    return _from_email(text)


def _without_weekday(text: str) -> str:
    """Take "Thursday, " from the start of a date and " Thursday" from its end."""
    for outer in (_FIRST_WORD, _LAST_WORD):
        match = outer.search(text)
        if match is not None and match["word"].lower() in _WEEKDAYS:
            text = text[: match.start()] + text[match.end() :]
    return text


def _from_two_numbers(match: re.Match[str], day_first: bool | None) -> str | None:
    first, second = int(match["first"]), int(match["next"])
    if match["mark"] == "." or first == second or first > 12:
        # With full stops the day always comes first: 9.10.2025 is how German and its neighbours write.
        day_first = True
    elif second > 12:
        day_first = False
    if day_first is None:
        return None
    day, month = (first, second) if day_first else (second, first)
    return _built(match, month, day)


def _from_email(text: str) -> str | None:
    try:
        return _told(email.utils.parsedate_to_datetime(text)) if re.search(r"\d\d:\d\d", text) else None
    except (TypeError, ValueError, IndexError, OverflowError):
        return None


def _built(match: re.Match[str], month: int, day: int) -> str | None:
    """Put a date together from what an expression found, or give None where there is no such day."""
    parts = match.groupdict()
    try:
        date = dt.date(int(parts["year"]), month, day).isoformat()
    except ValueError:
        return None
    if parts.get("hour") is None:
        return date
    hour, half = int(parts["hour"]), (parts.get("half") or "").lower().replace(".", "")
    if half:
        hour = hour % 12 + (12 if half == "pm" else 0)
    clock = f"{hour:02}:{parts['minute']}" + (f":{parts['second']}" if parts["second"] else "")
    return f"{date}T{clock}{_zone(parts.get('zone'))}"


def _zone(written: str | None) -> str:
    if written is None:
        return ""
    if written.upper() in ("Z", "UTC", "GMT"):
        return "+00:00"
    return written if ":" in written else f"{written[:3]}:{written[3:]}"


def _told(moment: dt.datetime) -> str:
    """A moment as fine as it is known: the day alone where a spreadsheet has set the clock to nought."""
    if moment.tzinfo is None and moment.time() == dt.time():
        return moment.date().isoformat()
    return moment.isoformat(timespec="seconds")
