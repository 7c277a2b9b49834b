"""The pages about persons, as coordinators, members and officers open and post them."""

import re
from collections.abc import AsyncIterator
from typing import Any, get_args

import httpx
import pytest
from litestar import Litestar

from relais.accounts.access import Access
from relais.accounts.bureau import Bureau
from relais.accounts.doors import Doors, SignInNeededError
from relais.accounts.entrance import Entrance
from relais.accounts.model import Role
from relais.accounts.passwords import Passwords
from relais.accounts.people_routes import people_routes
from relais.accounts.routes import account_routes
from relais.app import LINKS, PACKAGE, form_token, places
from relais.core.db import Database
from relais.core.settings import Settings
from relais.directory.strip import STRIP
from relais.moderation.office import SECTIONS
from relais.web.pages import Pages
from relais.web.problems import Problems
from relais.web.static_files import StaticFiles
from tests.accounts.granting import Office
from tests.accounts.people import Person, add_grant, add_person, client_for

pytestmark = pytest.mark.anyio
PEOPLE = "/coordination/personnes"
CLAIRE = {"email": "claire@exemple.fr", "name": "Claire Dupont"}


class Site:
    """The application, opened by several persons; each has a browser of theirs."""

    def __init__(self, app: Any) -> None:
        self.app = app
        self.clients: list[httpx.AsyncClient] = []

    def of(self, person: Person | None) -> httpx.AsyncClient:
        self.clients.append(client_for(self.app, person))
        return self.clients[-1]

    async def get(self, person: Person | None, path: str) -> httpx.Response:
        return await self.of(person).get(path)

    async def post(self, person: Person, path: str, **fields: Any) -> httpx.Response:
        return await self.of(person).post(path, data=person.form(**fields))


@pytest.fixture
async def site(office: Office, settings: Settings) -> AsyncIterator[Site]:
    """The routes about persons behind the doors, without the directory, which takes a second to load."""
    doors = Doors(database=Database(settings.app_url, max_size=3), vault=office.vault)
    folders = {name: PACKAGE / name / "templates" for name in ("accounts", "moderation")}
    pages = Pages(folders, STRIP, StaticFiles(), links=LINKS)
    pages.environment.globals.update(places=places, form_token=form_token)
    access = Access(database=doors.database, vault=office.vault, passwords=Passwords())
    bureau = Bureau(pages=pages, database=doors.database, vault=office.vault, settings=settings, sections=SECTIONS)
    app = Litestar(
        route_handlers=[*people_routes(bureau), *account_routes(Entrance(pages=pages, access=access))],
        guards=[doors.guard],
        exception_handlers={
            **Problems(pages).handlers(),
            SignInNeededError: Entrance(pages=pages, access=access).sign_in_needed,
        },
        openapi_config=None,
        logging_config=None,
    )
    made = Site(app)
    yield made
    for client in made.clients:
        await client.aclose()
    await doors.database.close()


def actions(page: str, end: str) -> list[str]:
    """Where the forms of a page post, when it ends with `end`."""
    return [one for one in re.findall(r'action="([^"]+)"', page) if one.endswith(end)]


async def test_a_role_that_takes_two_is_proposed_by_one_and_accepted_by_the_other(office: Office, site: Site) -> None:
    done = await site.post(office.alice, f"{PEOPLE}/inviter/officer", **CLAIRE, council="69")
    assert done.status_code == 303, done.text
    mine = (await site.get(office.alice, PEOPLE)).text
    assert "attend une autre personne" in mine
    assert actions(mine, "/accepter") == []
    theirs = (await site.get(office.bruno, PEOPLE)).text
    (accept,) = actions(theirs, "/accepter")
    assert (await site.post(office.alice, accept)).status_code == 409
    assert (await site.post(office.bruno, accept)).headers["location"] == PEOPLE
    assert [mail.to for mail in await office.mails("invitation")] == ["claire@exemple.fr"]
    page = await site.get(office.alice, done.headers["location"])
    assert "référent entraide, Conseil du Rhône" in page.text
    assert "Renvoyer l&#39;invitation" in page.text or "Renvoyer l'invitation" in page.text


async def test_every_role_has_its_form_with_the_fields_it_takes(office: Office, site: Site) -> None:
    chosen = (await site.get(office.alice, f"{PEOPLE}/inviter")).text
    links = re.findall(rf'href="({PEOPLE}/inviter/[a-z]+)"', chosen)
    assert len(links) == len(get_args(Role))
    for link in links:
        page = (await site.get(office.alice, link)).text
        assert ('name="council"' in page) == link.endswith("officer")
        assert ('name="organization"' in page) == link.endswith(("member", "recipient", "signatory"))
        assert ('name="function"' in page) == link.endswith("recipient")
    assert (await site.get(office.alice, f"{PEOPLE}/inviter/chef")).status_code == 404


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"email": "claire", "name": "Claire"}, "cette adresse électronique ne peut pas"),
        ({"email": "claire@exemple.fr", "name": ""}, "Le nom manque"),
        ({"email": "claire@exemple.fr", "name": "<script>"}, "un signe qui"),
        ({**CLAIRE, "organization": "nulle-part"}, "Choisissez une structure"),
        ({**CLAIRE, "organization": "x" * 90}, "trop long"),
    ],
)
async def test_a_fault_is_shown_beside_its_field_and_what_was_typed_is_kept(
    office: Office, site: Site, fields: dict[str, str], sentence: str
) -> None:
    page = await site.post(office.alice, f"{PEOPLE}/inviter/member", **fields)
    assert page.status_code == 422
    assert sentence.lower() in page.text.lower()
    assert 'role="alert"' in page.text
    assert f'value="{fields["email"]}"' in page.text
    assert await office.mails() == []


