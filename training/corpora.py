"""Reads annotated corpora into one form, and says what each of them does and does not tell.

The corpora disagree on labels. Instead of forcing one set on them, each coarse label stands for the set of
our labels that it may mean, and the loss is the probability of that whole set (see `ENTITY_SCHEMES`).
"""

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from onrecord.cues import cue_class, cue_lemma

Span = tuple[int, int]

ANNOTATIONS = Path(__file__).parent / "annotations"
"""What we have annotated ourselves in texts of other corpora: offsets and labels, without the texts."""

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

ENTITY_SCHEMES["annotations/full"] = ENTITY_SCHEMES["annotations/polnear"] = ENTITY_SCHEMES["full/news_full"]

SPEECH_WEIGHT = {"quotes/polnear": 0.5, "annotations/polnear": 0.5, "full/news_full": 1.0, "annotations/full": 1.0}
"""How far a corpus's "speech" is trusted: PolNeAR's is derived from a list of verbs, `full` judged by its guide.

See `_is_disputed` for what is not asked at all."""


@dataclass(frozen=True)
class Attribution:
    """Who said what, as annotated: spans of characters; cue and source may be empty, speech may not be told."""

    content: list[Span]
    source: list[Span]
    cue: list[Span]
    speech: bool | None


NOBODY = -1
"""The number of no chain."""


@dataclass(frozen=True)
class Chain:
    """The mentions of one person, body or thing: (start, end, form), form "name", "nominal" or "pronoun"."""

    mentions: list[tuple[int, int, str]]


@dataclass(frozen=True)
class Sentence:
    """What annotators say of one sentence: whatever the corpus has of label, kinds, claimer, certainty, role."""

    start: int
    end: int
    answer: dict


@dataclass(frozen=True)
class Example:
    """One annotated article. What the corpus does not annotate is None.

    `nominals` are the descriptions of people and bodies ("the minister"), where all of them are marked; `spoken` are
    first pieces of quotes with the number of the chain that speaks, NOBODY where the article does not tell; `loose`
    are pronouns that mean nobody in the chains, where all that do are marked.
    """

    id: str
    text: str
    corpus: str
    entities: list[tuple[int, int, str]] | None = None
    quotes: list[Attribution] | None = None
    chains: list[Chain] | None = None
    spoken: list[tuple[Span, int]] = field(default_factory=list)
    loose: list[Span] = field(default_factory=list)
    nominals: list[Span] | None = None
    sentences: list[Sentence] | None = None
    paragraphs: list[Span] | None = field(default=None, compare=False)

    @property
    def family(self) -> str:
        """The corpus without its "_train" or "_dev"."""
        return self.corpus.removesuffix("_train").removesuffix("_dev")


def examples(root: Path, corpus: str) -> list[Example]:
    """What the network is trained on, for example ``examples(Path("corpora"), "quotes/polnear_train")``."""
    return [example for example in _all(root, corpus) if not is_held_out(example)]


def held_out(root: Path, corpus: str) -> list[Example]:
    """The articles with claims that the network has not seen: training/claims.py looks at how sure it is of them."""
    return [example for example in _all(root, corpus) if is_held_out(example)]


def is_held_out(example: Example) -> bool:
    """Whether an article is one of the seventh of those with claims that the network does not see."""
    is_news_claims = example.corpus in ("claims/news_claims_train", "annotations/claims")
    return is_news_claims and hashlib.sha256(example.id.encode()).digest()[0] % 7 == 0


def _all(root: Path, corpus: str) -> list[Example]:
    rows = rows_of(root, corpus)
    if corpus.startswith("entities/wnut17"):
        rows = list(_threads(rows))
    if corpus.startswith(("claims/claimbuster", "claims/policlaim")):
        rows = list(_documents(rows))
    return [_example(row, corpus) for row in rows]


def rows_of(root: Path, corpus: str) -> list[dict]:
    """The corpus's objects as they are; our own annotations with the texts that they were made in.

    Where the texts' own corpus has quotes, they are "given": people read them, by another guide than ours. A row of
    ours may have "speakers" for them in place of quotes.
    """
    file = ANNOTATIONS / f"{Path(corpus).name}.jsonl" if corpus.startswith("annotations/") else root / f"{corpus}.jsonl"
    with file.open(encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines if line.strip()]
    return list(_with_texts(root, rows)) if corpus.startswith("annotations/") else rows


def _with_texts(root: Path, rows: list[dict]) -> Iterator[dict]:
    articles = {
        (corpus, article["id"]): article
        for corpus in sorted({row["corpus"] for row in rows})
        for article in rows_of(root, corpus)
    }
    for row in rows:
        article = articles[row["corpus"], row["id"]]
        if hashlib.sha256(article["text"].encode()).hexdigest() != row["sha256"]:
            raise ValueError(f"{row['corpus']} {row['id']} is not the text that was annotated.")
        yield {**row, **_given(row, article), "text": article["text"]}


def _given(row: dict, article: dict) -> dict:
    """What becomes of the quotes of a row when the article's own corpus has some."""
    if "speakers" in row:
        speakers = zip(article["quotes"], row["speakers"], strict=True)
        return {"quotes": [{**quote, "speaker": speaker} for quote, speaker in speakers]}
    return {"given": article["quotes"]} if "quotes" in row and "quotes" in article else {}


