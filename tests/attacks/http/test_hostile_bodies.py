"""Bodies that are too long, too deep, broken or of another kind: refused in a sentence, with the page still calm."""

from collections.abc import AsyncIterator

import pytest

from tests.web.reading import Page
from tests.web.site import client_of, site

pytestmark = pytest.mark.anyio
FORM = {"content-type": "application/x-www-form-urlencoded"}
JSON = {"content-type": "application/json"}
LONG = b"text=" + b"a" * 65_536
FORMS = ["/", "/aide", "/fiche", "/structures/sps"]
APIS = ["/api/v1/search", "/api/v1/places"]


async def in_pieces(body: bytes) -> AsyncIterator[bytes]:
    for start in range(0, len(body), 1000):
        yield body[start : start + 1000]


async def post(path: str, body: bytes | AsyncIterator[bytes], headers: dict[str, str]) -> tuple[int, str, str]:
    async with client_of(site()) as client:
        answer = await client.post(path, content=body, headers=headers)
    return answer.status_code, answer.headers["content-type"], answer.text


@pytest.mark.parametrize("path", FORMS + APIS)
@pytest.mark.parametrize("pieces", [False, True], ids=["announced", "in pieces"])
async def test_a_body_over_64_kib_is_refused(path: str, pieces: bool) -> None:
    status, media_type, text = await post(path, in_pieces(LONG) if pieces else LONG, FORM)
    assert status == 413
    assert "64 Ko au plus" in text
    assert ("problem+json" in media_type) is path.startswith("/api/")


@pytest.mark.parametrize("path", FORMS)
@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"text=%ff%fe", 400),
        (b"text=\xff", 400),
        (b"&".join(b"a=1" for _ in range(600)), 400),
        (b"", 200),
        (b"&&&===", 200),
        (b"text", 200),
    ],
)
async def test_a_broken_form_is_a_sentence_or_an_empty_form(path: str, body: bytes, status: int) -> None:
    got, media_type, text = await post(path, body, FORM)
    assert got == (422 if path == "/aide" and status == 200 else status)
    assert media_type.startswith("text/html")
    assert Page(text).all("a", href="tel:15")


@pytest.mark.parametrize("path", FORMS)
@pytest.mark.parametrize("media_type", ["multipart/form-data; boundary=x", "application/json", "text/plain"])
async def test_another_kind_of_body_is_refused_on_a_page(path: str, media_type: str) -> None:
    status, _, text = await post(path, b"{}", {"content-type": media_type})
    assert status == 415
    assert "formulaire ordinaire" in Page(text).text


@pytest.mark.parametrize("path", APIS)
@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"[" * 60_000, "too_deep"),
        (b'{"text":' + b'{"a":' * 9_000, "too_deep"),
        (b'{"text":"a\\u0000"}', "null_sign"),
        (b'{"text":"\xff"}', "bad_encoding"),
        (b"\x00" * 100, "bad_json"),
        (b"text=a", "bad_json"),
        (b"", "bad_json"),
    ],
)
async def test_a_broken_json_body_is_a_problem_with_its_code(path: str, body: bytes, code: str) -> None:
    status, media_type, text = await post(path, body, JSON)
    assert (status, media_type) == (400, "application/problem+json")
    assert f'"code":"{code}"' in text


async def test_a_null_sign_in_the_box_names_the_field_and_keeps_the_rest() -> None:
    status, _, text = await post("/", b"text=addic%00tion&origin=69", FORM)
    page = Page(text)
    assert status == 422
    assert page.one("input", id="text")["value"] == "addiction"
    assert page.one("input", id="origin")["value"] == "69"
    assert "signe nul" in page.text


@pytest.mark.parametrize("host", ["", "a b", "exemple.fr/chemin", "x" * 5000])
async def test_a_false_host_is_refused_or_served_calmly(host: str) -> None:
    async with client_of(site()) as client:
        answer = await client.get("/", headers={"host": host})
    assert answer.status_code in (200, 400)
    assert "exemple.fr/chemin" not in answer.text
