"""One box for two kinds of code: the same work whatever the code is, and nothing said of what it is not."""

from datetime import timedelta
from typing import Any, cast

import pytest

from relais.accounts.passwords import Passwords
from relais.audit.model import ANONYMOUS
from relais.cases.entering import Entered
from relais.cases.service import NewCase, make_code, open_case
from relais.core.context import PUBLIC, Context
from relais.core.errors import Refused
from relais.core.ids import new_id
from relais.sheets import door
from relais.sheets.model import NewSheet, SheetEntered
from relais.sheets.service import make_sheet
from relais.sheets.workplace import Workplace
from tests.sheets.scene import Helpline

pytestmark = pytest.mark.anyio


class Counted(Passwords):
    """Counts what is verified: the slow part of a code."""

    verified = 0

    async def holds(self, verifier: str | None, password: str) -> bool:
        self.verified += 1
        return await super().holds(verifier, password)


def place_of(helpline: Helpline, passwords: Passwords) -> Workplace:
    nothing = cast(Any, None)
    return Workplace(
        pages=nothing,
        engine=nothing,
        directory=nothing,
        settings=nothing,
        database=helpline.database,
        vault=helpline.vault,
        passwords=passwords,
    )


async def sheet_code(helpline: Helpline, passwords: Passwords) -> str:
    made = await make_code(helpline.vault, passwords)
    async with helpline.database.acting(PUBLIC) as db:
        await make_sheet(db, NewSheet(id=new_id(), services=(), directory_version=1, seed=7), made)
    return made.code


async def case_code(helpline: Helpline, passwords: Passwords) -> str:
    made, case = await make_code(helpline.vault, passwords), new_id()
    async with helpline.database.acting(Context(kind="person", case=case)) as db:
        await open_case(db, helpline.vault, ANONYMOUS, NewCase(id=case, origin="sheet", code_by="person"), made)
    return made.code


async def test_every_code_costs_one_verification_whatever_it_opens_or_does_not(helpline: Helpline) -> None:
    passwords = Counted()
    place = place_of(helpline, passwords)
    sheet, case = await sheet_code(helpline, passwords), await case_code(helpline, passwords)
    assert isinstance(await door.enter(place, sheet, "here"), SheetEntered)
    assert isinstance(await door.enter(place, case, "here"), Entered)
    assert passwords.verified == 2
    await helpline.owner.execute("ALTER TABLE sheet DISABLE TRIGGER USER")
    month = timedelta(days=30)
    await helpline.owner.execute(
        "UPDATE sheet SET made_at = made_at - $1::interval, ends_at = ends_at - $1::interval", month
    )
    said = []
    for code in (sheet, "000000000000000001"):
        with pytest.raises(Refused) as refused:
            await door.enter(place, code, "here")
        said.append((refused.value.code, refused.value.sentence, refused.value.status))
    assert said[0] == said[1]
    assert passwords.verified == 4


async def test_a_slip_is_seen_before_anything_is_looked_up(helpline: Helpline) -> None:
    passwords = Counted()
    with pytest.raises(Refused, match="code_slip"):
        await door.enter(place_of(helpline, passwords), "000 000 000 000 000 002", "here")
    assert passwords.verified == 0


async def test_what_a_code_opened_never_shows_in_a_log(helpline: Helpline) -> None:
    entered = SheetEntered(sheet=new_id(), lookup=b"secret")
    assert repr(entered) == "SheetEntered(…)"
    place = place_of(helpline, Counted())
    with pytest.raises(Refused, match="sheet_passage_over"):
        await door.follow(place, door.issue(place, entered))  # no such sheet
