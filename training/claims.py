"""Fits the last step towards claims: ``python -m training.claims ../shared --model FOLDER``.

It comes after the network, takes a minute, and looks at what the exported int8 model says of articles that it has not
seen (`training.corpora.held_out`): how sure it may be of a sentence, given its neighbours and its article.
"""

import argparse
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

import onrecord
from onrecord.reader.claims import (
    CERTAINTIES,
    EVIDENCE,
    FACTS,
    KINDS,
    LABELS,
    OF_NO_FACT,
    OUTPUTS,
    ClaimScorer,
    features,
)
from onrecord.reader.network import MODEL
from onrecord.reader.vectors import WordVectors
from onrecord.sentence_scores import VECTORS_KEY, facts
from training.corpora import Example, held_out
from training.export import write_manifest

CORPORA = ("claims/news_claims_train", "annotations/claims")

STRENGTH = 0.02
"""How freely the step may fit (scikit-learn's C)."""

KIND_STRENGTH = 1.0
"""The same for kinds: each has evidence of its own."""


@dataclass(frozen=True)
class Sentences:
    """The sentences of one article: (sentences, features) that the step sees, and what the annotators say."""

    seen: np.ndarray
    answers: list[dict]


def read(examples: list[Example], model: Path) -> list[Sentences]:
    """Articles as the pipeline sees them."""
    nlp = onrecord.load(threads=2, model=model)
    # It would take the vectors off the Doc.
    nlp.disable_pipe("onrecord_claims")
    scorer = ClaimScorer.load(model / "claims.npz")
    found = []
    for doc, example in zip(nlp.pipe(example.text for example in examples), examples, strict=True):
        spans = [(sentence.start, sentence.end) for sentence in example.sentences]
        evidence = scorer.evidence(WordVectors(*doc.user_data[VECTORS_KEY]).pooled(spans))
        found.append(Sentences(features(evidence, facts(doc, spans)), [s.answer for s in example.sentences]))
    return found


def fitted(rows: np.ndarray, answers: np.ndarray, strength: float = STRENGTH) -> np.ndarray:
    """(columns + 1, classes) weights with the intercepts last; one column where there are two classes."""
    scale = StandardScaler().fit(rows)
    model = LogisticRegression(C=strength, max_iter=1000).fit(scale.transform(rows), answers)
    weights = model.coef_ / scale.scale_
    return np.vstack([weights.T, model.intercept_ - weights @ scale.mean_]).astype(np.float32)


def last_step(articles: list[Sentences]) -> np.ndarray:
    """(features + 1, OUTPUTS) weights."""
    rows = np.concatenate([article.seen for article in articles])
    return np.hstack(list(_answered(rows, [answer for article in articles for answer in article.answers])))


def _answered(rows: np.ndarray, answers: list[dict]) -> Iterator[np.ndarray]:
    """The weights for OUTPUTS, in their order."""
    yield fitted(rows, np.array([LABELS.index(answer["label"]) for answer in answers]))
    is_fact = np.array([answer["label"] != "NFS" for answer in answers])
    for kind in KINDS:
        # As by the guide; and what a kind has in common with all facts must not count twice.
        asked = is_fact | (kind in OF_NO_FACT)
        is_kind = np.array([kind in answer["kinds"] for answer in answers])
        yield _of_itself(rows[asked], is_kind[asked])
    yield fitted(rows, np.array([CERTAINTIES.index(answer["certainty"]) for answer in answers]))
    yield fitted(rows, np.array(["ARTICLE" in answer["claimer"] for answer in answers]))


def _of_itself(rows: np.ndarray, answers: np.ndarray) -> np.ndarray:
    """Weights for a kind, which a sentence's own evidence and facts tell: none for what is around it."""
    own = [*range(len(EVIDENCE)), *range(rows.shape[1] - len(FACTS), rows.shape[1])]
    weights = np.zeros((rows.shape[1] + 1, 1), dtype=np.float32)
    weights[[*own, -1]] = fitted(rows[:, own], answers, KIND_STRENGTH)
    return weights


def main() -> None:
    """Fits the step and writes it into the model folder."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("shared", type=Path, help="folder with corpora/")
    parser.add_argument("--model", type=Path, default=MODEL)
    options = parser.parse_args()
    examples = [example for corpus in CORPORA for example in held_out(options.shared / "corpora", corpus)]
    sentences = last_step(read(examples, options.model))
    assert sentences.shape[1] == len(OUTPUTS), sentences.shape
    with np.load(options.model / "claims.npz", allow_pickle=False) as arrays:
        answers = arrays["answers"]
    np.savez(options.model / "claims.npz", answers=answers, sentences=sentences)
    manifest = json.loads((options.model / "manifest.json").read_text(encoding="utf-8"))
    del manifest["files"]
    write_manifest(options.model, **manifest)


if __name__ == "__main__":
    main()
