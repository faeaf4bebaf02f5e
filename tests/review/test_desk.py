"""What lies before a coder, without a browser: the order, what each message does, and how quickly."""

import json
import time

import pytest

from onrecord.articles import Article
from onrecord.review import Coding, Store, machine_of
from onrecord.review.desk import Desk
from onrecord.tabulation import tables
from tests.review.sample import TEXT, found, long_doc, place


@pytest.fixture
def store(tmp_path):
    with Store(tmp_path / "review.sqlite") as store:
        machine = machine_of(found("strike", "again"))
        for quote, score in zip(machine["strike"]["quotes"], (0.9, 0.2, 0.6), strict=True):
            quote["score"] = score
        for id_ in ("strike", "again"):
            store.add_article(id_, TEXT, machine[id_], title="Dockers walk out")
        yield store


@pytest.fixture
def desk(store):
    return Desk(Coding(store, "ana"), ["strike"])


def item(view):
    return next(one for one in view[view["what"]] if one["id"] == view["item"])


def test_the_least_sure_comes_first(desk):
    ids = [desk.answer({"do": do})["item"] for do in ("look", "next", "next", "next", "previous")]
    assert ids == ["q2", "q3", "q1", "q1", "q3"]
    assert desk.answer({"do": "choose", "order": "text"})["item"] == "q1"
    view = desk.answer({"do": "choose", "most": 0.5})
    assert (view["item"], view["total"]) == ("q2", 1)
    view = desk.answer({"do": "choose", "most": 0.1})
    assert (view["item"], view["total"]) == (None, 0)
    assert "nothing" in desk.answer({"do": "accept"})["error"]


def test_a_decision_moves_on_and_is_saved(store, desk):
    view = desk.answer({"do": "accept", "id": "x-1"})
    assert (view["saved"], view["for"], view["item"], view["seen"], view["error"]) == (1, "x-1", "q3", 1, None)
    assert [entry.item for entry in store.entries()] == ["q2"]
    view = desk.answer({"do": "reject"})
    assert view["item"] == "q1"
    view = desk.answer({"do": "undo"})
    assert (view["item"], item(view)["status"], view["seen"]) == ("q3", "machine", 1)
    assert item(desk.answer({"do": "redo"}))["status"] == "rejected"


def test_a_new_kernel_goes_on(store, desk):
    desk.answer({"do": "accept"})
    view = Desk(Coding(store, "ana"), ["strike"]).answer({"do": "look"})
    assert (view["item"], view["seen"], view["total"]) == ("q3", 1, 3)
    assert Desk(Coding(store, "rui"), ["strike"]).answer({"do": "look"})["seen"] == 0


def test_changes(desk):
    desk.answer({"do": "go", "item": "q1"})
    values = {"pieces": [list(place("We will appeal 🙂"))], "cue": None, "kind": "mixed", "speech": False}
    one = item(desk.answer({"do": "change", "values": values}))
    assert (one["status"], one["kind"], one["cue"]) == ("corrected", "mixed", None)
    view = desk.answer({"do": "speaker", "name": "Zoë Lund"})
    assert {entity["id"]: entity["name"] for entity in view["entities"]}[item(view)["speaker"]] == "Zoë Lund"
    assert item(desk.answer({"do": "speaker", "name": "Rui Costa"}))["speaker"].startswith("e")
    assert item(desk.answer({"do": "speaker", "name": " "}))["speaker"] is None


def test_what_was_missed_is_shown_and_can_be_undone(desk):
    view = desk.answer({"do": "add", "pieces": [list(place("“I was there,”"))]})
    assert (item(view)["status"], item(view)["kind"], view["total"]) == ("added", "direct", 4)
    view = desk.answer({"do": "undo"})
    assert (view["total"], view["error"]) == (3, None)
    assert view["item"] in ("q1", "q2", "q3")
    assert desk.answer({"do": "redo"})["total"] == 4


def test_entities(desk):
    view = desk.answer({"do": "choose", "what": "entities"})
    ids = {entity["name"]: entity["id"] for entity in view["entities"]}
    view = desk.answer({"do": "go", "item": ids["Rui Costa"]})
    assert [TEXT[start:end] for start, end, *_ in view["mentions"]] == ["Rui Costa", "Costa"]
    costa = view["mentions"][1][2]
    desk.answer({"do": "split", "mentions": [costa], "name": "Zoë Costa"})
    view = desk.answer({"do": "merge", "name": "Ana Souza"})
    assert (view["item"], item(view)["mentions"]) == (ids["Ana Souza"], 3)
    view = desk.answer({"do": "mention", "place": list(place("Ines Lima")), "entity": ids["Ana Souza"]})
    assert item(view)["mentions"] == 4
    view = desk.answer({"do": "mention", "place": list(place("Dockers")), "name": "Dockers"})
    assert (item(view)["name"], item(view)["mentions"]) == ("Dockers", 1)


def test_the_first_entity_of_an_article(store):
    store.add_article("bare", "Nobody left.", {"quotes": [], "entities": [], "mentions": [], "claims": []}, title=None)
    desk = Desk(Coding(store, "ana"), ["bare"], what="entities")
    view = desk.answer({"do": "mention", "place": [0, 6], "name": "Nobody"})
    assert (item(view)["name"], view["total"]) == ("Nobody", 1)


WRONG = [
    {},
    {"do": "fly"},
    {"do": ["accept"]},
    {"do": "change"},
    {"do": "change", "values": {"pieces": [[0]]}},
    {"do": "change", "values": {"pieces": 7}},
    {"do": "change", "values": {"kind": "loud"}},
    {"do": "go", "item": "q99"},
    {"do": "go"},
    {"do": "choose", "what": "everything"},
    {"do": "choose", "least": "nan"},
    {"do": "add", "pieces": [[0, 10_000]]},
    {"do": "add", "pieces": []},
    {"do": "split", "mentions": ["m99"], "name": "Ana"},
    {"do": "merge", "name": "Somebody New"},
    {"do": "undo"},
    {"do": "redo"},
]


@pytest.mark.parametrize("message", WRONG, ids=str)
def test_what_a_page_may_send_by_mistake(store, desk, message):
    before = desk.answer({"do": "look"})
    view = desk.answer(message)
    assert view["error"] and view["saved"] is None
    assert {**view, "error": None} == before
    assert store.entries() == []


def test_a_text_is_sent_once(desk):
    hash_ = desk.answer({"do": "look"})["hash"]
    assert desk.answer({"do": "next", "has": hash_})["text"] is None
    assert desk.answer({"do": "next", "has": "another"})["text"] == TEXT


def test_quick_on_twenty_thousand_words(tmp_path):
    doc = long_doc()
    assert len(doc.text.split()) > 20_000
    article = Article("long", doc.text)
    with Store(tmp_path / "review.sqlite") as store:
        store.add_article("long", doc.text, machine_of(tables([(doc, article)]))["long"])
        desk = Desk(Coding(store, "ana"), ["long"])
        has = desk.answer({"do": "look"})["hash"]
        times = []
        for number in range(60):
            message = [{"do": "accept"}, {"do": "change", "values": {"kind": "mixed"}}, {"do": "undo"}][number % 3]
            began = time.perf_counter()
            answer = desk.answer({**message, "has": has})
            json.dumps(answer)
            times.append(time.perf_counter() - began)
            assert answer["error"] is None
    # The median: what else the machine does must not fail it.
    assert sorted(times)[30] < 0.1
