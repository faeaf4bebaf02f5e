"""Changes how an article is typed without moving a character: quotation marks, capitals, paragraphs."""

import random
import re
from dataclasses import replace

from training.corpora import Example

_DOUBLE = re.compile(r"[“”„«»\"]")
_APOSTROPHES = str.maketrans("’‘", "''")

_STYLES = {
    "straight_quotes": ('"', '"'),
    "curly_quotes": ("“", "”"),
    "single_quotes": ("‘", "’"),
    "guillemets": ("«", "»"),
    "no_quotes": (" ", " "),
}


def augmented(example: Example, shares: dict[str, float], chance: random.Random) -> Example:
    """The example, perhaps with other quotation marks, capitals or paragraphs; all offsets stay true."""
    text = example.text
    style = chance.random()
    for name, marks in _STYLES.items():
        if style < shares[name]:
            text = quote_style(text, *marks)
            break
        style -= shares[name]
    if chance.random() < shares["lower_case"]:
        text = same_length(text, str.lower)
    if chance.random() < shares["upper_first_line"]:
        headline = text.find("\n")
        text = same_length(text[:headline], str.upper) + text[headline:] if headline > 0 else text
    joined = [(0, len(text))] if chance.random() < shares["one_paragraph"] else None
    return replace(example, text=text, paragraphs=joined)


def quote_style(text: str, opening: str, closing: str) -> str:
    """All double quotation marks as one opening and one closing character.

    A straight mark opens where white space, a bracket or a dash stands before it.
    """

    def mark(found: re.Match[str]) -> str:
        before = text[found.start() - 1] if found.start() else " "
        opens = found[0] in "“„«" or (found[0] == '"' and (before.isspace() or before in "([—–-"))
        return opening if opens else closing

    styled = _DOUBLE.sub(mark, text)
    return styled.translate(_APOSTROPHES) if opening == '"' else styled


def same_length(text: str, change) -> str:
    """Applies a change of case where it keeps the length (not to "ß" or "İ", whose other case is longer)."""
    changed = change(text)
    return changed if len(changed) == len(text) else "".join(c if len(change(c)) != 1 else change(c) for c in text)
