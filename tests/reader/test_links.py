"""How well two places of a text go together."""

import doctest

import numpy as np
import pytest

from onrecord.reader import links
from onrecord.reader.links import DISTANCES, LINK_WIDTH, SEEKERS, LinkScorer, distance_buckets
from onrecord.reader.vectors import WordVectors

QUARTERS = [np.s_[at * LINK_WIDTH : (at + 1) * LINK_WIDTH] for at in range(4)]


def test_examples_in_docstrings():
    assert doctest.testmod(links, extraglobs={"np": np}).failed == 0


def scorer(**parts):
    nothing = {
        "kind": np.zeros((len(SEEKERS), LINK_WIDTH)),
        "distance": np.zeros((len(SEEKERS), 2 * DISTANCES)),
        "nobody": np.zeros(len(SEEKERS)),
    }
    return LinkScorer(**(nothing | parts))


def vectors():
    """Three words; each quarter of a word's vector holds its own number."""
    values = np.zeros((3, 4 * LINK_WIDTH), dtype=np.float16)
    for word in range(3):
        for at, quarter in enumerate(QUARTERS):
            values[word, quarter] = 10 * at + word
    return WordVectors(np.array([0, 5, 10]), values)


def test_a_seeker_is_made_of_its_first_and_last_word_and_its_kind():
    kind = np.zeros((len(SEEKERS), LINK_WIDTH))
    kind[SEEKERS.index("pronoun")] = 100
    [seeking] = scorer(kind=kind).seeking(vectors(), [(0, 14)], "pronoun")
    assert set(seeking) == {0 + (10 + 2) + 100}


def test_what_is_sought_is_made_of_the_other_halves():
    [sought] = scorer().sought(vectors(), [(5, 14)])
    assert set(sought) == {(20 + 1) + (30 + 2)}


def test_scores_are_above_those_of_nobody():
    distance = np.zeros((len(SEEKERS), 2 * DISTANCES))
    distance[SEEKERS.index("quote"), 0] = 3
    nobody = np.array([0, 0, 0, 2.0])
    one = np.ones(LINK_WIDTH)
    scores = scorer(distance=distance, nobody=nobody).scores(one, np.stack([one, -one]), np.array([0, -900]), "quote")
    assert scores.tolist() == [8 + 3 - 2, -8 - 2]


@pytest.mark.parametrize("characters", [0, 1, 50, 4_000, 10**7])
def test_every_distance_has_a_bucket(characters):
    before, behind = distance_buckets(np.array([-characters, characters]))
    assert 0 <= before < DISTANCES
    assert behind == before + DISTANCES or characters == 0
