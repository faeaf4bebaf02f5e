"""Random samples to check, and a reading made without the machine as decisions on what the machine found."""

import hashlib
from collections.abc import Iterable

import pandas as pd

from onrecord.articles import Article
from onrecord.finding import Problem

IDS = ("claim", "quote", "entity")
"""Columns that tell the rows of a table apart within an article, the first one that is there."""

APART = " … "
"""What stands between the pieces of a quote that somebody typed."""

LEAST_OVERLAP = 0.5
"""Share of the characters of either (Jaccard) from which two stretches are the same quote or claim, to be corrected."""


def sample(table: pd.DataFrame, size: int, *, seed: int) -> pd.DataFrame:
    """Draw rows of a table at random, each as likely as any other: quotes or claims to check, or articles to read.

    Example:
        >>> onrecord.review.sample(tables.quotes, 100, seed=7)  # doctest: +SKIP
        >>> onrecord.review.sample(tables.articles, 20, seed=7)  # doctest: +SKIP

    A row's chance hangs on the seed, its article and its id alone. So a sample is the same on every machine, in
    whatever order the rows are. Does not know strata: to sample within outlets, draw from each outlet's rows.

    Args:
        table: a table with the column `article`; of quotes, claims, entities or articles.
        size: how many rows.
        seed: any number. Choose it before you have seen what it draws, and print it with the results.

    Returns:
        The rows, in the order of the table.

    Raises:
        ValueError: the table has fewer rows, or is of a kind whose rows have no ids.
    """
    if not 0 < size <= len(table):
        raise ValueError(f"The table has {len(table)} rows: {size} cannot be drawn.")
    chances = [hashlib.sha256(f"{seed}\x1f{key}".encode()).digest() for key in _keys(table)]
    if len(set(chances)) < len(chances):
        raise ValueError("Rows of this table cannot be told apart by article and id: draw quotes, claims or articles.")
    drawn = sorted(range(len(chances)), key=chances.__getitem__)[:size]
    return table.iloc[sorted(drawn)]


def items_of(drawn: pd.DataFrame) -> set[tuple[str, str]]:
    """The article and the id of each row of a sample of quotes, claims or entities.

    Raises:
        ValueError: these are rows of another table.
    """
    id_ = next((name for name in IDS if name in drawn.columns), None)
    if id_ is None:
        raise ValueError("Give rows of quotes, claims or entities. For a sample of articles, give their Docs.")
    return set(drawn[["article", id_]].itertuples(index=False, name=None))


def _keys(table: pd.DataFrame) -> list[str]:
    columns = ["article", *[name for name in IDS if name in table.columns][:1]]
    return ["\x1f".join(map(str, row)) for row in table[columns].itertuples(index=False)]


def located(read: pd.DataFrame, articles: Iterable[Article | Problem]) -> pd.DataFrame:
    """Find where the words that somebody noted while reading stand in the articles.

    Example:
        “We will,” … “appeal.” → pieces [[18, 28], [40, 49]]

    Each row's words are looked for from where the row before of the same article starts, so that rows are in the order
    of the text, and a quote may lie in another one. Where there is a column `coder`, that holds for each of them. Does
    not find words that were typed with other quotation marks or spaces than are printed: copy them.

    Args:
        read: rows with `article` and `words`; pieces are set apart by " … ". Where a row has no words, its article was
            read, and nothing was found in it.
        articles: their texts.

    Returns:
        The rows with `text`, `start`, `end` and `pieces` in the place of `words`.

    Raises:
        ValueError: there is no such article, or the words do not stand there. The message says which.
    """
    texts = {article.id: article.text for article in articles if isinstance(article, Article)}
    rows: list[tuple[str | None, int | None, int | None, list[list[int]] | None]] = []
    last: dict[tuple[str | None, str], int] = {}
    coders = read["coder"] if "coder" in read.columns else [None] * len(read)
    for coder, article, words in zip(coders, read["article"], read["words"], strict=True):
        if article not in texts:
            raise ValueError(f"There is no article {article!r} among those given.")
        if pd.isna(words):
            rows.append((None, None, None, None))
            continue
        text = texts[article]
        pieces = _pieces(text, words, last.get((coder, article), 0))
        if pieces is None:
            raise ValueError(f"The article {article} does not have the words {words!r}, or has them in another order.")
        start, end = pieces[0][0], pieces[-1][1]
        last[coder, article] = start
        rows.append((text[start:end], start, end, pieces))
    found = pd.DataFrame(rows, columns=["text", "start", "end", "pieces"], index=read.index)
    return pd.concat([read.drop(columns="words"), found.astype({"start": "Int64", "end": "Int64"})], axis=1)


