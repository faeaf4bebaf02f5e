"""Decisions: what each does to quotes, entities and mentions, that it can be undone, and what is refused."""

import random

import pytest

from onrecord.review import Coding, New, Store, machine_of
from onrecord.review.state import fold
from tests.review.sample import TEXT, found, place


@pytest.fixture
def store(tmp_path):
    with Store(tmp_path / "review.sqlite") as store:
        machine = machine_of(found("strike", "again"))
        for id_ in ("strike", "again"):
            store.add_article(id_, TEXT, machine[id_])
        yield store


@pytest.fixture
def coding(store):
    return Coding(store, "ana")


def entity(coding, name):
    return next(entity.id for entity in coding.state("strike").entities.values() if entity.name == name)


def speakers(coding):
    state = coding.state("strike")
    return [quote.speaker and state.entities[quote.speaker].name for quote in state.kept("quotes")]


def test_accept_and_reject(coding):
    coding.accept("strike", "q1")
    coding.reject("strike", "q2")
    state = coding.state("strike")
    assert [quote.id for quote in state.kept("quotes")] == ["q1", "q3"]
    assert (state.quotes["q1"].source_of_row, state.quotes["q3"].source_of_row) == ("accepted", "machine")
    assert (state.quotes["q1"].seen, state.quotes["q3"].seen) == (True, False)
    coding.accept("strike", "q2")
    assert len(list(coding.state("strike").kept("quotes"))) == 3


def test_change_of_borders_type_and_speaker(coding):
    pieces = [place("We will"), place("🙂")]
    coding.change(
        "strike", "q1", pieces=pieces, cue=None, kind="mixed", speech=False, speaker=entity(coding, "Rui Costa")
    )
    quote = coding.state("strike").quotes["q1"]
    assert [TEXT[start:end] for start, end in quote.pieces] == ["We will", "🙂"]
    assert (quote.cue, quote.kind, quote.speech, quote.source_of_row) == (None, "mixed", False, "corrected")
    assert speakers(coding)[0] == "Rui Costa"
    coding.change("strike", "q1", speaker=None)
    coding.change("strike", "q2", speaker=New("Ines Lima"))
    assert speakers(coding)[:2] == [None, "Ines Lima"]


def test_merge_and_split(coding):
    ana, rui = entity(coding, "Ana Souza"), entity(coding, "Rui Costa")
    assert len(coding.state("strike").mentions_of(ana)) == 2
    coding.merge("strike", rui, into=ana)
    assert speakers(coding)[:2] == ["Ana Souza", "Ana Souza"]
    state = coding.state("strike")
    assert rui not in {kept.id for kept in state.kept("entities")}
    moved = [m.id for m in state.mentions_of(ana) if TEXT[m.start : m.end] in ("Rui Costa", "Costa")]
    coding.split("strike", ana, moved, new=New("Rui Costa"))
    assert speakers(coding)[:2] == ["Ana Souza", "Rui Costa"]
    assert len(coding.state("strike").mentions_of(ana)) == 2


def test_an_entity_that_is_none_takes_its_mentions_along(coding):
    ana = entity(coding, "Ana Souza")
    coding.reject("strike", ana)
    state = coding.state("strike")
    assert state.mentions_of(ana) == []
    assert speakers(coding)[0] is None
    assert state.quotes["q1"].source_of_row == "corrected"
    coding.undo()
    assert len(coding.state("strike").mentions_of(ana)) == 2


def test_a_label_goes_to_all_mentions(coding):
    ana = entity(coding, "Ana Souza")
    coding.change("strike", ana, label="ORG", name="Souza Lda")
    assert {mention.label for mention in coding.state("strike").mentions_of(ana)} == {"ORG"}
    assert speakers(coding)[0] == "Souza Lda"


def test_what_was_missed(coding):
    added = coding.add_quote(
        "strike",
        [place("“I was there,”")],
        kind="direct",
        cue=place("said Ines"),
        source=place("Ines Lima"),
        speaker=New("Ines Lima"),
    )
    new = coding.state("strike").quotes[added.item].speaker
    mention = coding.add_mention("strike", *place("Ines Lima"), entity=new)
    date = coding.add_mention("strike", *place("שלום"), entity=None, label="DATE")
    state = coding.state("strike")
    assert [mention.id for mention in state.mentions_of(new)] == [mention.item]
    assert state.mentions[date.item].label == "DATE"
    assert speakers(coding) == ["Ana Souza", "Rui Costa", None, "Ines Lima"]
    assert state.quotes[added.item].source_of_row == "added"