async def test_the_role_of_a_form_cannot_be_raised_by_a_field(office: Office, site: Site, world: Any) -> None:
    member = await add_person(world.owner, office.vault, "member", organization="mots")
    await site.post(
        member, "/espace/collegues/mots/inviter", **CLAIRE, role="coordinator", organization="asra", council="69"
    )
    rows = await world.owner.fetch("SELECT role, organization FROM role_grant WHERE proposed_by = $1", member.account)
    assert [tuple(row) for row in rows] == [("member", "mots")]


async def test_a_coordinator_gives_nothing_to_herself_even_by_her_own_address(
    office: Office, site: Site, world: Any
) -> None:
    email = f"{office.alice.account}@exemple.fr"
    for role in ("national", "listener", "coordinator"):
        page = await site.post(office.alice, f"{PEOPLE}/inviter/{role}", email=email, name="Alice")
        assert page.status_code == 422
        assert "form-fault" in page.text
    held = await world.owner.fetch("SELECT role FROM role_grant WHERE account = $1", office.alice.account)
    assert [row["role"] for row in held] == ["coordinator"]


async def test_a_page_of_persons_is_for_coordinators_alone(office: Office, site: Site, world: Any) -> None:
    paths = (PEOPLE, f"{PEOPLE}/inviter", f"{PEOPLE}/conseils", f"{PEOPLE}/compte/{office.bruno.account}")
    for role in ("listener", "auditor", "technician", "national"):
        other = await add_person(world.owner, office.vault, role)
        for path in paths:
            assert (await site.get(other, path)).status_code == 404
        posted = await site.post(other, f"{PEOPLE}/compte/{office.bruno.account}/fermer")
        assert posted.status_code == 404
    assert (await site.get(None, PEOPLE)).status_code == 401


async def test_what_does_not_exist_and_what_is_no_identifier_look_the_same(office: Office, site: Site) -> None:
    for code in ("00000000-0000-4000-8000-000000000000", "x", "..%2f"):
        assert (await site.get(office.alice, f"{PEOPLE}/compte/{code}")).status_code == 404
        assert (await site.post(office.alice, f"{PEOPLE}/fonctions/{code}/accepter")).status_code == 404
        assert (await site.post(office.alice, f"{PEOPLE}/reouvertures/{code}/accepter")).status_code == 404
        assert (await site.post(office.alice, f"{PEOPLE}/lots/{code}/accepter")).status_code == 404


async def test_an_account_is_reopened_by_two_others_then_closed(office: Office, site: Site, world: Any) -> None:
    person = await add_person(world.owner, office.vault, "listener", "Denise")
    there = f"{PEOPLE}/compte/{person.account}"
    assert (await site.post(office.alice, f"{there}/rouvrir")).status_code == 303
    (accept,) = actions((await site.get(office.bruno, PEOPLE)).text, "/accepter")
    assert (await site.post(office.bruno, accept)).status_code == 303
    assert [mail.to for mail in await office.mails("reset")] == [f"{person.account}@exemple.fr"]
    assert (await site.post(office.alice, f"{there}/fermer")).headers["location"] == there
    assert "Ce compte est fermé" in (await site.get(office.alice, there)).text
    assert (await site.get(person, "/compte")).status_code == 401


async def test_one_of_two_coordinators_cannot_be_taken_away(office: Office, site: Site) -> None:
    page = (await site.get(office.alice, f"{PEOPLE}/compte/{office.bruno.account}")).text
    (take,) = actions(page, "/retirer")
    refused = await site.post(office.alice, take)
    assert refused.status_code == 409
    assert "nommez d" in refused.text


async def test_councils_are_proposed_at_once_from_the_list_and_from_what_is_pasted(
    office: Office, site: Site, world: Any
) -> None:
    pasted = "2a ; Ange Paoli ; ange@exemple.fr\n\n"
    fields = {"adresse-69": "rhone@exemple.fr", "nom-69": "", "lignes": pasted}
    done = await site.post(office.alice, f"{PEOPLE}/conseils", **fields)
    assert done.status_code == 303, done.text
    batch = done.headers["location"]
    assert actions((await site.get(office.alice, batch)).text, "/accepter") == []
    page = (await site.get(office.bruno, batch)).text
    assert "rhone@exemple.fr" in page
    assert "Ange Paoli" in page
    assert "2 conseils" in (await site.get(office.bruno, PEOPLE)).text
    assert len(await office.mails("grant_waiting")) == 1
    (accept,) = actions(page, "/accepter")
    assert (await site.post(office.bruno, accept)).status_code == 303
    assert {mail.to for mail in await office.mails("invitation")} == {"rhone@exemple.fr", "ange@exemple.fr"}
    assert "Chaque conseil a un référent" in (await site.get(office.alice, f"{PEOPLE}/conseils")).text


