"""Who wrote an article and where: bylines, authors' descriptions and datelines, as they are printed in its text."""

import re
from collections.abc import Sequence

_UPPER = "A-ZÀ-ÖØ-ÞŠŽČĆŁŚŻİĞŞ"
_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}\.?"
_DATE = rf"(?:{_MONTH}\s\d{{1,2}}|\d{{1,2}}\s{_MONTH})(?:,?\s\d{{4}})?"
_CAPITALS = rf"[{_UPPER}][{_UPPER}.'’]*(?:[ /-]+[{_UPPER}][{_UPPER}.'’]*){{0,4}}"
_NAME = rf"[{_UPPER}][\w.'’]*(?:[ /-][{_UPPER}][\w.'’]*){{0,3}}"
_REGION = rf"(?:,\s[{_UPPER}][\w.'’]*(?:[ /-][{_UPPER}][\w.'’]*){{0,4}}){{0,2}}"
_AGENCY = rf"\([{_UPPER}a-z][\w.'’&/ -]{{1,40}}\)"
_DASH = r"(?:\s-{1,3}(?=\s|$)|\s?[—―–](?=[\s“\"‘A-ZÀ-Þ]|$)|:(?=\s|$))"

# “LISBON, Oct 9 (Reuters) —”, “Muscat (ONA) —”, “(Reuters) -”.
_WITH_AGENCY = re.compile(
    rf"(?:(?:{_CAPITALS}{_REGION}|{_NAME}{_REGION})(?:,?\s{_DATE})?,?\s)?{_AGENCY}{_DASH}"
    rf"|{_CAPITALS}{_REGION}(?:,?\s{_DATE})?,?\s\((?:[{_UPPER}]{{2,8}}|Reuters|Xinhua)\)(?=\s|$)"
)
# “SAN DIEGO -”, “SRINAGAR, Mar 03:”, “CAIRO – 26 July 2022:”; “Harbour News, 5 February -”.
_IN_CAPITALS = re.compile(rf"{_CAPITALS}{_REGION}(?:\s[–—-])?(?:,?\s{_DATE})?{_DASH}")
_WITH_DATE = re.compile(rf"\w[\w.'’/ -]{{1,50}},\s{_DATE}{_DASH}")
# “Cape Town - The”.
_PLAIN = re.compile(rf"[{_UPPER}][\w.'’]+(?:\s[{_UPPER}][\w.'’]+){{0,2}}\s[–—-](?=\s[{_UPPER}“\"‘])")
_SPEAKER_LABEL = re.compile(rf"[{_UPPER}][\w.'’ -]{{0,30}}:\s")

LONGEST_DATELINE = 130
"""A dateline has at most so many characters."""

BODY = 80
"""A line of more characters is running text; a plain dateline stands before nothing else."""

# What stands before a colon or a dash at the beginning of a line and is no place.
_LABELS = frozenset(
    """
    analysis answer background boom breaking busted comment correction editor editorial editors exclusive explainer
    fact feature file focus interview live look must news note obituary opinion photo photos picture poll press preview
    previously profile q question quote read recap release report revealed review summary update updated verdict video
    watch wrap
    """.split()
)

_AROUND = " \t\xa0\u200b\ufeff*•·|>»[]_=~"
_BY = re.compile(r"(?:by|words by|story by|from)\s+(?=\S)", re.IGNORECASE)
_AFTER_NAMES = re.compile(r"[,|/–—(]|\s-\s|\bfor\b|\bin\b|\bSpecial to\b")
_PARTICLES = frozenset(
    "and & with in for of the de la le du del der den van von y e da dos das bin ibn al el di at".split()
)
_CONTACT = re.compile(r"(?:e-?mail:?\s)?[\w.+-]+@[\w-]+\.[\w.-]+|@\w{2,30}", re.IGNORECASE)
_ROLE = re.compile(
    r"\b(?:staff|senior|chief|special|political|foreign|sports|business|guest)?\s?"
    r"(?:writers?|reporters?|correspondents?|editors?|columnists?|contributors?|journalists?|photographers?)\b",
    re.IGNORECASE,
)
_DESCRIPTION = re.compile(
    r"(?!(?:But|And|If|When|While|As|So|Now|The|That|This|What|Then|For|In)\s)"
    rf"(?:[{_UPPER}][\w.'’-]*\s){{1,3}}[{_UPPER}][\w.'’-]*,?\s"
    r"(?:(?:is|was|has been)\s(?:[\w-]+\s){0,6}?(?:\w*writer|reporter|correspondent|editor|columnist|journalist|"
    r"contributor|author|novelist|producer|blogger)\b"
    r"|(?:covers|writes|reports)\s(?:\w+\s){0,3}(?:for|about|on)\b|(?:is|has been)\s(?:\w+\s){0,2}covering\b)"
)


