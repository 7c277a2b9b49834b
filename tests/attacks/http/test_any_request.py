"""Requests made up from the description of the API: each gets a described answer, never a server error."""

import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.specs.openapi.checks import positive_data_acceptance

from tests.web.site import site

# A place is judged by the gazetteer and a text by its signs: no schema says all that is refused.
BEYOND_THE_SCHEMA = [positive_data_acceptance]
schema = schemathesis.openapi.from_asgi("/openapi.json", site())


@schema.parametrize()
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
def test_every_answer_is_as_described(case: schemathesis.Case) -> None:
    case.call_and_validate(excluded_checks=BEYOND_THE_SCHEMA)


@pytest.mark.long
@schema.parametrize()
@settings(max_examples=1000, deadline=None, suppress_health_check=list(HealthCheck))
def test_every_answer_is_as_described_again_and_again(case: schemathesis.Case) -> None:
    case.call_and_validate(excluded_checks=BEYOND_THE_SCHEMA)
