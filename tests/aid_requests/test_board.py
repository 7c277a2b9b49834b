"""The board of a council and the page of a request: urgent first, nothing before a reason, each step to its end."""

import re
from datetime import timedelta
from typing import Any

import httpx
import pytest

from relais.core.ids import new_id
from tests.aid_requests.asking import BOARD, COUNCIL, NATIONAL, Asking, Office, today
from tests.aid_requests.conftest import Open
from tests.guidance.browsing import Tab
from tests.profiles.browsing import words_of

pytestmark = pytest.mark.anyio
SAID: dict[Any, dict[str, Any]] = {
    "contact": {"phone": "06 12 34 56 78", "email": "", "quiet": True},
    "availability": {"when": "le soir"},
    "need": {"words": "Mes cotisations."},
    "context": {"needs": ["financier"], "departement": "69", "practice": "liberal"},
}


@pytest.fixture
async def officer(office: Office, open_tab: Open) -> Tab:
    await office.owner.execute("UPDATE aid_request SET state = 'withdrawn', outcome = NULL")  # an empty board
    return open_tab(office.officer)


@pytest.fixture
async def national(office: Office, open_tab: Open) -> Tab:
    return open_tab(office.national)


async def opened(tab: Tab, one: Asking) -> str:
    """The page of a request, after the reason was said."""
    reply = await tab.get(f"{BOARD}/{one.case}")
    assert "Pourquoi ouvrez-vous ce dossier" in words_of(reply.text)
    reply = await tab.post(f"{BOARD}/{one.case}/ouvrir", {"motif_ouverture": ["request"]})
    assert (reply.status_code, reply.headers["location"]) == (303, f"{BOARD}/{one.case}")
    return (await tab.get(f"{BOARD}/{one.case}")).text


async def follow(tab: Tab, one: Asking, act: str, **more: str) -> httpx.Response:
    """A button of the page."""
    version = str((await one.held()).version)
    return await tab.post(f"{BOARD}/{one.case}/suite", act=act, version=version, request=str(new_id()), **more)


def order(page: str, *shown: Asking) -> list[int]:
    return [page.index(one.reference) for one in shown]


async def test_the_board_of_referrals_says_that_requests_wait(officer: Tab, office: Office) -> None:
    assert "attend" not in words_of((await officer.get("/orientations")).text).partition("Vous vous absentez")[0]
    await office.ask()
    assert "1 demande reçue attend" in await officer.read("/orientations")
    await office.ask(urgent=True)
    assert "2 demandes reçues attendent , dont 1 à lire en premier" in await officer.read("/orientations")


async def test_an_empty_board_says_what_to_do_next(officer: Tab) -> None:
    said = await officer.read(BOARD)
    assert "Aucune demande n'attend" in said
    assert "Ils ne sont pas connus" in said


async def test_urgent_first_then_the_oldest_and_no_need_is_told(office: Office, officer: Tab) -> None:
    old, new = await office.ask(), await office.ask(alias="Dominique")
    urgent = await office.ask(urgent=True)
    await office.age(old.id, "2 days")
    page = (await officer.get(BOARD)).text
    places = order(page, urgent, old, new)
    assert places == sorted(places)
    said = words_of(page)
    assert "à lire en premier" in said
    assert "Dominique" in said
    assert "l'ouvrir et la prendre" in said
    assert "depuis 2 jours" in said
    assert "financ" not in said.lower()
    assert "06 12" not in said


async def test_nothing_of_it_is_read_before_a_reason(office: Office, officer: Tab) -> None:
    one = await office.ask(parts=SAID)
    page = words_of((await officer.get(f"{BOARD}/{one.case}")).text)
    assert "Mes cotisations" not in page
    assert "Lire et traiter une demande reçue" in page
    page = words_of(await opened(officer, one))
    for said in (
        "Mes cotisations.",
        "06 12 34 56 78",
        "ne pas laisser de message",
        "le soir",
        "difficultés financières",
    ):
        assert said in page
    assert "case.opened_by" in await one.acts()
    assert (await one.held()).opened_at is not None


async def test_a_post_that_comes_before_the_reason_is_kept_and_done_with_it(office: Office, officer: Tab) -> None:
    one = await office.ask()
    asked = await follow(officer, one, "taken_up")
    assert "est gardé dans cette page" in words_of(asked.text)
    assert (await one.held()).state == "received"
    done = await follow(officer, one, "taken_up", motif_ouverture="request")
    assert done.status_code == 303
    assert (await one.held()).state == "taken_up"


