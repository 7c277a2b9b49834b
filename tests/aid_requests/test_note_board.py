"""A note at its council: days left, a reason before anything, the person informed, spam put aside unread."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from relais.core.context import WORKER
from relais.core.ids import new_id
from relais.core.settings import Settings
from tests.accounts.people import add_person
from tests.aid_requests.note_world import BOARD, BOX, Office, code_in, office_in, said
from tests.aid_requests.noting import days_go_by

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


async def test_the_board_shows_dates_and_days_left_and_no_name(office: Office) -> None:
    await office.write()
    async with office.browser(office.officer) as desk:
        page = await desk.get(BOARD)
    text = said(page)
    assert "il reste 30 jours" in text
    assert "informer la personne avant le" in text
    for word in ("Kanari", "Camille", "joindre cette personne"):
        assert word not in page.text


async def test_the_board_of_requests_counts_the_people_to_inform(office: Office) -> None:
    async with office.browser(office.officer) as desk:
        assert "à informer" not in said(await desk.get("/demandes"))
        await office.write()
        assert "1 personne à informer" in said(await desk.get("/demandes"))
        await office.informed()
        assert "à informer" not in said(await desk.get("/demandes"))


async def test_few_days_left_are_said_in_another_tone(office: Office) -> None:
    await office.write()
    await days_go_by(office.owner, 29)
    async with office.browser(office.officer) as desk:
        page = await desk.get(BOARD)
    assert "il reste un jour" in page.text
    assert "badge-warn" in page.text


async def test_a_note_is_opened_with_a_reason_that_the_person_reads(office: Office) -> None:
    await office.write()
    path = f"{BOARD}/{(await office.note())['id']}"
    async with office.browser(office.officer) as desk:
        asked = await desk.get(path)
        assert "Pourquoi ouvrez-vous cette note" in said(asked)
        assert "Kanari" not in asked.text
        unsaid = await desk.post(f"{path}/ouvrir", data=office.officer.form())
        assert unsaid.status_code == 422
        opened = await desk.post(f"{path}/ouvrir", data=office.officer.form(motif="call"))
        assert opened.status_code == 303
        page = await desk.get(path)
    for told in ("Camille Kanari", "Rhône", "libéral", "Je n'arrive plus à joindre", "sacha@exemple.fr"):
        assert told in said(page)
    acts = "SELECT detail ->> 'reason' FROM case_event WHERE act = 'case.opened_by' ORDER BY at DESC LIMIT 1"
    assert await office.owner.fetchval(acts) == "call"


async def test_another_council_finds_nothing_and_cannot_tell(office: Office) -> None:
    await office.write()
    path = f"{BOARD}/{(await office.note())['id']}"
    async with office.browser(office.stranger) as desk:
        assert "Aucune personne à informer" in said(await desk.get(BOARD))
        here, nowhere = await desk.get(path), await desk.get(f"{BOARD}/{new_id()}")
        assert here.status_code == nowhere.status_code == 404
        assert here.text == nowhere.text
        for act in ("ouvrir", "informer", "code", "ecarter"):
            fields = office.stranger.form(motif="call", sur="oui", how="letter", informed_on=await office.today())
            assert (await desk.post(f"{path}/{act}", data=fields)).status_code == 404


async def test_the_national_service_is_told_that_notes_go_to_councils(office: Office) -> None:
    await office.write()
    national = await add_person(office.owner, office.vault, "national", "Nour")
    async with office.browser(national) as desk:
        page = await desk.get(BOARD)
        assert (await desk.get(f"{BOARD}/{(await office.note())['id']}")).status_code == 404
    assert "lues par les conseils départementaux" in said(page)


async def test_a_person_informed_is_kept_with_a_day_and_a_way_and_their_code_is_shown_once(office: Office) -> None:
    await office.write()
    path = await office.opened()
    fields = office.officer.form(informed_on=await office.today(), how="telephone")
    async with office.browser(office.officer) as desk:
        page = await desk.post(f"{path}/informer", data=fields)
        code = code_in(page)
        again = await desk.post(f"{path}/informer", data=fields)
        assert again.status_code == 409
        assert code not in again.text
        later = await desk.get(path)
        assert "La personne est informée" in said(later)
        newer = code_in(await desk.post(f"{path}/code", data=office.officer.form()))
    row = await office.note()
    assert (row["state"], row["informed_how"]) == ("informed", "telephone")
    async with office.browser() as person:
        assert (await person.post(BOX, data={"code": code})).status_code == 404
        assert "Camille Kanari" in said(await person.post(BOX, data={"code": newer}))


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"how": "telephone"}, "informed_on"),
        ({"informed_on": "2020-01-01", "how": "telephone"}, "informed_on"),
        ({"informed_on": "2090-01-01", "how": "telephone"}, "informed_on"),
        ({"informed_on": "hier", "how": "telephone"}, "informed_on"),
        ({"informed_on": "today"}, "how"),
        ({"informed_on": "today", "how": "sms"}, "how"),
    ],
)
async def test_a_day_or_a_way_that_cannot_be_is_said_beside_its_field(
    office: Office, fields: dict[str, str], field: str
) -> None:
    await office.write()
    path = await office.opened()
    if fields.get("informed_on") == "today":
        fields = fields | {"informed_on": await office.today()}
    async with office.browser(office.officer) as desk:
        page = await desk.post(f"{path}/informer", data=office.officer.form(**fields))
    assert page.status_code == 422
    assert f'id="fault-{field}"' in page.text
    assert (await office.note())["state"] == "received"


async def test_nobody_is_informed_of_a_note_that_was_not_opened(office: Office) -> None:
    await office.write()
    path = f"{BOARD}/{(await office.note())['id']}"
    fields = office.officer.form(informed_on=await office.today(), how="letter")
    async with office.browser(office.officer) as desk:
        page = await desk.post(f"{path}/informer", data=fields)
        assert page.status_code == 422
        assert (await desk.post(f"{path}/code", data=office.officer.form())).status_code == 303
    assert (await office.note())["state"] == "received"


async def test_a_note_is_put_aside_unread_in_two_steps(office: Office) -> None:
    await office.write()
    note = await office.note()
    path = f"{BOARD}/{note['id']}"
    async with office.browser(office.officer) as desk:
        sure = await desk.post(f"{path}/ecarter", data=office.officer.form())
        assert "Oui, écarter la note" in sure.text
        assert (await office.note())["state"] == "received"
        done = await desk.post(f"{path}/ecarter", data=office.officer.form(sur="oui"))
        assert done.status_code == 303
        assert (await desk.get(path)).status_code == 404
    opened = "SELECT count(*) FROM case_opening WHERE case_id = $1"
    assert await office.owner.fetchval(opened, note["case_id"]) == 0
    assert await office.owner.fetchval("SELECT count(*) FROM case_part WHERE case_id = $1", note["case_id"]) == 0
    await office.write()
    assert await office.count("note_author") == 1


async def test_a_note_informed_of_in_another_tab_is_not_put_aside(office: Office) -> None:
    await office.write()
    await office.informed()
    path = f"{BOARD}/{(await office.note())['id']}"
    async with office.browser(office.officer) as desk:
        late = await desk.post(f"{path}/ecarter", data=office.officer.form(sur="oui"))
    assert (late.status_code, late.headers["location"]) == (303, path)
    assert (await office.note())["state"] == "informed"


async def test_the_case_of_a_note_is_not_among_the_orientations(office: Office) -> None:
    await office.write()
    note = await office.note()
    reference = await office.owner.fetchval("SELECT reference FROM aid_case WHERE id = $1", note["case_id"])
    async with office.browser(office.officer) as desk:
        assert reference not in (await desk.get("/orientations")).text
        for path in (f"/orientations/{note['case_id']}", f"/demandes/{note['case_id']}"):
            assert (await desk.get(path)).status_code == 404


async def test_the_worker_purges_what_nobody_was_informed_of(office: Office, tmp_path: Any) -> None:
    from relais.aid_requests.note_service import purge_notes

    await office.write()
    note = await office.note()
    await days_go_by(office.owner, 30)
    async with office.working.reading() as db:
        await purge_notes(db, office.vault, Settings(var_dir=tmp_path))
    assert await office.count("note") == 0
    kept = "SELECT data_key_wrapped IS NULL FROM aid_case WHERE id = $1"
    assert await office.owner.fetchval(kept, note["case_id"])
    told = "SELECT actor_kind FROM case_event WHERE case_id = $1 AND act = 'note.purged'"
    assert await office.owner.fetchval(told, note["case_id"]) == WORKER.kind
