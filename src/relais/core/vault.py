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

from relais.core import clock

KEY_BYTES = 32
NONCE_BYTES = 12
NUMBER_BYTES = 2
ROOT = "root"
SETTLED_SECONDS = 600
_KEK = re.compile(r"kek-(\d{4})")


class VaultError(Exception):
    """The keys are missing, damaged or readable by others; the message is one French sentence."""


class Vault:
    """The keys of one installation. Never printed, never logged.

    With its `folder`, it follows it: a key added or destroyed while Relais answers is, at the next use.
    """

    def __init__(self, root: bytes, keks: dict[int, bytes], folder: Path | None = None) -> None:
        self._root = root
        self._take(keks)
        self._folder = folder
        self._seen = _changed_at(folder)
        self._derived: dict[str, bytes] = {}

    def _take(self, keks: dict[int, bytes]) -> None:
        self._ciphers = {number: AESGCM(key) for number, key in keks.items()}
        self.current = max(keks)

    def _follow(self) -> None:
        changed = _changed_at(self._folder)
        if self._folder is None or changed is None or changed == self._seen:
            return  # a folder that is away for a while takes nothing from a process that answers
        if keks := _read_keks(self._folder):
            self._take(keks)
        self._seen = changed

    def __repr__(self) -> str:
        return f"Vault(kek={self.current})"

    @property
    def numbers(self) -> frozenset[int]:
        """The numbers of the keys that are here."""
        return frozenset(self._ciphers)

    def seal(self, plain: bytes, purpose: str) -> bytes:
        """Encrypt under the current key, for one `purpose` ("account.email:<id>"): elsewhere it does not open."""
        self._follow()
        nonce = os.urandom(NONCE_BYTES)
        sealed = self._ciphers[self.current].encrypt(nonce, plain, purpose.encode())
        return self.current.to_bytes(NUMBER_BYTES, "big") + nonce + sealed

    def open(self, sealed: bytes, purpose: str) -> bytes:
        """Decrypt. Raises VaultError when the key is gone, or when it was not sealed for `purpose`."""
        self._follow()
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
        keks = _read_keks(folder)
        root = _read(folder / ROOT)
    except OSError:
        raise VaultError(f"Les clés manquent dans {folder} : « relais keys create » les crée.") from None
    if not keks:
        raise VaultError(f"Il n'y a aucune clé de chiffrement dans {folder}.")
    return Vault(root, keks, folder)


def _read_keks(folder: Path) -> dict[int, bytes]:
    return {int(found[1]): _read(path) for path in folder.iterdir() if (found := _KEK.fullmatch(path.name))}


def _changed_at(folder: Path | None) -> int | None:
    try:
        return folder.stat().st_mtime_ns if folder is not None else None
    except OSError:
        return None


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


def add_key(folder: Path) -> int:
    """Write the next key-encryption key: from now on it seals, the older ones only open. Raises VaultError."""
    try:
        number = max(_read_keks(folder)) + 1
        drawn = folder / f"new-{number:04}"
        drawn.unlink(missing_ok=True)  # of an addition that was interrupted: it never sealed anything
        _write_new(drawn, secrets.token_bytes(KEY_BYTES))
        drawn.rename(folder / f"kek-{number:04}")  # whole at once: a process that follows reads it at any moment
        _settle(folder)
    except OSError:
        raise VaultError(f"Le dossier des clés {folder} n'est pas accessible en écriture.") from None
    return number


def destroy_key(folder: Path, number: int) -> None:
    """Remove a key from this folder for ever: whatever it alone seals, here and in every backup, is unreadable.

    Raises VaultError when it is the one that seals, is not there, or when its successor is too young: what a process
    sealed just before may not be written yet.
    """
    keks = _read_keks(folder)
    if number not in keks:
        raise VaultError(f"Il n'y a pas de clé {number:04} dans {folder}.")
    if number == max(keks):
        raise VaultError(f"La clé {number:04} est celle qui scelle : « relais keys rotate » en fait d'abord une autre.")
    successor = (folder / f"kek-{max(keks):04}").stat().st_mtime
    if clock.now().timestamp() - successor < SETTLED_SECONDS:
        raise VaultError(
            "La nouvelle clé est trop récente : attendez dix minutes que tout ce qui est en cours finisse."
        )
    path = folder / f"kek-{number:04}"
    with path.open("r+b") as file:  # a disk may keep the old bytes all the same: it must be encrypted
        file.write(bytes(KEY_BYTES))
        file.flush()
        os.fsync(file.fileno())
    path.unlink()
    _settle(folder)


def _settle(folder: Path) -> None:
    """The names in the folder outlive a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


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
