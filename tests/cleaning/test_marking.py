"""What is not running text is marked, and running text is not."""

import time
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.cleaning import marks, merged
from onrecord.lexicons import rows
from onrecord.sources import Mark

SHARED = Path(__file__).parents[3] / "shared"

BEFORE = (
    "The council of Porto Alvo voted on Thursday to sell the pier, by nine votes to eight, after six hours of debate.\n"
    "“Nobody asked us,” said Ines Duarte, who has sold fish there for thirty years. “We will appeal.”\n"
    "The buyer, a company from the capital, has not said what it will do with the pier, or when the works will begin."
)
AFTER = (
    "The mayor defended the sale on Friday, and said that the town would have gone bankrupt without it in the spring.\n"
    "A court will hear the appeal of the fishermen next month, and the works cannot begin until it has ruled on it."
)


def marked(text, **options):
    return [(mark.kind, text[mark.start : mark.end]) for mark in marks(text, **options)]


COMMENTS = (
    "Ana says:\nMarch 9, 2026 at 6:01 pm\nHe should resign. My mother was on that boat, and nobody told her why.\nReply"
)


@pytest.mark.parametrize(
    "comments",
    [
        f"Comments (1)\n{COMMENTS}",
        f"2 Responses to “Storm over Porto Alvo”\n{COMMENTS}",
        "3 comments\nAna 9 October 2025, 14:02\nHe should resign, and so should all of the council.",
        "Comments\nAna, 3 hours ago\nHe should resign, and so should all of the council.",
    ],
)
def test_readers_comments_go_on_to_the_end(comments):
    assert marked(f"{BEFORE}\n{AFTER}\n{comments}") == [("boilerplate", comments)]


def test_comments_that_nobody_is_named_for_are_running_text():
    assert marked(f"{BEFORE}\nComments\n{AFTER}") == [("boilerplate", "Comments")]


def test_running_text_is_not_marked():
    assert marked(f"{BEFORE}\n{AFTER}") == []


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        # Readers' comments
        ("Leave a comment", "boilerplate"),
        ("Leave a Reply Cancel reply", "boilerplate"),
        ("Your email address will not be published.", "boilerplate"),
        ("Your email address will not be published. Required fields are marked *", "boilerplate"),
        ("Name *", "boilerplate"),
        ("Name * Email * Website", "boilerplate"),
        ("Save my name, email, and website in this browser for the next time I comment.", "boilerplate"),
        ("Comments (12)", "boilerplate"),
        ("Be the first to comment", "boilerplate"),
        ("You must be logged in to post a comment.", "boilerplate"),
        # Cookies, newsletters, subscriptions
        ("We use cookies to make this site work and to count our visitors.", "boilerplate"),
        ("Accept all", "boilerplate"),
        ("Sign up for our daily newsletter", "boilerplate"),
        ("Get the best of Porto Alvo delivered to your inbox every morning.", "boilerplate"),
        ("Already a subscriber? Log in", "boilerplate"),
        ("You have 3 free articles left this month", "boilerplate"),
        ("To continue reading this article, please subscribe.", "boilerplate"),
        # Shares, advertisements, rights
        ("Share this article", "boilerplate"),
        ("Facebook Twitter WhatsApp", "boilerplate"),
        ("Share on Facebook", "boilerplate"),
        ("Follow us on Instagram", "boilerplate"),
        ("Advertisement", "boilerplate"),
        ("Story continues below advertisement", "boilerplate"),
        ("© 2025 Harbour News", "boilerplate"),
        ("Copyright 2025 Harbour News. All rights reserved.", "boilerplate"),
        ("This material may not be published, broadcast, rewritten or redistributed.", "boilerplate"),
        ("(This story corrects the name of the buyer in the third paragraph.)", "boilerplate"),
        ("https://harbour.example/2025/10/09/pier-sold", "boilerplate"),
        ("Slideshow (4 Images)", "boilerplate"),
        # Other articles
        ("Read more: Why the town is broke", "teaser"),
        ("READ ALSO: Ten towns that sold their beaches", "teaser"),
        ("Also read - Fishermen block the port", "teaser"),
        ("RELATED | The buyer and his yachts", "teaser"),
        ("Continue reading", "teaser"),
        ("Click here to read the ruling", "teaser"),
        # Photographs
        ("FILE PHOTO: Fishermen mend their nets on the pier of Porto Alvo, May 3, 2024.", "caption"),
        ("Fishermen mend their nets on the pier. (AP Photo/Rui Campos)", "caption"),
        ("Fishermen mend their nets on the pier. REUTERS/Rui Campos", "caption"),
        ("The pier at night. Photo: Rui Campos", "caption"),
        ("Image credit: Rui Campos / Harbour News", "caption"),
        ("The pier at night. (Courtesy of Rui Campos)", "caption"),
        ("Rui Campos/AFP via Getty Images", "caption"),
        ("Photo taken on May 3, 2024 shows the pier of Porto Alvo.", "caption"),
        # Who wrote it
        ("By Ana Souza", "byline"),
        ("By Ana Souza and Tom Park, Staff Writers", "byline"),
        ("BY ANA SOUZA", "byline"),
        ("Ana Souza, Political Correspondent", "byline"),
        ("Published 9 October 2025, 10:14", "byline"),
        ("Last updated: October 10, 2025 at 8:02 a.m.", "byline"),
        ("(Reporting by Ana Souza; Editing by Tom Park)", "byline"),
        ("Tom Park contributed to this report.", "byline"),
        ("Source: Harbour News Agency", "byline"),
        ("Latest update Oct 9th, 2025 12:49 AM", "byline"),
    ],
)
def test_one_line(line, kind):
    for text in (f"{BEFORE}\n{line}\n{AFTER}", f"{BEFORE}\r\n\r\n{line}\r\n\r\n{AFTER}"):
        assert marked(text) == [(kind, line)]


