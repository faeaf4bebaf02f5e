"""Prints how much worse On Record reads an article that was typed or scraped in another way.

    python -m benchmarks.robustness ../shared [--set data/gold] [--model FOLDER] [--json]

Each article is read as it is, and again in each of the VARIANTS, with the gold's offsets carried over. The figures are
the scorers' in ../shared/eval: F1 of quotes (all, speech), F1 of names, and the share of quotes with the right speaker,
end to end. Behind each stands its change against the text as it is, in points; ! marks a fall of more than 3 points, or
of more than 8 where the case of the whole text is lost.
"""

import argparse
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import accumulate
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

from spacy.language import Language

import onrecord
from benchmarks.accuracy import DEV_SETS, OWN, predictions, rows, scorer

SETS = (OWN, "full/news_full_dev", "quotes/polnear_dev")

MEASURES: Mapping[str, tuple[str, str, str]] = MappingProxyType(
    {
        "quotes": ("quotes", "all", "f1"),
        "speech": ("quotes", "speech", "f1"),
        "entities": ("entities", "all", "f1"),
        "speakers": ("speakers", "speakers", "end_to_end"),
    }
)
"""Column → the task, the row and the figure of its scorer."""

Pieces = list[str]
"""A text written anew: for each of its characters, what stands in its place; "" where it is left out."""


# The variants


_STRAIGHT = str.maketrans("“”„‟«»‘’‚‛‹›", "\"\"\"\"\"\"''''''")
_BREAK = re.compile(r"[ \t]*(?:\r?\n[ \t]*)+")
"""Where paragraphs or lines part, with the blank lines between."""

_BLANK_LINES = re.compile(r"(?<=\n)(?:[ \t]*\r?\n)+")
_WORD = re.compile(r"[^ \t\r\n]+")
WIDTH = 72


def replaced(text: str, pattern: re.Pattern[str], replacement: str) -> Pieces:
    """The text with a replacement in the place of each match."""
    pieces = list(text)
    for match in pattern.finditer(text):
        pieces[match.start() : match.end()] = [replacement, *[""] * (match.end() - match.start() - 1)]
    return pieces


def straight_quotes(text: str) -> Pieces:
    """Curly quotation marks, guillemets and apostrophes as on a typewriter."""
    return list(text.translate(_STRAIGHT))


def crlf(text: str) -> Pieces:
    """Line ends as Windows has them."""
    return replaced(text, re.compile(r"(?<!\r)\n"), "\r\n")


def no_break_spaces(text: str) -> Pieces:
    """Each space as a no-break space: more than any page has, so that no place of one is left out."""
    return ["\N{NO-BREAK SPACE}" if character == " " else character for character in text]


def lower_case(text: str) -> Pieces:
    """All in lower case."""
    return [character.lower() for character in text]


def headline_in_capitals(text: str) -> Pieces:
    """The first line in capitals, if it is a headline: short, and others follow."""
    end = text.find("\n")
    is_headline = 0 < end <= 150
    return [character.upper() if is_headline and i < end else character for i, character in enumerate(text)]


def no_blank_lines(text: str) -> Pieces:
    """Paragraphs parted by a line's end alone."""
    return replaced(text, _BLANK_LINES, "")


def hard_wrapped(text: str) -> Pieces:
    """Lines of WIDTH characters at most, as in an e-mail, with a blank line between paragraphs."""
    pieces = replaced(text, _BREAK, "\n\n")
    column, before = 0, 0
    for word in _WORD.finditer(text):
        gap = text[before : word.start()]
        if "\n" in gap:
            column = 0
        elif gap and column + len(gap) + len(word[0]) > WIDTH:
            pieces[before : word.start()] = ["\n", *[""] * (len(gap) - 1)]
            column = 0
        else:
            column += len(gap)
        column += len(word[0])
        before = word.end()
    return pieces


def one_paragraph(text: str) -> Pieces:
    """All on one line, the headline and the byline too."""
    return replaced(text, _BREAK, " ")


