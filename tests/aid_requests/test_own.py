"""The request on the doctor's own page: its state, who opened it, correcting, taking it back, erasing it."""

from typing import Any

import msgspec
import pytest
from litestar import Litestar

from tests.aid_requests.asking import Asking, Office
from tests.followup.held import Doctor, Page, doctor_of

pytestmark = pytest.mark.anyio


async def view(app: Litestar, one: Asking, path: str = "/suivi", **fields: Any) -> tuple[Doctor, Page]:
    doctor = doctor_of(app)
    doctor.passage = one.passage
    return doctor, await doctor.post(path, **fields)


async def test_the_section_says_where_it_is_and_who_opened_it(app: Litestar, office: Office) -> None:
    one = await office.ask()
    _, page = await view(app, one)
    assert "Votre demande est arrivée. Personne ne l'a encore prise." in page.text
    assert "Personne ne l'a encore ouverte" in page.text
    await one.opened_by(office.officer)
    await one.bring("taken_up")
    _, page = await view(app, one)
    assert "Quelqu'un a pris votre demande" in page.text
    assert "Ouverte par :" in page.text
    assert "pour lire votre demande et y répondre" in page.text


async def test_whom_nobody_came_to_for_days_is_told_so_and_who_else_answers(app: Litestar, office: Office) -> None:
    one = await office.ask()
    _, page = await view(app, one)
    assert "depuis plus de trois jours" not in page.text
    await office.age(one.id, "4 days")
    _, page = await view(app, one)
    assert "depuis plus de trois jours" in page.text
    assert 'href="/aide"' in page.html


async def test_a_case_that_no_request_began_has_no_such_section(app: Litestar, office: Office) -> None:
    one = await office.ask()
    await office.owner.execute("ALTER TABLE aid_request DISABLE TRIGGER USER")
    await office.owner.execute("DELETE FROM aid_request WHERE id = $1", one.id)
    await office.owner.execute("ALTER TABLE aid_request ENABLE TRIGGER USER")
    _, page = await view(app, one)
    assert "Retirer ma demande" not in page.html


async def test_taken_back_in_two_steps(app: Litestar, office: Office) -> None:
    one = await office.ask()
    doctor, page = await view(app, one, "/suivi/demande")
    assert "Retirer votre demande ?" in page.text
    assert (await one.held()).state == "received"
    page = await doctor.post("/suivi/demande", sur="oui")
    assert "Votre demande est retirée" in page.text
    assert (await one.held()).state == "withdrawn"
    again = await doctor.post("/suivi/demande", sur="oui")
    assert "était déjà terminée" in again.text


async def test_stopping_everything_takes_the_request_back_too(app: Litestar, office: Office) -> None:
    one = await office.ask()
    _, page = await view(app, one)
    assert "Tout arrêter" in page.text
    await view(app, one, "/suivi/arreter", sur="oui")
    assert (await one.held()).state == "withdrawn"


async def test_what_is_corrected_is_what_the_council_reads(app: Litestar, office: Office) -> None:
    context = {"needs": ["financier"], "departement": "69", "practice": "liberal"}
    one = await office.ask(parts={"context": context})
    fields = {"sur": "oui", "needs": ["juridique", "addiction"], "practice": "retraite", "departement": "69"}
    await view(app, one, "/suivi/corriger", **fields)
    row = await office.owner.fetchrow("SELECT needs, practice FROM aid_request WHERE id = $1", one.id)
    assert tuple(row) == (["juridique", "addiction"], "retraite")


async def test_words_of_crisis_in_a_correction_show_the_numbers_and_offer_to_be_read_first(
    app: Litestar, office: Office
) -> None:
    one = await office.ask(parts={"need": {"words": "Mes cotisations."}})
    _, calm = await view(app, one)
    assert "Lire ma demande avant les autres" not in calm.text
    doctor, page = await view(app, one, "/suivi/corriger", sur="oui", words="Je veux mourir.")
    assert page.text.index("3114") < page.text.index("Votre suivi")
    assert "Lire ma demande avant les autres" in page.text
    assert (await one.held()).urgent is False
    await doctor.post("/demande/premier", premier="oui")
    assert (await one.held()).urgent is True


async def test_what_was_taken_for_spam_is_brought_back_with_one_button(app: Litestar, office: Office) -> None:
    one = await office.ask()
    await one.move("closed", outcome="spam")
    doctor, page = await view(app, one)
    assert "elle a été prise pour un envoi automatique" in page.text.lower()
    page = await doctor.post("/suivi/demande", quoi="relire")
    assert "de nouveau à lire" in page.text
    assert (await one.held()).state == "received"


async def test_everything_held_of_it_is_in_the_file_and_on_paper(app: Litestar, office: Office) -> None:
    one = await office.ask()
    _, file = await view(app, one, "/suivi/telecharger", forme="json")
    held = msgspec.json.decode(file.body)["autres_rubriques"]["Votre demande"]
    assert (held["demande"]["state"], held["contenu"]["needs"]) == ("received", ["financier"])
    _, paper = await view(app, one, "/suivi/telecharger", forme="page")
    assert "Vous demandez : difficultés financières" in paper.text


async def test_erased_it_is_withdrawn_and_says_nothing_more(app: Litestar, office: Office) -> None:
    one = await office.ask(alias="Dominique")
    await view(app, one, "/suivi/effacer", sur="oui")
    row = await office.owner.fetchrow("SELECT state, needs, practice FROM aid_request WHERE id = $1", one.id)
    assert tuple(row) == ("withdrawn", [], "")