@pytest.mark.parametrize(
    "line",
    [
        "Share prices fell by a tenth on Friday.",
        "Comments by the mayor were met with anger.",
        "By Thursday the pier was empty.",
        "“Sign up,” she told them, “or go home.”",
        "He said that cookies were sold on the pier.",
        "The newspaper said it was not responsible.",
        "Facebook said nothing.",
        "Related to this is the question of who pays.",
        "More than 300 people came.",
        "The photo shows her at the age of six.",
        "Advertising brings the town 40,000 a year.",
        "Update: nobody was hurt.",
        "UPDATE: 9 October – The pier has been sold, and the buyer has not said what he will do with it.",
        "Published on 9 October, the report says that the town was bankrupt before it sold the pier, and after.",
        "She left early. (That is known by courtesy of the mayor.)",
        "Why did the town sell?",
        "A Summer of Anger",
        "Latest",
        "“We read more than you think,” said Ines Duarte.",
        "Both ministers (Souza and Park) declined to speak.",
    ],
)
def test_what_looks_like_it_and_is_not(line):
    assert marked(f"{BEFORE}\n{line}\n{AFTER}") == []


@pytest.mark.parametrize(
    ("beginning", "dateline"),
    [
        ("LISBON, Oct 9 (Reuters) — The council", "LISBON, Oct 9 (Reuters) —"),
        ("LISBON (AP) -- The council", "LISBON (AP) --"),
        ("Lisbon (AFP) – The council", "Lisbon (AFP) –"),
        ("(Reuters) - The council", "(Reuters) -"),
        ("PORTO ALVO, Portugal — The council", "PORTO ALVO, Portugal —"),
        ("LISBON/MADRID, Oct. 9 (Xinhua) -- The council", "LISBON/MADRID, Oct. 9 (Xinhua) --"),
        ("SRINAGAR, Mar 03: The council", "SRINAGAR, Mar 03:"),
        ("CAIRO – 26 July 2022: The council", "CAIRO – 26 July 2022:"),
        ("Cape Town - The council", "Cape Town -"),
        ("Harbour News, 5 February - The council", "Harbour News, 5 February -"),
    ],
)
def test_datelines(beginning, dateline):
    text = BEFORE.replace("The council", beginning, 1)
    assert marked(text) == [("dateline", dateline)]
    assert marked(f"Council sells the pier\n{text}", title="Council sells the pier") == [("dateline", dateline)]


