"""Embedded posts: where they stand, whose they are, from when."""

import pytest

from onrecord.cleaning.posts import iso_date, posts
from onrecord.sources import Mark

BEFORE = "The fishermen answered the mayor within the hour, and all of the town read it before the evening."
AFTER = "The mayor has not answered since, and the council will not meet again before the end of the month."


@pytest.mark.parametrize(
    ("post", "platform", "name", "handle", "date"),
    [
        ("No port has room\n— Ana Souza (@anasouza) October 9, 2025", "X", "Ana Souza", "@anasouza", "2025-10-09"),
        (
            "“No port has room” — Ana Souza (@anasouza) October 9, 2025",
            "X",
            "Ana Souza",
            "@anasouza",
            "2025-10-09",
        ),
        ("No port\nundefined Ana Souza (@anasouza) October 9, 2025", "X", "Ana Souza", "@anasouza", "2025-10-09"),
        # Set as a block quotation
        (
            "> No port has room.\n>\n> We are on strike.\n> — Ana Souza (@anasouza) October 9, 2025",
            "X",
            "Ana Souza",
            "@anasouza",
            "2025-10-09",
        ),
        ("> No port has room\n> Ana Souza (@anasouza) October 9, 2025", "X", "Ana Souza", "@anasouza", "2025-10-09"),
        # Torn apart: the second half of the text stands below the header.
        (
            "#PortoAlvo:\nundefined Ana Souza (@anasouza) October 9, 2025\nNo port… pic.twitter.com/Ab12Cd34Ef",
            "X",
            "Ana Souza",
            "@anasouza",
            "2025-10-09",
        ),
        (
            "No port has room #strike\n#PortoAlvo @mayor\n— Ana Souza (@anasouza) 9 October 2025",
            "X",
            "Ana Souza",
            "@anasouza",
            "2025-10-09",
        ),
        (
            "Ana Souza\n@anasouza\n·\nOct 9, 2025\nNo port has room\n12K Likes\nView on X",
            "X",
            "Ana Souza",
            "@anasouza",
            "2025-10-09",
        ),
        (
            "Ana Souza\n@anasouza\nNo port has room\n10:14 PM · Oct 9, 2025 · 1.2M Views",
            "X",
            "Ana Souza",
            "@anasouza",
            "2025-10-09T22:14",
        ),
        ("Ana Souza @anasouza · Oct 9, 2025\nNo port has room", "X", "Ana Souza", "@anasouza", "2025-10-09"),
        (
            "No port has room\n— Ana Souza (@ana.bsky.social) October 9, 2025 at 3:14 PM",
            "Bluesky",
            "Ana Souza",
            "@ana.bsky.social",
            "2025-10-09T15:14",
        ),
        ("Post by @ana@harbour.example\nView on Mastodon", "Mastodon", None, "@ana@harbour.example", None),
        (
            "View this post on Instagram\nNo port has room\nA post shared by Ana Souza (@anasouza)",
            "Instagram",
            "Ana Souza",
            "@anasouza",
            None,
        ),
        (
            "View this post on Instagram\nA post shared by Ana Souza (@anasouza) on Oct 9, 2025 at 3:14pm PDT",
            "Instagram",
            "Ana Souza",
            "@anasouza",
            "2025-10-09T15:14",
        ),
        (
            "No port has room\nPosted by Ana Souza on Thursday, October 9, 2025",
            "Facebook",
            "Ana Souza",
            None,
            "2025-10-09",
        ),
        ("Ana Souza, [09.10.2025 14:03]\nNo port has room", "Telegram", "Ana Souza", None, "2025-10-09T14:03"),
    ],
)
def test_posts(post, platform, name, handle, date):
    for line_break in ("\n", "\r\n", "\n\n"):
        text = "\n".join([BEFORE, post, AFTER]).replace("\n", line_break)
        [found] = posts(text)
        assert text[found.start : found.end] == post.replace("\n", line_break)
        assert (found.platform, found.name, found.handle, found.date) == (platform, name, handle, date)


@pytest.mark.parametrize(
    "line",
    [
        "“No port has room for us,” Ana Souza (@anasouza) wrote on X on October 9, 2025.",
        "Write to ana@harbour.example before October 9, 2025.",
        "Follow Ana Souza on X: @anasouza",
        "Ana Souza (born October 9, 1965)",
    ],
)
def test_what_is_no_post(line):
    assert posts("\n".join([BEFORE, line, AFTER])) == []


def test_two_posts_in_a_row_do_not_overlap():
    text = (
        f"{BEFORE}\nNo port has room\n— Ana Souza (@anasouza) October 9, 2025\n"
        f"Nor has ours\n— Tom Park (@tompark) October 10, 2025\n{AFTER}"
    )
    first, second = posts(text)
    assert (first.handle, second.handle) == ("@anasouza", "@tompark")
    assert first.end < second.start
    assert text[second.start : second.end].startswith("Nor has ours")


def test_a_post_begins_where_the_page_says():
    first = "No port\nhas room\n— Ana Souza (@anasouza) October 9, 2025"
    second = "Nor\nours\n— Tom Park (@tompark) October 10, 2025"
    text = f"{BEFORE}\n{first}\n{second}\n{AFTER}"
    embed = Mark(text.index("No port"), text.index(AFTER) - 1, "embed")
    found = posts(text, embeds=[embed, Mark(0, len(text), "caption")])
    assert [text[post.start : post.end] for post in found] == [first, second]


def test_an_address_is_taken():
    [post] = posts("No port\n— Ana Souza (@anasouza) October 9, 2025 https://x.com/anasouza/status/1")
    assert post.url == "https://x.com/anasouza/status/1"


@pytest.mark.parametrize(
    ("written", "date"),
    [
        ("October 9, 2025", "2025-10-09"),
        ("Sept. 9, 2025", "2025-09-09"),
        ("9 Oct 2025", "2025-10-09"),
        ("2025-10-09", "2025-10-09"),
        ("09.10.2025 14:03", "2025-10-09T14:03"),
        ("12:05 AM · Oct 9, 2025", "2025-10-09T00:05"),
        ("10/31/2025", "2025-10-31"),
        ("Octember 9, 2025", "2025-10-09"),
        ("October 41, 2025", None),
        ("February 30, 2025", None),
        ("last week", None),
    ],
)
def test_dates(written, date):
    assert iso_date(written) == date
