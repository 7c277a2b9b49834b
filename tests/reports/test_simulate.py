"""`relais simulate-year`: the same seed, the same year; never where anything of real life is."""

import click
import pytest
from click.testing import CliRunner

from relais.cli.simulate import simulate_year
from relais.core.errors import Refused
from relais.core.settings import Settings
from relais.core.vault import Vault
from relais.reports.simulating import TABLES, simulate
from relais.reports.words import MEASURES
from tests.conftest import World

pytestmark = pytest.mark.anyio
YEARS = range(2025, 2026)


async def test_a_seed_gives_the_same_year_again(
    filled_world: World, simulated: int, world: World, vault: Vault
) -> None:
    await simulate(filled_world.owner, vault, years=YEARS, calls=1779, seed=1)
    again = await filled_world.owner.fetchval("SELECT report_content($1)", simulated)
    assert again == await world.owner.fetchval("SELECT report_content($1)", simulated)
    world = filled_world
    first = await world.owner.fetchval("SELECT report_content($1)", simulated)
    counts = {table: await world.owner.fetchval(f"SELECT count(*) FROM {table}") for table in TABLES}
    assert min(counts.values()) > 0
    assert counts["aid_request"] == 1779 // 5
    assert await world.owner.fetchval("SELECT sum(calls) FROM call_by_region") == 1779
    for probe in ("referrals_out_of_step", "disclosures_outside_consent"):
        assert await world.owner.fetchval(f"SELECT count(*) FROM {probe}") == 0
    assert b'"value": 1780' in first
    disabled = "SELECT count(*) FROM pg_trigger WHERE tgenabled = 'D'"
    assert await world.owner.fetchval(disabled) == 0


async def test_everything_that_is_counted_is_told_of_a_simulated_year(simulated: int, world: World) -> None:
    rows = await world.owner.fetch("SELECT measure, line, value FROM report_cell WHERE year = $1", simulated)
    told = {row["measure"] for row in rows if row["value"] is not None}
    # Nothing of the directory is said confirmed on the strength of a simulation.
    assert set(MEASURES) - told == {"age_of_phone", "age_of_hours", "age_of_description"}
    ends = {row["line"] for row in rows if row["measure"] == "referrals_by_outcome" and row["value"] is not None}
    assert {"helped", "nothing_now", "self_contact", "withdrawn"} <= ends


async def test_a_year_is_not_simulated_twice(simulated: int, world: World, vault: Vault) -> None:
    with pytest.raises(Refused) as refused:
        await simulate(world.owner, vault, years=YEARS, calls=10, seed=2)
    assert refused.value.code == "simulation_not_empty"


async def test_a_year_is_not_simulated_where_a_case_or_a_call_is(filled_world: World, vault: Vault) -> None:
    world = filled_world
    await world.owner.execute("INSERT INTO call_by_region VALUES (2024, '84', 1)")
    with pytest.raises(Refused) as refused:
        await simulate(world.owner, vault, years=YEARS, calls=10, seed=1)
    assert refused.value.code == "simulation_not_empty"
    assert await world.owner.fetchval("SELECT count(*) FROM aid_case") == 0


@pytest.mark.parametrize(
    ("env", "arguments", "said"),
    [("production", (), "en production"), ("development", ("--year", "2099"), "année finie")],
)
def test_the_command_refuses_production_and_years_to_come(
    monkeypatch: pytest.MonkeyPatch, env: str, arguments: tuple[str, ...], said: str
) -> None:
    monkeypatch.setattr("relais.cli.simulate.load_settings", lambda: Settings(env=env))
    done = CliRunner().invoke(click.Group(commands={"simulate-year": simulate_year}), ["simulate-year", *arguments])
    assert done.exit_code == 1
    assert said in done.output
