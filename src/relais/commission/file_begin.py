"""A national file begun by the doctor or their family: with a code they make, or on the case they already have.

The case that a page may begin is sealed in the page: pressed twice it begins one, and the code that was not seen is
replaced.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Annotated, Final, Literal
from uuid import UUID

import msgspec
from msgspec import Meta, Struct

from relais.accounts.holders import duty_officers
from relais.accounts.limiter import Limit
from relais.audit.model import ANONYMOUS
from relais.cases.entering import Entered
from relais.cases.service import MadeCode, NewCase, make_code, open_case, replace_code
from relais.commission.file_model import BegunAs, NewFile, Practice
from relais.commission.file_service import begin_file
from relais.commission.file_words import PRACTICES
from relais.core import clock
from relais.core.context import Context
from relais.core.db import refuse_on
from relais.core.errors import Refused
from relais.core.ids import new_id
from relais.core.vault import VaultError
from relais.sheets.workplace import Workplace

BEGUN: Final = Limit(use="file begun", most=30, window=timedelta(hours=1))  # by address: a hospital may sit behind one
LASTS: Final = timedelta(minutes=30)
PURPOSE: Final = "file beginning"
NATIONAL: Final = "national"  # in the list of councils: the doctor goes round theirs
WHO: Mapping[BegunAs, str] = {
    "doctor": "Je suis médecin, interne ou étudiant",
    "family": "Je suis de sa famille, ou son ayant droit",
}
NO_OFFICER = (
    "Ce conseil n'a personne dans Relais aujourd'hui : choisissez-en un autre, ou le service national, qui lui "
    "demandera son avis s'il le faut."
)
NAMES = {"begun_as": "Qui vous êtes", "practice": "Mode d'exercice", "council": "Conseil", "urgent": "Urgence"}
refuse_on("aid_case_pk", "case_begun", "Cette demande est déjà commencée.")


class BeginForm(Struct, frozen=True, kw_only=True):
    """`council`: the code of a département, or `national`; not asked on a case that has one. `begin`: sealed."""

    begun_as: Literal["", "doctor", "family"] = ""
    practice: Annotated[str, Meta(max_length=12)] = ""
    council: Annotated[str, Meta(max_length=8)] = ""
    urgent: Annotated[str, Meta(max_length=3)] = ""
    begin: Annotated[str, Meta(max_length=2000)] = ""


class _Pass(Struct, frozen=True, kw_only=True):
    case: UUID
    until: datetime


class Begun(Struct, frozen=True, kw_only=True):
    """The file is begun; `code` is shown once. `again`: it was, and this is a new code of the same case."""

    entered: Entered
    code: str
    again: bool

    def __repr__(self) -> str:
        return "Begun(…)"


def sealed_beginning(place: Workplace) -> str:
    """What the page that begins carries: one case, however often it is posted."""
    made = _Pass(case=new_id(), until=clock.now() + LASTS)
    return place.vault.seal(msgspec.msgpack.encode(made), PURPOSE).hex()


def _case_in(place: Workplace, text: str) -> UUID:
    """The case of the page; another one when the page is not ours or too old."""
    try:
        made = msgspec.msgpack.decode(place.vault.open(bytes.fromhex(text), PURPOSE), type=_Pass)
    except (ValueError, VaultError, msgspec.DecodeError):
        return new_id()
    return made.case if made.until > clock.now() else new_id()


async def faults_of(place: Workplace, form: BeginForm, *, on_case: bool) -> dict[str, str]:
    """A sentence for each thing that keeps the file from being begun."""
    faults: dict[str, str] = {}
    if not form.begun_as:
        faults["begun_as"] = "Dites qui vous êtes : médecin, ou famille."
    if form.practice not in PRACTICES:
        faults["practice"] = "Choisissez le mode d'exercice : il dit quelles pièces sont attendues."
    if on_case or form.council == NATIONAL:
        return faults
    if not council_slug(place, form.council):
        faults["council"] = "Choisissez un conseil, ou le service national."
    elif not await _has_officer(place, form.council):
        faults["council"] = NO_OFFICER
    return faults


def council_slug(place: Workplace, code: str) -> str:
    """The slug of the council of a département; "" for what is no council."""
    council = place.directory.find(f"cdom-{code.lower()}") if code.isalnum() else None
    return council.slug if council and council.council_of else ""


async def _has_officer(place: Workplace, code: str) -> bool:
    async with place.database.reading() as db:
        return bool(await duty_officers(db, code))


def wanted_of(place: Workplace, form: BeginForm, key: UUID) -> NewFile:
    """What the form begins, once it has no fault."""
    return NewFile(
        key=key,
        body=place.settings.national_body,
        begun_as="family" if form.begun_as == "family" else "doctor",
        practice=msgspec.convert(form.practice, Practice),
        urgent=bool(form.urgent),
    )


async def begin_with_code(place: Workplace, form: BeginForm, source: str) -> Begun:
    """A case of one's own with its code, and its file. Raises Refused beyond the limit of one source."""
    async with place.database.reading() as db:
        await BEGUN.enter(db, place.vault, source)
    made = await make_code(place.vault, place.passwords)
    case = _case_in(place, form.begin)
    again = not await _opened(place, form, case, made)
    if again:
        async with place.database.acting(Context(kind="person", case=case)) as db:
            await replace_code(db, ANONYMOUS, case, made, "person")
    return Begun(entered=Entered(case=case, code_by="person", lookup=made.lookup), code=made.code, again=again)


async def _opened(place: Workplace, form: BeginForm, case: UUID, made: MadeCode) -> bool:
    """Whether this post opened the case; false when an earlier one had."""
    council = place.settings.national_body if form.council == NATIONAL else council_slug(place, form.council)
    wanted = NewCase(id=case, origin="person", code_by="person", council=council)
    try:
        async with place.database.acting(Context(kind="person", case=case)) as db:
            await open_case(db, place.vault, ANONYMOUS, wanted, made)
            await begin_file(db, case, wanted_of(place, form, case))
    except Refused as refused:
        if refused.code != "case_begun":
            raise
        return False
    return True


async def begin_on_case(place: Workplace, entered: Entered, form: BeginForm, request: UUID) -> None:
    """A file on the case whose code was given. Raises Refused when another one is open."""
    async with place.database.acting(entered.context) as db:
        await begin_file(db, entered.case, wanted_of(place, form, request))
