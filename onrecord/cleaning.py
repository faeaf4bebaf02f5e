"""What in a text is not its own running text: comment forms, share bars, captions, bylines, datelines, embedded posts.

Cleaning marks; it does not delete. The rules look at one line at a time and at its neighbours, so that the time that
they take grows with the text's length and no faster. Their words are in lexicons/cleaning.tsv.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import NamedTuple, get_args

from onrecord.lexicons import rows
from onrecord.posts import posts
from onrecord.sources.found import Mark, MarkKind

__all__ = ["marks", "merged", "posts"]

HEAD = 8
"""Bylines and datelines stand among the first lines of a text; so many of them."""

TAIL = 5
"""Bylines and authors' descriptions stand among the last lines, too."""

LINKS = 8
"""So many lines after a heading such as "Related stories" may be links to other articles."""

LONGEST_LINK = 140
"""A link to another article has at most so many characters."""

_LONGEST = {"line": 160, "heading": 80, "start": 300, "within": 250}
_END_LENGTH = 220
"""A line's last characters, among which a credit stands."""

_LINE = re.compile(r"[^\r\n\u2028\u2029\v\f]+")
_AROUND = " \t\xa0\u200b\ufeff*•·|>»«<→←↓↑▶►■◆●[]_=#~✕×✖"
_SENTENCE_END = re.compile(r"[.!?…][\"”’')\]]*$")

_UPPER = "A-ZÀ-ÖØ-ÞŠŽČĆŁŚŻİĞŞ"
_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}\.?"
_DATE = rf"(?:{_MONTH}\s\d{{1,2}}|\d{{1,2}}\s{_MONTH})(?:,?\s\d{{4}})?"
_PLACE = rf"(?:[{_UPPER}][{_UPPER}.'’]*(?:[ /-]+(?=[{_UPPER}]))?){{1,5}}"
_REGION = rf"(?:,\s[{_UPPER}][\w.'’]*(?:[ /-][{_UPPER}][\w.'’]*){{0,4}}){{0,2}}"
_AGENCY = rf"\((?:[{_UPPER}a-z][\w.'’&/ -]{{1,40}})\)"
_DASH = r"(?:\s-{1,3}(?=\s|$)|\s?[—―–](?=[\s“\"‘A-ZÀ-Þ]|$)|:(?=\s|$))"

# “LISBON, Oct 9 (Reuters) —”, “Muscat (ONA) —”, “(Reuters) -”.
_AGENCY_DATELINE = re.compile(
    rf"(?:(?:{_PLACE}{_REGION}|(?:[{_UPPER}][\w.'’]*[ /-]?){{1,4}}{_REGION})(?:,?\s{_DATE})?,?\s)?{_AGENCY}{_DASH}"
)
_CAPITALS_AGENCY = re.compile(rf"{_PLACE}{_REGION}(?:,?\s{_DATE})?,?\s\((?:[{_UPPER}]{{2,8}}|Reuters|Xinhua)\)(?=\s|$)")
# “SAN DIEGO -”, “SRINAGAR, Mar 03:”, “CAIRO – 26 July 2022:”.
_CAPITALS_DATELINE = re.compile(rf"{_PLACE}{_REGION}(?:\s[–—-])?(?:,?\s{_DATE})?{_DASH}")
# “Harbour News, 5 February -”.
_DATED = re.compile(rf"\w[\w.'’/ -]{{1,50}},\s{_DATE}{_DASH}")
# “Cape Town - The”.
_PLAIN_DATELINE = re.compile(rf"[{_UPPER}][\w.'’]+(?:\s[{_UPPER}][\w.'’]+){{0,2}}\s[–—-](?=\s[{_UPPER}“\"‘])")
_LABELS = frozenset(
    """
    analysis answer background boom breaking busted comment correction editorial exclusive explainer fact feature file focus
    interview live look must news note obituary opinion photo photos picture poll preview profile q previously question quote read recap
    report revealed review summary update updated verdict video watch wrap editor editors press release
    """.split()
)

# “(Additional reporting by Ana Souza; Editing by …)” at the end of the last paragraph.
_CREDITS = re.compile(
    r"\((?:(?:Additional|With) )?(?:[Rr]eporting|[Ww]riting|[Ee]diting|Compiled|Translated) by [^()]{2,500}\)"
)
# “(example.com/2m7Xwkw)” and tags of a wire's own, in the middle of a line.
_IN_LINE = re.compile(
    r"\((?:https?://)?[\w-]{2,30}\.[a-z]{2,4}/[\w/-]{4,60}\)|<O/R>|\[(?:ADVERTISEMENT|nL\w+|ID:nL\w+)\]"
)
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+")
_CONTACT = re.compile(r"(?:e-?mail:?\s)?[\w.+-]+@[\w-]+\.[\w.-]+|@\w{2,30}", re.IGNORECASE)

