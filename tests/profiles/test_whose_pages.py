"""What is somebody else's does not exist: the same answer as for what is missing, whatever is asked, by whom ever."""

import re

import httpx
import pytest

from tests.accounts.people import Person
from tests.profiles.browsing import words_of
from tests.profiles.conftest import Open

pytestmark = pytest.mark.anyio

READ = ("/espace/{}", "/espace/{}/modifier/presentation", "/espace/{}/historique", "/espace/{}/nouvelle-fiche")
POSTED = ("/espace/{}/exact", "/espace/{}/modifier/presentation", "/espace/{}/retirer", "/espace/{}/nouvelle-fiche")


async def test_a_foreign_page_answers_as_a_missing_one(member: Person, open_tab: Open) -> None:
    tab = open_tab(member)
    asked = [("GET", template) for template in READ] + [("POST", template) for template in POSTED]
    form = member.form(act="send", description="Piraté", exact="description@1", base="description=1")
    for method, template in asked:
        answers = set()
        for slug in ("n-existe-pas", "sps", "cdom-69", "cnom-ecoute", "3114"):
            reply = await tab.client.request(method, template.format(slug), data=form if method == "POST" else None)
            answers.add((reply.status_code, reply.text))
        assert len(answers) == 1, template
        assert answers.pop()[0] == 404


async def test_an_officer_has_no_other_council_and_no_association(officer: Person, open_tab: Open) -> None:
    tab = open_tab(officer)
    for slug, status in (("cdom-69", 200), ("cdom-75", 404), ("asra", 404), ("sps", 404)):
        assert (await tab.client.get(f"/espace/{slug}")).status_code == status, slug


async def test_an_officer_cannot_reach_what_she_does_not_keep_by_editing_the_form(
    officer: Person, open_tab: Open
) -> None:
    tab = open_tab(officer)
    for group in ("conditions", "noms", "territoire", "besoins", "publics", "admission", "inconnu"):
        reply = await tab.client.post(f"/espace/cdom-69/modifier/{group}", data=officer.form(independent="yes"))
        assert reply.status_code == 404, group
    fields = {**await tab.form("cdom-69", "presentation"), "independent": ["yes"], "name": ["Autre"]}
    assert "Rien n'a changé" in words_of((await tab.send("cdom-69", "presentation", fields)).text)


async def test_a_form_without_its_token_changes_nothing(member: Person, open_tab: Open) -> None:
    tab = open_tab(member)
    reply = await tab.client.post("/espace/asra/modifier/presentation", data={"description": "x", "act": "send"})
    assert reply.status_code == 403


async def test_a_listener_and_nobody_find_no_space(world: object, vault: object, app: object, open_tab: Open) -> None:
    from tests.accounts.people import add_person, client_for

    listener = await add_person(world.owner, vault, "listener")  # type: ignore[attr-defined, arg-type]
    assert (await open_tab(listener).client.get("/espace")).status_code == 404
    async with client_for(app) as nobody:  # type: ignore[arg-type]
        assert (await nobody.get("/espace/asra")).status_code != 200


HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "{{ 7 * 7 }}",
    "</textarea><svg onload=alert(1)>",
    "javascript:alert(1)",
)


async def test_what_is_written_is_shown_as_written_and_does_nothing(member: Person, open_tab: Open) -> None:
    tab = open_tab(member)
    for text in HOSTILE:
        sent: httpx.Response = await tab.change("asra", "accueil", capacity_note=text, languages=text)
        assert sent.status_code == 200
    shown = ("/espace/asra", "/espace/asra/modifier/accueil", "/espace/asra/historique", "/structures/asra")
    for address in shown:
        page = await tab.read(address)
        assert not re.search(r"<script>alert|<img src=x|<svg onload|>49<", page), address
    said = words_of(await tab.read("/espace/asra/historique"))
    assert [text for text in HOSTILE if text not in said] == []
