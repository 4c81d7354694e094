"""Reading pages: every encoding, every refusal with its reason, and which files of a folder are pages."""

from __future__ import annotations

import codecs

import pytest

from extractors import page as reading
from extractors.page import LARGEST, UnreadablePage, decode, find_pages, read_page, reader_for
from ontology.records import Page

TEXT = "青田县委召开会议\n会议指出，要抓好春耕。\n"


@pytest.mark.parametrize(
    "data",
    [
        TEXT.encode(),
        codecs.BOM_UTF8 + TEXT.encode(),
        TEXT.encode("gb18030"),
        TEXT.encode("gbk"),
        TEXT.encode("utf-16"),
        codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le"),
        codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"),
        TEXT.encode("utf-16-le"),
        TEXT.encode("utf-16-be"),
        TEXT.replace("\n", "\r\n").encode(),
        TEXT.replace("\n", "\r").encode("gb18030"),
    ],
    ids=["utf-8", "utf-8 with mark", "gb18030", "gbk", "utf-16", "utf-16-le", "utf-16-be", "utf-16-le, no mark", "utf-16-be, no mark", "crlf", "cr"],
)
def test_every_encoding_gives_the_same_page(tmp_path, data):
    path = tmp_path / "page.txt"
    path.write_bytes(data)
    assert read_page(path) == Page.of(TEXT)


def test_a_character_beyond_the_basic_plane_is_one_offset(tmp_path):
    path = tmp_path / "page.txt"
    path.write_bytes("𠮷田村。\n".encode("gb18030"))
    assert len(read_page(path).text) == 5


@pytest.mark.parametrize(
    ("data", "reason", "where"),
    [
        (b"", "empty", ""),
        (b" \r\n\t\n", "empty", ""),
        (codecs.BOM_UTF8 + b"\n", "empty", ""),
        ("\u3000\n".encode(), "empty", ""),
        (b"\x89PNG\r\n\x1a\n\xff\x00\x01\x02", "binary, not text: NUL byte", "byte 9"),
        (b"abc\x01\x02\x03def", "binary, not text: control character U+0001", "character 3"),
        (codecs.BOM_UTF8 + b"\xe9\x9d", "undecodable: damaged utf-8-sig", "byte 0"),
        (codecs.BOM_UTF16_LE + b"\x00\xd8\x41\x00", "undecodable: damaged utf-16", "byte 2"),
        ("莲都区".encode("gb18030") + b"\xff\xff\xff", "undecodable: neither UTF-8 nor UTF-16 nor GB18030", "byte 0 is no UTF-8, byte 6 no GB18030"),
    ],
    ids=["empty", "blank", "mark alone", "wide blank", "picture", "control", "damaged utf-8", "damaged utf-16", "damaged gb18030"],
)
def test_what_cannot_be_read_is_named_with_its_reason(tmp_path, data, reason, where):
    path = tmp_path / "page.txt"
    path.write_bytes(data)
    with pytest.raises(UnreadablePage) as caught:
        read_page(path)
    assert caught.value.source == str(path)
    assert caught.value.reason == reason
    assert caught.value.where == where
    assert str(caught.value) == f"{path}: {reason}" + (f" ({where})" if where else "")


def test_too_large_a_file_is_not_even_read(tmp_path, monkeypatch):
    path = tmp_path / "page.txt"
    path.write_bytes(b"a" * (LARGEST + 1))
    monkeypatch.setattr(reading, "decode", lambda *_: pytest.fail("it was read"))
    with pytest.raises(UnreadablePage, match="too large: 5,000,001 bytes, a page has at most 5,000,000"):
        read_page(path)


def test_a_few_stray_control_characters_are_a_scanners(tmp_path):
    path = tmp_path / "page.txt"
    path.write_text("青田" * 1000 + "\x0c\x01", encoding="utf-8")
    assert "\x01" in read_page(path).text


def test_a_missing_file_and_a_folder_say_what_the_system_says(tmp_path):
    with pytest.raises(UnreadablePage, match="No such file"):
        read_page(tmp_path / "absent.txt")
    (tmp_path / "folder.txt").mkdir()
    with pytest.raises(UnreadablePage, match=r"folder\.txt: "):
        read_page(tmp_path / "folder.txt")


@pytest.mark.parametrize(("name", "words"), [("page.docx", "no reader for .docx"), ("page", "no reader for files without suffix")])
def test_a_suffix_that_nobody_reads(tmp_path, name, words):
    (tmp_path / name).write_text(TEXT, encoding="utf-8")
    with pytest.raises(UnreadablePage, match=words) as caught:
        read_page(tmp_path / name)
    assert ".txt" in caught.value.reason
    assert reader_for(tmp_path / "PAGE.TXT") is not None


def test_folders_give_their_pages_sorted_and_once(tmp_path):
    for name in ("b.txt", "a.txt", "inner/c.TXT", "notes.docx", ".hidden.txt", ".cache/d.txt", "a.txt.json"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(TEXT, encoding="utf-8")
    names = [path.relative_to(tmp_path).as_posix() for path in find_pages([tmp_path, tmp_path / "a.txt"])]
    assert names == ["a.txt", "b.txt", "inner/c.TXT"]


def test_what_is_given_by_name_is_always_taken(tmp_path):
    hidden, other, absent = tmp_path / ".hidden.txt", tmp_path / "notes.docx", tmp_path / "absent.txt"
    hidden.write_text(TEXT, encoding="utf-8")
    other.write_text(TEXT, encoding="utf-8")
    assert set(find_pages([hidden, other, absent])) == {hidden, other, absent}
    assert find_pages([]) == ()


def test_a_folder_below_a_hidden_one_is_taken_when_named(tmp_path):
    folder = tmp_path / ".inbox"
    folder.mkdir()
    (folder / "a.txt").write_text(TEXT, encoding="utf-8")
    assert find_pages([folder]) == (folder / "a.txt",)


def test_ascii_and_mixed_text_is_utf_8():
    assert decode("x", b"plain ASCII, 2022") == "plain ASCII, 2022"
    assert decode("x", "ABC公司".encode()) == "ABC公司"
