"""Sessions: a 256-bit identifier in a `__Host-` cookie, only its hash in the database.

A new identifier at login and at each gain of privilege, the former deleted; 30 minutes idle, 4 hours at most.
"""

import hmac
import secrets
from datetime import timedelta
from uuid import UUID

from litestar.datastructures import Cookie
from msgspec import Struct

from relais.accounts import session_store as store
from relais.accounts.limiter_store import END_OLD_ATTEMPTS
from relais.accounts.model import NOBODY, Visitor
from relais.accounts.session_store import Stage
from relais.core.db import Db
from relais.core.vault import Vault, token_key

COOKIE = "__Host-relais"
LONGEST = timedelta(hours=4)
LIVES: dict[Stage, timedelta] = {
    "password": timedelta(minutes=15),  # until the second factor
    "entering": timedelta(hours=1),  # time to install an application of codes
    "full": LONGEST,
}
OWNER_SIGNS = 16  # of the form token: for whom the page was made


class Found(Struct, frozen=True, kw_only=True):
    """What a cookie means: a visitor once `stage` is full; before, a visitor who is nobody yet but whose forms bear a
    token, and the account apart; after the end, the account alone.
    """

    visitor: Visitor = NOBODY
    account: UUID | None = None
    stage: Stage | None = None
    expired: bool = False


async def open_session(db: Db, account: UUID, stage: Stage, *, device: str = "", former: str = "") -> str:
    """Begin a session and end the `former` one of the same browser; returns the new identifier for the cookie."""
    identifier = secrets.token_urlsafe(32)
    if former:
        await store.END_SESSION.run(db, token_key(former))
    await store.ADD_SESSION.run(db, token_key(identifier), account, stage, device[:60], LIVES[stage])
    return identifier


async def find_session(db: Db, vault: Vault, identifier: str) -> Found:
    """Whose session it is; nobody's when it is unknown. A living one is marked as seen."""
    key = token_key(identifier)
    row = await store.FIND_SESSION.one(db, key)
    if row is None:
        return Found()
    if not row.alive:
        return Found(account=row.account, expired=True)
    await store.SET_SEEN.run(db, key)
    token = form_token(vault, key, row.account)
    if row.stage != "full":
        return Found(visitor=Visitor(session_key=key, form_token=token), account=row.account, stage=row.stage)
    visitor = Visitor(
        account=row.account,
        name=vault.open(row.name_sealed, f"account.name:{row.account}").decode(),
        grants=tuple(await store.LIST_GRANTS_HELD.all(db, row.account)),
        session_key=key,
        form_token=token,
        ends_at=row.ends_at,
    )
    return Found(visitor=visitor, account=row.account, stage="full")


def form_token(vault: Vault, session_key: bytes, account: UUID) -> str:
    """What every form of this session posts; another session's is worth nothing. It ends with whose page it is."""
    return vault.keyed("form", session_key).hex()[:32] + owner_of(vault, account)


def owner_of(vault: Vault, account: UUID) -> str:
    """The end of every form token of this account: tells whose a form was, once its session is gone."""
    return vault.keyed("form owner", account.bytes).hex()[:OWNER_SIGNS]


async def end_sessions(db: Db, account: UUID, *, but: bytes = b"") -> int:
    """End every session of the account except `but` (a session key); returns how many.

    Called when a password, a second factor or a role changes: what follows begins with a new identifier.
    """
    return await store.END_OTHER_SESSIONS.run(db, account, but)


async def forget_old(db: Db) -> int:
    """For the worker: sessions that ended a day ago, and counters of attempts nobody asks any longer."""
    return await store.END_OLD_SESSIONS.run(db) + await END_OLD_ATTEMPTS.run(db)


def token_holds(visitor: Visitor, posted: str) -> bool:
    """Whether a posted form token is this session's, in constant time."""
    return bool(visitor.form_token) and hmac.compare_digest(visitor.form_token.encode(), posted.encode())


def cookie(identifier: str) -> Cookie:
    """The cookie of a session; it ends with the browser, or before."""
    return Cookie(key=COOKIE, value=identifier, path="/", secure=True, httponly=True, samesite="strict")


def no_cookie() -> Cookie:
    """The cookie that takes the former away."""
    return Cookie(key=COOKIE, value="", path="/", secure=True, httponly=True, samesite="strict", max_age=0)
