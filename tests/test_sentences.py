"""Where sentences start in news."""

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st

import onrecord.pipeline  # noqa: F401  (registers the components)
from onrecord.sentences import sentence_starts
from tests.hand_made import doc_of

NLP = spacy.blank("en")
NLP.add_pipe("onrecord_sentences")


def sentences(doc):
    return [sent.text.strip() for sent in doc.sents]


# In each text, " / " stands where a sentence starts; it is replaced by what the test says.


@pytest.mark.parametrize(
    "text",
    [
        # one mark or several
        "The port was shut. / Nothing moved.",
        "Who paid? / Nobody knows! / Yet.",
        "What?! / No!! / Yes.",
        "The final score: 3.5 to 2.",
        # short forms before a name
        "Dr. Okafor left. / Mr. Diallo stayed.",
        "Mrs. Phiri met Gov. Lungu, Sen. Banda and Gen. Tembo. / They talked.",
        "Sgt. Banda and Lt. Col. Phiri spoke. / Maj. Gen. Tembo did not.",
        "The Rev. A. B. Chanda spoke. / Prof. Mwila listened.",
        "St. Mary's is in St. Paul. / It rained.",
        # initials
        "J. K. Mbeki wrote it. / P. Durov read it.",
        "J.K. Mbeki wrote it. / She signed it.",
        # short forms that may end a sentence, or not
        "He moved to the U.S. / The move was quick.",
        "He moved to the U.S. last year. / She did not.",
        "The U.S. Senate voted at 9 a.m. on Monday. / It passed.",
        "It opened at 9 a.m. / The doors closed at 5 p.m. / By then it rained.",
        "It was 3 p.m. EST.",
        "Tidewater Inc. said so. / Its rival is Quillon Corp. / They merged.",
        "She has a Ph.D. / He has none.",
        "On Jan. 5 he left. / In Sept. he returned.",
        "No. 10 denied it. / The answer is no. / It stays no.",
        "Phiri vs. Banda ended.",
        # ellipses
        "She paused … then left. / Nobody asked.",
        "She paused... then left.",
        "Well... / He left.",
        "Well… / He left.",
        # quotation marks belong to the sentence that they close
        "“We won.” / She smiled.",
        "“We won,” she said. / “It was close.” / He nodded.",
        "“Why now?” asked Mr. Diallo. / “Nobody knows.”",
        "“Why now?” he asked, “and why here?”",
        '"We won." / She smiled. / "Why?" he asked.',
        "‘Never,’ he said. / ‘Not now.’ / It rained.",
        "He shouted “Stop!” and left.",
        "She said: “He told me, ‘Go.’” / It rained.",
        # brackets
        "(He left.) / She stayed.",
        "He left (see p. 4). / She stayed.",
        # what starts with a small letter goes on
        "The 1990s ended. / Then iPhone sales rose.",
        # addresses
        "www.quillon.example is down. / Write to press@quillon.example. / Thanks.",
        # emoji
        "No way! / 😀 Really? / Yes.",
        "He left. / 👩‍👩‍👧 were there.",
        # sentences that scraping glued together
        "He was out on bail. / He said nothing.",
    ],
)
def test_starts(text):
    assert sentences(NLP(text.replace(" / ", " "))) == text.split(" / ")


@pytest.mark.parametrize("between", ["\n", "\r\n", "\u00a0", "\u2028", "\n\n", "  ", "\u3000"])
def test_any_white_space_parts_sentences(between):
    assert sentences(NLP(f"He left.{between}She stayed.")) == ["He left.", "She stayed."]


@pytest.mark.parametrize("between", ["\n\n", "\r\n\r\n", "\n \n", "\n", "\r\n"])
def test_a_headline_needs_no_full_stop(between):
    text = f"Dockers walk out{between}The port was shut.{between}Nothing moved"
    assert sentences(NLP(text)) == ["Dockers walk out", "The port was shut.", "Nothing moved"]


def test_lines_wrapped_by_hand_are_no_sentences():
    text = (
        "The harbour board met for six hours on Tuesday and could not agree on\n"
        "whether the breakwater should be raised, moved or left to the weather as\n"
        "it has been since the storm of the year before last, when it broke."
    )
    assert len(sentences(NLP(text))) == 1


@pytest.mark.parametrize(
    "text",
    [
        "“We won.” / She smiled.",
        "“Stop!” / He left.",
        '"We won." / She smiled.',
        "It rained. / “Why?” / Nobody knew.",
        "It rained. / Nobody knew.",
    ],
)
def test_our_reader_parts_what_scraping_glued_together(text):
    assert sentences(doc_of(text.replace(" / ", ""))) == text.split(" / ")


def test_glued_sentences_are_parted_where_a_name_starts():
    assert sentences(doc_of("It rained![Durov|PERSON] left.")) == ["It rained!", "Durov left."]


def test_a_quote_with_its_own_sentences_inside_of_another():
    assert sentences(NLP("He said “Stop. Now.” and left.")) == ["He said “Stop.", "Now.” and left."]


@pytest.mark.xfail(reason="a name after a short form looks the same whether or not a sentence starts with it")
def test_a_short_form_at_a_sentence_end_before_a_name():
    assert sentences(NLP("He moved to the U.S. Amara Diallo stayed.")) == [
        "He moved to the U.S.",
        "Amara Diallo stayed.",
    ]


@pytest.mark.xfail(reason="numbers of list items are taken for sentences")
def test_numbered_items():
    assert sentences(NLP("1. Raise it. 2. Move it.")) == ["1. Raise it.", "2. Move it."]


def test_nothing():
    assert sentence_starts(NLP.make_doc("")) == []
    assert sentence_starts(NLP.make_doc(" \n\n ")) == [True] + [False] * (len(NLP.make_doc(" \n\n ")) - 1)


PARTS = st.lists(
    st.sampled_from(
        [
            ". ",
            "! ",
            "... ",
            ".",
            "“",
            "”",
            '"',
            "’",
            "\n",
            "\r\n\r\n",
            " ",
            "\u00a0",
            "U.S.",
            "He",
            "he",
            "7",
            "👩‍👩‍👧",
            "(",
            ")",
        ]
    ),
    max_size=25,
).map("".join)


@given(PARTS)
@settings(deadline=None, derandomize=True, max_examples=80)
def test_sentences_cover_the_text_and_start_with_something_printed(text):
    doc = NLP(text)
    assert "".join(sent.text_with_ws for sent in doc.sents) == text
    assert all(not sent[0].is_space for sent in list(doc.sents)[1:])
