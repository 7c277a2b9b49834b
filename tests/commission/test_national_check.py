"""The check of a file by the national service: what was chosen is kept when it is refused, and it may be done again."""

import re

import pytest

from tests.accounts.people import Person, add_person
from tests.commission.test_file_pages import act, begun, last_file, opened_at, sent_file
from tests.followup.held import Desk, Doctor
from tests.guidance.browsing import Tab

pytestmark = pytest.mark.anyio


def chosen(page: str, piece: str) -> str:
    """What the box of this piece shows."""
    box = re.search(rf'<select[^>]*name="piece_{piece}">(.*?)</select>', page, re.DOTALL)
    assert box
    found = re.search(r'<option value="(\w+)" selected>', box[1])
    return found[1] if found else ""


async def test_what_was_chosen_of_each_piece_is_kept_when_the_check_is_refused(
    desk: Desk, doctor: Doctor, officer: Tab, national: Tab
) -> None:
    await sent_file(doctor)
    file = await last_file(desk)
    await act(officer, file, "avis", await opened_at(officer, file), opinion="favourable")
    page = await opened_at(national, file, "file_check")
    refused = await act(
        national, file, "controle", page, act="complete", piece_rib="unreadable", piece_section_debts="incomplete"
    )
    assert refused.status_code == 409
    assert (chosen(refused.text, "rib"), chosen(refused.text, "section_debts")) == ("unreadable", "incomplete")
    assert chosen(refused.text, "section_income") == ""


async def test_what_is_seen_missing_once_it_was_complete_is_asked_again(
    desk: Desk, doctor: Doctor, officer: Tab, national: Tab
) -> None:
    await sent_file(doctor)
    file = await last_file(desk)
    await act(officer, file, "avis", await opened_at(officer, file), opinion="favourable")
    await act(national, file, "controle", await opened_at(national, file, "file_check"), act="complete")
    page = (await national.get(f"/commission/dossiers/{file}")).text
    assert "Il manque quelque chose" in page
    assert 'value="complete"' not in page
    done = await act(national, file, "controle", page, act="incomplete", piece_rib="outdated")
    assert done.status_code == 303
    assert await desk.owner.fetchval("SELECT state FROM national_file WHERE id = $1", file) == "incomplete"


async def test_a_draft_is_not_on_the_page_of_who_checks(desk: Desk, doctor: Doctor, national: Tab) -> None:
    await begun(doctor, council="national")
    answer = await national.get(f"/commission/dossiers/{await last_file(desk)}")
    assert answer.status_code == 404


async def told_chair(desk: Desk, chair: Person) -> int:
    found: int = await desk.owner.fetchval("SELECT count(*) FROM outbox WHERE account = $1", chair.account)
    return found


async def test_the_chair_is_written_to_once_an_urgent_file_is_complete(
    desk: Desk, doctor: Doctor, officer: Tab, national: Tab
) -> None:
    chair = await add_person(desk.owner, desk.vault, "chair", "Charlie")
    await sent_file(doctor)
    file = await last_file(desk)
    await act(officer, file, "avis", await opened_at(officer, file), opinion="favourable")
    await act(national, file, "controle", await opened_at(national, file, "file_check"), act="complete")
    assert await told_chair(desk, chair) == 0  # it waits for a session
    page = (await national.get(f"/commission/dossiers/{file}")).text
    assert (await act(national, file, "urgence", page, urgent="oui")).status_code == 303
    assert await told_chair(desk, chair) == 1
    await act(national, file, "urgence", page, urgent="oui")  # pressed twice
    assert await told_chair(desk, chair) == 1


async def test_a_file_that_was_urgent_from_the_first_is_told_to_the_chair_when_it_is_complete(
    desk: Desk, doctor: Doctor, officer: Tab, national: Tab
) -> None:
    chair = await add_person(desk.owner, desk.vault, "chair", "Dominique")
    await sent_file(doctor)
    file = await last_file(desk)
    await desk.owner.execute("UPDATE national_file SET urgent = true WHERE id = $1", file)
    await act(officer, file, "avis", await opened_at(officer, file), opinion="favourable")
    assert await told_chair(desk, chair) == 0
    await act(national, file, "controle", await opened_at(national, file, "file_check"), act="complete")
    assert await told_chair(desk, chair) == 1
