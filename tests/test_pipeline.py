"""The pipeline as a whole: places exact in any text, one answer however it is asked for."""

import random
from pathlib import Path

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal
from spacy.tokens import Doc, DocBin

import onrecord
from onrecord.annotate import annotation
from onrecord.claims import SentenceScores, set_claims
from onrecord.pipeline import COMPONENTS, ReaderComponent, set_reading
from onrecord.reader.decoding import Attribution, Name
from onrecord.reader.reader import Reading
from onrecord.tokens import split_tokens
from tests import stand_in

ARTICLES = Path(__file__).parents[1] / "data" / "articles"

BLANK = spacy.blank("en")

OTHER_VOCAB = spacy.blank("en").vocab
"""What a Doc from disk is read into: not the vocabulary that it was made with."""


@pytest.fixture(scope="module")
def nlp():
    return stand_in.load()


def answer(doc):
    """All that our pipeline says of a Doc, in plain values."""
    mentions = [(m.start_char, m.end_char, m.label_, m.id_, m.kb_id_) for m in doc.spans.get("mentions", ())]
    ents = [(ent.start_char, ent.end_char, ent.label_, ent.id_) for ent in doc.ents]
    sentences = [sent.start_char for sent in doc.sents]
    return annotation(doc, "a"), mentions, ents, sentences


def assert_exact(doc, text):
    """Every span's place is where its text stands."""
    assert doc.text == text
    assert "".join(token.text_with_ws for token in doc) == text
    assert all(text[token.idx : token.idx + len(token)] == token.text for token in doc)
    for span in (*doc.ents, *(span for group in doc.spans.values() for span in group)):
        assert text[span.start_char : span.end_char] == span.text != ""


# Any text, with a reader of regular expressions

TEXTS = st.lists(
    st.sampled_from(
        [
            "“We will appeal,” said Ana Souza",
            "“No!” said José Álvarez",
            "Your email address will not be published.",
            "“No room!” — Ana Souza (@anasouza) October 9, 2025",
            "“No\u00a0more,” said she",
            "“Já,” has denied the mayor",
            "“👩‍👩‍👧 e\u0301clair!”said Zoë Smith",
            "Ines Duarte’s lawyer",
            "She hopes to win $5,000",
            "Ana Souza believes him",
            "Thursday",
            ". ",
            ".",
            " ",
            "   ",
            "\r\n\r\n",
            "\n",
            "\u00a0",
            "\u2028",
            "\u3000",
            "\ufeff",
            "👩‍👩‍👧",
            "🇿🇲",
            "e\u0301",
            "\u0301",
            "\u200fעברית\u200e",
            "عربي",
            "日本語",
            "\u200b",
            "“",
            '"',
            "’",
            "—",
            "\0",
            "text",
        ]
    )
    | st.characters(exclude_categories=["Cs"]),
    max_size=15,
).map("".join)

QUICK = settings(deadline=None, derandomize=True, max_examples=60)


@given(TEXTS)
@QUICK
def test_places_are_exact_in_any_text(nlp, text):
    assert_exact(nlp(text), text)


def from_docbin(doc):
    stored = DocBin(store_user_data=True, docs=[doc]).to_bytes()
    [restored] = DocBin().from_bytes(stored).get_docs(OTHER_VOCAB)
    return restored


def from_bytes(doc):
    return Doc(OTHER_VOCAB).from_bytes(doc.to_bytes())


@pytest.mark.parametrize("stored", [from_docbin, from_bytes])
@given(text=TEXTS)
@QUICK
def test_a_doc_from_disk_gives_the_same_answer(nlp, stored, text):
    doc = nlp(text)
    restored = stored(doc)
    assert restored.text == text
    assert answer(restored) == answer(doc)


