"""Reads annotated corpora into one form, and says what each of them does and does not tell.

The corpora disagree on labels. Instead of forcing one set on them, each coarse label stands for the set of
our labels that it may mean, and the loss is the probability of that whole set (see `ENTITY_SCHEMES`).
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

Span = tuple[int, int]

ANY_VALUE = ("DATE", "MONEY")
"""Labels that only one corpus annotates: elsewhere, a token outside of all names may still be one of these."""

_FINE = {label: (label,) for label in ("PERSON", "ORG", "LOC", "FACILITY", "NORP", "PRODUCT", "MISC")}

ENTITY_SCHEMES: dict[str, dict[str, tuple[str, ...]]] = {
    "entities/worldwide": {
        "Person": ("PERSON",),
        "Organization": ("ORG",),
        "Location": ("LOC",),
        "Facility": ("FACILITY",),
        "NORP": ("NORP",),
        "Product": ("PRODUCT",),
        "Misc": ("MISC",),
        "Date": ("DATE",),
        "Money": ("MONEY",),
        "O": (),
    },
    "full/news_full": {**_FINE, "O": ANY_VALUE},
    "entities/wikigold": {
        "PER": ("PERSON",),
        "ORG": ("ORG",),
        "LOC": ("LOC", "FACILITY"),
        "MISC": ("MISC", "NORP", "PRODUCT"),
        "O": ANY_VALUE,
    },
    "entities/wnut17": {
        "person": ("PERSON",),
        "location": ("LOC", "FACILITY"),
        "corporation": ("ORG",),
        "group": ("ORG", "NORP"),
        "product": ("PRODUCT",),
        "creative-work": ("MISC", "PRODUCT"),
        "O": (*ANY_VALUE, "NORP", "MISC"),
    },
}
"""Per corpus: which of our labels each of its labels may mean, and which names it leaves unmarked ("O")."""

SPEECH_WEIGHT = {"quotes/polnear": 0.3, "full/news_full": 1.0}
"""How far a corpus's "speech" is trusted: PolNeAR's is derived from a list of verbs, `full` judged by its guide."""


@dataclass(frozen=True)
class Attribution:
    """Who said what, as annotated: spans of characters; cue and source may be empty."""

    content: list[Span]
    source: list[Span]
    cue: list[Span]
    speech: bool


@dataclass(frozen=True)
class Example:
    """One annotated article. `entities` or `quotes` is None where the corpus does not annotate them."""

    id: str
    text: str
    corpus: str
    entities: list[tuple[int, int, str]] | None = None
    quotes: list[Attribution] | None = None
    paragraphs: list[Span] | None = field(default=None, compare=False)

    @property
    def family(self) -> str:
        """The corpus without its "_train" or "_dev"."""
        return self.corpus.removesuffix("_train").removesuffix("_dev")


def examples(root: Path, corpus: str) -> list[Example]:
    """All articles of one corpus, for example ``examples(Path("corpora"), "quotes/polnear_train")``."""
    rows = rows_of(root, corpus)
    if corpus.startswith("entities/wnut17"):
        rows = _threads(rows)
    return [_example(row, corpus) for row in rows]


def rows_of(root: Path, corpus: str) -> list[dict]:
    """The corpus's objects as they are."""
    with (root / f"{corpus}.jsonl").open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


def _example(row: dict, corpus: str) -> Example:
    return Example(
        id=row["id"],
        text=row["text"],
        corpus=corpus,
        entities=list(_names(row["entities"])) if "entities" in row else None,
        quotes=[_attribution(quote) for quote in row["quotes"]] if "quotes" in row else None,
    )


def _names(entities: list) -> Iterator[tuple[int, int, str]]:
    for entity in entities:
        if isinstance(entity, dict):
            yield from ((start, end, entity["label"]) for start, end, form in entity["mentions"] if form == "name")
        else:
            start, end, label = entity
            yield start, end, label


def _attribution(quote: dict) -> Attribution:
    return Attribution(
        content=[tuple(span) for span in quote["content"]],
        source=[tuple(span) for span in quote.get("source") or []],
        cue=[tuple(span) for span in quote.get("cue") or []],
        speech=quote.get("speech", True),
    )


def _threads(posts: list[dict], size: int = 12) -> Iterator[dict]:
    """Posts of a sentence or two, a dozen to a text: a window for each would be mostly padding."""
    for at in range(0, len(posts), size):
        text, entities = "", []
        for post in posts[at : at + size]:
            entities += [[start + len(text), end + len(text), label] for start, end, label in post["entities"]]
            text += post["text"].replace("\n", " ") + "\n\n"
        yield {"id": f"{posts[at]['id']}+", "text": text, "entities": entities}
