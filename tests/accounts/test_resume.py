"""A session that ends under someone who was typing: the sign-in form in place, and nothing lost."""

import html
import re
import secrets
from typing import Any
from uuid import UUID

import httpx
import pytest
from litestar import Litestar, Request, Response, get, post
from litestar.params import FromPath
from msgspec import structs

from relais.accounts import resume
from relais.accounts.doors import TOKEN_FIELD
from relais.accounts.gates import SIGNED_IN, through
from relais.accounts.resume import Kept
from relais.accounts.sessions import form_token
from relais.core import clock
from relais.core.vault import Vault, token_key
from relais.web.forms import parse_form
from tests.accounts.credentials import add_known, code_now, give_password, hidden, sign_in
from tests.accounts.people import add_person, client_for

pytestmark = pytest.mark.anyio
TYPED = {"message": "Fermé jusqu'au 3 « mars »\r\net au-delà & <b>", "jours": ["lundi", "jeudi"], "vide": ""}


@pytest.fixture
def notes(app: Litestar) -> list[dict[str, list[str]]]:
    """What a gated page of this test received."""
    received: list[dict[str, list[str]]] = []

    @post("/essai/{slug:str}", status_code=200, opt=through(SIGNED_IN))
    async def note(request: Request[Any, Any, Any], slug: FromPath[str]) -> Response[str]:
        received.append(parse_form(await request.body(), request.headers["content-type"]))
        return Response("noté")

    @get("/essai/{slug:str}", opt=through(SIGNED_IN), sync_to_thread=False)
    def read(slug: FromPath[str]) -> Response[str]:
        return Response(f"page {slug}")

    app.register(note)
    app.register(read)
    return received


async def end_sessions(world: Any, how: str) -> None:
    await world.owner.execute(
        {
            "idle": "UPDATE session SET seen_at = now() - interval '31 minutes'",
            "old": "UPDATE session SET ends_at = now() - interval '1 second'",
            "gone": "DELETE FROM session",
        }[how]
    )


async def sign_in_again(client: httpx.AsyncClient, asked: httpx.Response) -> httpx.Response:
    """The sign-in form in place, then the code; the secret was used once already."""
    carried = hidden(asked.text, "reprise")
    first = await client.post(
        "/connexion",
        data={"email": "camille@exemple.fr", "mot_de_passe": "lampe brume sept tapis", "reprise": carried},
    )
    assert first.status_code == 200
    fields = {name: hidden(first.text, name) for name in (TOKEN_FIELD, "reprise")}
    return await client.post("/connexion/code", data={**fields, "code": code_now(steps=1)})


def typed_again(page: str, token: str) -> dict[str, Any]:
    """What the one form of the page "Reprendre" posts."""
    form = page.partition('<form method="post" action="/essai/')[2].partition("</form>")[0]
    fields: dict[str, Any] = {}
    for name, text in re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)">', form):
        fields.setdefault(html.unescape(name), []).append(html.unescape(text))
    assert fields.pop(TOKEN_FIELD) != [token]
    return fields


@pytest.mark.parametrize("how", ["idle", "old", "gone"])
async def test_what_was_typed_comes_back_after_signing_in_and_leaves_with_one_button(
    world: Any, vault: Vault, client: httpx.AsyncClient, notes: list[dict[str, list[str]]], how: str
) -> None:
    await add_known(world.owner, vault)
    await sign_in(client)
    token = hidden((await client.get("/compte")).text, TOKEN_FIELD)
    await end_sessions(world, how)
    asked = await client.post("/essai/mots", data={TOKEN_FIELD: token, **TYPED})
    assert asked.status_code == 401
    assert "est gardé" in asked.text
    assert "mars" not in asked.text
    page = await sign_in_again(client, asked)
    assert notes == []
    assert "Reprendre" in page.text
    again = typed_again(page.text, token)
    assert again == {"message": [TYPED["message"]], "jours": ["lundi", "jeudi"], "vide": [""]}
    anew = hidden(page.text.partition("/essai/")[2], TOKEN_FIELD)
    assert (await client.post("/essai/mots", data={TOKEN_FIELD: anew, **again})).text == "noté"
    assert notes[0]["message"] == [TYPED["message"]]


