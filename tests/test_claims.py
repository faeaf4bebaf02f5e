"""Claims on a Doc: who puts them forward, how certain, split where that changes, and kept when stored."""

import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st
from spacy.tokens import Doc, DocBin

from onrecord.annotate import annotation
from onrecord.claims import SentenceScores, claims, has_finite_verb, set_claims
from onrecord.marks import set_marks
from onrecord.quotes import store_attributions
from onrecord.reader.decoding import Attribution, Name
from onrecord.reader.reader import Reading
from onrecord.sources.found import Mark
from tests.hand_made import NLP, doc_of, finished

FACT = SentenceScores(0.1, 0.2, 0.7, {"event": 0.9, "accusation": 0.6}, {}, 0.5)
FILLER = SentenceScores(0.2, 0.6, 0.2, {"state": 0.4}, {}, 0.5)
NO_FACT = SentenceScores(0.9, 0.05, 0.05, {"event": 0.9, "opinion": 0.8}, {}, 0.5)


def claimed(doc, score=FACT, **options):
    set_claims(doc, [score] * len(list(doc.sents)))
    return list(claims(doc, **options))


def only(*marked, score=FACT):
    [claim] = claimed(doc_of(*marked), score)
    return claim


# Who puts it forward


def test_the_article_itself():
    claim = only("The council sold the pier.")
    assert (claim.by_article, claim.claimer, claim.claimer_printed, claim.quote) == (True, None, None, None)


@pytest.mark.parametrize(
    ("marked", "name", "printed"),
    [
        ("{“The council sold the pier,”} <said> ([Ana Souza|PERSON]).", "Ana Souza", "Ana Souza"),
        ("([Ana Souza|PERSON]) <said> {the council had sold the pier}.", "Ana Souza", "Ana Souza"),
        ("<According to> (the [Harbour Board|ORG]), {the pier was sold in spring}.", "Harbour Board", None),
        ("(A witness) <said> {the pier fell into the sea}.", "witness", "A witness"),
        ("([Ana Souza|PERSON]) <denied> {the charges}.", "Ana Souza", "Ana Souza"),
    ],
)
def test_the_speaker(marked, name, printed):
    claim = only(marked)
    assert claim.claimer is not None
    assert (claim.by_article, claim.claimer.name, claim.quote) == (False, name, "q1")
    assert printed is None or claim.claimer_printed.text == printed


def read(text, *attributions):
    """The claimers of a text with these attributions: (content, cue, source) in its words."""

    def place(words):
        return (text.index(words), text.index(words) + len(words)) if words else None

    people = [Name(*place(name), "PERSON", 1.0) for name in ("Ana Souza", "Rui Costa") if name in text]
    found = [Attribution((place(said),), place(cue), place(who), True, 0.9) for said, cue, who in attributions]
    doc = finished(text, Reading(people, found))
    return [claim.claimer and claim.claimer.name for claim in claimed(doc, FACT._replace(article=0.2))]


def test_what_is_told_in_a_turn_is_whose_turn_it_is():
    inner = "the old pier was sold in the spring"
    said = f"Rui Costa said {inner}."
    assert read(f"Ana Souza: {said}", (said, None, "Ana Souza"), (inner, "said", "Rui Costa")) == ["Ana Souza"]


def test_of_two_speakers_whoever_says_more():
    asked, told = "whether the old pier had been sold in spring", "it was still hers"
    text = f"Asked {asked}, Ana Souza said {told}."
    assert read(text, (asked, "Asked", None), (told, "said", "Ana Souza")) == ["Ana Souza"]


@pytest.mark.parametrize(
    "marked",
    [
        # an act, told by the article
        "([Ana Souza|PERSON]) <announced> {the sale of the pier}.",
        "([Ana Souza|PERSON]) <called> {the long-awaited sale} a mistake and left the hall through the back door.",
    ],
)
def test_what_is_done_by_saying_it_is_the_articles(marked):
    assert only(marked).by_article


def test_a_network_may_know_better():
    marked = "([Ana Souza|PERSON]) <said> {the pier was sold}."
    assert only(marked, score=FACT._replace(article=0.4)).claimer.name == "Ana Souza"
    assert only(marked, score=FACT._replace(article=1.01)).by_article


def test_who_goes_on_speaking():
    doc = doc_of("{“We sold the pier,”} <said> ([Ana Souza|PERSON]).", "The price was 5,000 pounds.")
    set_claims(doc, [FACT, FACT._replace(article=0.1)])
    first, second = claims(doc)
    assert first.claimer == second.claimer
    assert (second.claimer_printed, second.by_article, second.quote) == (None, False, None)


def test_a_poll():
    claim = only("A Lakeside University poll has her at 52 percent.")
    assert (claim.by_article, claim.claimer, claim.claimer_printed.text) == (False, None, "Lakeside University poll")


