"""What the first page of a service shows to who keeps it."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from msgspec import Struct

from relais.accounts.model import Visitor
from relais.core import clock
from relais.core.db import Db
from relais.directory import hours
from relais.directory.changes import ChangeLine, decided_for, waiting_for
from relais.directory.drafts import list_drafts
from relais.directory.pages import fact_rows
from relais.directory.value_words import value_words
from relais.geo.gazetteer import Gazetteer
from relais.profiles.access import groups_for, pages_for
from relais.profiles.found_by import found_by
from relais.profiles.groups import GROUP_OF
from relais.profiles.model import OwnPage
from relais.profiles.space import Space
from relais.profiles.upkeep import gaps_of, lines_of
from relais.profiles.words import label_of

_REFUSED_SHOWN = 5


class Waiting(Struct, frozen=True, kw_only=True):
    """A change that waits, or was refused, in words. `mine`: this person sent it and may take it back."""

    request: UUID
    label: str
    before: str
    after: str
    since: datetime
    mine: bool
    same: bool = False
    withdrawn: bool = False  # taken off the screens at once by the coordination
    reason: str = ""


async def own_page(
    space: Space,
    db: Db,
    visitor: Visitor,
    page: OwnPage,
    *,
    notice: str = "",
    faults: Sequence[str] = (),
    ticked: Collection[str] = (),
    tick_all: bool = False,
) -> dict[str, Any]:
    """Everything on the page: what listeners read, what is due, missing, waiting, and what finds it."""
    groups = groups_for(page)
    lines = lines_of(page, groups, space.gazetteer, clock.now())
    siblings = await pages_for(db, visitor)
    refused = [one for one in await decided_for(db, page.row.slug) if one.status == "refused"]
    drafts = await list_drafts(db, visitor.account, page.row.slug) if visitor.account else []
    return {
        "visitor": visitor,
        "page": page,
        "groups": groups,
        "notice": notice,
        "faults": faults,
        "ticked": ticked,
        "tick_all": tick_all,
        "pressing": [line for line in lines if line.standing != "good"],
        "settled": [line for line in lines if line.standing == "good"],
        "gaps": list(gaps_of(page, groups)),
        "waiting": [_waiting(one, visitor, space.gazetteer) for one in await waiting_for(db, page.row.slug)],
        "refused": [_waiting(one, visitor, space.gazetteer) for one in refused[:_REFUSED_SHOWN]],
        "drafted": {GROUP_OF[one.field].code for one in drafts if one.field in GROUP_OF},
        "siblings": [own for own in siblings if own.slug != page.row.slug],
        "several": len(siblings) > 1,
        **await _seen(space, page.row.slug),
    }


async def _seen(space: Space, slug: str) -> dict[str, Any]:
    """The page as a listener sees it now, and what finds it; nothing while it is not shown."""
    directory = space.directory
    service = directory.keeper.current.by_slug.get(slug)
    if service is None:
        return {"card": None, "questions": []}
    return {
        "card": directory.card(service),
        "week": hours.week(service.hours),
        "facts": fact_rows(service),
        "replaced_by": directory.find(service.replaced_by) if service.replaced_by else None,
        "desk_line": directory.find(directory.desk_line),
        "today": clock.now().date(),
        "stale_since": directory.stale_since(),
        "under_title": True,
        "questions": await found_by(service, space.engine),
    }


def _waiting(line: ChangeLine, visitor: Visitor, gazetteer: Gazetteer) -> Waiting:
    return Waiting(
        request=line.request,
        label=label_of(line.field, line.position),
        before=value_words(gazetteer, line.field, line.before),
        after=value_words(gazetteer, line.field, line.after),
        since=line.decided_at or line.made_at,
        mine=line.made_by is not None and line.made_by == visitor.account and line.purpose == "change",
        same=line.before == line.after,
        withdrawn=line.purpose == "withdrawal",
        reason=line.decision_reason,
    )
