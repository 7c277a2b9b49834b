"""A caller's sheet: options under a code, nobody in it, the same order at home and the numbers of the day."""

import re
from datetime import timedelta

import pytest
from msgspec import structs

from relais.audit.model import CONSOLE
from relais.core.ids import new_id
from relais.core.settings import Settings
from relais.directory.organisations import retire
from relais.directory.service import Origin, change_field
from tests.accounts.people import add_person, client_for
from tests.conftest import World
from tests.followup.pressing import Opened, opened, post
from tests.sheets.scene import Helpline, code_in, helpline_in

pytestmark = pytest.mark.anyio
MONTH = timedelta(days=30)
CALLED = Origin(source_label="appel")


def titles(page: Opened) -> list[str]:
    return re.findall(r'<li class="option">\s*<h2>([^<]*)</h2>', page.html)


async def test_a_listener_gives_a_code_and_the_caller_reads_the_same_options_in_the_same_order(
    helpline: Helpline,
) -> None:
    desk = await helpline.sheet()
    given = await desk.press("Donner un code")
    assert given.status == 200
    assert "Il n'est montré qu'une fois" in given.text
    assert "Elle ne contient ni votre nom" in given.text
    home = await helpline.read(code_in(given))
    assert titles(home) == titles(desk)
    assert len(titles(home)) == 4  # the helpline first
    assert "0805 62 01 33" in home.text
    assert "dans le même ordre, avec les numéros d'aujourd'hui" in home.text
    assert "Changé depuis" not in home.text


async def test_nobody_no_need_and_no_account_is_in_any_column(helpline: Helpline) -> None:
    code = await helpline.code()
    columns = await helpline.owner.fetch(
        "SELECT table_name || '.' || column_name AS name FROM information_schema.columns "
        "WHERE table_name IN ('sheet', 'sheet_option') ORDER BY table_name, ordinal_position"
    )
    assert [row["name"] for row in columns] == [
        *("sheet.id", "sheet.code_lookup", "sheet.code_verifier", "sheet.made_at", "sheet.ends_at"),
        *("sheet.directory_version", "sheet.seed"),
        *("sheet_option.sheet", "sheet_option.rank", "sheet_option.service", "sheet_option.shown"),
    ]
    rows = await helpline.owner.fetch(
        "SELECT s::text AS said FROM sheet AS s UNION ALL SELECT o::text FROM sheet_option AS o"
    )
    kept = " ".join(row["said"] for row in rows)
    for secret in (code, code.replace(" ", ""), "idées noires", "Bourg", "Camille", str(helpline.person.account)):
        assert secret not in kept
    assert await helpline.owner.fetchval("SELECT count(*) FROM journal") == await helpline.owner.fetchval(
        "SELECT count(*) FROM journal WHERE act LIKE 'directory.%'"
    )
    assert [row["shown"].keys() for row in await helpline.owner.fetch("SELECT shown FROM sheet_option LIMIT 1")] == [
        {"name", "acronym", "hours", "address", "free", "anonymous", "independent", "state", "phones"}
    ]
    for table in ("aid_case", "case_event", "referral", "option_shown"):
        assert await helpline.owner.fetchval(f"SELECT count(*) FROM {table}") == 0


@pytest.mark.long
async def test_a_second_click_makes_no_second_sheet_and_offers_another_code(helpline: Helpline) -> None:
    where, what = (await helpline.sheet()).sent_by("Donner un code")
    first, second = await post(helpline.listener, where, what), await post(helpline.listener, where, what)
    assert (first.status, second.status) == (200, 409)
    assert "Ce code a déjà été montré" in second.text
    assert await helpline.owner.fetchval("SELECT count(*) FROM sheet") == 1
    again = await second.press("Faire un autre code")
    assert code_in(again) != code_in(first)
    assert "Vos options" in (await helpline.read(code_in(again))).text


async def test_only_a_listener_gives_codes_and_the_others_still_print(helpline: Helpline) -> None:
    page = await post(helpline.home, "/fiche", [("sheet", "sps")])
    assert page.status == 200
    assert "connectez-vous dans un autre onglet" in page.text
    assert "Donner un code</button>" not in page.html
    assert (await helpline.home.post("/fiche/code", data={"sheet": "sps", "request": str(new_id())})).status_code == 401
    member = await add_person(helpline.owner, helpline.vault, "member", organization="asra")
    async with client_for(helpline.app, member) as client:
        assert "Donner un code" not in (await post(client, "/fiche", [("sheet", "sps")])).html
        asked = await client.post("/fiche/code", data=member.form(sheet="sps", request=str(new_id())))
        assert asked.status_code == 404
    officer = await add_person(helpline.owner, helpline.vault, "officer", council="69")
    async with client_for(helpline.app, officer) as client:
        page = await (await post(client, "/fiche", [("sheet", "sps")])).press("Donner un code")
        assert code_in(page)
    refused = await helpline.listener.post("/fiche/code", data={"sheet": "sps", "request": str(new_id())})
    assert refused.status_code == 403  # the token of the session is missing
    assert await helpline.owner.fetchval("SELECT count(*) FROM sheet") == 1


