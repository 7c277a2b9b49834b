"""A note by its author: what may be said, what stops it, and that nothing is kept before an address is confirmed."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from relais.core.ids import new_id
from tests.aid_requests.note_world import BOARD, CODE, FORM, NOTE, Office, hidden, office_in, said

pytestmark = pytest.mark.anyio


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


async def test_the_form_says_the_law_and_that_it_is_not_read_at_once(office: Office) -> None:
    async with office.browser() as author:
        text = said(await author.get(FORM))
    for told in ("n'est pas lue tout de suite", "article 226-10 du code pénal", "cinq ans", "45 000 euros",
                 "dans les trente jours", "l'effacer"):  # fmt: skip
        assert told in text


async def test_a_fear_for_a_life_stops_the_page_and_nothing_is_kept_or_mailed(office: Office) -> None:
    async with office.browser() as author:
        page = await author.post(FORM, data=NOTE | {"motive": "life_danger"})
    text = said(page)
    assert page.status_code == 200
    assert "Appelez maintenant" in text
    assert "3114" in text
    assert "ne sont pas lues tout de suite" in text
    assert "Kanari" not in page.text
    assert await office.count("note") == 0
    assert await office.owner.fetchval("SELECT count(*) FROM outbox") == 0


async def test_a_fear_for_a_life_stops_before_any_other_fault_is_said(office: Office) -> None:
    async with office.browser() as author:
        page = await author.post(FORM, data={"motive": "life_danger"})
    assert "Appelez maintenant" in said(page)


@pytest.mark.parametrize(
    ("changes", "field", "told"),
    [
        ({"motive": ""}, "motive", "Choisissez dans la liste"),
        ({"motive": "alcool"}, "motive", "Choisissez dans la liste"),
        ({"surname": ""}, "surname", "Écrivez le nom"),
        ({"surname": "Kanari (dépressif)"}, "surname", "Un nom seulement"),
        ({"surname": "Kanari qui boit depuis des mois sans arrêt"}, "surname", "Un nom seulement"),
        ({"first": "06 12 34 56 78"}, "first", "Un nom seulement"),
        ({"first": "x" * 61}, "first", "60"),
        ({"departement": ""}, "departement", "Choisissez le département"),
        ({"departement": "13"}, "departement", "Personne ne lit"),
        ({"practice": "chirurgie"}, "practice", "Choisissez le mode"),
        ({"email": "sacha"}, "email", "adresse électronique"),
        ({"email": " "}, "email", "Écrivez votre adresse électronique"),
    ],
)
async def test_a_fault_is_said_beside_its_field_and_what_was_typed_is_kept(
    office: Office, changes: dict[str, str], field: str, told: str
) -> None:
    async with office.browser() as author:
        page = await author.post(FORM, data=NOTE | changes)
    assert page.status_code == 422
    assert f'id="fault-{field}"' in page.text
    assert told in said(page)
    if field != "first":
        assert 'value="Camille"' in page.text
    assert await office.count("note") == 0


async def test_only_councils_where_someone_reads_are_offered(office: Office) -> None:
    async with office.browser() as author:
        page = await author.get(FORM)
    assert '<option value="69"' in page.text
    assert '<option value="75"' in page.text
    assert '<option value="13"' not in page.text


async def test_nothing_is_kept_before_the_mailed_code_was_typed_back(office: Office) -> None:
    cases = await office.count("aid_case")
    async with office.browser() as author:
        page = await author.post(FORM, data=NOTE)
        assert "Recopiez le code" in page.text
        assert "Kanari" not in page.text
        assert (await office.count("note"), await office.count("aid_case")) == (0, cases)
        wrong = await author.post(CODE, data={"draft": hidden(page, "draft"), "code": "000 000"})
        assert wrong.status_code == 422
        assert await office.count("note") == 0
        done = await author.post(CODE, data={"draft": hidden(page, "draft"), "code": await office.mailed_code()})
    assert "La note est partie" in said(done)
    assert (await office.count("note"), await office.count("note_author")) == (1, 1)


async def test_the_mails_hold_nothing_of_the_note(office: Office) -> None:
    await office.write()
    mails = [*await office.mails("note_code"), *await office.mails("note_waiting")]
    assert len(mails) == 2
    for mail in mails:
        for word in ("Kanari", "Camille", "note", "médecin", "isole"):
            assert word not in mail.subject + mail.text.replace("/ouvrir/notes", "")
    assert f"{office.officer.account}@exemple.fr" == mails[1].to


async def test_a_note_posted_again_is_one_and_is_answered_the_same(office: Office) -> None:
    async with office.browser() as author:
        page = await author.post(FORM, data=NOTE | {"request": str(new_id())})
        fields = {"draft": hidden(page, "draft"), "code": await office.mailed_code()}
        first = await author.post(CODE, data=fields)
        again = await author.post(CODE, data=fields)
    assert said(first) == said(again)
    assert await office.count("note_author") == 1
    assert len(await office.mails("note_waiting")) == 1


async def test_a_second_note_of_the_same_author_adds_nothing_however_it_is_spelt(office: Office) -> None:
    first = await office.write()
    again = await office.write(surname="KANARI", first="camille", email="Sacha@EXEMPLE.fr", motive="money")
    assert said(first) == said(again)
    assert await office.count("note_author") == 1


async def test_the_same_author_writes_about_a_person_to_one_council_only(office: Office) -> None:
    first = await office.write()
    second = await office.write(departement="75")
    assert second.status_code == first.status_code == 200
    assert (await office.count("note"), await office.count("note_author")) == (1, 1)
    assert (await office.note())["council"] == "cdom-69"
    await office.write(departement="75", email="dominique@exemple.fr")  # another author may know another council
    assert await office.count("note") == 2


async def test_another_author_joins_the_same_note_and_is_not_told(office: Office) -> None:
    first = await office.write()
    second = await office.write(email="dominique@exemple.fr", surname="Kanâri", motive="money")
    assert said(first) == said(second)
    assert (await office.count("note"), await office.count("note_author")) == (1, 2)


async def test_a_signed_in_author_needs_no_code(office: Office) -> None:
    async with office.browser(office.stranger) as author:
        fields = {name: text for name, text in NOTE.items() if name != "email"}
        page = await author.post(FORM, data=office.stranger.form(**fields))
    assert "La note est partie" in said(page)
    assert await office.count("note") == 1
    assert await office.mails("note_code") == []
    path = await office.opened()
    async with office.browser(office.officer) as desk:
        assert f"{office.stranger.account}@exemple.fr" in (await desk.get(path)).text


async def test_a_signed_in_author_posts_with_the_token_of_the_session(office: Office) -> None:
    async with office.browser(office.stranger) as author:
        assert (await author.post(FORM, data=NOTE)).status_code == 403
    assert await office.count("note") == 0


async def test_an_altered_page_is_worth_nothing(office: Office) -> None:
    async with office.browser() as author:
        page = await author.post(FORM, data=NOTE)
        draft = hidden(page, "draft")
        for bad in ("", "zz", draft[:-2] + ("00" if draft[-2:] != "00" else "11")):
            answer = await author.post(CODE, data={"draft": bad, "code": await office.mailed_code()})
            assert answer.status_code == 303
    assert await office.count("note") == 0


async def test_five_wrong_codes_end_that_page_and_another_code_is_worth_for_the_new_one(office: Office) -> None:
    async with office.browser() as author:
        page = await author.post(FORM, data=NOTE)
        draft, right = hidden(page, "draft"), await office.mailed_code()
        wrong = "111111" if right != "111111" else "222222"
        for _ in range(5):
            assert (await author.post(CODE, data={"draft": draft, "code": wrong})).status_code == 422
        assert (await author.post(CODE, data={"draft": draft, "code": right})).status_code == 429
    assert await office.count("note") == 0


async def test_another_code_replaces_the_first_in_the_page_that_asked_for_it(office: Office) -> None:
    async with office.browser() as author:
        page = await author.post(FORM, data=NOTE)
        former = await office.mailed_code()
        newer = await author.post(CODE, data={"draft": hidden(page, "draft"), "act": "again"})
        code = await office.mailed_code()
        if code != former:
            refused = await author.post(CODE, data={"draft": hidden(newer, "draft"), "code": former})
            assert refused.status_code == 422
        done = await author.post(CODE, data={"draft": hidden(newer, "draft"), "code": code})
    assert "La note est partie" in said(done)


async def test_a_mailbox_gets_three_codes_a_day_and_what_was_typed_is_kept(office: Office) -> None:
    async with office.browser() as author:
        for _ in range(3):
            assert "Recopiez le code" in (await author.post(FORM, data=NOTE)).text
        page = await author.post(FORM, data=NOTE)
    assert page.status_code == 429
    assert 'value="Kanari"' in page.text
    assert len(await office.mails("note_code")) == 3


async def test_a_page_left_open_too_long_gives_back_what_was_typed(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    from datetime import timedelta

    from relais.aid_requests import note_draft

    async with office.browser() as author:
        monkeypatch.setattr(note_draft, "LASTS", timedelta(minutes=-1))
        page = await author.post(FORM, data=NOTE)
        late = await author.post(CODE, data={"draft": hidden(page, "draft"), "code": await office.mailed_code()})
    assert late.status_code == 403
    assert 'value="Kanari"' in late.text
    assert await office.count("note") == 0


async def test_an_author_sees_no_note_and_finds_no_board(office: Office) -> None:
    await office.write()
    async with office.browser() as author:
        assert (await author.get(BOARD)).status_code == 401