def test_undo_and_redo_over_articles(coding):
    coding.reject("strike", "q1")
    coding.reject("again", "q1")
    assert coding.undo().article == "again"
    assert coding.undo().article == "strike"
    assert coding.undo() is None
    assert len(list(coding.state("strike").kept("quotes"))) == 3
    assert [coding.redo().article, coding.redo().article, coding.redo()] == ["strike", "again", None]
    coding.undo()
    coding.accept("strike", "q2")
    assert coding.redo() is None
    assert [entry.action for entry in coding.entries()] == [
        *["reject"] * 2,
        *["undo"] * 2,
        *["redo"] * 2,
        "undo",
        "accept",
    ]


def test_coders_do_not_touch_each_other(store, coding):
    rui = Coding(store, "rui")
    coding.reject("strike", "q1")
    assert rui.undo() is None
    assert len(list(rui.state("strike").kept("quotes"))) == 3


def test_a_second_desk_of_the_same_coder_sees_all(store, coding):
    other = Coding(store, "ana")
    coding.reject("strike", "q1")
    assert len(list(other.state("strike").kept("quotes"))) == 2
    other.undo()
    assert len(list(coding.state("strike").kept("quotes"))) == 3


def test_states_are_the_fold_of_the_log(store, coding):
    """However decisions, undo and redo follow on one another, a new desk finds what the old one had."""
    chance = random.Random(3)
    for _ in range(200):
        state = coding.state("strike")
        item = chance.choice(["q1", "q2", "q3", *state.entities, *state.mentions])
        act = chance.choice(("accept", "reject", "merge", "name", "kind", "undo", "undo", "redo"))
        try:
            if act in ("undo", "redo"):
                getattr(coding, act)()
            elif act == "merge":
                coding.merge("strike", item, into=chance.choice(list(state.entities)))
            elif act in ("name", "kind"):
                coding.change("strike", item, **{act: {"name": "Ana", "kind": "mixed"}[act]})
            else:
                getattr(coding, act)("strike", item)
        except ValueError:
            continue
        assert coding.state("strike") == Coding(store, "ana").state("strike")
        assert coding.state("strike") == fold(coding.article("strike").machine, coding.entries())
    assert len(coding.entries()) > 100


REFUSED = {
    "no such article": lambda c: c.accept("nowhere", "q1"),
    "no such item": lambda c: c.accept("strike", "q9"),
    "no item at all": lambda c: c.accept("strike", "x1"),
    "nothing named": lambda c: c.change("strike", "q1"),
    "a field that quotes lack": lambda c: c.change("strike", "q1", name="Ana"),
    "before the text": lambda c: c.change("strike", "q1", pieces=[(-1, 4)]),
    "behind the text": lambda c: c.change("strike", "q1", pieces=[(0, 10_000)]),
    "back to front": lambda c: c.change("strike", "q1", cue=(9, 4)),
    "empty": lambda c: c.change("strike", "q1", source=(4, 4)),
    "white space": lambda c: c.change("strike", "q1", source=place("\r\n\r\n")),
    "half an offset": lambda c: c.change("strike", "q1", source=(1.0, 4.0)),
    "no pieces": lambda c: c.change("strike", "q1", pieces=[]),
    "pieces that overlap": lambda c: c.change("strike", "q1", pieces=[(0, 9), (5, 12)]),
    "a kind that is none": lambda c: c.change("strike", "q1", kind="loud"),
    "speech as a word": lambda c: c.change("strike", "q1", speech="yes"),
    "a speaker who is none": lambda c: c.change("strike", "q1", speaker="e99"),
    "a new one without a name": lambda c: c.change("strike", "q1", speaker=New(" ")),
    "a label that is none": lambda c: c.change("strike", "e1", label="GOD"),
    "a date as an entity": lambda c: c.change("strike", "e1", label="DATE"),
    "into itself": lambda c: c.merge("strike", "e1", into="e1"),
    "a quote into an entity": lambda c: c.merge("strike", "q1", into="e1"),
    "mentions of another": lambda c: c.split("strike", "e1", ["m99"], new=New("Ana")),
    "no mentions": lambda c: c.split("strike", "e1", [], new=New("Ana")),
    "a form that is none": lambda c: c.add_mention("strike", 0, 7, entity="e1", form="shout"),
    "a mention of nobody that is no value": lambda c: c.add_mention("strike", 0, 7, entity=None, label="ORG"),
    "another label than its entity": lambda c: c.add_mention("strike", 0, 7, entity="e1", label="DATE"),
}


@pytest.mark.parametrize("decide", REFUSED.values(), ids=REFUSED.keys())
def test_the_impossible_is_refused_and_not_written(coding, decide):
    with pytest.raises(ValueError):
        decide(coding)
    assert coding.entries() == []


def test_a_coder_needs_a_name(store):
    with pytest.raises(ValueError, match="name"):
        Coding(store, " ")
