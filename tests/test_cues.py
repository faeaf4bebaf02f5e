"""Dictionary forms and classes of cues."""

from pathlib import Path

import pytest

import onrecord
from onrecord.cues import CLASSES, cue_class, cue_lemma, is_passive, regular_forms

LEXICON = Path(onrecord.__file__).parent / "lexicons" / "reporting_cues.tsv"


def entries():
    lines = [line for line in LEXICON.read_text("utf-8").splitlines() if line and not line.startswith("#")]
    assert lines[0] == "lemma\tclass\tforms"
    return [line.split("\t") for line in lines[1:]]


@pytest.mark.parametrize(
    ("cue", "lemma"),
    [
        ("said", "say"),
        ("has said", "say"),
        ("have repeatedly said", "say"),
        ("did not say", "say"),
        ("didn’t say", "say"),
        ("Says", "say"),
        ("told reporters", "tell"),
        ("was told", "tell"),
        ("according to", "according to"),
        ("According  to", "according to"),
        ("adding", "add"),
        ("added:", "add"),
        ("was quoted as saying", "say"),
        ("went on to say", "say"),
        ("said in a statement", "say"),
        ("in a statement", "in a statement"),
        ("called for", "call for"),
        ("has been calling for", "call for"),
        ("calls", "call"),
        ("pointed out", "point out"),
        ("laid out", "lay out"),
        ("made clear", "make clear"),
        ("made it clear", "make clear"),
        ("ruled out", "rule out"),
        ("spoke out", "speak out"),
        ("in the words of", "in the words of"),
        ("wrote", "write"),
        ("had written", "write"),
        ("tweeted", "tweet"),
        ("denied", "deny"),
        ("denies", "deny"),
        ("denying", "deny"),
        ("admitted", "admit"),
        ("planned", "plan"),
        ("plans to", "plan"),
        ("quipping", "quip"),
        ("agreed", "agree"),
        ("argues", "argue"),
        ("arguing", "argue"),
        ("believes", "believe"),
        ("thought", "think"),
        ("sought", "seek"),
        ("is expected to", "expect"),
        ("is determined to", "be determined"),
        ("the court determined", "determine"),
        ("declined to comment", "decline to comment"),
        ("refused to say", "refuse"),
        ("criticising", "criticise"),
        ("swore", "swear"),
        ("foresaw", "foresee"),
        ("found", "find"),
        # not in the lexicon
        ("yodels", "yodel"),
        ("harrumphed", "harrumph"),
        ("tutted", "tut"),
        ("prevaricated", "prevaricate"),
        ("parries", "parry"),
        ("winced", "wince"),
        ("bring", "bring"),
        ("", ""),
        ("—", "—"),
        ("’s", "’s"),
        ("as", "as"),
    ],
)
def test_lemma(cue, lemma):
    assert cue_lemma(cue) == lemma


@pytest.mark.parametrize(
    ("lemma", "of_class"),
    [
        ("say", "neutral"),
        ("according to", "neutral"),
        ("warn", "asserting"),
        ("confirm", "asserting"),
        ("claim", "doubting"),
        ("deny", "denying"),
        ("ask", "asking"),
        ("believe", "thinking"),
        ("plan", "planning"),
        ("yodel", None),
    ],
)
def test_class(lemma, of_class):
    assert cue_class(lemma) == of_class


def test_lexicon_is_in_order():
    lemmas = [lemma for lemma, _, _ in entries()]
    assert len(lemmas) >= 220
    assert lemmas == sorted(set(lemmas))
    assert {of_class for _, of_class, _ in entries()} == set(CLASSES)


def test_every_entry_and_its_forms_lead_to_its_lemma():
    for lemma, _, forms in entries():
        for form in (lemma, *filter(None, forms.split("; "))):
            assert cue_lemma(form) == lemma, form


def test_no_form_belongs_to_two_entries():
    owners: dict[str, str] = {}
    for lemma, _, forms in entries():
        first, *rest = lemma.split()
        regular = (" ".join([form, *rest]) for form in regular_forms(first))
        for form in (*regular, *filter(None, forms.split("; "))):
            assert owners.setdefault(form, lemma) == lemma, form


@pytest.mark.parametrize(
    ("cue", "before", "expected"),
    [
        ("is believed", "she", True),
        ("told", "been", True),
        ("Asked", "", True),
        ("asked about", "When", True),
        ("asked", "and", False),
        ("has told", "she", False),
        ("told", "", False),
        (":", "Diallo", False),
    ],
)
def test_passive_cues(cue, before, expected):
    assert is_passive(cue, before) is expected
