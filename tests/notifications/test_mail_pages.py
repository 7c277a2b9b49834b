"""Where mailed links land, and the mails of a demonstration."""

import re
from pathlib import Path
from typing import Any

import pytest
from litestar import Litestar

from relais.core.settings import Settings
from relais.notifications.letters import change_waiting, invitation
from relais.notifications.mail_folder import FolderMailer, kept_mails
from relais.notifications.model import Message
from relais.notifications.places import PLACES, link_to
from relais.notifications.writing import Sender, write_mail
from tests.accounts.people import app_of, client_for
from tests.notifications.conftest import NewWorker, Post
from tests.web.site import BASE, client_of, site

pytestmark = pytest.mark.anyio
SENDER = Sender(address="relais@localhost", host="localhost")
LINK = "http://localhost:8000/invitation/lien-d-essai"


@pytest.fixture
def app(settings: Settings, vault: Any) -> Litestar:
    return app_of(settings, vault, demo=True)


async def test_a_mailed_link_lands_on_a_page_that_leads_on() -> None:
    async with client_of(site()) as client:
        for code, place in PLACES.items():
            page = await client.get(f"/ouvrir/{code}")
            assert page.status_code == 200
            assert f'href="{place.href}"' in page.text
            assert page.headers["cache-control"] == "no-store"
            assert "http-equiv" not in page.text


@pytest.mark.parametrize("code", ["ailleurs", "https:", "espace%2F..", "espace.", "/evil.example", "ESPACE", "%00"])
async def test_a_place_that_is_not_in_the_list_does_not_exist(code: str) -> None:
    async with client_of(site()) as client:
        assert (await client.get(f"/ouvrir/{code}")).status_code in (400, 404)


async def test_opening_the_page_needs_no_session_and_changes_none() -> None:
    async with client_of(site()) as client:
        page = await client.get("/ouvrir/espace", headers={"cookie": "__Host-relais=x"})
        assert page.status_code == 200
        assert "set-cookie" not in page.headers
        assert (await client.post("/ouvrir/espace", headers={"origin": BASE})).status_code == 405


def test_a_link_to_mail_begins_with_the_public_address() -> None:
    settings = Settings(public_origin="https://relais.exemple.fr")
    assert link_to(settings, "espace") == "https://relais.exemple.fr/ouvrir/espace"
    assert link_to(Settings(port=8123), "compte") == "http://localhost:8123/ouvrir/compte"
    with pytest.raises(KeyError):
        link_to(settings, "ailleurs")


async def test_in_the_demonstration_mails_are_read_on_a_page_and_their_links_open(
    app: Litestar, settings: Settings, post: Post, new_worker: NewWorker
) -> None:
    async with client_for(app) as client:
        assert "Aucun courriel pour l'instant" in (await client.get("/courrier")).text
        await post.put()
        assert await new_worker(FolderMailer(settings.mail_folder)).deliver_due() == 1
        listed = (await client.get("/courrier")).text
        assert "une page à relire" in listed
        (where,) = re.findall(r'href="(/courrier/[^"]+)"', listed)
        mail = (await client.get(where)).text
        assert '<a href="https://relais.exemple.fr/ouvrir/coordination">' in mail
        assert "a@exemple.fr" in mail


async def test_a_mail_page_shows_no_markup_of_the_mail_and_no_file_but_mails(
    app: Litestar, settings: Settings, post: Post
) -> None:
    mail = write_mail(
        Message(to="a@exemple.fr", subject="<b>gras</b>", text='<script>alert(1)</script> https://x/"><img>\n'),
        (await post.put())[0],
        (await post.row())["made_at"],
        SENDER,
    )
    await FolderMailer(settings.mail_folder).send(mail)
    (settings.mail_folder / "secret.txt").write_text("secret")
    async with client_for(app) as client:
        (where,) = re.findall(r'href="(/courrier/[^"]+)"', (await client.get("/courrier")).text)
        page = (await client.get(where)).text
        assert "<script>alert" not in page
        assert "<img" not in page
        assert "<b>gras" not in page
        for code in ("secret.txt", "..%2Fkeys%2Froot", "%2e%2e", "*"):
            assert (await client.get(f"/courrier/{code}")).status_code == 404


async def test_the_page_of_mails_exists_in_the_demonstration_only() -> None:
    async with client_of(site()) as client:
        assert (await client.get("/courrier")).status_code == 404
        assert (await client.get("/courrier/x")).status_code == 404


async def test_a_mail_of_the_folder_is_ours_alone_and_written_once(tmp_path: Path, post: Post) -> None:
    folder = tmp_path / "var" / "mail"
    (mail,) = await post.put()
    message = Message(to="a@exemple.fr", subject="Relais : votre invitation", text=invitation(LINK).text)
    written = write_mail(message, mail, (await post.row())["made_at"], SENDER)
    for _ in range(2):
        assert (await FolderMailer(folder).send(written)).end == "sent"
    (path,) = folder.iterdir()
    assert path.stat().st_mode & 0o777 == 0o600
    assert folder.stat().st_mode & 0o777 == 0o700
    (kept,) = kept_mails(folder)
    assert (kept.code, kept.to, kept.subject) == (str(mail), "a@exemple.fr", "Relais : votre invitation")
    assert kept.text == message.text


async def test_a_folder_that_cannot_be_written_keeps_the_mail_waiting(tmp_path: Path, post: Post) -> None:
    (tmp_path / "mail").write_text("a file where the folder should be")
    (mail,) = await post.put()
    message = Message(to="a@exemple.fr", subject="Relais", text=change_waiting(LINK, 1).text)
    verdict = await FolderMailer(tmp_path / "mail").send(
        write_mail(message, mail, (await post.row())["made_at"], SENDER)
    )
    assert (verdict.end, verdict.code) == ("later", "folder")