async def test_a_wrong_password_and_a_wrong_code_lose_nothing(
    world: Any, vault: Vault, client: httpx.AsyncClient, notes: list[dict[str, list[str]]]
) -> None:
    await add_known(world.owner, vault)
    await sign_in(client)
    token = hidden((await client.get("/compte")).text, TOKEN_FIELD)
    await end_sessions(world, "gone")
    asked = await client.post("/essai/mots", data={TOKEN_FIELD: token, **TYPED})
    carried = hidden(asked.text, "reprise")
    for _ in range(2):
        wrong = await client.post(
            "/connexion", data={"email": "camille@exemple.fr", "mot_de_passe": "non", "reprise": carried}
        )
        assert hidden(wrong.text, "reprise") == carried
    first = await client.post(
        "/connexion",
        data={"email": "camille@exemple.fr", "mot_de_passe": "lampe brume sept tapis", "reprise": carried},
    )
    step = {name: hidden(first.text, name) for name in (TOKEN_FIELD, "reprise")}
    wrong = await client.post("/connexion/code", data={**step, "code": "000000"})
    assert hidden(wrong.text, "reprise") == carried


async def test_what_one_person_typed_is_never_given_to_another(
    world: Any, vault: Vault, app: Litestar, client: httpx.AsyncClient, notes: list[dict[str, list[str]]]
) -> None:
    other = await add_person(world.owner, vault)
    await add_known(world.owner, vault)
    async with client_for(app, other) as theirs:
        await end_sessions(world, "old")
        asked = await theirs.post("/essai/mots", data=other.form(message="le sien"))
    answer = await sign_in_again(client, asked)
    assert (answer.status_code, answer.headers["location"]) == (303, "/compte")
    assert "le sien" not in answer.text


async def test_a_form_without_its_token_is_not_kept(
    world: Any, vault: Vault, client: httpx.AsyncClient, notes: list[dict[str, list[str]]]
) -> None:
    asked = await client.post("/essai/mots", data={"message": "de qui ?"})
    assert asked.status_code == 401
    assert 'name="reprise"' not in asked.text


async def test_a_file_is_said_not_to_be_kept(
    world: Any, vault: Vault, client: httpx.AsyncClient, notes: list[dict[str, list[str]]]
) -> None:
    asked = await client.post("/essai/mots", files={"fichier": b"slug,name"}, data={TOKEN_FIELD: "x" * 48})
    assert asked.status_code == 401
    assert "Le fichier n&#39;a pas pu être gardé" in asked.text


async def test_a_page_that_was_opened_is_reached_after_signing_in(
    world: Any, vault: Vault, client: httpx.AsyncClient, notes: list[dict[str, list[str]]]
) -> None:
    await add_known(world.owner, vault)
    asked = await client.get("/essai/mots")
    assert asked.status_code == 401
    answer = await sign_in_again(client, asked)
    assert (answer.status_code, answer.headers["location"]) == (303, "/essai/mots")
    assert (await client.get("/essai/mots")).text == "page mots"


@pytest.mark.parametrize("path", ["//ailleurs.example/", "/\\ailleurs.example", "///ailleurs.example", "/%5Cailleurs"])
def test_a_path_never_leads_to_another_site(path: str) -> None:
    kept = resume.same_site(path)
    assert kept.startswith("/")
    assert not kept.startswith(("//", "/\\"))


def test_the_hidden_field_is_refused_when_altered_old_or_made_elsewhere(vault: Vault) -> None:
    kept = Kept(path="/espace", at=clock.now())
    whole = resume.seal(vault, kept)
    assert resume.unseal(vault, whole) == kept
    old = structs.replace(kept, at=clock.now() - resume.LIFE)
    for text in ("", "é", "AAAA", whole[:-4], whole[:-6] + "AAAAAA", resume.seal(vault, old), "/espace"):
        assert resume.unseal(vault, text) is None


def test_passwords_are_not_carried(vault: Vault) -> None:
    token = form_token(vault, token_key("x"), UUID(int=1))
    posted = {TOKEN_FIELD: [token], "mot_de_passe": ["secret"], "nouveau": ["secret"], "email": ["a@b.fr"]}
    kept = resume.keep("/compte/mot-de-passe", posted, TOKEN_FIELD, opened=False)
    assert kept is not None
    assert kept.fields == [("email", "a@b.fr")]


async def test_a_form_of_sixty_kilobytes_passes_through_both_steps(
    world: Any, vault: Vault, client: httpx.AsyncClient, notes: list[dict[str, list[str]]]
) -> None:
    await add_known(world.owner, vault)
    await sign_in(client)
    token = hidden((await client.get("/compte")).text, TOKEN_FIELD)
    await end_sessions(world, "gone")
    text = secrets.token_hex(30_000)
    asked = await client.post("/essai/mots", data={TOKEN_FIELD: token, "message": text})
    assert asked.status_code == 401
    page = await sign_in_again(client, asked)
    assert text in page.text


async def test_the_sign_in_form_alone_carries_nothing(client: httpx.AsyncClient) -> None:
    page = await client.get("/connexion")
    assert page.status_code == 200
    assert 'name="reprise"' not in page.text
    assert (await give_password(client)).status_code == 401
