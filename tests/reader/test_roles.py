"""Roles: the buckets of distance, and the scorer as what its formula says, whatever rows and words run together."""

import doctest

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.reader import roles
from onrecord.reader.network import MODEL
from onrecord.reader.roles import DISTANCES, NO_CUE, RoleScorer, distance_buckets
from onrecord.reader.tags import ROLE_TAGS

WIDTH = 6
ZERO = distance_buckets(np.array([1]), 2)[0, 1]


def scorer():
    chance = np.random.default_rng(5)
    return RoleScorer(
        distance=chance.normal(size=(DISTANCES, WIDTH)).astype(np.float32),
        weight=chance.normal(size=(len(ROLE_TAGS), WIDTH)).astype(np.float32),
        bias=chance.normal(size=len(ROLE_TAGS)).astype(np.float32),
    )


@st.composite
def windows(draw):
    """(anchor, token, positions, pieces) as the network gives them for one window."""
    pieces = np.array(sorted(draw(st.sets(st.integers(1, 254), min_size=1, max_size=12))))
    cues = draw(st.lists(st.sampled_from(pieces.tolist()), max_size=4))
    chance = np.random.default_rng(draw(st.integers(0, 1000)))
    rows = 1 + len(cues)
    anchor = chance.normal(size=(rows, 2 * WIDTH)).astype(np.float32)
    token = chance.normal(size=(len(pieces), 2 * WIDTH)).astype(np.float32)
    return anchor, token, np.array([0, *cues]), pieces


def test_examples_in_docstrings():
    assert doctest.testmod(roles).failed == 0


@pytest.mark.parametrize(
    ("distances", "bucket"),
    [
        ([0], 0),
        ([1], 1),
        ([4], 4),
        ([5, 6], 5),
        ([7, 8], 6),
        ([9, 12], 7),
        ([97, 128], 14),
        ([129, 250], 15),
    ],
)
def test_buckets_to_either_side(distances, bucket):
    for distance in distances:
        [[*after]] = distance_buckets(np.array([1]), 300)
        [[*before]] = distance_buckets(np.array([299]), 300)
        assert after[1 + distance] == ZERO + bucket
        assert before[299 - distance] == ZERO - bucket


def test_all_buckets_are_used_and_have_a_row():
    found = {bucket for anchor in (0, 1, 255) for bucket in distance_buckets(np.array([anchor]), 256)[0].tolist()}
    assert found == set(range(DISTANCES))


def test_without_a_cue_there_is_no_distance():
    assert distance_buckets(np.array([0, 2]), 4).tolist() == [
        [NO_CUE] * 4,
        [ZERO - 2, ZERO - 1, ZERO, ZERO + 1],
    ]


@given(windows())
def test_scores_are_as_the_formula_says(window):
    score = scorer()
    anchor, token, positions, pieces = window
    buckets = distance_buckets(positions, 256)
    for row, scores in enumerate(score(anchor, token, positions, pieces)):
        for word, piece in enumerate(pieces):
            hidden = anchor[row, :WIDTH] + token[word, :WIDTH] + anchor[row, WIDTH:] * token[word, WIDTH:]
            hidden = np.maximum(hidden + score.distance[buckets[row, piece]], 0)
            np.testing.assert_allclose(scores[word], score.weight @ hidden + score.bias, rtol=1e-4, atol=1e-4)


@given(windows(), st.data())
@settings(max_examples=50)
def test_other_rows_and_words_make_no_difference(window, data):
    score = scorer()
    anchor, token, positions, pieces = window
    together = score(anchor, token, positions, pieces)
    row = data.draw(st.integers(0, len(positions) - 1))
    words = sorted(data.draw(st.sets(st.integers(0, len(pieces) - 1), min_size=1)))
    alone = score(anchor[[row]], token[words], positions[[row]], pieces[words])
    np.testing.assert_allclose(alone[0], together[row, words], rtol=1e-4, atol=1e-4)


def test_the_input_is_not_changed():
    anchor, token = np.ones((1, 2 * WIDTH), np.float32), np.ones((2, 2 * WIDTH), np.float32)
    scorer()(anchor, token, np.array([0]), np.array([1, 2]))
    assert (anchor == 1).all()
    assert (token == 1).all()


def test_the_shipped_weights_fit():
    with np.load(MODEL / "roles.npz", allow_pickle=False) as arrays:
        distance, weight, bias = (arrays[name] for name in ("distance", "weight", "bias"))
    assert distance.shape == (DISTANCES, weight.shape[1])
    assert weight.shape[0] == len(bias) == len(ROLE_TAGS)
