"""Vectors of words by their place in the text."""

import numpy as np

from onrecord.reader.vectors import WordVectors

# “Ana won.” as the words Ana, won, .
ANA_WON = WordVectors(np.array([0, 4, 7]), np.array([[1, 0], [3, 0], [0, 8]], dtype=np.float16))


def test_means_and_maxima_are_over_the_words_that_begin_in_a_span():
    pooled = ANA_WON.pooled([(0, 8), (0, 7), (4, 5), (1, 4), (8, 9)])
    expected = [[4 / 3, 8 / 3, 3, 8], [2, 0, 3, 0], [3, 0, 3, 0], [0, 0, 0, 0], [0, 0, 0, 0]]
    np.testing.assert_allclose(pooled, expected, rtol=1e-6)


def test_the_ends_of_a_span_are_the_words_that_it_begins_and_ends_in():
    first, last = ANA_WON.ends([(0, 7), (1, 2), (4, 8)])
    assert first.tolist() == [[1, 0], [1, 0], [3, 0]]
    assert last.tolist() == [[3, 0], [1, 0], [0, 8]]


def test_windows_are_joined_in_order():
    parts = [WordVectors(ANA_WON.starts[:1], ANA_WON.values[:1]), WordVectors(ANA_WON.starts[1:], ANA_WON.values[1:])]
    assert WordVectors.joined(parts, 2) == ANA_WON


def test_a_text_without_words_has_no_vectors():
    nothing = WordVectors.joined([], 2)
    assert nothing.values.shape == (0, 2)
    assert nothing.pooled([(0, 1)]).tolist() == [[0, 0, 0, 0]]
    assert [ends.shape for ends in nothing.ends([])] == [(0, 2), (0, 2)]


def test_vectors_are_equal_by_what_they_hold():
    assert WordVectors(ANA_WON.starts.copy(), ANA_WON.values.copy()) == ANA_WON
    assert WordVectors(ANA_WON.starts + 1, ANA_WON.values) != ANA_WON
    assert ANA_WON != "Ana won."