_BY = re.compile(r"(?:by|words by|story by|from)\s+(?=\S)", re.IGNORECASE)
_PARTICLES = frozenset(
    "and & with in for of the de la le du del der den van von y e da dos das bin ibn al el di at".split()
)
_ROLE = re.compile(
    r"\b(?:staff|senior|chief|special|political|foreign|sports|business|guest)?\s?"
    r"(?:writers?|reporters?|correspondents?|editors?|columnists?|contributors?|journalists?|photographers?)\b",
    re.IGNORECASE,
)
_AUTHOR = re.compile(
    rf"(?!(?:But|And|If|When|While|As|So|Now|The|That|This|What|Then|For|In)\s)(?:[{_UPPER}][\w.'’-]*\s){{1,3}}[{_UPPER}][\w.'’-]*,?\s"
    r"(?:(?:is|was|has been)\s(?:[\w-]+\s){0,6}?(?:\w*writer|reporter|correspondent|editor|columnist|journalist|"
    r"contributor|author|novelist|producer|blogger)\b|(?:covers|writes|reports)\s(?:\w+\s){0,3}(?:for|about|on)\b|"
    r"(?:is|has been)\s(?:\w+\s){0,2}covering\b)"
)
_PRESS = re.compile(
    r"\b(?:writer|reporter|correspondent|editor|columnist|journalist|contributor|author|covers|covering|writes|blogger|producer|novelist|reached at|follow|e-?mail)\b"
)


class _Line(NamedTuple):
    """A line that holds something, without the white space around it."""

    start: int
    end: int
    text: str
    low: str


class _Rule(NamedTuple):
    kind: MarkKind
    place: str
    score: float
    needs: tuple[str, ...]
    pattern: re.Pattern[str]


def marks(text: str, *, title: str | None = None) -> list[Mark]:
    r"""What in a text is not its own running text, in the order of the text.

    Example:
        >>> text = "LISBON, Oct 9 (Reuters) — The port closed.\nYour email address will not be published."
        >>> [(mark.kind, text[mark.start : mark.end]) for mark in marks(text)]
        [('dateline', 'LISBON, Oct 9 (Reuters) —'), ('boilerplate', 'Your email address will not be published.')]

    Does not know a page's structure, so it finds what can be told by its words and its place alone: a caption
    without a credit is running text to it. An embedded post is marked as one piece, whatever is in it. Lines are
    what counts: boilerplate that shares a line with running text is not found.

    Args:
        text: any text; paragraphs are lines.
        title: its headline, which is never marked.
    """
    lines = list(_lines(text))
    embedded = posts(text)
    kinds: list[tuple[MarkKind, float] | None] = [None] * len(lines)
    under_post = _covered(lines, embedded)
    headline = (title or "").strip().lower()
    open_to = [number for number, line in enumerate(lines) if number not in under_post and line.low != headline]
    found = [Mark(post.start, post.end, "embed", 0.95) for post in embedded]

    for number in open_to:
        kinds[number] = _by_words(lines[number])
    _mark_links(lines, kinds, open_to)
    _mark_gaps(lines, kinds)
    _mark_people(lines, kinds, open_to)
    found.extend(_datelines(lines, kinds, open_to))
    for number in open_to:
        line, kind = lines[number], kinds[number]
        if kind is not None:
            found.append(Mark(line.start, line.end, *kind))
        elif "(" in line.text or "<" in line.text or "[" in line.text:
            found.extend(_within_line(line, _IN_LINE, "boilerplate"))
            found.extend(_within_line(line, _CREDITS, "byline"))
    return list(merged(found))


