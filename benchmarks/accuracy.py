"""Prints how well On Record reads the annotated corpora, by the scorers that come with them.

    python -m benchmarks.accuracy ../shared [--model FOLDER] [--json]

The corpora and their scorers are other people's and not in this repository: the folder must hold `corpora/` and
`eval/`. Each scorer's docstring defines its figures.
"""

import argparse
import importlib
import json
import sys
from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path
from types import ModuleType

from spacy.language import Language

import onrecord
from onrecord.annotate import annotation
from training.corpora import rows_of

DATA = Path(__file__).resolve().parent.parent / "data"

OWN = "data/gold"
"""Our own sample articles and their answers, beside the corpora."""

UNSEEN = "annotations/unseen"
"""64 articles that we have annotated and that the network has not seen, see training/annotations/README.md.

Pronouns and most descriptions are not told: "mentions" are names."""

DEV_SETS = {
    OWN: ("quotes", "entities", "speakers", "claims"),
    "quotes/polnear_dev": ("quotes",),
    "full/news_full_dev": ("quotes", "entities", "speakers"),
    UNSEEN: ("quotes", "entities", "speakers"),
    "entities/worldwide_dev": ("entities",),
    "claims/news_claims_dev": ("claims",),
}
"""The sets to measure on, and what each has answers for. Nothing marked test is ever opened."""


def scorer(shared: Path, task: str) -> ModuleType:
    """The scorer module of a task: quotes, entities, speakers or claims."""
    folder = str(shared / "eval")
    if folder not in sys.path:
        sys.path.insert(0, folder)
    return importlib.import_module(f"score_{task}")


def rows(shared: Path, corpus: str) -> list[dict]:
    """The annotated articles of one corpus, in the scorers' form."""
    if corpus == OWN:
        return list(own_rows())
    if corpus == UNSEEN:
        return list(annotated_rows(shared, corpus))
    with (shared / "corpora" / f"{corpus}.jsonl").open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


def own_rows(data: Path = DATA) -> Iterator[dict]:
    """Our own English articles: as the gold files have them, printed texts left out and the article's text put in."""
    for file in sorted((data / "gold").glob("*.json")):
        gold = json.loads(file.read_text(encoding="utf-8"))
        if gold["language"] != "en":
            continue
        gold["text"] = (data / gold["article"]).read_bytes().decode("utf-8-sig")
        for entity in gold["entities"]:
            entity["mentions"] = [[start, end, form] for start, end, _, form in entity["mentions"]]
        for quote in gold["quotes"]:
            for part in ("content", "source", "cue"):
                quote[part] = [[start, end] for start, end, _ in quote[part]]
        for sentence in gold["sentences"]:
            sentence["start"], sentence["end"], _ = sentence.pop("span")
            # The corpus of claims has a second reader where ours has other names that are as good.
            sentence["claimer_b"] = sentence.pop("claimer_alt")
            sentence["kinds_disputed"] = []
        yield gold


def annotated_rows(shared: Path, corpus: str) -> Iterator[dict]:
    """Our annotations of others' texts, with speakers by name or, where they have none, by what they are called."""
    for row in rows_of(shared / "corpora", corpus):
        called = [_called(row, number) for number in range(len(row["entities"]))]
        for quote in row["quotes"]:
            names = called[quote["speaker"]] if quote["speaker"] is not None else [""]
            quote["speaker"], *quote["speaker_alt"] = names
        yield row


def _called(row: dict, number: int) -> list[str]:
    """What an entity is called in an article, the longest first."""
    mentions = row["entities"][number]["mentions"]
    spans = [(start, end) for start, end, form in mentions if form == "name"]
    if not spans:
        sources = (quote.get("source") or [] for quote in row["quotes"] if quote["speaker"] == number)
        spans = [(start, end) for start, end, form in mentions if form == "nominal"]
        spans += [(start, end) for start, end in chain(*sources)]
    spans = spans or [(start, end) for start, end, _ in mentions]
    return sorted({row["text"][start:end] for start, end in spans}, key=len, reverse=True)


def predictions(nlp: Language, articles: Sequence[dict]) -> list[dict]:
    """What `onrecord annotate` says of each article."""
    pairs = ((article["text"], article["id"]) for article in articles)
    return [annotation(doc, id_) for doc, id_ in nlp.pipe(pairs, as_tuples=True)]


def figures(nlp: Language, shared: Path) -> Iterator[tuple[str, str, dict]]:
    """(corpus, task, the scorer's figures) for every dev set."""
    for corpus, tasks in DEV_SETS.items():
        gold = rows(shared, corpus)
        predicted = predictions(nlp, gold)
        for task in tasks:
            found = scorer(shared, task).score(gold, predicted)
            # Some scorers have single figures beside their rows.
            yield corpus, task, {row: v if isinstance(v, dict) else {"value": v} for row, v in found.items()}


def main(argv: Sequence[str] | None = None) -> None:
    """Prints the figures as lines or, with --json, as one object."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("shared", type=Path, help="folder with corpora/ and eval/")
    parser.add_argument("--model", type=Path, help="a model folder other than the shipped one")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(argv)
    found = list(figures(onrecord.load(threads=2, model=options.model), options.shared))
    if options.json:
        print(json.dumps({f"{corpus} {task}": result for corpus, task, result in found}))
        return
    for corpus, task, result in found:
        print(f"\n{corpus}: {task}")
        for row, values in result.items():
            print(f"  {row:16}", "  ".join(f"{name} {value}" for name, value in values.items()))


if __name__ == "__main__":
    main()
