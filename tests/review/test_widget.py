"""The widget without a browser: it hands messages on, and says what is missing where it cannot be shown."""

import sys

import pytest

import onrecord
from onrecord.review import Store
from tests.review.sample import TEXT, article


def test_messages_are_answered_when_they_are_on_the_disk(tmp_path, monkeypatch):
    pytest.importorskip("anywidget", reason="the extra notebook is not installed: pip install -e '.[notebook]'")
    widget = onrecord.review([article()], coder="ana", store=tmp_path / "review.sqlite")
    answers = []
    monkeypatch.setattr(widget, "send", answers.append)
    for message in ({"do": "look", "id": "x-1"}, {"do": "accept", "id": "x-2"}, "nonsense", None):
        widget._handle_custom_msg(message, [])
    assert [(answer["for"], answer["saved"], answer["error"]) for answer in answers] == [
        ("x-1", None, None),
        ("x-2", 1, None),
    ]
    assert answers[0]["text"] == TEXT
    with Store(tmp_path / "review.sqlite") as store:
        assert [entry.item for entry in store.entries(coder="ana")] == ["q1"]
    # A kernel that starts anew makes a new one.
    again = onrecord.review([article()], coder="ana", store=tmp_path / "review.sqlite")
    assert again.desk.answer({"do": "look"})["item"] == "q2"


def test_docs_alone(tmp_path):
    pytest.importorskip("anywidget", reason="the extra notebook is not installed: pip install -e '.[notebook]'")
    widget = onrecord.review([article()[0]] * 2, coder="ana", store=tmp_path / "review.sqlite")
    view = widget.desk.answer({"do": "look"})
    assert (view["article"], view["total"]) == ("1", 6)


def test_two_articles_of_one_id_are_refused(tmp_path):
    pytest.importorskip("anywidget", reason="the extra notebook is not installed: pip install -e '.[notebook]'")
    with pytest.raises(ValueError, match="the id strike"):
        onrecord.review([article(), article()], coder="ana", store=tmp_path / "review.sqlite")
    assert not (tmp_path / "review.sqlite").exists()


def test_without_the_extra_it_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "anywidget", None)
    monkeypatch.delitem(sys.modules, "onrecord.review.widget", raising=False)
    with pytest.raises(ImportError, match=r"onrecord\[notebook\]"):
        onrecord.review([], coder="ana")
