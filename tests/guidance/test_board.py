"""What an officer sees first: what waits for her, then the others by date; no name, nothing of another council."""

import re
from typing import Any

import pytest

from relais.core.vault import Vault
from relais.guidance.board import PAGE
from tests.guidance.at_case import AtDesk, at_case
from tests.guidance.browsing import HERE, Tab
from tests.profiles.browsing import words_of

pytestmark = pytest.mark.anyio
CASE = re.compile(rf'<p class="row-title"><a href="{HERE}/([0-9a-f-]{{36}})"')


async def put_in(desk: AtDesk, state: str, days: float, sent_days: float | None = None) -> None:
    """A state since so many days, whatever the road to it."""
    await desk.owner.execute(
        "UPDATE referral SET state = $2, state_at = now() - $3 * interval '1 day',"
        " sent_at = now() - $4 * interval '1 day', service = 'mots' WHERE case_id = $1",
        desk.case,
        state,
        days,
        sent_days,
    )


def listed(page: str) -> list[str]:
    return CASE.findall(page)


async def test_what_waits_comes_first_oldest_first_then_the_others_newest_first(
    officer: Tab, stranger: Tab, world: Any, vault: Vault
) -> None:
    quiet = await at_case(officer, world, vault)
    declined, silent, fresh, expired = [await at_case(officer, world, vault) for _ in range(4)]
    foreign = await at_case(stranger, world, vault, council="cdom-75")
    await put_in(declined, "declined", 3)
    await put_in(silent, "received", 2, 2)
    await put_in(fresh, "sent", 0.5, 0.5)
    await put_in(expired, "expired", 5, 19)
    page = (await officer.get(HERE)).text
    waiting, _, others = page.partition("Les autres dossiers")
    assert listed(waiting) == [str(one.case) for one in (expired, declined, silent)]
    assert listed(others) == [str(one.case) for one in (fresh, quiet)]
    told = words_of(page)
    assert "lue, sans réponse depuis plus d'un jour" in told
    assert "à faire : appeler la structure, ou revoir avec le médecin" in told
    assert "à faire : entendre le choix" in told
    assert "Docteur Bleu" in told
    assert "rien ne se cherche par nom" in told
    assert str(foreign.case) not in page
    assert listed((await stranger.get(HERE)).text) == [str(foreign.case)]
    assert 'type="search"' not in page


async def test_a_closed_case_leaves_the_board_and_one_without_a_referral_says_so(
    officer: Tab, world: Any, vault: Vault
) -> None:
    closed, bare = await at_case(officer, world, vault), await at_case(officer, world, vault, told=())
    await world.owner.execute("UPDATE aid_case SET closed_at = now() WHERE id = $1", closed.case)
    page = (await officer.get(HERE)).text
    assert listed(page) == [str(bare.case)]
    assert "rien d'engagé par votre conseil" in words_of(page)


async def test_the_list_goes_on_page_after_page_without_a_gap_or_a_repeat(
    officer: Tab, world: Any, vault: Vault
) -> None:
    made = [str((await at_case(officer, world, vault, told=())).case) for _ in range(PAGE + 3)]
    first = (await officer.get(HERE)).text
    more = re.search(rf'href="({HERE}/avant/[^"]+)"', first)
    assert more is not None
    second = (await officer.get(more[1])).text
    assert [*listed(first), *listed(second)] == made[::-1]
    assert "/avant/" not in second


async def test_an_empty_board_says_what_to_do_next(officer: Tab) -> None:
    told = await officer.read(HERE)
    assert "Aucun dossier en cours" in told
    assert "Nouvelle orientation" in told
    assert "Donnez vos dates" in told
