"""`/rappel/{code}`: a mailed link. Opening it changes nothing; one press renews what it shows, once."""

from collections.abc import Callable, Sequence
from typing import Any

from litestar import Request, Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath

from relais.accounts.gates import EVERYONE, through
from relais.core.db import Database
from relais.core.errors import NotFound
from relais.directory.change_model import position_of
from relais.directory.facts import FIELDS
from relais.directory.reminder_store import RenewableRow
from relais.directory.reminders import open_reminder, renew
from relais.web.pages import Pages

AnyRequest = Request[Any, Any, Any]
Say = Callable[[str, Any], str]  # a field and its value, in words


def reminder_routes(pages: Pages, database: Database, say: Say) -> list[HTTPRouteHandler]:
    """The page of a reminder. The token is the key: no session is read."""

    @get("/rappel/{code:str}", opt=through(EVERYONE), include_in_schema=False)
    async def reminder_page(code: FromPath[str]) -> Response[str]:
        async with database.reading() as db:
            found = await open_reminder(db, code)
        if found is None:
            return _over(pages)
        return pages.response("directory/reminder.html", reminder=found, lines=_lines(found.facts, say), code=code)

    @post("/rappel/{code:str}", opt=through(EVERYONE), status_code=200, include_in_schema=False)
    async def use_reminder(code: FromPath[str]) -> Response[str]:
        async with database.writing() as db:
            done = await renew(db, code)
        if done is None:
            return _over(pages)
        return pages.response("directory/reminder_done.html", reminder=done, lines=_lines(done.facts, say))

    return [reminder_page, use_reminder]


def _lines(facts: Sequence[RenewableRow], say: Say) -> list[tuple[str, str, RenewableRow]]:
    """Labels and values, the telephone first, then as the closed list goes."""
    codes = list(FIELDS)
    ordered = sorted(facts, key=lambda fact: (fact.field != "phone", codes.index(fact.field), fact.subject_id))
    return [(_label(fact), say(fact.field, fact.value), fact) for fact in ordered]


def _label(fact: RenewableRow) -> str:
    position = position_of(fact.subject_kind, fact.subject_id)
    return f"{FIELDS[fact.field].label} {position}" if position > 1 else FIELDS[fact.field].label


def _over(pages: Pages) -> Response[str]:
    """Unknown, used, too old: the same page, so that trying codes tells nothing."""
    return pages.response("directory/reminder_over.html", status=NotFound().status)
