"""The lines of a page, as the databases' own pages lay them out: a line for each block, cells parted by tabs."""

from typing import Any

_BLOCKS = frozenset(
    """address article aside blockquote body center dd div dl dt fieldset footer form h1 h2 h3 h4 h5 h6 header hr li
    main nav ol p pre section table tbody tfoot thead tr ul text""".split()
)
_CELLS = frozenset(("td", "th"))
_NO_TEXT = frozenset(("script", "style", "head", "template", "noscript"))


def text_of(element: Any) -> str:
    """The text of an element of lxml's, a line for each block, with a blank line after it.

    Example:
        A row of a table with the cells "HD" and "Pier sold" gives "HD", a tab, and "Pier sold".

    Does not tell what is article and what is not.
    """
    pieces: list[str] = []
    # A stack of its own: a page may be nested deeper than Python's.
    waiting: list[tuple[Any, bool]] = [(element, False)]
    while waiting:
        node, is_left = waiting.pop()
        name = node.tag if isinstance(node.tag, str) else ""
        if is_left:
            pieces.append("\n\n" if name in _BLOCKS else "\t" if name in _CELLS else "")
            pieces.append(_folded(node.tail) if node is not element else "")
            continue
        waiting.append((node, True))
        if name == "br" or name in _BLOCKS:
            pieces.append("\n")
        if name and name not in _NO_TEXT:
            pieces.append(_folded(node.text))
            waiting.extend((inner, False) for inner in reversed(node))
    return _tidied("".join(pieces))


def _folded(text: str | None) -> str:
    """Text with white space as a browser shows it; no-break spaces stay."""
    if not text:
        return ""
    folded = " ".join(text.replace("\u00a0", "\ue000").split()).replace("\ue000", "\u00a0")
    before = " " if text[0] in " \t\r\n\f" else ""
    after = " " if text[-1] in " \t\r\n\f" and folded else ""
    return before + folded + after


def _tidied(text: str) -> str:
    """Text without spaces at the ends of its lines, and without more than one blank line together."""
    lines = [line.strip(" ").rstrip("\t") for line in text.split("\n")]
    kept = [line for at, line in enumerate(lines) if line or (at and lines[at - 1])]
    return "\n".join(kept)
