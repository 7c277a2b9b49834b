"""Saying that what is published is still right: by its organisation, or by a coordinator who called."""

from collections.abc import Sequence

from relais.audit.model import Actor
from relais.audit.service import record
from relais.core.clock import now
from relais.core.db import Db
from relais.core.errors import NotFound, Refused
from relais.core.ids import new_id
from relais.directory import change_store, store
from relais.directory.change_model import CallBack, HeldFact, LineKey, Outcome, ToConfirm
from relais.directory.decisions import CALLED, add_call_back, decider_of
from relais.directory.facts import BY_HARM
from relais.directory.publishing import Origin, field_named, organization_of, replace_fact, subject_of
from relais.directory.submission import Editing, Wanted, directory_version, open_editing, publish_and_ask

# Bookkeeping rather than something a caller is told: nobody calls about it.
NOT_ASKED = frozenset({"state", "organization", "kind", "charter", "convention", "council_of"})
RENEWABLE = ("confirmed", "stale")


async def confirm(db: Db, actor: Actor, slug: str, fields: Sequence[tuple[str, int]], *, how: str) -> Outcome:
    """Renew chosen facts of a service: "tout est exact". `fields` are codes with the position of the contact.

    A field that takes two persons and was never confirmed, or is doubted, is not renewed: its present value waits for a
    second person. From a mailed link (no account) it is left out. What is not published is left out too.
    Raises NotFound, Refused.
    """
    async with db.transaction():
        editing = await open_editing(db, actor, slug)
        held = _chosen(editing, fields)
        first = [fact for fact in held if field_named(fact.field).two_persons and fact.state not in RENEWABLE]
        renewed = [fact for fact in held if fact not in first]
        version = await directory_version(db)
        if renewed:
            version = await _renew(db, actor, editing, renewed, how)
        waiting: tuple[str, ...] = ()
        if first and actor.account is not None:
            asked = [_same(fact) for fact in first]
            waiting = (await publish_and_ask(db, actor, editing, asked, why="tout est exact")).waiting
    return Outcome(published=tuple(fact.field for fact in renewed), waiting=waiting, version=version)


def _chosen(editing: Editing, fields: Sequence[tuple[str, int]]) -> list[HeldFact]:
    keys = dict.fromkeys(
        (*subject_of(field_named(code), editing.slug, editing.organization, position), code)
        for code, position in fields
    )
    held = [editing.held[key] for key in keys if key in editing.held]
    return [fact for fact in held if fact.value is not None and fact.state not in ("draft", "suspended")]


def _same(fact: HeldFact) -> Wanted:
    subject = (fact.subject_kind, fact.subject_id)
    return Wanted(field=field_named(fact.field), subject=subject, value=fact.value, held=fact)


async def _renew(db: Db, actor: Actor, editing: Editing, facts: Sequence[HeldFact], how: str) -> int:
    version: int = await store.TAKE_VERSION.value(db, "reminder" if actor.account is None else "edit")
    for seen in facts:
        fact = await change_store.GET_HELD.one(db, seen.subject_kind, seen.subject_id, seen.field)
        if fact is None or fact.version_from != seen.version_from:
            raise Refused(
                "fact_changed_meanwhile",
                "Cette information vient d'être changée par quelqu'un d'autre : relisez-la avant de recommencer.",
                field=seen.field,
                status=409,
            )
        await _publish_confirmed(db, fact, _confirmed(fact, by=str(actor.account or actor.acting_as), how=how), version)
        detail = {"value": fact.value, "version": version}
        await record(
            db, actor, "directory.confirm", fact.subject_kind, fact.subject_id, organization=editing.organization,
            field=fact.field, detail=detail,
        )  # fmt: skip
    await store.PROJECT.run(db, version)
    return version


async def _publish_confirmed(db: Db, fact: HeldFact, origin: Origin, version: int) -> None:
    await replace_fact(db, (fact.subject_kind, fact.subject_id), fact.field, fact.value, origin, version)


def _confirmed(fact: HeldFact, *, by: str, how: str, call: CallBack | None = None) -> Origin:
    return Origin(
        source_label=fact.source_label,
        source_url=fact.source_url,
        source_date_text=fact.source_date_text,
        note=fact.note,
        state="confirmed",
        confirmed_by=by,
        confirmed_how=how,
        confirmed_at=call.reached_at if call else now(),
    )


async def never_confirmed(db: Db, *, limit: int = 50, after: int = 0) -> list[ToConfirm]:
    """Published facts that nobody ever confirmed, most harmful first; `after` of them are skipped."""
    return await change_store.LIST_NEVER_CONFIRMED.all(db, _asked(), limit, after)


async def count_never_confirmed(db: Db) -> int:
    """How many there are."""
    count: int = await change_store.COUNT_NEVER_CONFIRMED.value(db, _asked())
    return count


def _asked() -> list[str]:
    return [code for code in BY_HARM if code not in NOT_ASKED]


async def confirm_by_call(db: Db, actor: Actor, slug: str, code: str, position: int, call_back: CallBack) -> int:
    """Publish the present value as confirmed by telephone, with its evidence; returns the version that shows it.

    One coordinator is enough, for protected numbers too: nothing a caller is told changes. Raises NotFound, Refused.
    """
    coordinator = decider_of(actor)
    field = field_named(code)
    async with db.transaction():
        organization = await organization_of(db, slug)
        version: int = await store.TAKE_VERSION.value(db, "decision")
        subject = subject_of(field, slug, organization, position)
        fact = await change_store.GET_HELD.one(db, *subject, code)
        if fact is None or fact.value is None or fact.state == "suspended":
            raise NotFound("Il n'y a rien à confirmer : cette information n'est pas publiée.")
        origin = _confirmed(fact, by=str(coordinator), how=CALLED, call=call_back)
        await _publish_confirmed(db, fact, origin, version)
        await store.PROJECT.run(db, version)
        line = LineKey(request=new_id(), subject_kind=subject[0], subject_id=subject[1], field=code)
        await add_call_back(db, coordinator, slug, line, call_back, request=None, version=version)
        await record(
            db, actor, "directory.confirm", *subject, organization=organization, field=code,
            detail={"value": fact.value, "version": version, "called": True},
        )  # fmt: skip
    return version
