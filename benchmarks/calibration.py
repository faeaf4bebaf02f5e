"""Prints how far the reader's scores can be taken at their word: of what scores about 0.8, is 80 % right?

    python -m benchmarks.calibration ../shared [--set data/gold] [--bins 10] [--model FOLDER] [--json]

For each set and each kind of score a reliability table (bins of the score, how many fell there, their mean score, the
share that is right) and the expected calibration error: the mean gap between score and share, each bin counted by its
number (Naeini, Cooper and Hauskrecht 2015). What counts as right:

quotes          the content overlaps a gold quote's by half or more (Jaccard), one to one, best first
names           the same characters and the same label, for people, organisations and places
speakers        of quotes that are found: the speaker is the gold's; `speaker_score`, where the reader gives one
check-worthy    the gold says CFS of the sentence; every sentence with a score counts
kinds           the gold has this kind; each kind of each sentence that both sides call factual counts

It measures what was put out: what the reader missed has no score, and is told by `benchmarks.accuracy`.
"""

import argparse
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd
from spacy.language import Language
from spacy.tokens import Doc

import onrecord
from benchmarks.accuracy import DEV_SETS, rows, scorer
from onrecord.claims import SentenceScores, set_claims
from onrecord.reader.claims import KINDS, ClaimScorer
from onrecord.reader.network import MODEL
from onrecord.sentence_scores import sentence_scores
from onrecord.tabulation import tables


class Judged(NamedTuple):
    """A score, 0 to 1, and whether what it was given to is right."""

    score: float
    right: bool


class Bin(NamedTuple):
    """What is known of all that scores within one range.

    Attributes:
        low: Where the range starts.
        high: Where it ends; only the last range holds its end.
        number: How many scores fell there, at least one.
        score: Their mean.
        right: The share that is right.
    """

    low: float
    high: float
    number: int
    score: float
    right: float


def bins(judged: Iterable[Judged], *, number: int = 10) -> list[Bin]:
    """The ranges of equal width that hold a score, from low to high.

    Example:
        >>> bins([Judged(0.62, True), Judged(0.68, False), Judged(1.0, True)], number=10)[-1]
        Bin(low=0.9, high=1.0, number=1, score=1.0, right=1.0)

    Raises:
        ValueError: A score is not from 0 to 1.
    """
    held: list[list[Judged]] = [[] for _ in range(number)]
    for one in judged:
        if not 0 <= one.score <= 1:
            raise ValueError(f"A score of {one.score} is not from 0 to 1.")
        held[min(int(one.score * number), number - 1)].append(one)
    return [
        Bin(
            low=i / number,
            high=(i + 1) / number,
            number=len(of_bin),
            score=sum(one.score for one in of_bin) / len(of_bin),
            right=sum(one.right for one in of_bin) / len(of_bin),
        )
        for i, of_bin in enumerate(held)
        if of_bin
    ]


def calibration_error(found: Sequence[Bin]) -> float:
    """The expected calibration error of some bins, 0 to 1; 0 where there are none."""
    total = sum(each.number for each in found)
    return sum(each.number * abs(each.score - each.right) for each in found) / max(1, total)


# Reading


class Read(NamedTuple):
    """One article as it was read.

    Attributes:
        doc: With all components' work.
        sentences: (start, end, scores) of each sentence.
        quotes: The rows of the table of quotes.
        claims: The rows of the table of claims, those without a fact too.
        names: (start, end, label, score) of each name.
    """

    doc: Doc
    sentences: list[tuple[int, int, SentenceScores]]
    quotes: list[dict[str, Any]]
    claims: list[dict[str, Any]]
    names: list[tuple[int, int, str, float]]


def read(nlp: Language, texts: Sequence[str], claim_scorer: ClaimScorer) -> Iterator[Read]:
    """Reads texts, and keeps the scores that the pipeline has no place for."""
    reader = nlp.get_pipe("onrecord_reader").reader
    with nlp.select_pipes(disable="onrecord_claims"):
        docs = list(nlp.pipe(texts))
    for doc, reading in zip(docs, reader.pipe(texts), strict=True):
        scores = sentence_scores(doc, claim_scorer)
        set_claims(doc, scores)
        found = tables([doc], nfs=True)
        # A name may have lost its possessive, and so its end, on its way from the reader to the Doc.
        of_start = {name.start: name.score for name in reading.names}
        yield Read(
            doc,
            [(sent.start_char, sent.end_char, score) for sent, score in zip(doc.sents, scores, strict=True)],
            found.quotes.to_dict("records"),
            found.claims.to_dict("records"),
            [(ent.start_char, ent.end_char, ent.label_, of_start[ent.start_char]) for ent in doc.ents],
        )


# Judging


def matched(shared: Path, gold: dict, quotes: Sequence[dict[str, Any]]) -> dict[int, dict]:
    """Index of a quote → the gold quote that it finds, as score_quotes.py pairs them."""
    of = scorer(shared, "quotes")
    contents = [of.chars(gold["text"], quote["content"]) for quote in gold["quotes"]]
    pairs = sorted(
        (
            (of.jaccard(content, pieces), wanted, index)
            for index, quote in enumerate(quotes)
            for pieces in [of.chars(gold["text"], quote["pieces"])]
            for wanted, content in enumerate(contents)
            if content & pieces
        ),
        reverse=True,
    )
    found: dict[int, int] = {}
    for overlap, wanted, index in pairs:
        if overlap >= 0.5 and index not in found and wanted not in found.values():
            found[index] = wanted
    return {index: gold["quotes"][wanted] for index, wanted in found.items()}


