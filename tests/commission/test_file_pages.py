"""A national file through its pages, without script: from nothing to the council's opinion and the national check."""

import re
from uuid import UUID

import httpx
import pytest

from relais.core.ids import new_id
from tests.followup.held import Desk, Doctor
from tests.followup.pressing import Opened, opened, post
from tests.guidance.browsing import Tab

pytestmark = pytest.mark.anyio
HERE = "/commission/dossier"
BOARD = "/commission/dossiers"
SITUATION = {"name": "Dominique Essai", "words": "Un arrêt de travail depuis mars."}
ASKED = {"gift": "1 500,50", "advance": "500", "purpose": "Payer le loyer et les charges du cabinet."}
REASON = "motif_ouverture"


async def start(doctor: Doctor) -> Opened:
    return opened(doctor.client, await doctor.client.get(HERE))


async def begun(doctor: Doctor, council: str = "69") -> Opened:
    """The page of a new file, from its code on."""
    page = await start(doctor)
    coded = await page.press(
        "Commencer et recevoir mon code", begun_as="doctor", practice="liberal", council=council
    )  # fmt: skip
    assert coded.status == 200, coded.text
    assert len(re.findall(r"\b\d{3}\b", coded.text)) >= 6
    return await coded.press("remplir mon dossier")


async def filled(doctor: Doctor, council: str = "69") -> Opened:
    """Its six sections saved."""
    page = await begun(doctor, council)
    page = await page.press("Remplir : situation")
    page = await page.press("Enregistrer et continuer", **SITUATION)
    for _ in ("household", "income", "debts"):
        page = await page.press("Enregistrer et continuer", words="")
    page = await page.press("Enregistrer et continuer", **ASKED)
    return await page.press("Enregistrer et revenir", words="")


async def sent_file(doctor: Doctor, council: str = "69") -> Opened:
    page = await filled(doctor, council)
    page = await page.press("Relire et envoyer")
    return await page.press("Envoyer mon dossier")


async def last_file(desk: Desk) -> UUID:
    found: UUID = await desk.owner.fetchval("SELECT id FROM national_file ORDER BY made_at DESC LIMIT 1")
    return found


async def opened_at(tab: Tab, file: UUID, reason: str = "call") -> str:
    """The page of the file at a desk, once the reason was said."""
    await tab.post(f"{BOARD}/{file}/ouvrir", {REASON: [reason]})
    return (await tab.get(f"{BOARD}/{file}")).text


def hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found, name
    return found[1]


async def act(tab: Tab, file: UUID, path: str, page: str, **fields: str) -> httpx.Response:
    """A post with what the page holds."""
    return await tab.post(
        f"{BOARD}/{file}/{path}", request=hidden(page, "request"), version=hidden(page, "version"), **fields
    )


async def test_the_public_page_says_how_to_ask_online_on_paper_or_with_somebody(doctor: Doctor) -> None:
    page = await start(doctor)
    assert page.status == 200
    for words in ("Commencer un dossier", "J'ai déjà un code", "sur papier", "Commission nationale d'entraide"):
        assert words in page.text
    assert "<title>Relais</title>" in page.html


async def test_a_file_is_not_begun_with_a_fault_and_keeps_what_was_chosen(doctor: Doctor) -> None:
    page = await (await start(doctor)).press("Commencer et recevoir mon code", practice="interne")
    assert page.status == 422
    assert "Dites qui vous êtes" in page.text
    assert 'value="interne" selected' in page.html


async def test_a_council_where_nobody_reads_is_not_written_to(doctor: Doctor, officer: Tab) -> None:
    page = await (await start(doctor)).press(
        "Commencer et recevoir mon code", begun_as="doctor", practice="liberal", council="48"
    )
    assert page.status == 422
    assert "n'a personne dans Relais" in page.text


async def test_the_page_that_begins_pressed_twice_begins_one_file(desk: Desk, doctor: Doctor, officer: Tab) -> None:
    before = await desk.owner.fetchval("SELECT count(*) FROM national_file")
    page = await start(doctor)
    form = page.sent_by("Commencer et recevoir mon code", begun_as="family", practice="famille", council="69")
    first, second = [await post(doctor.client, *form) for _ in range(2)]
    assert "déjà commencé" not in first.text
    assert "déjà commencé" in second.text
    assert await desk.owner.fetchval("SELECT count(*) FROM national_file") == before + 1
    assert "Votre dossier national" in (await second.press("remplir mon dossier")).text


