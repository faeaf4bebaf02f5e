"""An article with emoji, CRLF, right-to-left text and a discontinuous quote, and what a machine found in it."""

from functools import lru_cache

from spacy.tokens import Doc

from onrecord.articles import Article
from onrecord.claims import SentenceScores, set_claims
from onrecord.tabulation import Tables, tables
from tests.hand_made import doc_of

STRIKE = (
    "Dockers 👩‍👩‍👧 walk out at [Porto|LOC].\r\n\r\n",
    "{“We will appeal 🙂,”} <said> ([Ana Souza|PERSON]).",
    "{“Never,”} <said> ([Rui Costa|PERSON]).",
    "{“Nobody 🎉} <told> (us)” anything.",
    "שלום\u00a0said nobody. “I was there,” said Ines Lima.",
    "[Souza|PERSON] left. [Costa|PERSON] stayed.",
)


def article(id_: str = "strike") -> tuple[Doc, Article]:
    doc = doc_of(*STRIKE)
    checkworthy = (0.9, 0.6, 0.8, 0.2)
    scores = [checkworthy[number % 4] for number, _ in enumerate(doc.sents)]
    set_claims(doc, [SentenceScores(0.05, 0.95 - score, score, {"event": 0.9}, {}, 0.5) for score in scores])
    return doc, Article(id_, doc.text, title="Dockers walk out")


@lru_cache
def long_doc() -> Doc:
    """More than 20,000 words with 340 quotes, and a claim in each of 1,360 sentences."""
    sentences = (
        f"{{“We will appeal number {n} 🙂,”}} <said> ([Ana Souza|PERSON]) at the gate of the old dock. "
        + "The men waited at the gate until the evening, and nobody came out to them. " * 3
        + "\n"
        for n in range(340)
    )
    doc = doc_of(*sentences)
    set_claims(doc, [SentenceScores(0.05, 0.15, 0.8, {"event": 0.9}, {}, 0.5) for _ in doc.sents])
    return doc


@lru_cache
def found(*ids: str) -> Tables:
    """Tables to be read only: they are made once."""
    return tables([article(id_) for id_ in ids or ("strike",)])


TEXT = article()[1].text


def place(words: str) -> tuple[int, int]:
    """Where some words stand first."""
    start = TEXT.index(words)
    return start, start + len(words)
