"""Makes what finds claims: ``python -m training.claims ../shared --model FOLDER``.

It comes after the network, whose states it reads as the exported int8 model gives them, and takes some minutes. The
linear steps of `onrecord.reader.claims` are fitted one after the other: the first on the mean state of each sentence,
the second on what the first says of sentences that it has not seen.
"""

import argparse
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold
from sklearn.preprocessing import StandardScaler
from spacy.language import Language

import onrecord
from onrecord.reader.claims import (
    CERTAINTIES,
    EVIDENCE,
    FACTS,
    KINDS,
    LABELS,
    OUTPUTS,
    ROLES,
    ClaimScorer,
    Evidence,
    features,
)
from onrecord.reader.network import MODEL
from onrecord.sentence_scores import EVIDENCE_KEY, facts
from training.corpora import rows_of
from training.export import write_manifest

STATES = 896
"""Numbers that the network gives for a word: early, token and anchor."""

WORD_STRENGTH, SENTENCE_STRENGTH = 0.01, 0.05
"""How freely the two steps may fit (scikit-learn's C)."""

FOLDS = 6
LINES = 40
"""Lines of a debate or a speech that are read as one text."""


@dataclass(frozen=True)
class Sentences:
    """The sentences of one article: what the network says of each, what can be counted, what the annotators say."""

    states: np.ndarray
    facts: np.ndarray
    answers: list[dict]


def articles(root: Path, corpus: str) -> Iterator[tuple[str, list[dict]]]:
    """Texts with their annotated sentences."""
    rows = rows_of(root, f"claims/{corpus}")
    if "sentences" in rows[0]:
        yield from ((row["text"], row["sentences"]) for row in rows)
        return
    documents: dict[str, list[dict]] = {}
    for row in rows:
        documents.setdefault(row["doc"], []).append(row)
    for lines in documents.values():
        for at in range(0, len(lines), LINES):
            yield _as_text(lines[at : at + LINES])


def _as_text(lines: list[dict]) -> tuple[str, list[dict]]:
    text, sentences = "", []
    for line in lines:
        words = line["text"].replace("\n", " ")
        sentences.append({**line, "start": len(text), "end": len(text) + len(words)})
        text += words + "\n"
    return text, sentences


def read(root: Path, corpus: str, nlp: Language) -> list[Sentences]:
    """All articles of a corpus, as the pipeline sees them."""
    found = list(articles(root, corpus))
    docs = nlp.pipe([text for text, _ in found])
    read_: list[Sentences] = []
    for doc, (_, sentences) in zip(docs, found, strict=True):
        spans = [(sentence["start"], sentence["end"]) for sentence in sentences]
        states = Evidence(*doc.user_data[EVIDENCE_KEY]).of_sentences(spans)
        read_.append(Sentences(states, facts(doc, spans), sentences))
    return read_


def fitted(rows: np.ndarray, answers: np.ndarray, strength: float) -> np.ndarray:
    """(columns + 1, classes) weights with the intercepts last; one column where there are two classes."""
    scale = StandardScaler().fit(rows)
    model = LogisticRegression(C=strength, max_iter=400).fit(scale.transform(rows), answers)
    weights = model.coef_ / scale.scale_
    return np.vstack([weights.T, model.intercept_ - weights @ scale.mean_]).astype(np.float32)


def first_step(news: list[Sentences], others: np.ndarray) -> np.ndarray:
    """(states + 1, EVIDENCE), with what other corpora say as it is handed in."""
    states = np.concatenate([article.states for article in news])
    return np.hstack([*_answered(states, [a for article in news for a in article.answers], WORD_STRENGTH), others])


def _answered(rows: np.ndarray, answers: list[dict], strength: float) -> Iterator[np.ndarray]:
    """The weights for OUTPUTS, in their order."""
    yield fitted(rows, np.array([LABELS.index(answer["label"]) for answer in answers]), strength)
    for kind in KINDS:
        yield fitted(rows, np.array([kind in answer["kinds"] for answer in answers]), strength)
    yield fitted(rows, np.array([CERTAINTIES.index(answer["certainty"]) for answer in answers]), strength)
    yield fitted(rows, np.array(["ARTICLE" in answer["claimer"] for answer in answers]), strength)


def from_other_corpora(root: Path, nlp: Language) -> np.ndarray:
    """The weights of the first step that ClaimBuster, PoliClaim and NewsDiscourse teach."""
    weights = []
    for corpus, answer in (
        ("claimbuster_train", lambda sentence: LABELS.index(sentence["label"])),
        ("policlaim_train", lambda sentence: bool(sentence["label"])),
        ("newsdiscourse_train", lambda sentence: ROLES.index((sentence["role"] or ["NA"])[0])),
    ):
        found = read(root, corpus, nlp)
        states = np.concatenate([article.states for article in found])
        answers = np.array([answer(sentence) for article in found for sentence in article.answers])
        weights.append(fitted(states, answers, WORD_STRENGTH / 5))
    return np.hstack(weights)


def second_step(news: list[Sentences], others: np.ndarray) -> np.ndarray:
    """(features + 1, OUTPUTS), from evidence of first steps that have not seen the article."""
    seen: list[np.ndarray | None] = [None] * len(news)
    for train, held_out in GroupKFold(FOLDS).split(news, groups=range(len(news))):
        words = ClaimScorer(first_step([news[number] for number in train], others), np.empty(0))
        for number in held_out:
            seen[number] = features(words.evidence(news[number].states).astype(np.float32), news[number].facts)
    rows = np.concatenate(seen)
    return np.hstack(list(_answered(rows, [a for article in news for a in article.answers], SENTENCE_STRENGTH)))


def seeing(model: Path) -> Language:
    """The pipeline with the network's states as evidence, and without the step that makes claims of it."""
    nlp = onrecord.load(threads=2, model=model)
    nlp.get_pipe("onrecord_reader").reader.network.claim_scorer = ClaimScorer(
        np.vstack([np.eye(STATES), np.zeros(STATES)]).astype(np.float32), np.empty(0)
    )
    nlp.disable_pipe("onrecord_claims")
    return nlp


def main() -> None:
    """Fits both steps and writes them into the model folder."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("shared", type=Path, help="folder with corpora/")
    parser.add_argument("--model", type=Path, default=MODEL)
    options = parser.parse_args()
    root = options.shared / "corpora"
    nlp = seeing(options.model)
    others = from_other_corpora(root, nlp)
    news = read(root, "news_claims_train", nlp)
    words, sentences = first_step(news, others), second_step(news, others)
    assert words.shape == (STATES + 1, len(EVIDENCE)), words.shape
    assert sentences.shape[1] == len(OUTPUTS) and len(FACTS) == news[0].facts.shape[1], sentences.shape
    np.savez(options.model / "claims.npz", words=words, sentences=sentences)
    manifest = json.loads((options.model / "manifest.json").read_text(encoding="utf-8"))
    del manifest["files"]
    write_manifest(options.model, **manifest)


if __name__ == "__main__":
    main()
