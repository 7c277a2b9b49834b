"""The data key of a case, wrapped by a numbered key of the vault, and what it seals, category by category.

What is sealed is bound to its case and category, and padded: a dump tells neither the one from the other nor how much
was said. Erasing a case is deleting its wrapped key; copies of it die with the key that wrapped it: see cases.md.
"""

import os
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from relais.core.vault import KEY_BYTES, NONCE_BYTES, Vault, VaultError

BLOCK = 256  # bytes
SIZE_BYTES = 4
ALIAS = "alias"


def purpose_of(case: UUID) -> str:
    """For what the vault wraps the key of this case."""
    return f"aid_case.data_key:{case}"


def new_data_key(vault: Vault, case: UUID) -> bytes:
    """A fresh key, wrapped."""
    return vault.seal(AESGCM.generate_key(KEY_BYTES * 8), purpose_of(case))


class CaseKey:
    """The unwrapped key of one case, for as long as a request. Never printed, never logged."""

    def __init__(self, vault: Vault, case: UUID, wrapped: bytes) -> None:
        self._case = case
        self._cipher = AESGCM(vault.open(wrapped, purpose_of(case)))

    def __repr__(self) -> str:
        return "CaseKey(…)"

    def seal(self, plain: bytes, category: str) -> bytes:
        """Encrypt for one category of this case; the length says only how many blocks of 256 bytes."""
        sized = len(plain).to_bytes(SIZE_BYTES, "big") + plain
        padded = sized.ljust(-(-len(sized) // BLOCK) * BLOCK, b"\0")
        nonce = os.urandom(NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, padded, self._bound(category))

    def open(self, sealed: bytes, category: str) -> bytes:
        """Decrypt. Raises VaultError when it is of another case or category, or was altered."""
        try:
            padded = self._cipher.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], self._bound(category))
        except (InvalidTag, ValueError):
            raise VaultError("Une donnée scellée a été altérée ou déplacée.") from None
        return padded[SIZE_BYTES : SIZE_BYTES + int.from_bytes(padded[:SIZE_BYTES], "big")]

    def seal_block(self, plain: bytes, place: str) -> bytes:
        """Encrypt one block of a document for its `place` ("attachment:<id>:<number>:<last>"); not padded."""
        nonce = os.urandom(NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, plain, self._bound(place))

    def open_block(self, sealed: bytes, place: str) -> bytes:
        """Decrypt. Raises VaultError when it is of another place, or was altered."""
        try:
            return self._cipher.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], self._bound(place))
        except (InvalidTag, ValueError):
            raise VaultError("Une donnée scellée a été altérée ou déplacée.") from None

    def _bound(self, category: str) -> bytes:
        return f"{self._case}:{category}".encode()
