"""Quotes on a Doc: how they are stored, and which are direct, indirect or mixed."""

import pytest
import spacy

from onrecord.quotation_marks import quoted
from onrecord.quotes import kind_of, quotes
from onrecord.reader.decoding import Attribution
from onrecord.reader.reader import Reading
from tests.hand_made import doc_of, finished


def kind(marked):
    [quote] = quotes(doc_of(marked))
    return quote.kind


@pytest.mark.parametrize(
    "marked",
    [
        "{“We won,”} <said> (she).",
        "{“We won,” “at last”} <said> (she).",
        "{“We won,”} <said> (she), {“at last.”}",
        '{"We won,"} <said> (she).',
        "{‘We won,’} <said> (she).",
        "{«We won»}, <said> (she).",
        "{„We won“}, <said> (she).",
        "{''We won''}, <said> (she).",
        # the marks are in the content or around it
        "“{We won},” <said> (she).",
        "{“We won},” <said> (she).",
        # a quote within a quote
        "{“He told me, ‘Go,’ and I went,”} <said> (she).",
        # an apostrophe is no mark
        "{“It’s the sailors’ port,”} <said> (she).",
        # one letter of each is enough, figures too
        "{“7”} <said> (she).",
        # a mark was forgotten, or turned the wrong way
        "{“We won,“} <said> (she).",
        # a quotation that goes on in the next paragraph, which opens anew
        "{“We won.\n\n“At last.”}",
    ],
)
def test_direct(marked):
    assert kind(marked) == "direct"


@pytest.mark.parametrize(
    "marked",
    [
        "(She) <said> {they had won}.",
        "(She) <said> {the sailors’ port wasn’t for sale}.",
        "(She) <said> {it was 5'10\" long}.",
        "(She) <said> {they had won} “The Cup”.",
        # nothing but marks and stops
        "{“…”} <said> (she).",
    ],
)
def test_indirect(marked):
    assert kind(marked) == "indirect"


@pytest.mark.parametrize(
    "marked",
    [
        "(She) <said> {they had “won at last”}.",
        "(She) <said> {they had “won” and would “win again”}.",
        "{“Never,” she replied, and that was that}, <said> (he).",
        "(She) <called> {him a “liar” and a thief}.",
        "(She) <said> {they had won}. {“At last.”}",
    ],
)
def test_mixed(marked):
    assert kind(marked) == "mixed"


def test_kind_of_the_same_words_depends_on_the_content():
    text = "police “misled us” twice"
    marks = quoted(text)
    assert kind_of(text, [(0, 24)], marks) == "mixed"
    assert kind_of(text, [(7, 18)], marks) == kind_of(text, [(8, 17)], marks) == "direct"
    assert kind_of(text, [(19, 24)], marks) == "indirect"
    assert kind_of(text, [(0, 6), (7, 18)], marks) == "mixed"


WON = "“We won,” said Amara Diallo. “At last.” She hopes to win again."


def reading(*attributions):
    return Reading([], [Attribution(*attribution) for attribution in attributions])


def test_what_the_reader_found_comes_back():
    first = (((0, 9), (29, 39)), (10, 14), (15, 27), True, 0.81254)
    second = (((53, 62),), (44, 52), (40, 43), False, 0.5)
    speech, attitude = quotes(finished(WON, reading(first, second)))
    assert (speech.id, attitude.id) == ("q1", "q2")
    assert [piece.text for piece in speech.content] == ["“We won,”", "“At last.”"]
    assert (speech.cue.text, speech.source.text) == ("said", "Amara Diallo")
    assert (speech.start, speech.end) == (0, 39)
    assert (speech.kind, speech.speech, speech.score) == ("direct", True, 0.8125)
    assert (attitude.cue.text, attitude.source.text, attitude.content[0].text) == ("hopes to", "She", "win again")
    assert (attitude.kind, attitude.speech, attitude.score) == ("indirect", False, 0.5)


def test_cue_source_and_speaker_may_be_missing():
    [quote] = quotes(finished(WON, reading((((0, 9),), None, None, True, 0.5))))
    assert (quote.cue, quote.source, quote.speaker) == (None, None, None)


def test_a_quote_may_lie_within_another():
    text = "“She told me ‘Go,’” said Li."
    outer, inner = quotes(
        finished(text, reading((((0, 19),), (20, 24), (25, 27), True, 0.9), (((13, 18),), (5, 9), (1, 4), True, 0.9)))
    )
    assert outer.content[0].text == "“She told me ‘Go,’”"
    assert (inner.content[0].text, inner.cue.text) == ("‘Go,’", "told")
    assert outer.kind == inner.kind == "direct"


def test_borders_within_tokens():
    text = "He’s out on bail.He left,said Li—“not so.”"
    [quote] = quotes(finished(text, reading((((17, 24),), (25, 29), (30, 32), True, 0.9))))
    assert (quote.content[0].text, quote.cue.text, quote.source.text) == ("He left", "said", "Li")


def test_groups_on_the_doc():
    doc = doc_of("{“We won,”} <said> ([Amara Diallo|PERSON]), {“at last.”}", "(She) <said> {so}.")
    stored = {
        key: [(span.text, span.label_, span.id_) for span in doc.spans[key]] for key in ("quotes", "cues", "speakers")
    }
    assert stored == {
        "quotes": [("“We won,”", "SPEECH", "q1"), ("“at last.”", "SPEECH", "q1"), ("so", "SPEECH", "q2")],
        "cues": [("said", "CUE", "q1"), ("said", "CUE", "q2")],
        "speakers": [("Amara Diallo", "SOURCE", "q1"), ("She", "SOURCE", "q2")],
    }
    assert doc.spans["quotes"].attrs == {
        "scores": {"q1": 0.9, "q2": 0.9},
        "speakers": {"q1": "e1", "q2": "e1"},
        "speaker_scores": {},
    }


def test_a_doc_of_another_pipeline_has_no_quotes():
    assert list(quotes(spacy.blank("en")("“We won,” she said."))) == []


def test_nothing_found():
    assert list(quotes(finished("It rained.", Reading([], [])))) == []


@pytest.mark.parametrize(
    ("marked", "kind"),
    [
        ("“(He) <said> {he would go},” we heard.", "indirect"),
        ("“(He) <said>, {‘I will go,’}” we heard.", "direct"),
        ("“(He) <said> {he would ‘go at once’},” we heard.", "mixed"),
        ("{“I will go,”} (he) <said>, “at once.”", "direct"),
    ],
)
def test_the_marks_of_an_outer_quote_do_not_count(marked, kind):
    [quote] = quotes(doc_of(marked))
    assert quote.kind == kind
