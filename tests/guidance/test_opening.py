"""A case is opened once for one page and its code shown once; who opens it again says why, for the doctor to read."""

import asyncio
import logging
from typing import Any
from uuid import UUID

import pytest

from relais.cases.code import holds
from relais.core.ids import new_id
from relais.core.vault import Vault
from tests.accounts.people import add_person
from tests.guidance.at_case import at_case
from tests.guidance.browsing import HERE, Tab
from tests.guidance.looking import code_in, events_of, rows_everywhere, texts_everywhere
from tests.profiles.browsing import form_of, words_of

pytestmark = pytest.mark.anyio


async def only_case(world: Any) -> UUID:
    row = await world.owner.fetchrow("SELECT id FROM aid_case")
    return UUID(str(row["id"]))


async def test_the_code_is_shown_once_and_is_kept_and_told_nowhere(
    officer: Tab, world: Any, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    opened = await officer.open_case(alias="Docteur Orage")
    code = code_in(opened.text)
    assert holds(code)
    assert opened.headers["cache-control"] == "no-store"
    told = words_of(opened.text)
    assert "un code perdu ne se retrouve pas" in told
    assert "Ne le dites à personne qui vous le demande" in told
    case = await only_case(world)
    assert f'href="{HERE}/{case}"' in opened.text
    held = await texts_everywhere(world.owner)
    assert code not in held
    assert "Orage" not in held
    for address in (HERE, f"{HERE}/{case}", f"{HERE}/{case}/code"):
        page = (await officer.get(address)).text
        assert code not in page.replace(" ", "").replace("\u202f", "")
    assert "Docteur Orage" in await officer.read(HERE)
    assert not [record for record in caplog.records if code in record.getMessage()]


async def test_a_page_posted_again_opens_no_second_case_and_offers_another_code(officer: Tab, world: Any) -> None:
    form = await officer.opening_form()
    first = code_in((await officer.post(f"{HERE}/ouvrir", form)).text)
    before = await rows_everywhere(world.owner)
    again = await officer.post(f"{HERE}/ouvrir", form)
    assert again.status_code == 200
    assert "Ce dossier est déjà ouvert" in words_of(again.text)
    assert await rows_everywhere(world.owner) == before
    case = await only_case(world)
    another = await officer.post(f"{HERE}/{case}/code", form_of(again.text, f"{HERE}/{case}/code"))
    assert code_in(another.text) != first
    assert await events_of(world.owner, case, "case.code_replaced") == [{"by": "officer"}]


async def test_two_clicks_at_once_open_one_case(officer: Tab, world: Any) -> None:
    form = await officer.opening_form()
    replies = await asyncio.gather(*(officer.post(f"{HERE}/ouvrir", form) for _ in range(3)))
    assert [reply.status_code for reply in replies] == [200, 200, 200]
    assert sum("dictated-code" in reply.text for reply in replies) == 1
    for table in ("aid_case", "referral", "case_opening"):
        assert await world.owner.fetchval(f"SELECT count(*) FROM {table}") == 1


async def test_the_request_of_another_council_opens_nothing_and_tells_nothing(
    officer: Tab, stranger: Tab, world: Any
) -> None:
    form = await officer.opening_form()
    await officer.post(f"{HERE}/ouvrir", form)
    foreign = await stranger.opening_form()
    reply = await stranger.post(f"{HERE}/ouvrir", {**foreign, "request": form["request"]})
    assert reply.status_code == 404
    assert await world.owner.fetchval("SELECT count(*) FROM aid_case") == 1


@pytest.mark.parametrize("alias", ["06 12 34 56 78", "né le 12/04/1971", "RPPS 10003456789"])
async def test_an_alias_that_is_a_number_is_refused_and_kept_in_its_box(officer: Tab, world: Any, alias: str) -> None:
    reply = await officer.open_case(alias=alias)
    assert reply.status_code == 422
    assert f'value="{alias}"' in reply.text
    assert 'id="alias-fault"' in reply.text
    assert await world.owner.fetchval("SELECT count(*) FROM aid_case") == 0


async def test_what_another_council_follows_answers_as_what_does_not_exist(
    officer: Tab, stranger: Tab, world: Any, vault: Vault
) -> None:
    desk = await at_case(officer, world, vault)
    before = await rows_everywhere(world.owner)
    for end in ("{}", "{}/code", "avant/{}"):
        foreign, missing = [await stranger.get(f"{HERE}/{end.format(case)}") for case in (desk.case, new_id())]
        assert foreign.status_code == missing.status_code == 404
        assert foreign.content == missing.content
    for end in ("ouvrir", "code"):
        replies = [
            await stranger.post(f"{HERE}/{case}/{end}", {"motif_ouverture": ["call"], "given": ["0"]})
            for case in (desk.case, new_id())
        ]
        assert {reply.status_code for reply in replies} == {404}
        assert replies[0].content == replies[1].content
    assert (await stranger.get(f"{HERE}/pas-un-dossier")).status_code == 404
    assert await rows_everywhere(world.owner) == before


async def test_the_reason_is_asked_once_per_session_and_told_as_function_and_body(
    officer: Tab, deputy: Tab, world: Any, vault: Vault
) -> None:
    desk = await at_case(officer, world, vault)
    asked = await deputy.get(desk.address)
    assert "Pourquoi ouvrez-vous ce dossier ?" in words_of(asked.text)
    assert "possibilités" not in words_of(asked.text)
    assert "checked" not in asked.text
    path = f"{desk.address}/ouvrir"
    unsaid = await deputy.post(path, form_of(asked.text, path))
    assert unsaid.status_code == 422
    assert (await deputy.post(path, {"motif_ouverture": ["with_person"]})).status_code == 422
    said = await deputy.post(path, {"motif_ouverture": ["answer"]})
    assert (said.status_code, said.headers["location"]) == (303, desk.address)
    for _ in range(2):
        assert "Pourquoi ouvrez-vous" not in (await deputy.get(desk.address)).text
    assert await events_of(world.owner, desk.case, "case.opened_by") == [
        {"reason": "with_person", "function": "officer", "org": "cdom-69"},
        {"reason": "answer", "function": "deputy", "org": "cdom-69"},
    ]
    held = await texts_everywhere(world.owner)
    assert "Alix" not in held


async def test_another_session_is_asked_again_and_what_it_was_posting_is_not_lost(
    officer: Tab, deputy: Tab, world: Any, vault: Vault
) -> None:
    desk = await at_case(officer, world, vault)
    path = f"{desk.address}/code"
    asked = await deputy.post(path, {"given": ["0"], "words": ["gardé"]})
    assert "ce que vous aviez envoyé est gardé" in words_of(asked.text)
    carried = form_of(asked.text, path)
    assert (carried["given"], carried["words"]) == (["0"], ["gardé"])
    reply = await deputy.post(path, {**carried, "motif_ouverture": ["call"]})
    assert reply.status_code == 409  # the reason was told, the post was answered: this code cannot be given
    assert len(await events_of(world.owner, desk.case, "case.opened_by")) == 2


async def test_the_board_of_a_person_who_is_no_officer_does_not_exist(world: Any, vault: Vault, open_tab: Any) -> None:
    listener = open_tab(await add_person(world.owner, vault, "listener"))
    for address in (HERE, f"{HERE}/nouvelle"):
        assert (await listener.get(address)).status_code == 404
