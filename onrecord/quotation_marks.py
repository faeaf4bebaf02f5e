"""Which quotation marks of a text belong together, and which marks are apostrophes or measures.

Follows how people type: “ ” and " ", ‘ ’ and ' ', « » and » «, „ “, marks left open at a paragraph's end and
opened again at the next (the rule of English typesetting for quotations of several paragraphs), marks forgotten.
"""

from typing import NamedTuple

from onrecord.reader.paragraphs import paragraphs


class Quoted(NamedTuple):
    """A stretch in quotation marks.

    Attributes:
        start: Offset of the opening mark.
        end: Offset after the closing mark; where none is printed, after the last character of the paragraph.
        closed: Whether the closing mark is printed.
        depth: 0 for the outermost marks, 1 for marks within those, and so on.
    """

    start: int
    end: int
    closed: bool
    depth: int


_CLOSINGS = {
    "“": "”\"“",
    "„": "“”\"",
    "‟": "”",
    "«": "»",
    "»": "«",
    '"': "\"”",
    "‘": "’'",
    "‚": "‘’",
    "'": "'’",
    "‹": "›",
    "›": "‹",
}
"""What may close each opening mark. Keyboards and editors mix straight and curly ones within a pair."""

_OPENERS = frozenset(_CLOSINGS)
_CLOSERS = frozenset("".join(_CLOSINGS.values()))
_SINGLE = frozenset("'‘’‚‹›")
MARKS = _OPENERS | _CLOSERS
"""Every character that can open or close a quotation."""

_OPENS_AFTER = frozenset("([{—–-/:,;.…=")
_CLOSES_BEFORE = frozenset(".,;:!?)]}—–-/…")


def quoted(text: str) -> list[Quoted]:
    """The stretches in quotation marks, in text order; inner ones follow the one that holds them.

    Example:
        >>> quoted("“He told me, ‘Leave now,’ and I left,” she said.")
        [Quoted(start=0, end=38, closed=True, depth=0), Quoted(start=13, end=25, closed=True, depth=1)]
        >>> quoted("The 5'10\\" guard of the users' union said: rock 'n' roll")
        []

    A mark that is opened and not closed runs to its paragraph's end, provided that the next paragraph opens with
    the same mark or that this paragraph begins with it; elsewhere it is taken for a stray character.
    Does not say whether the stretch is a quote, a title or a word held at arm's length.
    """
    spans = paragraphs(text)
    found: list[Quoted] = []
    for number, (start, end) in enumerate(spans):
        following = text[spans[number + 1][0]] if number + 1 < len(spans) else ""
        found += _in_paragraph(text, start, end, following)
    return sorted(found)


def _in_paragraph(text: str, start: int, end: int, following: str) -> list[Quoted]:
    """The quoted stretches of text[start:end]; `following` is the next paragraph's first character."""
    found: list[Quoted] = []
    open_: list[int] = []
    for at in range(start, end):
        mark = text[at]
        if mark not in MARKS or _is_in_word(text, at):
            continue
        closed = _closes(text, at, open_, start, end)
        if closed is not None:
            found.append(Quoted(open_[closed], at + 1, True, closed))
            del open_[closed:]
        elif mark in _OPENERS and _can_open(text, at, start, end):
            open_.append(at)
    if open_ and (open_[0] == start or text[open_[0]] == following) and text[open_[0]] not in _SINGLE:
        found.append(Quoted(open_[0], end, False, 0))
    return found


def _closes(text: str, at: int, open_: list[int], start: int, end: int) -> int | None:
    """Which of the open marks, as an index, the mark at `at` closes; the innermost that it fits, or None."""
    mark = text[at]
    if mark not in _CLOSERS or not open_ or not _can_close(text, at, start, end):
        return None
    if mark in "'’" and _is_possessive(text, at, end):
        return None
    for index in range(len(open_) - 1, -1, -1):
        opener = text[open_[index]]
        if mark in _CLOSINGS[opener] and at > open_[index] + 1:
            # “ closes only where nothing else can be meant: after „, or where no word begins.
            if mark == "“" and opener == "“" and _can_open(text, at, start, end):
                return None
            return index
    return None


def _is_in_word(text: str, at: int) -> bool:
    """Whether a mark stands between letters or after a figure, as in "don't", "5'10"" or "6\\"."."""
    if text[at] not in "'’\"‘":
        return False
    before, after = text[at - 1 : at], text[at + 1 : at + 2]
    if text[at] in "'’‘" and before.isalnum() and after.isalnum():
        return True
    # A measure: feet and inches follow a figure that itself follows a blank or another measure.
    if before.isdigit():
        number = at
        while number and (text[number - 1].isdigit() or text[number - 1] in "'’."):
            number -= 1
        is_measure = text[number - 1 : number] not in MARKS and (
            text[at] in "'’" and after.isdigit() or text[at] == '"' and any(c in "'’" for c in text[number:at])
        )
        return is_measure
    return False


def _can_open(text: str, at: int, start: int, end: int) -> bool:
    """Whether a word begins right after the mark and none ends right before it."""
    before = text[at - 1] if at > start else " "
    after = text[at + 1] if at + 1 < end else " "
    if after.isspace() and text[at] not in "«»“":
        return False
    if text[at] in "'‘’" and _is_elision(text, at, end):
        return False
    return before.isspace() or before in _OPENS_AFTER or before in MARKS or text[at] in "“„«"


def _can_close(text: str, at: int, start: int, end: int) -> bool:
    """Whether a word ends right before the mark and none begins right after it."""
    before = text[at - 1] if at > start else " "
    after = text[at + 1] if at + 1 < end else " "
    if before.isspace() and text[at] not in "»«":
        return False
    if text[at] in "'’":
        # A possessive (users’ data) looks like a closing mark: believe it only after punctuation, or where the
        # sentence plainly goes on outside.
        return after.isspace() or after in _CLOSES_BEFORE or after in MARKS
    return not after.isalnum() or text[at] in "”»"


def _is_possessive(text: str, at: int, end: int) -> bool:
    """Whether the mark after an s goes with a noun (the users' data) rather than closing a quotation.

    It does where the sentence goes on and another mark follows that can close the quotation.
    """
    goes_on = text[at - 1] in "sS" and text[at + 1 : at + 2] == " " and text[at + 2 : at + 3].islower()
    later = (other for other in range(at + 2, end) if text[other] == text[at] and not _is_in_word(text, other))
    return goes_on and any(_can_close(text, other, 0, end) for other in later)


_ELISIONS = ("n'", "n’", "em ", "til ", "tis ", "twas ", "cause ", "round ", "bout ")


def _is_elision(text: str, at: int, end: int) -> bool:
    """Whether the mark stands for left-out letters, as in 'n' or the '90s."""
    rest = text[at + 1 : min(at + 8, end)].lower()
    return rest.startswith(_ELISIONS) or (rest[:2].isdigit() and rest[2:3] == "s")
