"""files: what is hostile is refused at the door, and what is written is written whole."""

from __future__ import annotations

import concurrent.futures
import io
import os
import stat
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualitative.files import (
    FileTrouble,
    atomic_write,
    in_words,
    open_zip,
    parse_xml,
    read_bytes,
    sha256_of,
)


def zipped(members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def test_a_trouble_says_which_file_why_and_the_mend() -> None:
    trouble = FileTrouble(Path("/somewhere/deep/notes.docx"), "it is damaged", "Ask for a fresh copy.")
    assert str(trouble) == "notes.docx: it is damaged. Ask for a fresh copy."
    assert (trouble.path.name, trouble.reason, trouble.mend) == (
        "notes.docx",
        "it is damaged",
        "Ask for a fresh copy.",
    )


def test_a_trouble_survives_a_process_pool() -> None:
    with (
        concurrent.futures.ProcessPoolExecutor(1) as pool,
        pytest.raises(FileTrouble, match=r"gone\.txt: .*no such"),
    ):
        pool.submit(read_bytes, Path("gone.txt")).result()


def test_a_file_over_the_cap_is_refused_by_its_size_without_being_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    huge = tmp_path / "huge.txt"
    with huge.open("wb") as file:
        file.truncate(50 * 2**20)  # sparse: only its size is large

    def refuse(*args: object, **kwargs: object) -> None:
        raise AssertionError("it was opened")

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(FileTrouble, match=r"huge\.txt: it is 50 MB; at most 20 MB is read\. Split it"):
        read_bytes(huge)


@pytest.mark.parametrize(
    ("n_bytes", "words"), [(1, "1 KB"), (2048, "2 KB"), (3 * 2**19, "1.5 MB"), (50 * 2**20, "50 MB")]
)
def test_sizes_read_as_a_file_manager_shows_them(n_bytes: int, words: str) -> None:
    assert in_words(n_bytes) == words


@pytest.mark.skipif(os.name == "nt", reason="Windows has no named pipes of this kind")
def test_a_folder_a_missing_file_and_a_pipe_are_each_refused_for_what_they_are(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for name, why in (
        (".", "it is a folder"),
        ("missing.txt", "no such file"),
        ("pipe", "a device or a pipe"),
    ):
        with pytest.raises(FileTrouble, match=why):
            read_bytes(tmp_path / name)


def test_no_message_repeats_the_folders_above_the_file(tmp_path: Path) -> None:
    place = tmp_path / "Interview Beverley"
    place.mkdir()
    with pytest.raises(FileTrouble) as caught:
        read_bytes(place / "x\x00.txt")
    assert "Beverley" not in str(caught.value)


@given(st.binary(max_size=300))
def test_the_checksum_of_bytes_and_of_their_file_agree(data: bytes) -> None:
    import hashlib
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "f"
        atomic_write(path, data)
        assert sha256_of(path) == sha256_of(data) == hashlib.sha256(data).hexdigest()
        assert read_bytes(path) == data


def test_a_write_that_fails_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "study.json"
    atomic_write(path, "before")

    def full_disk(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full_disk)
    with pytest.raises(OSError, match="No space"):
        atomic_write(path, "after")
    assert path.read_text() == "before"
    assert [file.name for file in tmp_path.iterdir()] == ["study.json"]


def test_text_is_written_as_utf_8_with_its_own_newlines(tmp_path: Path) -> None:
    atomic_write(tmp_path / "t", "Siân\r\nŁukasz\n")
    assert (tmp_path / "t").read_bytes() == "Siân\r\nŁukasz\n".encode()


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps no such permission bits")
def test_a_private_file_is_readable_by_its_owner_alone(tmp_path: Path) -> None:
    atomic_write(tmp_path / "key", b"secret", mode=0o600)
    assert stat.S_IMODE((tmp_path / "key").stat().st_mode) == 0o600


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps no such permission bits")
def test_a_rewritten_file_keeps_its_permissions(tmp_path: Path) -> None:
    atomic_write(tmp_path / "key", b"one", mode=0o600)
    atomic_write(tmp_path / "key", b"two")
    assert stat.S_IMODE((tmp_path / "key").stat().st_mode) == 0o600


def test_a_zip_gives_its_members_and_knows_its_names(tmp_path: Path) -> None:
    atomic_write(tmp_path / "a.zip", zipped({"word/document.xml": b"<a/>", "b.txt": b"b"}))
    with open_zip(tmp_path / "a.zip") as archive:
        assert archive.names == ("word/document.xml", "b.txt")
        assert archive.read("b.txt") == b"b"
        assert "c.txt" not in archive
        with pytest.raises(KeyError):
            archive.read("c.txt")


@pytest.mark.parametrize("name", ["../up.txt", "/etc/passwd", "a/../../b", "C:\\x.txt", "a\\b.txt", "D:x"])
def test_a_member_that_leads_outside_is_refused(name: str) -> None:
    with pytest.raises(FileTrouble, match="leads outside"), open_zip("x.zip", zipped({name: b"x"})):
        pass


def test_a_zip_of_zeros_is_refused_before_it_is_unpacked() -> None:
    bomb = zipped({"zeros": bytes(30 * 2**20)})
    assert len(bomb) < 100_000
    with pytest.raises(FileTrouble, match="unpacks to far more"), open_zip("bomb.zip", bomb):
        pass
    cap = 10 * 2**20
    with (
        pytest.raises(FileTrouble, match="it unpacks to 30 MB; at most 10 MB"),
        open_zip("b", bomb, max_total_bytes=cap),
    ):
        pass


def test_a_zip_of_too_many_files_is_refused() -> None:
    many = zipped({str(i): b"" for i in range(30)})
    with (
        pytest.raises(FileTrouble, match="packs 30 files; at most 20"),
        open_zip("m.zip", many, max_members=20),
    ):
        pass


def test_a_zip_with_a_link_is_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        link = zipfile.ZipInfo("link")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")
    with pytest.raises(FileTrouble, match="a link instead of a file"), open_zip("l.zip", out.getvalue()):
        pass


def test_a_damaged_zip_is_named_as_damaged() -> None:
    whole = zipped({"a": os.urandom(3000)}, zipfile.ZIP_STORED)
    with (
        pytest.raises(FileTrouble, match=r"d\.zip: it is damaged"),
        open_zip("d.zip", whole[: len(whole) // 2]),
    ):
        pass
    hurt = whole[:100] + b"\x00\x01\x02" + whole[103:]
    with open_zip("d.zip", hurt) as archive, pytest.raises(FileTrouble, match="it is damaged"):
        archive.read("a")


def test_plain_xml_is_parsed() -> None:
    root = parse_xml('<?xml version="1.0"?><!-- hello --><a x="1">é</a>'.encode())
    assert (root.tag, root.get("x"), root.text) == ("a", "1", "é")


BILLION = '<?xml version="1.0"?>\n<!-- c -->\n<!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;&b;&b;">]><a x="&c;">&c;</a>'


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-8-sig"])
def test_xml_with_a_dtd_is_refused_whole(encoding: str) -> None:
    with pytest.raises(FileTrouble, match="carries a DTD"):
        parse_xml(BILLION.replace('"1.0"', f'"1.0" encoding="{encoding[:6]}"').encode(encoding))


def test_xml_cannot_read_another_file(tmp_path: Path) -> None:
    atomic_write(tmp_path / "secret", "Beverley")
    attack = f'<!DOCTYPE a [<!ENTITY s SYSTEM "{(tmp_path / "secret").as_uri()}">]><a>&s;</a>'
    with pytest.raises(FileTrouble) as caught:
        parse_xml(attack.encode())
    assert "Beverley" not in str(caught.value)


def test_damaged_xml_is_refused_without_a_word_from_inside() -> None:
    with pytest.raises(FileTrouble, match="damaged") as caught:
        parse_xml(b"<a>Beverley<b></a>", "x.qde")
    assert "Beverley" not in str(caught.value)


def test_the_word_doctype_in_a_text_is_no_dtd() -> None:
    assert parse_xml(b"<a><![CDATA[<!DOCTYPE html>]]></a>").text == "<!DOCTYPE html>"
