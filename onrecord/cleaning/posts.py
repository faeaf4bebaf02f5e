"""Posts of social networks that are embedded in an article's text: where they stand, whose they are, from when.

Knows the forms that a page's embedded posts take when they are pasted or saved as text.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date as Date
from itertools import groupby
from typing import NamedTuple

from onrecord.cleaning.lines import Line, lines
from onrecord.sources.found import Mark, Post

_MONTHS = {name: number for number, name in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(), 1)}
_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}\.?"
_DATE = (
    rf"(?:{_MONTH}\s\d{{1,2}}(?:,\s|\s)\d{{4}}|\d{{1,2}}\s{_MONTH},?\s\d{{4}}"
    r"|\d{4}-\d\d-\d\d|\d{1,2}[./]\d{1,2}[./]\d{4})"
)
_TIME = r"\d{1,2}:\d\d(?::\d\d)?(?:\s?[AaPp]\.?[Mm]\.?)?"
_HANDLE = r"@[\w.-]{1,60}(?:@[\w.-]{1,60})?"

_DATES = (
    re.compile(rf"(?P<month>{_MONTH})\s(?P<day>\d{{1,2}})(?:,\s|\s)(?P<year>\d{{4}})"),
    re.compile(rf"(?P<day>\d{{1,2}})\s(?P<month>{_MONTH}),?\s(?P<year>\d{{4}})"),
    re.compile(r"(?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d)"),
    # Telegram writes the day first; a month of more than 12 shows that this one was written the other way.
    re.compile(r"(?P<day>\d{1,2})[./](?P<month>\d{1,2})[./](?P<year>\d{4})"),
)
_CLOCK = re.compile(r"(?P<hour>\d{1,2}):(?P<minute>\d\d)(?::\d\d)?(?:\s?(?P<half>[AaPp])\.?[Mm])?")

# What only posts hold: a line with it belongs to the post beside it.
_OF_POSTS = re.compile(r"pic\.twitter\.com/|https?://t\.co/|\bt\.me/|(?<!\w)#\w|(?<!\w)@\w{2}|[\U0001F300-\U0001FAFF]")
_MEDIA_LINK = re.compile(r"(?:pic\.twitter\.com|https?://t\.co)/\w+\W{0,3}$")
_URL = re.compile(
    r"https?://(?:[\w-]+\.)*(?:twitter\.com|x\.com|t\.me|facebook\.com|instagram\.com|threads\.(?:net|com)|bsky\.app|"
    r"truthsocial\.com|[\w-]+\.social)/[^\s)\]]+"
)

_LONGEST_HEADER = 250
_LONGEST_POST = 2_000
"""A post's text has at most so many characters on either side of its header."""


class _Form(NamedTuple):
    platform: str | None
    header: re.Pattern[str]
    before: int
    """How many lines before the header are the post's text."""
    after: int
    """How many lines after it are."""


