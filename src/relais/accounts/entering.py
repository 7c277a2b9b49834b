"""First entry, and entry anew after a reset: the link, the password, the second factor, the recovery codes."""

from uuid import UUID

from relais.accounts import credential_store as store
from relais.accounts import limiter, passkeys
from relais.accounts.access import Access, Answer, Browser, oneself
from relais.accounts.credential_store import InvitationRow
from relais.accounts.links import end_links
from relais.accounts.passkeys import Party
from relais.accounts.recovery import code_key, new_codes
from relais.accounts.sessions import Found, end_sessions, open_session
from relais.accounts.sign_in import BY_CODE, WRONG_CODE, account_of, six_digits
from relais.accounts.totp import step_of
from relais.audit.service import record
from relais.core.db import Db
from relais.core.errors import NotFound
from relais.core.vault import Vault, VaultError, token_key

GONE = (
    "Ce lien n'ouvre plus rien : il a déjà servi, ou ses 72 heures sont passées. "
    "Demandez-en un autre à la personne qui vous a invité."
)
KEY_NOT_ADDED = "Cette clé d'accès n'a pas pu être ajoutée. Réessayez, ou choisissez l'application de codes."


async def find_invitation(access: Access, token: str) -> InvitationRow:
    """What a link opens, without using it. Raises NotFound, the same for a link that never was."""
    async with access.database.reading() as db:
        row = await store.FIND_LIVING_INVITATION.one(db, token_key(token))
    if row is None:
        raise NotFound(GONE)
    return row


async def accept_invitation(access: Access, token: str, password: str, browser: Browser) -> Answer:
    """Use the link and set the password; every former secret and session of the account dies. Raises NotFound."""
    verifier = await access.passwords.verifier(password)
    async with access.database.writing() as db:
        row = await store.FIND_LIVING_INVITATION.one(db, token_key(token))
        if row is None or not await store.USE_INVITATION.run(db, token_key(token)):
            raise NotFound(GONE)
        await _forget_all(db, row.account)
        await store.SET_PASSWORD.run(db, row.account, verifier)
        act = "accounts.accept_invitation" if row.purpose == "enter" else "accounts.accept_reset"
        await record(db, oneself(row.account), act, "account", str(row.account))
        identifier = await open_session(db, row.account, "entering", device=browser.device, former=browser.former)
    return Answer(identifier=identifier, account=row.account, entering=True)


async def _forget_all(db: Db, account: UUID) -> None:
    for query in (store.END_TOTP, store.END_PASSKEYS, store.END_RECOVERY_CODES, store.SET_NOT_ENTERED):
        await query.run(db, account)
    await end_links(db, account)
    await end_sessions(db, account)


async def enter_with_code(access: Access, found: Found, sealed: str, typed: str, browser: Browser) -> Answer:
    """The secret was scanned, and its first code is right: the account is entered."""
    account = account_of(found)
    async with access.database.reading() as db:
        refusal = await BY_CODE.refusal(db, access.vault, str(account))
    if refusal:
        return Answer(fault=refusal.sentence, status=refusal.status)
    secret = pending_secret(access.vault, account, sealed)
    async with access.database.writing() as db:
        if secret and await set_totp(access.vault, db, account, secret, typed):
            return await _entered(access, db, account, browser, "code")
    return Answer(fault=WRONG_CODE, status=422)


async def enter_with_passkey(access: Access, found: Found, party: Party, answer: str, browser: Browser) -> Answer:
    """A passkey was made: the account is entered."""
    account = account_of(found)
    challenge = await passkeys.take_challenge(access.database, found.visitor.session_key)
    async with access.database.writing() as db:
        if await passkeys.register(db, account, party, challenge, answer, browser.device):
            return await _entered(access, db, account, browser, "passkey")
    return Answer(fault=KEY_NOT_ADDED, status=422)


async def set_totp(vault: Vault, db: Db, account: UUID, secret: bytes, typed: str) -> bool:
    """Keep the secret once one of its codes was typed, which then is used up."""
    step = step_of(secret, six_digits(typed), await store.GET_STEP.value(db))
    if step is None:
        return False
    await store.SET_TOTP.run(db, account, vault.seal(secret, f"totp.secret:{account}"), step)
    return True


def pending_secret(vault: Vault, account: UUID, sealed: str) -> bytes:
    """The secret of the page that showed it, which only this account can send back; b"" when altered."""
    try:
        return vault.open(bytes.fromhex(sealed), f"totp.pending:{account}")
    except (ValueError, VaultError):
        return b""


def seal_pending(vault: Vault, account: UUID, secret: bytes) -> str:
    """The hidden field that carries a secret not yet proved."""
    return vault.seal(secret, f"totp.pending:{account}").hex()


async def give_codes(vault: Vault, db: Db, account: UUID) -> tuple[str, ...]:
    """Ten new recovery codes, in clear for this once; the former ones die."""
    codes = new_codes()
    await store.END_RECOVERY_CODES.run(db, account)
    await store.ADD_RECOVERY_CODE.run_many(db, [(account, code_key(vault, account, code)) for code in codes])
    return tuple(codes)


async def _entered(access: Access, db: Db, account: UUID, browser: Browser, by: str) -> Answer:
    codes = await give_codes(access.vault, db, account)
    await store.SET_ENTERED.run(db, account)
    await limiter.forgive(db, access.vault, BY_CODE.use, str(account))
    await end_sessions(db, account)
    identifier = await open_session(db, account, "full", device=browser.device)
    await record(db, oneself(account), "accounts.enter", "account", str(account), detail={"by": by})
    return Answer(identifier=identifier, account=account, codes=codes)