async def test_a_doctor_fills_sends_and_takes_back_a_file(desk: Desk, doctor: Doctor, officer: Tab) -> None:
    page = await filled(doctor)
    assert "2 000,50 € demandés" in page.text
    review = await page.press("Relire et envoyer")
    assert "Un arrêt de travail depuis mars." in review.text
    action, fields = review.sent_by("Envoyer mon dossier")
    sent = await post(doctor.client, action, fields)
    again = await post(doctor.client, action, fields)  # the line was cut: sent once more
    for one in (sent, again):
        assert "Il est chez votre conseil" in one.text, one.text
    file = await last_file(desk)
    assert await desk.owner.fetchval("SELECT count(*) FROM file_event WHERE file = $1", file) == 1
    assert await desk.owner.fetchval("SELECT asked_cents FROM national_file WHERE id = $1", file) == 200050
    back = await sent.press("Reprendre mon dossier")
    assert "Vous le préparez" in back.text


async def test_amounts_are_computed_before_they_are_saved_and_a_wrong_total_is_told(
    doctor: Doctor, officer: Tab
) -> None:
    page = await (await begun(doctor)).press("Remplir : revenus et charges")
    tried = await page.press("Calculer sans enregistrer", in_practice="2 000", out_housing="900,50")
    assert "1 099,50 €" in tried.text
    assert 'value="2 000"' in tried.html
    page = await (await begun(doctor)).press("Remplir : dettes")
    wrong = await page.press("Enregistrer et continuer", bank_due="100", control="90")
    assert wrong.status == 422
    assert "La somme des lignes fait 100 €" in wrong.text


async def test_a_section_saved_elsewhere_meanwhile_is_not_undone(doctor: Doctor, officer: Tab) -> None:
    hub = await begun(doctor)
    first, second = [await hub.press("Remplir : situation") for _ in range(2)]
    await first.press("Enregistrer et revenir", **SITUATION)
    late = await second.press("Enregistrer et revenir", name="Dominique Essai", words="Autre chose.")
    assert late.status == 409
    assert "enregistrée par quelqu'un d'autre" in late.text
    assert "Autre chose." in late.html


async def test_pieces_are_said_one_by_one_and_called_a_working_list(desk: Desk, doctor: Doctor, officer: Tab) -> None:
    page = await (await begun(doctor)).press("Dire où en est chaque pièce")
    assert "à confirmer par la commission" in page.text
    hub = await page.press("Enregistrer", piece_rib="paper", piece_dettes="not_concerned", piece_x="paper")
    assert "sur papier" in hub.text
    file = await last_file(desk)
    rows = await desk.owner.fetch("SELECT piece, state FROM file_piece WHERE file = $1 ORDER BY piece", file)
    assert [tuple(row) for row in rows] == [("dettes", "not_concerned"), ("rib", "paper")]


async def test_a_file_is_withdrawn_in_two_presses_and_another_can_be_begun(doctor: Doctor, officer: Tab) -> None:
    page = await (await sent_file(doctor)).press("Retirer mon dossier")
    gone = await page.press("Retirer mon dossier")
    assert "Vous l'avez retiré" in gone.text
    other = await gone.press("Commencer un autre dossier", begun_as="doctor", practice="retraite")
    assert "Vous le préparez" in other.text


async def test_the_follow_up_page_shows_the_file_and_who_opened_it(desk: Desk, doctor: Doctor, officer: Tab) -> None:
    page = await sent_file(doctor)
    await opened_at(officer, await last_file(desk))
    view = await page.press("Voir mon suivi")
    assert "Votre dossier national" in view.text
    assert "Votre dossier a été ouvert pour un appel avec vous" in view.text
    assert "Votre dossier national est envoyé pour avis." in view.text
    assert "Votre dossier national" in (await view.press("Ouvrir mon dossier national")).text
    assert "Payer le loyer" in (await view.press("Tout lire et imprimer")).text


