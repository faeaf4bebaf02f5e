"""E-mail, MBOX and MHTML, written by hand and with Python's own library."""

from email.message import EmailMessage

import pytest

from onrecord.sources import Fault, Limits
from tests.sources.reading import read

HEADERS = (
    "From: =?utf-8?q?Porto_Courier_=E2=80=93_News?= <news@courier.example>\r\n"
    "To: reader@example.org\r\n"
    "Subject: =?utf-8?b?UGllciBzb2xkIOKAnOYes4oCd?=\r\n"
    "Date: Thu, 09 Oct 2025 10:30:00 +0100\r\n"
    "Message-ID: <1@courier.example>\r\n"
    "MIME-Version: 1.0\r\n"
)


def message(body, content_type="text/plain; charset=utf-8", *, headers="From: a@b.example\r\n", encoding=None):
    transfer = f"Content-Transfer-Encoding: {encoding}\r\n" if encoding else ""
    data = body if isinstance(body, bytes) else body.encode("utf-8")
    return f"{headers}Content-Type: {content_type}\r\n{transfer}\r\n".encode() + data


def alternative(plain, markup):
    mail = EmailMessage()
    mail["From"] = "Ana Souza <ana@courier.example>"
    mail["Subject"] = "Pier sold"
    mail["Date"] = "Thu, 09 Oct 2025 10:30:00 -0000"
    mail.set_content(plain)
    mail.add_alternative(markup, subtype="html")
    return mail


def test_what_a_message_says_of_itself():
    subject = "Subject: =?utf-8?q?Pier_sold=2C_=E2=80=9Cat_last=E2=80=9D?=\r\n"
    headers = HEADERS.replace(HEADERS.split("\r\n")[2] + "\r\n", subject)
    [found] = read("eml", message("Text.", headers=headers))
    assert (found.title, found.byline) == ("Pier sold, “at last”", "Porto Courier – News")
    assert found.published == "2025-10-09T10:30:00+01:00"
    assert found.metadata == {"sender": "news@courier.example", "message_id": "<1@courier.example>"}
    assert found.url is None


BODIES = [
    ("One.\r\n\r\nTwo.\r\n", {}, "One.\nTwo."),
    ("👩‍🚒 שלום 5\u00a0000\r\n", {}, "👩‍🚒 שלום 5\u00a0000"),
    # Encodings.
    (
        "caf=C3=A9 =E2=80=9Cyes=E2=80=9D and a long =\r\nline",
        {"encoding": "quoted-printable"},
        "café “yes” and a long line",
    ),
    ("w6ljaG8=", {"encoding": "base64"}, "écho"),
    (b"\x93N\xe3o\x94", {"content_type": "text/plain; charset=iso-8859-1"}, "“Não”"),
    (b"\x93N\xe3o\x94", {"content_type": "text/plain; charset=no-such"}, "“Não”"),
    ("“Não”".encode(), {"content_type": "text/plain; charset=us-ascii"}, "“Não”"),
    (b"Yes.", {"content_type": "text/plain; charset=us-ascii"}, "Yes."),
    (b"Yes.", {"content_type": "text/plain; charset=hex"}, "Yes."),
    ("Não".encode(), {"content_type": "text/plain"}, "Não"),
    ("市長".encode("iso-2022-jp"), {"content_type": "text/plain; charset=iso-2022-jp"}, "市長"),
    # Lines that were broken to fit: by format=flowed, and by whoever wrote the program.
    (
        "The council voted \r\nto sell.\r\n From here\r\n> quoted \r\n> on\r\n-- \r\nAna",
        {"content_type": "text/plain; charset=utf-8; format=flowed"},
        "The council voted to sell.\nFrom here\n> quoted on\n--\nAna",
    ),
    ("市長 \r\n長市", {"content_type": "text/plain; charset=utf-8; format=flowed; delsp=yes"}, "市長長市"),
    (
        "The council voted on Thursday evening to sell the old\r\npier to a company that has its seat in London.\r\n"
        "\r\n* One\r\n* Two\r\n",
        {},
        "The council voted on Thursday evening to sell the old pier to a company that has its seat in London.\n"
        "* One\n* Two",
    ),
    (
        "The council voted on Thursday evening to sell the pier.\r\n"
        "The mayor left before the council voted on the pier.\r\n",
        {},
        "The council voted on Thursday evening to sell the pier.\nThe mayor left before the council voted on the pier.",
    ),
    (
        "Short line\r\nAnother line of words that is longer\r\nend",
        {},
        "Short line\nAnother line of words that is longer\nend",
    ),
    # HTML alone.
    ("<p>Mc<b>Cain</b></p><p>left.", {"content_type": "text/html; charset=utf-8"}, "McCain\nleft."),
    (b"<meta charset='windows-1252'><p>\x93yes\x94", {"content_type": "text/html"}, "“yes”"),
    ("", {}, ""),
]


