"""Bins of scores, their calibration error, and which gold sentence a claim is judged by."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.calibration import Bin, Judged, Read, bins, calibration_error, covering, judged_claims, lines
from onrecord.claims import SentenceScores
from onrecord.reader.claims import KINDS


def test_scores_fall_into_bins_of_equal_width():
    scores = [(0.0, False), (0.1999, False), (0.2, True), (0.3, False), (0.8, True), (1.0, True)]
    found = bins([Judged(*one) for one in scores], number=5)
    assert [(each.low, each.high, each.number, each.right) for each in found] == [
        (0.0, 0.2, 2, 0.0),
        (0.2, 0.4, 2, 0.5),
        (0.8, 1.0, 2, 1.0),
    ]
    assert found[1].score == pytest.approx(0.25)


def test_no_scores_no_bins():
    assert bins([]) == []
    assert calibration_error([]) == 0
    assert list(lines("speakers", [])) == ["  speakers: no scores"]


@pytest.mark.parametrize("score", [-0.01, 1.01, float("nan")])
def test_what_is_no_score_is_refused(score):
    with pytest.raises(ValueError, match="not from 0 to 1"):
        bins([Judged(score, True)])


def test_the_error_counts_each_bin_by_its_number():
    # A hundred at 0.9 of which 80 are right, and fifty at 0.5 of which 25 are.
    scores = [Judged(0.95, i < 80) for i in range(100)] + [Judged(0.5, i < 25) for i in range(50)]
    assert calibration_error(bins(scores)) == pytest.approx((100 * 0.15 + 50 * 0.0) / 150)


def test_scores_that_keep_their_word_have_no_error():
    scores = [Judged(tenth / 10, i < tenth) for tenth in range(11) for i in range(10)]
    assert calibration_error(bins(scores)) == pytest.approx(0)


@given(
    scores=st.lists(st.builds(Judged, st.floats(0, 1), st.booleans())),
    number=st.integers(1, 30),
)
def test_every_score_is_in_one_bin(scores, number):
    found = bins(scores, number=number)
    assert sum(each.number for each in found) == len(scores)
    assert sum(each.right * each.number for each in found) == pytest.approx(sum(one.right for one in scores))
    assert all(each.low - 1e-9 <= each.score <= each.high + 1e-9 for each in found)
    assert 0 <= calibration_error(found) <= 1


def test_the_table_can_be_read():
    found = [Bin(0.5, 0.6, 12, 0.561, 0.25), Bin(0.9, 1.0, 1204, 0.982, 0.96)]
    assert list(lines("quotes", found)) == [
        "  quotes: expected calibration error 0.025",
        "      score       number  mean score  share right",
        "    0.50–0.60         12       0.561        0.250",
        "    0.90–1.00       1204       0.982        0.960",
    ]


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ([(0, 60, "a"), (60, 100, "b")], "a"),
        ([(0, 30, "a")], "a"),
        ([(0, 29, "a"), (200, 300, "b")], None),
        ([], None),
    ],
)
def test_a_sentence_is_judged_by_what_covers_most_of_it(parts, expected):
    assert covering({"start": 0, "end": 100}, parts) == expected


def test_claims_are_judged_by_sentence_and_kind(tmp_path):
    scores = SentenceScores(0.1, 0.2, 0.7, {kind: 0.9 if kind == "event" else 0.1 for kind in KINDS}, {}, 0.5)
    article = Read(
        doc=None,
        sentences=[(0, 20, scores), (20, 40, scores)],
        quotes=[],
        claims=[
            {"start": 0, "end": 20, "score": 0.7, "label": "CFS"},
            {"start": 20, "end": 40, "score": 0.2, "label": "NFS"},
        ],
        names=[],
    )
    gold = {
        "sentences": [
            {"start": 0, "end": 19, "label": "CFS", "kinds": ["event"], "kinds_disputed": ["state"]},
            {"start": 20, "end": 39, "label": "UFS", "kinds": ["state"], "kinds_disputed": []},
            {"start": 40, "end": 60, "label": "CFS", "kinds": ["state"], "kinds_disputed": []},
            {"start": 0, "end": 19, "label": None, "kinds": [], "kinds_disputed": []},
        ]
    }
    found = judged_claims(tmp_path, gold, article)
    assert found["check-worthy"] == [Judged(0.7, True), Judged(0.2, False)]
    assert len(found["kinds"]) == len(KINDS) - 1
    assert [one for one in found["kinds"] if one.right] == [Judged(0.9, True)]
