"""A place booked without a name: a number, and a code that gives it back. Nothing says who, nor when."""

from datetime import timedelta
from typing import Final
from uuid import UUID

from anyio import CapacityLimiter
from msgspec import Struct

from relais.accounts import limiter
from relais.accounts.passwords import Passwords
from relais.cases.entering import CodeDoor
from relais.cases.service import make_code
from relais.core.context import PUBLIC
from relais.core.db import Database, Db
from relais.core.errors import NotFound, Refused
from relais.core.vault import Vault
from relais.programme import store

AT_ONCE: Final = 2  # codes being made
MOST: Final = 6  # places of one action from one address: a hospital or a helpline may sit behind it
WINDOW: Final = timedelta(days=1)
TOO_MANY: Final = (
    "Plusieurs places de cette action ont déjà été réservées depuis cette connexion. Pour une de plus, utilisez une "
    "autre connexion (un téléphone, par exemple) ou contactez l'organisateur."
)
UNKNOWN: Final = (
    "Ce code n'ouvre aucune place de cette action. Vérifiez-le chiffre par chiffre ; si la place a déjà été rendue, "
    "il ne vaut plus rien."
)


class Booked(Struct, frozen=True, kw_only=True):
    """A place just booked. `code` is told once, and kept nowhere."""

    number: int
    code: str

    def __repr__(self) -> str:
        return "Booked(…)"


class Counter(Struct, frozen=True, kw_only=True):
    """Where places are asked for and given back, by nobody in particular. Made once by the application.

    `turns`: how many codes are made at once, so that whoever signs in meanwhile never waits behind all of them.
    """

    database: Database
    vault: Vault
    passwords: Passwords
    turns: CapacityLimiter

    async def book(self, action: UUID, page: UUID, source: str) -> Booked:
        """The lowest free place, under a fresh code. Raises Refused: full, closed, a handful had today from `source`.

        `page` names the form: sent again after a lost answer, it keeps its place, and the code that was not read dies.
        It is then counted once; what got no place is not counted at all.
        """
        await self._room(action, page, source)
        async with self.turns:  # of two hundred at once, most are told that it is full before any work is done for them
            await self._room(action, page, source)
            made = await make_code(self.vault, self.passwords)
            async with self.database.acting(PUBLIC) as db:
                booked = await store.BOOK_SLOT.one(db, action, page, made.lookup, made.verifier)
                if booked is None:
                    raise NotFound
                use = f"slot {action}"
                if booked.fresh and await limiter.attempts(db, self.vault, use, source, window=WINDOW) > MOST:
                    raise Refused("booking_too_many", TOO_MANY, status=429)
        return Booked(number=booked.place, code=made.code)

    async def _room(self, action: UUID, page: UUID, source: str) -> None:
        async with self.database.acting(PUBLIC) as db:
            again: bool = await store.HAS_SLOT.value(db, action, page)
            if not again and await limiter.count(db, self.vault, f"slot {action}", source, window=WINDOW) >= MOST:
                raise Refused("booking_too_many", TOO_MANY, status=429)

    async def give_back(self, action: UUID, typed: str, source: str) -> int:
        """Free the place of this code; its number. Raises Refused, alike for a code of nothing and of another action.

        Slower as wrong codes pile up, closed to nobody: see `CodeDoor`.
        """

        async def find(db: Db, lookup: bytes) -> store.BookingRow | None:
            return await store.FIND_BOOKING.one(db, action, lookup)

        door = CodeDoor(database=self.database, vault=self.vault, passwords=self.passwords)
        try:
            found, lookup = await door.unlock(typed, source, find)
        except Refused as refused:
            if refused.code != "code_unknown":
                raise
            raise Refused("booking_unknown", UNKNOWN, field="code", status=404) from None
        async with self.database.acting(PUBLIC) as db:
            await store.CANCEL_BOOKING.value(db, action, lookup)
        return found.number
