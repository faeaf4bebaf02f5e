"""What in a text is not its own running text: comment forms, share bars, captions, bylines, datelines, embedded posts.

Cleaning marks; it does not delete. The rules look at one line at a time and at its neighbours, so that the time that
they take grows with the text's length and no faster. Their words are in lexicons/cleaning.tsv.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import NamedTuple, cast

from onrecord.cleaning.bylines import BODY, dateline, describes_author, is_byline, labels
from onrecord.cleaning.lines import Line, lines
from onrecord.cleaning.posts import posts
from onrecord.lexicons import rows
from onrecord.sources.found import Mark, MarkKind, Post

HEAD = 8
"""Bylines stand among the first lines of a text; so many of them. Datelines stand no further below than four more."""

TAIL = 5
"""Bylines and authors' descriptions stand among the last lines, too."""

LINKS = 8
"""So many lines after a heading such as "Related stories" may be links to other articles."""

LONGEST_LINK = 140
"""A link to another article has at most so many characters."""

# The most characters of a line, by the place of a rule in lexicons/cleaning.tsv; of "end", those that are looked at.
_LONGEST = {"line": 160, "heading": 80, "start": 300, "within": 250, "end": 220}

_AROUND = " \t\xa0\u200b\ufeff*•·|>»«<→←↓↑▶►■◆●[]_=#~✕×✖"
_SENTENCE_END = re.compile(r"[.!?…][\"”’')\]]*$")
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+")
_SHARES = frozenset(
    """
    bluesky bookmark copy e-mail email facebook facebook-f flipboard gift google google+ icon instagram line link
    linkedin mail mastodon messenger more pinterest plus pocket print reddit rss save share skype sms telegram text
    threads tiktok tumblr tweet twitter viber vk whatsapp x youtube
    """.split()
)

_UPPER = "A-ZÀ-ÖØ-ÞŠŽČĆŁŚŻİĞŞ"
_AGENCIES = "AP|AFP|EPA|PTI|ANI|PA|REUTERS|Reuters|XINHUA|Xinhua|Bloomberg"
# “REUTERS/Ana Souza”, “(AP Photo/Ana Souza)”, “Ana Souza/AFP)”: these end a caption.
_PHOTOGRAPHER = re.compile(
    rf"(?:{_AGENCIES})\s?/\s?[{_UPPER}@][\w.'’-]*(?:[ /]+[{_UPPER}@][\w.'’-]*){{0,5}}"
    r"(?:\s?\([^()]{1,60}\)[\w\s-]{0,20})?\.?$"
    rf"|\((?:{_AGENCIES}) ?(?:Photo|Images?)?/[^()]{{1,80}}\)\.?$"
    r"|/(?:AFP|AP|Reuters|REUTERS|EPA|Pool|POOL)\)?\.?$|\bGetty Images\)?\.?$"
)
# “(AP)”, “– AFP”, on a line of their own.
_AGENCY = rf"(?:[{_UPPER}]{{2,8}}|Reuters|Xinhua|Bloomberg|Associated Press)"
_AGENCY_LINE = re.compile(rf"[(\[–—-][\s(\[–—-]*{_AGENCY}(?:\s?[/,]\s?{_AGENCY})*[)\]]*\.?")
# “(Additional reporting by Ana Souza; Editing by …)” at the end of the last paragraph.
_CREDITS = re.compile(
    r"\((?:(?:Additional|With) )?(?:[Rr]eporting|[Ww]riting|[Ee]diting|Compiled|Translated) by [^()]{2,500}\)"
)
# “(example.com/2m7Xwkw)”, and what a wire's own systems leave in a line.
_DEBRIS = re.compile(
    r"\((?:https?://)?[\w-]{2,30}\.[a-z]{2,4}/[\w/-]{4,60}\)|<O/R>|\[(?:ADVERTISEMENT|nL\w+|ID:nL\w+)\]"
)