async def test_a_council_gives_its_opinion_once_it_said_why_it_opens(
    desk: Desk, doctor: Doctor, officer: Tab, stranger: Tab
) -> None:
    page = await sent_file(doctor)
    file = await last_file(desk)
    assert str(file) in (await officer.get(BOARD)).text
    assert str(file) not in (await stranger.get(BOARD)).text
    assert "le suivre dans les dossiers nationaux" in (await officer.get("/orientations")).text
    assert (await stranger.get(f"{BOARD}/{file}")).status_code == 404
    asked = await officer.get(f"{BOARD}/{file}")
    assert "Pourquoi ouvrez-vous ce dossier" in asked.text
    assert "Un arrêt de travail" not in asked.text
    shown = await opened_at(officer, file)
    assert "Un arrêt de travail" in shown
    refused = await act(officer, file, "avis", shown, opinion="reserved")
    assert refused.status_code == 422
    assert "Dites pourquoi" in refused.text
    done = await act(officer, file, "avis", refused.text, opinion="reserved", words="Un relevé manque.")
    assert done.status_code == 303, done.text
    twice = await act(officer, file, "avis", refused.text, opinion="reserved", words="Un relevé manque.")
    assert twice.status_code == 303
    told = await page.press("Tout lire et imprimer")
    assert "Avis réservé" in told.text
    assert "Un relevé manque." in told.text
    assert await desk.owner.fetchval("SELECT count(*) FROM file_opinion WHERE file = $1", file) == 1


async def test_the_national_service_asks_for_what_is_missing_then_finds_it_complete(
    desk: Desk, doctor: Doctor, officer: Tab, national: Tab
) -> None:
    page = await sent_file(doctor)
    file = await last_file(desk)
    shown = await opened_at(officer, file)
    await act(officer, file, "avis", shown, opinion="favourable")
    checked = await opened_at(national, file, "file_check")
    assert "Rien ne manque" in checked
    nothing = await act(national, file, "controle", checked, act="incomplete")
    assert nothing.status_code == 409
    asked = {"piece_rib": "absent", "piece_section_income": "incomplete"}
    contradiction = await act(national, file, "controle", checked, act="complete", **asked)
    assert contradiction.status_code == 409
    done = await act(national, file, "controle", checked, act="incomplete", **asked)
    assert done.status_code == 303, done.text
    hub = await page.press("Revenir au dossier") if "Revenir au dossier" in page.text else await _hub(page)
    assert "Il manque quelque chose" in hub.text
    assert "Relevé d'identité bancaire" in hub.text
    unanswered = await (await hub.press("Relire et envoyer")).press("Envoyer mon dossier")
    assert unanswered.status == 409
    assert "attend encore une réponse" in unanswered.text
    hub = await (await unanswered.press("Dire où en est")).press("Enregistrer", piece_rib="paper")
    hub = await (await hub.press("Reprendre : revenus et charges")).press("Enregistrer et revenir", words="")
    await (await hub.press("Relire et envoyer")).press("Envoyer mon dossier")
    shown = await opened_at(officer, file)
    await act(officer, file, "avis", shown, opinion="favourable")
    complete = await act(national, file, "controle", await opened_at(national, file, "file_check"), act="complete")
    assert complete.status_code == 303
    assert "Il est complet" in (await _hub(page)).text
    told = "SELECT act FROM journal WHERE subject_id = $1 ORDER BY id"
    acts = [row["act"] for row in await desk.owner.fetch(told, str(file))]
    assert acts.count("file.give_opinion") == 2
    assert acts[-1] == "file.complete"


async def _hub(page: Opened) -> Opened:
    """The page of the file again, from one of its own."""
    passage = re.search(r'name="passage" value="([^"]*)"', page.html)
    assert passage
    return await post(page.client, HERE, [("passage", passage[1])])


async def test_a_council_enters_a_paper_file_and_gives_the_doctor_a_code(
    desk: Desk, doctor: Doctor, officer: Tab
) -> None:
    form = (await officer.get("/commission/papier")).text
    fields = {"request": [hidden(form, "request")], "practice": ["retraite"], "paper": ["oui"]}
    coded = await officer.post("/commission/papier", fields)
    assert coded.status_code == 200
    code = "".join(re.findall(r"<span>(\d{3})</span>", coded.text))
    file = await last_file(desk)
    again = await officer.post("/commission/papier", fields)
    assert again.headers["location"] == f"{BOARD}/{file}"
    section = await officer.get(f"{BOARD}/{file}/rubriques/situation")
    saved = await act(officer, file, "rubriques/situation", section.text, act="save", **SITUATION)
    assert saved.status_code == 303, saved.text
    page = await post(doctor.client, HERE, [("code", code)])
    assert "enregistrée" in page.text
    assert "par votre conseil" in page.text
    assert await desk.owner.fetchval("SELECT on_paper FROM national_file WHERE id = $1", file)