# The first that fits counts: the last two, which name no network, come after those that do.
_FORMS = (
    # “View this post on Instagram”, its text or nothing, “A post shared by Ana Souza (@anasouza)”.
    _Form(
        "Instagram",
        re.compile(
            rf"(?:View this (?:post|profile) on Instagram\s?)?A (?:post|photo|video|reel) (?:shared|posted) by "
            rf"(?P<name>[^@()\n—–“”]{{1,80}}?)\s?\((?P<handle>@?[\w.]{{1,40}})\)"
            rf"(?:\son\s(?P<date>{_DATE}(?:\sat\s{_TIME})?).{{0,12}})?"
        ),
        before=0,
        after=0,
    ),
    # “Posted by Ana Souza on Thursday, October 9, 2025”.
    _Form(
        "Facebook",
        re.compile(
            rf"(?:[—–-]\s?)?Posted by (?P<name>[^@()\n—–“”]{{1,80}}?) on (?:[A-Z][a-z]{{2,8}},?\s)(?P<date>{_DATE})"
        ),
        before=1,
        after=0,
    ),
    # “Ana Souza, [09.10.2025 14:03]”: a message as Telegram's own programs copy it.
    _Form(
        "Telegram",
        re.compile(rf"(?P<name>[^@()\[\]\n—–“”]{{1,80}}?),?\s\[(?P<date>{_DATE}[,\s]\s?{_TIME})\]:?"),
        before=0,
        after=1,
    ),
    # “Post by @anasouza@example.social”, “View on Mastodon”; the same from Threads and Bluesky.
    _Form(
        None,
        re.compile(
            r"(?:Post|A post|Toot) (?:shared )?(?:by|from) (?:(?P<name>[^@()\n—–“”]{1,80}?)\s?\(?)?"
            rf"(?P<handle>{_HANDLE})\)?"
            rf"(?:\son\s(?P<date>{_DATE}))?(?:\s?(?:View|Voir) on (?:Mastodon|Threads|Bluesky))?"
        ),
        before=0,
        after=0,
    ),
    # “… — Ana Souza (@anasouza) October 9, 2025”: the text comes first. Pages built by script print "undefined"
    # for the dash when the script did not run.
    _Form(
        None,
        re.compile(
            rf"(?:[—–―-]{{1,3}}\s?|&mdash;\s?|undefined\s)?(?P<name>[^@()\n—–“”]{{1,80}}?)\s?\((?P<handle>{_HANDLE})\)"
            rf"(?:\son)?\s?[,·|]?\s?(?P<date>(?:{_TIME}\s?[·-]\s?)?{_DATE}(?:,?\s(?:at\s)?{_TIME})?)"
            r"(?:\s?[A-Z]{2,4})?(?:\s?\(?https?://\S+)?"
        ),
        before=1,
        after=0,
    ),
    # “Ana Souza @anasouza · Oct 9, 2025”: copied from the network's own page, the text comes after.
    _Form(
        None,
        re.compile(
            rf"(?P<name>[^@()·\n—–“”]{{1,80}}?)\s?(?:✔|☑️?|Verified account)?\s?(?P<handle>{_HANDLE})\s?"
            rf"[·•]\s?(?P<date>{_DATE})"
        ),
        before=0,
        after=1,
    ),
)

# “Ana Souza”, “@anasouza”, “·”, “Oct 9, 2025”: the same on lines of their own.
_HANDLE_LINE = re.compile(rf"{_HANDLE}(?:\s?[·•]?\s?(?P<date>{_DATE})?)?")
_DATE_LINE = re.compile(rf"[·•]?\s?(?:{_TIME}\s?[·•-]\s?)?{_DATE}(?:\s?[·•,]?\s?(?:at\s)?{_TIME})?")
# “10:14 AM · Oct 9, 2025”, “12K likes”, “View on X”, “pic.twitter.com/Ab12Cd34Ef”: what stands below a post.
_FOOTER = re.compile(
    rf"(?:{_TIME}\s?[·•-]\s?)?{_DATE}(?:\s?[·•].{{0,60}})?"
    r"|[\d.,]+[KkMm]?\s(?:views?|likes?|replies|reposts?|retweets?|comments?|shares?)\b.{0,80}"
    r"|(?:view|read|see|show|open) (?:(?:more|this|the|full|original|\d+) ){0,3}"
    r"(?:post|tweet|thread|conversation|replies|comments|profile)?\s?(?:on|at) "
    r"(?:x|twitter|facebook|instagram|telegram|threads|mastodon|bluesky|truth social)\b.{0,20}"
    r"|pic\.twitter\.com/\w+|https?://t\.co/\w+|(?:https?://)?t\.me/\S+"
    r"|read \d+ replies|copy link(?: to post)?|\d[\d.,KkMm]*|[·•]+",
    re.IGNORECASE,
)
_OPENER = re.compile(
    r"(?:view this post on instagram|view on (?:x|threads|mastodon|bluesky)|post|tweet|forwarded from .{1,60})",
    re.IGNORECASE,
)


