"""Sources: whole noun phrases, whole names, no loose ends."""

import pytest

from onrecord.reader.decoding import Attribution, Name
from onrecord.reader.whole_sources import whole_source
from tests.reader.texts import span


@pytest.mark.parametrize(
    ("text", "tagged", "cue", "content", "expected"),
    [
        # the network stopped at the article
        (
            "The port’s chief, who left in May, has said it will close.",
            "The",
            "has said",
            "it will close",
            "The port’s chief",
        ),
        ("A senior official said it will close.", "A", "said", "it will close", "A senior official"),
        ("It will close, according to the owner.", "the", "according to", "It will close", "the owner"),
        ("It will close, said a spokesman for Diallo.", "a spokesman", "said", "It will close", "a spokesman"),
        # whom a question is put to is not who is said to have said something
        ("Mayor, the auditor says it will close.", "Mayor, the auditor", "says", "it will close", "the auditor"),
        ("Lima, the mayor, says it will close.", "Lima, the mayor", "says", "it will close", "Lima, the mayor"),
        # or at a preposition
        (
            "According to a report by the Tide, it will close.",
            "a report by",
            "to",
            "it will close",
            "a report by the Tide",
        ),
        ("A call from a man who knew said it will close.", "A call from", "said", "it will close", "A call from a man"),
        ("It will close, says Diallo in a letter.", "Diallo in", "says", "It will close", "Diallo"),
        # whose, where the cue is a noun
        ("It came as in his claim that it will close.", "as in his", "claim", "it will close", "his"),
        # what a preposition brings in is no subject
        (
            "A letter from the firm states that all is well.",
            "the firm",
            "states",
            "all is well",
            "A letter from the firm",
        ),
        ("It rained, but a report by Diallo says it ends.", "Diallo", "says", "it ends", "a report by Diallo"),
        ("In a letter, the firm states that all is well.", "the firm", "states", "all is well", "the firm"),
        ("They met with Diallo saying it will close.", "Diallo", "saying", "it will close", "Diallo"),
        # nor is what stands behind another verb or preposition the beginning of a source
        ("As for the Diallo claim to have won, it ends.", "the Diallo", "claim", "to have won", "the Diallo"),
        ("It was a use of Diallo’s claim to have won.", "Diallo’s", "claim", "to have won", "Diallo’s"),
        ("This was news of Diallo saying it ends.", "Diallo", "saying", "it ends", "Diallo"),
        # loose ends
        ("Diallo, a lawyer, said it will close.", "Diallo, a lawyer,", "said", "it will close", "Diallo, a lawyer"),
        ("Diallo and others, said he, will go.", "Diallo and", "said he", "will go", "Diallo"),
        ("Diallo, who says it will close, left.", "who", "says", "it will close", "who"),
        ("The board, which says it will close, met.", "The board, which", "says", "it will close", "The board"),
    ],
)
def test_whole_sources(text, tagged, cue, content, expected):
    attribution = Attribution((span(text, content),), span(text, cue), span(text, tagged), True, 0.9)
    start, end = whole_source(text, attribution, attribution.content, [])
    assert text[start:end] == expected


def test_a_name_is_not_cut():
    text = "Amara Diallo said it will close."
    attribution = Attribution((span(text, "it will close"),), span(text, "said"), span(text, "Amara"), True, 0.9)
    assert whole_source(text, attribution, attribution.content, []) == span(text, "Amara")
    name = Name(*span(text, "Amara Diallo"), "PERSON", 0.9)
    cut = attribution._replace(source=(0, 8))
    assert whole_source(text, cut, attribution.content, [name]) == span(text, "Amara Diallo")


def test_the_subject_is_whose_it_is():
    text = "Ana Lima is frank in her claim that it will close."
    attribution = Attribution((span(text, "it will close"),), span(text, "claim"), span(text, "her"), True, 0.9)
    lima = Name(*span(text, "Ana Lima"), "PERSON", 0.9)
    assert whole_source(text, attribution, attribution.content, [lima]) == span(text, "Ana Lima")
    other = Name(*span(text, "frank"), "PERSON", 0.9)
    assert whole_source(text, attribution, attribution.content, [lima, other]) == span(text, "her")


def test_an_article_alone_is_nobody():
    text = "They went on despite a warning from auditors that it loses money."
    attribution = Attribution((span(text, "it loses money"),), span(text, "warning"), (21, 22), True, 0.9)
    assert whole_source(text, attribution, attribution.content, []) is None


def test_a_figure_is_nobody():
    text = "11:32 It will close, he said."
    attribution = Attribution((span(text, "It will close"),), span(text, "said"), span(text, "32"), True, 0.9)
    assert whole_source(text, attribution, attribution.content, []) is None


@pytest.mark.parametrize(
    ("text", "is_source"),
    [
        ("The court was told it will close.", False),
        ("The court has been recently told it will close.", False),
        ("The court was told by us it will close.", True),
        ("The court told us it will close.", True),
    ],
)
def test_who_was_told_is_not_the_source(text, is_source):
    attribution = Attribution((span(text, "it will close"),), span(text, "told"), (0, 9), True, 0.9)
    assert whole_source(text, attribution, attribution.content, []) == ((0, 9) if is_source else None)


def test_no_source_stays_none():
    assert whole_source("It is feared.", Attribution(((0, 2),), (6, 12), None, True, 0.9), [(0, 2)], []) is None
