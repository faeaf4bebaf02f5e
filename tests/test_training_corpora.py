"""The corpora that the reader is trained on: whose word counts where two have read the same article."""

import hashlib
import json

import pytest

from training import corpora
from training.config import HERE, config_of

TEXT = "Mayor Lund denied that the ferry sank. She thinks it will sail."
LUND, SHE = [6, 10], [39, 42]
SANK, SAIL = [23, 37], [50, 62]
GIVEN = [
    {"content": [SANK], "source": [[0, 10]], "cue": [[11, 22]], "speech": False},
    {"content": [SAIL], "source": [SHE], "cue": [[43, 49]], "speech": True},
]
ENTITIES = [{"label": "PERSON", "mentions": [[*LUND, "name"], [*SHE, "pronoun"]]}]


@pytest.fixture
def annotated(tmp_path, monkeypatch):
    """Writes PolNeAR's row and ours of one article; returns what the network is taught of it."""
    (tmp_path / "quotes").mkdir()
    (tmp_path / "ours").mkdir()
    monkeypatch.setattr(corpora, "ANNOTATIONS", tmp_path / "ours")

    def write(**ours):
        article = {"id": "1", "text": TEXT, "quotes": GIVEN}
        (tmp_path / "quotes" / "polnear_train.jsonl").write_text(json.dumps(article), encoding="utf-8")
        sha256 = hashlib.sha256(TEXT.encode()).hexdigest()
        row = {"corpus": "quotes/polnear_train", "id": "1", "sha256": sha256, "entities": ENTITIES} | ours
        (tmp_path / "ours" / "polnear.jsonl").write_text(json.dumps(row), encoding="utf-8")
        [example] = corpora.examples(tmp_path, "annotations/polnear")
        return example

    return write


def test_what_people_marked_goes_before_what_we_did(annotated):
    ours = {"content": [[19, 37]], "source": [LUND], "cue": [[11, 17]], "speaker": 0, "speech": True}
    example = annotated(quotes=[ours])
    assert [quote.content for quote in example.quotes] == [[tuple(SANK)], [tuple(SAIL)]]
    assert example.spoken == [((19, 37), 0)]


def test_speakers_of_what_people_marked(annotated):
    example = annotated(speakers=[0, None])
    assert [quote.content for quote in example.quotes] == [[tuple(SANK)], [tuple(SAIL)]]
    assert example.spoken == [(tuple(SANK), 0), (tuple(SAIL), corpora.NOBODY)]


def test_speech_that_the_lexicon_disputes_is_not_told(annotated):
    assert [quote.speech for quote in annotated(speakers=[0, 0]).quotes] == [None, None]


def test_a_text_that_has_changed_is_refused(annotated):
    with pytest.raises(ValueError, match="is not the text that was annotated"):
        annotated(speakers=[0, 0], sha256="0")


def test_a_quote_without_a_speaker_is_refused(annotated):
    with pytest.raises(ValueError, match="shorter"):
        annotated(speakers=[0])


def test_what_is_measured_with_is_not_trained_on():
    taught = {corpus for phase in config_of(HERE / "config.toml")["phase"] for corpus in phase["share"]}
    assert taught
    assert not {corpus for corpus in taught if corpus.endswith(("_dev", "_test", "/unseen"))}
