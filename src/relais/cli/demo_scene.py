"""Something to look at behind each page of the demonstration: invented doctors, files, actions, figures.

Made once, beside the accounts; taken away with them. Never where anybody else has an account.
"""

import asyncio

from msgspec import Struct

from relais.accounts.credential_store import SET_ENTERED, SET_NOT_ENTERED
from relais.accounts.passwords import Passwords
from relais.audit.model import CONSOLE
from relais.cases.code import spoken
from relais.cases.service import MadeCode, erase_case, make_code
from relais.cases.store import GET_DATA_KEY
from relais.cli.demo_doctors import ACCOMPANIED, NOTE, REQUESTERS, add_accompanied, add_note, add_requests
from relais.cli.demo_files import FILERS, add_files
from relais.cli.demo_stage import Stage, staged
from relais.cli.demo_year import ANNOUNCED, action_of, add_actions, add_figures, end_year
from relais.core.settings import Settings
from relais.core.vault import Vault
from relais.programme.store import GET_KEPT

READERS = ("farid", "ines")  # nothing is asked where nobody ever came in
DOCTORS = (*(one.name for one in REQUESTERS), ACCOMPANIED, *(one.name for one in FILERS))


class DemoDoctor(Struct, frozen=True, kw_only=True):
    """An invented doctor, the code that opens `/suivi` for them, the reference of their national file: shown once."""

    name: str
    code: str
    file: str = ""


async def make_scene(settings: Settings, vault: Vault) -> list[DemoDoctor]:
    """Fill the database of a demonstration, once; who was invented, with their codes. Raises Refused."""
    passwords = Passwords()
    codes = dict(zip(DOCTORS, await asyncio.gather(*(make_code(vault, passwords) for _ in DOCTORS)), strict=True))
    async with staged(settings, vault) as stage:
        if await _was_made(stage):
            return []
        files = await _fill(stage, settings, codes)
    return [DemoDoctor(name=name, code=spoken(made.code), file=files.get(name, "")) for name, made in codes.items()]


async def _was_made(stage: Stage) -> bool:
    db = await stage.act("camille")
    return await GET_KEPT.one(db, action_of(stage, ANNOUNCED[0])) is not None


async def _fill(stage: Stage, settings: Settings, codes: dict[str, MadeCode]) -> dict[str, str]:
    """Those who read are taken as having come in while this lasts; they enter as everyone afterwards."""
    for who in READERS:
        await SET_ENTERED.run(stage.db, stage.people[who])
    await add_requests(stage, codes)
    await add_note(stage)
    await add_accompanied(stage, settings, codes[ACCOMPANIED])
    files = await add_files(stage, codes)
    await add_actions(stage)
    await add_figures(stage)
    for who in READERS:
        await SET_NOT_ENTERED.run(stage.db, stage.people[who])
    return files


async def end_scene(settings: Settings, vault: Vault) -> int:
    """Erase the invented doctors, cancel the actions, take the figures back; how many doctors that was."""
    erased = 0
    async with staged(settings, vault) as stage:
        if not stage.people or not await _was_made(stage):
            return 0
        await end_year(stage)
        for name in (*DOCTORS, NOTE):
            db = await stage.act_as_doctor(name)
            if await GET_DATA_KEY.value(db, stage.named(name)) is not None:
                await erase_case(db, CONSOLE, stage.named(name))
                erased += 1
    return erased