@pytest.mark.parametrize("stored", [from_docbin, from_bytes])
def test_a_doc_from_disk_gives_the_same_tables(nlp, stored):
    doc = nlp(
        "“We will appeal,” said Ana Souza on Monday. She hopes to win $5,000.\r\n\r\n"
        "“Never,” said the mayor. 👩‍👩‍👧\r\n"
        "“No room” — Ana Souza (@anasouza) October 9, 2025\r\nYour email address will not be published."
    )
    set_claims(doc, [SentenceScores(0.1, 0.2, 0.7, {"event": 0.9}, {}, 0.5) for _ in doc.sents])
    for (_, ours), (_, restored) in zip(
        onrecord.tables([doc]).items(), onrecord.tables([stored(doc)]).items(), strict=True
    ):
        assert len(ours)
        assert_frame_equal(ours, restored)


@given(st.lists(TEXTS, max_size=5), st.integers(1, 7), st.randoms(use_true_random=False))
@settings(QUICK, max_examples=30)
def test_order_and_batches_do_not_matter(nlp, texts, batch_size, chance):
    alone = [answer(nlp(text)) for text in texts]
    assert [answer(doc) for doc in nlp.pipe(texts, batch_size=batch_size)] == alone
    order = list(range(len(texts)))
    chance.shuffle(order)
    pairs = nlp.pipe([(texts[i], i) for i in order], as_tuples=True, batch_size=batch_size)
    assert [(i, answer(doc)) for doc, i in pairs] == [(i, alone[i]) for i in order]


@pytest.mark.parametrize("text", ["", " ", "\n\n", "\r\n", "\u00a0\u3000", "\ufeff", "\0"])
def test_texts_without_words(nlp, text):
    doc = nlp(text)
    assert_exact(doc, text)
    assert (list(onrecord.entities(doc)), list(onrecord.quotes(doc)), len(doc.ents)) == ([], [], 0)


@pytest.mark.timeout(30)
def test_a_book_takes_seconds(nlp):
    # spaCy has getters and setters that look through the whole Doc at each call: one of them in a loop takes minutes.
    doc = nlp(
        "“We will appeal,” said Ana Souza on Monday. She hopes to win $5,000. “Never,” said the mayor.\n\n" * 1200
    )
    assert len(doc) > 30_000
    assert sum(1 for _ in onrecord.quotes(doc)) == 3600


# Any reading: what the reader says of a text comes back from the Doc


@st.composite
def readings(draw):
    """A text and spans of it, at borders of characters rather than words."""
    text = draw(TEXTS.filter(lambda text: text.strip()))
    places = st.tuples(st.integers(0, len(text)), st.integers(0, len(text))).map(sorted).map(tuple)
    spans = draw(st.lists(places.filter(lambda place: is_printed(text[slice(*place)])), max_size=6))
    return text, spans


def is_printed(part):
    return part != "" and part == part.strip()


@given(readings())
@settings(QUICK, max_examples=150)
def test_any_borders_are_kept(reading):
    text, spans = reading
    names = [Name(*span, "LOC", 1.0) for span in apart(spans)]
    attributions = [Attribution((content,), None, None, True, 1.0) for content in spans]
    doc = set_reading(BLANK.make_doc(text), Reading(names, attributions))
    assert_exact(doc, text)
    assert [(quote.start_char, quote.end_char) for quote in doc.spans["quotes"]] == spans
    # A name may lose a possessive, and nothing else.
    assert [ent.start_char for ent in doc.ents] == [name.start for name in names]
    assert all(text[ent.end_char : name.end] in ("", "’s", "’") for ent, name in zip(doc.ents, names, strict=True))


def apart(spans):
    """Those spans that do not overlap an earlier one."""
    kept = []
    for start, end in sorted(spans):
        if not kept or start >= kept[-1][1]:
            kept.append((start, end))
    return kept


