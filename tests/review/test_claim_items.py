"""Claims under review: decided, undone, in tables, from tables, before a coder, and between two of them."""

import json
from dataclasses import replace

import pandas as pd
import pytest

from onrecord.review import Always, Coding, New, Refused, Rules, Store, agreement, apply, corrected, machine_of
from onrecord.review.desk import Desk
from tests.review.sample import TEXT, found, place


@pytest.fixture
def store(tmp_path):
    with Store(tmp_path / "review.sqlite") as store:
        for id_, machine in machine_of(found("strike", "again")).items():
            store.add_article(id_, TEXT, machine)
        yield store


@pytest.fixture
def coding(store):
    return Coding(store, "ana")


def claim(coding, id_):
    return coding.state("strike").claims[id_]


def entity(coding, name):
    return next(entity.id for entity in coding.state("strike").entities.values() if entity.name == name)


def row(table, id_):
    return table[(table["article"] == "strike") & (table["claim"] == id_)].iloc[0]


# Decisions


def test_accept_reject_and_undo(coding):
    coding.accept("strike", "c1")
    coding.reject("strike", "c2")
    assert [kept.id for kept in coding.state("strike").kept("claims")] == ["c1", *(f"c{n}" for n in range(3, 9))]
    assert claim(coding, "c1").source_of_row == "accepted"
    coding.undo()
    assert claim(coding, "c2").verdict is None
    coding.redo()
    assert claim(coding, "c2").verdict == "rejected"


def test_every_field_can_be_changed(coding):
    start, end = place("Souza left")
    coding.change("strike", "c7", start=start, end=end, label="UFS", kinds=["accusation", "event", "event"])
    coding.change("strike", "c7", certainty="hedged", certainty_cue=place("left"))
    changed = claim(coding, "c7")
    assert (TEXT[changed.start : changed.end], changed.label, changed.kinds) == (
        "Souza left",
        "UFS",
        ("event", "accusation"),
    )
    assert (changed.certainty, TEXT[slice(*changed.certainty_cue)]) == ("hedged", "left")
    coding.undo()
    coding.undo()
    assert claim(coding, "c7").source_of_row == "machine"


def test_who_names_a_claimer_takes_it_from_the_article(coding):
    coding.change("strike", "c7", claimer=New("Zoë Lund"), claimer_printed=place("Souza left"))
    assert claim(coding, "c7").claimer_kind == "speaker"
    coding.change("strike", "c7", claimer_kind="article")
    changed = claim(coding, "c7")
    assert (changed.claimer, changed.claimer_printed) == (None, None)
    coding.change("strike", "c2", claimer=None)
    assert claim(coding, "c2").claimer_kind == "speaker"


def test_what_was_missed(coding):
    added = coding.add_claim("strike", *place("I was there"), kinds=["event"], claimer=New("Ines Lima"))
    own = coding.add_claim("strike", *place("Dockers"), label="UFS")
    assert (claim(coding, added.item).claimer_kind, claim(coding, own.item).claimer_kind) == ("speaker", "article")
    coding.undo()
    assert own.item not in coding.state("strike").claims


def test_claims_follow_their_claimer(coding):
    ana, rui = entity(coding, "Ana Souza"), entity(coding, "Rui Costa")
    coding.merge("strike", rui, into=ana)
    assert claim(coding, "c3").claimer == ana
    moved = [m.id for m in coding.state("strike").mentions_of(ana) if TEXT[m.start : m.end] == "Rui Costa"]
    entry = coding.split("strike", ana, moved, new=New("Rui Costa"))
    assert claim(coding, "c3").claimer == entry.after["new_entity"]["id"]
    assert claim(coding, "c2").claimer == ana
    coding.reject("strike", ana)
    assert (claim(coding, "c2").claimer, claim(coding, "c2").claimer_kind) == (None, "speaker")


REFUSED = {
    "a label that is none": {"label": "TRUE"},
    "a kind that is none": {"kinds": ["event", "gossip"]},
    "a certainty that is none": {"certainty": "sure"},
    "a voice that is none": {"claimer_kind": "nobody"},
    "its own voice and a claimer": {"claimer_kind": "article", "claimer": "e2"},
    "a claimer who is none": {"claimer": "e99"},
    "behind the text": {"end": 10_000},
    "back to front": {"start": 9, "end": 4},
    "a cue that is nowhere": {"certainty_cue": (-1, 4)},
    "a field of quotes": {"speaker": "e1"},
}


