"""`concordance`: a word in all its contexts, one below the other."""

import re
from dataclasses import dataclass
from html import escape

import pandas as pd

from onrecord.articles import Article
from onrecord.display.context import Articles, by_id
from onrecord.display.page import STYLE
from onrecord.tabulation import Column, frame

COLUMNS = (
    Column("article", "string", "id of the article"),
    Column("left", "string", "what stands before, on the same line"),
    Column("match", "string", "the word as printed"),
    Column("right", "string", "what stands after, on the same line"),
    Column("start", "Int64", "where the match starts"),
    Column("end", "Int64", "where the match ends"),
)

_MOST_SHOWN = 200
"""Lines that are drawn; the DataFrame has all."""

_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, repr=False)
class Concordance:
    """A word in its contexts: a DataFrame, and how to look at it.

    Attributes:
        data: a row for each match: article, left, match, right, start, end. `article.text[start:end] == match`.
    """

    data: pd.DataFrame

    def __len__(self) -> int:
        return len(self.data)

    def __repr__(self) -> str:
        return f"<a concordance of {len(self.data):,} lines>"

    def _repr_html_(self) -> str:
        rows = "".join(
            f'<tr><td class="or-left" dir="auto"><bdi>{escape(row.left)}</bdi></td>'
            f'<td class="or-match"><mark><bdi>{escape(row.match)}</bdi></mark></td>'
            f'<td class="or-right" dir="auto"><bdi>{escape(row.right)}</bdi></td>'
            f'<td class="or-place">{escape(row.article)} {row.start}–{row.end}</td></tr>\n'
            for row in self.data.fillna({"left": "", "right": ""}).head(_MOST_SHOWN).itertuples()
        )
        rest = len(self.data) - _MOST_SHOWN
        more = f'<p class="or-place">… and {rest:,} more in <code>.data</code></p>' if rest > 0 else ""
        return (
            f'<section class="onrecord or-wide" aria-label="Concordance">\n<style>{STYLE}</style>\n'
            f'<table class="or-kwic">\n{rows}</table>{more}</section>'
        )


def concordance(
    articles: Articles, word: str, *, within: pd.DataFrame | None = None, width: int = 50, match_case: bool = False
) -> Concordance:
    """Find a word and show each place with what stands left and right of it (keyword in context, KWIC).

    Example:
        >>> concordance(articles, "strik*")  # doctest: +SKIP
        >>> concordance(articles, "strike", within=tables.quotes).data  # doctest: +SKIP

    A star stands for any letters and digits, a space for any white space. Whole words are found: "port" is not in
    "report". Does not know that "struck" is a form of "strike".

    Args:
        articles: those that are searched. Problems among them are passed over.
        word: a word, or several.
        within: only matches inside of this table's rows count, such as those of quotes.
        width: characters on each side, at most; a side ends where its line does.
        match_case: whether "Port" and "port" are two words.

    Raises:
        ValueError: there is no word to look for.
    """
    if not word.strip(" *"):
        raise ValueError("A concordance needs a word with at least one letter.")
    pattern = re.compile(_pattern(word), 0 if match_case else re.IGNORECASE)
    rows = []
    for article in by_id(articles).values():
        places = None if within is None else within[within["article"] == article.id]
        bounds = None if places is None else list(zip(places["start"], places["end"], strict=True))
        for match in pattern.finditer(article.text):
            if bounds is None or any(start <= match.start() and match.end() <= end for start, end in bounds):
                rows.append(_row(article, match, width))
    return Concordance(frame(COLUMNS, rows))


def _pattern(word: str) -> str:
    words = [r"\w*".join(map(re.escape, part.split("*"))) for part in word.split()]
    letters = r"\s+".join(words)
    return rf"(?<!\w){letters}(?!\w)"


def _row(article: Article, match: re.Match[str], width: int) -> tuple[str, str | None, str, str | None, int, int]:
    start, end = match.span()
    left = article.text[max(0, start - width) : start].splitlines()[-1:]
    right = article.text[end : end + width].splitlines()[:1]
    return article.id, _one(left), match.group(), _one(right), start, end


def _one(side: list[str]) -> str | None:
    """A side without tabs and the like, which would push the columns apart; None where nothing stands there."""
    return (_SPACE.sub(" ", side[0]) or None) if side else None
