"""Archives: what is in them is read as if it lay in a folder, and what is meant to do harm does none."""

import bz2
import gzip
import io
import lzma
import os
import stat
import struct
import tarfile
import zipfile
import zlib

import pytest

from onrecord.articles import Article
from onrecord.finding import find_files
from onrecord.reading import Options, read_articles, read_files
from onrecord.sources import Limits

PAGE = "<html><body><article><p>" + "The council sold the pier to nobody. " * 20 + "</p></article></body></html>"


def zipped(entries, **options):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, **options) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return stream.getvalue()


def tarred(entries, **options):
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w", **options) as archive:
        for name, content in entries.items():
            info = name if isinstance(name, tarfile.TarInfo) else tarfile.TarInfo(name)
            if content is not None:
                data = content if isinstance(content, bytes) else content.encode()
                info.size = len(data)
                archive.addfile(info, io.BytesIO(data))
            else:
                archive.addfile(info)
    return stream.getvalue()


def link(name, kind=tarfile.SYMTYPE, target="/etc/passwd"):
    info = tarfile.TarInfo(name)
    info.type, info.linkname = kind, target
    return info


def put(folder, name, content):
    (folder / name).write_bytes(content)
    return folder / name


def rows(path, **limits):
    """(member, text or reason, status) of all that is in a file."""
    found = []
    for reading in read_files(find_files(path), Options(limits=Limits(**limits))):
        item = reading.item
        if isinstance(item, Article):
            found.append((reading.member, item.text, "read"))
        else:
            found.append((item.member, item.reason, "skipped" if item.skipped else "failed"))
    return found


# What is in them

ENTRIES = {"a.txt": "One.", "in/b.jsonl": '{"text": "Two."}\n{"text": "Three."}', "c.txt": ""}
READ = [
    ("a.txt", "One.", "read"),
    ("in/b.jsonl#1", "Two.", "read"),
    ("in/b.jsonl#2", "Three.", "read"),
    ("c.txt", "it is empty", "failed"),
]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.zip", zipped(ENTRIES)),
        ("a.tar", tarred(ENTRIES)),
        ("a.tar", tarred(ENTRIES, format=tarfile.USTAR_FORMAT)),
        ("a.tar.gz", gzip.compress(tarred(ENTRIES))),
        ("a.tgz", gzip.compress(tarred(ENTRIES))),
        ("a.tar.bz2", bz2.compress(tarred(ENTRIES))),
        ("a.tar.xz", lzma.compress(tarred(ENTRIES))),
        ("a", gzip.compress(tarred(ENTRIES))),
        ("a.dat", tarred(ENTRIES)),
    ],
)
def test_archives_are_read_like_folders(tmp_path, name, content):
    assert rows(put(tmp_path, name, content)) == READ


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.txt.gz", gzip.compress(b"One.")),
        ("a.txt.bz2", bz2.compress(b"One.")),
        ("a.txt.xz", lzma.compress(b"One.")),
        ("a.txt.gz", gzip.compress(b"On") + gzip.compress(b"e.")),
    ],
)
def test_a_compressed_file_is_that_file(tmp_path, name, content):
    assert rows(put(tmp_path, name, content)) == [(None, "One.", "read")]


def test_ids_path_and_member(tmp_path):
    file = put(tmp_path, "press.zip", zipped({"in/a.txt": "One.", "in/b.jsonl": '{"id": "x", "text": "Two."}'}))
    one, two = read_articles(file)
    assert (one.id, one.path, one.member) == ("press#in/a.txt", str(file), "in/a.txt")
    assert (two.id, two.path, two.member) == ("x", str(file), "in/b.jsonl#1")


@pytest.mark.parametrize(
    ("name", "content", "called"),
    [
        ("port.strike.txt.gz", gzip.compress(b"One."), "port.strike"),
        ("press.tar.xz", lzma.compress(tarred({"a.txt": "One."})), "press#a.txt"),
    ],
)
def test_ids_are_without_the_endings_of_compression(tmp_path, name, content, called):
    assert [article.id for article in read_articles(put(tmp_path, name, content))] == [called]


def test_kinds_and_entries_are_told(tmp_path):
    inner = zipped({"c.txt": "Three."})
    file = put(tmp_path, "a.zip", zipped({"a.html": PAGE, "b.zip": inner}))
    assert [(reading.kind, reading.entry) for reading in read_files(find_files(file))] == [
        ("HTML", "a.html"),
        ("text", "b.zip#c.txt"),
    ]


def test_an_archive_in_an_archive_is_read_and_one_in_that_is_not(tmp_path):
    deepest = zipped({"c.txt": "Three."})
    deeper = zipped({"b.txt": "Two.", "c.zip": deepest})
    file = put(tmp_path, "a.zip", zipped({"a.txt": "One.", "b.zip": deeper, "z.txt": "Last."}))
    assert rows(file) == [
        ("a.txt", "One.", "read"),
        ("b.zip#b.txt", "Two.", "read"),
        ("b.zip#c.zip", "it is an archive within 2 others, and was not opened", "failed"),
        ("z.txt", "Last.", "read"),
    ]
    assert ("b.zip#c.zip#c.txt", "Three.", "read") in rows(file, depth=3)
    assert rows(file, depth=0) == [(None, "it is an archive within 0 others, and was not opened", "failed")]


