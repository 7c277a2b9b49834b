"""A person's own account: seeing it, and changing what proves who she is.

Each change asks for the password again, ends the other sessions, gives this one a new identifier, and is told by mail.
"""

from collections.abc import Awaitable, Callable
from datetime import datetime
from uuid import UUID

from msgspec import Struct

from relais.accounts import credential_store as store
from relais.accounts import limiter, passkeys, session_store
from relais.accounts.access import Access, Answer, Browser, oneself
from relais.accounts.credential_store import PersonRow
from relais.accounts.entering import KEY_NOT_ADDED, give_codes, pending_secret, set_totp
from relais.accounts.model import Visitor
from relais.accounts.passkeys import Party
from relais.accounts.passwords import password_fault
from relais.accounts.sessions import end_sessions, open_session
from relais.accounts.sign_in import BY_CODE, QUARTER, WRONG_CODE
from relais.accounts.telling import tell_account
from relais.audit.service import record
from relais.core.db import Db
from relais.core.errors import NotFound
from relais.core.vault import Vault
from relais.notifications.letters import Notice

BY_PASSWORD = limiter.Limit(use="own password", most=10, window=QUARTER)
WRONG_PASSWORD = "Ce n'est pas votre mot de passe actuel."  # noqa: S105 a sentence
SAME_PASSWORD = "C'est déjà votre mot de passe : choisissez-en un autre."  # noqa: S105 a sentence
LAST_FACTOR = "C'est votre seul deuxième facteur : ajoutez d'abord une application de codes ou une autre clé d'accès."
Change = Callable[[Db], Awaitable[tuple[str, ...] | None]]


class OwnSession(Struct, frozen=True, kw_only=True):
    """One line of "mes connexions"; `code` names it in its "fermer" button, and is worth nothing elsewhere."""

    code: str
    made_at: datetime
    seen_at: datetime
    device: str
    current: bool


class OwnPasskey(Struct, frozen=True, kw_only=True):
    """One passkey."""

    code: str
    label: str
    added_at: datetime
    used_at: datetime | None


class OwnAccount(Struct, frozen=True, kw_only=True):
    """What the page of one's own account shows."""

    email: str
    has_totp: bool
    recovery_left: int
    sessions: list[OwnSession]
    passkeys: list[OwnPasskey]


async def own_account(access: Access, visitor: Visitor) -> OwnAccount:
    """Everything held about how this person signs in."""
    account, vault = _account(visitor), access.vault
    async with access.database.reading() as db:
        person = await _person(db, account)
        sessions = await session_store.LIST_OWN_SESSIONS.all(db, account)
        keys = await store.LIST_PASSKEYS.all(db, account)
    return OwnAccount(
        email=vault.open(person.email_sealed, f"account.email:{account}").decode(),
        has_totp=person.has_totp,
        recovery_left=person.recovery_left,
        sessions=[
            OwnSession(
                code=_line_code(vault, row.id_key),
                made_at=row.made_at,
                seen_at=row.seen_at,
                device=row.device,
                current=row.id_key == visitor.session_key,
            )
            for row in sessions
        ],
        passkeys=[
            OwnPasskey(
                code=_line_code(vault, row.credential), label=row.label, added_at=row.added_at, used_at=row.used_at
            )
            for row in keys
        ],
    )


async def close_session(access: Access, visitor: Visitor, code: str) -> None:
    """End one session of one's own. Raises NotFound."""
    account = _account(visitor)
    async with access.database.writing() as db:
        rows = await session_store.LIST_OWN_SESSIONS.all(db, account)
        row = next((row for row in rows if _line_code(access.vault, row.id_key) == code), None)
        if row is None:
            raise NotFound("Cette connexion est déjà fermée.")
        await session_store.END_OWN_SESSION.run(db, row.id_key, account)
        await record(db, oneself(account), "accounts.close_session", "account", str(account))


async def close_others(access: Access, visitor: Visitor) -> None:
    """End every session but this one."""
    account = _account(visitor)
    async with access.database.writing() as db:
        await end_sessions(db, account, but=visitor.session_key)
        await record(db, oneself(account), "accounts.close_sessions", "account", str(account))


async def change_password(access: Access, visitor: Visitor, current: str, new: str, browser: Browser) -> Answer:
    """Another password, that stands and is not the former."""
    account = _account(visitor)
    if refused := await _refused(access, account, current):
        return refused
    async with access.database.reading() as db:
        person = await _person(db, account)
    email = access.vault.open(person.email_sealed, f"account.email:{account}").decode()
    fault = SAME_PASSWORD if new == current else password_fault(new, visitor.name, email)
    if fault:
        return Answer(fault=fault, status=422)
    verifier = await access.passwords.verifier(new)

    async def change(db: Db) -> tuple[str, ...]:
        await store.SET_PASSWORD.run(db, account, verifier)
        return ()

    return await _changed(access, account, browser, "password_changed", change)


