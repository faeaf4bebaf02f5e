"""Headlines that begin or end with what somebody said."""

import pytest

from onrecord.quotation_marks import quoted
from onrecord.reader.decoding import Attribution, Name
from onrecord.reader.headlines import LONGEST, with_headline

BODY = "\n\nThe café by the river opened in May. It is small."


def found(headline, *names, attributions=()):
    text = headline + BODY
    spans = [Name(text.index(name), text.index(name) + len(name), "PERSON", 0.9) for name in names]
    return [
        tuple(span and text[slice(*span)] for span in (one.content[0], one.cue, one.source))
        for one in with_headline(text, attributions, spans, quoted(text))
    ]


@pytest.mark.parametrize(
    ("headline", "content"),
    [
        ("‘It was dark’: villagers recall the night", "‘It was dark’"),
        ("“A slap in the face” – unions on the offer", "“A slap in the face”"),
        ("'We Have Nothing Left': Farmers Count Cost of Flood", "'We Have Nothing Left'"),
        ("'It was dark'—the night of the slide", "'It was dark'"),
        ("Tears at Hillcrest: ‘She was our sunshine’", "‘She was our sunshine’"),
        # all of the article in one paragraph
        (
            "‘It was dark’: villagers recall the night " + "It had rained for a week. " * (LONGEST // 20),
            "‘It was dark’",
        ),
    ],
)
def test_without_source(headline, content):
    assert found(headline) == [(content, None, None)]


@pytest.mark.parametrize(
    ("headline", "source"),
    [
        ("Amara Diallo on fame: ‘It was never mine’", "Amara Diallo"),
        ("Chef Amara Diallo opens up: ‘It was never mine’", "Chef Amara Diallo"),
        ("Minister on floods: ‘It was never mine’", "Minister"),
        ("Mother of missing boy: ‘It was never mine’", "Mother of missing boy"),
        ("Police arrest Amara Diallo after crash: ‘It was never mine’", None),
        ("Fame and Amara Diallo, the singer: ‘It was never mine’", None),
    ],
)
def test_sources_stand_first(headline, source):
    names = ["Amara Diallo"] if "Amara" in headline else []
    assert found(headline, *names) == [("‘It was never mine’", source and ":", source)]


@pytest.mark.parametrize(
    "headline",
    [
        "",
        "“The Wind in the Willows”: a review",
        "‘Sorry’: mayor leaves",
        "‘It was dark’ villagers recall",
        "Mayor ‘sorry for what we did’ over mill",
        "Villagers recall the night, " * (LONGEST // 20) + "and say: ‘It was dark’",
    ],
)
def test_what_is_no_quotation(headline):
    assert found(headline) == []


def test_what_the_network_finds_with_its_cue_stays():
    headline = "Diallo vows: ‘We will rise’"
    whole = (headline.index("‘"), len(headline))
    by_network = Attribution((whole,), (7, 11), (0, 6), True, 0.7)
    assert found(headline, "Diallo", attributions=[by_network]) == [("‘We will rise’", "vows", "Diallo")]
    bare = by_network._replace(cue=None, source=None)
    assert found("Diallo: ‘We will rise, too’", "Diallo", attributions=[bare]) == [
        ("‘We will rise, too’", ":", "Diallo")
    ]


@pytest.mark.parametrize(
    ("headline", "source"),
    [
        ("Tran misled inquiry, says watchdog", "watchdog"),
        ("Tran misled inquiry, says the police watchdog", "the police watchdog"),
        ("Tran misled inquiry, says watchdog, and it may say so again", None),
        ("Tran misled inquiry, says", None),
        ("Tran misled inquiry says watchdog", None),
    ],
)
def test_who_stands_last_is_the_source_that_is_missing(headline, source):
    at = headline.index("says")
    by_network = Attribution(((0, len("Tran misled inquiry")),), (at, at + len("says")), None, True, 0.7)
    assert found(headline, attributions=[by_network]) == [("Tran misled inquiry", "says", source)]
    below = by_network._replace(content=((len(headline) + 2, len(headline) + 10),))
    assert found(headline, attributions=[below])[0][2] is None
