"""Two tabs, two colleagues, a line that drops: nothing typed is lost, nothing published is overwritten unseen."""

import re
from typing import Any

import pytest

from tests.accounts.people import Person
from tests.profiles.browsing import form_of, words_of
from tests.profiles.conftest import Open

pytestmark = pytest.mark.anyio
ADDRESS = "/espace/asra/modifier/presentation"


async def test_a_draft_is_offered_at_return_taken_up_and_sent(member: Person, open_tab: Open) -> None:
    tab = open_tab(member)
    fields = {**await tab.form("asra", "presentation"), "description": ["Un début de phrase"]}
    kept = await tab.send("asra", "presentation", fields, act="draft")
    assert "Brouillon gardé à " in words_of(kept.text)
    page = await open_tab(member).read(ADDRESS)
    assert "un brouillon du" in words_of(page).lower()
    assert "Un début de phrase" not in page
    resumed = await tab.client.post(ADDRESS, data=member.form(act="resume"))
    again = form_of(resumed.text, ADDRESS)
    assert again["description"] == ["Un début de phrase"]
    sent = await tab.send("asra", "presentation", {**again, "description": ["Une phrase finie."]})
    assert "C'est publié" in words_of(sent.text)
    assert "brouillon du" not in words_of(await tab.read(ADDRESS))


async def test_a_script_keeps_the_draft_and_is_told_the_hour(member: Person, open_tab: Open) -> None:
    tab = open_tab(member)
    fields = {**await tab.form("asra", "presentation"), "description": ["En cours"]}
    token = fields.pop("jeton")[0]
    headers = {"relais-jeton": token, "relais-fragment": "brouillon"}
    reply = await tab.send("asra", "presentation", fields, act="draft", **headers)
    assert re.fullmatch(r"Brouillon gardé à \d{1,2}\u202fh\u202f\d\d\.", reply.text)
    assert reply.headers["content-type"].startswith("text/plain")


async def test_a_draft_is_thrown_away(member: Person, open_tab: Open) -> None:
    tab = open_tab(member)
    fields = {**await tab.form("asra", "presentation"), "description": ["À jeter"]}
    await tab.send("asra", "presentation", fields, act="draft")
    dropped = await tab.client.post(ADDRESS, data=member.form(act="drop"))
    assert dropped.status_code == 303
    assert "brouillon du" not in words_of(await tab.read(ADDRESS))


async def test_a_draft_is_its_author_s_alone(member: Person, colleague: Person, open_tab: Open) -> None:
    fields = {**await open_tab(member).form("asra", "presentation"), "description": ["À moi seul"]}
    await open_tab(member).send("asra", "presentation", fields, act="draft")
    other = open_tab(colleague)
    assert "brouillon du" not in words_of(await other.read(ADDRESS))
    taken = await other.client.post(ADDRESS, data=colleague.form(act="resume"))
    assert "À moi seul" not in taken.text


async def conflict(member: Person, colleague: Person, open_tab: Open) -> tuple[Any, Any]:
    """Two forms opened on the same text; the colleague's is published first."""
    tab = open_tab(member)
    mine = {**await tab.form("asra", "presentation"), "description": ["Mon texte."]}
    await open_tab(colleague).change("asra", "presentation", description="Le texte de ma collègue.")
    return tab, await tab.send("asra", "presentation", mine)


async def test_a_conflict_shows_both_values_by_which_function_and_when(
    member: Person, colleague: Person, open_tab: Open
) -> None:
    _, reply = await conflict(member, colleague, open_tab)
    said = words_of(reply.text)
    assert reply.status_code == 409
    assert "Le texte de ma collègue." in said
    assert "Mon texte." in said
    assert re.search(r"publié par l'organisme, le \d", said)
    assert "Dominique" not in said


@pytest.mark.parametrize(("choice", "kept"), [("mine", "Mon texte."), ("theirs", "Le texte de ma collègue.")])
async def test_a_conflict_ends_by_a_choice(
    choice: str, kept: str, world: Any, member: Person, colleague: Person, open_tab: Open
) -> None:
    tab, reply = await conflict(member, colleague, open_tab)
    fields = {**form_of(reply.text, ADDRESS), "keep.description": [choice]}
    assert (await tab.send("asra", "presentation", fields, act="resolve")).status_code == 200
    published = await world.owner.fetchval("SELECT description FROM service WHERE slug = 'asra'")
    assert published == kept


async def test_a_conflict_goes_back_to_the_form_to_join_both(
    world: Any, member: Person, colleague: Person, open_tab: Open
) -> None:
    tab, reply = await conflict(member, colleague, open_tab)
    back = await tab.send("asra", "presentation", form_of(reply.text, ADDRESS), act="merge")
    assert "publié en ce moment : Le texte de ma collègue." in words_of(back.text)
    fields = form_of(back.text, ADDRESS)
    assert fields["description"] == ["Mon texte."]
    sent = await tab.send("asra", "presentation", {**fields, "description": ["Les deux textes."]})
    assert "C'est publié" in words_of(sent.text)


async def test_a_conflict_without_a_choice_overwrites_nothing(
    world: Any, member: Person, colleague: Person, open_tab: Open
) -> None:
    tab, reply = await conflict(member, colleague, open_tab)
    again = await tab.send("asra", "presentation", form_of(reply.text, ADDRESS), act="resolve")
    assert again.status_code == 422
    published = await world.owner.fetchval("SELECT description FROM service WHERE slug = 'asra'")
    assert published == "Le texte de ma collègue."


async def test_fields_left_alone_never_undo_what_a_colleague_published(
    world: Any, member: Person, colleague: Person, open_tab: Open
) -> None:
    tab = open_tab(member)
    mine = {**await tab.form("asra", "accueil"), "languages": ["français, anglais"]}
    await open_tab(colleague).change("asra", "accueil", capacity_note="douze places")
    sent = await tab.send("asra", "accueil", mine)
    assert "C'est publié" in words_of(sent.text)
    row = await world.owner.fetchrow("SELECT languages, capacity_note FROM service WHERE slug = 'asra'")
    assert tuple(row) == ("français, anglais", "douze places")
