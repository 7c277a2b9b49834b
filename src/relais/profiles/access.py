"""The only doors to a page of one's own: what is somebody else's answers as what does not exist."""

from relais.accounts.model import Visitor
from relais.core.db import Db
from relais.core.errors import NotFound
from relais.profiles import store
from relais.profiles.groups import GROUPS, Group
from relais.profiles.model import OwnPage, OwnRow


async def pages_for(db: Db, visitor: Visitor) -> list[OwnRow]:
    """The services this person keeps: a member her organisations', an officer her council's."""
    return await store.LIST_OWN.all(db, list(visitor.organizations("member")), list(visitor.councils()))


async def page_for(db: Db, visitor: Visitor, slug: str) -> OwnPage:
    """One of them, with its facts. Raises NotFound, for a foreign one as for a missing one."""
    row = next((row for row in await pages_for(db, visitor) if row.slug == slug), None)
    if row is None:
        raise NotFound
    facts = await store.LIST_FACTS.all(db, row.slug, row.organization)
    return OwnPage(
        row=row,
        role="member" if row.organization in visitor.organizations("member") else "officer",
        facts={fact.slot: fact for fact in facts},
    )


def groups_for(page: OwnPage) -> list[Group]:
    """What may be edited of this page: an officer keeps the function, the number and the hours of her council."""
    return [group for group in GROUPS if page.role == "member" or group.officer]


def group_for(page: OwnPage, code: str) -> Group:
    """One of them. Raises NotFound."""
    group = next((group for group in groups_for(page) if group.code == code), None)
    if group is None:
        raise NotFound
    return group
