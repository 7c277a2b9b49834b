"""Opening a case with its follow-up code alone: slower as failures pile up, closed to nobody.

A person in distress is never locked out, so a wrong code costs time only: the same time, words and status whether the
code was never given, died or belongs to someone else.
"""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Final, Protocol, TypeVar
from uuid import UUID

from anyio import sleep
from msgspec import Struct

from relais.accounts import limiter
from relais.accounts.passwords import Passwords
from relais.cases import store
from relais.cases.code import read_code
from relais.cases.model import CodeBy
from relais.cases.service import lookup_of
from relais.core.context import PUBLIC, Context
from relais.core.db import Database, Db
from relais.core.errors import Refused
from relais.core.vault import Vault

USE = "follow-up code"
QUARTER = timedelta(minutes=15)
FREE = 5  # failures of one source in a quarter of an hour: a whole helpline may sit behind it
STEP = 0.5  # seconds per failure beyond
LONGEST = 8.0  # seconds
UNKNOWN: Final = (
    "Ce code n'ouvre rien. Vérifiez-le chiffre par chiffre ; s'il a été remplacé ou si le dossier a été effacé, "
    "il ne vaut plus rien."
)


class Coded(Protocol):
    """What a code opens, with what verifies it."""

    @property
    def verifier(self) -> str: ...


T = TypeVar("T", bound=Coded)


class Entered(Struct, frozen=True, kw_only=True):
    """Whose code it was. `code_by`: one made by another is replaced at the person's first own use."""

    case: UUID
    code_by: CodeBy
    lookup: bytes

    def __repr__(self) -> str:
        return "Entered(…)"

    @property
    def context(self) -> Context:
        """Of the person, bound to this one case."""
        return Context(kind="person", case=self.case)


class CodeDoor(Struct, frozen=True, kw_only=True):
    """Where a code is given, whoever types it: the person, or a helper to whom they say it."""

    database: Database
    vault: Vault
    passwords: Passwords

    async def enter(self, typed: str, source: str) -> Entered:
        """Whose code it is. `source`: the address of the client. Raises Refused: a slip, or a code that opens nothing.

        The same work is done for a code that nobody has: one lookup, one verification.
        """
        found, lookup = await self.unlock(typed, source, store.FIND_CASE_BY_CODE.one)
        return Entered(case=found.id, code_by=found.code_by, lookup=lookup)

    async def unlock(
        self, typed: str, source: str, find: Callable[[Db, bytes], Awaitable[T | None]]
    ) -> tuple[T, bytes]:
        """What this code opens, as `find` knows it by its lookup, and the lookup. As `enter` for all the rest."""
        code = read_code(typed)
        await sleep(await self._delay(source))
        lookup = lookup_of(self.vault, code)
        async with self.database.acting(PUBLIC) as db:
            found = await find(db, lookup)
        right = await self.passwords.holds(found.verifier if found else None, code)
        if found is None or not right:
            await self._failed(source)
            raise Refused("code_unknown", UNKNOWN, field="code", status=404)
        return found, lookup

    async def _delay(self, source: str) -> float:
        async with self.database.reading() as db:
            failures = await limiter.count(db, self.vault, USE, source, window=QUARTER)
            everyone = await limiter.global_delay(db, self.vault, USE)
        return max(everyone, min(LONGEST, max(0, failures - FREE) * STEP))

    async def _failed(self, source: str) -> None:
        async with self.database.reading() as db:
            await limiter.attempts(db, self.vault, USE, source, window=QUARTER)
            await limiter.attempts(db, self.vault, USE, limiter.EVERYONE, window=limiter.GLOBAL_WINDOW)