def merged(found: Iterable[Mark]) -> tuple[Mark, ...]:
    """Marks in the order of the text; what overlaps or touches and is of one kind becomes one mark.

    Example:
        >>> merged([Mark(10, 20, "caption"), Mark(0, 5, "byline", 0.8), Mark(15, 30, "caption", 0.5)])
        (Mark(start=0, end=5, kind='byline', score=0.8), Mark(start=10, end=30, kind='caption', score=1.0))

    A mark that lies within one of another kind that is at least as sure is left out, and so is all that lies in an
    embedded post. Where two kinds overlap otherwise, both stay.

    Args:
        found: marks of one text, from wherever they come.
    """
    fused: list[Mark] = []
    last_of_kind: dict[str, int] = {}
    for mark in sorted(found, key=lambda mark: (mark.start, -mark.end)):
        if mark.start >= mark.end:
            continue
        at = last_of_kind.get(mark.kind)
        # One line break may lie between two marked lines.
        if at is not None and mark.start <= fused[at].end + 1:
            before = fused[at]
            fused[at] = Mark(before.start, max(before.end, mark.end), mark.kind, max(before.score, mark.score))
            continue
        last_of_kind[mark.kind] = len(fused)
        fused.append(mark)
    return tuple(_without_inner(fused))


def _without_inner(fused: Sequence[Mark]) -> Iterator[Mark]:
    """Leave out what lies within another kind's mark. There are six kinds, so six marks are open at the most."""
    reach: dict[str, Mark] = {}
    # Of two marks of one stretch, the surer comes first and stays.
    for mark in sorted(fused, key=lambda mark: (mark.start, -mark.end, -mark.score)):
        outer = [
            other
            for other in reach.values()
            if other.end >= mark.end
            and (other.score >= mark.score or other.kind == "embed")
            and other.kind != mark.kind
        ]
        if outer:
            continue
        reach[mark.kind] = mark
        yield mark


@cache
def _rules() -> dict[str, tuple[_Rule, ...]]:
    """The rules of cleaning.tsv by their place. A space in a pattern is any white space."""
    by_place: dict[str, list[_Rule]] = {}
    for kind, place, score, needs, pattern in rows("cleaning")[1:]:
        assert kind in get_args(MarkKind), kind
        flexible = pattern.replace(" ", r"\s")
        if place == "end":
            flexible = rf"(?:{flexible})[\s.]*$"
        rule = _Rule(kind, place, float(score), tuple(filter(None, needs.split("|"))), re.compile(flexible))  # type: ignore[arg-type]
        by_place.setdefault(place, []).append(rule)
    return {place: tuple(of_place) for place, of_place in by_place.items()}


@cache
def _any_of(place: str) -> re.Pattern[str]:
    """All patterns of a place as one: where it does not match, none of them does."""
    whole = "|".join(f"(?:{rule.pattern.pattern})" for rule in _rules()[place])
    return re.compile(whole)


def _lines(text: str) -> Iterator[_Line]:
    for match in _LINE.finditer(text):
        stripped = match[0].strip()
        if stripped:
            start = match.start() + match[0].index(stripped)
            # Only short lines are looked at from beginning to end.
            yield _Line(
                start,
                start + len(stripped),
                stripped,
                stripped[:320].lower() if len(stripped) > 320 else stripped.lower(),
            )


def _within_line(line: _Line, pattern: re.Pattern[str], kind: MarkKind) -> Iterator[Mark]:
    for match in pattern.finditer(line.text):
        yield Mark(line.start + match.start(), line.start + match.end(), kind, 0.9)


def _covered(lines: Sequence[_Line], embedded: Sequence[object]) -> set[int]:
    """The numbers of the lines that are part of a post."""
    covered: set[int] = set()
    number = 0
    for post in embedded:
        while number < len(lines) and lines[number].end <= post.start:  # type: ignore[attr-defined]
            number += 1
        while number < len(lines) and lines[number].start < post.end:  # type: ignore[attr-defined]
            covered.add(number)
            number += 1
    return covered


def _by_words(line: _Line) -> tuple[MarkKind, float] | None:
    """What a line is by its words alone."""
    length = len(line.text)
    if length <= _LONGEST["line"]:
        bare = line.low.strip(_AROUND)
        if not bare:
            return None
        if _ADDRESS.fullmatch(bare) or bare.startswith(("http://", "https://")) and " " not in bare:
            return "boilerplate", 0.95
        if rule := _first_full("line", bare.rstrip(":!")):
            return rule.kind, rule.score
        if _several_shares(bare):
            return "boilerplate", 0.9
        if length <= _LONGEST["heading"] and (rule := _first_full("heading", bare)):
            return rule.kind, rule.score
    elif length <= 2_000 and _ADDRESS.fullmatch(line.text):
        return "boilerplate", 0.95
    if length <= _LONGEST["start"]:
        bare = line.low.lstrip(_AROUND + "(")
        if _any_of("start").match(bare):
            for rule in _rules()["start"]:
                if rule.pattern.match(bare):
                    return rule.kind, rule.score
    if length <= _LONGEST["within"]:
        for rule in _rules()["within"]:
            if any(need in line.low for need in rule.needs) and rule.pattern.search(line.low):
                return rule.kind, rule.score
    end = line.text[-_END_LENGTH:].lower()
    for rule in _rules()["end"]:
        if any(need in end for need in rule.needs) and rule.pattern.search(end):
            return rule.kind, rule.score
    return _agency_credit(line)


