"""What a signatory enters of its own year: with a source, by two persons, never a small number of people."""

from uuid import UUID

import httpx
import pytest

from relais.core.ids import new_id
from relais.reports.figures import number_of
from tests.conftest import World
from tests.reports.conftest import READ_ONLY, Enter, Seat

pytestmark = pytest.mark.anyio
HERE = "/rapport/chiffres"
SOURCE = "Rapport du service, juin 2026"


async def entered(seat: Seat, year: int, measure: str = "own_files", value: str = "1 628") -> UUID:
    figure = new_id()
    done = await seat.post(f"{HERE}/{year}", request=str(figure), measure=measure, value=value, source=SOURCE)
    assert done.status_code == 303, done.text
    return figure


async def public_csv(public: httpx.AsyncClient, year: int) -> str:
    return (await public.get(f"/rapport/{year}.csv")).text


async def test_a_figure_is_public_once_a_second_person_confirms_it(
    enter: Enter, public: httpx.AsyncClient, year: int
) -> None:
    first, second = await enter("carmf"), await enter("carmf")
    figure = await entered(first, year)
    assert "own_files,files,carmf" not in await public_csv(public, year)
    page = await first.page(f"{HERE}/{year}")
    assert "attend une seconde personne" in page
    assert "Confirmer" not in page
    assert (await first.post(f"{HERE}/{year}/confirmer", figure=str(figure))).status_code == 409
    assert (await second.post(f"{HERE}/{year}/confirmer", figure=str(figure))).status_code == 303
    assert "own_files,files,carmf,1628" in await public_csv(public, year)
    page = (await public.get(f"/rapport/{year}")).text
    assert "1\N{NARROW NO-BREAK SPACE}628 dossiers" in page
    assert SOURCE in page


async def test_a_coordinator_may_be_the_second_person(enter: Enter, public: httpx.AsyncClient, year: int) -> None:
    figure = await entered(await enter("cng"), year, "own_accompanied", "750")
    seat = await enter("coordinator")
    assert "CNG" in await seat.page("/coordination/chiffres")
    assert (await seat.post("/coordination/chiffres", figure=str(figure))).status_code == 303
    assert "own_accompanied,persons,cng,750" in await public_csv(public, year)
    assert str(figure) not in await seat.page("/coordination/chiffres")


async def test_a_signatory_neither_sees_nor_confirms_the_figures_of_another(enter: Enter) -> None:
    seat, other = await enter("carmf"), await enter("cnom")
    figure = await entered(seat, READ_ONLY, value="7 531")
    page, theirs = await seat.page(f"{HERE}/{READ_ONLY}"), await other.page(f"{HERE}/{READ_ONLY}")
    assert [said in page for said in (str(figure), "7\N{NARROW NO-BREAK SPACE}531")] == [True, True]
    assert [said in theirs for said in (str(figure), "7\N{NARROW NO-BREAK SPACE}531")] == [False, False]
    for act in ("confirmer", "retirer"):
        assert (await other.post(f"{HERE}/{READ_ONLY}/{act}", figure=str(figure))).status_code == 404


async def test_a_new_figure_takes_the_place_of_the_former_once_confirmed(
    enter: Enter, public: httpx.AsyncClient, year: int
) -> None:
    first, second = await enter("cnom"), await enter("cnom")
    await second.post(f"{HERE}/{year}/confirmer", figure=str(await entered(first, year, "own_euros", "705 290 €")))
    again = await entered(second, year, "own_euros", "705 300")
    assert "own_euros,euros,cnom,705290" in await public_csv(public, year)
    await first.post(f"{HERE}/{year}/confirmer", figure=str(again))
    assert "own_euros,euros,cnom,705300" in await public_csv(public, year)
    await first.post(f"{HERE}/{year}/retirer", figure=str(again))
    assert "own_euros,euros,cnom" not in await public_csv(public, year)


@pytest.mark.parametrize(
    ("field", "fields"),
    [
        ("value", {"value": "10"}),
        ("value", {"value": "beaucoup"}),
        ("measure", {"measure": "own_secrets"}),
        ("source", {"source": ""}),
    ],
)
async def test_a_figure_that_cannot_be_published_is_refused_beside_its_field(
    enter: Enter, field: str, fields: dict[str, str]
) -> None:
    seat = await enter("cnom")
    sent = {"request": str(new_id()), "measure": "own_calls", "value": "1779", "source": SOURCE, **fields}
    answer = await seat.post(f"{HERE}/{READ_ONLY}", **sent)
    assert answer.status_code in (409, 422)
    assert f'id="{field}-fault"' in answer.text
    assert (sent["source"] or "1779") in answer.text


@pytest.mark.parametrize(
    ("first", "then", "said"),
    [(("own_files", "100"), ("own_files_helped", "95"), 409), (("own_students", "60"), ("own_persons", "71"), 303)],
)
async def test_a_part_and_its_whole_leave_no_small_rest(
    enter: Enter, year: int, first: tuple[str, str], then: tuple[str, str], said: int
) -> None:
    one, two = await enter("cng"), await enter("cng")
    for figure, expected in ((first, 303), (then, said)):
        entry = await entered(one, year, *figure)
        answer = await two.post(f"{HERE}/{year}/confirmer", figure=str(entry))
        assert answer.status_code == expected
    if said == 409:
        assert "par soustraction" in answer.text
        coordinator = await enter("coordinator")
        answer = await coordinator.post("/coordination/chiffres", figure=str(entry))
        assert answer.status_code == 409
        assert answer.text.count("par soustraction") == answer.text.count(">Chiffres à confirmer</h1>") == 1


async def test_a_page_posted_twice_enters_one_figure(enter: Enter, world: World) -> None:
    seat, figure = await enter("cnom"), str(new_id())
    for _ in range(2):
        sent = await seat.post(f"{HERE}/{READ_ONLY}", request=figure, measure="own_calls", value="1779", source=SOURCE)
        assert sent.status_code == 303
    assert await world.owner.fetchval("SELECT count(*) FROM year_figure WHERE id = $1", figure) == 1


async def test_a_year_that_is_none_does_not_exist(enter: Enter) -> None:
    seat = await enter("cnom")
    for year in ("1999", "20255", "abcd", "2025.csv"):
        assert (await seat.client.get(f"/rapport/chiffres/{year}")).status_code == 404


def test_a_number_is_read_as_people_write_it() -> None:
    assert [number_of(text) for text in ("1779", "1 779", "705\N{NARROW NO-BREAK SPACE}290 €", "1.628")] == [
        1779, 1779, 705290, 1628,
    ]  # fmt: skip
    assert [number_of(text) for text in ("", "-3", "12,5", "dix", "²")] == [None] * 5