# “Comments (3)”, “2 Responses to ‘Storm over Porto’”: readers' comments stand below, if a commenter's line follows.
_COMMENTS = re.compile(
    r"(?:(?:all|\d+)\s)?(?:comments?|responses?|replies|thoughts)(?:\s?\(\d+\)|:\s?\d+|\s(?:to|on)\s.{1,150})?",
    re.IGNORECASE,
)
# “Ana says:”, “March 9, 2026 at 6:01 pm”, “Ana, 3 hours ago”.
_COMMENTER = re.compile(
    r".{1,60}\s(?:says|wrote|commented)(?:\son\s.{1,40})?:"
    r"|(?:.{1,60}\s)?(?:[A-Z]\w{2,8}\.?\s\d{1,2},?\s\d{4}|\d{1,2}\s[A-Z]\w{2,8}\s\d{4}|\d{4}-\d\d-\d\d)(?:,|\sat)?\s\d{1,2}[:.]\d\d.{0,9}"
    r"|(?:.{1,60}\s)?\d{1,2}\s(?:minutes?|hours?|days?|weeks?|months?|years?)\sago"
)

_Judgement = tuple[MarkKind, float]
"""What a line is, and how sure that is."""


class _Rule(NamedTuple):
    """One row of lexicons/cleaning.tsv."""

    kind: MarkKind
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
    embedded = posts(text)
    headline = (title or "").strip()
    open_lines = [line for line in _outside(lines(text), embedded) if line.text != headline]
    judged = [_by_words(line.text) for line in open_lines]
    _judge_links(open_lines, judged)
    _judge_comments(open_lines, judged)
    _judge_gaps(open_lines, judged)
    _judge_bylines(open_lines, judged)

    found = [Mark(post.start, post.end, "embed", 0.95) for post in embedded]
    found.extend(_datelines(open_lines, judged))
    for line, judgement in zip(open_lines, judged, strict=True):
        if judgement is not None:
            found.append(Mark(line.start, line.end, *judgement))
        else:
            found.extend(_within(line, _DEBRIS, "boilerplate"))
            found.extend(_within(line, _CREDITS, "byline"))
    return list(merged(found))


def merged(found: Iterable[Mark]) -> tuple[Mark, ...]:
    """Marks in the order of the text; what overlaps or touches and is of one kind becomes one mark.

    Example:
        >>> merged([Mark(10, 20, "caption"), Mark(0, 5, "byline", 0.8), Mark(15, 30, "caption", 0.5)])
        (Mark(start=0, end=5, kind='byline', score=0.8), Mark(start=10, end=30, kind='caption', score=1.0))

    A mark that lies within one of another kind that is at least as sure is left out, and so is all that lies in an
    embedded post. Where two kinds overlap otherwise, both stay. It is for marks from several places: those that a
    page's elements gave, and those of `marks`.

    Args:
        found: marks of one text.
    """
    fused: list[Mark] = []
    last_of_kind: dict[str, int] = {}
    for mark in sorted(found, key=lambda mark: (mark.start, -mark.end)):
        if mark.start >= mark.end:
            continue
        at = last_of_kind.get(mark.kind)
        # A line break may lie between two marked lines.
        if at is not None and mark.start <= fused[at].end + 1:
            before = fused[at]
            fused[at] = Mark(before.start, max(before.end, mark.end), mark.kind, max(before.score, mark.score))
            continue
        last_of_kind[mark.kind] = len(fused)
        fused.append(mark)
    return tuple(_outermost(fused))


def _outermost(fused: Iterable[Mark]) -> Iterator[Mark]:
    """Leave out what lies within another kind's mark. There are six kinds, so six marks are open at the most."""
    last: dict[str, Mark] = {}
    # Of two marks of one stretch, an embedded post or the surer one comes first and stays.
    for mark in sorted(fused, key=lambda mark: (mark.start, -mark.end, mark.kind != "embed", -mark.score)):
        is_inner = any(
            other.end >= mark.end and other.kind != mark.kind and (other.kind == "embed" or other.score >= mark.score)
            for other in last.values()
        )
        if not is_inner:
            last[mark.kind] = mark
            yield mark