async def test_taken_up_reached_and_closed_with_an_outcome(office: Office, officer: Tab) -> None:
    one = await office.ask()
    await opened(officer, one)
    assert (await follow(officer, one, "taken_up")).status_code == 303
    missing = await follow(officer, one, "contacted", contacted_on="")
    assert missing.status_code == 422
    assert "Donnez le jour où vous avez joint la personne" in words_of(missing.text)
    ahead = (today() + timedelta(days=2)).isoformat()
    early = await follow(officer, one, "contacted", contacted_on=ahead)
    assert "entre l'arrivée de la demande et aujourd'hui" in words_of(early.text)
    assert (await follow(officer, one, "contacted", contacted_on=today().isoformat())).status_code == 303
    assert "Choisissez une issue" in words_of((await follow(officer, one, "closed")).text)
    closed = await follow(officer, one, "closed", outcome="helped")
    assert closed.headers["location"] == BOARD
    assert (await one.held()).outcome == "helped"


async def test_one_gives_it_back_to_the_list(office: Office, officer: Tab) -> None:
    one = await office.ask()
    await opened(officer, one)
    await follow(officer, one, "taken_up")
    await follow(officer, one, "received")
    assert (await one.held()).state == "received"


async def test_the_same_button_twice_is_once_and_an_old_page_is_told(office: Office, officer: Tab) -> None:
    one = await office.ask()
    await opened(officer, one)
    fields = {"act": "taken_up", "version": "1", "request": str(new_id())}
    for _ in range(2):
        assert (await officer.post(f"{BOARD}/{one.case}/suite", **fields)).status_code == 303
    old = await officer.post(f"{BOARD}/{one.case}/suite", act="taken_up", version="1", request=str(new_id()))
    assert old.status_code == 409
    assert "a changé entre-temps" in words_of(old.text)


async def test_a_request_becomes_a_referral_in_its_own_case_with_the_person(office: Office, officer: Tab) -> None:
    one = await office.ask(parts=SAID)
    await opened(officer, one)
    guide = f"/orientations/{one.case}"
    early = await keep_options(officer, guide)
    assert "dites d'abord, dans sa demande, quand vous l'avez jointe" in words_of(early.text)
    await follow(officer, one, "taken_up")
    await follow(officer, one, "contacted", contacted_on=today().isoformat())
    assert f'href="{guide}"' in (await officer.get(f"{BOARD}/{one.case}")).text
    assert (await keep_options(officer, guide)).status_code == 303
    assert (await one.held()).state == "turned"
    found = await office.owner.fetchrow("SELECT state, origin_org FROM referral WHERE case_id = $1", one.case)
    assert tuple(found) == ("options_shown", COUNCIL)
    board = words_of((await officer.get(BOARD)).text)
    assert "Devenues une orientation" in board


async def keep_options(tab: Tab, guide: str) -> httpx.Response:
    """Search with the person, then keep what was heard."""
    wanted = {"needs": ["souffrance_psychique", "financier"], "origin": ["69"], "request": [str(new_id())]}
    page = await tab.post(f"{guide}/possibilites", {**wanted, "act": ["search"]})
    form = re.search(rf'<form[^>]*action="{guide}/possibilites"[\s\S]*?value="keep"', page.text)
    assert form, page.text[:500]
    fields: dict[str, list[str]] = {}
    for name, value in re.findall(r'<input type="hidden"\s+name="([^"]+)"\s+value="([^"]*)"', form[0]):
        fields.setdefault(name, []).append(value)
    fields.pop("jeton", None)
    return await tab.post(f"{guide}/possibilites", {**fields, "act": ["keep"]})


async def test_before_it_is_turned_it_is_not_on_the_board_of_referrals(office: Office, officer: Tab) -> None:
    one = await office.ask()
    assert one.reference not in (await officer.get("/orientations")).text
    await one.bring("taken_up", "contacted")
    await opened(officer, one)
    await keep_options(officer, f"/orientations/{one.case}")
    assert one.reference in (await officer.get("/orientations")).text


async def test_another_council_finds_nothing(office: Office, open_tab: Open) -> None:
    one = await office.ask(parts=SAID)
    tab = open_tab(office.stranger)
    for path in (f"{BOARD}/{one.case}", f"{BOARD}/conseils/{COUNCIL}", f"{BOARD}/{new_id()}"):
        assert (await tab.get(path)).status_code == 404
    assert (await follow(tab, one, "taken_up")).status_code == 404
    assert one.reference not in (await tab.get(BOARD)).text


