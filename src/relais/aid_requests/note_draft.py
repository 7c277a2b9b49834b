"""A note before its author is verified: checked, sealed in the page, kept nowhere.

A code of six digits is mailed and typed back; it holds half an hour, five tries, and serves for this note alone.
"""

import hmac
import re
import secrets
from datetime import timedelta
from typing import Final, cast
from uuid import UUID

import msgspec

from relais.accounts.address import read_address, read_name
from relais.aid_requests.note_model import LIFE, MOTIVES, Draft, Motive, NoteForm
from relais.aid_requests.words import PRACTICE
from relais.core import clock
from relais.core.errors import Refused
from relais.core.vault import Vault, VaultError

LASTS = timedelta(minutes=30)
PURPOSE = "note draft"
DIGITS = 6
MOST_WORDS = 5
_OTHER_SIGNS: Final = re.compile(r"[.,()&/·]")
A_NAME_ONLY = (
    "Un nom seulement : des lettres, des espaces, des apostrophes, des traits d'union. Rien d'autre ne se dit ici."
)
OVER = "Par sécurité, la page s'est refermée au bout d'une demi-heure. Rien n'est parti et rien n'est gardé : reprenez."
WRONG_CODE = "Ce code n'est pas celui du dernier courriel. Reprenez-le chiffre par chiffre."


def faults_of(form: NoteForm, councils: frozenset[str], *, known: bool) -> dict[str, str]:
    """A sentence for each field at fault. `councils`: where someone reads. `known`: the author is signed in."""
    faults: dict[str, str] = {}
    if form.motive not in MOTIVES and form.motive != LIFE:
        faults["motive"] = "Choisissez dans la liste pourquoi vous écrivez."
    for field, what in (("surname", "le nom"), ("first", "le prénom")):
        if fault := _name_fault(getattr(form, field), what):
            faults[field] = fault
    if not form.departement:
        faults["departement"] = "Choisissez le département où cette personne est inscrite."
    elif form.departement not in councils:
        faults["departement"] = "Personne ne lit les notes de ce conseil pour l'instant : remettez plutôt la carte."
    if form.practice not in PRACTICE:
        faults["practice"] = "Choisissez le mode d'exercice dans la liste."
    if not known and not form.email.strip():
        faults["email"] = "Écrivez votre adresse électronique : un code y est envoyé."
    elif not known:
        try:
            read_address(form.email)
        except Refused as refused:
            faults["email"] = refused.sentence
    return faults


def _name_fault(typed: str, what: str) -> str:
    if not typed.strip():
        return f"Écrivez {what} de cette personne."
    try:
        name = read_name(typed)
    except Refused:
        return A_NAME_ONLY
    return A_NAME_ONLY if _OTHER_SIGNS.search(name) or len(name.split()) > MOST_WORDS else ""


def draft_of(form: NoteForm, note: UUID, email: str) -> Draft:
    """The note as it will be written. `form` without faults; `email`: a confirmed address, or one to confirm."""
    return Draft(
        id=note,
        motive=cast("Motive", form.motive),  # one of the list: `faults_of` saw to it
        surname=read_name(form.surname),
        first=read_name(form.first),
        departement=form.departement,
        practice=form.practice,
        email=read_address(email),
        code=f"{secrets.randbelow(10**DIGITS):0{DIGITS}}",
        until=clock.now() + LASTS,
    )


def with_new_code(draft: Draft) -> Draft:
    """The same note under another code: the former is worth nothing any more in the page that carries this one."""
    code = f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"
    return msgspec.structs.replace(draft, code=code, until=clock.now() + LASTS)


def form_of(draft: Draft) -> NoteForm:
    """The form as it was filled."""
    return NoteForm(
        request=draft.id,
        motive=draft.motive,
        surname=draft.surname,
        first=draft.first,
        departement=draft.departement,
        practice=draft.practice,
        email=draft.email,
    )


def seal(vault: Vault, draft: Draft) -> str:
    """The text of the hidden field."""
    return vault.seal(msgspec.msgpack.encode(draft), PURPOSE).hex()


def unseal(vault: Vault, text: str) -> Draft | None:
    """The note of this page; None when the text is not ours. Its half hour may be over: see `is_over`."""
    try:
        return msgspec.msgpack.decode(vault.open(bytes.fromhex(text), PURPOSE), type=Draft)
    except (ValueError, VaultError, msgspec.DecodeError):
        return None


def is_over(draft: Draft) -> bool:
    """Whether its code is worth nothing any more."""
    return draft.until < clock.now()


def is_right(draft: Draft, typed: str) -> bool:
    """Whether this is the code that was mailed, however it was spaced."""
    digits = "".join(sign for sign in typed if sign.isascii() and sign.isdigit())
    return hmac.compare_digest(digits.encode(), draft.code.encode())