def test_a_post_is_its_authors():
    doc = NLP.make_doc("It rained.\n\nThe old pier was sold.\nAna Souza (@anasouza) October 9, 2025")
    set_marks(doc, [Mark(12, len(doc.text), "embed", 1.0)])
    store_attributions(doc, [])
    for _, component in NLP.pipeline:
        doc = component(doc)
    rained, sold = claimed(doc)
    assert (rained.by_article, sold.by_article, sold.span.text) == (True, False, "The old pier was sold.")
    assert sold.claimer_printed.text == "Ana Souza"


# What is said of it


def test_label_score_and_kinds():
    claim = only("The council sold the pier.")
    assert (claim.label, claim.score, claim.kinds) == ("CFS", 0.7, ("event", "accusation"))
    claim = only("The council sold the pier.", score=FILLER)
    assert (claim.label, claim.score, claim.kinds) == ("UFS", 0.2, ("state",))


def test_no_fact_on_request():
    doc = doc_of("What a shame!")
    assert claimed(doc, NO_FACT) == []
    [claim] = claims(doc, nfs=True)
    assert (claim.label, claim.kinds) == ("NFS", ("opinion",))


def test_a_question_is_no_fact():
    [claim] = claimed(doc_of("Who sold the pier?"), NO_FACT, nfs=True)
    assert claim.certainty == "questioned"


@pytest.mark.parametrize(
    ("marked", "certainty", "cue"),
    [
        ("The clerk allegedly took bribes.", "hedged", "allegedly"),
        ("([Ana Souza|PERSON]) <denied> {the charges}.", "denied", "denied"),
        ("([Ana Souza|PERSON]) <said> {the pier would be sold}.", "future", "would be"),
        # the article's own "would" is none of the future
        ("The pier would cost a fortune.", "asserted", None),
    ],
)
def test_certainty(marked, certainty, cue):
    claim = only(marked)
    assert (claim.certainty, claim.certainty_cue and claim.certainty_cue.text) == (certainty, cue)


def test_entities_and_quantities():
    claim = only("[Ana Souza|PERSON] sold 3 boats to [Rui Costa|PERSON] for about $5 million in 2016.")
    assert [entity.name for entity in claim.entities] == ["Ana Souza", "Rui Costa"]
    text = claim.span.doc.text
    assert [text[q.start : q.end] for q in claim.quantities] == ["3", "about $5 million", "2016"]


def test_reasons_rest_on_words():
    claim = only("The clerk was accused of stealing 99.999% of the sum.")
    assert [reason.text for reason in claim.reasons] == ["a share: 99.999%", "an accusation: accused"]
    assert [reason.span.text for reason in claim.reasons] == ["99.999%", "accused"]


# Several claims in a sentence


def parts(*marked):
    return [(claim.span.text, claim.by_article, claim.certainty) for claim in claimed(doc_of(*marked))]


def test_speaker_and_article():
    assert parts("([Ana Souza|PERSON]) <said> {the pier was sold}, but the council has no record of it.") == [
        ("Ana Souza said the pier was sold", False, "asserted"),
        ("the council has no record of it.", True, "asserted"),
    ]


def test_two_speakers():
    """Of what each of them says, no comma need part it."""
    doc = doc_of(
        "([Ana Souza|PERSON]) <said> {the pier was sold}", "([Rui Costa|PERSON]) <says> {it fell}.", between=" and "
    )
    found = [(claim.span.text, claim.claimer.name) for claim in claimed(doc)]
    assert found == [("Ana Souza said the pier was sold", "Ana Souza"), ("Rui Costa says it fell.", "Rui Costa")]


def test_a_semicolon():
    assert parts("([Ana Souza|PERSON]) <said> {the pier was sold}; the council has no record of it.") == [
        ("Ana Souza said the pier was sold", False, "asserted"),
        ("the council has no record of it.", True, "asserted"),
    ]


def test_a_part_is_less_certain_than_its_sentence():
    doc = doc_of("The pier has fallen, but the town may have sold it.")
    set_claims(doc, [FACT._replace(certainty=dict(FACT.certainty) | {"asserted": 0.95, "hedged": 0.05})])
    assert [claim.certainty for claim in claims(doc)] == ["asserted", "hedged"]


def test_certainties():
    assert parts("The pier allegedly fell in spring, while the town has kept silent.") == [
        ("The pier allegedly fell in spring", True, "hedged"),
        ("the town has kept silent.", True, "asserted"),
    ]


@pytest.mark.parametrize(
    "marked",
    [
        # nothing changes
        "The pier fell, and the town was silent.",
        # inside of what is said
        "([Ana Souza|PERSON]) <said> {the pier was sold, but the council has kept it secret}.",
        # no clause of its own
        "([Ana Souza|PERSON]) <said> {the pier was sold}, but not to her.",
        "The mayor, who may have sold the pier, and whose aide was with him, has left.",
    ],
)
def test_not_split(marked):
    [claim] = claimed(doc_of(marked))
    assert claim.span.text == claim.sentence.text


