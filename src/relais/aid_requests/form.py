"""What a request asks of whoever makes it: needs, to whom, practice mode, how to be reached. Nothing else is needed."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Annotated, Any, Final, Literal
from uuid import UUID

import msgspec
from msgspec import Meta, Struct

from relais.aid_requests.model import Mark, Reach
from relais.aid_requests.reading import Where
from relais.aid_requests.words import PRACTICE
from relais.cases.code import refuse_codes
from relais.cases.model import Category
from relais.core import clock
from relais.core.errors import Refused
from relais.core.ids import new_id
from relais.core.text import digits, fold, is_mail_address
from relais.core.vault import Vault, VaultError
from relais.directory.model import Need

Line = Annotated[str, Meta(max_length=120)]
HONEYPOT: Final = "site"  # a box that nobody sees: what fills it reads no page
PURPOSE: Final = "aid request page"
USE: Final = "aid request fingerprint"
QUICKEST = timedelta(seconds=4)  # to read and fill a page; a program takes less
PHONE_LEAST = 6  # digits
MANY_DIGITS = re.compile(r"\d(?:\D{0,3}\d){4}")


class RequestForm(Struct, frozen=True, kw_only=True):
    """The fields of both pages. `request`: sealed, it names the case that this page may begin; `first`: unticked."""

    act: Literal["", "choose", "change", "send"] = ""
    request: Annotated[str, Meta(max_length=400)] = ""
    where: Where = ""
    departement: Annotated[str, Meta(max_length=3)] = ""
    needs: Annotated[list[Need], Meta(max_length=18)] = []
    practice: Annotated[str, Meta(max_length=12)] = ""
    words: Annotated[str, Meta(max_length=500)] = ""
    alias: Annotated[str, Meta(max_length=60)] = ""
    reach: Reach | Literal[""] = ""
    phone: Line = ""
    email: Line = ""
    quiet: Annotated[str, Meta(max_length=3)] = ""
    when: Line = ""
    first: Annotated[str, Meta(max_length=3)] = ""
    site: Annotated[str, Meta(max_length=500)] = ""

    @property
    def texts(self) -> tuple[str, ...]:
        """All that was typed freely."""
        return (self.words, self.when, self.alias, self.phone, self.email)

    @property
    def called(self) -> str:
        """What the person wants to be called, on one line: no sign that would turn the rest of a list round."""
        return " ".join("".join(sign if sign.isprintable() else " " for sign in self.alias).split())

    def carried(self) -> Iterator[tuple[str, str]]:
        """What was typed, as hidden fields of the page that chooses another council."""
        for name in (
            "request",
            "practice",
            "words",
            "alias",
            "reach",
            "phone",
            "email",
            "quiet",
            "when",
            "first",
            "site",
        ):
            if text := getattr(self, name):
                yield name, text
        for need in self.needs:
            yield "needs", need


NAMES: dict[str, str] = {
    "where": "À qui",
    "departement": "Département",
    "needs": "Besoins",
    "practice": "Mode d'exercice",
    "words": "En quelques mots",
    "alias": "Comment vous appeler",
    "reach": "Comment vous joindre",
    "phone": "Téléphone",
    "email": "Courriel",
    "when": "Quand",
}


def faults_of(form: RequestForm) -> dict[str, str]:
    """A sentence beside each box at fault."""
    faults: dict[str, str] = {}
    if not form.needs:
        faults["needs"] = "Cochez au moins un besoin ; plusieurs sont possibles."
    if form.practice not in PRACTICE:
        faults["practice"] = "Choisissez votre mode d'exercice dans la liste."
    if not form.reach:
        faults["reach"] = "Dites comment vous joindre, ou que vous rappelez vous-même."
    if form.reach == "phone" and len(digits(form.phone)) < PHONE_LEAST:
        faults["phone"] = "Écrivez le numéro où vous appeler, ou choisissez « Je rappelle moi-même »."
    if form.reach == "mail" and not is_mail_address(form.email.strip()):
        faults["email"] = "Écrivez une adresse complète, par exemple nom@exemple.fr."
    if MANY_DIGITS.search(form.alias):
        faults["alias"] = "Pas de numéro ici : un prénom ou un surnom suffit."
    for name in ("alias", "words", "when", "phone", "email"):
        try:
            refuse_codes(getattr(form, name))
        except Refused as refused:
            faults.setdefault(name, refused.sentence)
    return faults


def said(form: RequestForm) -> dict[Category, dict[str, Any]]:
    """What is sealed under the key of the case, category by category; what was left empty makes none."""
    register = form.departement if form.where == "mine" else ""  # who goes round their council does not name it
    parts: dict[Category, dict[str, Any]] = {
        "context": {"needs": list(form.needs), "departement": register, "practice": form.practice}
    }
    if form.phone.strip() or form.email.strip():
        parts["contact"] = {"phone": form.phone.strip(), "email": form.email.strip(), "quiet": bool(form.quiet)}
    if form.words.strip():
        parts["need"] = {"words": form.words.strip()}
    if form.when.strip():
        parts["availability"] = {"when": form.when.strip()}
    return parts


def fingerprint_of(vault: Vault, form: RequestForm, council: str) -> bytes | None:
    """The keyed name of what it says, to know the same request twice; None when it holds nothing of one's own."""
    own = (digits(form.phone), form.email.strip().lower(), fold(form.words))
    if not any(own):
        return None
    codes = (council, *sorted(form.needs), form.practice, form.reach, fold(form.when), *own)
    return vault.keyed(USE, "\n".join(codes))


class Ticket(Struct, frozen=True, kw_only=True):
    """What the sealed field of a page holds: the case it may begin, once however often it is posted, and since when."""

    case: UUID
    at: datetime

    def marks(self, form: RequestForm) -> tuple[Mark, ...]:
        """What makes one think of a program."""
        found: list[Mark] = []
        if getattr(form, HONEYPOT).strip():
            found.append("honeypot")
        if clock.now() - self.at < QUICKEST:
            found.append("quick")
        return tuple(found)


def new_ticket(vault: Vault) -> str:
    """A fresh one, sealed."""
    made = Ticket(case=new_id(), at=clock.now())
    return vault.seal(msgspec.msgpack.encode(made), PURPOSE).hex()


def ticket_in(vault: Vault, sealed: str) -> Ticket | None:
    """The ticket of a page; None when it is not ours: the page is shown again with another."""
    try:
        return msgspec.msgpack.decode(vault.open(bytes.fromhex(sealed), PURPOSE), type=Ticket)
    except (ValueError, VaultError, msgspec.DecodeError):
        return None