def _outside(of_text: Iterable[Line], embedded: Sequence[Post]) -> Iterator[Line]:
    """Yield the lines that are no part of an embedded post. Both come in the order of the text."""
    waiting = iter(embedded)
    post = next(waiting, None)
    for line in of_text:
        while post is not None and post.end <= line.start:
            post = next(waiting, None)
        if post is None or line.end <= post.start:
            yield line


# One line by its words


@cache
def _rules(place: str) -> tuple[_Rule, ...]:
    """The rules of a place. A space in a pattern is any white space."""
    found = []
    for kind, of_place, score, needs, pattern in rows("cleaning")[1:]:
        if of_place == place:
            flexible = pattern.replace(" ", r"\s")
            if place == "end":
                flexible = rf"(?:{flexible})[\s.]*$"
            needed = tuple(need for need in needs.split("|") if need)
            found.append(_Rule(cast(MarkKind, kind), float(score), needed, re.compile(flexible)))
    return tuple(found)


@cache
def _any_of(place: str) -> re.Pattern[str]:
    """All patterns of a place as one: where it does not match, none of them does."""
    return re.compile("|".join(f"(?:{rule.pattern.pattern})" for rule in _rules(place)))


@cache
def _needs(place: str) -> tuple[tuple[str, _Rule], ...]:
    """The rules of a place, each once for every word of which it needs one."""
    return tuple((need, rule) for rule in _rules(place) for need in rule.needs)


def _by_words(text: str) -> _Judgement | None:
    """What a line is by its words alone."""
    # A long line is running text, whatever it holds; only a credit may stand at its end.
    low = text[: _LONGEST["start"] + 1].lower()
    # A star after a word marks a form's field that must be filled in.
    bare = low.lstrip(_AROUND).rstrip(_AROUND.replace("*", ""))
    length = len(text)
    rule: _Rule | None = None
    if length <= 2_000 and _ADDRESS.fullmatch(text.strip(_AROUND)):
        return "boilerplate", 0.95
    if length <= _LONGEST["line"]:
        if _is_share_bar(bare):
            return "boilerplate", 0.9
        rule = _whole("line", bare.rstrip(":!"))
    if rule is None and length <= _LONGEST["heading"]:
        rule = _whole("heading", bare)
    if rule is None and length <= _LONGEST["start"]:
        rule = _beginning(low.lstrip(_AROUND + "("))
    if rule is None and length <= _LONGEST["within"]:
        rule = _holding("within", low)
    if rule is None:
        rule = _holding("end", text[-_LONGEST["end"] :].lower())
    return (rule.kind, rule.score) if rule else _by_agency(text)


def _whole(place: str, bare: str) -> _Rule | None:
    if not _any_of(place).fullmatch(bare):
        return None
    return next((rule for rule in _rules(place) if rule.pattern.fullmatch(bare)), None)


def _beginning(low: str) -> _Rule | None:
    if not _any_of("start").match(low):
        return None
    return next(rule for rule in _rules("start") if rule.pattern.match(low))


def _holding(place: str, low: str) -> _Rule | None:
    for need, rule in _needs(place):
        if need in low and rule.pattern.search(low):
            return rule
    return None


def _is_share_bar(bare: str) -> bool:
    """Whether a line is a row of share buttons, such as “Facebook Twitter WhatsApp”."""
    words = [word for word in re.split(r"[\s,|/·•]+", bare) if word]
    return len(words) >= 2 and all(word in _SHARES for word in words)


def _by_agency(text: str) -> _Judgement | None:
    if _PHOTOGRAPHER.search(text, max(0, len(text) - _LONGEST["end"])):
        return "caption", 0.9
    if len(text) < 40 and _AGENCY_LINE.fullmatch(text):
        return "byline", 0.8
    return None


# Lines by their neighbours


def _judge_links(open_lines: Sequence[Line], judged: list[_Judgement | None]) -> None:
    """Judge the links that follow a heading such as "Related stories".

    "Popular" and "Latest" may be headings of the article's own: they are teasers only if links follow, or nothing.
    """
    for heading, line in enumerate(open_lines):
        judgement = judged[heading]
        if judgement is None or not _is_heading(line.text):
            continue
        follows = heading + 1
        while follows < min(heading + 1 + LINKS, len(open_lines)) and _may_be_link(open_lines, judged, follows):
            follows += 1
        below = range(heading + 1, follows)
        # The last short line before running text is that text's own heading.
        if len(below) > 1 and follows < len(open_lines) and judged[follows] is None:
            below = below[:-1]
        if not below and follows < len(open_lines) and judgement[1] < 0.95:
            judged[heading] = None
        for number in below:
            judged[number] = judged[number] or ("teaser", 0.75)


