"""Passkeys (WebAuthn level 2) as a second factor: what the browser is asked, and what it answers.

The challenge stands in the row of the session that asked, and serves once.
"""

import secrets
from typing import Any
from uuid import UUID

from litestar import Request
from msgspec import Struct
from webauthn import (
    base64url_to_bytes,
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import parse_authentication_credential_json
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from relais.accounts import credential_store as store
from relais.accounts import session_store
from relais.accounts.credential_store import PasskeyRow
from relais.core.db import Database, Db

CHALLENGE_BYTES = 32
MOST_SIGNS = 8_000  # of what a browser answers; about 1,500 in practice
MOST_KEYS = 10
# What a library raises on an answer that is not one: it reads JSON, base 64, CBOR and keys that anyone may write.
UNREADABLE = (WebAuthnException, ValueError, KeyError, TypeError, IndexError, AttributeError, RecursionError)


class Party(Struct, frozen=True, kw_only=True):
    """This site, as browsers bind a passkey to it."""

    id: str
    origin: str


def party_of(request: Request[Any, Any, Any], public_origin: str) -> Party | None:
    """The site of this request; None where browsers offer no passkey: by a number, or over http but on localhost."""
    if public_origin:
        return Party(id=public_origin.partition("://")[2].partition(":")[0], origin=public_origin)
    host = request.headers.get("host", "")
    if host.partition(":")[0] != "localhost":
        return None
    return Party(id="localhost", origin=f"http://{host}")


async def ask_to_register(db: Db, session_key: bytes, party: Party, account: UUID, address: str, name: str) -> str:
    """The options for `navigator.credentials.create`, as JSON. A key of this account is not offered twice."""
    known = await store.LIST_PASSKEYS.all(db, account)
    options = generate_registration_options(
        rp_id=party.id,
        rp_name="Relais",
        user_id=account.bytes,
        user_name=address,
        user_display_name=name,
        challenge=await _challenge(db, session_key),
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.DISCOURAGED,
            user_verification=UserVerificationRequirement.PREFERRED,
        ),
        exclude_credentials=_described(known),
    )
    return options_to_json(options)


async def ask_to_prove(db: Db, session_key: bytes, party: Party, account: UUID) -> str:
    """The options for `navigator.credentials.get`, as JSON; "" when the account has no passkey."""
    known = await store.LIST_PASSKEYS.all(db, account)
    if not known:
        return ""
    options = generate_authentication_options(
        rp_id=party.id,
        challenge=await _challenge(db, session_key),
        allow_credentials=_described(known),
        user_verification=UserVerificationRequirement.PREFERRED,
    )
    return options_to_json(options)


async def take_challenge(database: Database, session_key: bytes) -> bytes:
    """What this session asked to sign, which serves once whatever follows; b"" when it asked nothing."""
    async with database.writing() as db:
        row = await session_store.FIND_CHALLENGE.one(db, session_key)
        await session_store.SET_CHALLENGE.run(db, session_key, None)
    return (row.challenge if row else None) or b""


async def register(db: Db, account: UUID, party: Party, challenge: bytes, answer: str, label: str) -> bool:
    """Keep the passkey that answers; False when the answer is not one to this challenge, from this site."""
    if not challenge or len(answer) > MOST_SIGNS or len(await store.LIST_PASSKEYS.all(db, account)) >= MOST_KEYS:
        return False
    try:
        made = verify_registration_response(
            credential=answer, expected_challenge=challenge, expected_rp_id=party.id, expected_origin=party.origin
        )
    except UNREADABLE:
        return False
    added = await store.ADD_PASSKEY.run(
        db, made.credential_id, account, made.credential_public_key, made.sign_count, label
    )
    return added == 1


async def prove(db: Db, account: UUID, party: Party, challenge: bytes, answer: str) -> bool:
    """Whether a passkey of this account signed this challenge on this site; its counter must have moved on."""
    credential = _credential_of(answer) if challenge else b""
    key = await store.GET_PASSKEY.one(db, credential, account)
    if key is None:
        return False
    try:
        proof = verify_authentication_response(
            credential=answer,
            expected_challenge=challenge,
            expected_rp_id=party.id,
            expected_origin=party.origin,
            credential_public_key=key.public_key,
            credential_current_sign_count=key.sign_count,
        )
    except UNREADABLE:
        return False
    await store.SET_PASSKEY_USED.run(db, credential, proof.new_sign_count)
    return True


def _credential_of(answer: str) -> bytes:
    if len(answer) > MOST_SIGNS:
        return b""
    try:
        return base64url_to_bytes(parse_authentication_credential_json(answer).id)
    except UNREADABLE:
        return b""


async def _challenge(db: Db, session_key: bytes) -> bytes:
    challenge = secrets.token_bytes(CHALLENGE_BYTES)
    await session_store.SET_CHALLENGE.run(db, session_key, challenge)
    return challenge


def _described(keys: list[PasskeyRow]) -> list[PublicKeyCredentialDescriptor]:
    return [PublicKeyCredentialDescriptor(id=key.credential) for key in keys]