def test_what_systems_and_browsers_add_is_skipped_and_told(tmp_path):
    file = put(
        tmp_path,
        "a.zip",
        zipped(
            {
                "a.html": PAGE,
                "a_files/x.css": "x",
                "a_files/frame.html": PAGE,
                "__MACOSX/._a.html": "x",
                ".DS_Store": "x",
                "photo.jpg": "x",
                "b.txt": "Last.",
            }
        ),
    )
    _, *rest = rows(file)
    assert rest == [
        ("a_files", "it holds the pictures, styles and frames of a.html", "skipped"),
        ("__MACOSX/._a.html", "its name is that of a hidden file", "skipped"),
        (".DS_Store", "its name is that of a hidden file", "skipped"),
        ("photo.jpg", "it is a picture, not an article", "skipped"),
        ("b.txt", "Last.", "read"),
    ]


# What is meant to do harm


@pytest.mark.parametrize("pack", [zipped, tarred])
@pytest.mark.parametrize(
    "name", ["/etc/a.txt", "../a.txt", "a/../../b.txt", "..\\a.txt", "C:/a.txt", "\\\\server\\a.txt", "C:\\a.txt"]
)
def test_paths_that_lead_out(tmp_path, pack, name):
    file = put(tmp_path, "a.zip", pack({name: "Evil.", "b.txt": "Good."}))
    (_, reason, status), good = rows(file)
    assert (reason, status) == ("its path leads out of the archive", "failed")
    assert good == ("b.txt", "Good.", "read")
    assert os.listdir(tmp_path) == ["a.zip"]


@pytest.mark.parametrize(
    "info",
    [
        link("a.txt"),
        link("a.txt", tarfile.LNKTYPE, "b.txt"),
        link("a.txt", tarfile.CHRTYPE),
        link("a.txt", tarfile.BLKTYPE),
        link("a.txt", tarfile.FIFOTYPE),
    ],
)
def test_links_and_devices_are_not_followed(tmp_path, info):
    assert rows(put(tmp_path, "a.tar", tarred({info: None, "b.txt": "Good."}))) == [
        ("a.txt", "it is a link, a pipe or a device, and is not followed", "skipped"),
        ("b.txt", "Good.", "read"),
    ]


def test_links_in_a_zip_are_not_followed(tmp_path):
    info = zipfile.ZipInfo("a.txt")
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    file = put(tmp_path, "a.zip", zipped({info: "/etc/passwd", "b.txt": "Good."}))
    assert rows(file) == [
        ("a.txt", "it is a link, a pipe or a device, and is not followed", "skipped"),
        ("b.txt", "Good.", "read"),
    ]


def test_what_is_locked_with_a_password(tmp_path):
    data = bytearray(zipped({"a.txt": "One.", "b.txt": "Two."}))
    for signature, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(signature) + at] |= 1
    assert rows(put(tmp_path, "a.zip", bytes(data))) == [
        ("a.txt", "it is locked with a password", "failed"),
        ("b.txt", "Two.", "read"),
    ]


BOMB = b"\0" * 30_000_000


@pytest.mark.parametrize(
    ("name", "content", "member"),
    [
        ("a.zip", zipped({"bomb.txt": BOMB}), "bomb.txt"),
        ("a.txt.gz", gzip.compress(BOMB), None),
        ("a.txt.bz2", bz2.compress(BOMB), None),
        ("a.txt.xz", lzma.compress(BOMB), None),
        ("a.tar.gz", gzip.compress(tarred({"bomb.txt": BOMB})), None),
    ],
)
def test_what_unpacks_to_too_many_times_its_size(tmp_path, name, content, member):
    assert rows(put(tmp_path, name, content)) == [
        (member, "it unpacks to more than 100 times its size, as what is meant to do harm does", "failed")
    ]


def test_a_bomb_leaves_the_entries_beside_it_unharmed(tmp_path):
    file = put(tmp_path, "a.zip", zipped({"a.txt": "One.", "bomb.txt": BOMB, "c.txt": "Three."}))
    assert [row[0] for row in rows(file) if row[2] == "read"] == ["a.txt", "c.txt"]


def test_short_texts_may_repeat_themselves(tmp_path):
    [(_, text, status)] = rows(put(tmp_path, "a.zip", zipped({"a.txt": "Never. " * 100_000})))
    assert (len(text), status) == (700_000, "read")


@pytest.mark.parametrize("pack", [zipped, tarred])
def test_there_is_an_end_to_what_is_unpacked(tmp_path, pack):
    entries = {f"{number}.txt": "x" * 400 for number in range(5)}
    read, end = rows(put(tmp_path, "a.zip", pack(entries)), unpacked_bytes=1000)[1:]
    assert read == ("1.txt", "x" * 400, "read")
    assert end == (None, "it unpacks to more than 1,000 bytes, and the rest was not read", "failed")