def judged_quotes(shared: Path, gold: dict, article: Read) -> dict[str, list[Judged]]:
    """Quotes by whether they are any."""
    found = matched(shared, gold, article.quotes)
    return {"quotes": [Judged(quote["score"], index in found) for index, quote in enumerate(article.quotes)]}


def judged_speakers(shared: Path, gold: dict, article: Read) -> dict[str, list[Judged]]:
    """Speakers of quotes that are found, by whether they are right; none where the reader gives no `speaker_score`."""
    right = scorer(shared, "speakers").right
    judged = []
    for index, wanted in matched(shared, gold, article.quotes).items():
        score, speaker = article.quotes[index].get("speaker_score"), article.quotes[index]["speaker"]
        if wanted.get("speaker") and pd.notna(score) and pd.notna(speaker):
            judged.append(Judged(score, right(speaker, [wanted["speaker"], *wanted.get("speaker_alt", ())])))
    return {"speakers": judged}


def judged_names(shared: Path, gold: dict, article: Read) -> dict[str, list[Judged]]:
    """Names of people, organisations and places."""
    of, text = scorer(shared, "entities"), gold["text"]
    wanted = {(*of.trim(text, start, end), of.fold(label)) for start, end, label in of.names(gold["entities"])}
    return {
        "names": [
            Judged(score, (*of.trim(text, start, end), of.fold(label)) in wanted)
            for start, end, label, score in article.names
            if of.fold(label)
        ]
    }


def judged_claims(shared: Path, gold: dict, article: Read) -> dict[str, list[Judged]]:
    """Sentences by whether they are worth checking, and by each kind."""
    found: dict[str, list[Judged]] = {"check-worthy": [], "kinds": []}
    parts = [(claim["start"], claim["end"], claim) for claim in article.claims]
    for sentence in gold["sentences"]:
        claim = covering(sentence, parts)
        if claim is None or not sentence["label"]:
            continue
        found["check-worthy"].append(Judged(claim["score"], sentence["label"] == "CFS"))
        scores = covering(sentence, article.sentences)
        if scores is not None and claim["label"] != "NFS" and sentence["label"] != "NFS":
            found["kinds"] += [
                Judged(scores.kinds[kind], kind in sentence["kinds"])
                for kind in KINDS
                if kind not in sentence["kinds_disputed"]
            ]
    return found


def covering(sentence: Mapping[str, Any], parts: Iterable[tuple[int, int, Any]]) -> Any | None:
    """What belongs to the stretch that covers most of a sentence, 30 % at least, as score_claims.py has it."""
    start, end = sentence["start"], sentence["end"]
    shared, best = max(
        ((min(part_end, end) - max(part_start, start), value) for part_start, part_end, value in parts),
        key=lambda part: part[0],
        default=(0, None),
    )
    return best if shared >= 0.3 * (end - start) else None


JUDGES = {
    "quotes": judged_quotes,
    "entities": judged_names,
    "speakers": judged_speakers,
    "claims": judged_claims,
}
"""Task → what judges its scores."""


def judged(nlp: Language, claim_scorer: ClaimScorer, shared: Path, corpus: str) -> dict[str, list[Judged]]:
    """Kind of score → all of them in one set, in text order."""
    found: dict[str, list[Judged]] = {}
    gold = rows(shared, corpus)
    articles = read(nlp, [article["text"] for article in gold], claim_scorer)
    for wanted, article in zip(gold, articles, strict=True):
        for task in DEV_SETS[corpus]:
            for kind, more in JUDGES[task](shared, wanted, article).items():
                found.setdefault(kind, []).extend(more)
    return found


def lines(kind: str, found: Sequence[Bin]) -> Iterator[str]:
    """One kind of score as a reliability table."""
    if not found:
        yield f"  {kind}: no scores"
        return
    yield f"  {kind}: expected calibration error {calibration_error(found):.3f}"
    yield "      score       number  mean score  share right"
    for each in found:
        yield f"    {each.low:.2f}–{each.high:.2f}{each.number:>11}{each.score:>12.3f}{each.right:>13.3f}"


def main(argv: Sequence[str] | None = None) -> None:
    """Prints the tables or, with --json, one object."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("shared", type=Path, help="folder with corpora/ and eval/")
    parser.add_argument("--set", choices=DEV_SETS, action="append", help="only this set; may be given more than once")
    parser.add_argument("--bins", type=int, default=10, help="ranges of the score (10)")
    parser.add_argument("--model", type=Path, help="a model folder other than the shipped one")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(argv)
    nlp = onrecord.load(threads=2, model=options.model)
    claim_scorer = ClaimScorer.load((options.model or MODEL) / "claims.npz")
    printed = {}
    for corpus in options.set or DEV_SETS:
        found = judged(nlp, claim_scorer, options.shared, corpus)
        tables_of = {kind: bins(scores, number=options.bins) for kind, scores in found.items()}
        if options.json:
            printed[corpus] = {
                kind: {"error": round(calibration_error(table), 4), "bins": [each._asdict() for each in table]}
                for kind, table in tables_of.items()
            }
        else:
            print(f"\n{corpus}", flush=True)
            for kind, table in tables_of.items():
                print(*lines(kind, table), sep="\n", flush=True)
    if options.json:
        print(json.dumps(printed))


if __name__ == "__main__":
    main()