@pytest.mark.parametrize("values", REFUSED.values(), ids=REFUSED.keys())
def test_the_impossible_is_refused_and_not_written(coding, values):
    with pytest.raises(ValueError):
        coding.change("strike", "c2", **values)
    assert coding.entries() == []


# Tables


def test_rows_are_exact_and_say_where_they_are_from(store, coding):
    coding.accept("strike", "c1")
    coding.reject("strike", "c8")
    start, end = place("We will appeal 🙂")
    coding.change("strike", "c2", start=start, end=end, certainty_cue=None, kinds=["commitment"])
    coding.change("strike", "c7", label="UFS", claimer=New("Zoë Lund"), claimer_printed=place("Souza left"))
    coding.add_claim("strike", *place("שלום"), certainty_cue=place("nobody"))
    claims = corrected(found(), store).claims
    origin = dict(zip(claims["claim"], claims["source_of_row"], strict=True))
    assert (origin["c1"], origin["c2"], origin["c3"], "c8" in origin) == ("accepted", "corrected", "machine", False)
    assert claims.query("source_of_row == 'added'")["text"].tolist() == ["שלום"]
    assert claims["start"].is_monotonic_increasing
    moved = row(claims, "c2")
    assert (moved["text"], moved["kinds"], moved["quote"]) == ("We will appeal 🙂", "commitment", "q1")
    assert moved["sentence"] == "“We will appeal 🙂,” said Ana Souza."
    assert pd.isna(moved["reasons"]) and pd.isna(moved["entities"]) and pd.isna(moved["certainty_cue"])
    assert row(claims, "c7")[["claimer", "claimer_printed"]].tolist() == ["Zoë Lund", "Souza left"]
    for words, begin in (
        ("text", ""),
        ("sentence", "sentence_"),
        ("certainty_cue", "certainty_cue_"),
        ("claimer_printed", "claimer_"),
    ):
        rows = claims[[f"{begin}start", f"{begin}end", words]].dropna()
        assert len(rows)
        for first, last, printed in rows.itertuples(index=False):
            assert TEXT[first:last] == printed


def test_numbers_are_read_anew_where_borders_moved(tmp_path):
    text = "They lost 12 boats and 30 nets yesterday."
    articles = found().articles.assign(published="2026-05-02")
    strike = replace(found(), **{name: getattr(found(), name).iloc[:0] for name in ("entities", "mentions", "quotes")})
    strike = replace(strike, articles=articles, claims=strike.claims.iloc[:0], marks=strike.marks.iloc[:0])
    with Store(tmp_path / "other.sqlite") as store:
        store.add_article("strike", text, machine_of(strike)["strike"])
        start = text.index("30")
        Coding(store, "ana").add_claim("strike", start, len(text))
        [claim] = corrected(strike, store).claims.to_dict("records")
    numbers = json.loads(claim["quantities"])
    assert [(number["text"], text[number["start"] : number["end"]]) for number in numbers] == [
        ("30", "30"),
        ("yesterday", "yesterday"),
    ]
    assert numbers[1]["date"] == "2026-05-01"


def test_a_quote_that_is_none_holds_no_claim(store, coding):
    coding.reject("strike", "q1")
    claims = corrected(found(), store).claims
    assert pd.isna(row(claims, "c2")["quote"])
    assert row(claims, "c3")["quote"] == "q2"


def test_rules_take_claims_along():
    claims = corrected(found(), rules=Rules((Always("Costa", "Rui Lima"), Always("Rui Costa", "Rui Lima")))).claims
    assert row(claims, "c3")["claimer"] == "Rui Lima"
    assert row(claims, "c3")["source_of_row"] == "corrected"


# From a table