async def change_totp(
    access: Access, visitor: Visitor, current: str, sealed: str, typed: str, browser: Browser
) -> Answer:
    """Another application of codes; the former one's codes are worth nothing any longer."""
    account = _account(visitor)
    if refused := await _refused(access, account, current):
        return refused
    async with access.database.reading() as db:
        refusal = await BY_CODE.refusal(db, access.vault, str(account))
    if refusal:
        return Answer(fault=refusal.sentence, status=refusal.status)
    secret = pending_secret(access.vault, account, sealed)

    async def change(db: Db) -> tuple[str, ...] | None:
        return () if secret and await set_totp(access.vault, db, account, secret, typed) else None

    return await _changed(access, account, browser, "second_factor_changed", change, WRONG_CODE)


async def add_passkey(
    access: Access, visitor: Visitor, current: str, party: Party, answer: str, browser: Browser
) -> Answer:
    """One passkey more."""
    account = _account(visitor)
    if refused := await _refused(access, account, current):
        return refused
    challenge = await passkeys.take_challenge(access.database, visitor.session_key)

    async def change(db: Db) -> tuple[str, ...] | None:
        return () if await passkeys.register(db, account, party, challenge, answer, browser.device) else None

    return await _changed(access, account, browser, "passkey_added", change, KEY_NOT_ADDED)


async def remove_passkey(access: Access, visitor: Visitor, current: str, code: str, browser: Browser) -> Answer:
    """One passkey less; never the last second factor. Raises NotFound."""
    account = _account(visitor)
    if refused := await _refused(access, account, current):
        return refused

    async def change(db: Db) -> tuple[str, ...] | None:
        person = await _person(db, account)
        keys = await store.LIST_PASSKEYS.all(db, account)
        key = next((key for key in keys if _line_code(access.vault, key.credential) == code), None)
        if key is None:
            raise NotFound("Cette clé d'accès est déjà retirée.")
        if not person.has_totp and len(keys) == 1:
            return None
        await store.END_PASSKEY.run(db, key.credential, account)
        return ()

    return await _changed(access, account, browser, "passkey_removed", change, LAST_FACTOR)


async def renew_codes(access: Access, visitor: Visitor, current: str, browser: Browser) -> Answer:
    """Ten new recovery codes, in the answer for this once."""
    account = _account(visitor)
    if refused := await _refused(access, account, current):
        return refused

    async def change(db: Db) -> tuple[str, ...]:
        return await give_codes(access.vault, db, account)

    return await _changed(access, account, browser, "recovery_codes_made", change)


async def _refused(access: Access, account: UUID, password: str) -> Answer | None:
    """Whether the person at the keyboard does not know the password: a session left open must not give the account."""
    async with access.database.reading() as db:
        refusal = await BY_PASSWORD.refusal(db, access.vault, str(account))
        person = await _person(db, account)
    if refusal:
        return Answer(fault=refusal.sentence, status=refusal.status)
    if not await access.passwords.holds(person.verifier, password):
        await access.failed()
        return Answer(fault=WRONG_PASSWORD, status=422, field="mot_de_passe")
    async with access.database.reading() as db:
        await limiter.forgive(db, access.vault, BY_PASSWORD.use, str(account))
    return None


async def _changed(
    access: Access, account: UUID, browser: Browser, what: Notice, change: Change, otherwise: str = ""
) -> Answer:
    """Make the change with all that goes with it; `otherwise` is said when the change returns None."""
    async with access.database.writing() as db:
        codes = await change(db)
        if codes is None:
            return Answer(fault=otherwise, status=422)
        await end_sessions(db, account)
        identifier = await open_session(db, account, "full", device=browser.device)
        await record(db, oneself(account), f"accounts.{what}", "account", str(account))
        await tell_account(db, access.vault, account, what)
    return Answer(identifier=identifier, account=account, codes=codes)


async def _person(db: Db, account: UUID) -> PersonRow:
    person = await store.GET_PERSON.one(db, account)
    if person is None:
        raise NotFound
    return person


def _account(visitor: Visitor) -> UUID:
    if visitor.account is None:
        raise LookupError("a gate let nobody through")
    return visitor.account


def _line_code(vault: Vault, key: bytes) -> str:
    return vault.keyed("own line", key).hex()[:24]
