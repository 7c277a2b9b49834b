"""Deciding what waits: one person proposed, another accepts or refuses. Nobody decides their own change."""

from typing import Any, Final
from uuid import UUID

from relais.audit.model import Actor
from relais.audit.service import record
from relais.core.clock import now
from relais.core.db import Db
from relais.core.errors import NotFound, Refused
from relais.core.ids import new_id
from relais.core.text import digits
from relais.core.vault import Vault
from relais.directory import change_store, store
from relais.directory.change_model import CallBack, ChangeLine, LineKey
from relais.directory.data_files import retired_digits
from relais.directory.decision_letters import tell_proposer
from relais.directory.facts import COMPANIONS
from relais.directory.publishing import Origin, SubjectKey, forget_toll, organization_of, replace_fact
from relais.directory.values import refuse_retired

CALLED: Final = "rappel téléphonique"
READ_AGAIN: Final = "relu par une seconde personne, sans rappel"
REASON_LIMIT: Final = 500
_REACHED_LIMIT: Final = 200


async def accept(
    db: Db,
    actor: Actor,
    line: LineKey,
    *,
    call_back: CallBack | None = None,
    vault: Vault | None = None,
    address: str = "",
) -> int:
    """Publish what another person proposed and return the version that shows it.

    With a call-back, its evidence is stored and the value is confirmed by telephone. The purpose and the cost of a
    contact go with it. With `vault`, who proposed it is written to; `address` is where links lead.
    Raises NotFound, Refused: `own_change`, `change_decided`, `change_outdated`, `call_back_incomplete`.
    """
    decider = decider_of(actor)
    async with db.transaction():
        # Before the line: whoever publishes takes the version first, so that nobody waits in a circle.
        version: int = await store.TAKE_VERSION.value(db, "decision")
        found = await open_line(db, actor, line)
        await organization_of(db, found.service)
        if found.purpose != "withdrawal":  # which is done already
            refuse_outdated(found)
            await _publish(db, actor, found, version, call_back)
        await change_store.DECIDE_LINE.run(db, *_key(line), "accepted", decider, "")
        if call_back is not None:
            await add_call_back(db, decider, found.service, line, call_back, request=line.request, version=version)
        await store.PROJECT.run(db, version)
        detail = _detail(found, version=version, called=call_back is not None)
        await record(
            db, actor, "directory.accept", *_subject(line), organization=found.organization, field=line.field,
            detail=detail,
        )  # fmt: skip
        await _tell(db, vault, address, found, accepted=True)
    return version


async def refuse(
    db: Db, actor: Actor, line: LineKey, reason: str, *, vault: Vault | None = None, address: str = ""
) -> None:
    """Refuse what another person proposed; `reason` is shown to whoever did. A number withdrawn urgently comes back.

    Raises NotFound, Refused: `own_change`, `change_decided`, `reason_missing`.
    """
    decider = decider_of(actor)
    said = reason_of(reason)
    async with db.transaction():
        known = await change_store.GET_LINE.one(db, *_key(line))
        restores = known is not None and known.purpose == "withdrawal"
        version: int | None = await store.TAKE_VERSION.value(db, "decision") if restores else None
        found = await open_line(db, actor, line)
        if version is not None:
            await _restore(db, found, version)
        for companion in await _companions(db, found):
            await change_store.DECIDE_LINE.run(
                db, line.request, *_subject(line), companion.field, "refused", decider, said
            )
        await change_store.DECIDE_LINE.run(db, *_key(line), "refused", decider, said)
        await record(
            db, actor, "directory.refuse", *_subject(line), organization=found.organization, field=line.field,
            detail=_detail(found),
        )  # fmt: skip
        await _tell(db, vault, address, found, accepted=False)


def decider_of(actor: Actor) -> UUID:
    """The account of a coordinator. Raises NotFound for anyone else."""
    if actor.account is None or actor.acting_as != "coordinator":
        raise NotFound
    return actor.account


def reason_of(reason: str) -> str:
    """The reason of a refusal. Raises Refused when there is none."""
    said = reason.strip()
    if not said or len(said) > REASON_LIMIT:
        raise Refused(
            "reason_missing",
            f"Dites pourquoi, en {REASON_LIMIT} caractères au plus : la personne qui a proposé le lira.",
            field="reason",
        )
    return said


async def open_line(db: Db, actor: Actor, line: LineKey) -> ChangeLine:
    """The line, locked, when it still waits and `actor` is another than its author. Raises NotFound, Refused."""
    status = await change_store.LOCK_LINE.value(db, *_key(line))
    found = await change_store.GET_LINE.one(db, *_key(line))
    if status is None or found is None:
        raise NotFound("Cette proposition n'existe pas.")
    if status != "open":
        raise Refused(
            "change_decided", "Cette proposition n'attend plus : quelqu'un en a décidé, ou l'a retirée.", status=409
        )
    refuse_own(actor, found.made_by)
    return found


def refuse_own(actor: Actor, made_by: UUID | None) -> None:
    """Raise Refused when `actor` made it."""
    if made_by is not None and made_by == actor.account:
        raise Refused("own_change", "Vous avez proposé ce changement : une autre personne le décide.", status=409)


def refuse_outdated(found: ChangeLine) -> None:
    """Raise Refused when the published value is no longer the one that was to be replaced."""
    if found.outdated:
        raise Refused(
            "change_outdated",
            "L'information publiée a changé depuis cette proposition : refusez-la, ou demandez qu'elle soit refaite.",
            status=409,
        )