VARIANTS: Mapping[str, Callable[[str], Pieces]] = MappingProxyType(
    {
        "as it is": list,
        "straight quotes": straight_quotes,
        "CRLF": crlf,
        "no-break spaces": no_break_spaces,
        "lower case": lower_case,
        "headline in capitals": headline_in_capitals,
        "no blank lines": no_blank_lines,
        f"wrapped at {WIDTH}": hard_wrapped,
        "one paragraph": one_paragraph,
    }
)
"""Row of the table → how it writes a text anew. The first is what the others are compared with."""

MAY_FALL = MappingProxyType({"lower case": 8.0})
"""Points that the figures may fall in a variant, where it is not the usual number."""
USUAL_FALL = 3.0


# Carrying the gold over


class Rewritten(NamedTuple):
    """A text written anew.

    Attributes:
        text: The new text.
        at: For each border of the old text, from 0 to its length, the same border in the new one.
    """

    text: str
    at: tuple[int, ...]

    def span(self, span: Sequence[Any]) -> list[Any]:
        """[start, end, …] of the old text in the new one; what follows the two stays."""
        start, end, *others = span
        return [self.at[start], self.at[end], *others]


def rewritten(pieces: Pieces) -> Rewritten:
    """Joins pieces.

    Example:
        >>> rewritten(["a", "", "\\r\\n", "b"])
        Rewritten(text='a\\r\\nb', at=(0, 1, 1, 3, 4))
    """
    return Rewritten("".join(pieces), tuple(accumulate(map(len, pieces), initial=0)))


def carried(article: Mapping[str, Any], write: Callable[[str], Pieces]) -> dict[str, Any]:
    """An annotated article in the scorers' form, written anew with all of its quotes and entities."""
    new = rewritten(write(article["text"]))
    quotes = [
        {**quote, **{part: [new.span(span) for span in quote.get(part) or ()] for part in ("content", "source", "cue")}}
        for quote in article["quotes"]
    ]
    entities = [
        {**entity, "mentions": [new.span(mention) for mention in entity["mentions"]]}
        for entity in article.get("entities", ())
    ]
    return {"id": article["id"], "text": new.text, "quotes": quotes, "entities": entities}


# Measuring


def figures(nlp: Language, shared: Path, corpus: str) -> Iterator[tuple[str, dict[str, float]]]:
    """(variant, column → figure in percent) for one set."""
    articles = rows(shared, corpus)
    for variant, write in VARIANTS.items():
        gold = [carried(article, write) for article in articles]
        predicted = predictions(nlp, gold)
        found = {task: scorer(shared, task).score(gold, predicted) for task in DEV_SETS[corpus] if task != "claims"}
        yield (
            variant,
            {
                column: 100 * found[task][row][figure]
                for column, (task, row, figure) in MEASURES.items()
                if task in found
            },
        )


def lines(found: Sequence[tuple[str, Mapping[str, float]]]) -> Iterator[str]:
    """One set's figures as a table, each with its change against the first row."""
    [(_, usual), *_] = found
    yield f"  {'':22}" + "".join(f"{column:>9}{'':9}" for column in usual).rstrip()
    for variant, values in found:
        cells = []
        for column, value in values.items():
            change = value - usual[column]
            mark = "!" if -change > MAY_FALL.get(variant, USUAL_FALL) else " "
            cells.append(f"{value:>9.1f} ({change:+5.1f}){mark}")
        yield (f"  {variant:22}" + "".join(cells)).rstrip()


def main(argv: Sequence[str] | None = None) -> None:
    """Prints a table for each set or, with --json, one object."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("shared", type=Path, help="folder with corpora/ and eval/")
    parser.add_argument("--set", choices=SETS, action="append", help="only this set; may be given more than once")
    parser.add_argument("--model", type=Path, help="a model folder other than the shipped one")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(argv)
    nlp = onrecord.load(threads=2, model=options.model)
    by_set = {}
    for corpus in options.set or SETS:
        by_set[corpus] = list(figures(nlp, options.shared, corpus))
        if not options.json:
            print(f"\n{corpus}", *lines(by_set[corpus]), sep="\n", flush=True)
    if options.json:
        print(json.dumps({corpus: dict(found) for corpus, found in by_set.items()}))


if __name__ == "__main__":
    main()
