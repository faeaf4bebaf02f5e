"""The text of HTML that is all content: an item of a feed, a newsletter, a chapter of a book."""

import re
from typing import Any

BLOCKS = frozenset(
    "address article aside blockquote body br caption center dd details dialog dir div dl dt fieldset figcaption "
    "figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav ol p pre search section "
    "summary table tbody tfoot thead tr ul".split()
)
"""Elements that begin a line and end one."""

CELLS = frozenset({"td", "th"})

NOT_TEXT = frozenset(
    "applet audio button canvas datalist embed frameset head iframe input map math meter noembed noframes noscript "
    "object progress rp script select style svg template textarea title video".split()
)
"""Elements whose content is no running text, or is not shown."""

# What a browser takes for one space. A no-break space is none of them.
_SPACE = re.compile(r"[ \t\n\r\f]+")
_HIDING = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all|max-height\s*:\s*0(px)?\s*(;|$|!)", re.IGNORECASE
)
_SHOWN_AS_BLOCK = re.compile(r"display\s*:\s*block", re.IGNORECASE)
_SOFT_HYPHEN = "\u00ad"
_QUOTATION_MARKS = ("“”", "‘’")

_EPUB_TYPE = "{http://www.idpf.org/2007/ops}type"
_NOTE_NUMBER = re.compile(r"\s*[\[(]?(\d{1,3}|[a-z*†‡§])[\])]?\s*")
# The parser compares each attribute with all before it. No tag that says something of its text is that long.
_LONG_TAG = re.compile(r"<([a-z][a-z0-9]*)\s[^<>]{50000,}>", re.IGNORECASE)
_TAG = re.compile(r"<(/?)([a-z][a-z0-9]*)[^<>]*>", re.IGNORECASE)


def text_of(markup: Any) -> str:
    r"""The text of a fragment, a paragraph a line, as a browser would show it.

    Example:
        >>> text_of("<p>“Never,” said Mc<b>Cain</b>.</p><p>The vote\nwas close.</p>")
        '“Never,” said McCain.\nThe vote was close.'
        >>> text_of("<table><tr><td>Yes<td>51<tr><td>No<td>49</table>")
        'Yes\t51\nNo\t49'

    White space is one space, unless in <pre>; a no-break space stays. Cells are a tab apart. <q> gets the
    quotation marks that a browser draws. Soft hyphens are left out, being places for a hyphen, not hyphens; so are
    the raised numbers that link to notes.

    Does not look for an article among menus and comments, which is what `onrecord.sources.html` is for. Knows
    of styles only what stands in the element itself; scripts are not run.

    Args:
        markup: HTML as a string, or an element of lxml's, of HTML or XHTML.
    """
    # Imported here: who reads no markup need not wait for it.
    from lxml import etree

    root = parse(markup) if isinstance(markup, str) else markup
    lines = _Lines()
    if root is None:
        return ""
    walk = etree.iterwalk(root, events=("start", "end", "comment", "pi"))
    left_out = None
    for event, element in walk:
        if event == "start":
            if _is_left_out(element):
                left_out = element
                walk.skip_subtree()
                continue
            lines.open(_name(element), element.get("style"))
            lines.add(element.text)
        elif event == "end" and element is not left_out:
            lines.close(_name(element), element.get("style"))
        if event != "start" and element is not root:
            lines.add(element.tail)
    lines.end()
    return "\n".join(lines.finished)


def parse(markup: str) -> Any:
    """The root of the tree of some HTML, however bad it is; None if there is nothing in it."""
    root, is_whole = _tree(markup)
    return root if is_whole else _tree(_flattened(markup))[0]


def _tree(markup: str) -> tuple[Any, bool]:
    """The root of a tree, and whether all of the markup is in it: the parser stops at a depth of 2,048."""
    from lxml import etree

    if not markup.strip():
        return None, True
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True, no_network=True)
    root = etree.fromstring(_LONG_TAG.sub(r"<\1>", markup).encode("utf-8", "replace"), parser)
    return root, all(error.type_name != "ERR_RESOURCE_LIMIT" for error in parser.error_log)


def _flattened(markup: str) -> str:
    """Markup with no element in another, save those that are left out: it reads the same, line for line."""

    def flat(tag: re.Match[str]) -> str:
        name = tag[2].lower()
        if name in NOT_TEXT:
            return tag[0]
        return "<br>" if name in BLOCKS else " " if name in CELLS else ""

    return _TAG.sub(flat, markup)


def _name(element: Any) -> str:
    """An element's name in small letters, without its namespace."""
    return str(element.tag).rpartition("}")[2].lower()


def _is_left_out(element: Any) -> bool:
    style = element.get("style")
    return (
        _name(element) in NOT_TEXT
        or element.get("hidden") is not None
        or _is_note_mark(element)
        or (style is not None and _HIDING.search(style) is not None)
    )


def _is_note_mark(element: Any) -> bool:
    """Whether it is the raised number that leads to a note, which would stick to the word before it."""
    if _name(element) == "a":
        kinds = f"{element.get(_EPUB_TYPE)} {element.get('epub:type')} {element.get('role')}"
        return "noteref" in kinds
    links = element.findall("{*}a") if _name(element) == "sup" else ()
    return len(links) == 1 and _NOTE_NUMBER.fullmatch("".join(element.itertext())) is not None


class _Lines:
    """Lines as they grow: `open`, `add` and `close` in the order of the markup, then `end`.

    Attributes:
        finished: the lines so far, none of them empty.
    """

    def __init__(self) -> None:
        self.finished: list[str] = []
        self._line: list[str] = []
        self._gap = ""  # what stands before the next word, if one comes on this line
        self._preformatted = 0
        self._quotations = 0

    def open(self, name: str, style: str | None) -> None:
        """Begin an element."""
        if _is_block(name, style):
            self.end()
        if name in CELLS:
            self._gap = "\t"
        elif name == "q":
            self.add(_QUOTATION_MARKS[self._quotations % 2][0])
            self._quotations += 1
        elif name == "pre":
            self._preformatted += 1

    def close(self, name: str, style: str | None) -> None:
        """End an element."""
        if _is_block(name, style):
            self.end()
        if name in CELLS:
            self._gap = "\t"
        elif name == "q":
            self._quotations -= 1
            self.add(_QUOTATION_MARKS[self._quotations % 2][1])
        elif name == "pre":
            self._preformatted -= 1

    def add(self, text: str | None) -> None:
        """Add text, its white space still as in the file."""
        if not text:
            return
        text = text.replace(_SOFT_HYPHEN, "")
        if self._preformatted:
            first, *others = re.split(r"\r\n?|\n", text)
            self._line.append(self._gap + first)
            self._gap = ""
            for line in others:
                self.end()
                self._line.append(line)
            return
        text = _SPACE.sub(" ", text)
        words = text.strip(" ")
        if text.startswith(" "):
            self._gap = self._gap or " "
        if words:
            self._line.append(self._gap + words if self._line else words)
            self._gap = " " if text.endswith(" ") else ""

    def end(self) -> None:
        """End the line; one without words is none."""
        line = "".join(self._line).strip()
        if line:
            self.finished.append(line)
        self._line = []
        self._gap = ""


def _is_block(name: str, style: str | None) -> bool:
    return name in BLOCKS or (style is not None and _SHOWN_AS_BLOCK.search(style) is not None)