def posts(text: str, *, embeds: Iterable[Mark] = ()) -> list[Post]:
    """The posts that are embedded in a text, in its order, never overlapping.

    Knows the forms in which X, Telegram, Facebook, Instagram, Mastodon, Threads and Bluesky hand their posts to
    other pages, and what is left of these when a page is saved as text.

    Example:
        >>> found = posts("“No port has room for us” — Ana Souza (@anasouza) October 9, 2025")
        >>> [(post.name, post.handle, post.date) for post in found]
        [('Ana Souza', '@anasouza', '2025-10-09')]

    Does not find a post without its author's line: nothing tells it from other text. Of a text before or after that
    line it takes one paragraph, and more only if they hold what posts hold: hashtags, handles, short links. It
    guesses X where a handle has no server and no other network is named.

    Args:
        text: any text; a post's lines are its own.
        embeds: where embedded posts stand, as far as a page's elements tell. A post whose author's line stands in one
            of these begins where it begins, however many paragraphs it has.
    """
    of_text = list(lines(text))
    found: list[Post] = []
    taken = 0
    for number, line in enumerate(of_text):
        if number < taken or len(line.text) > _LONGEST_POST:
            continue
        part = _in_form(of_text, number, taken) or _on_lines(of_text, number)
        if part is not None:
            post, taken = part
            found.append(post)
    return _widened(found, [*(mark for mark in embeds if mark.kind == "embed"), *_blockquotes(of_text)], of_text)


def _blockquotes(of_text: Iterable[Line]) -> Iterator[Mark]:
    """Where lines begin with ">", as Markdown sets them."""
    for is_quoted, block in groupby(of_text, key=lambda line: line.text.startswith(">")):
        if is_quoted:
            quoted = list(block)
            yield Mark(quoted[0].start, quoted[-1].end, "embed")


def _widened(found: list[Post], embeds: list[Mark], of_text: list[Line]) -> list[Post]:
    """Posts that begin where the marks that they stand in begin, or after the post before them."""
    in_order = sorted(embeds, key=lambda mark: mark.start)
    mark_starts, line_starts = [mark.start for mark in in_order], [line.start for line in of_text]
    widened: list[Post] = []
    for post in found:
        at = bisect_right(mark_starts, post.start) - 1
        if at >= 0 and post.start < in_order[at].end:
            begins = max(in_order[at].start, widened[-1].end if widened else 0)
            # The first line from there on: white space is no part of a post.
            post = replace(post, start=min(post.start, line_starts[bisect_left(line_starts, begins)]))
        widened.append(post)
    return widened


def iso_date(written: str) -> str | None:
    """A date of our forms in ISO 8601, with its time of day if it has one.

    Example:
        >>> iso_date("10:14 PM · Oct 9, 2025"), iso_date("9 October 2025"), iso_date("soon")
        ('2025-10-09T22:14', '2025-10-09', None)

    Does not know time zones: none of these forms says which.
    """
    for form in _DATES:
        if match := form.search(written):
            break
    else:
        return None
    year, day = int(match["year"]), int(match["day"])
    month = int(match["month"]) if match["month"].isdigit() else _MONTHS.get(match["month"][:3].lower(), 0)
    if month > 12 >= day:
        month, day = day, month
    try:
        date = Date(year, month, day).isoformat()
    except ValueError:
        return None
    rest = written[: match.start()] + " " + written[match.end() :]
    clock = _CLOCK.search(rest)
    if clock is None:
        return date
    hour, minute = int(clock["hour"]), int(clock["minute"])
    if clock["half"]:
        hour = hour % 12 + (12 if clock["half"].lower() == "p" else 0)
    return f"{date}T{hour:02}:{minute:02}" if hour < 24 and minute < 60 else date


def _in_form(around: list[Line], number: int, taken: int) -> tuple[Post, int] | None:
    """The post whose header is in this line, and the number of the first line after it."""
    line = around[number]
    if "@" not in line.text and "[" not in line.text and "osted by" not in line.text:
        return None
    for form in _FORMS:
        header = form.header.fullmatch(line.text) if len(line.text) <= _LONGEST_HEADER else None
        inline = header is None and form.before > 0
        if inline:
            # The text and its header may share a line: “… in court” — Ana Souza (@anasouza) October 9, 2025
            header = _at_end(form, line)
        if header is None:
            continue
        first, last = number, number
        if not inline:
            # After the header stands what was torn from it: a picture's link shows that it was.
            torn = number + 1 < len(around) and _MEDIA_LINK.search(around[number + 1].text)
            if form.after or torn:
                last = _grown(around, number, +1, form.after or 1, len(around))
            if form.before:
                wanted = 0 if torn and not _joins(around[number - 1].text) else form.before
                first = _grown(around, number, -1, wanted, taken)
        while last + 1 < len(around) and _FOOTER.fullmatch(around[last + 1].text):
            last += 1
        for above in (first - 1, first - 2):
            if above >= taken and _OPENER.fullmatch(around[above].text):
                first = above
        return _post(around[first : last + 1], form.platform, header), last + 1
    return None


