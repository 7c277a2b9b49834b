"""The public report: three columns, charts with their tables, what is hidden, the CSV, what others published."""

import csv
import hashlib
import io
import re
from xml.etree import ElementTree

import httpx
import pytest

from relais.core.clock import now
from relais.directory import wording
from relais.reports.charts import Bar, lying, standing
from relais.reports.commas import HEADER
from relais.reports.words import CHAPTERS, MEASURES, NEEDS, OWN, REGIONS, UNITS
from tests.conftest import World

pytestmark = pytest.mark.anyio


def plain(text: str) -> str:
    return re.sub(r"\s+", " ", text.replace("\N{NARROW NO-BREAK SPACE}", " ").replace("\N{NO-BREAK SPACE}", " "))


async def test_the_page_of_a_year_holds_every_chapter_each_chart_with_its_table(
    simulated: int, public: httpx.AsyncClient
) -> None:
    text = (await public.get(f"/rapport/{simulated}")).text
    for anchor, title, measures in CHAPTERS:
        assert f'id="{anchor}"' in text
        assert title.replace("'", "&#39;") in text or title in text
        assert all(f'id="t-{measure}"' in text for measure in measures)
    charts = re.findall(r'aria-labelledby="g-([a-z_]+)-t', text)
    assert {"calls_by_region", "calls_by_need", "requests_by_need", "referrals_by_partner"} <= set(charts)
    for drawing in re.findall(r"<svg class=\"chart\".*?</svg>", text, re.DOTALL):
        assert "style=" not in drawing
        parsed = ElementTree.fromstring(drawing)
        assert [child.tag for child in parsed[:2]] == ["title", "desc"]
        assert all(child.text for child in parsed[:2])
    assert all(word in text for word in ("CNOM", "CARMF", "CNG", "masqué", "provisoire", "moins"))
    assert "1 780 appels" in plain(text)


async def test_what_others_published_is_named_as_such(simulated: int, public: httpx.AsyncClient) -> None:
    text = plain((await public.get(f"/rapport/{simulated}")).text)
    assert "Relais n'a pas compté ces chiffres" in text.replace("\N{RIGHT SINGLE QUOTATION MARK}", "'").replace(
        "&#39;", "'"
    )
    for word in ("1 779", "705 290", "Le Quotidien du médecin", "5 mai 2022", "plus de 4 000"):
        assert word in text


async def test_the_csv_has_four_columns_known_units_and_no_small_number(
    simulated: int, public: httpx.AsyncClient
) -> None:
    answer = await public.get(f"/rapport/{simulated}.csv")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    header, *rows = csv.reader(io.StringIO(answer.text))
    assert tuple(header) == HEADER
    assert {row[1] for row in rows} <= set(UNITS)
    assert {row[2] for row in rows} == {"relais", "cnom", "carmf", "cng"}
    small = [row for row in rows if row[1] in ("persons", "files", "calls") and row[3] and int(row[3]) < 10]
    assert small == []  # 11 is told as 10 in a margin
    values = {row[0]: row[3] for row in rows if row[2] == "relais"}
    assert values["calls_by_region"] == "1780"
    assert values["calls_by_region/06"] == ""
    assert values["calls_by_need/all/01"].endswith(("0", "5"))
    assert not [name for name in values if "departement/" in name]


async def test_the_hash_is_that_of_a_file_that_anyone_can_check(simulated: int, public: httpx.AsyncClient) -> None:
    answer = await public.get(f"/rapport/{simulated}.json")
    assert answer.headers["content-type"] == "application/json"
    assert answer.json()["year"] == simulated
    assert hashlib.sha256(answer.content).hexdigest() in (await public.get(f"/rapport/{simulated}")).text


async def test_a_running_year_tells_nothing_that_concerns_persons(public: httpx.AsyncClient, world: World) -> None:
    year = now().year
    await world.owner.execute("INSERT INTO call_by_region VALUES ($1, '93', 4321)", year)
    text = (await public.get(f"/rapport/{year}")).text
    assert "provisoire" in text
    assert not re.search(r"4\s?32[01]", plain(text))
    rows = list(csv.DictReader(io.StringIO((await public.get(f"/rapport/{year}.csv")).text)))
    assert {row["unit"] for row in rows} == {"actions", "days"}


async def test_the_years_are_listed_and_a_year_of_nothing_does_not_exist(
    simulated: int, public: httpx.AsyncClient
) -> None:
    assert f'href="/rapport/{simulated}"' in (await public.get("/rapport")).text
    for name in ("1999", "2013", "abcd", "2025.xml", "2025.csv.csv", "2025.csv.json"):
        assert (await public.get(f"/rapport/{name}")).status_code == 404


async def test_the_words_of_the_report_are_the_lines_of_the_database(world: World) -> None:
    measures = await world.owner.fetch("SELECT measure, unit, shape FROM report_measure ORDER BY place")
    lines = await world.owner.fetch("SELECT measure, line FROM report_line ORDER BY measure, place")
    found: dict[str, list[str]] = {row["measure"]: [] for row in measures}
    for row in lines:
        found[row["measure"]].append(row["line"])
    assert {row["measure"]: (row["unit"], row["shape"]) for row in measures} == {
        name: (measure.unit, measure.shape) for name, measure in MEASURES.items()
    }
    assert found == {name: list(measure.lines) for name, measure in MEASURES.items()}
    assert sorted(name for _, _, names in CHAPTERS for name in names) == sorted(MEASURES)
    assert NEEDS == wording.NEEDS
    assert len(REGIONS) == 19
    check = await world.owner.fetchval(
        "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = 'year_figure_measure_known'"
    )
    told = {(name, unit) for name, (unit, _) in OWN.items()}
    assert set(re.findall(r"\(measure = '(\w+)'::text\) AND \(unit = '(\w+)'::text\)", check)) == told


def test_a_bar_that_is_hidden_is_drawn_as_such_and_words_are_escaped() -> None:
    drawn = lying("x", "A & B", "dit", [Bar(label="<b>", value=12), Bar(label="peu", value=None)])
    assert "&lt;b&gt;" in drawn
    assert "masqué" in drawn
    assert drawn.count("chart-bar") == drawn.count("chart-hidden") == 1
    assert standing("y", "t", "d", [Bar(label="J", value=None), Bar(label="F", value=0)]).count("<rect") == 2
