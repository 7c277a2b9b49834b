"""One application for the whole run: it holds no state that a request could change."""

from collections.abc import AsyncIterator

import httpx
import pytest
from litestar import Litestar

from tests.web.site import client_of, site


@pytest.fixture(scope="session")
def app() -> Litestar:
    return site()


@pytest.fixture
async def client(app: Litestar, anyio_backend: str) -> AsyncIterator[httpx.AsyncClient]:
    async with client_of(app) as opened:
        yield opened
