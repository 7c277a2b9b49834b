"""Keys outside the database: what they seal opens nowhere else."""

import secrets
from pathlib import Path

import pytest

from relais.core.vault import KEY_BYTES, Vault, VaultError, create_keys, kek_of, open_vault, token_key


def vault_of(*numbers: int) -> Vault:
    return Vault(b"r" * KEY_BYTES, {number: bytes([number]) * KEY_BYTES for number in numbers})


def test_what_is_sealed_opens_for_its_purpose_alone() -> None:
    vault = vault_of(1)
    sealed = vault.seal("Zoë".encode(), "account.name:1")
    assert vault.open(sealed, "account.name:1").decode() == "Zoë"
    for other in ("account.name:2", "account.email:1", ""):
        with pytest.raises(VaultError):
            vault.open(sealed, other)


def test_a_byte_that_moved_is_seen() -> None:
    vault = vault_of(1)
    sealed = bytearray(vault.seal(b"secret", "x"))
    sealed[-1] ^= 1
    with pytest.raises(VaultError):
        vault.open(bytes(sealed), "x")


@pytest.mark.parametrize("broken", [b"", b"\x00", b"\x00\x01", b"\x00\x01short"])
def test_what_is_too_short_is_a_refusal(broken: bytes) -> None:
    with pytest.raises((VaultError, ValueError)):
        vault_of(1).open(broken, "x")


def test_the_same_text_is_never_sealed_the_same_way() -> None:
    vault = vault_of(1)
    assert vault.seal(b"a", "x") != vault.seal(b"a", "x")


def test_a_newer_key_seals_and_the_older_still_opens() -> None:
    sealed = vault_of(1).seal(b"a", "x")
    both = vault_of(1, 2)
    assert both.open(sealed, "x") == b"a"
    assert kek_of(both.seal(b"a", "x")) == 2
    with pytest.raises(VaultError, match="plus là"):
        vault_of(2).open(sealed, "x")


def test_a_keyed_hash_changes_with_its_use_and_its_root() -> None:
    vault, other = vault_of(1), Vault(b"s" * KEY_BYTES, {1: b"k" * KEY_BYTES})
    hashes = {vault.keyed("email", "a"), vault.keyed("limiter", "a"), other.keyed("email", "a"), token_key("a")}
    assert len(hashes) == 4
    assert vault.keyed("email", "a") == vault.keyed("email", b"a")


def test_keys_are_made_once_for_their_owner_alone(tmp_path: Path) -> None:
    folder = tmp_path / "keys"
    open_vault(folder, create=True)
    assert folder.stat().st_mode & 0o777 == 0o700
    assert {path.name: path.stat().st_mode & 0o777 for path in folder.iterdir()} == {"kek-0001": 0o600, "root": 0o600}
    with pytest.raises(VaultError, match="déjà"):
        create_keys(folder)
    kept = open_vault(folder, create=True).keyed("x", "y")
    assert open_vault(folder, create=False).keyed("x", "y") == kept


def test_keys_that_are_missing_damaged_or_open_to_others_are_refused(tmp_path: Path) -> None:
    with pytest.raises(VaultError, match="manquent"):
        open_vault(tmp_path / "keys", create=False)
    create_keys(tmp_path / "keys")
    (tmp_path / "keys").chmod(0o750)
    with pytest.raises(VaultError, match="chmod 700"):
        open_vault(tmp_path / "keys", create=False)
    (tmp_path / "keys").chmod(0o700)
    (tmp_path / "keys" / "root").write_bytes(b"short")
    with pytest.raises(VaultError, match="abîmée"):
        open_vault(tmp_path / "keys", create=False)


def test_a_vault_is_printed_without_its_keys() -> None:
    key = secrets.token_bytes(KEY_BYTES)
    assert repr(Vault(key, {1: key})) == "Vault(kek=1)"
