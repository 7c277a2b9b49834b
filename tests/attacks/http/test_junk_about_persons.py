"""Junk posted by whoever may act on a person's things, that they opened: a refusal or a page, never a fault of ours."""

from collections.abc import AsyncIterator, Iterator
from typing import Any
from uuid import UUID

import httpx
import pytest

from relais.core.embedded import EmbeddedPostgres
from relais.core.ids import new_id
from tests.attacks.http.test_junk_posts import COMMON, FORM, NAME, VALUES, bodies, nobody_waits
from tests.attacks.http.town import Town, town_in
from tests.attacks.http.walking import addresses
from tests.commission.sitting.documents import BOUNDARY, PDF, form

pytestmark = [pytest.mark.anyio, pytest.mark.long]
OPENINGS: dict[str, tuple[tuple[str, str, dict[str, str]], ...]] = {
    "officer": (
        ("/commission/dossiers/{}/ouvrir", "file", {"motif_ouverture": "call"}),
        ("/demandes/notes/{}/ouvrir", "note", {"motif": "call"}),
        ("/demandes/{}/ouvrir", "asked", {"motif_ouverture": "call"}),
    ),
    "national": (("/commission/dossiers/{}/ouvrir", "complete", {"motif_ouverture": "file_check"}),),
    "one": (("/commission/examens/{}/ouvrir", "complete", {"answer": "unknown", "reason": "file_decision"}),),
    "chair": (("/commission/examens/{}/ouvrir", "complete", {"answer": "unknown", "reason": "file_decision"}),),
}
SLUGS = {"/demandes/conseils": "cdom-69", "/agenda": "depistage"}
# Whoever signs in, signs out or changes their own account is the matter of tests/attacks/http/test_junk_posts.py.
NOT_HERE = ("/deconnexion", "/connexion", "/compte", "/coordination", "/entree", "/invitation", "/espace/{slug}",
            "/espace/collegues", "/api", "/signaler", "/structures")  # fmt: skip
ANYONES = ("everyone", "known if signed in")  # the same whoever posts: below, and in test_junk_posts
OWN = ("/suivi", "/commission/dossier", "/demande")


@pytest.fixture
async def town(postgres: EmbeddedPostgres, filled: str, tmp_path: Any) -> AsyncIterator[Town]:
    async with town_in(postgres, filled, tmp_path) as made:
        yield made


def named(town: Town, who: str, kind: str) -> UUID:
    """What this person has opened, or would."""
    of = town.complete if who in ("national", "one", "chair") else town.held
    return {**town.ids(of), "asked": town.asked.case, "complete": town.complete.file}[kind]


def targets(town: Town, who: str) -> Iterator[str]:
    """Every address of a post, filled in with what is theirs."""
    kinds = {(one.path, one.method): kind for one, kind in town.addresses()}
    for one in addresses(town.app):
        if one.method != "POST" or one.path.startswith(NOT_HERE) or one.gate in ANYONES:
            continue
        slug = next((slug for start, slug in SLUGS.items() if one.path.startswith(start)), "mots")
        kind = kinds.get((one.path, "POST"), "")
        code = named(town, who, "asked" if one.path.startswith("/demandes/{code}") else kind) if kind else new_id()
        yield one.at(slug, code=str(code), name="2025" if "/rapport" in one.path else "situation")


async def names_of(client: httpx.AsyncClient, path: str) -> list[str]:
    """The fields that the page above shows, and some it does not."""
    shown = NAME.findall((await client.get(path.rpartition("/")[0] or "/")).text) + NAME.findall(
        (await client.get(path)).text
    )
    return [name for name in dict.fromkeys([*shown, *COMMON, "document", "step", "rubrique"]) if name != "jeton"][:90]


@pytest.mark.parametrize("who", ["officer", "national", "one", "chair", "member", "signatory"])
async def test_no_act_on_what_one_opened_breaks_whatever_is_posted(town: Town, who: str) -> None:
    person, faults = town.people[who], []
    async with town.client(who) as client:
        for path, kind, fields in OPENINGS.get(who, ()):
            await client.get(path.format(named(town, who, kind)).removesuffix("/ouvrir"))  # a member is asked first
            opened = await client.post(path.format(named(town, who, kind)), data=person.form(**fields))
            assert opened.status_code == 303, (path, opened.text)
        for path in targets(town, who):
            for body, kind in bodies(person.token, await names_of(client, path)):
                await nobody_waits(town.commission.owner)
                answer = await client.post(path, content=body, headers={"content-type": kind})
                if answer.status_code >= 500:
                    faults.append(f"{path} {kind} {body[-80:]!r}: {answer.status_code}")
                if answer.status_code in (401, 404):
                    break
        assert (await client.get("/compte")).status_code == 200
    assert not faults, "\n".join(faults)


async def test_no_page_of_a_doctor_breaks_whatever_is_posted_with_their_code(town: Town) -> None:
    faults = []
    paths = sorted({one.path for one in addresses(town.app) if one.method == "POST" and one.path.startswith(OWN)})
    async with town.client() as client:
        for path in paths:
            passage = town.passage(town.draft if "/dossier" in path else town.held)
            page = await client.post(path, data={"passage": passage, "rubrique": "income"})
            names = [*NAME.findall(page.text), *COMMON, "rubrique", "act", "sur", "faire", "document", "step"]
            for body, kind in bodies("", [name for name in dict.fromkeys(names) if name != "passage"][:90]):
                sent = body + (b"&passage=" + passage.encode()) * (kind == FORM)
                await nobody_waits(town.commission.owner)
                answer = await client.post(path, content=sent, headers={"content-type": kind})
                if answer.status_code >= 500:
                    faults.append(f"{path} {kind} {body[-80:]!r}: {answer.status_code}")
    assert not faults, "\n".join(faults)


async def test_the_address_that_takes_documents_never_breaks(town: Town) -> None:
    """Its fields are junk, its parts are in another order, its boundary is none."""
    faults = []
    who = {"passage": town.passage(town.draft)}
    good = {**who, "file": town.draft.file, "request": new_id(), "kind": ""}
    whole = form(good, PDF)
    sent = [
        form({**good, name: value}, PDF, name=value[:60]) for name in good for value in VALUES if "\ud7ff" not in value
    ]
    sent += [whole[:cut] for cut in range(0, len(whole), 97)]
    sent += [whole.replace(b"form-data", b"form-data; a=" + bytes([one])) for one in range(0, 256, 5)]
    sent += [whole.replace(b"\r\n\r\n", b"\r\nContent-Transfer-Encoding: base64\r\n\r\n"), whole * 2, b"--" * 4000]
    async with town.client() as client:
        for body in sent:
            for boundary in (BOUNDARY, "x", "é" * 90, ""):
                kind = f"multipart/form-data; boundary={boundary}".encode()
                await nobody_waits(town.commission.owner)
                answer = await client.post("/commission/joindre", content=body, headers={"content-type": kind})
                if answer.status_code >= 500:
                    faults.append(f"{kind!r} {body[:200]!r}: {answer.status_code}")
    assert not faults, "\n".join(faults)
