"""Texts that are like an earlier one: what the index finds is what comparing all with all finds."""

import numpy as np
import pytest

from benchmarks.same_claims import all_similarities, kept, texts
from onrecord.linking.similar import EARLIEST, NEAREST, ByVectors, ByWords, bags, most_similar, similarities


@pytest.mark.parametrize("threshold", [0.3, 0.5, 0.7, 0.9, 1.0])
def test_without_limits_nothing_is_overlooked(threshold):
    matrix = bags(texts(600)).matrix
    ours = similarities(matrix, threshold, rarest=matrix.shape[1], earliest=matrix.shape[0], nearest=0)
    wanted = all_similarities(matrix, threshold)
    for row in range(matrix.shape[0]):
        assert dict(ours.of(row)) == pytest.approx(dict(wanted.of(row)))


def test_with_limits_the_firsts_are_found():
    like_another, share = kept(texts(3000), 0.7)
    assert like_another > 300
    assert share >= 0.99


def test_more_variants_than_are_looked_at_have_one_first():
    story = "harbour council pier bridge tunnel market lantern"
    said = [f"{story} v{chr(97 + n // 26)}x{chr(97 + n % 26)}" for n in range(EARLIEST + NEAREST + 100)]
    firsts = ByWords([*said, f"{story} at last"], 0.7)
    firsts.add(0)
    assert all([place for place, _ in most_similar(firsts, place)] == [0] for place in range(1, len(said) + 1))


def test_one_word_in_common_is_not_enough():
    firsts = ByWords(["Telewire says people want more time.", "Telewire made new people work."], 0.1)
    firsts.add(0)
    assert [place for place, _ in firsts.like(1)] == [0]
    firsts = ByWords(["Telewire says people want more time.", "Telewire made new work."], 0.1)
    firsts.add(0)
    assert list(firsts.like(1)) == []


def test_texts_with_nothing_to_compare():
    firsts = ByWords(["", "12 %", "👩‍👩‍👧 א", "The pier fell."], 0.7)
    assert all(list(firsts.like(place)) == [] for place in range(4))
    assert bags([]).matrix.shape == (0, 0)
    assert list(ByWords([], 0.7)._similar.earlier) == []


def test_a_text_is_found_again_wherever_it_stands():
    for between in (0, 1, 300):
        said = ["The council sold the old pier.", *texts(between), "The old pier was sold by the council."]
        firsts = ByWords(said, 0.7)
        firsts.add(0)
        assert list(firsts.like(len(said) - 1)) == [(0, 1.0)]


def test_vectors_are_compared_with_every_first():
    chance = np.random.default_rng(1)
    vectors = chance.standard_normal((700, 8), dtype=np.float32)
    firsts = ByVectors(vectors, 0.6)
    units = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    known: list[int] = []
    for place in range(700):
        expected = [first for first in known if units[first] @ units[place] >= 0.6]
        assert sorted(first for first, _ in firsts.like(place)) == expected
        if not expected:
            firsts.add(place)
            known.append(place)