async def _publish(db: Db, actor: Actor, found: ChangeLine, version: int, call_back: CallBack | None) -> None:
    subject = (found.subject_kind, found.subject_id)
    if found.purpose == "protected":
        await suspend(db, subject, version, f"coordination, {now().date().isoformat()}")
        return
    companions = await _companions(db, found)
    origin = _origin(actor, found, call_back)
    if found.field == "phone" and found.after is not None:
        await _refuse_retired(db, found.after["display"])
    await replace_fact(db, subject, found.field, found.after, origin, version)
    if found.field == "phone" and "phone_toll" not in {one.field for one in companions}:
        await forget_toll(db, subject, found.after, origin, version)
    for one in companions:
        await replace_fact(db, subject, one.field, one.proposed, origin, version)
        await change_store.DECIDE_LINE.run(db, found.request, *subject, one.field, "accepted", actor.account, "")
    # Not this line, which is decided by the caller: what others proposed alike.
    await change_store.END_SAME.run(db, *subject, found.field, found.after, found.request)


async def _companions(db: Db, found: ChangeLine) -> list[change_store.CompanionRow]:
    if found.field not in COMPANIONS or found.purpose != "change":
        return []
    return await change_store.LIST_COMPANIONS.all(db, found.request, found.subject_id, list(COMPANIONS[found.field]))


def _origin(actor: Actor, found: ChangeLine, call_back: CallBack | None) -> Origin:
    """A file's value that nobody called about keeps the file's word; all else is confirmed, and says how."""
    plain = Origin(
        source_label=found.source_label,
        source_url=found.source_url,
        source_date_text=found.source_date_text,
        note=found.note,
        state=found.state,
    )
    if call_back is None and found.state != "confirmed":
        return plain
    return Origin(
        source_label=found.source_label,
        source_url=found.source_url,
        source_date_text=found.source_date_text,
        note=found.note,
        state="confirmed",
        confirmed_by=str(actor.account),
        confirmed_how=CALLED if call_back else READ_AGAIN,
        confirmed_at=call_back.reached_at if call_back else now(),
    )


async def suspend(db: Db, subject: SubjectKey, version: int, why: str) -> None:
    """Publish the same number as one that is no longer given."""
    held = await change_store.GET_HELD.one(db, *subject, "phone")
    if held is None or held.value is None or held.state == "suspended":
        raise NotFound("Ce numéro n'est plus donné.")
    origin = Origin(
        source_label=held.source_label,
        source_url=held.source_url,
        source_date_text=held.source_date_text,
        note=why,
        state="suspended",
    )
    await replace_fact(db, subject, "phone", held.value, origin, version)


async def _restore(db: Db, found: ChangeLine, version: int) -> None:
    """Publish a withdrawn number again as it was, unless it was changed since."""
    subject = (found.subject_kind, found.subject_id)
    held = await change_store.GET_HELD.one(db, *subject, "phone")
    former = await change_store.GET_FACT_FROM.one(db, *subject, found.field, found.fact_version)
    if held is None or held.state != "suspended" or former is None or held.value != former.value:
        return
    origin = Origin(
        source_label=former.source_label,
        source_url=former.source_url,
        source_date_text=former.source_date_text,
        note=former.note,
        state=former.state,
        confirmed_by=former.confirmed_by,
        confirmed_how=former.confirmed_how,
        confirmed_at=former.confirmed_at,
    )
    await replace_fact(db, subject, "phone", former.value, origin, version)
    await store.PROJECT.run(db, version)


async def _refuse_retired(db: Db, display: str) -> None:
    try:
        retired = retired_digits(tuple(await store.LIST_RETIRED_NUMBERS.all(db)))
        refuse_retired(digits(display), display, retired)
    except ValueError as refused:
        raise Refused("value_refused", str(refused), field="phone") from None


async def add_call_back(
    db: Db, caller: UUID, slug: str, line: LineKey, call: CallBack, *, request: UUID | None, version: int
) -> None:
    """Store the evidence of a call. Raises Refused when it does not say who was reached and what was read."""
    reached, read_back = call.reached.strip(), call.read_back.strip()
    for field, said, words in (
        ("reached", reached, "Dites qui a répondu : une fonction, jamais un nom."),
        ("read_back", read_back, "Dites ce qui a été relu au téléphone."),
    ):
        if not said or len(said) > (_REACHED_LIMIT if field == "reached" else REASON_LIMIT):
            raise Refused("call_back_incomplete", words, field=field)
    if call.reached_at > now():
        raise Refused(
            "call_back_ahead", "Cet appel aurait lieu plus tard : vérifiez le jour et l'heure.", field="reached_at"
        )
    await change_store.ADD_CALL_BACK.run(
        db, new_id(), slug, *_subject(line), line.field, caller, reached, call.reached_at, read_back, request, version
    )


async def _tell(db: Db, vault: Vault | None, address: str, found: ChangeLine, *, accepted: bool) -> None:
    await tell_proposer(
        db,
        vault,
        address,
        made_by=found.made_by,
        made_as=found.made_as,
        organization_name=found.organization_name or found.service_name,
        accepted=accepted,
    )


def _detail(found: ChangeLine, **more: Any) -> dict[str, Any]:
    said = {"before": found.before, "after": found.after, "request": str(found.request), "made_as": found.made_as}
    return {**said, "purpose": found.purpose, **more}


def _subject(line: LineKey) -> SubjectKey:
    return line.subject_kind, line.subject_id


def _key(line: LineKey) -> tuple[UUID, str, str, str]:
    return line.request, line.subject_kind, line.subject_id, line.field