@pytest.mark.parametrize(
    "beginning",
    ["UPDATE: The council", "The council — all of it", "SOUZA: The council", "A – The council", "“No” - The council"],
)
def test_what_is_no_dateline(beginning):
    text = BEFORE.replace("The council", beginning, 1) + "\nPARK: I disagree.\nSOUZA: So be it."
    assert marked(text) == []


def test_links_under_a_heading():
    text = f"{BEFORE}\nRelated stories\nWhy the town is broke\nThe buyer and his yachts\n{AFTER}"
    # The last short line before running text may be its heading.
    assert marked(text) == [("teaser", "Related stories\nWhy the town is broke")]
    text = f"{BEFORE}\n{AFTER}\nMost read\nWhy the town is broke\nThe buyer and his yachts"
    assert marked(text) == [("teaser", "Most read\nWhy the town is broke\nThe buyer and his yachts")]


def test_a_list_between_two_lines_of_a_subscription():
    offer = "To continue reading, please subscribe.\nAll stories\nA weekly letter\nAlready a subscriber? Log in"
    assert marked(f"{BEFORE}\n{AFTER}\n{offer}") == [("boilerplate", offer)]


def test_an_author_is_described_at_the_end_alone():
    author = "Ana Souza is a staff writer who covers ports for the Harbour News."
    assert marked(f"{BEFORE}\n{AFTER}\n{author}") == [("byline", author)]
    assert marked(f"{author}\n{BEFORE}\n{AFTER}\n{BEFORE}") == []


def test_credits_at_the_end_of_a_paragraph():
    text = f"{BEFORE} (Additional reporting by Tom Park; Editing by Rui Campos)"
    assert marked(text) == [("byline", "(Additional reporting by Tom Park; Editing by Rui Campos)")]


def test_an_embedded_post_is_one_mark():
    post = "No port has room for us\n— Ana Souza (@anasouza) October 9, 2025"
    assert marked(f"{BEFORE}\n{post}\n{AFTER}") == [("embed", post)]


def test_the_headline_is_not_marked():
    text = f"Live\n{BEFORE}"
    assert marked(text) == [("boilerplate", "Live")]
    assert marked(text, title="Live") == []


@pytest.mark.parametrize(
    ("found", "kept"),
    [
        ([], ()),
        ([Mark(5, 5, "byline")], ()),
        (
            [Mark(10, 20, "caption"), Mark(0, 5, "byline", 0.8), Mark(15, 30, "caption", 0.5)],
            (Mark(0, 5, "byline", 0.8), Mark(10, 30, "caption", 1.0)),
        ),
        # A line break may lie between; two may not.
        ([Mark(0, 5, "teaser"), Mark(6, 9, "teaser")], (Mark(0, 9, "teaser"),)),
        ([Mark(0, 5, "teaser"), Mark(7, 9, "teaser")], (Mark(0, 5, "teaser"), Mark(7, 9, "teaser"))),
        # What lies within another kind that is as sure is left out; of one stretch, the surer mark stays.
        ([Mark(0, 50, "caption", 0.9), Mark(10, 20, "byline", 0.8)], (Mark(0, 50, "caption", 0.9),)),
        (
            [Mark(0, 50, "caption", 0.7), Mark(10, 20, "byline", 0.8)],
            (Mark(0, 50, "caption", 0.7), Mark(10, 20, "byline", 0.8)),
        ),
        ([Mark(0, 9, "teaser", 0.7), Mark(0, 9, "boilerplate", 0.9)], (Mark(0, 9, "boilerplate", 0.9),)),
        # Nothing is marked within an embedded post, however sure it is.
        ([Mark(0, 50, "embed", 0.5), Mark(10, 20, "boilerplate", 1.0)], (Mark(0, 50, "embed", 0.5),)),
        ([Mark(0, 9, "boilerplate", 1.0), Mark(0, 9, "embed", 0.5)], (Mark(0, 9, "embed", 0.5),)),
        (
            [Mark(0, 20, "caption"), Mark(10, 30, "byline")],
            (Mark(0, 20, "caption"), Mark(10, 30, "byline")),
        ),
    ],
)
def test_merged(found, kept):
    assert merged(found) == kept