async def test_who_relieves_a_council_answers_and_leaves_options_and_codes_to_it(
    office: Office, officer: Tab, national: Tab
) -> None:
    one = await office.ask(urgent=True)
    await office.owner.execute("UPDATE aid_request SET relief_org = $2 WHERE id = $1", one.id, NATIONAL)
    assert "qu'un conseil n'a pas ouvertes en quatre heures" in await national.read(BOARD)
    page = await opened(national, one)
    assert "Vous la lisez à la place de" in words_of(page)
    await follow(national, one, "taken_up")
    await follow(national, one, "contacted", contacted_on=today().isoformat())
    page = (await national.get(f"{BOARD}/{one.case}")).text
    assert "laisser le conseil chercher" in words_of(page)
    assert f"/orientations/{one.case}" not in page
    for path in (f"/orientations/{one.case}", f"/orientations/{one.case}/code"):
        assert (await national.get(path)).status_code == 404
    await opened(officer, one)
    assert (await keep_options(officer, f"/orientations/{one.case}")).status_code == 303
    assert (await one.held()).state == "turned"


# Spam, unread ---------------------------------------------------------------------------------------------------------


async def test_what_may_be_spam_is_apart_and_put_aside_without_being_opened(office: Office, officer: Tab) -> None:
    real, spam = await office.ask(), await office.ask(marks=("honeypot", "rate"))
    page = words_of((await officer.get(BOARD)).text)
    assert page.index(real.reference) < page.index("Peut-être des envois automatiques") < page.index(spam.reference)
    nothing = await officer.post(f"{BOARD}/conseils/{COUNCIL}/ecarter")
    assert nothing.status_code == 422
    done = await officer.post(f"{BOARD}/conseils/{COUNCIL}/ecarter", {"chosen": [str(spam.id)]})
    assert done.status_code == 303
    held = await spam.held()
    assert (held.state, held.outcome, held.opened_at) == ("closed", "spam", None)
    assert "case.opened_by" not in await spam.acts()
    assert (await real.held()).state == "received"


async def test_an_urgent_one_is_never_among_them(office: Office, officer: Tab) -> None:
    one = await office.ask(marks=("quick",), urgent=True)
    page = words_of((await officer.get(BOARD)).text)
    assert one.reference in page
    assert "Peut-être des envois automatiques" not in page


async def test_one_that_was_reached_meanwhile_is_not_put_aside(office: Office, officer: Tab) -> None:
    one = await office.ask(marks=("rate",))
    await one.bring("taken_up", "contacted")
    await officer.post(f"{BOARD}/conseils/{COUNCIL}/ecarter", {"chosen": [str(one.id)]})
    assert (await one.held()).state == "contacted"


# The national service, several bodies, reading days -------------------------------------------------------------------


async def test_the_national_service_reads_what_goes_round_a_council(office: Office, national: Tab) -> None:
    own, other = await office.ask(council=NATIONAL), await office.ask()
    page = (await national.get(BOARD)).text
    assert own.reference in page
    assert other.reference not in page
    await opened(national, own)
    await follow(national, own, "taken_up")
    await follow(national, own, "contacted", contacted_on=today().isoformat())
    guide = f"/orientations/{own.case}"
    assert (await keep_options(national, guide)).status_code == 303
    assert (await national.get(guide)).status_code == 200
    assert (await national.get("/orientations")).status_code == 404


async def test_the_days_are_set_from_the_board_and_only_ones_own(office: Office, officer: Tab) -> None:
    done = await officer.post(f"{BOARD}/conseils/{COUNCIL}/jours", {"days": ["thu", "mon", "nonsense"]})
    assert done.status_code == 303
    assert await office.owner.fetchval("SELECT days FROM reading_days WHERE council = $1", COUNCIL) == ["mon", "thu"]
    assert (await officer.post(f"{BOARD}/conseils/cdom-75/jours", {"days": ["mon"]})).status_code == 404
    await officer.post(f"{BOARD}/conseils/{COUNCIL}/jours")
    assert await office.owner.fetchval("SELECT days FROM reading_days WHERE council = $1", COUNCIL) == []
    await office.owner.execute("DELETE FROM reading_days")


async def test_the_board_goes_on_page_after_page(office: Office, officer: Tab) -> None:
    asked = [await office.ask(parts={}) for _ in range(52)]
    page = (await officer.get(BOARD)).text
    further = re.search(rf'href="({BOARD}/conseils/{COUNCIL}/apres/[^"]+)"', page)
    assert further
    rest = (await officer.get(further[1])).text
    shown = [sum(one.reference in text for text in (page, rest)) for one in asked]
    assert shown == [1] * 52