@pytest.mark.parametrize(("body", "options", "text"), BODIES)
def test_the_text_of_a_message(body, options, text):
    [found] = read("eml", message(body, **options))
    assert found.text == text


@pytest.mark.parametrize(
    ("plain", "markup", "text"),
    [
        (
            "See https://courier.example/1",
            "<p>The council voted to sell the pier.</p>",
            "The council voted to sell the pier.",
        ),
        ("The council voted.", "<p>The council\nvoted.</p><style>p {}</style>", "The council voted."),
        ("The council voted to sell the pier.", "<img src='x'><p>See more</p>", "The council voted to sell the pier."),
    ],
)
def test_the_richer_part_is_taken(plain, markup, text):
    [found] = read("eml", alternative(plain, markup).as_bytes())
    assert found.text == text
    assert (found.byline, found.published) == ("Ana Souza", "2025-10-09T10:30:00")


@pytest.mark.parametrize(
    ("markup", "url"),
    [
        ("<a href='https://courier.example/1'>View in browser</a>", "https://courier.example/1"),
        ("<a href='https://courier.example/1'>View this email in your browser</a>", "https://courier.example/1"),
        ("<a href='https://courier.example/1'>Read online</a>", "https://courier.example/1"),
        ("<a href='https://a.example'>Read online</a> <a href='https://b.example'>Read online</a>", None),
        ("<a href='https://courier.example/1'>The pier is sold</a>", None),
        ("<a href='javascript:void(0)'>View in browser</a>", None),
    ],
)
def test_the_address_of_a_newsletter(markup, url):
    [found] = read("eml", alternative("", f"<p>The council voted.</p>{markup}").as_bytes())
    assert found.url == url


def test_attachments_are_told_and_pictures_in_the_text_are_none():
    mail = alternative("Text.", "<p>Text.</p><img src='cid:1'>")
    mail.get_payload()[1].add_related(b"x", "image", "png", cid="<1>", filename="logo.png")
    mail.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="pier.pdf")
    [found] = read("eml", mail.as_bytes())
    assert found.text == "Text."
    assert found.warnings == ("attachments are not read: pier.pdf",)


def test_a_message_of_attachments_only():
    mail = EmailMessage()
    mail["From"] = "a@b.example"
    mail.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="pier.pdf")
    [fault] = read("eml", mail.as_bytes())
    assert fault.reason == "the message has no text of its own: attachments are not read: pier.pdf"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"Plain text.", "it is no e-mail message, whatever its name says"),
        (b"\x00\x01\x02" * 100, "it is no e-mail message, whatever its name says"),
        (message("x", "multipart/encrypted; boundary=b"), "it is encrypted"),
        (message("x", "application/pkcs7-mime; smime-type=enveloped-data"), "it is encrypted"),
    ],
)
def test_what_is_no_message_that_can_be_read(data, reason):
    [fault] = read("eml", data)
    assert fault.reason == reason


def test_a_message_that_is_cut_off():
    data = alternative("Text of the message.", "<p>Text of the message.</p>").as_bytes()
    [found] = read("eml", data[: data.index(b"message.") + 8])
    assert found.text == "Text of the message."
    assert found.warnings == ("the message is cut off: its end is missing",)


@pytest.mark.parametrize(
    "headers",
    [
        "From: " + "a@b.example, " * 100_000 + "\r\n",
        "From: " + "(" * 100_000 + "\r\n",
        "From: =?no-such?q?x?= <\r\nSubject: =?utf-8?b?x?=\r\nDate: yesterday\r\n",
        "From: a@b\r\nDate: Thu, 99 Oct 2025 99:99:99 +9999\r\n",
        "From: a@b.example\r\nSubject: \ud83d".encode("utf-8", "surrogatepass").decode("latin-1") + "\r\n",
    ],
    ids=["many addresses", "brackets", "nonsense", "date", "half a character"],
)
@pytest.mark.timeout(10)
def test_bad_headers_are_no_crash(headers):
    [found] = read("eml", headers.encode("latin-1") + b"\r\nText.")
    assert found.text == "Text."
    assert found.published is None


