"""What the network sees in training: words hidden, names replaced, and no answer changed."""

import random

from onrecord.reader.network import Network
from training.corpora import Example
from training.disguise import with_hidden_words, with_other_names
from training.targets import targets

TOKENIZER = Network.load().tokenizer
MASK = TOKENIZER.token_to_id("[MASK]")
TEXT = "Amara Diallo met Kofi Mensah in Accra.\n\nDiallo said that Okonjo-Quartey of Tidewater had left."


def cut(*articles):
    """The windows of articles in which these names are marked."""
    names = {"Amara Diallo": "PERSON", "Kofi Mensah": "PERSON", "Accra": "LOC", "Diallo": "PERSON"}
    names |= {"Okonjo-Quartey": "PERSON", "Tidewater": "ORG"}
    for text in articles:
        found = [(text.rindex(name), text.rindex(name) + len(name), label) for name, label in names.items()]
        yield from targets(Example("a", text, "full/news_full_train", entities=found), TOKENIZER, 192)


def test_words_are_hidden_whole():
    [target] = cut(TEXT)
    chance = random.Random(1)
    hidden = set()
    for _ in range(50):
        ids = with_hidden_words(target, 0.3, MASK, chance).window.ids
        changed = {piece for piece, (old, new) in enumerate(zip(target.window.ids, ids, strict=True)) if old != new}
        assert all(ids[piece] == MASK for piece in changed)
        starts = [word.piece for word in target.window.words]
        assert all(
            piece in changed
            for piece in range(1, len(ids))
            if piece not in starts and piece - 1 in changed and ids[piece] != ids[-1]
        )
        hidden |= changed
    # Every word at some time, and never what parts paragraphs or begins and ends the window.
    assert len(hidden) == len(target.window.ids) - target.window.ids.count(target.window.ids[-1]) - 1


def test_nothing_is_disguised_where_none_is_asked_for():
    [target] = cut(TEXT)
    assert with_hidden_words(target, 0.0, MASK, random.Random(1)) == target
    assert with_other_names([target], 0.0, random.Random(1)) == [target]


def test_names_are_replaced_by_the_same_ones_all_over():
    [target] = cut(TEXT)
    surnames = set()
    for seed in range(20):
        [other] = with_other_names([target], 1.0, random.Random(seed))
        at = [
            [word.piece for word in target.window.words if TEXT[word.start : word.end] == w]
            for w in ("Diallo", "Amara", "said")
        ]
        assert len({other.window.ids[piece] for piece in at[0]}) == 1
        # First names tell "he" from "she", and words that are no names stay.
        assert [other.window.ids[piece] for piece in at[1] + at[2]] == [target.window.ids[p] for p in at[1] + at[2]]
        surnames.add(other.window.ids[at[0][0]])
        assert other.entity is target.entity
        assert other.window.words == target.window.words
    assert len(surnames) > 1