def _example(row: dict, corpus: str) -> Example:
    entities, quotes, family = row.get("entities"), row.get("given", row.get("quotes")), corpus.split("/")[0]
    chains = list(_chains(row))
    is_full = family in ("full", "annotations") and entities is not None
    is_judged = corpus not in ("quotes/polnear_train", "annotations/polnear")
    return Example(
        id=row["id"],
        text=row["text"],
        corpus=corpus,
        entities=list(_names(entities)) if entities is not None and family != "coref" else None,
        quotes=[_attribution(quote, row["text"], is_judged) for quote in quotes]
        if quotes is not None and family != "coref"
        else None,
        chains=chains or None,
        spoken=list(_spoken(row)),
        loose=_loose(row["text"], chains) if is_full else [],
        nominals=_nominals(row) if is_full else None,
        sentences=[_sentence(sentence) for sentence in row["sentences"]] if "sentences" in row else None,
    )


def _names(entities: list) -> Iterator[tuple[int, int, str]]:
    for entity in entities:
        if isinstance(entity, dict):
            yield from ((start, end, entity["label"]) for start, end, form in entity["mentions"] if form == "name")
        else:
            start, end, label = entity
            yield start, end, label


_FORMS = {"PROP": "name", "NOM": "nominal", "PRON": "pronoun"}
_PRONOUN = re.compile(
    r"(i|me|my|mine|myself|we|us|our|ours|ourselves|you|your|yours|he|him|his|himself|she|her|hers|herself|"
    r"it|its|itself|they|them|their|theirs|themselves|who|whom|whose|which|that|this)",
    re.IGNORECASE,
)
_LOOSE = re.compile(r"\b(we|us|our|ours|it|its|itself|they|them|their|theirs|who|whose|which)\b", re.IGNORECASE)


def _chains(row: dict) -> Iterator[Chain]:
    """Who is who: entities with mentions, GUM's clusters and singletons, GAP's two names and a pronoun."""
    if "pronoun" in row:
        for name in ("A", "B"):
            mentions = [(*row[name], "name")]
            yield Chain([*mentions, (*row["pronoun"], "pronoun")] if row[f"{name}_coref"] else mentions)
        if not row["A_coref"] and not row["B_coref"]:
            yield Chain([(*row["pronoun"], "pronoun")])
    for entity in row.get("entities", ()):
        if isinstance(entity, dict):
            yield Chain([(start, end, _FORMS.get(form, form)) for start, end, form in entity["mentions"]])
    for cluster in (*row.get("clusters", ()), *([span] for span in row.get("singletons", ()))):
        yield Chain([(start, end, _form(row["text"][start:end])) for start, end in cluster])


def _form(text: str) -> str:
    if _PRONOUN.fullmatch(text):
        return "pronoun"
    return "name" if text[:1].isupper() and not text.startswith("The ") else "nominal"


def _spoken(row: dict) -> Iterator[tuple[Span, int]]:
    """Quotes name who speaks by the entity's name, or by its number."""
    chains = {entity.get("name", k): k for k, entity in enumerate(row.get("entities", ())) if isinstance(entity, dict)}
    for quote in row.get("quotes", ()):
        yield tuple(quote["content"][0]), chains.get(quote.get("speaker", quote.get("cluster")), NOBODY)


def _loose(text: str, chains: list[Chain]) -> list[Span]:
    linked = {(start, end) for chain in chains for start, end, _ in chain.mentions}
    return [match.span() for match in _LOOSE.finditer(text) if match.span() not in linked]


def _nominals(row: dict) -> list[Span]:
    """The descriptions; of two that hold one another, the shorter: a layer of tags has room for one."""
    found = [(s, e) for entity in row["entities"] for s, e, form in entity["mentions"] if form == "nominal"]
    return [
        (start, end)
        for start, end in found
        if not any((s, e) != (start, end) and start <= s and e <= end for s, e in found)
    ]


def _attribution(quote: dict, text: str, is_judged: bool) -> Attribution:
    cue = [tuple(span) for span in quote.get("cue") or []]
    speech = quote.get("speech", True)
    return Attribution(
        content=[tuple(span) for span in quote["content"]],
        source=[tuple(span) for span in quote.get("source") or []],
        cue=cue,
        speech=speech if is_judged or not _is_disputed(speech, text, cue) else None,
    )


def _is_disputed(speech: bool, text: str, cue: list[Span]) -> bool:
    """Whether our lexicon takes for thought what a corpus takes for speech, or the other way round.

    PolNeAR's "speech" is derived from a list of verbs, which has "think" and neither "ask" nor "deny".
    """
    kind = cue_class(cue_lemma(text[cue[0][0] : cue[-1][1]])) if cue else None
    return kind is not None and speech == (kind in ("thinking", "planning"))


def _sentence(sentence: dict) -> Sentence:
    return Sentence(sentence["start"], sentence["end"], sentence)


LINES = 40
"""Lines of a debate or a speech that are read as one text."""


def _documents(lines: list[dict]) -> Iterator[dict]:
    """Debates and speeches of one sentence to a row, joined as they were spoken."""
    documents: dict[str, list[dict]] = {}
    for line in lines:
        documents.setdefault(line["doc"], []).append(line)
    for doc, of_doc in documents.items():
        for at in range(0, len(of_doc), LINES):
            text, sentences = "", []
            for line in of_doc[at : at + LINES]:
                words = line["text"].replace("\n", " ")
                sentences.append({**line, "start": len(text), "end": len(text) + len(words)})
                text += words + "\n"
            yield {"id": f"{doc}+{at}", "text": text, "sentences": sentences}


def _threads(posts: list[dict], size: int = 12) -> Iterator[dict]:
    """Posts of a sentence or two, a dozen to a text: a window for each would be mostly padding."""
    for at in range(0, len(posts), size):
        text, entities = "", []
        for post in posts[at : at + size]:
            entities += [[start + len(text), end + len(text), label] for start, end, label in post["entities"]]
            text += post["text"].replace("\n", " ") + "\n\n"
        yield {"id": f"{posts[at]['id']}+", "text": text, "entities": entities}