async def test_faults_of_councils_are_told_by_line_and_nothing_is_proposed(office: Office, site: Site) -> None:
    pasted = "69 ; Une\n99 ; Deux ; deux@exemple.fr\n2A;Trois;trois@exemple.fr\n2A;Quatre;quatre@exemple.fr\nrien"
    page = await site.post(office.alice, f"{PEOPLE}/conseils", lignes=pasted, **{"adresse-69": "faux"})
    assert page.status_code == 422
    for sentence in ("Ligne 5", "99 :", "2A : deux lignes", "69 :"):
        assert sentence in page.text.replace("\u202f", " ")
    assert "trois@exemple.fr" in page.text
    assert 'value="faux"' in page.text
    assert await office.pending() == []
    assert (await site.post(office.alice, f"{PEOPLE}/conseils", lignes="")).status_code == 422


async def test_a_member_sees_her_colleagues_without_their_addresses_and_invites_one(
    office: Office, site: Site, world: Any
) -> None:
    member = await add_person(world.owner, office.vault, "member", "Mona", organization="mots")
    other = await add_person(world.owner, office.vault, "member", "Abel", organization="asra")
    assert (await site.post(member, "/espace/collegues/mots/inviter", **CLAIRE)).status_code == 303
    page = (await site.get(member, "/espace/collegues")).text
    assert "Claire Dupont" in page
    assert "claire@exemple.fr" not in page
    assert "Abel" not in page
    foreign = await site.post(member, "/espace/collegues/asra/inviter", **CLAIRE)
    missing = await site.post(member, "/espace/collegues/nulle-part/inviter", **CLAIRE)
    assert (foreign.status_code, foreign.text) == (404, missing.text)
    assert (await site.post(other, "/espace/collegues/mots/quitter")).status_code == 404
    faulty = await site.post(member, "/espace/collegues/mots/inviter", email="claire", name="Claire")
    assert faulty.status_code == 422


async def test_the_last_member_says_why_she_leaves_and_her_session_ends(office: Office, site: Site, world: Any) -> None:
    member = await add_person(world.owner, office.vault, "member", "Mona", organization="mots")
    page = await site.post(member, "/espace/collegues/mots/quitter", reason="parce que")
    assert page.status_code == 422
    assert "dernière personne" in page.text
    assert (await site.post(member, "/espace/collegues/mots/quitter", reason="page_closes")).status_code == 303
    assert (await site.get(member, "/espace/collegues")).status_code == 401


async def test_invitations_of_a_member_are_counted_by_day(office: Office, site: Site, world: Any) -> None:
    member = await add_person(world.owner, office.vault, "member", organization="mots")
    answers = [
        (await site.post(member, "/espace/collegues/mots/inviter", email=f"c{n}@exemple.fr", name="Claire")).status_code
        for n in range(22)
    ]
    assert answers == [303] * 20 + [422] * 2


async def test_an_officer_gives_her_absences_and_the_deputy_reads(office: Office, site: Site, world: Any) -> None:
    officer = await add_person(world.owner, office.vault, "officer", "Olga", council="69")
    deputy = await add_person(world.owner, office.vault, "officer", "Denis", council="69", deputy=True)
    page = (await site.get(officer, "/compte/absences")).text
    assert "Denis (suppléance)" in page
    (add,) = [one for one in actions(page, "") if one.startswith("/compte/absences/")]
    today = str(await world.owner.fetchval("SELECT (now() AT TIME ZONE 'Europe/Paris')::date"))
    assert (await site.post(officer, add, first_day=today, last_day=today)).status_code == 303
    assert "en cours" in (await site.get(officer, "/compte/absences")).text
    assert (await site.post(deputy, add, first_day=today, last_day=today)).status_code == 404
    for first, last in (("2026-12-24", "2026-12-01"), ("2026-12-24", "2029-12-24"), ("", "demain")):
        assert (await site.post(officer, add, first_day=first, last_day=last)).status_code == 422
    (taken,) = actions((await site.get(officer, "/compte/absences")).text, "/retirer")
    assert (await site.post(deputy, taken)).status_code == 404
    assert (await site.post(officer, taken)).status_code == 303
    assert "Aucune absence prévue" in (await site.get(officer, "/compte/absences")).text
    assert (await site.get(office.alice, "/compte/absences")).status_code == 404


async def test_a_name_that_someone_was_given_is_shown_as_text(office: Office, site: Site, world: Any) -> None:
    person = await add_person(world.owner, office.vault, "listener", "<img src=x onerror=alert(1)>")
    await add_grant(world.owner, person.account, "member", organization="mots")
    for page in (PEOPLE, f"{PEOPLE}/compte/{person.account}"):
        text = (await site.get(office.alice, page)).text
        assert "&lt;img src=x" in text
        assert "<img src=x" not in text