def _first_full(place: str, bare: str) -> _Rule | None:
    if not _any_of(place).fullmatch(bare):
        return None
    return next((rule for rule in _rules()[place] if rule.pattern.fullmatch(bare)), None)


_SHARES = frozenset(
    """facebook twitter x whatsapp linkedin reddit pinterest email e-mail mail print tumblr telegram messenger share tweet
    copy link flipboard pocket sms google+ google plus instagram youtube tiktok rss threads bluesky mastodon viber line
    vk skype text more save bookmark gift facebook-f icon""".split()
)


def _several_shares(bare: str) -> bool:
    """Whether a line is a row of share buttons, such as “Facebook Twitter WhatsApp”."""
    if len(bare) > 120:
        return False
    words = [word for word in re.split(r"[\s,|/·•]+", bare) if word]
    return len(words) >= 2 and all(word in _SHARES for word in words)


# A photographer and an agency end a caption: “… August 15, 2018. REUTERS/Name”.
_PHOTOGRAPHER = re.compile(
    rf"(?:REUTERS|AFP|EPA|XINHUA|Xinhua|AP|Reuters|PA|Bloomberg)\s?/\s?(?:[{_UPPER}@][\w.'’-]*[ /]?){{1,6}}(?:\s?\([^()]{{1,60}}\)[\w\s-]{{0,20}})?\.?$|"
    r"\((?:AP|AFP|EPA|Reuters|REUTERS|PTI|ANI|Xinhua) ?(?:Photo|Images?)?/[^()]{1,80}\)\.?$|"
    r"/(?:AFP|AP|Reuters|REUTERS|EPA|Pool|POOL)\)?\.?$|\bGetty Images\)?\.?$"
)
# “(Additional reporting by …)” is by words; “(AP)” or “– AFP” at the very end of a line of its own is here.
_AGENCY_LINE = re.compile(
    rf"[\s(\[–—-]*(?:[{_UPPER}]{{2,8}}|Reuters|Xinhua|Bloomberg|Associated Press)(?:\s?[/,]\s?(?:[{_UPPER}]{{2,8}}|Reuters|Xinhua))*[)\]]*\.?"
)


def _agency_credit(line: _Line) -> tuple[MarkKind, float] | None:
    if _PHOTOGRAPHER.search(line.text[-_END_LENGTH:]):
        return "caption", 0.9
    if len(line.text) < 40 and line.text[0] in "(–—-[" and _AGENCY_LINE.fullmatch(line.text):
        return "byline", 0.8
    return None


def _mark_links(lines: Sequence[_Line], kinds: list[tuple[MarkKind, float] | None], open_to: Sequence[int]) -> None:
    """Mark the links that follow a heading such as "Related stories".

    "Popular" and "Latest" may be headings of the article's own: they are teasers only if links follow, or nothing.
    """
    unmarked = set(open_to)
    for heading in open_to:
        kind = kinds[heading]
        if kind is None or not _is_heading(lines[heading]):
            continue
        below = []
        for number in range(heading + 1, min(heading + 1 + LINKS, len(lines))):
            own = kinds[number]
            if number not in unmarked or (own is not None and own[0] != "teaser") or not _is_link(lines[number]):
                break
            below.append(number)
        follows = heading + 1 + len(below)
        # The last short line before running text is that text's own heading.
        if len(below) > 1 and follows < len(lines) and len(lines[follows].text) > LONGEST_LINK:
            below.pop()
        if not below and follows < len(lines) and kind[1] < 0.95:
            kinds[heading] = None
        for number in below:
            kinds[number] = kinds[number] or ("teaser", 0.75)


def _is_link(line: _Line) -> bool:
    """Whether a line may be another article's headline: short, and no sentence unless a question."""
    is_sentence = _SENTENCE_END.search(line.text) is not None and not line.text.endswith("?")
    return len(line.text) <= LONGEST_LINK and not is_sentence


def _is_heading(line: _Line) -> bool:
    return len(line.text) <= _LONGEST["heading"] and _first_full("heading", line.low.strip(_AROUND)) is not None