def is_byline(line: str) -> bool:
    """Whether a line is a byline, such as “By Ana Souza, Staff Writer”, or an author's address.

    Example:
        >>> is_byline("By Ana Souza and Tom Park in Lisbon"), is_byline("Ana Souza | Political Editor")
        (True, True)
        >>> is_byline("By Thursday the port was open."), is_byline("Ana Souza")
        (False, False)

    Does not take a mere name for a byline: it may be a heading. "By Popular Demand" is one to it, so it is best asked
    about lines where bylines stand.
    """
    text = line.strip(_AROUND)
    if len(text) > 140 or any(mark in text for mark in '“”"?!;'):
        return False
    if _CONTACT.fullmatch(text):
        return True
    by, role = _BY.match(text), _ROLE.search(text)
    if by is not None:
        named = text[by.end() :]
        # A sentence may begin with “By …”; a byline seldom ends with a full stop, and then it is short.
        is_sentence = named.endswith(".") and len(named.split()) > 8
        return _are_names(_AFTER_NAMES.split(named)[0]) and not is_sentence
    if role is not None and len(text) <= 90 and not text.endswith("."):
        return _are_names(text[: role.start()].strip(" ,|-–—/"))
    return False


def describes_author(line: str) -> bool:
    """Whether a line says who an author is, as below an article.

    Example:
        >>> describes_author("Ana Souza is a staff writer who covers ports for the Harbour News.")
        True

    Does not tell an author from a journalist whom the article is about: it is best asked about a text's last lines.
    """
    return len(line) <= 500 and _DESCRIPTION.match(line) is not None


def dateline(line: str, *, rank: int, is_body: bool, labels: int = 0) -> tuple[int, float] | None:
    """How many characters at the beginning of a line are a dateline, and how sure that is; None if none are.

    Example:
        >>> dateline("LISBON, Oct 9 (Reuters) — The port closed on Thursday.", rank=0, is_body=True)
        (25, 0.95)
        >>> dateline("Cape Town - The port was closed on Thursday, and nobody knew why.", rank=0, is_body=True)
        (11, 0.6)

    Does not know places: capitals and a dash are what it goes by, and an agency in brackets.

    Args:
        line: the line, without white space before it.
        rank: how many lines of running text stand above it.
        is_body: whether it is the first line that is long enough to be running text.
        labels: how many lines of the text begin like “SOUZA: ”. In an interview these are who speaks.
    """
    head = line[:LONGEST_DATELINE]
    if match := _WITH_AGENCY.match(head):
        return match.end(), 0.95
    match = _IN_CAPITALS.match(head) or _WITH_DATE.match(head)
    stands_before_text = len(line) > 60 or (match is not None and match.end() == len(line) and line[-1] in "—–-―")
    if match and rank < 8 and stands_before_text and _may_be_place(match[0]):
        is_label = match[0].endswith(":") and (labels > 1 or not is_body)
        if not is_label:
            return match.end(), 0.9
    match = _PLAIN.match(head)
    if match and is_body and _may_be_place(match[0]):
        return match.end(), 0.6
    return None


def labels(texts: Sequence[str]) -> int:
    """How many lines begin with a word and a colon, as those of an interview do."""
    return sum(_SPEAKER_LABEL.match(text) is not None for text in texts)


def _are_names(words: str) -> bool:
    """Whether words are written as people's names are: capitals, at least two of them, no figures."""
    tokens = words.replace(",", " ").split()
    capitals = [token for token in tokens if token[:1].isupper()]
    return (
        2 <= len(capitals) <= 10
        and all(token[:1].isupper() or token.lower() in _PARTICLES for token in tokens)
        and not any(char.isdigit() for char in words)
    )


def _may_be_place(words: str) -> bool:
    """Whether what stands before the dash may be a place: no label such as “UPDATE:”, and no mere letter."""
    first = re.split(r"[^\w'’]+", words.strip().lower())[0]
    return sum(map(str.isalpha, words)) >= 3 and first not in _LABELS