# What is no claim


@pytest.mark.parametrize(
    ("text", "marked", "kind", "left"),
    [
        ("Sign up for our newsletter. It rained.", "Sign up for our newsletter.", "boilerplate", ["It rained."]),
        ("By Ana Souza\n\nIt rained.", "By Ana Souza", "byline", ["It rained."]),
        ("PORTO (Wire) — It rained.", "PORTO (Wire) —", "dateline", ["It rained."]),
        ("The old pier at dusk.\n\nIt rained.", "The old pier at dusk.", "caption", ["It rained."]),
        (
            "The pier has fallen.\n\nIt rained.",
            "The pier has fallen.",
            "caption",
            ["The pier has fallen.", "It rained."],
        ),
        (
            "Ana Souza (@anasouza) Oct 9\n\nIt rained.",
            "Ana Souza (@anasouza) Oct 9\n\nIt rained.",
            "embed",
            ["It rained."],
        ),
        ("* * *\n\nIt rained.", "", "", ["It rained."]),
    ],
)
def test_marked_text(text, marked, kind, left):
    doc = NLP.make_doc(text)
    start = text.index(marked)
    set_marks(doc, [Mark(start, start + len(marked), kind, 1.0)] if marked else [])
    store_attributions(doc, [])
    for _, component in NLP.pipeline:
        doc = component(doc)
    assert [claim.span.text for claim in claimed(doc)] == left


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("the council sold the pier", True),
        ("it’s over", True),
        ("she walked home", True),
        ("Ana Souza’s boat", False),
        ("Ana Souza, mayor of the town", False),
        ("a woman, named Ana", False),
    ],
)
def test_finite_verbs(text, expected):
    assert has_finite_verb(doc_of(text)[:]) == expected


# Stored and read again


def everything(doc):
    return [
        (
            *(claim.id, claim.span.text, claim.label, claim.score, claim.kinds, claim.certainty),
            claim.certainty_cue and claim.certainty_cue.text,
            claim.claimer and claim.claimer.name,
            claim.claimer_printed and claim.claimer_printed.text,
            *(claim.by_article, claim.quote, claim.quantities, [reason.text for reason in claim.reasons]),
        )
        for claim in claims(doc, nfs=True)
    ]


def test_bytes_and_docbin_keep_claims():
    doc = doc_of(
        "{“The pier may be sold,”} <said> ([Ana Souza|PERSON]).", "She has 3 boats.", "A Porto poll has her at 52%."
    )
    set_claims(doc, [FACT, FILLER, NO_FACT])
    before = everything(doc)
    assert len(before) == 3
    again = Doc(doc.vocab).from_bytes(doc.to_bytes())
    [from_bin] = DocBin(docs=[doc]).get_docs(doc.vocab)
    assert everything(again) == everything(from_bin) == before


def test_what_other_programs_are_told():
    doc = doc_of("([Ana Souza|PERSON]) <said> {the pier was sold}.", "It fell.", "A Porto poll has her at 52%.")
    set_claims(doc, [FACT, FILLER, FACT])
    first, second, third = annotation(doc, "a")["claims"]
    assert first == {
        **{"id": "c1", "start": 0, "end": 33, "label": "CFS", "score": 0.7, "kinds": ["event", "accusation"]},
        **{"certainty": "asserted", "claimer": "Ana Souza", "claimer_id": "e1", "quote": "q1"},
    }
    assert (second["claimer"], second["claimer_id"], second["quote"]) == ("ARTICLE", None, None)
    assert (third["claimer"], third["claimer_id"]) == ("Porto poll", None)


def test_scores_must_fit():
    with pytest.raises(ValueError, match="1 scores for 2 sentences"):
        set_claims(doc_of("It rained.", "It snowed."), [FACT])


def test_a_doc_of_another_pipeline_has_no_claims():
    assert list(claims(spacy.blank("en")("It rained."))) == []


@given(
    st.lists(
        st.sampled_from(
            "It rained . , but and while Ana said “ ” 👩‍👩‍👧 \u00a0 \r\n \n\n may will has 5% ? ! א ב — was".split(" ")
        ),
        max_size=25,
    ).map(" ".join)
)
def test_claims_are_in_order_inside_of_their_sentences(text):
    doc = doc_of(text) if text else doc_of("x")
    at = 0
    for claim in claimed(doc, nfs=True):
        assert at <= claim.span.start < claim.span.end
        assert claim.sentence.start <= claim.span.start
        assert claim.span.end <= claim.sentence.end
        assert claim.span.text == claim.span.text.strip()
        at = claim.span.end


@pytest.mark.timeout(20)
@pytest.mark.parametrize("part", ["may will ", ", and it was sold ", "5% 3 boats "])
def test_sentences_without_end_take_no_time(part):
    assert all(claim.reasons is not None for claim in claimed(doc_of("It " + part * 3000)))