def test_headers_that_are_utf8_as_they_are():
    [found] = read("eml", "Subject: “Não”\r\nFrom: Inês <a@b.example>\r\n\r\nText.".encode())
    assert (found.title, found.byline) == ("“Não”", "Inês")


@pytest.mark.timeout(20)
def test_messages_in_messages_in_messages():
    data = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n) for n in range(2_000))
    assert read("eml", b"From: a@b.example\r\n" + data)


# MBOX


def mbox(*messages):
    return b"".join(b"From news@a.example Thu Oct  9 10:30:00 2025\n" + data + b"\n\n" for data in messages)


def test_each_message_of_an_mbox_is_a_text():
    one, two, three = read("mbox", mbox(message("One."), message("Two."), b"no message"))
    assert (one.text, one.member) == ("One.", "1")
    assert (two.text, two.member) == ("Two.", "2")
    assert (three.reason, three.member) == ("it is no e-mail message, whatever its name says", "3")


def test_a_line_that_begins_with_from_parts_nothing():
    text = "Yes.\n\nFrom here on it was quiet.\n>From London came nothing.\nFrom 10:30 to 2025"
    [found] = read("mbox", mbox(message(text)))
    assert found.text == text.replace("\n\n", "\n").replace(">From", "From")


def test_an_mbox_with_other_line_ends():
    data = mbox(message("One."), message("Two.")).replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
    assert [item.text for item in read("mbox", data)] == ["One.", "Two."]


def test_a_message_that_is_too_large_does_not_stop_the_others():
    one, two, three = read(
        "mbox", mbox(message("One."), message("x\r\n" * 1000), message("Three.")), Limits(document_bytes=500)
    )
    assert (one.text, three.text) == ("One.", "Three.")
    assert (two.reason, two.member) == ("the message is larger than 500 bytes", "2")


def test_what_is_no_mbox():
    [fault] = read("mbox", b"Plain text.")
    assert fault.reason == "it is no MBOX, whatever its name says"


# MHTML

BODY = "<p>“Never,” said Inês Duarte on Thursday, when the council sold the pier to a company from London.</p>" * 3
PAGE = f"<html lang='en'><title>Pier sold</title><body><article><h1>Pier sold</h1>{BODY}</article></body></html>"


def saved(page=PAGE, content_type="text/html", headers="Snapshot-Content-Location: https://courier.example/pier\r\n"):
    data = page if isinstance(page, bytes) else page.encode()
    return (
        (
            f"From: <Saved by Blink>\r\n{headers}Subject: Pier sold\r\nMIME-Version: 1.0\r\n"
            'Content-Type: multipart/related; type="text/html"; boundary="b"\r\n\r\n--b\r\n'
            f"Content-Type: {content_type}\r\nContent-ID: <1@mhtml.blink>\r\nContent-Transfer-Encoding: binary\r\n"
            "Content-Location: https://courier.example/page\r\n\r\n"
        ).encode()
        + data
        + b"\r\n--b\r\nContent-Type: text/css\r\n\r\np {}\r\n--b--\r\n"
    )


@pytest.mark.parametrize("kind", ["mhtml", "mht"])
def test_a_saved_page_is_read_as_html_with_its_address(kind):
    [found] = read(kind, saved())
    assert "“Never,” said Inês Duarte" in found.text
    assert "{" not in found.text
    assert (found.url, found.provenance["url"]) == ("https://courier.example/pier", "where it was saved from")


def test_a_page_in_the_encoding_that_the_message_declares():
    [found] = read("mhtml", saved(PAGE.encode("utf-16-le"), "text/html; charset=utf-16-le", ""))
    assert "“Never,” said Inês Duarte" in found.text
    assert found.url == "https://courier.example/page"


@pytest.mark.parametrize("data", [b"Plain text.", b"", message("Text."), saved()[:200]])
def test_what_is_no_saved_page(data):
    [fault] = read("mhtml", data)
    assert isinstance(fault, Fault)
    assert fault.reason == "it is no page saved as MHTML"
