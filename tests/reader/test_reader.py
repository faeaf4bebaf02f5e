"""The reader: what it says of a text depends on that text only, and every place is exact, whatever the text."""

import random
import shutil
from collections.abc import Iterator
from itertools import pairwise, tee
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from onrecord.reader.claims import CLAIM_WIDTH
from onrecord.reader.decoding import WordScores
from onrecord.reader.links import LINK_WIDTH
from onrecord.reader.network import AHEAD, FILES, MODEL, Network, manifest
from onrecord.reader.reader import Reader
from onrecord.reader.roles import DISTANCES, RoleScorer
from onrecord.reader.tags import CUE_TAGS, ENTITY_TAGS, NOMINAL_TAGS, ROLE_TAGS
from onrecord.reader.windows import WINDOW, windows
from tests.reader.texts import ANY_TEXT, small_tokenizer

ARTICLES = Path(__file__).parents[2] / "data" / "articles"
WIDTH = 4


class RandomNetwork:
    """Says something else of every window, and always the same of the same one."""

    def __init__(self):
        self.tokenizer = small_tokenizer()
        chance = np.random.default_rng(7)
        self.role_scorer = RoleScorer(
            *(chance.normal(size=shape) for shape in ((DISTANCES, WIDTH), (len(ROLE_TAGS), WIDTH), len(ROLE_TAGS)))
        )

    def scores(self, cut) -> Iterator[WordScores]:
        for window in cut:
            chance = np.random.default_rng(window.ids)
            count = len(window.words)
            layers = (
                len(ENTITY_TAGS),
                len(CUE_TAGS),
                1,
                2 * WIDTH,
                2 * WIDTH,
                len(NOMINAL_TAGS),
                4 * LINK_WIDTH,
                CLAIM_WIDTH,
            )
            entity, cue, speech, *others = (chance.normal(size=(count, width)) for width in layers)
            yield WordScores(entity, cue, speech[:, 0], *others, chance.normal(size=2 * WIDTH))


class NetworkWithoutContext(RandomNetwork):
    """Says of every capitalised word, whatever stands around it, that it is a person."""

    def scores(self, cut) -> Iterator[WordScores]:
        cut, same = tee(cut)
        for window, scores in zip(cut, super().scores(same), strict=True):
            capitalised = np.array([window.cases[word.piece] == 1 for word in window.words])
            entity = np.zeros_like(scores.entity)
            entity[:, ENTITY_TAGS.index("B-PERSON")] = np.where(capitalised, 20, -20)
            yield scores._replace(entity=entity, cue=np.eye(1, 3) * np.full((len(entity), 1), 20.0))


@pytest.fixture(scope="module")
def random_reader():
    return Reader(RandomNetwork())


@pytest.fixture(scope="module")
def reader():
    return Reader.load()


def assert_valid(text, reading):
    assert reading.names == sorted(reading.names)
    assert all(one.end <= other.start for one, other in pairwise(reading.names))
    assert reading.attributions == sorted(reading.attributions, key=lambda one: one.content)
    spans = [(name.start, name.end) for name in reading.names]
    for one in reading.attributions:
        assert one.content
        assert all(before[1] <= after[0] for before, after in pairwise(one.content))
        spans += [*one.content, *filter(None, (one.cue, one.source))]
    for start, end in spans:
        assert 0 <= start < end <= len(text)
        assert text[start:end] == text[start:end].strip()
    assert all(0 <= one.score <= 1 for one in (*reading.names, *reading.attributions))


# With a network that says anything

SAID = [
    "“We won,” said Sarpong. He left.",
    "“We won.\n\n“We lost.”",
    "",
    "\r\n\t",
    "👩‍👩‍👧 Jose\u0301 said “No\u00a0more!”",
    "The " * 400 + "won.",
]


@given(st.lists(ANY_TEXT | st.sampled_from(SAID), max_size=4))
@settings(max_examples=40)
def test_any_texts_can_be_read(random_reader, texts):
    for text, reading in zip(texts, random_reader.pipe(texts), strict=True):
        assert_valid(text, reading)


@given(st.lists(st.sampled_from(SAID) | ANY_TEXT, min_size=1, max_size=16))
@settings(max_examples=15)
@example(SAID[:-1] * 4)
def test_the_answer_to_one_text_does_not_depend_on_the_others(random_reader, texts):
    assert list(random_reader.pipe(texts)) == [random_reader.read(text) for text in texts]


def test_the_random_network_says_something(random_reader):
    reading = random_reader.read("Sarpong won " * 100)
    assert len(reading.names) > 5
    assert len(reading.attributions) > 5


def test_texts_are_taken_as_they_are_needed(random_reader):
    taken = []

    def endless():
        while True:
            taken.append(1)
            yield "He left."

    next(random_reader.pipe(endless()))
    assert len(taken) == 1


def test_no_texts_give_no_answers(random_reader):
    assert list(random_reader.pipe([])) == []


