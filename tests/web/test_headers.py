"""Every answer, whatever it is, carries exactly these headers."""

import httpx
import pytest
from litestar import Litestar, get

from relais.accounts.gates import EVERYONE, through
from relais.web.static_files import StaticFiles
from tests.web.site import client_of, directory, fresh_site

pytestmark = pytest.mark.anyio
SECURITY = {
    "content-security-policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": (
        "accelerometer=(), browsing-topics=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), "
        "microphone=(), payment=(), usb=()"
    ),
    "x-frame-options": "DENY",
}
DESCRIBES_BODY = {"content-length", "content-type"}
CSS = StaticFiles().url("relais.css")
ASKED = [
    ("GET", "/", 200),
    ("HEAD", "/", 200),
    ("POST", "/", 200),
    ("GET", "/aide", 200),
    ("POST", "/aide", 422),
    ("GET", "/structures/sps", 200),
    ("POST", "/structures/sps", 200),
    ("GET", "/structures/inconnue", 404),
    ("GET", "/departement/69", 200),
    ("GET", "/departement/00", 404),
    ("POST", "/fiche", 200),
    ("GET", "/sante", 200),
    ("GET", "/openapi.json", 200),
    ("GET", "/api/v1/services/sps", 200),
    ("GET", "/api/v1/services/inconnue", 404),
    ("POST", "/api/v1/search", 400),
    ("POST", "/api/v1/places", 400),
    ("GET", "/connexion", 200),
    ("HEAD", "/connexion", 200),
    ("POST", "/connexion", 403),  # names no origin
    ("GET", "/connexion/code", 401),
    ("GET", "/entree", 401),
    ("GET", "/compte", 401),
    ("POST", "/compte/connexions", 403),
    ("GET", "/espace", 401),
    ("GET", "/coordination", 401),
    ("GET", "/nulle-part", 404),
    ("GET", "/static/inconnu.css", 404),
]


@pytest.mark.parametrize(("method", "path", "status"), ASKED)
async def test_an_answer_has_the_security_headers_is_not_stored_and_names_no_software(
    client: httpx.AsyncClient, method: str, path: str, status: int
) -> None:
    answer = await client.request(method, path)
    assert answer.status_code == status
    assert {**answer.headers} == {
        **SECURITY,
        "cache-control": "no-store",
        **{name: answer.headers[name] for name in DESCRIBES_BODY},
    }


async def test_a_method_that_is_not_offered_says_which_are(client: httpx.AsyncClient) -> None:
    answer = await client.delete("/")
    assert answer.status_code == 405
    assert set(answer.headers["allow"].split(", ")) >= {"GET", "POST"}
    assert set(answer.headers) == {*SECURITY, *DESCRIBES_BODY, "cache-control", "allow"}


async def test_a_static_file_is_kept_for_ever_under_a_name_that_carries_its_digest(client: httpx.AsyncClient) -> None:
    answer = await client.get(CSS)
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["content-type"] == "text/css; charset=utf-8"
    assert set(answer.headers) == {*SECURITY, *DESCRIBES_BODY, "cache-control", "etag"}
    again = await client.get(CSS, headers={"if-none-match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert {name: again.headers[name] for name in SECURITY} == SECURITY


async def test_an_error_nobody_foresaw_is_a_calm_page_with_the_same_headers() -> None:
    @get("/panne", opt=through(EVERYONE), sync_to_thread=False)
    def breaks() -> None:
        raise RuntimeError("des mots que personne ne doit lire")

    app = fresh_site(directory())
    app.register(breaks)
    async with client_of(app) as client:
        answer = await client.get("/panne")
    assert answer.status_code == 500
    assert set(answer.headers) == {*SECURITY, *DESCRIBES_BODY, "cache-control"}
    assert "personne ne doit lire" not in answer.text
    assert 'href="tel:15"' in answer.text


async def test_a_head_answer_has_no_body_and_the_length_of_the_page(app: Litestar) -> None:
    async with client_of(app) as client:
        head, whole = await client.head("/aide"), await client.get("/aide")
    assert head.content == b""
    assert head.headers["content-length"] == whole.headers["content-length"]
