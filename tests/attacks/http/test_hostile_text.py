"""Text that would be a script, a tag or an attribute stays text, wherever a page shows it again."""

import html

import httpx
import pytest

from relais.web.shield import CSP
from tests.web.reading import Page
from tests.web.site import client_of, site

pytestmark = pytest.mark.anyio
HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' autofocus onfocus=alert(1) x='",
    "</title><svg/onload=alert(1)>",
    "javascript:alert(1)",
    "{{ 7 * 7 }}{% raw %}",
    "<!--",
    "]]>",
    "&lt;b&gt;",
    "\u202e\u2066<b>",
    "%3Cscript%3E",
    "a\r\nSet-Cookie: x=1",
]
PLACES = [
    ("/", "text"),
    ("/", "origin"),
    ("/", "without"),
    ("/", "drop"),
    ("/", "restore"),
    ("/", "sheet"),
    ("/", "add"),
    ("/", "min_km"),
    ("/aide", "place"),
    ("/agenda", "departement"),
    ("/agenda", "kind"),
    ("/agenda", "month"),
    ("/fiche", "text"),
    ("/fiche", "sheet"),
    ("/structures/sps", "text"),
    ("/structures/sps", "without"),
]


async def shown(client: httpx.AsyncClient, path: str, fields: dict[str, str]) -> httpx.Response:
    answer = await client.post(path, data={"text": "addiction", **fields})
    assert answer.status_code in (200, 422)
    assert answer.headers["content-security-policy"] == CSP
    return answer


@pytest.mark.parametrize(("path", "field"), PLACES)
@pytest.mark.parametrize("text", HOSTILE)
async def test_a_page_has_the_same_elements_whatever_is_typed(path: str, field: str, text: str) -> None:
    async with client_of(site()) as client:
        answer = await shown(client, path, {field: text})
    page = Page(answer.text)
    assert {tag for tag, _ in page.elements}.isdisjoint({"img", "iframe", "object", "embed", "b", "style", "base"})
    scripts = page.all("script")
    assert all((script.get("src") or "").startswith("/static/") for script in scripts)
    handlers = [name for _, attrs in page.elements for name in attrs if name.startswith("on")]
    assert handlers == []
    addresses = [value for _, attrs in page.elements for name, value in attrs.items() if name in ("href", "formaction")]
    assert not [address for address in addresses if address and address.lower().startswith("javascript")]
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize("text", [text for text in HOSTILE if "\r" not in text])
async def test_what_is_typed_is_given_back_as_it_was_typed(text: str) -> None:
    async with client_of(site()) as client:
        answer = await shown(client, "/", {"text": text})
    assert Page(answer.text).one("input", id="text")["value"] == text
    assert "<script>alert" not in answer.text
    assert text not in answer.text or text == html.escape(text)


@pytest.mark.parametrize(
    "path",
    [
        *("/structures/{}", "/departement/{}", "/{}", "/static/{}", "/api/v1/services/{}"),
        *("/agenda/{}", "/agenda/{}/agenda.ics", "/agenda/{}/reserver", "/rapport/{}"),
    ],
)
@pytest.mark.parametrize("part", ["%3Cscript%3E", "..%2f..%2fetc%2fpasswd", "%00", "%ff%fe", "a" * 3000, "%0d%0aX: y"])
async def test_a_hostile_address_is_a_calm_not_found_that_repeats_nothing(path: str, part: str) -> None:
    async with client_of(site()) as client:
        answer = await client.get(path.format(part))
    assert answer.status_code == 404
    assert "script>" not in answer.text.replace("</script>", "").replace('.js"></script>', "")
    assert "passwd" not in answer.text
    assert set(answer.headers).isdisjoint({"x", "set-cookie"})
