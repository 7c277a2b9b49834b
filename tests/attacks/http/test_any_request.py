"""Requests made up from the description of the API: each gets a described answer, never a server error."""

import json
from collections.abc import Iterator

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.specs.openapi.checks import positive_data_acceptance

from relais.app import openapi_document
from tests.web.serving import served
from tests.web.site import site

# A place is judged by the gazetteer and a text by its signs: no schema says all that is refused.
BEYOND_THE_SCHEMA = [positive_data_acceptance]
schema = schemathesis.openapi.from_dict(json.loads(openapi_document()))


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with served(site()) as url:
        yield url


@pytest.fixture(scope="module")
def session() -> Iterator[requests.Session]:
    with requests.Session() as opened:
        yield opened


def check(case: schemathesis.Case, address: str, session: requests.Session) -> None:
    case.call_and_validate(base_url=address, session=session, excluded_checks=BEYOND_THE_SCHEMA)


@schema.parametrize()
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
def test_every_answer_is_as_described(case: schemathesis.Case, address: str, session: requests.Session) -> None:
    check(case, address, session)


@pytest.mark.long
@schema.parametrize()
@settings(max_examples=1000, deadline=None, suppress_health_check=list(HealthCheck))
def test_every_answer_is_as_described_at_length(
    case: schemathesis.Case, address: str, session: requests.Session
) -> None:
    check(case, address, session)
