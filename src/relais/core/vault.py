"""Keys kept outside PostgreSQL: sealing what must not be read in a dump, and keyed hashes to find it again.

The folder `keys` (0700) holds numbered key-encryption keys (`kek-0001`, 32 random bytes) and one `root` secret from
which every other key is derived (HKDF, RFC 5869). What is sealed names the key that sealed it.
"""

import hashlib
import hmac
import os
import re
import secrets
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY_BYTES = 32
NONCE_BYTES = 12
NUMBER_BYTES = 2
ROOT = "root"
_KEK = re.compile(r"kek-(\d{4})")


class VaultError(Exception):
    """The keys are missing, damaged or readable by others; the message is one French sentence."""


class Vault:
    """The keys of one installation. Never printed, never logged."""

    def __init__(self, root: bytes, keks: dict[int, bytes]) -> None:
        self._root = root
        self._ciphers = {number: AESGCM(key) for number, key in keks.items()}
        self.current = max(keks)
        self._derived: dict[str, bytes] = {}

    def __repr__(self) -> str:
        return f"Vault(kek={self.current})"

    def seal(self, plain: bytes, purpose: str) -> bytes:
        """Encrypt under the current key, for one `purpose` ("account.email:<id>"): elsewhere it does not open."""
        nonce = os.urandom(NONCE_BYTES)
        sealed = self._ciphers[self.current].encrypt(nonce, plain, purpose.encode())
        return self.current.to_bytes(NUMBER_BYTES, "big") + nonce + sealed

    def open(self, sealed: bytes, purpose: str) -> bytes:
        """Decrypt. Raises VaultError when the key is gone, or when it was not sealed for `purpose`."""
        cipher = self._ciphers.get(kek_of(sealed))
        if cipher is None:
            raise VaultError("Une donnée est scellée par une clé qui n'est plus là.")
        body = sealed[NUMBER_BYTES:]
        try:
            return cipher.decrypt(body[:NONCE_BYTES], body[NONCE_BYTES:], purpose.encode())
        except InvalidTag:
            raise VaultError("Une donnée scellée a été altérée ou déplacée.") from None

    def keyed(self, use: str, value: str | bytes) -> bytes:
        """HMAC-SHA256 of `value` under the key derived for `use`: 32 bytes, useless without the root secret."""
        return hmac.digest(self.key(use), value.encode() if isinstance(value, str) else value, "sha256")

    def key(self, use: str) -> bytes:
        """The 32-byte key derived for `use` ("email", "limiter", "form")."""
        if use not in self._derived:
            derivation = HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=f"relais {use}".encode())
            self._derived[use] = derivation.derive(self._root)
        return self._derived[use]


def kek_of(sealed: bytes) -> int:
    """The number of the key that sealed it."""
    return int.from_bytes(sealed[:NUMBER_BYTES], "big")


def open_vault(folder: Path, *, create: bool) -> Vault:
    """The keys of `folder`, made there first when `create` and there are none. Raises VaultError."""
    if create and not (folder / ROOT).exists():
        create_keys(folder)
    try:
        if folder.stat().st_mode & 0o077:
            raise VaultError(f"Le dossier des clés {folder} est lisible par d'autres comptes : « chmod 700 {folder} ».")
        keks = {int(found[1]): _read(path) for path in folder.iterdir() if (found := _KEK.fullmatch(path.name))}
        root = _read(folder / ROOT)
    except OSError:
        raise VaultError(f"Les clés manquent dans {folder} : « relais keys create » les crée.") from None
    if not keks:
        raise VaultError(f"Il n'y a aucune clé de chiffrement dans {folder}.")
    return Vault(root, keks)


def create_keys(folder: Path) -> None:
    """Write a first set of keys. Raises VaultError when there is one: it would make everything sealed unreadable."""
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        folder.chmod(0o700)
        for name in ("kek-0001", ROOT):  # the root last: its presence says that the set is whole
            _write_new(folder / name, secrets.token_bytes(KEY_BYTES))
    except FileExistsError:
        raise VaultError(f"Il y a déjà des clés dans {folder} : elles ne sont pas remplacées.") from None
    except OSError:
        raise VaultError(f"Le dossier des clés {folder} n'est pas accessible en écriture.") from None


def token_key(token: str) -> bytes:
    """SHA-256 of a token of 256 random bits: no secret is needed to hash what cannot be guessed."""
    return hashlib.sha256(token.encode()).digest()


def _read(path: Path) -> bytes:
    key = path.read_bytes()
    if len(key) != KEY_BYTES:
        raise VaultError(f"La clé {path} est abîmée : {KEY_BYTES} octets attendus.")
    return key


def _write_new(path: Path, key: bytes) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(key)
        file.flush()
        os.fsync(file.fileno())
