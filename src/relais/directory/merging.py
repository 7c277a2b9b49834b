"""Two organisations that are one: everything goes on under the target, the former addresses lead there."""

from collections.abc import Sequence
from typing import Final

from relais.accounts import session_store as sessions
from relais.audit.model import Actor
from relais.audit.service import record
from relais.core.clock import PARIS, now
from relais.core.db import Db
from relais.core.errors import NotFound, Refused
from relais.core.ids import new_id
from relais.directory import organisation_store as organisations
from relais.directory import store
from relais.directory.change_model import Proposal
from relais.directory.organisation_store import OwnServiceRow
from relais.directory.protected import PROTECTED
from relais.directory.publishing import Origin, replace_fact
from relais.directory.submission import submit

_ALIAS: Final = 120  # characters, as an editor accepts


async def merge(db: Db, actor: Actor, source: str, target: str, why: str, *, desk_line: str = "") -> int:
    """Merge the organisation `source` into `target` (slugs of organisations); returns the version.

    One publication: the main service of `source` ends and its address leads to the target's, its names become
    aliases there, its other services and its members move. What was proposed for it is closed as superseded, drafts
    are dropped. One coordinator does it, because nothing is lost: numbers that only `source` gave become proposals for
    the target, which a second person decides, and `unmerge` publishes all of it again. Raises NotFound, Refused.
    """
    if not (reason := " ".join(why.split())[:300]):
        raise Refused("reason_missing", "Dites pourquoi, en une phrase : elle reste au journal.", field="why")
    async with db.transaction():
        # Every publication queues here: two merges that cross cannot make a circle.
        version: int = await store.TAKE_VERSION.value(db, "merge")
        gone, kept = await _pair(db, source, target, desk_line)
        numbers = [row.value for row in await organisations.LIST_OWN_NUMBERS.all(db, gone.slug, kept.slug)]
        await _add_aliases(db, gone, kept, version)
        await organisations.END_FACTS_OF.run(db, source, gone.slug, version)
        await organisations.REDIRECT_FACTS.run(db, "organization", source, target, version)
        await organisations.REDIRECT_FACTS.run(db, "replaced_by", gone.slug, kept.slug, version)
        await store.PROJECT.run(db, version)
        await organisations.END_MOVE.run(db, kept.slug)
        await organisations.ADD_MOVE.run(db, gone.slug, kept.slug, "merge")
        await organisations.END_OPEN_LINES.run(db, source, gone.slug)
        await organisations.END_REPORTS.run(db, gone.slug, actor.account)
        await organisations.END_DRAFTS.run(db, gone.slug)
        moved = await _move_grants(db, actor, source, target)
        await _propose_numbers(db, actor, gone, kept, numbers)
        detail = {
            "version": version,
            "why": reason,
            "source": source,
            "target": target,
            "members": moved,
            "numbers": numbers,
        }
        for organization in (source, target):
            await record(db, actor, "directory.merge", "organization", source, organization=organization, detail=detail)
    return version


async def unmerge(db: Db, actor: Actor, slug: str) -> int:
    """Publish again what a merge ended, as it was; `slug` is the address that was merged away. Returns the version.

    What was changed since in the target stays. Members are not moved back: they are invited again.
    Raises NotFound when this address was not merged.
    """
    async with db.transaction():
        version: int = await store.TAKE_VERSION.value(db, "undo")
        merged: int | None = await organisations.GET_MERGE.value(db, slug)
        if merged is None:
            raise NotFound("Cette fiche n'a pas été réunie à une autre.")
        await organisations.END_PUBLISHED_AT.run(db, merged, version)
        await organisations.RESTORE_ENDED_AT.run(db, merged, version, slug)
        await store.PROJECT.run(db, version)
        await organisations.END_MOVE.run(db, slug)
        service = await organisations.GET_SERVICE.one(db, slug)
        await record(
            db,
            actor,
            "directory.unmerge",
            "service",
            slug,
            organization=service.organization if service else "",
            detail={"version": version, "merged": merged},
        )
    return version


async def _pair(db: Db, source: str, target: str, desk_line: str) -> tuple[OwnServiceRow, OwnServiceRow]:
    """The main services of both. Raises NotFound, Refused."""
    if source == target:
        raise Refused("merge_same", "Choisissez deux organismes différents.", field="target")
    gone = await organisations.GET_MAIN_SERVICE.one(db, source)
    if gone is None:
        raise NotFound("Cet organisme n'est pas, ou plus, dans l'annuaire.")
    kept = await organisations.GET_MAIN_SERVICE.one(db, target)
    if kept is None or kept.state in ("draft", "suspended") or kept.closed_on is not None:
        raise Refused(
            "merge_target_not_shown",
            "L'organisme qui reste doit être publié et ouvert : c'est vers lui que mènent les anciennes adresses.",
            field="target",
            status=409,
        )
    if gone.slug in PROTECTED or gone.slug == desk_line:
        raise Refused(
            "desk_line_protected",
            "Cette ligne est celle du poste d'écoute : son organisme ne se réunit pas à un autre.",
            field="source",
            status=409,
        )
    if gone.council_of and gone.council_of != kept.council_of:
        raise Refused(
            "merge_council",
            "Un conseil départemental ne se réunit pas à un autre organisme.",
            field="source",
            status=409,
        )
    return gone, kept


async def _add_aliases(db: Db, gone: OwnServiceRow, kept: OwnServiceRow, version: int) -> None:
    """Who looks for the former name finds the target."""
    own = {kept.name, kept.acronym, kept.organization_name, ""}
    former = (gone.name, gone.acronym, gone.organization_name, *gone.aliases)
    aliases = list(dict.fromkeys((*kept.aliases, *(one for one in former if one not in own and len(one) <= _ALIAS))))
    if tuple(aliases) == kept.aliases:
        return
    today = now().astimezone(PARIS).date().isoformat()
    origin = Origin(source_label="coordination du réseau", source_date_text=today)
    await replace_fact(db, ("service", kept.slug), "aliases", aliases, origin, version)


async def _propose_numbers(
    db: Db, actor: Actor, gone: OwnServiceRow, kept: OwnServiceRow, numbers: Sequence[str]
) -> None:
    """No number leaves the directory unseen: a second person keeps or refuses each."""
    if not numbers:
        return
    proposals = [
        Proposal(code="phone", value=number, position=-place, base_version=0) for place, number in enumerate(numbers)
    ]
    await submit(db, actor, kept.slug, proposals, why=f"numéro de « {gone.name} », réunie à cette fiche"[:500])


async def _move_grants(db: Db, actor: Actor, source: str, target: str) -> int:
    """Members go on with the target, and sign in again: what they may do has changed. Returns how many."""
    grants = await organisations.LIST_GRANTS_OF.all(db, source)
    for grant in grants:
        await organisations.END_GRANT.run(db, grant.id, actor.account)
        await organisations.MOVE_GRANT.run(db, grant.id, new_id(), target, actor.account)
        await sessions.END_SESSIONS_OF.run(db, grant.account)
        await record(
            db,
            actor,
            "accounts.move_grant",
            "account",
            str(grant.account),
            organization=target,
            detail={"role": grant.role, "from": source, "to": target},
        )
    return len({grant.account for grant in grants})