def test_edited_rows(store):
    claims = found().claims.copy()
    start, end = place("Souza left")
    claims.loc[0, ["label", "certainty"]] = ["UFS", "hedged"]
    claims.loc[1, "kinds"] = "prediction; commitment"
    claims.loc[2, "claimer"] = "Ana Souza"
    claims.loc[6, ["text", "start", "end"]] = ["Souza left", start, end]
    new = {"article": "strike", "text": "Dockers", "start": 0, "end": 7, "label": "CFS"}
    claims = pd.concat([claims, pd.DataFrame([new])], ignore_index=True)
    claims["decision"] = [None] * 7 + ["reject", None]
    report = apply(store, claims, coder="ana")
    assert report["status"].tolist() == [
        *("changed", "changed", "changed", "unchanged", "unchanged", "unchanged", "changed", "rejected", "added")
    ]
    after = corrected(found(), store).claims
    assert row(after, "c1")[["label", "certainty"]].tolist() == ["UFS", "hedged"]
    assert row(after, "c2")["kinds"] == "prediction; commitment"
    assert row(after, "c3")["claimer"] == "Ana Souza"
    assert row(after, "c7")["text"] == "Souza left"
    assert set(apply(store, after, coder="ana")["status"]) == {"unchanged"}


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"text": "We won"}, "the article has"),
        ({"label": "TRUE"}, "label is"),
        ({"claim": "q1"}, "no claim"),
        ({"claim": pd.NA, "start": pd.NA}, "needs start and end"),
        ({"claimer_start": pd.NA}, "half a place"),
    ],
)
def test_one_wrong_row_holds_all_back(store, cells, reason):
    claims = found().claims.astype(object)
    claims.loc[1, list(cells)] = list(cells.values())
    claims.loc[0, "label"] = "UFS"
    with pytest.raises(Refused) as refused:
        apply(store, claims, coder="ana")
    assert reason in refused.value.report["reason"][1]
    assert store.entries() == []


# Before a coder


def test_the_least_sure_are_those_about_one_half(coding):
    desk = Desk(coding, ["strike"], what="claims")
    view = desk.answer({"do": "look"})
    assert (view["item"], view["total"], view["quotes"]) == ("c2", 8, [])
    assert desk.answer({"do": "choose", "order": "text"})["item"] == "c1"
    assert desk.answer({"do": "choose", "least": 0.85})["total"] == 2


def test_what_the_widget_asks_for(coding):
    desk = Desk(coding, ["strike"], what="claims", order="text")

    def now(view):
        assert view["error"] is None
        return next(one for one in view["claims"] if one["id"] == view["item"])

    start, end = place("walk out")
    assert now(desk.answer({"do": "change", "values": {"start": start, "end": end}}))["pieces"] == [(start, end)]
    changed = {"label": "UFS", "kinds": ["event", "cause"], "certainty": "hedged", "certainty_cue": [start, end]}
    one = now(desk.answer({"do": "change", "values": changed}))
    assert (one["label"], one["kinds"], one["cue"]) == ("UFS", ("event", "cause"), (start, end))
    assert now(desk.answer({"do": "claimer", "name": "Zoë Lund"}))["claimer_kind"] == "speaker"
    assert now(desk.answer({"do": "change", "values": {"claimer_kind": "article"}}))["claimer"] is None
    assert now(desk.answer({"do": "claim", "place": list(place("stayed"))}))["status"] == "added"
    assert desk.answer({"do": "undo"})["total"] == 8
    assert "no text" in desk.answer({"do": "claim", "place": [0, 10_000]})["error"]
    assert "not whole" in desk.answer({"do": "claim"})["error"]


# Two coders


def test_agreement(store, coding):
    rui = Coding(store, "rui")
    coding.accept("strike", "c1")
    rui.change("strike", "c1", label="UFS", kinds=["event", "accusation"], certainty_cue=place("walk out"))
    coding.reject("strike", "c2")
    rui.accept("strike", "c2")
    for coder in (coding, rui):
        coder.accept("strike", "c3")
    coding.add_claim("strike", *place("Dockers"))
    agreed = agreement(store, "ana", "rui", what="claims")
    assert agreed.disagreements[["item", "what"]].to_numpy().tolist()[:4] == [
        *(["c1", "label"], ["c1", "kinds"], ["c1", "certainty_cue"], ["c2", "kept"])
    ]
    assert agreed.disagreements["what"].tolist()[-1] == "missed"
    measures = agreed.measures.set_index("what")
    assert measures.loc["label", ["units", "agreement"]].tolist() == [2, 0.5]
    assert measures.loc["kind: accusation", "agreement"] == 0.5
    assert measures.loc["kind: event", "agreement"] == 1
    assert measures.loc["borders", "units"] == 4
