"""What the code alone opens: what is held, who opened it, what was sent, in words; and what it never opens."""

import pytest

from relais.cases.code import new_code, spoken
from relais.cases.model import Opened
from relais.sheets.person import START
from tests.followup.held import Desk, Doctor

NUMBER, SENTENCE = "06 12 34 56 78", "Je voudrais parler à quelqu'un de mes cotisations."


@pytest.fixture
async def sent(desk: Desk, doctor: Doctor) -> Opened:
    """A case with one referral that MOTS has read."""
    case = await desk.open(alias="Docteur Tilleul")
    await desk.bring(case.case, "received")
    return case


async def test_the_first_line_says_what_is_held_and_how_to_stop_it(doctor: Doctor, sent: Opened) -> None:
    page = await doctor.give(sent.code)
    assert page.status == 200
    lead, _, rest = page.text.partition("Tout arrêter")
    assert (
        "Relais garde le nom convenu avec vous, comment vous joindre et votre demande en une phrase, et l'histo" in lead
    )
    assert "Vous pouvez tout arrêter à tout moment, sans donner de raison." in lead
    assert "MOTS peut lire comment vous joindre et votre demande en une phrase, jusqu'au" in rest
    assert "Votre demande a été lue. La réponse est attendue." in rest
    assert f"Référence à citer au téléphone : {sent.reference}" in rest


async def test_the_page_shows_what_was_told_sent_agreed_and_opened(desk: Desk, doctor: Doctor, sent: Opened) -> None:
    account = await desk.account()
    await desk.opened_by(sent.case, "mots", "first_contact", "recipient", account)
    page = await doctor.give(sent.code)
    for words in (
        "ASRA Pourquoi : couvre le 69.",
        "MOTS votre choix Pourquoi : dit financier.",
        "Clinique Belle Rive, unité de soins pour professionnels de santé : votre département.",
        f"{NUMBER} ne pas laisser de message",
        SENTENCE,
        "Fonction qui lit : assistante sociale.",
        "Référent entraide, CDOM 69 : avec vous, à l'ouverture du dossier.",
        "Destinataire, MOTS : pour vous joindre une première fois.",
        "à voix haute, au téléphone, pour transmettre comment vous joindre et votre demande en une phrase",
        "Vous avez choisi MOTS, à voix haute.",
        "Vous avez accepté que MOTS lise : comment vous joindre et votre demande en une phrase.",
        "Docteur Tilleul",
    ):
        assert words in page.text, words
    assert str(account) not in page.html


async def test_a_wrong_code_looks_the_same_whether_it_was_never_given_or_died(
    desk: Desk, doctor: Doctor, sent: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    from relais.accounts import passwords

    verified = []
    holds = passwords._verify
    monkeypatch.setattr(passwords, "_verify", lambda *args: verified.append(1) or holds(*args))
    never = await doctor.give(new_code())
    page = await doctor.give(sent.code)
    page = await doctor.post("/suivi/code")
    await doctor.post("/suivi/code", nouveau=page.field("nouveau"), sur="oui")
    dead = await doctor.give(sent.code)
    assert (never.status, never.html) == (dead.status, dead.html)
    assert never.status == 404
    assert len(verified) == 3  # each code that was given, right or not
    assert "ce code" not in never.text.lower() or sent.code not in never.html


async def test_a_slip_is_told_before_anything_is_looked_up(desk: Desk, doctor: Doctor) -> None:
    page = await doctor.give("482 051 937 640 118 27")
    assert page.status == 400
    assert "Ce code a été mal recopié" in page.text
    assert 'value="482 051 937 640 118 27"' in page.html  # to be corrected, not dictated again
    assert await desk.owner.fetchval("SELECT count(*) FROM attempt") == 0


async def test_the_code_is_in_no_page_address_or_header_once_it_is_given(doctor: Doctor, sent: Opened) -> None:
    page = await doctor.give(sent.code)
    for one in (page, await doctor.post("/suivi/telecharger", forme="page"), await doctor.give(new_code())):
        for written in (sent.code, spoken(sent.code)):
            assert written not in one.html
            assert written not in str(one.headers)


async def test_every_page_has_a_neutral_title_a_quick_exit_and_stays_nowhere(
    desk: Desk, doctor: Doctor, sent: Opened
) -> None:
    doctor.passage = desk.passage(sent)
    paths = ["/suivi", "/suivi/code", "/suivi/arreter", "/suivi/corriger", "/suivi/telecharger", "/suivi/effacer"]
    for path in paths:
        page = await doctor.post(path)
        assert page.status == 200, path
        assert "<title>Relais</title>" in page.html
        assert 'id="quick-exit"' in page.html
        assert 'href="tel:3114"' in page.html
        assert page.headers["cache-control"] == "no-store"
        assert page.headers["referrer-policy"] == "no-referrer"
        assert "set-cookie" not in page.headers


async def test_a_page_opened_by_its_address_leads_to_the_box_for_the_code(doctor: Doctor) -> None:
    answer = await doctor.client.get("/suivi/arreter")
    assert (answer.status_code, answer.headers["location"]) == (303, START)
    box = await doctor.client.get(START)
    assert 'inputmode="numeric"' in box.text
    assert 'autocomplete="off"' in box.text
    assert "Une erreur ne ferme rien" in box.text


async def test_nothing_of_another_case_is_shown(desk: Desk, doctor: Doctor, sent: Opened) -> None:
    other = await desk.open()
    await desk.bring(other.case, "options_shown")
    page = await doctor.give(other.code)
    whole = await doctor.post("/suivi/telecharger", forme="json")
    for secret in (NUMBER, SENTENCE, "Docteur Tilleul", sent.reference, str(sent.case)):
        assert secret not in page.html
        assert secret not in whole.body.decode()


async def test_a_post_from_another_site_is_refused(doctor: Doctor, sent: Opened) -> None:
    await doctor.give(sent.code)
    doctor.client.headers.update({"origin": "https://ailleurs.example", "sec-fetch-site": "cross-site"})
    assert (await doctor.post("/suivi/arreter", sur="oui")).status == 403
    del doctor.client.headers["origin"], doctor.client.headers["sec-fetch-site"]
    assert (await doctor.post("/suivi/arreter", sur="oui")).status == 403


async def test_someone_who_never_said_anything_reads_that_nothing_is_held_of_them(desk: Desk, doctor: Doctor) -> None:
    case = await desk.open(origin="person", council="")
    page = await doctor.give(case.code)
    assert "Rien : ni nom, ni contact, ni mot de vous." in page.text
    assert "Personne d'autre ne suit ce dossier" in page.text
    assert "Rien n'a été transmis à personne." in page.text