async def test_a_code_of_an_empty_sheet_is_refused(helpline: Helpline) -> None:
    asked = await helpline.listener.post("/fiche/code", data=helpline.person.form(request=str(new_id())))
    assert asked.status_code == 400
    assert "Cette fiche est vide" in asked.text.replace("\u202f", " ")


async def test_a_number_and_hours_that_changed_are_marked_with_what_they_were(helpline: Helpline) -> None:
    code = await helpline.code()
    async with helpline.database.writing() as db:
        await change_field(db, "asra", "phone", "04 72 00 00 01", CALLED)
        version = await change_field(db, "asra", "hours", "Mo-Fr 09:00-12:00", CALLED)
    await helpline.knows(version)
    page = await helpline.read(code)
    told = re.search(r"Changé depuis le \d+(?:er)? \w+ 20\d\d : (.*?)\)\.", page.text)
    assert told
    assert told[1].startswith("numéro changé (avant : 0805 62 01 33 )")
    assert "horaires changés" in told[1]
    assert "04 72 00 00 01" in page.text
    assert page.text.count("Changé depuis") == 1
    assert len(titles(page)) == 4


async def test_what_closed_since_is_marked_and_leads_to_what_replaces_it(helpline: Helpline) -> None:
    code = await helpline.code("sps", "asra")
    async with helpline.database.writing() as db:
        version = await retire(db, CONSOLE, "sps", "A cessé.", replaced_by="asra")
    await helpline.knows(version)
    page = await helpline.read(code)
    assert "N'existe plus" in page.text
    assert "n'appelez plus le numéro noté" in page.text
    assert "Voir : ASRA" in page.text
    assert "0805 23 23 36" not in page.text
    assert titles(page)[1] == "SPS"


async def test_a_wrong_code_is_wrong_the_same_way_whatever_it_is_not(helpline: Helpline) -> None:
    await helpline.code()
    answers = [
        await helpline.home.post(path, data={"code": "000 000 000 000 000 001"}) for path in ("/fiche/lire", "/suivi")
    ]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert all("n'ouvre rien" in answer.text.replace("&#39;", "'") for answer in answers)
    slip = await helpline.read("000 000 000 000 000 002")
    assert slip.status == 400
    assert "mal recopié" in slip.text


async def test_after_thirty_days_the_code_opens_nothing_in_the_same_words(helpline: Helpline) -> None:
    code = await helpline.code()
    page = await helpline.read(code)
    carried = page.form("Commencer")[0].fields
    await helpline.owner.execute("ALTER TABLE sheet DISABLE TRIGGER USER")
    await helpline.owner.execute(
        "UPDATE sheet SET made_at = made_at - $1::interval, ends_at = ends_at - $1::interval", MONTH
    )
    gone = await helpline.read(code)
    never = await helpline.read("000 000 000 000 000 001")
    assert gone.status == never.status == 404
    assert gone.text == never.text
    late = await post(helpline.home, "/fiche/commencer", carried)
    assert late.status == 403
    assert await helpline.owner.fetchval("SELECT count(*) FROM aid_case") == 0


@pytest.mark.long
async def test_either_box_takes_either_code(helpline: Helpline) -> None:
    code = await helpline.code()
    page = await post(helpline.home, "/suivi", [("code", code)])
    assert "Ce code ouvre une fiche" in page.text
    page = await page.press("Ouvrir ma fiche")
    assert "Vos options" in page.text
    begun = await (await page.press("Commencer une demande")).press("Commencer et recevoir", council="alone")
    page = await helpline.read(code_in(begun))
    assert "Ce code ouvre votre suivi" in page.text
    page = await page.press("Ouvrir mon suivi")
    assert page.status == 200
    assert code_in(begun) not in page.html


async def test_the_pages_of_a_sheet_stay_nowhere(helpline: Helpline) -> None:
    code = await helpline.code()
    page = await helpline.read(code)
    assert "<title>Relais</title>" in page.html
    assert page.headers["cache-control"] == "no-store"
    assert "set-cookie" not in page.headers
    assert code not in page.html
    assert code.replace(" ", "") not in page.html
    assert {form.action for form in page.forms} == {"/fiche/commencer"}
    altered = await helpline.home.post("/fiche/lire", data={"fiche": "00" * 40})
    assert altered.status_code == 403
    assert opened(helpline.home, altered).form("Ouvrir")[0].action == "/fiche/lire"


async def test_a_sheet_is_given_and_read_while_the_search_engine_is_down(world: World, settings: Settings) -> None:
    dead = structs.replace(settings, engine="meilisearch", meilisearch_url="http://127.0.0.1:9")
    async with helpline_in(world, dead) as helpline:
        page = await helpline.read(await helpline.code())
        assert "0805 62 01 33" in page.text
