"""Signing in: the password first, then a second factor; each step gives a new session and ends the former.

An unknown address, a wrong password and a closed account are answered alike: same work, same words, same counters.
"""

from datetime import timedelta
from uuid import UUID

from anyio import sleep

from relais.accounts import credential_store as store
from relais.accounts import limiter, passkeys
from relais.accounts.access import FAILURES, Access, Answer, Browser, oneself
from relais.accounts.address import address_key
from relais.accounts.limiter import Limit
from relais.accounts.passkeys import Party
from relais.accounts.recovery import code_key
from relais.accounts.session_store import Stage
from relais.accounts.sessions import Found, open_session
from relais.accounts.telling import tell_account
from relais.accounts.totp import step_of
from relais.audit.service import record
from relais.core.db import Db
from relais.core.text import digits

QUARTER = timedelta(minutes=15)
BY_ACCOUNT = Limit(use="sign_in account", most=10, window=QUARTER)
BY_ADDRESS = Limit(use="sign_in address", most=100, window=QUARTER)  # a whole helpline may sit behind one
BY_CODE = Limit(use="code", most=5, window=QUARTER)
BY_CODE_A_DAY = Limit(use="code of the day", most=30, window=timedelta(days=1))
_DIGITS_AND_SPACES = dict.fromkeys(map(ord, "0123456789 \u00a0\u202f\t\r\n"))
WRONG_PAIR = "Cette adresse et ce mot de passe ne vont pas ensemble."
WRONG_CODE = "Ce code n'est pas le bon, ou il a déjà servi. Attendez le suivant, puis réessayez."
WRONG_KEY = "Cette clé d'accès n'a pas été reconnue. Réessayez, ou servez-vous d'un code."


async def prove_password(access: Access, email: str, password: str, browser: Browser) -> Answer:
    """The first step. What it opens only lets the second factor be given, or be made at a first entry."""
    key, vault = address_key(access.vault, email), access.vault
    async with access.database.reading() as db:
        refusal = await BY_ADDRESS.refusal(db, vault, browser.address) or await BY_ACCOUNT.refusal(db, vault, key.hex())
        delay = await limiter.global_delay(db, vault, FAILURES)
        found = await store.FIND_CREDENTIAL.one(db, key)
    if refusal:
        return Answer(fault=refusal.sentence, status=refusal.status)
    await sleep(delay)
    verifier = found.verifier if found else None
    if not await access.passwords.holds(verifier, password) or found is None or verifier is None:
        await access.failed()
        return Answer(fault=WRONG_PAIR, status=401)
    anew = await access.passwords.verifier(password) if access.passwords.outdated(verifier) else ""
    async with access.database.writing() as db:
        await limiter.forgive(db, vault, BY_ACCOUNT.use, key.hex())
        await limiter.take_back(db, vault, BY_ADDRESS.use, browser.address)
        if anew:
            await store.SET_VERIFIER.run(db, found.id, anew, verifier)
        stage: Stage = "password" if found.entered else "entering"
        identifier = await open_session(db, found.id, stage, device=browser.device, former=browser.former)
    return Answer(identifier=identifier, account=found.id, entering=not found.entered)


async def prove_code(access: Access, found: Found, typed: str, browser: Browser) -> Answer:
    """The second step, by six digits or by a recovery code."""
    account = account_of(found)
    if refusal := await _too_many_codes(access, account):
        return refusal
    async with access.database.writing() as db:
        if await use_code(access, db, account, typed):
            return await _let_in(access, db, account, browser, "code")
        if await store.USE_RECOVERY_CODE.run(db, account, code_key(access.vault, account, typed)):
            await tell_account(db, access.vault, account, "recovery_code_used")
            return await _let_in(access, db, account, browser, "recovery_code")
    await access.failed()
    return Answer(fault=WRONG_CODE, status=401)


async def prove_passkey(access: Access, found: Found, party: Party, credential: str, browser: Browser) -> Answer:
    """The second step, by a passkey that signs the challenge of this very session."""
    account = account_of(found)
    if refusal := await _too_many_codes(access, account):
        return refusal
    challenge = await passkeys.take_challenge(access.database, found.visitor.session_key)
    async with access.database.writing() as db:
        if await passkeys.prove(db, account, party, challenge, credential):
            return await _let_in(access, db, account, browser, "passkey")
    await access.failed()
    return Answer(fault=WRONG_KEY, status=401)


async def use_code(access: Access, db: Db, account: UUID, typed: str) -> bool:
    """Whether these are the six digits of now, not used before; the row is locked, so that one code serves once."""
    row = await store.GET_TOTP.one(db, account)
    if row is None:
        return False
    secret = access.vault.open(row.secret_sealed, f"totp.secret:{account}")
    step = step_of(secret, six_digits(typed), row.now_step, row.last_step)
    if step is None:
        return False
    await store.SET_LAST_STEP.run(db, account, step)
    return True


def six_digits(typed: str) -> str:
    """The digits of a code, however it was spaced; "" when other signs stand among them."""
    return digits(typed) if not typed.translate(_DIGITS_AND_SPACES) else ""


def account_of(found: Found) -> UUID:
    """The account behind the gates of these steps, which let nobody else through."""
    if found.account is None:
        raise LookupError("a gate let nobody through")
    return found.account


async def _too_many_codes(access: Access, account: UUID) -> Answer | None:
    async with access.database.reading() as db:
        refusal = await BY_CODE.refusal(db, access.vault, str(account))
        refusal = refusal or await BY_CODE_A_DAY.refusal(db, access.vault, str(account))
        delay = await limiter.global_delay(db, access.vault, FAILURES)
    await sleep(delay)
    return Answer(fault=refusal.sentence, status=refusal.status) if refusal else None


async def _let_in(access: Access, db: Db, account: UUID, browser: Browser, by: str) -> Answer:
    for limit in (BY_CODE, BY_CODE_A_DAY):
        await limiter.forgive(db, access.vault, limit.use, str(account))
    identifier = await open_session(db, account, "full", device=browser.device, former=browser.former)
    await record(db, oneself(account), "accounts.sign_in", "account", str(account), detail={"by": by})
    return Answer(identifier=identifier, account=account)
