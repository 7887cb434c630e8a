"""The vault: what lies in it is read by nobody without the passphrase, and nothing is lost on the way."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from qualitative.anonymise import Pseudonyms, Vault, VaultDamaged, VaultError, VaultMissing, WrongPassphrase
from qualitative.anonymise.vault import VaultChanged, backup_of

PASSPHRASE = "an invented passphrase"


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("vault") / "case.vault"
    vault = Vault.create(path, PASSPHRASE)
    key = Pseudonyms(salt="00")
    person = key.add_person("Oyelaran")
    person.family.add("oyelaran")
    vault.data["key"]["river"] = key.to_dict()
    vault.hold_raw("S1", "Grace Oyelaran said so.", name="Grace interview.txt")
    vault.log("a custodian", "joined", "P1", words="Grace and G. Oyelaran")
    vault.save()
    return path


def test_what_was_put_in_comes_out_again(saved: Path) -> None:
    vault = Vault.open(saved, PASSPHRASE)
    key = Pseudonyms.from_dict(vault.data["key"]["river"])
    assert [person.family for person in key.people()] == [{"oyelaran"}]
    assert vault.data["pending"]["S1"]["text"] == "Grace Oyelaran said so."
    assert vault.data["decisions"][0]["words"] == "Grace and G. Oyelaran"


def test_the_file_shows_no_original_word(saved: Path) -> None:
    blob = saved.read_bytes()
    for word in (b"Grace", b"Oyelaran", b"interview", b"custodian"):
        assert word not in blob


def test_a_wrong_passphrase_is_not_called_damage(saved: Path) -> None:
    with pytest.raises(WrongPassphrase, match="does not open"):
        Vault.open(saved, "another")


@pytest.mark.parametrize("at", [0, 8, 20, 40, -60, -1])
def test_a_changed_byte_anywhere_is_called_damage(saved: Path, tmp_path: Path, at: int) -> None:
    blob = bytearray(saved.read_bytes())
    blob[at] ^= 1
    other = tmp_path / "damaged.vault"
    other.write_bytes(bytes(blob))
    with pytest.raises(VaultDamaged, match="damaged"):
        Vault.open(other, PASSPHRASE)


@pytest.mark.parametrize("length", [0, 5, 40, 90])
def test_a_file_cut_short_is_called_damage(saved: Path, tmp_path: Path, length: int) -> None:
    other = tmp_path / "short.vault"
    other.write_bytes(saved.read_bytes()[:length])
    with pytest.raises(VaultDamaged):
        Vault.open(other, PASSPHRASE)


def test_a_missing_vault_says_where_to_look(tmp_path: Path) -> None:
    with pytest.raises(VaultMissing, match="backup"):
        Vault.open(tmp_path / "none.vault", PASSPHRASE)


def test_a_vault_is_never_written_over(saved: Path) -> None:
    with pytest.raises(VaultError, match="already"):
        Vault.create(saved, PASSPHRASE)


def test_an_empty_passphrase_is_refused(tmp_path: Path) -> None:
    with pytest.raises(VaultError, match="passphrase"):
        Vault.create(tmp_path / "x.vault", "")
    assert not (tmp_path / "x.vault").exists()


def test_raw_text_leaves_at_sign_off(tmp_path: Path) -> None:
    vault = Vault.create(tmp_path / "a.vault", PASSPHRASE)
    vault.hold_raw("S1", "words")
    assert vault.drop_raw("S1")
    assert not vault.drop_raw("S1")
    vault.save()
    assert Vault.open(tmp_path / "a.vault", PASSPHRASE).data["pending"] == {}


def test_the_same_file_is_known_again_and_only_with_this_vault(tmp_path: Path) -> None:
    one, two = Vault.create(tmp_path / "1.vault", PASSPHRASE), Vault.create(tmp_path / "2.vault", PASSPHRASE)
    assert one.fingerprint(b"notes") == one.fingerprint(b"notes")
    assert one.fingerprint(b"notes") != one.fingerprint(b"other notes")
    assert one.fingerprint(b"notes") != two.fingerprint(b"notes")


def test_a_changed_passphrase_opens_and_the_old_one_does_not(tmp_path: Path) -> None:
    vault = Vault.create(tmp_path / "a.vault", PASSPHRASE)
    vault.data["consent"].append({"person": "P1"})
    vault.change_passphrase("a new one")
    assert Vault.open(tmp_path / "a.vault", "a new one").data["consent"] == [{"person": "P1"}]
    with pytest.raises(WrongPassphrase):
        Vault.open(tmp_path / "a.vault", PASSPHRASE)


@pytest.mark.skipif(os.name != "posix", reason="file modes")
def test_only_its_owner_may_read_it(saved: Path) -> None:
    assert saved.stat().st_mode & 0o077 == 0


def test_printing_a_vault_shows_nothing(saved: Path) -> None:
    assert "Oyelaran" not in repr(Vault.open(saved, PASSPHRASE))


def test_a_vault_of_version_one_opens_and_is_saved_as_the_newest(tmp_path: Path) -> None:
    old = tmp_path / "old.vault"
    old.write_bytes((Path(__file__).parent / "study/fixtures/version-1.vault").read_bytes())
    vault = Vault.open(old, PASSPHRASE)
    assert vault.data["decisions"][0]["words"] == "Marta"
    assert vault.data["acts"] == []
    vault.save()
    assert old.read_bytes()[6:8] == b"\x00\x02"
    assert Vault.open(old, PASSPHRASE).data == vault.data


def test_the_last_good_vault_comes_back_and_a_forgotten_word_does_not(tmp_path: Path) -> None:
    path = tmp_path / "a.vault"
    vault = Vault.create(path, PASSPHRASE)
    vault.log("Ana", "said", "P1", words="Marta")
    vault.save()
    vault.log("Ana", "said", "P1", words="again")
    vault.save()
    assert backup_of(path).stat().st_mode & 0o777 == 0o600
    path.write_bytes(path.read_bytes()[:50])
    with pytest.raises(VaultDamaged, match="key STUDY restore"):
        Vault.open(path, PASSPHRASE)
    back = Vault.restore(path, PASSPHRASE)
    assert [d["words"] for d in back.data["decisions"]] == ["Marta"]
    back.data["decisions"].clear()
    back.save(forgetting=True)
    assert not backup_of(path).exists()
    back.save()
    assert Vault.open(backup_of(path), PASSPHRASE).data["decisions"] == []
    back.change_passphrase("another one")
    assert not backup_of(path).exists()


def test_of_two_custodians_the_second_overwrites_nothing(tmp_path: Path) -> None:
    path = tmp_path / "a.vault"
    one = Vault.create(path, PASSPHRASE)
    other = Vault.open(path, PASSPHRASE)
    one.log("Ana", "said", "P1")
    one.save()
    other.log("Ben", "said", "P2")
    with pytest.raises(VaultChanged, match="nothing was overwritten"):
        other.save()
    assert [d["user"] for d in Vault.open(path, PASSPHRASE).data["decisions"]] == ["Ana"]


@pytest.mark.parametrize("nth", [0, 1])
def test_a_full_disk_at_any_write_loses_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, nth: int
) -> None:
    path = tmp_path / "a.vault"
    vault = Vault.create(path, PASSPHRASE)
    vault.log("Ana", "said", "P1")
    left = [nth]

    def full(descriptor: int) -> None:
        if not left[0]:
            raise OSError(errno.ENOSPC, "No space left on device")
        left[0] -= 1

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(OSError, match="No space"):
            vault.save()
    assert Vault.open(path, PASSPHRASE).data["decisions"] == []
    assert not list(tmp_path.glob(".unfinished*"))
    vault.save()
    assert len(Vault.open(path, PASSPHRASE).data["decisions"]) == 1
