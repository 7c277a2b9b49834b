"""A card handed over opens the other's own request, and nobody learns of it."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from relais.cases.code import spoken
from relais.core.ids import new_id
from tests.aid_requests.note_world import Office, code_in, office_in, said
from tests.aid_requests.noting import days_go_by

pytestmark = pytest.mark.anyio
ADVICE, MAKE, BOX = "/demande/pour-un-autre", "/demande/pour-un-autre/carte", "/demande/carte"


@pytest.fixture(scope="module")
async def built(
    postgres: Any, filled: str, anyio_backend: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Office]:
    async with office_in(postgres, filled, tmp_path_factory.mktemp("var")) as made:
        yield made


@pytest.fixture
async def office(built: Office) -> Office:
    await built.empty()
    return built


async def test_the_advice_asks_nothing_about_the_other_person(office: Office) -> None:
    async with office.browser() as author:
        page = await author.get(ADVICE)
    text = said(page)
    assert "15" in text
    assert "3114" in text
    assert "ne vous demande rien sur cette personne" in text
    assert '<input type="text"' not in page.text
    assert "<textarea" not in page.text


async def test_a_card_shows_its_code_once_and_keeps_nothing_of_anyone(office: Office) -> None:
    request = str(new_id())
    async with office.browser() as author:
        first = await author.post(MAKE, data={"request": request})
        again = await author.post(MAKE, data={"request": request})
    assert first.status_code == 200
    code = code_in(first)
    assert again.status_code == 409
    assert "Faire une autre carte" in again.text
    row = await office.owner.fetchrow("SELECT * FROM card ORDER BY made_at DESC LIMIT 1")
    assert set(dict(row)) == {"id", "code_lookup", "code_verifier", "made_at", "ends_at"}
    assert code not in str(dict(row))


async def test_the_code_of_a_card_opens_the_others_own_request_as_often_as_they_like(office: Office) -> None:
    async with office.browser() as author:
        code = code_in(await author.post(MAKE))
    before, cases = await office.owner.fetch("SELECT * FROM card"), await office.count("aid_case")
    async with office.browser() as other:
        for typed in (code, spoken(code)):
            page = await other.post(BOX, data={"code": typed})
            assert page.status_code == 200
            assert 'href="/demande"' in page.text
            assert "Personne ne sait que vous l'avez ouverte" in said(page)
    assert await office.owner.fetch("SELECT * FROM card") == before
    assert await office.count("aid_case") == cases


async def test_a_card_past_its_days_and_a_code_of_nothing_are_answered_alike(office: Office) -> None:
    async with office.browser() as author:
        code = code_in(await author.post(MAKE))
    await days_go_by(office.owner, 30)
    async with office.browser() as other:
        late = await other.post(BOX, data={"code": code})
        unknown = await other.post(BOX, data={"code": "000000000000000001"})
        slip = await other.post(BOX, data={"code": "12 34"})
    assert (late.status_code, unknown.status_code) == (404, 404)
    assert late.text == unknown.text
    assert slip.status_code in (400, 422)
    assert "dix-huit chiffres" in said(slip)


async def test_the_code_of_another_thing_is_led_to_where_it_belongs(office: Office) -> None:
    await office.write()
    code = await office.informed()
    async with office.browser() as other:
        page = await other.post(BOX, data={"code": code})
    assert 'action="/suivi"' in page.text


async def test_many_cards_from_one_source_end_in_a_wait_and_say_so(office: Office) -> None:
    await office.owner.execute("DELETE FROM attempt")
    from relais.accounts import limiter
    from relais.aid_requests.colleague_pace import CARDS

    for _ in range(CARDS.most):
        await limiter.attempts(office.owner, office.vault, CARDS.use, "hour:127.0.0.1", window=CARDS.window)
    async with office.browser() as author:
        page = await author.post(MAKE)
    assert page.status_code == 429
    assert "Rien n'est perdu" in said(page)