@pytest.mark.parametrize(
    ("text", "borders", "tokens"),
    [
        ("on bail.He left", {8}, ["on", "bail", ".", "He", "left"]),
        ("word—word", {4, 5}, ["word", "—", "word"]),
        ("ABCDE F", {1, 3}, ["A", "BC", "DE", "F"]),
        ("AB CD", {0, 2, 3, 5}, ["AB", "CD"]),
        ("AB CD", set(), ["AB", "CD"]),
        ("AB CD", {99}, ["AB", "CD"]),
        ("😀bail.", {1}, ["😀", "bail", "."]),
        ("e\u0301clair", {2}, ["e\u0301", "clair"]),
        ("", {0}, []),
    ],
)
def test_split_tokens(text, borders, tokens):
    doc = BLANK.make_doc(text)
    split_tokens(doc, borders)
    assert [token.text for token in doc] == tokens
    assert doc.text == text


# The trained reader. Where the model is missing these fail: without it nothing works.


@pytest.fixture(scope="module")
def onrecord_nlp():
    return onrecord.load()


@pytest.fixture(scope="module")
def articles():
    found = list(onrecord.read_articles([ARTICLES]))
    assert len(found) >= 15
    assert all(isinstance(article, onrecord.Article) for article in found)
    return found


@pytest.fixture(scope="module")
def docs(onrecord_nlp, articles):
    return [onrecord_nlp(article.text) for article in articles]


def test_components(onrecord_nlp):
    assert tuple(onrecord_nlp.pipe_names) == COMPONENTS
    assert isinstance(onrecord_nlp.get_pipe("onrecord_reader"), ReaderComponent)


def test_one_sentence(onrecord_nlp):
    doc = onrecord_nlp(
        "“We won the vote,” said Amara Diallo, the mayor of Lagos. “She lost,” Kofi Mensah told reporters."
    )
    assert [(ent.text, ent.label_) for ent in doc.ents] == [
        ("Amara Diallo", "PERSON"),
        ("Lagos", "LOC"),
        ("Kofi Mensah", "PERSON"),
    ]
    found = [(quote.content[0].text, quote.kind, quote.speaker.name) for quote in onrecord.quotes(doc)]
    assert found == [
        ("“We won the vote,”", "direct", "Amara Diallo"),
        ("“She lost,”", "direct", "Kofi Mensah"),
    ]


def test_places_are_exact_in_articles(articles, docs):
    for article, doc in zip(articles, docs, strict=True):
        assert_exact(doc, article.text)
        assert all(ent.text == ent.text.strip() for ent in doc.ents)
        for quote in onrecord.quotes(doc):
            assert all(article.text[piece.start_char : piece.end_char] == piece.text for piece in quote.content)
            assert all(piece.text == piece.text.strip() for piece in quote.content)
            assert 0 <= quote.score <= 1
        for entity in onrecord.entities(doc):
            assert all(article.text[m.start_char : m.end_char] == m.text for m in entity.mentions)
            assert not entity.name.endswith(("’s", "'s"))


def test_the_trained_reader_gives_one_answer_in_any_order_and_batch(onrecord_nlp, articles, docs):
    order = random.Random(7).sample(range(len(articles)), len(articles))
    pairs = onrecord_nlp.pipe([(articles[i].text, i) for i in order], as_tuples=True, batch_size=5)
    answers = {i: answer(doc) for doc, i in pairs}
    assert list(answers) == order
    assert [answers[i] for i in range(len(articles))] == [answer(doc) for doc in docs]


def test_threads_change_nothing(articles, docs):
    two = onrecord.load(threads=2)
    texts = [article.text for article in articles]
    assert [answer(doc) for doc in two.pipe(texts)] == [answer(doc) for doc in docs]


@pytest.mark.parametrize("text", ["", " ", "\n\n", "\u00a0", "👩‍👩‍👧", "\0", "\u0301", "\u200f"])
def test_the_trained_reader_and_texts_without_words(onrecord_nlp, text):
    doc = onrecord_nlp(text)
    assert_exact(doc, text)
    assert list(onrecord.quotes(doc)) == []


def test_an_incomplete_model_says_what_to_do(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"encoder\.onnx is missing"):
        onrecord.load(model=tmp_path)
