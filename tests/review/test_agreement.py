"""Agreement: figures as published or worked out by hand, and what two coders did decide differently."""

import pytest

from onrecord.review import (
    Coding,
    New,
    Store,
    agreement,
    cohen_kappa,
    krippendorff_alpha,
    machine_of,
    percent_agreement,
    span_f1,
)
from tests.review.sample import TEXT, found, place


def units(*coders):
    """Coders' values as in print, "*" for a missing one."""
    return list(zip(*([None if value == "*" else value for value in coder.split()] for coder in coders), strict=True))


KRIPPENDORFF_2011 = {
    "A: binary, two observers": (units("0 1 0 0 0 0 0 0 1 0", "1 1 1 0 0 1 0 0 0 0"), 0.095),
    "B: nominal, two observers": (units("a a b b d c c c e d d a", "b a b b b c c c e d d d"), 0.692),
    "C: nominal, four observers, some missing": (
        units(
            "1 2 3 3 2 1 4 1 2 * * *",
            "1 2 3 3 2 2 4 1 2 5 * 3",
            "* 3 3 3 2 3 4 2 2 5 1 *",
            "1 2 3 3 2 4 4 1 2 5 1 *",
        ),
        0.743,
    ),
}


@pytest.mark.parametrize(("values", "alpha"), KRIPPENDORFF_2011.values(), ids=KRIPPENDORFF_2011.keys())
def test_alpha_as_published(values, alpha):
    assert round(krippendorff_alpha(values), 3) == alpha


def test_alpha_at_its_limits():
    assert krippendorff_alpha([("a", "a"), ("b", "b")]) == 1
    # n = 4, o_ab = o_ba = 2: 1 - 3 · 4 / (16 - 8)
    assert krippendorff_alpha([("a", "b"), ("b", "a")]) == -0.5
    assert krippendorff_alpha([]) is None
    assert krippendorff_alpha([("a", None)]) is None
    assert krippendorff_alpha([("a", "a"), ("a", "a")]) is None


def table(*counts):
    """The values of two coders, from how often both said yes, only the first, only the second, and neither."""
    pairs = (("yes", "yes"), ("yes", "no"), ("no", "yes"), ("no", "no"))
    return zip(*(pair for pair, count in zip(pairs, counts, strict=True) for _ in range(count)), strict=True)


KAPPA = {
    # By hand: (0.70 - 0.50) / (1 - 0.50)
    "50 grants": ((20, 5, 10, 15), 0.4),
    # By hand, the same agreement with other margins: (0.60 - 0.54) / 0.46 and (0.60 - 0.46) / 0.54
    "one-sided": ((45, 15, 25, 15), 0.1304),
    "two-sided": ((25, 35, 5, 35), 0.2593),
    "worse than chance": ((0, 5, 5, 0), -1.0),
}


@pytest.mark.parametrize(("counts", "kappa"), KAPPA.values(), ids=KAPPA.keys())
def test_kappa_by_hand(counts, kappa):
    first, second = table(*counts)
    assert round(cohen_kappa(first, second), 4) == kappa


def test_kappa_at_its_limits():
    assert cohen_kappa([], []) is None
    assert cohen_kappa(["a", "a"], ["a", "a"]) is None
    with pytest.raises(ValueError):
        cohen_kappa(["a"], ["a", "b"])
    assert percent_agreement([], []) is None


SPANS = {
    # (first, second, exact, overlap)
    "the same": ([(0, 9)], [(0, 9)], 1, 1),
    "one border off": ([(0, 9)], [(0, 8)], 0, 1),
    "side by side": ([(0, 9)], [(9, 12)], 0, 0),
    # Overlap: 2 of 2 and 2 of 3, so 2 · 1 · ⅔ / (1 + ⅔)
    "one more": ([(0, 9), (20, 30)], [(0, 9), (25, 40), (50, 60)], 0.4, 0.8),
    "one for two": ([(0, 30)], [(0, 9), (20, 30)], 0, 1),
    "only one coder has any": ([], [(0, 9)], 0, 0),
    "none": ([], [], None, None),
}


@pytest.mark.parametrize(("first", "second", "exact", "overlap"), SPANS.values(), ids=SPANS.keys())
def test_span_f1(first, second, exact, overlap):
    first, second = ([("strike", *span) for span in spans] for spans in (first, second))
    for match, expected in (("exact", exact), ("overlap", overlap)):
        assert span_f1(first, second, match=match) == pytest.approx(expected)
        assert span_f1(second, first, match=match) == pytest.approx(expected)


def test_spans_of_other_articles_do_not_match():
    assert span_f1([("a", 0, 9)], [("b", 0, 9)], match="overlap") == 0


@pytest.fixture
def store(tmp_path):
    with Store(tmp_path / "review.sqlite") as store:
        for id_, machine in machine_of(found("strike", "again")).items():
            store.add_article(id_, TEXT, machine)
        yield store


def test_what_two_coders_decided(store):
    ana, rui = Coding(store, "ana"), Coding(store, "rui")
    ana.accept("strike", "q1")
    rui.change("strike", "q1", kind="mixed", pieces=[place("We will appeal 🙂")], speaker=New("Rui Lima"))
    ana.reject("strike", "q2")
    rui.accept("strike", "q2")
    ana.accept("strike", "q3")
    ana.add_quote("strike", [place("“I was there,”")], kind="direct")
    rui.add_quote("strike", [place("“I was there,”")], kind="direct", speaker=New("Ines Lima"))
    rui.add_quote("strike", [place("stayed")], kind="indirect")
    rui.accept("again", "q1")
    agreed = agreement(store, "ana", "rui")
    found_ = agreed.disagreements[["what", "first", "second"]].fillna("").to_numpy().tolist()
    assert found_ == [
        ["kind", "direct", "mixed"],
        ["speaker", "Ana Souza", "Rui Lima"],
        ["borders", "“We will appeal 🙂,”", "We will appeal 🙂"],
        ["kept", "rejected", "kept"],
        ["speaker", "", "Ines Lima"],
        ["missed", "not there", "added"],
    ]
    assert agreed.one_only == 1
    measures = agreed.measures.set_index("what")
    assert measures["units"].to_dict() == {
        **{"kept": 2, "kind": 2, "speech": 2, "speaker": 2},
        **{"borders": 5, "cue": 2, "source": 2},
    }
    assert measures.loc["kept", "agreement"] == 0.5
    assert measures.loc["kind", "agreement"] == 0.5
    # Ana has two contents, Rui four, and one is the same; two of two overlap, and two of four.
    assert measures.loc["borders", "f1_exact"] == pytest.approx(2 / 6)
    assert measures.loc["borders", "f1_overlap"] == pytest.approx(2 / 3)
    for row in agreed.disagreements.itertuples():
        assert TEXT[row.start : row.end] == row.text


def test_nothing_in_common(store):
    Coding(store, "ana").accept("strike", "q1")
    Coding(store, "rui").accept("again", "q1")
    with pytest.raises(ValueError, match="no article"):
        agreement(store, "ana", "rui")
