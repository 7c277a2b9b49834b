"""A browser at the agenda: books a place, posts again what was not answered, gives a place back."""

import asyncio
import html
import http.client
import re
from typing import Any
from urllib.parse import urlencode

from msgspec import Struct

from relais.core.db import connect
from relais.core.ids import new_id
from relais.core.vault import open_vault
from tests.accounts.people import keep_pads
from tests.faults.desk import FORM, Database, Desk, Reply
from tests.programme.announcing import Announced, announce

CODE = re.compile(r"\d{3}(?: \d{3}){2}</span> <span>\d{3}(?: \d{3}){2}")
NUMBER = re.compile(r"Place n° <strong>(\d+)")
HELD = (
    "SELECT a.taken, array_agg(b.number ORDER BY b.number) FILTER (WHERE b.number IS NOT NULL) AS numbers,"
    " count(*) FILTER (WHERE b.request = $2) AS of_page"
    " FROM programme_action AS a LEFT JOIN slot_booking AS b ON b.action = a.id WHERE a.id = $1 GROUP BY a.id"
)


class Told(Struct, frozen=True, kw_only=True):
    """What a page said of a place: its number and its code; 0 and "" when it said none."""

    status: int
    number: int = 0
    code: str = ""


def announced(database: Database, desk: Desk, *, places: int, **of: Any) -> Announced:
    """An action that this desk shows, in a database that trusts its keys."""

    async def put() -> Announced:
        owner = await connect(database.server.superuser_url)
        await keep_pads(owner, open_vault(desk.var / "keys", create=False))
        made = await announce(owner, places=places, **of)
        await owner.close()
        return made

    return asyncio.run(put())


def held(database: Database, action: Announced, page: str = "") -> Any:
    """What the tables hold of its places: how many are counted, which are booked, how many by this page."""

    async def look() -> Any:
        owner = await connect(database.server.superuser_url)
        row = await owner.fetchrow(HELD.replace("$2", "$2::text::uuid"), action.id, page or str(new_id()))
        await owner.close()
        return row

    return asyncio.run(look())


def press(desk: Desk, path: str, fields: dict[str, str], source: str = "") -> Reply:
    """A form of the agenda, from this address."""
    headers = {"Content_Type": FORM, "Sec_Fetch_Site": "same-origin", "X_Forwarded_For": source or "192.0.2.1"}
    return desk.send("POST", path, urlencode(fields).encode(), **headers)


def book(desk: Desk, action: Announced, page: str, source: str = "") -> Told:
    """One press of « Réserver une place » by the page of this identifier."""
    return read(press(desk, f"{action.path}/reserver", {"request": page}, source))


def book_at_last(desk: Desk, action: Announced, page: str, source: str = "") -> Told:
    """As the page asks, again until it is answered."""
    while True:
        try:
            told = book(desk, action, page, source)
        except (OSError, http.client.HTTPException):
            continue
        if told.status != 503:
            return told


def give_back(desk: Desk, action: Announced, code: str) -> Reply:
    """The place of this code, free again."""
    return press(desk, f"{action.path}/annuler", {"code": code})


def read(reply: Reply) -> Told:
    text = html.unescape(reply.text)
    number, code = NUMBER.search(text), CODE.search(text)
    return Told(
        status=reply.status,
        number=int(number[1]) if number else 0,
        code=re.sub(r"</?span>", "", code[0]) if code else "",
    )
