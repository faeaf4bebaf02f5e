"""From pieces of text and their places on pages to paragraphs: columns, running heads, line ends.

A PDF holds neither paragraphs nor lines nor the order of its columns. They are told here from geometry, as a
reader tells them. All lengths are in points, 1/72 of an inch; y grows upwards, as in a PDF.
"""

import re
import statistics
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise

HEAD_ROWS = 3
"""The most rows at the top, or at the bottom, of a page that may be running heads."""

MAX_COLUMNS_DEEP = 20
"""How often a page may be divided into columns, then columns within those, and so on."""

MOST_INITIALS = 20
"""More large letters than that on a page are no initials of paragraphs."""

CELLS_APART = "\t"
# In sizes of the font: what is narrower parts words, what is wider parts cells.
_CELL_GAP = 3
_WIDEST_STRETCH = 8

# From this mean length in characters, what stands side by side is columns of text and not a table's cells: of three
# lines or more, and of two.
_COLUMN_CHARACTERS = 12
_SHORT_COLUMN_CHARACTERS = 25

_LETTER = r"[^\W\d_]"
_HAS_LETTER = re.compile(_LETTER)
_SPACES = re.compile(r" +")
_DIGITS = re.compile(r"\d+")
_PAGE_NUMBER = re.compile(r"\W*(\d{1,4}|[ivxlc]{1,7})\W*", re.IGNORECASE)
_PAGE_OF = re.compile(r"\W*(page|p\.?)\s*\d{1,4}(\s*(of|/)\s*\d{1,4})?\W*", re.IGNORECASE)
# What a browser prints around a page: the address with page and pages below, day and time with the title above.
_PRINTED_ADDRESS = re.compile(r"((?:https?|file)://\S+?)\s*\d{0,4}/?\d{0,4}")
_PRINTED_COUNT = re.compile(r"\d{1,4}/\d{1,4}")
_PRINTED_TIME = re.compile(r"\d{1,4}[./-]\d{1,2}[./-]\d{1,4},? \d{1,2}:\d{2}.*")
_INITIAL = re.compile(rf"[“‘\"'«]?{_LETTER}")
_ENDS_SENTENCE = re.compile(r"[.!?:…][”’\"'»)\]]*$")
_BULLET = re.compile(r"[•◦▪‣●○■□–—*-]\s")
_WORD = re.compile(rf"{_LETTER}+(?:-{_LETTER}+)*")
_BROKEN = re.compile(r"(?:^|(?<=[^\w-]))([\w’'-]*\w)[-\u2010]$")
_LONGEST_WORD = 60
_BEGINS = re.compile(r"[\w’'-]*\w")
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
RIGHT_TO_LEFT = re.compile(r"[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
"""A letter of Hebrew, Arabic or a script like these."""

# Compounds of which the hyphen stays where it happens to end a line: by their first part, by their last, whole.
_FIRST_PARTS = frozenset("anti far first fourth half hard ill mid non quasi second self third vice well".split())
_NUMBERS = frozenset(
    "two three four five six seven eight nine twenty thirty forty fifty sixty seventy eighty ninety".split()
)
_OF_NUMBERS = frozenset("een fold some teen teens teenth th ths ties tieth ty".split())  # "six-teen"
_LAST_PARTS = frozenset(
    "backed based elect free friendly funded general known language largest led level made minded off owned plus "
    "profile ranking related run scale speaking sponsored standing style term trained up winning".split()
)
_COMPOUNDS = frozenset(
    "co-author co-authors co-chair co-founded co-founder co-founders co-owner co-pilot first-time full-time left-wing "
    "long-time part-time right-wing so-called".split()
)
# "un-known", "under-standing": with these it is one word, whatever follows.
_PREFIXES = frozenset("dis fore in inter mis out over re un under up with".split())


@dataclass(frozen=True)
class Piece:
    """Some text on one line, and the box around it.

    Example:
        Piece("The vote was close.", left=57, right=148, bottom=640, top=651)

    The box is as high as the font, whatever letters are in it, so that its height is the font's size. Before `joined`,
    the text may begin or end with a space, where one stands between it and the next piece.
    """

    text: str
    left: float
    right: float
    bottom: float
    top: float

    @property
    def size(self) -> float:
        """The font's size, in points."""
        return max(self.top - self.bottom, 0.1)

    @property
    def middle(self) -> float:
        """Half its height, as a height on the page."""
        return (self.top + self.bottom) / 2


Column = list[Piece]
"""The lines of one column, from the top down."""


def joined(pieces: Iterable[Piece]) -> list[Piece]:
    """Pieces that are written one after the other and stand close to each other as one, in the order of places.

    Example:
        "said Ana", "Souza" and an emoji in between, from another font, that was written last.

    Does not join what may be two columns or two cells: what is more than 1.2 sizes of the font apart.
    """
    together: list[Piece] = []
    for row in _rows(pieces):
        run = [row[0]]
        end = row[0].right
        for piece in row[1:]:
            # The order of places is not that of reading from right to left.
            is_turned = RIGHT_TO_LEFT.search(piece.text) or RIGHT_TO_LEFT.search(run[-1].text)
            if is_turned or piece.left - end > 1.2 * piece.size:
                together.append(_line(run))
                run = []
            run.append(piece)
            end = max(end, piece.right)
        together.append(_line(run))
    return together


def without_running_heads(pages: Sequence[Sequence[Piece]]) -> tuple[list[list[Piece]], list[Piece]]:
    """Part what stands at the head or foot of many pages from what is text.

    Example:
        "The Porto Courier" at the same height on two pages, and "7" at the foot of the seventh page if "8" is at
        that of the eighth.

    Does not know a head that is printed once, save a page number that says it is one ("Page 1 of 1") and
    what browsers print around a page.

    Returns:
        The pages without them, and the heads and feet.
    """
    extremes = [_extremes(page) for page in pages]
    seen: dict[str, list[tuple[int, float, str]]] = defaultdict(list)
    for number, extreme in enumerate(extremes):
        for piece in extreme:
            seen[_pattern(piece.text)].append((number, piece.middle, piece.text))
    kept, heads = [], []
    for number, (page, extreme) in enumerate(zip(pages, extremes, strict=True)):
        is_head = {
            id(piece)
            for piece in extreme
            if _is_printed_by_a_browser(piece, extreme) or _recurs(piece, number, seen[_pattern(piece.text)])
        }
        kept.append([piece for piece in page if id(piece) not in is_head])
        heads += [piece for piece in page if id(piece) in is_head]
    return kept, heads


def printed_address(heads: Iterable[Piece]) -> str | None:
    """The address that a browser printed at the foot of a page, if it is whole."""
    for head in heads:
        match = _PRINTED_ADDRESS.fullmatch(head.text)
        if match and match[1].startswith("http") and "…" not in match[1] and "..." not in match[1]:
            return match[1]
    return None


def columns(page: Sequence[Piece]) -> list[Column]:
    """The lines of a page, column for column, in the order in which they are read.

    Example:
        A headline over two columns gives three: the headline's lines, those on the left, those on the right.

    A column is where several lines begin below each other with text beside them that ends before. The cells of
    a table are short, and written row by row; so they are read.

    Does not read text that is turned, and does not know which of two articles on a page a column belongs to.
    """
    pieces = _with_initials(page)
    order = {id(piece): number for number, piece in enumerate(pieces)}
    return [_lines(group) for group in _groups(pieces, order, MAX_COLUMNS_DEEP)]


def paragraphs(pages: Iterable[Sequence[Column]]) -> list[str]:
    """Join lines to paragraphs, over the ends of columns and pages too.

    A paragraph begins where there is more space than between lines, an indent, another size of font, a bullet,
    or a line that ended before the next word would have had to go to the next.

    Example:
        ["The negotiations were compli-", "cated. He is well-", "known in Porto."] gives
        "The negotiations were complicated. He is well-known in Porto."

    A hyphen at a line's end goes if a small letter follows, unless the word has one elsewhere in the text, or
    is of a kind that has one: "well-known", "London-based", "20-year".
    """
    flow = [column for page in pages for column in page if column]
    hyphens = _Hyphens(line.text for column in flow for line in column)
    leading = _leading(flow)
    body = _body_size(flow)
    finished: list[_Paragraph] = []
    current: _Paragraph | None = None
    for column in flow:
        edges = _Edges(column)
        for index, line in enumerate(column):
            if index == 0:
                current = _continued(finished, line, edges)
            elif _begins_paragraph(column[index - 1], line, edges, leading=leading, body=body):
                current = None
            if current is None:
                current = _Paragraph([], edges)
                finished.append(current)
            current.lines.append(line)
            current.edges = edges
    return [paragraph.text(hyphens) for paragraph in finished]


# Running heads


def _extremes(page: Sequence[Piece]) -> list[Piece]:
    """The pieces at the top and at the foot of a page that stand apart from all others."""
    rows = _rows(page)
    return [piece for end in (rows, rows[::-1]) for row in _apart(end) for piece in row]


def _apart(rows: Sequence[list[Piece]]) -> Sequence[list[Piece]]:
    """The first rows, if they are few and what follows is further away than a line, or of another size."""
    for index, (row, following) in enumerate(pairwise(rows), start=1):
        distance = abs(row[0].middle - following[0].middle)
        if distance > 1.6 * max(row[0].size, following[0].size) or not _same_size(row[0], following[0]):
            return rows[:index]
        if index == HEAD_ROWS:
            return []
    return rows


def _pattern(text: str) -> str:
    """A text with "#" for its figures, so that "Page 7" and "Page 8" are the same."""
    if _PAGE_NUMBER.fullmatch(text):
        return "#"
    return _DIGITS.sub("#", text) if _HAS_LETTER.search(text) else text


def _recurs(piece: Piece, number: int, others: Iterable[tuple[int, float, str]]) -> bool:
    """Whether another page has the same at the same height; of numbers, the one that its own would lead to."""
    own = _page_number(piece.text)
    for other_number, middle, text in others:
        if other_number == number or abs(middle - piece.middle) > 3:
            continue
        other = _page_number(text)
        if own is None or (other is not None and other - own == other_number - number):
            return True
    return False


def _page_number(text: str) -> int | None:
    """The number, if there is nothing else; for one in Roman letters, only whether there is one."""
    match = _PAGE_NUMBER.fullmatch(text)
    return int(match[1]) if match and match[1].isdigit() else None


def _is_printed_by_a_browser(piece: Piece, extreme: Sequence[Piece]) -> bool:
    if _PAGE_OF.fullmatch(piece.text) or _PRINTED_ADDRESS.fullmatch(piece.text):
        return True
    beside = [other.text for other in extreme if other is not piece and abs(other.middle - piece.middle) < 2]
    if _PRINTED_COUNT.fullmatch(piece.text):
        return any(_PRINTED_ADDRESS.fullmatch(text) for text in beside)
    return bool(_PRINTED_TIME.fullmatch(piece.text)) or any(_PRINTED_TIME.fullmatch(text) for text in beside)


# Columns


def _with_initials(pieces: Sequence[Piece]) -> list[Piece]:
    """Pieces of which those that a large initial stands before begin with it."""
    usual = statistics.median(piece.size for piece in pieces) if pieces else 0.0
    whole = list(pieces)
    initials = [piece for piece in pieces if piece.size > 1.8 * usual and _INITIAL.fullmatch(piece.text)]
    for initial in initials if len(initials) <= MOST_INITIALS else ():
        beside = [
            piece
            for piece in whole
            if piece.size < 1.2 * usual
            and 0 <= piece.left - initial.right + 0.2 * usual < 2 * usual
            and initial.bottom < piece.middle < initial.top
        ]
        if len(beside) >= 2:
            first = max(beside, key=lambda piece: piece.middle)
            whole[whole.index(first)] = replace(first, text=initial.text + first.text)
            whole.remove(initial)
    return whole


def _groups(pieces: list[Piece], order: Mapping[int, int], depth: int) -> Iterator[list[Piece]]:
    """Yield the pieces of each column, in reading order.

    Args:
        pieces: what is to be divided.
        order: id of a piece → its place in the order in which the page was written.
        depth: how often it may be divided.
    """
    for start in _column_starts(pieces) if depth else ():
        bands = _bands(pieces, start)
        if not any(_begin_at(start, right) and _are_columns(left, right, order) for left, right in bands):
            continue
        plain: list[Piece] = []
        for left, right in bands:
            if left and _begin_at(start, right):
                yield from _groups(plain, order, depth - 1)
                plain = []
                yield from _groups(left, order, depth - 1)
                yield from _groups(right, order, depth - 1)
            else:
                plain += left + right
        yield from _groups(plain, order, depth - 1)
        return
    if pieces:
        yield pieces


def _column_starts(pieces: Sequence[Piece]) -> list[float]:
    """Where several pieces begin below each other, the most frequent first, without the leftmost."""
    counts = Counter(round(piece.left) for piece in pieces)
    starts = [start for start, _ in counts.most_common() if counts[start - 1] + counts[start] + counts[start + 1] >= 2]
    leftmost = min(starts, default=0)
    return [start - 1.5 for start in starts if start > leftmost + 20][:10]


def _bands(pieces: Sequence[Piece], start: float) -> list[tuple[list[Piece], list[Piece]]]:
    """What is left and right of a line down the page, between what crosses it; that stands left, alone."""
    bands: list[tuple[list[Piece], list[Piece]]] = [([], [])]
    for piece in sorted(pieces, key=lambda piece: -piece.middle):
        if piece.left >= start:
            bands[-1][1].append(piece)
        elif piece.right <= start + 1.5:
            bands[-1][0].append(piece)
        else:
            bands += [([piece], []), ([], [])]
    return bands


def _are_columns(left: Sequence[Piece], right: Sequence[Piece], order: Mapping[int, int]) -> bool:
    """Whether two groups side by side are columns of text, and not cells or a first line with its indent."""
    lines = min(len(left), len(right))
    if lines < 2:
        return False
    shared = min(left[0].top, right[0].top) - max(left[-1].bottom, right[-1].bottom)
    if shared < 0.4 * min(side[0].top - side[-1].bottom for side in (left, right)):
        return False
    length = min(statistics.mean(len(piece.text) for piece in side) for side in (left, right))
    return (
        length >= (_COLUMN_CHARACTERS if lines >= 3 else _SHORT_COLUMN_CHARACTERS)
        # Whoever writes a table goes from row to row.
        or max(order[id(piece)] for piece in left) < min(order[id(piece)] for piece in right)
    )


def _begin_at(start: float, pieces: Sequence[Piece]) -> bool:
    """Whether most of the pieces begin there, or an indent further: words of a wide line begin anywhere."""
    return 2 * sum(piece.left - start < 2.5 * piece.size for piece in pieces) > len(pieces)


def _rows(pieces: Iterable[Piece]) -> list[list[Piece]]:
    """Pieces that stand beside each other, from the top down, each row from the left."""
    rows: list[list[Piece]] = []
    for piece in sorted(pieces, key=lambda piece: -piece.middle):
        # Compared with the first of the row, so that a slope of small steps does not make one row of a page.
        if rows and abs(rows[-1][0].middle - piece.middle) < 0.5 * min(rows[-1][0].size, piece.size):
            rows[-1].append(piece)
        else:
            rows.append([piece])
    return [sorted(row, key=lambda piece: piece.left) for row in rows]


def _lines(pieces: Sequence[Piece]) -> Column:
    right = max((piece.right for piece in pieces), default=0.0)
    return [_line(row, right=right) for row in _rows(pieces)]


def _line(row: list[Piece], *, right: float | None = None) -> Piece:
    """One piece of what stands beside each other: as high as the longest of them.

    Args:
        row: the pieces, from the left.
        right: where the column ends. Then the pieces are words or cells, with a space or a tab between them. Else
            they are parts of a run, which have a space between them only where there is room for one.
    """
    longest = max(row, key=lambda piece: len(piece.text))
    gaps = [piece.left - before.right for before, piece in pairwise(row)]
    has_cells = right is not None and _are_cells(row, gaps, longest.size, right)
    ordered = _in_reading_order(row, is_turned=bool(RIGHT_TO_LEFT.search(longest.text)))
    text = ordered[0].text
    for before, piece in pairwise(ordered):
        gap = max(piece.left - before.right, before.left - piece.right)
        if has_cells and gap > _CELL_GAP * longest.size:
            text += CELLS_APART
        elif right is not None or gap > 0.15 * longest.size:
            text += " "
        text += piece.text
    return replace(
        longest,
        text=_SPACES.sub(" ", text).strip(" "),
        left=min(piece.left for piece in row),
        right=max(piece.right for piece in row),
    )


def _in_reading_order(row: Iterable[Piece], *, is_turned: bool) -> list[Piece]:
    """Pieces in the order in which they are read: from the left, but for those of scripts that run from the right.

    Args:
        row: the pieces, from the left.
        is_turned: whether the line as a whole runs from the right.
    """
    runs = []
    for turned, run in groupby(row, key=lambda piece: bool(RIGHT_TO_LEFT.search(piece.text))):
        pieces = list(run)
        runs.append(pieces[::-1] if turned else pieces)
    return [piece for run in (runs[::-1] if is_turned else runs) for piece in run]


def _are_cells(row: Sequence[Piece], gaps: Sequence[float], size: float, right: float) -> bool:
    """Whether gaps part the cells of a table, and are not those of a line that was stretched to fit."""
    widest = max(gaps, default=0.0)
    if not _CELL_GAP * size < widest < _WIDEST_STRETCH * size:
        return widest > size * _WIDEST_STRETCH
    # A stretched line has the same gap between all its words, and reaches the end of the column.
    is_even = min(gaps) > 0.75 * widest and not any(" " in piece.text for piece in row)
    has_figures = any(_DIGITS.search(piece.text) for piece in row)
    return not is_even or (len(gaps) == 1 and (has_figures or row[-1].right < right - size))


# Paragraphs


class _Edges:
    """Where the lines of a column begin and end."""

    def __init__(self, column: Column) -> None:
        most, _ = Counter(round(line.left) for line in column).most_common(1)[0]
        self.left = min(line.left for line in column if abs(line.left - most) < 2)
        self.right = max(line.right for line in column)

    def is_indented(self, line: Piece) -> bool:
        return line.left - self.left > 0.5 * line.size

    def ends_early(self, line: Piece, following: Piece) -> bool:
        """Whether the line ends although the next line's first word would have fitted."""
        first_word = following.text.split(" ", 1)[0]
        width = (following.right - following.left) * len(first_word) / max(len(following.text), 1)
        return self.right - line.right > 1.15 * width + 0.8 * line.size

    def is_short(self, line: Piece) -> bool:
        return line.right - self.left < 0.6 * (self.right - self.left)


@dataclass
class _Paragraph:
    lines: list[Piece]
    edges: _Edges

    def is_complete(self, following: Piece) -> bool:
        """Whether it ends with its last line, as far as that line tells."""
        last = self.lines[-1]
        return bool(_ENDS_SENTENCE.search(last.text)) and self.edges.ends_early(last, following)

    def text(self, hyphens: "_Hyphens") -> str:
        parts: list[str] = []
        for line, below in pairwise(self.lines):
            parts += hyphens.ending(line.text, below.text)
        return "".join([*parts, self.lines[-1].text])


def _continued(finished: Sequence[_Paragraph], line: Piece, edges: _Edges) -> _Paragraph | None:
    """The paragraph that the first line of a column goes on with, if it is not a new one.

    A caption, a note or a pulled quote may stand between: one that breaks off within a sentence is looked for
    among the last few.
    """
    if not finished or edges.is_indented(line) or _BULLET.match(line.text):
        return None
    if _same_size(finished[-1].lines[-1], line):
        return None if finished[-1].is_complete(line) else finished[-1]
    if line.text[:1].islower():
        for paragraph in reversed(finished[-4:]):
            last = paragraph.lines[-1]
            if _same_size(last, line) and not _ENDS_SENTENCE.search(last.text):
                return paragraph
    return None


def _begins_paragraph(above: Piece, line: Piece, edges: _Edges, *, leading: float, body: float) -> bool:
    if not _same_size(above, line) or _BULLET.match(line.text) or CELLS_APART in above.text + line.text:
        return True
    if (above.middle - line.middle) / line.size > 1.2 * leading:
        return True
    if edges.is_indented(line) and (line.left - above.left > 0.5 * line.size or edges.ends_early(above, line)):
        return True
    if _BROKEN.search(above.text[-_LONGEST_WORD:]):
        return False
    # Lines of a headline may end early without ending anything.
    is_body = line.size < 1.15 * body
    return edges.ends_early(above, line) and (
        bool(_ENDS_SENTENCE.search(above.text)) or (is_body and edges.is_short(above))
    )


def _same_size(one: Piece, other: Piece) -> bool:
    return abs(one.size - other.size) < 0.1 * max(one.size, other.size)


def _leading(flow: Iterable[Column]) -> float:
    """How far lines are apart within paragraphs, in sizes of their font: the most frequent distance."""
    distances: Counter[float] = Counter()
    for column in flow:
        for above, line in pairwise(column):
            if _same_size(above, line):
                distances[round((above.middle - line.middle) / line.size, 1)] += 1
    likely = {distance: count for distance, count in distances.items() if 0.6 <= distance <= 2.5}
    return max(likely, key=lambda distance: (likely[distance], -distance), default=1.2)


def _body_size(flow: Iterable[Column]) -> float:
    """The size of most of the text."""
    sizes: Counter[float] = Counter()
    for column in flow:
        for line in column:
            sizes[round(line.size, 1)] += len(line.text)
    return sizes.most_common(1)[0][0] if sizes else 10.0


class _Hyphens:
    """What to do with a hyphen at a line's end, from how words are written elsewhere in the text."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._words = {word.lower() for line in lines for word in _WORD.findall(line)}

    def ending(self, line: str, below: str) -> tuple[str, str]:
        """A line as it stands before the next, and what comes between them: nothing, or a space."""
        broken, begins = _BROKEN.search(line[-_LONGEST_WORD:]), _BEGINS.match(below[:_LONGEST_WORD])
        if broken and begins:
            return (line if self._stays(broken[1], begins[0]) else line[:-1]), ""
        return line, "" if _UNSPACED.match(line[-1:]) and _UNSPACED.match(below[:1]) else " "

    def _stays(self, first: str, last: str) -> bool:
        whole, compound = (first + last).lower(), f"{first}-{last}".lower()
        if whole in self._words or compound in self._words:
            return whole not in self._words
        if not last[:1].islower() or not first[-1:].islower() or "-" in first:
            return True
        if first.lower() in _PREFIXES:
            return False
        if first.lower() in _NUMBERS:
            return last not in _OF_NUMBERS
        # A short last part is rather a syllable: "ill-ness", "far-mer".
        return compound in _COMPOUNDS or last in _LAST_PARTS or (first.lower() in _FIRST_PARTS and len(last) > 4)
