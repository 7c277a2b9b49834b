"""A lost code: given to the contact the doctor agreed to, or to a doctor who is there. Never to a voice that asks."""

import asyncio
from typing import Any

import pytest

from relais.accounts.passwords import Passwords
from relais.cases.entering import CodeDoor
from relais.cases.service import write_part
from relais.core.context import Context
from relais.core.errors import Refused
from relais.core.vault import Vault
from tests.guidance.at_case import AtDesk, at_case
from tests.guidance.browsing import HERE, Tab
from tests.guidance.looking import code_in, events_of
from tests.profiles.browsing import form_of, words_of

pytestmark = pytest.mark.anyio
CALL = {"motif_ouverture": ["call"]}


async def add_contact(desk: AtDesk, vault: Vault) -> None:
    """The doctor agreed to be called back there."""
    context = Context(kind="staff", org="cdom-69", actor=desk.tab.person.account)
    async with desk.database.acting(context) as db:
        await write_part(db, vault, desk.case, "contact", {"phone": "06 00 00 00 01", "email": "", "quiet": True})


async def test_without_a_contact_nothing_is_recovered_and_nothing_is_changed(
    officer: Tab, deputy: Tab, world: Any, vault: Vault
) -> None:
    desk = await at_case(officer, world, vault)
    path = f"{desk.address}/code"
    await deputy.post(f"{desk.address}/ouvrir", CALL)
    told = await deputy.get(path)
    assert "rien ne peut être retrouvé" in words_of(told.text)
    assert "Faire un autre code" not in told.text
    before = await world.owner.fetchval("SELECT code_lookup FROM aid_case")
    refused = await deputy.post(path, {"given": ["0"]})
    assert refused.status_code == 409
    assert "un code perdu ne se retrouve pas" in words_of(refused.text)
    assert await world.owner.fetchval("SELECT code_lookup FROM aid_case") == before


async def test_who_opened_the_case_with_the_doctor_may_give_another_code_at_once(
    officer: Tab, world: Any, vault: Vault
) -> None:
    desk = await at_case(officer, world, vault)
    page = await officer.get(f"{desk.address}/code")
    assert "seulement s'il est encore avec vous" in words_of(page.text)
    reply = await officer.post(f"{desk.address}/code", form_of(page.text, f"{desk.address}/code"))
    assert code_in(reply.text)


async def test_with_a_contact_the_old_code_dies_the_new_one_opens_and_the_doctor_reads_it(
    officer: Tab, deputy: Tab, world: Any, vault: Vault
) -> None:
    desk = await at_case(officer, world, vault)
    await add_contact(desk, vault)
    path = f"{desk.address}/code"
    await deputy.post(f"{desk.address}/ouvrir", CALL)
    page = await deputy.get(path)
    assert "Rappelez le contact consenti" in words_of(page.text)
    assert "06 00 00 00 01" in page.text
    first = code_in((await deputy.post(path, form_of(page.text, path))).text)
    door = CodeDoor(database=desk.database, vault=vault, passwords=Passwords())
    assert (await door.enter(first, "127.0.0.1")).case == desk.case
    again = await deputy.get(path)
    second = code_in((await deputy.post(path, form_of(again.text, path))).text)
    assert (await door.enter(second, "127.0.0.1")).case == desk.case
    with pytest.raises(Refused, match="code_unknown"):
        await door.enter(first, "127.0.0.1")
    assert await events_of(world.owner, desk.case, "case.code_replaced") == [{"by": "officer"}] * 2
    acts = await world.owner.fetch("SELECT act FROM journal WHERE act = 'case.replace_code'")
    assert len(acts) == 2


async def test_a_second_click_never_shows_a_dead_code(officer: Tab, world: Any, vault: Vault) -> None:
    desk = await at_case(officer, world, vault)
    path = f"{desk.address}/code"
    form = form_of((await officer.get(path)).text, path)
    replies = await asyncio.gather(*(officer.post(path, form) for _ in range(3)))
    assert sorted(reply.status_code for reply in replies) == [200, 409, 409]
    assert len(await events_of(world.owner, desk.case, "case.code_replaced")) == 1
    late = next(reply for reply in replies if reply.status_code == 409)
    assert "Un autre code vient d'être fait" in words_of(late.text)
    assert form_of(late.text, path)["given"] == ["1"]


async def test_the_page_of_a_code_is_behind_the_reason(officer: Tab, deputy: Tab, world: Any, vault: Vault) -> None:
    desk = await at_case(officer, world, vault)
    await add_contact(desk, vault)
    page = await deputy.get(f"{HERE}/{desk.case}/code")
    assert "Pourquoi ouvrez-vous ce dossier ?" in words_of(page.text)
    assert "06 00 00 00 01" not in page.text
