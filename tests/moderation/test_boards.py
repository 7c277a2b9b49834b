"""The boards say in words what colours show; a full queue is rendered at once; coordinators are told once a day."""

import time
from datetime import timedelta
from typing import Any

import pytest
from litestar import Litestar

from relais.audit.model import Actor
from relais.core.clock import now
from relais.core.settings import Settings
from relais.core.vault import Vault
from relais.directory.changes import CallBack, confirm_by_call
from relais.moderation.alerts import tell_waiting
from relais.moderation.office import SECTIONS
from tests.accounts.people import Person
from tests.moderation.browsing import propose
from tests.moderation.conftest import Open

pytestmark = pytest.mark.anyio
RENDERED = 0.1  # seconds of processor


async def test_freshness_is_said_in_words(world: Any, app: Litestar, browse: Open, coordinator: Person) -> None:
    call = CallBack(reached="secrétariat", reached_at=now() - timedelta(days=100), read_back="Le numéro.")
    actor = Actor(account=coordinator.account, acting_as="coordinator")
    await confirm_by_call(world.owner, actor, "asra", "phone", 1, call)
    page = await browse(coordinator).open("/coordination/fraicheur")
    assert "1 information en retard" in page.text
    assert "jamais confirmé" in page.text
    assert page.text.index("Réseau Aide aux Soignants") < page.text.index("Clinique Le Gouz jamais confirmé")


async def test_what_nobody_covers_is_said_in_words_and_by_need(
    app: Litestar, browse: Open, coordinator: Person
) -> None:
    browser = browse(coordinator)
    table = await browser.open("/coordination/vides")
    assert table.html.count('<th scope="row">') == 101
    assert "le conseil seulement" in table.text
    need = await browser.open("/coordination/vides/addiction")
    assert "Au moins une structure locale" in need.text
    assert (await browser.open("/coordination/vides/inconnu")).status == 404


async def test_mails_that_never_left_name_whom_to_call(
    world: Any, app: Litestar, browse: Open, coordinator: Person, member: Person
) -> None:
    await world.owner.execute(
        "INSERT INTO outbox (id, kind, account, message_sealed, attempts, given_up_at, last_code) "
        "VALUES (gen_random_uuid(), 'reminder', $1, '', 9, now(), '550')",
        member.account,
    )
    page = await browse(coordinator).open("/coordination/courriels")
    assert "Un rappel, pour Alix" in page.text
    assert "après 9 essais, dernière réponse : 550" in page.text


async def test_the_front_counts_what_is_to_be_done(
    world: Any, app: Litestar, browse: Open, coordinator: Person, member: Person
) -> None:
    await propose(world.owner, member, "asra", "hours", "Mo-Fr 08:00-20:00")
    page = await browse(coordinator).open("/coordination")
    assert "1 modification attend" in page.text
    assert [one.href for one in SECTIONS if one.href not in page.links("/coordination")] == []


async def fill_the_queue(owner: Any) -> None:
    """A thousand changes of all kinds, as a large import would leave them."""
    await owner.execute(
        "INSERT INTO change_request (id, service, origin) SELECT gen_random_uuid(), slug, 'essai.csv' FROM service"
    )
    await owner.execute(
        """
        INSERT INTO change_request_line (
            request, subject_kind, subject_id, field, fact_version, proposed, state, source_label, source_date_text
        )
        SELECT r.id, f.subject_kind, f.subject_id, f.field, f.version_from,
            CASE WHEN f.field = 'hours' THEN '"Mo-Fr 09:00-18:00"' WHEN f.field = 'coverage' THEN '["01", "69", "2A"]'
                ELSE f.value END,
            f.state, 'Bulletin', '2025'
        FROM fact AS f
        JOIN change_request AS r ON r.service = f.slug
        WHERE f.version_to IS NULL AND f.subject_kind <> 'organization' AND f.field <> 'state'
        ORDER BY f.field <> 'hours', f.field <> 'coverage', f.slug, f.field
        LIMIT 1000
        """
    )


async def test_a_page_of_a_thousand_pending_changes_is_rendered_at_once(
    world: Any, app: Litestar, browse: Open, coordinator: Person
) -> None:
    await fill_the_queue(world.owner)
    browser = browse(coordinator)
    spent = []
    for _ in range(5):
        start = time.process_time()
        page = await browser.open("/coordination/modifications")
        spent.append(time.process_time() - start)
    assert page.html.count('class="mail"') == 1000
    assert min(spent) < RENDERED


async def test_coordinators_are_told_once_a_day_and_never_of_their_own(
    world: Any, settings: Settings, vault: Vault, coordinator: Person, other: Person, member: Person
) -> None:
    told = "SELECT account FROM outbox WHERE kind = 'change_waiting'"
    assert await tell_waiting(world.owner, vault, settings) == 0
    await propose(world.owner, coordinator, "asra", "name", "Autre nom", acting_as="coordinator")
    assert await tell_waiting(world.owner, vault, settings) == 1
    assert [row["account"] for row in await world.owner.fetch(told)] == [other.account]
    await propose(world.owner, member, "asra", "hours", "Mo-Fr 08:00-20:00")
    assert await tell_waiting(world.owner, vault, settings) == 1
    assert await tell_waiting(world.owner, vault, settings) == 0
    await world.owner.execute("UPDATE outbox SET made_at = made_at - interval '25 hours'")
    assert await tell_waiting(world.owner, vault, settings) == 2
    await world.owner.execute("UPDATE outbox SET made_at = made_at - interval '25 hours'")
    await world.owner.execute("ALTER TABLE change_request DISABLE TRIGGER USER")
    await world.owner.execute("UPDATE change_request SET made_at = made_at - interval '3 days'")
    assert await tell_waiting(world.owner, vault, settings) == 0