def _at_end(form: _Form, line: Line) -> re.Match[str] | None:
    """A header at the end of a line that begins with the post's text; it must be set off by a dash."""
    dash = max(line.text.rfind(mark, 0, -12) for mark in ("— ", "– ", "—", "&mdash;"))
    return form.header.fullmatch(line.text, dash) if dash > 0 else None


def _joins(text: str) -> bool:
    """Whether a line belongs to the post after it, though that post's text stands below its header."""
    return bool(_OF_POSTS.search(text)) or text.endswith((":", "…", "..."))


def _grown(around: list[Line], number: int, step: int, sure: int, stop: int) -> int:
    """How far a post reaches from its header: some lines surely, more while they look like a post's."""
    at, length = number, 0
    limit = stop - 1 if step > 0 else stop
    while at != limit and (step > 0 or at - 1 >= stop):
        candidate = around[at + step]
        length += len(candidate.text)
        if length > _LONGEST_POST or not (abs(at - number) < sure or _OF_POSTS.search(candidate.text)):
            break
        at += step
    return at


def _on_lines(around: list[Line], number: int) -> tuple[Post, int] | None:
    """The post whose name, handle and date stand on lines of their own, from this line on."""
    if number + 2 >= len(around):
        return None
    name, handle = around[number].text, around[number + 1].text
    if not handle.startswith("@") or len(name) > 80 or name.endswith((".", ":", ",")):
        return None
    on_handle = _HANDLE_LINE.fullmatch(handle)
    if on_handle is None:
        return None
    at, date = number + 2, on_handle["date"]
    while at < len(around) and around[at].text in ("·", "•", "Follow", "Verified account"):
        at += 1
    if date is None and at < len(around) and _DATE_LINE.fullmatch(around[at].text):
        date, at = around[at].text, at + 1
    last = _grown(around, at - 1, +1, 1, len(around))
    while last + 1 < len(around) and _FOOTER.fullmatch(around[last + 1].text):
        last += 1
        if date is None and iso_date(around[last].text):
            date = around[last].text
    # A name above a handle may be a list of accounts to follow: only a date makes it a post.
    if date is None:
        return None
    return _made(around[number : last + 1], None, name, handle.split()[0].rstrip("·•"), date), last + 1


def _post(around: list[Line], platform: str | None, header: re.Match[str]) -> Post:
    parts = header.groupdict()
    return _made(around, platform, parts.get("name"), parts.get("handle"), parts.get("date"))


def _made(around: list[Line], platform: str | None, name: str | None, handle: str | None, date: str | None) -> Post:
    whole = "\n".join(line.text for line in around)
    url = _URL.search(whole)
    if handle and not handle.startswith("@"):
        handle = f"@{handle}"
    return Post(
        around[0].start,
        around[-1].end,
        platform=platform or _platform(whole, handle or ""),
        handle=handle,
        name=name.strip(" \t—–-·✔>") or None if name else None,
        date=iso_date(date) if date else None,
        url=url[0].rstrip(".,;") if url else None,
    )


def _platform(whole: str, handle: str) -> str:
    """Which network a post is from, by its handle and links."""
    lower = whole.lower()
    if handle.lower().endswith(".bsky.social") or "bsky.app" in lower or "on bluesky" in lower:
        return "Bluesky"
    for sign, platform in (
        ("threads.net", "Threads"),
        ("threads.com", "Threads"),
        ("on threads", "Threads"),
        ("truthsocial.com", "Truth Social"),
        ("on truth social", "Truth Social"),
        ("t.me/", "Telegram"),
        ("instagram.com", "Instagram"),
        ("facebook.com", "Facebook"),
    ):
        if sign in lower:
            return platform
    if handle.count("@") == 2 or "on mastodon" in lower:
        return "Mastodon"
    return "X"