def _pieces(text: str, words: str, at: int) -> list[list[int]] | None:
    """Where the pieces of what somebody typed stand, one after the other; None if one does not."""
    pieces = []
    for piece in words.split(APART):
        start = text.find(piece, at)
        if start < 0:
            return None
        at = start + len(piece)
        pieces.append([start, at])
    return pieces


def decisions(table: pd.DataFrame, read: pd.DataFrame) -> pd.DataFrame:
    """Say of each quote or claim that the machine found what somebody's own reading makes of it, for `apply`.

    Example:
        >>> by_ana = located(pd.read_csv("read_by_ana.csv"), articles)  # doctest: +SKIP
        >>> onrecord.review.apply(store, decisions(tables.quotes, by_ana), coder="ana")  # doctest: +SKIP

    For people who read without seeing the machine's answers: in a spreadsheet (see `located`), or in a program that
    `onrecord.read_export` reads. What overlaps by half or more (Jaccard) is the same one, the best matches first: it is
    accepted, and corrected where the reading differs. What the machine alone has is rejected, what the reading alone
    has is added. Looks only at articles that the reading has a row of; an article that was read and in which nothing
    was found needs a row with an empty `start`.

    Args:
        table: the machine's quotes or claims.
        read: rows with `article`, `start`, `end`, and other columns of the table that `apply` takes over.

    Returns:
        A table of corrections, with the column `decision`.
    """
    id_ = next(name for name in IDS if name in table.columns)
    own = read.dropna(subset=["start"]).astype({"start": int, "end": int})
    fields = [name for name in own.columns if name != id_]
    rows = []
    for article in dict.fromkeys(read["article"]):
        found, there = table[table["article"] == article], own[own["article"] == article]
        same = _matched(found, there)
        for number, key in enumerate(found[id_]):
            if number in same:
                rows.append({**dict(there[fields].iloc[same[number]]), id_: key, "decision": "accept"})
            else:
                rows.append({**dict(found[fields].iloc[number]), id_: key, "decision": "reject"})
        new = set(range(len(there))) - set(same.values())
        rows += [{**dict(there[fields].iloc[number]), id_: None, "decision": None} for number in sorted(new)]
    return pd.DataFrame(rows, columns=["article", id_, *[name for name in fields if name != "article"], "decision"])


def _matched(found: pd.DataFrame, there: pd.DataFrame) -> dict[int, int]:
    """Which row of one table is which of the other: the most alike first, and each once."""
    first, second = (list(table[["start", "end"]].itertuples(index=False, name=None)) for table in (found, there))
    alike = sorted((-_overlap(one, other), i, j) for i, one in enumerate(first) for j, other in enumerate(second))
    same: dict[int, int] = {}
    for overlap, i, j in alike:
        if -overlap >= LEAST_OVERLAP and i not in same and j not in same.values():
            same[i] = j
    return same


def _overlap(one: tuple[int, int], other: tuple[int, int]) -> float:
    common = min(one[1], other[1]) - max(one[0], other[0])
    return max(0, common) / (max(one[1], other[1]) - min(one[0], other[0]))