@given(st.lists(st.sampled_from(["Sarpong", "said", "the", "Tema", ",", "x" * 40, "\n"]), max_size=900))
@settings(max_examples=20)
def test_where_a_text_is_cut_makes_no_difference_to_a_network_without_context(words):
    text = " ".join(words)
    found = Reader(NetworkWithoutContext()).read(text).names
    told = [name for start, end in ((name.start, name.end) for name in found) for name in text[start:end].split()]
    assert told == [word for word in words if word in ("Sarpong", "Tema")]


def test_names_are_made_whole():
    text = "Ines Okafor said Tema"
    found = Reader(NetworkWithoutContext()).read(text).names
    assert [text[name.start : name.end] for name in found] == ["Ines Okafor", "Tema"]


# With the shipped one


def test_a_sentence(reader):
    text = "“We will appeal,” Mayor Ines Okafor said in Tema on Tuesday."
    reading = reader.read(text)
    assert [(text[name.start : name.end], name.label) for name in reading.names] == [
        ("Ines Okafor", "PERSON"),
        ("Tema", "LOC"),
        ("Tuesday", "DATE"),
    ]
    [found] = reading.attributions
    assert [text[start:end] for start, end in found.content] == ["“We will appeal,”"]
    assert (text[slice(*found.cue)], text[slice(*found.source)]) == ("said", "Mayor Ines Okafor")
    assert found.speech
    assert found.score > 0.9


HARD = [
    "",
    " \n\r\n\u2028",
    "\0",
    "👩‍👩‍👧",
    "“" * 300,
    "x" * 5_000,
    "\u200f“עברית,” אמר דוד\u200e",
    "“Já,” sagði Jón Sigurðsson.\r\n\r\n“Nei!”",
    "Jose\u0301 said: “No\u00a0more 👩‍👩‍👧!”",
    "'“‘\"«»\"’”'",
    "said " * 1_000,
]


@pytest.mark.parametrize("text", HARD, ids=lambda text: repr(text[:6]))
def test_hard_texts_can_be_read(reader, text):
    assert_valid(text, reader.read(text))


def sample_articles():
    texts = [path.read_bytes().decode("utf-8") for path in sorted(ARTICLES.glob("*.txt"))]
    assert len(texts) > 5
    return sorted(texts, key=len)[:6]


@pytest.fixture(scope="module")
def alone(reader):
    return {text: reader.read(text) for text in (*sample_articles(), *HARD)}


def test_places_in_articles_are_exact(alone):
    for text, reading in alone.items():
        assert_valid(text, reading)
    assert sum(len(reading.names) for reading in alone.values()) > 50
    assert sum(len(reading.attributions) for reading in alone.values()) > 15


def test_neighbours_and_order_make_no_difference(reader, alone):
    texts = list(alone)
    random.Random(3).shuffle(texts)
    assert list(reader.pipe(texts)) == [alone[text] for text in texts]


def test_threads_make_no_difference(alone):
    texts = list(alone)
    assert list(Reader.load(threads=2).pipe(texts)) == list(alone.values())


def test_two_threads_read_ahead_and_not_too_far():
    taken = []

    def endless():
        while True:
            taken.append(1)
            yield "He left."

    next(Reader.load(threads=2).pipe(endless()))
    assert len(taken) == 2 * AHEAD + 1


def test_white_space_after_makes_no_difference(reader, alone):
    for text in sample_articles()[:2]:
        assert reader.read(f"{text}\n \n") == alone[text]


def test_windows_line_ends_make_no_difference(reader):
    text = "“We will appeal,” Ines Okafor said.\n\n“We lost the vote in the end.\n\n“We go home,” she added.\n"
    crlf = text.replace("\n", "\r\n")
    readings = [(one, reader.read(one)) for one in (text, crlf)]
    plain, other = (
        [
            *((one[name.start : name.end], name.label, name.score) for name in reading.names),
            *(([one[a:b] for a, b in found.content], found.score) for found in reading.attributions),
        ]
        for one, reading in readings
    )
    assert plain == other


def test_a_window_of_the_full_length_fits(reader):
    text = "the " * 230
    [first, _] = windows(text, reader.network.tokenizer)
    [scores] = reader.network.scores([first])
    assert len(first.ids) == WINDOW
    assert scores.entity.shape == (WINDOW - 2, len(ENTITY_TAGS))
    assert scores.cue.shape == (WINDOW - 2, len(CUE_TAGS))
    assert scores.speech.shape == (WINDOW - 2,)
    assert scores.anchor.shape == scores.token.shape == (WINDOW - 2, len(scores.no_cue))


# The model's folder


@pytest.mark.parametrize("missing", FILES)
def test_what_is_missing_is_named(tmp_path, missing):
    for file in MODEL.iterdir():
        if file.name != missing:
            (tmp_path / file.name).touch()
    with pytest.raises(FileNotFoundError, match=rf"{missing} is missing.*onrecord doctor"):
        Network.load(tmp_path)


def test_a_model_of_ones_own_is_read_from_its_folder(tmp_path, alone):
    folder = shutil.copytree(MODEL, tmp_path / "mein Modell é")
    text = sample_articles()[0]
    assert Reader.load(folder).read(text) == alone[text]


def test_the_manifest_names_the_files():
    assert set(manifest()["files"]) == set(FILES)