def test_there_is_an_end_to_what_is_unpacked_of_archives_in_archives(tmp_path):
    inner = zipped({"a.txt": os.urandom(400).hex()})
    file = put(tmp_path, "a.zip", zipped({f"{number}.zip": inner for number in range(5)}))
    found = rows(file, unpacked_bytes=4000)
    assert found[-1] == (None, "it unpacks to more than 4,000 bytes, and the rest was not read", "failed")
    assert 1 <= sum(row[2] == "read" for row in found) <= 4


@pytest.mark.parametrize("pack", [zipped, tarred])
def test_there_is_an_end_to_entries(tmp_path, pack):
    file = put(tmp_path, "a.zip", pack({f"{number}.txt": "x" for number in range(5)}))
    assert rows(file, entries=3)[3:] == [(None, "it has more than 3 entries, and the rest was not read", "failed")]
    assert len(rows(file, entries=5)) == 5


def test_entries_that_lie_upon_each_other(tmp_path):
    """Many entries of one stretch of the file: each unpacks to all of it."""
    data = zlib.compress(b"\0" * 5_000_000, 9)[2:-4]
    crc = zlib.crc32(b"\0" * 5_000_000)
    local = struct.pack("<4sHHHHHIIIHH", b"PK\x03\x04", 20, 0, 8, 0, 33, crc, len(data), 5_000_000, 5, 0) + b"a.txt"
    entry = struct.pack(
        "<4sHHHHHHIIIHHHHHII",
        *(b"PK\x01\x02", 20, 20, 0, 8, 0, 33, crc, len(data), 5_000_000, 5, 0, 0, 0, 0, 0, 0),
    )
    directory = (entry + b"a.txt") * 1000
    end = struct.pack("<4sHHHHIIH", b"PK\x05\x06", 0, 0, 1000, 1000, len(directory), len(local + data), 0)
    found = rows(put(tmp_path, "a.zip", local + data + directory + end), unpacked_bytes=50_000_000)
    assert all(status == "failed" for _, _, status in found)


# What is damaged


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.zip", zipped({"a.txt": "One."})[:-10]),
        ("a.zip", b"PK\x03\x04" + b"\0" * 100),
        ("a.zip", b"no ZIP at all"),
        ("a.tar", b"no TAR at all"),
        ("a.tar", b"x" * 2000),
        ("a.txt.gz", gzip.compress(b"One." * 1000)[:-12]),
        ("a.txt.gz", b"\x1f\x8b"),
        ("a.txt.gz", gzip.compress(b"One.")[:-8] + b"\0" * 8),
        ("a.txt.bz2", bz2.compress(b"One.")[:-5]),
        ("a.txt.xz", lzma.compress(b"One.")[:-5]),
        ("a.tar.gz", gzip.compress(tarred({"a.txt": os.urandom(40_000)}))[:20_000]),
    ],
)
def test_damaged_archives(tmp_path, name, content):
    [(member, reason, status)] = rows(put(tmp_path, name, content))
    assert (member, status) == (None, "failed")
    assert reason.startswith("it is damaged (")


def test_what_comes_before_the_damage_is_read(tmp_path):
    data = tarred({"a.txt": "One.", "b.txt": "Two.", "c.txt": "x" * 2000})
    assert [row[1] for row in rows(put(tmp_path, "a.tar", data[:4000]))] == [
        "One.",
        "Two.",
        "it is damaged (unexpected end of data)",
    ]
    broken = data[:1024] + b"x" * 512 + data[1536:]
    one, damaged = rows(put(tmp_path, "b.tar", broken))
    assert one == ("a.txt", "One.", "read")
    assert damaged[1].startswith("it is damaged (")


def test_a_damaged_entry_leaves_the_others_unharmed(tmp_path):
    data = bytearray(zipped({"a.txt": "One.", "b.txt": "Two."}))
    data[data.index(b"a.txt") + 6] ^= 0xFF
    (member, reason, _), good = rows(put(tmp_path, "a.zip", bytes(data)))
    assert (member, good) == ("a.txt", ("b.txt", "Two.", "read"))
    assert reason.startswith("it is damaged (")


def test_what_follows_a_compressed_file_is_told(tmp_path):
    [article] = read_articles(put(tmp_path, "a.txt.gz", gzip.compress(b"One.") + b"rubbish"))
    assert (article.text, article.warnings) == (
        "One.",
        ("its compressed file goes on after its end with something else",),
    )


@pytest.mark.parametrize(("name", "content"), [("a.zip", zipped({})), ("a.tar", tarred({}))])
def test_empty_archives(tmp_path, name, content):
    assert rows(put(tmp_path, name, content)) == [(None, "it is empty", "failed")]


def test_names_that_are_not_utf8_can_be_written_down(tmp_path):
    file = put(tmp_path, "a.tar", tarred({"caf\udce9.txt": "One.", "line\nbreak.txt": "Two."}))
    one, two = read_articles(file)
    assert (one.member, two.member) == ("caf\ufffd.txt", "line\nbreak.txt")
