"""What nobody ever confirmed: one call, one form, and the next is offered."""

from typing import Any

import pytest
from litestar import Litestar

from relais.core.clock import now
from relais.moderation.office import day_and_hour
from tests.accounts.people import Person
from tests.moderation.conftest import Open

pytestmark = pytest.mark.anyio
LIST = "/coordination/a-confirmer"


async def test_the_most_harmful_is_asked_first(app: Litestar, browse: Open, coordinator: Person) -> None:
    page = await browse(coordinator).open(LIST)
    asked = page.links(f"{LIST}/")
    assert ".phone." in asked[0]
    assert "jamais été confirmées" in page.text
    more = await browse(coordinator).open(f"{LIST}/suite/50")
    assert more.status == 200
    assert LIST in more.links(LIST)


async def test_a_call_confirms_and_the_next_is_offered(
    world: Any, app: Litestar, browse: Open, coordinator: Person
) -> None:
    browser = browse(coordinator)
    form = await browser.open(f"{LIST}/asra.phone.1")
    assert "À relire 0805 62 01 33" in form.text
    day, hour = day_and_hour(now())
    mute = await browser.post(f"{LIST}/asra.phone.1", reached="", day=day, hour=hour, read_back="Le numéro.")
    assert mute.status == 422
    assert "Dites quelle fonction a répondu" in mute.text
    assert "Le numéro.</textarea>" in mute.html
    done = await browser.post(
        f"{LIST}/asra.phone.1", reached="permanence", day=day, hour=hour, read_back="Le numéro, chiffre à chiffre."
    )
    assert "C'est confirmé" in done.text
    fact = await world.owner.fetchrow(
        "SELECT state, confirmed_how FROM fact WHERE subject_id = 'asra/phone/1' AND field = 'phone' "
        "AND version_to IS NULL"
    )
    assert tuple(fact) == ("confirmed", "rappel téléphonique")
    following = next(link for link in done.links(f"{LIST}/"))
    assert following != f"{LIST}/asra.phone.1"
    assert (await browser.open(following)).status == 200


@pytest.mark.parametrize("code", ["asra.phone.9", "asra.unknown.1", "asra", "perdu.phone.1", "asra.phone.x"])
async def test_what_is_not_published_has_no_form(app: Litestar, browse: Open, coordinator: Person, code: str) -> None:
    assert (await browse(coordinator).open(f"{LIST}/{code}")).status == 404
