"""Proposing changes: what is published at once, what waits for a second person, what conflicts."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from msgspec import Struct

from relais.audit.model import Actor
from relais.audit.service import record
from relais.core.clock import PARIS, now
from relais.core.db import Db
from relais.core.errors import NotFound, Refused
from relais.core.ids import new_id
from relais.directory import change_store, store
from relais.directory.change_model import Conflict, HeldFact, Outcome, Proposal, Purpose, is_empty, position_of
from relais.directory.drafts import drop_draft
from relais.directory.facts import BY_HARM, REQUIRED, Field
from relais.directory.phone_check import check_phone
from relais.directory.protected import PROTECTED
from relais.directory.publishing import (
    Origin,
    SubjectKey,
    field_named,
    organization_of,
    read_value,
    replace_fact,
    subject_of,
)
from relais.directory.text_guard import refuse_contacts
from relais.directory.values import clean

MAKERS: Final = ("member", "officer", "coordinator")
CONTACTS: Final = 20  # of one kind, for one service
WHY_LIMIT: Final = 500
_SOURCES: Final = {
    "member": ("l'organisme lui-même, dans Relais", "saisi par l'organisme"),
    "officer": ("le conseil lui-même, dans Relais", "saisi par le conseil"),
    "coordinator": ("la coordination, dans Relais", "saisi par la coordination"),
}

FactKey = tuple[str, str, str]  # subject and field


class Editing(Struct, frozen=True, kw_only=True):
    """A service being edited: what is published of it, and what its editor already proposes."""

    slug: str
    organization: str
    held: dict[FactKey, HeldFact]
    mine: dict[FactKey, Any]


class Wanted(Struct, frozen=True, kw_only=True):
    """One value asked for, read, beside the fact it would replace."""

    field: Field
    subject: SubjectKey
    value: Any
    held: HeldFact | None
    base_version: int = 0
    purpose: Purpose = "change"

    @property
    def key(self) -> FactKey:
        """The subject and the field."""
        return (*self.subject, self.field.code)

    @property
    def before(self) -> Any:
        """What is published."""
        return self.held.value if self.held else None

    @property
    def unchanged(self) -> bool:
        """Whether it asks for what is already shown."""
        return bool(self.value == self.before) and (self.held is None or self.held.state != "suspended")


async def submit(
    db: Db, actor: Actor, slug: str, proposals: Sequence[Proposal], *, why: str = "", cause: str = "edit"
) -> Outcome:
    """Ask for changes of a service, its contacts and its organisation: all of them, or none when one conflicts.

    Fields that direct a caller wait for a second person; the others are published at once as confirmed by whoever
    writes. The right of `actor` over this service is the caller's to check. Raises NotFound, or Refused naming the
    field.
    """
    account = _maker(actor)
    async with db.transaction():
        editing = await open_editing(db, actor, slug)
        wanted = [one for one in await _wanted(db, actor, editing, proposals) if not one.unchanged]
        conflicts = [found for one in wanted if (found := await _conflict(db, one))]
        if conflicts:
            return Outcome(conflicts=tuple(conflicts), version=await directory_version(db))
        kept = {(*subject_of(field_named(p.code), slug, editing.organization, p.position), p.code) for p in proposals}
        outcome = await publish_and_ask(db, actor, editing, wanted, why=why, cause=cause, settled=kept)
        for proposal in proposals:
            await drop_draft(db, account, slug, proposal.code, proposal.position)
    return outcome


async def undo(
    db: Db, actor: Actor, slug: str, subject_kind: str, subject_id: str, field: str, version: int
) -> Outcome:
    """Ask for the value that the change published at `version` took away: a new change, at its own speed.

    Raises NotFound when that version did not change this fact, or the fact is not this service's.
    """
    _maker(actor)
    async with db.transaction():
        editing = await open_editing(db, actor, slug)
        known = field_named(field)
        subject = (subject_kind, subject_id)
        if subject != subject_of(known, slug, editing.organization, position_of(subject_kind, subject_id)):
            raise NotFound
        if await change_store.GET_FACT_FROM.one(db, *subject, field, version) is None:
            raise NotFound("Il n'y a pas de changement à annuler à cette version.")
        former = await change_store.GET_FACT_BEFORE.one(db, *subject, field, version)
        value = former.value if former else None
        wanted = Wanted(field=known, subject=subject, value=value, held=editing.held.get((*subject, field)))
        check_right(actor, slug, known, value)
        if wanted.unchanged:
            return Outcome(version=await directory_version(db))
        return await publish_and_ask(db, actor, editing, [wanted], why="annulation", cause="undo")


async def withdraw_request(db: Db, actor: Actor, request: UUID) -> None:
    """Take back what one proposed and nobody decided, but for urgent withdrawals. Raises NotFound."""
    async with db.transaction():
        if actor.account is None or not await change_store.END_REQUEST.run(db, request, actor.account):
            raise NotFound("Cette proposition n'attend plus.")
        await record(db, actor, "directory.withdraw_request", "change_request", str(request))


def _maker(actor: Actor) -> UUID:
    if actor.account is None or actor.acting_as not in MAKERS:
        raise NotFound
    return actor.account


async def directory_version(db: Db) -> int:
    """The version being shown."""
    row = await store.GET_VERSION.one(db)
    return row.number if row else 0


async def open_editing(db: Db, actor: Actor, slug: str) -> Editing:
    """What is published of a service and what `actor` proposes of it. Raises NotFound."""
    organization = await organization_of(db, slug)
    held = await change_store.LIST_HELD.all(db, slug, organization)
    mine = await change_store.LIST_OWN.all(db, slug, actor.account)
    return Editing(
        slug=slug,
        organization=organization,
        held={(fact.subject_kind, fact.subject_id, fact.field): fact for fact in held},
        mine={(line.subject_kind, line.subject_id, line.field): line.proposed for line in mine},
    )


async def _wanted(db: Db, actor: Actor, editing: Editing, proposals: Iterable[Proposal]) -> list[Wanted]:
    given: dict[tuple[str, int], Proposal] = {(one.code, one.position): one for one in proposals}
    places = await _new_places(db, editing.slug, given.values())
    wanted = []
    for proposal in given.values():
        field = field_named(proposal.code)
        kind = proposal.code.split("_", 1)[0]
        position = places.get((kind, proposal.position), proposal.position) if field.subject == "contact" else 1
        subject = subject_of(field, editing.slug, editing.organization, position)
        value = await read_proposed(db, actor, editing.slug, proposal)
        held = editing.held.get((*subject, field.code))
        wanted.append(Wanted(field=field, subject=subject, value=value, held=held, base_version=proposal.base_version))
    return wanted


async def _new_places(db: Db, slug: str, proposals: Iterable[Proposal]) -> dict[tuple[str, int], int]:
    """The positions that new contacts (0, -1, -2…) take, by kind; never one that was ever given."""
    contacts = {
        (one.code.split("_", 1)[0], one.position)
        for one in proposals
        if field_named(one.code).subject == "contact" and (one.position < 1 or one.base_version == 0)
    }
    if not contacts:
        return {}
    last = {row.kind: row.last for row in await change_store.LIST_POSITIONS.all(db, slug)}
    places = {}
    for kind, position in sorted(contacts, key=lambda one: (one[0], -one[1])):
        if 1 <= position <= last.get(kind, 0):
            continue
        last[kind] = places[kind, position] = last.get(kind, 0) + 1
        if last[kind] > CONTACTS:
            raise Refused("too_many_contacts", f"{CONTACTS} contacts d'une même sorte au plus.", field=kind)
    return places


async def read_proposed(db: Db, actor: Actor, slug: str, proposal: Proposal) -> Any:
    """The value of a proposal as it would be published. Raises Refused, its sentence beginning with the field."""
    field = field_named(proposal.code)
    empty = is_empty(proposal.value)
    check_right(actor, slug, field, None if empty else proposal.value)
    if empty:
        return None
    try:
        if field.free_text:
            said = proposal.value if isinstance(proposal.value, str) else "\n".join(map(str, proposal.value))
            refuse_contacts(said, field.label)
        if field.code == "phone":
            check_phone(clean(str(proposal.value)))
        return await read_value(db, field.code, proposal.value)
    except ValueError as refused:
        code, told = "value_refused", str(refused)
    except Refused as refused:
        code, told = refused.code, refused.sentence
    sentence = told if told.startswith((field.label, f"« {field.label}")) else f"{field.label} : {told}"
    raise Refused(code, sentence, field=field.code)


def check_right(actor: Actor, slug: str, field: Field, value: Any) -> None:
    """Raise Refused when `actor` may not ask for this, or when the field cannot be emptied."""
    if not field.owned and actor.acting_as != "coordinator":
        raise Refused(
            "field_not_owned", f"{field.label} : c'est la coordination qui le tient à jour.", field=field.code
        )
    if value is None and field.code in REQUIRED:
        raise Refused("value_required", f"{field.label} : cela ne peut pas rester vide.", field=field.code)
    if value is None and field.code == "phone" and slug in PROTECTED and actor.acting_as != "coordinator":
        raise Refused(
            "number_protected", "Téléphone : ce numéro n'est retiré que par deux coordinateurs.", field="phone"
        )


async def _conflict(db: Db, one: Wanted) -> Conflict | None:
    """What someone else published meanwhile; the same value confirmed again is no conflict."""
    current = one.held.version_from if one.held else 0
    if one.base_version == current:
        return None
    base = await change_store.GET_FACT_FROM.one(db, *one.key, one.base_version)
    if (base.value if base else None) == one.before:
        return None
    return Conflict(
        code=one.field.code,
        position=position_of(*one.subject),
        label=one.field.label,
        yours=one.value,
        theirs=one.before,
        base_version=current,
    )


async def publish_and_ask(
    db: Db,
    actor: Actor,
    editing: Editing,
    wanted: Sequence[Wanted],
    *,
    why: str = "",
    cause: str = "edit",
    settled: Iterable[FactKey] = (),
) -> Outcome:
    """Publish what may be at once, make a request of the rest. `settled`: fields whose former proposal is withdrawn."""
    at_once = [one for one in wanted if not one.field.two_persons]
    waiting = [one for one in wanted if one.field.two_persons]
    version = await _publish(db, actor, at_once, cause) if at_once else await directory_version(db)
    asked = {one.key for one in waiting}
    for key in set(settled) - asked:
        if key in editing.mine:
            await change_store.END_OWN.run(db, *key, actor.account)
    await _ask(db, actor, editing, [one for one in waiting if not _asked_already(editing, one)], why)
    for one in at_once:
        await _journal(db, actor, editing, one, "directory.publish", version=version)
    return Outcome(
        published=tuple(one.field.code for one in at_once),
        waiting=tuple(sorted({one.field.code for one in waiting}, key=BY_HARM.index)),
        version=version,
    )


def _asked_already(editing: Editing, one: Wanted) -> bool:
    return one.key in editing.mine and bool(editing.mine[one.key] == one.value)


async def _publish(db: Db, actor: Actor, wanted: Sequence[Wanted], cause: str) -> int:
    version: int = await store.TAKE_VERSION.value(db, cause)
    at = now()
    for one in wanted:
        # Writers queue on the version: what was read before it was taken may have changed.
        held = await change_store.GET_HELD.one(db, *one.key)
        if (held.version_from if held else 0) != (one.held.version_from if one.held else 0):
            raise Refused(
                "fact_changed_meanwhile",
                "Cette information vient d'être changée par quelqu'un d'autre : relisez-la avant de recommencer.",
                field=one.field.code,
                status=409,
            )
        await replace_fact(db, one.subject, one.field.code, one.value, said_by(actor, at), version)
    await store.PROJECT.run(db, version)
    return version


def said_by(actor: Actor, at: datetime) -> Origin:
    """The provenance of what `actor` writes."""
    label, how = _SOURCES[actor.acting_as]
    return Origin(
        source_label=label,
        source_date_text=at.astimezone(PARIS).date().isoformat(),
        state="confirmed",
        confirmed_by=str(actor.account),
        confirmed_how=how,
        confirmed_at=at,
    )


async def _ask(db: Db, actor: Actor, editing: Editing, wanted: Sequence[Wanted], why: str) -> None:
    if not wanted:
        return
    request = new_id()
    origin = said_by(actor, now())
    await change_store.ADD_REQUEST.run(
        db, request, editing.slug, actor.account, actor.acting_as, why.strip()[:WHY_LIMIT]
    )
    for one in wanted:
        await change_store.END_OWN.run(db, *one.key, actor.account)
        await change_store.ADD_LINE.run(
            db,
            request,
            *one.key,
            one.held.version_from if one.held else None,
            one.value,
            origin.state,
            origin.source_label,
            origin.source_date_text,
            actor.account,
            one.purpose,
        )
        await _journal(db, actor, editing, one, "directory.propose", request=str(request))


async def _journal(db: Db, actor: Actor, editing: Editing, one: Wanted, act: str, **more: Any) -> None:
    detail = {"before": one.before, "after": one.value, **more}
    await record(db, actor, act, *one.subject, organization=editing.organization, field=one.field.code, detail=detail)