async def test_a_council_begins_a_file_on_a_case_it_follows(desk: Desk, officer: Tab) -> None:
    case = await desk.open(by="officer", alias="Docteur Bleu", coded=False)
    address = f"/commission/nouveau/{case.case}"
    asked = await officer.get(address)
    assert "Pourquoi ouvrez-vous" in asked.text
    assert (await officer.post(address, {REASON: ["call"]})).status_code == 303
    form = (await officer.get(address)).text
    made = await officer.post(address, {"request": [hidden(form, "request")], "practice": ["liberal"]})
    assert made.status_code == 303, made.text
    file = await last_file(desk)
    assert made.headers["location"] == f"{BOARD}/{file}"
    assert (await officer.get(address)).headers["location"] == f"{BOARD}/{file}"


async def test_without_their_council_the_national_service_gives_the_opinion(
    desk: Desk, doctor: Doctor, national: Tab, officer: Tab
) -> None:
    await sent_file(doctor, "national")
    file = await last_file(desk)
    assert (await officer.get(f"{BOARD}/{file}")).status_code == 404
    shown = await opened_at(national, file, "file_check")
    assert "Avis du conseil" in shown
    assert (await act(national, file, "avis", shown, opinion="favourable")).status_code == 303
    assert "Rien ne manque" in (await national.get(f"{BOARD}/{file}")).text


async def test_a_file_is_added_to_what_a_code_already_opens(desk: Desk, doctor: Doctor) -> None:
    case = await desk.open()
    page = await post(doctor.client, HERE, [("code", case.code)])
    assert "Il s'ajoute à ce que votre code ouvre déjà" in page.text
    missing = await page.press("Commencer le dossier", begun_as="family")
    assert missing.status == 422
    hub = await missing.press("Commencer le dossier", begun_as="family", practice="famille")
    assert "Vous le préparez" in hub.text
    assert "Justificatif du lien avec le médecin" in hub.text


async def test_a_council_helps_once_the_doctor_opened_the_file_to_it(desk: Desk, doctor: Doctor, officer: Tab) -> None:
    page = await begun(doctor)
    file = await last_file(desk)
    assert (await officer.get(f"{BOARD}/{file}")).status_code == 404
    asked = await page.press("Ouvrir ce dossier à mon conseil")
    await asked.press("Ouvrir mon dossier à mon conseil")
    shown = await opened_at(officer, file)
    assert "Remplir" in shown
    section = (await officer.get(f"{BOARD}/{file}/rubriques/income")).text
    tried = await act(officer, file, "rubriques/income", section, act="check", in_practice="1000", out_housing="x")
    assert tried.status_code == 422
    assert "écrivez un montant en euros" in tried.text
    saved = await act(officer, file, "rubriques/income", section, act="save", in_practice="1000")
    assert saved.status_code == 303
    early = await act(officer, file, "urgence", shown, urgent="oui")
    assert early.status_code == 303
    assert "urgent" in (await officer.get(BOARD)).text


async def test_an_appeal_begins_with_what_was_said_and_is_the_persons_own(
    desk: Desk, doctor: Doctor, officer: Tab
) -> None:
    page = await sent_file(doctor)
    file = await last_file(desk)
    await opened_at(officer, file)
    await desk.owner.execute("UPDATE national_file SET state = 'closed' WHERE id = $1", file)
    again = await (await _hub(page)).press("Demander un nouvel examen")
    hub = await again.press("Demander un nouvel examen")
    assert "Un nouvel examen commence" in hub.text
    assert "Examen n° 2" in hub.text
    assert "2 000,50 € demandés" in hub.text
    shown = (await officer.get(f"{BOARD}/{file}")).text
    assert "Pas encore remplie" in shown  # this round is not opened to the council yet
    assert (await act(officer, file, "pieces", shown)).status_code == 404


async def test_a_file_that_is_nobodys_answers_as_a_page_that_is_not_there(officer: Tab) -> None:
    for path in ("", "/imprimer", "/rubriques/income", "/rubriques/autre"):
        assert (await officer.get(f"{BOARD}/{new_id()}{path}")).status_code == 404
