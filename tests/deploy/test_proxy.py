"""The proxy's own files, with a real nginx where there is one: TLS, headers, calm pages when the app is away.

Only addresses and folders are changed: the ones of the image do not exist here.
"""

import json
import re

import pytest

from relais.directory.strip import STRIP
from relais.web.shield import SECURITY_HEADERS
from tests.deploy.door import PROXY, Door, needs_nginx

FORM = "application/x-www-form-urlencoded"
TYPED = "motquepersonnenedoitgarder"


@needs_nginx
def test_plain_http_leads_to_https_without_a_promise_over_http(served: Door) -> None:
    answer = served.ask_plain(served.plain, "/aide")
    assert answer.status == 301
    assert answer.headers["location"] == "https://127.0.0.1/aide"
    assert "strict-transport-security" not in answer.headers


@needs_nginx
@pytest.mark.parametrize("path", ["/", "/api/v1/services/mots", "/sante"])
def test_the_app_answers_behind_tls_with_each_header_once(served: Door, path: str) -> None:
    answer = served.ask(path)
    assert answer.status == 200
    assert answer.headers["strict-transport-security"].startswith("max-age=")
    for name, value in SECURITY_HEADERS:
        assert answer.headers[name.decode()] == value.decode()
    assert "nginx" not in answer.headers.get("server", "").lower() or "/" not in answer.headers["server"]


@needs_nginx
def test_a_search_goes_through_and_its_words_stay_out_of_every_log(served: Door) -> None:
    answer = served.ask("/api/v1/search", method="POST", body=json.dumps({"text": f"addiction {TYPED}"}))
    assert answer.status == 200
    assert "addiction" in answer.body
    assert TYPED not in (served.folder / "log").read_text()


@needs_nginx
def test_a_body_too_long_for_the_app_gets_the_page_of_the_app(served: Door) -> None:
    answer = served.ask("/", method="POST", body="text=" + "a" * 70_000, kind=FORM)
    assert answer.status == 413
    assert "64 Ko au plus" in answer.body.replace("\u202f", " ").replace("\xa0", " ")


@needs_nginx
def test_a_body_too_long_for_the_proxy_gets_a_page_with_the_emergency_numbers(served: Door) -> None:
    answer = served.ask("/", method="POST", body="text=" + "a" * 140_000, kind=FORM)
    assert answer.status == 413
    assert "3114" in answer.body
    assert json.loads(served.ask("/api/v1/search", method="POST", body="a" * 140_000).body)["status"] == 413


@needs_nginx
@pytest.mark.usefixtures("edition")
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_without_the_app_a_page_leads_to_the_edition_and_the_words_go_nowhere(alone: Door, method: str) -> None:
    answer = alone.ask("/", method=method, body=f"text={TYPED}" if method == "POST" else "", kind=FORM)
    assert answer.status == 303
    assert answer.headers["location"].endswith("/secours/index.html")
    assert TYPED not in str(answer.headers)
    page = alone.ask("/secours/index.html")
    assert page.status == 200
    assert "Par département" in page.body
    assert alone.ask("/secours/departement-69.html").status == 200


@needs_nginx
@pytest.mark.usefixtures("edition")
def test_the_edition_is_given_with_the_headers_of_the_app(alone: Door) -> None:
    page = alone.ask("/secours/index.html")
    for name, value in SECURITY_HEADERS:
        if name != b"permissions-policy":  # it has no script
            assert page.headers[name.decode()] == value.decode()
    assert page.headers["cache-control"] == "no-store"
    assert alone.ask("/secours/relais.css").headers["content-type"].startswith("text/css")


@needs_nginx
def test_without_the_app_nor_an_edition_the_emergency_numbers_are_shown(alone: Door) -> None:
    answer = alone.ask("/secours/index.html")
    assert answer.status == 503
    assert "3114" in answer.body
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")


@needs_nginx
@pytest.mark.parametrize("path", ["/api/v1/services/mots", "/sante"])
def test_without_the_app_a_program_gets_a_problem_and_a_monitor_is_not_deceived(alone: Door, path: str) -> None:
    answer = alone.ask(path)
    assert answer.status == 503
    assert json.loads(answer.body)["status"] == 503


@needs_nginx
def test_the_addresses_of_callers_are_never_written(alone: Door) -> None:
    alone.ask("/")
    assert "127.0.0.1" not in (alone.folder / "log").read_text()


def test_the_page_of_errors_bears_the_emergency_numbers_of_the_app() -> None:
    page = (PROXY / "erreur.html").read_text(encoding="utf-8")
    for number in STRIP:
        assert (
            f'<a href="{number.href}"><strong>{number.display}</strong> {number.word}</a> : {number.sentence}' in page
        )


def test_the_headers_of_the_proxy_are_those_of_the_app() -> None:
    written = (PROXY / "headers.conf").read_text(encoding="utf-8")
    given = {
        name.lower(): value.strip('"') for name, value in re.findall(r"^add_header (\S+) (.*) always;$", written, re.M)
    }
    for name, value in SECURITY_HEADERS:
        if name != b"permissions-policy":
            assert given[name.decode()] == value.decode()
