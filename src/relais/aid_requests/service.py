"""What happens to a request. Each function runs in a transaction opened by `Database.acting`, on behalf of someone.

The rules are PostgreSQL's (migration 0010): nothing here could let through what it refuses.
"""

from collections.abc import Sequence
from uuid import UUID

from relais.aid_requests import store
from relais.aid_requests.model import TERMINAL, AidRequest, Asked, Content, NewRequest, Who
from relais.core.db import Db
from relais.core.errors import NotFound
from relais.core.ids import new_id


async def make(db: Db, wanted: NewRequest) -> AidRequest:
    """Ask, as the person of the case. The same request twice in a day is kept as a duplicate. Raises Refused."""
    await store.ADD_REQUEST.run(
        db, wanted.id, wanted.case, wanted.council, list(wanted.needs), wanted.practice, wanted.reach, wanted.urgent,
        list(wanted.marks), wanted.fingerprint,
    )  # fmt: skip
    return await find(db, wanted.id)


async def find(db: Db, request: UUID) -> AidRequest:
    """The request. Raises NotFound when there is none, or none for whoever asks: both look the same."""
    found = await store.FIND_REQUEST.one(db, request)
    if found is None:
        raise NotFound
    return found


async def find_of(db: Db, case: UUID) -> AidRequest | None:
    """The request of a case, if it has one that this context sees."""
    return await store.FIND_REQUEST_OF_CASE.one(db, case)


async def read(db: Db, request: UUID) -> Content:
    """What was asked: for the person, and for who said why it opens the case. Raises NotFound."""
    found = await store.GET_CONTENT.one(db, request)
    if found is None:
        raise NotFound
    return found


async def move(db: Db, request: UUID, asked: Asked, who: Who) -> None:
    """Ask for one move. Raises NotFound, or Refused with the sentence of the guard; posted twice, it is done once."""
    if who not in (await store.LIST_ROLES.value(db, request) or []):
        raise NotFound
    if await store.HAS_EVENT.value(db, request, asked.post):
        return
    held = await find(db, request)
    await store.ADD_EVENT.run(
        db, request, asked.version, asked.post, held.state, asked.to, who, asked.contacted_on, asked.outcome
    )


async def withdraw(db: Db, case: UUID) -> bool:
    """The person takes their request back, whatever its state; whether one was living."""
    held = await find_of(db, case)
    if held is None or held.state in TERMINAL:
        return False
    await store.ADD_EVENT.run(db, held.id, held.version, new_id(), held.state, "withdrawn", "person", None, None)
    return True


async def put_first(db: Db, case: UUID) -> bool:
    """The person asks to be treated first; whether it changed anything. Twice is once."""
    return bool(await store.SET_FIRST.value(db, case))


async def correct(db: Db, case: UUID, needs: Sequence[str], practice: str) -> None:
    """The codes follow what the person corrected; what is left empty stays as it was."""
    await store.SET_CODES.value(db, case, list(needs), practice)