KINDS = st.sampled_from(["boilerplate", "embed", "caption", "byline", "dateline", "teaser"])
MARKS = st.builds(
    lambda start, length, kind, score: Mark(start, start + length, kind, score),
    st.integers(0, 60),
    st.integers(0, 20),
    KINDS,
    st.sampled_from([0.5, 0.9, 1.0]),
)


@given(st.lists(MARKS, max_size=20))
def test_merged_loses_no_character_and_is_done_after_once(found):
    kept = merged(found)
    covered = {at for mark in found for at in range(mark.start, mark.end)}
    assert covered <= {at for mark in kept for at in range(mark.start, mark.end)}
    assert list(kept) == sorted(kept, key=lambda mark: mark.start)
    for kind in {mark.kind for mark in kept}:
        of_kind = [mark for mark in kept if mark.kind == kind]
        assert all(one.end < other.start for one, other in pairwise(of_kind))
    assert merged(kept) == kept


WORDS = st.sampled_from(
    [
        "By", "Ana Souza", "LISBON", "(Reuters)", "—", "@ana", "(@ana)", "October 9, 2025", "Photo:", "Read more:", ".",
        "Related", "Advertisement", "Share", "\n", "\r\n", "\n\n", " ", "“", "”", "#strike", "t.co/a", "🙂", "\u2028",
    ]
)  # fmt: skip


@given(st.lists(WORDS, max_size=40).map(" ".join))
def test_marks_lie_within_the_text(text):
    for mark in marks(text):
        assert 0 <= mark.start < mark.end <= len(text)
        assert not text[mark.start].isspace() and not text[mark.end - 1].isspace()
        assert 0 < mark.score <= 1


def test_the_rules_are_well_formed():
    names, *rules = rows("cleaning")
    assert names == ("kind", "place", "score", "needs", "pattern")
    for kind, place, score, needs, pattern in rules:
        assert kind in {"boilerplate", "teaser", "caption", "byline"}
        assert place in {"line", "heading", "start", "within", "end"}
        assert 0 < float(score) <= 1
        # Where a rule looks anywhere in a line, a word without which it cannot match saves the time.
        assert bool(needs) == (place in {"within", "end"}), pattern
        assert pattern == pattern.lower() or "\\S" in pattern or "\\W" in pattern


@pytest.mark.parametrize(
    "piece",
    [
        "in ",
        "related by ",
        "By A ",
        "AA ",
        "(A ",
        "a@",
        "— @a (",
        "more ",
        "share this ",
        "A.",
        "\n@a",
        "photo: ",
        "1 ",
    ],
)
@pytest.mark.parametrize("length", [79, 159, 249, 299, 200_000])
def test_no_line_takes_long(piece, length):
    started = time.perf_counter()
    marks((piece * length)[:length])
    assert time.perf_counter() - started < 5


@pytest.mark.skipif(
    not (SHARED / "articles/telegram.txt").is_file(), reason="needs the article, not ours, in ../shared"
)
def test_the_article_that_on_record_was_started_for():
    text = (SHARED / "articles/telegram.txt").read_text(encoding="utf-8")
    (embed, form) = marks(text)
    assert (embed.kind, form.kind) == ("embed", "boilerplate")
    assert text[embed.start :].startswith("Some observations") and text[: embed.end].endswith("6CjuzzqEzD")
    assert text[form.start :].startswith("Your email address") and form.end == len(text)