def _mark_gaps(lines: Sequence[_Line], kinds: list[tuple[MarkKind, float] | None]) -> None:
    """Mark what stands between two lines of boilerplate near the end, such as a list of a subscription's merits."""
    last: int | None = None
    for number in range(len(lines) // 2, len(lines)):
        kind = kinds[number]
        if kind is not None and kind[0] == "boilerplate":
            between = range(number if last is None else last + 1, number)
            if len(between) <= LINKS and all(kinds[at] is None and _is_link(lines[at]) for at in between):
                for at in between:
                    kinds[at] = ("boilerplate", 0.6)
            last = number


def _mark_people(lines: Sequence[_Line], kinds: list[tuple[MarkKind, float] | None], open_to: Sequence[int]) -> None:
    """Mark who wrote it: “By Ana Souza, Staff Writer” above, “Ana Souza is a reporter for …” below."""
    unmarked = [number for number in open_to if kinds[number] is None]
    for rank, number in enumerate(unmarked):
        if rank < HEAD and _is_byline(lines[number]):
            kinds[number] = ("byline", 0.9)
        elif lines[number].low.startswith("by ") and _is_byline(lines[number]):
            kinds[number] = ("byline", 0.7)
    for number in unmarked[-TAIL:]:
        line = lines[number]
        if kinds[number] is None and (_is_byline(line) or (number and _describes_author(line))):
            kinds[number] = ("byline", 0.75)


def _is_byline(line: _Line) -> bool:
    text = line.text.strip(_AROUND)
    if len(text) > 140 or any(mark in text for mark in '“”"?!;'):
        return False
    if _CONTACT.fullmatch(text):
        return True
    start = _BY.match(text)
    named = text[start.end() :] if start else text
    first = re.split(r"[,|/–—(]|\s-\s|\bfor\b|\bin\b|\bSpecial to\b", named)[0]
    if start and _are_names(first):
        # A sentence may begin with “By …”; a byline has no verb, and seldom a full stop.
        return not named.rstrip().endswith(".") or len(named.split()) <= 8
    if start is None and _ROLE.search(text) and len(text) <= 90:
        role = _ROLE.search(text)
        before = text[: role.start()].strip(" ,|-–—/") if role else ""
        return bool(before) and _are_names(before) and not text.endswith(".")
    return False


def _are_names(words: str) -> bool:
    """Whether words are written as people's names are: capitals, at least two of them, no figures."""
    tokens = words.replace(",", " ").split()
    capitals = [token for token in tokens if token[:1].isupper()]
    return (
        2 <= len(capitals) <= 10
        and all(token[:1].isupper() or token.lower() in _PARTICLES for token in tokens)
        and not any(char.isdigit() for char in words)
    )


def _describes_author(line: _Line) -> bool:
    return len(line.text) <= 500 and bool(_PRESS.search(line.low)) and _AUTHOR.match(line.text) is not None


def _datelines(
    lines: Sequence[_Line], kinds: Sequence[tuple[MarkKind, float] | None], open_to: Sequence[int]
) -> Iterator[Mark]:
    """Mark place, date and agency where the running text begins; the rest of that line stays unmarked."""
    unmarked = [number for number in open_to if kinds[number] is None]
    body = next((number for number in unmarked if len(lines[number].text) > 80), None)
    speakers = sum(1 for number in unmarked[:60] if _SPEAKER_LABEL.match(lines[number].text))
    for rank, number in enumerate(unmarked[: HEAD + 4]):
        line = lines[number]
        head = line.text[:130]
        match = _AGENCY_DATELINE.match(head) or _CAPITALS_AGENCY.match(head)
        score = 0.95
        if match is None and rank < HEAD and len(line.text) > 60:
            match, score = _CAPITALS_DATELINE.match(head) or _DATED.match(head), 0.9
            if match and (match[0].endswith(":") and (speakers > 1 or number != body) or not _is_place(match[0])):
                match = None
        if match is None and number == body:
            match, score = _PLAIN_DATELINE.match(head), 0.6
            if match and not _is_place(match[0]):
                match = None
        if match is not None:
            yield Mark(line.start, line.start + len(match[0].rstrip()), "dateline", score)
            return


_SPEAKER_LABEL = re.compile(rf"[{_UPPER}][\w.'’ -]{{0,30}}:\s")


def _is_place(words: str) -> bool:
    """Whether what stands before the dash may be a place: not a label such as “UPDATE:”, not a mere letter."""
    first = re.split(r"[^\w'’]+", words.strip().lower())[0]
    letters = sum(char.isalpha() for char in words)
    return letters >= 3 and first not in _LABELS
