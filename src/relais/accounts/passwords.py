"""Passwords: argon2id in two threads at most, and what is too easily guessed refused."""

import unicodedata

import argon2
from anyio import CapacityLimiter, to_thread
from argon2.exceptions import InvalidHashError, VerificationError

from relais.accounts.guesses import worth

MEMORY = 64 * 1024  # KiB
PASSES = 3
AT_ONCE = 2
SHORTEST, LONGEST = 12, 200
LEAST_WORTH = 8

HASHER = argon2.PasswordHasher(time_cost=PASSES, memory_cost=MEMORY, parallelism=1, hash_len=32, salt_len=16)


def password_fault(password: str, *about: str) -> str:
    """Why this password is refused, in French; "" when it stands. `about`: the person's own name and address."""
    text = composed(password)
    if len(text) < SHORTEST:
        return f"Choisissez un mot de passe de {SHORTEST} signes au moins : quatre mots sans rapport font l'affaire."
    if len(text) > LONGEST:
        return f"Ce mot de passe est trop long : {LONGEST} signes au plus."
    if worth(text, about) < LEAST_WORTH:
        return (
            "Ce mot de passe se devine : il tient à des mots ou des suites très courants, ou à votre nom. "
            "Ajoutez-y des mots sans rapport."
        )
    return ""


class Passwords:
    """Hashes and verifies off the event loop; more than two at a time wait, so that searches never do."""

    def __init__(self) -> None:
        self._threads = CapacityLimiter(AT_ONCE)

    async def verifier(self, password: str) -> str:
        """What is kept of a password: argon2id, 64 MiB, 3 passes."""
        return await to_thread.run_sync(HASHER.hash, composed(password), limiter=self._threads)

    async def holds(self, verifier: str | None, password: str) -> bool:
        """Whether it is the password; without a verifier the same work is done, and the answer is no."""
        text = composed(password)[: LONGEST + 1]
        right = await to_thread.run_sync(_verify, verifier or _nobody(), text, limiter=self._threads)
        return right and verifier is not None

    def outdated(self, verifier: str) -> bool:
        """Whether it was made with other parameters, to be made again while the password is at hand."""
        return HASHER.check_needs_rehash(verifier)


def _nobody() -> str:
    """The verifier of no password: tried when an account is unknown, so that it takes the same time."""
    cost = f"m={HASHER.memory_cost},t={HASHER.time_cost},p={HASHER.parallelism}"
    return f"$argon2id$v=19${cost}$cmVsYWlzLXBlcnNvbm5lIQ${'A' * 43}"


def _verify(verifier: str, password: str) -> bool:
    try:
        return HASHER.verify(verifier, password)
    except (VerificationError, InvalidHashError):
        return False


def composed(password: str) -> str:
    """The same password, however the keyboard composes its accents (NFKC)."""
    return unicodedata.normalize("NFKC", password)