def _judge_comments(open_lines: Sequence[Line], judged: list[_Judgement | None]) -> None:
    """Judge readers' comments, which go on to the end of a text, from their heading on."""
    for heading, line in enumerate(open_lines):
        below = (other.text for other in open_lines[heading + 1 : heading + 1 + _TO_COMMENTER])
        if _COMMENTS.fullmatch(line.text) and any(_COMMENTER.fullmatch(text) for text in below):
            judged[heading:] = [("boilerplate", 0.85)] * (len(open_lines) - heading)
            return


_TO_COMMENTER = 2
"""The head of the first comment stands at most so many lines below their heading."""


def _may_be_link(open_lines: Sequence[Line], judged: Sequence[_Judgement | None], number: int) -> bool:
    judgement = judged[number]
    return (judgement is None or judgement[0] == "teaser") and _is_short(open_lines[number].text)


def _is_short(text: str) -> bool:
    """Whether a line may be another article's headline: short, and no sentence unless a question."""
    is_sentence = _SENTENCE_END.search(text) is not None and not text.endswith("?")
    return len(text) <= LONGEST_LINK and not is_sentence


def _is_heading(text: str) -> bool:
    return len(text) <= _LONGEST["heading"] and _whole("heading", text.lower().strip(_AROUND)) is not None


def _judge_gaps(open_lines: Sequence[Line], judged: list[_Judgement | None]) -> None:
    """Judge what stands between two lines of boilerplate near the end, such as a list of a subscription's merits."""
    last: int | None = None
    for number in range(len(open_lines) // 2, len(open_lines)):
        judgement = judged[number]
        if judgement is None or judgement[0] != "boilerplate":
            continue
        between = range(number if last is None else last + 1, number)
        if len(between) <= LINKS and all(judged[at] is None and _is_short(open_lines[at].text) for at in between):
            judged[between.start : between.stop] = [("boilerplate", 0.6)] * len(between)
        last = number


def _judge_bylines(open_lines: Sequence[Line], judged: list[_Judgement | None]) -> None:
    """Judge who wrote it: “By Ana Souza, Staff Writer” above, “Ana Souza is a reporter for …” below."""
    running = [number for number, judgement in enumerate(judged) if judgement is None]
    for rank, number in enumerate(running):
        text = open_lines[number].text
        is_last = rank >= len(running) - TAIL
        # Further down, a section of a long report may have a byline of its own.
        if (rank < HEAD or is_last or text.startswith(("By ", "BY "))) and is_byline(text):
            judged[number] = ("byline", 0.9 if rank < HEAD else 0.7)
        elif is_last and rank and describes_author(text):
            judged[number] = ("byline", 0.75)


def _datelines(open_lines: Sequence[Line], judged: Sequence[_Judgement | None]) -> Iterator[Mark]:
    """Yield the mark of the dateline, if there is one: where the running text begins."""
    running = [line for line, judgement in zip(open_lines, judged, strict=True) if judgement is None]
    body = next((rank for rank, line in enumerate(running) if len(line.text) > BODY), None)
    of_speakers = labels([line.text for line in running[:60]])
    for rank, line in enumerate(running[: HEAD + 4]):
        if found := dateline(line.text, rank=rank, is_body=rank == body, labels=of_speakers):
            length, score = found
            yield Mark(line.start, line.start + length, "dateline", score)
            return


def _within(line: Line, pattern: re.Pattern[str], kind: MarkKind) -> Iterator[Mark]:
    """Yield marks of what stands within a line of running text."""
    for match in pattern.finditer(line.text):
        yield Mark(line.start + match.start(), line.start + match.end(), kind, 0.9)
