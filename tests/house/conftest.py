"""One application for these rules: only its shape is looked at."""

import pytest
from litestar import Litestar

from relais.app import create_app
from relais.core.settings import Settings


@pytest.fixture(scope="session")
def app() -> Litestar:
    return create_app(Settings())
