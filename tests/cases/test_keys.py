"""Keys replaced and destroyed: everything sealed follows, and nothing that still needs a key loses it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from relais.cases import service
from relais.cases.sealing import CaseKey
from relais.cli.keyring import REGISTRY, destroy, rotate
from relais.core.sealed import SealedColumn
from relais.core.settings import Settings
from relais.core.vault import VaultError, add_key, destroy_key, kek_of, open_vault
from tests.cases.copying import age, fill
from tests.cases.desk import COUNCIL, OFFICER, Desk, person_of

pytestmark = pytest.mark.anyio
# Sealed under the key of the case, which alone is wrapped by the vault.
UNDER_THE_CASE = {"aid_case.alias_sealed"}


@pytest.fixture
def ready(desk: Desk, settings: Settings) -> Iterator[Settings]:
    return replace(settings, keys_dir=desk.keys)


async def test_every_sealed_column_of_the_schema_is_in_the_registry(desk: Desk) -> None:
    rows = await desk.owner.fetch(
        "SELECT table_name || '.' || column_name AS name FROM information_schema.columns WHERE table_schema = 'public' "
        "AND data_type = 'bytea' AND (column_name LIKE '%\\_sealed' OR column_name LIKE '%\\_wrapped')"
    )
    assert {row["name"] for row in rows} - UNDER_THE_CASE == {column.name for column in REGISTRY}


async def test_a_rotation_seals_everything_again_and_everything_still_opens(desk: Desk, ready: Settings) -> None:
    made = await fill(desk)
    number, done = await rotate(desk.world.owner_url, ready)
    assert number == 2
    assert done == {column.name: 1 for column in REGISTRY}
    for column in REGISTRY:
        row = await desk.owner.fetchrow(column.list_others.sql, 1, 10)
        assert kek_of(row["sealed"]) == 2
        assert desk.vault.open(row["sealed"], column.purpose(row["id"]))  # a running process follows the folder
    async with desk.database.acting(person_of(made.case)) as db:
        assert (await service.case_for(db, desk.vault, made.case)).alias == "Kanari"
    assert await desk.acts(made.case) == ["case.opened"]


async def test_a_rotation_that_was_interrupted_is_finished_first(desk: Desk, ready: Settings) -> None:
    await fill(desk)
    assert add_key(desk.keys) == 2
    assert (await rotate(desk.world.owner_url, ready))[0] == 2
    assert (await rotate(desk.world.owner_url, ready))[0] == 3


async def test_a_key_is_not_destroyed_while_any_row_names_it(desk: Desk, ready: Settings) -> None:
    await fill(desk)
    add_key(desk.keys)
    age(desk, 2)
    for column in REGISTRY:
        with pytest.raises(VaultError, match=column.name.replace(".", r"\.")):
            await destroy(desk.world.owner_url, ready, 1)
    assert (desk.keys / "kek-0001").exists()


@pytest.mark.parametrize("column", REGISTRY, ids=lambda column: column.name)
async def test_one_row_of_one_column_is_enough_to_keep_a_key(desk: Desk, ready: Settings, column: SealedColumn) -> None:
    await fill(desk)
    old = await column.list_others.one(desk.owner, 0, 1)
    await rotate(desk.world.owner_url, ready)
    new = await column.list_others.one(desk.owner, 0, 1)
    assert old is not None
    assert new is not None
    age(desk, 2)
    await column.set_one.run(desk.owner, old.id, new.sealed, old.sealed)
    with pytest.raises(VaultError) as refused:
        await destroy(desk.world.owner_url, ready, 1)
    assert f"encore : {column.name} (1)." in str(refused.value)
    assert (desk.keys / "kek-0001").exists()


async def test_the_key_that_seals_or_whose_successor_is_young_is_not_destroyed(desk: Desk, ready: Settings) -> None:
    with pytest.raises(VaultError, match="celle qui scelle"):
        await destroy(desk.world.owner_url, ready, 1)
    add_key(desk.keys)
    with pytest.raises(VaultError, match="dix minutes"):
        await destroy(desk.world.owner_url, ready, 1)
    with pytest.raises(VaultError, match="pas de clé 0007"):
        destroy_key(desk.keys, 7)


async def test_what_was_erased_is_unreadable_in_an_old_copy_once_its_key_is_destroyed(
    desk: Desk, ready: Settings
) -> None:
    from relais.audit.model import CONSOLE

    gone, kept = await desk.open(alias="Kanari"), await desk.open(alias="Vivant")
    copies = {row["id"]: bytes(row["data_key_wrapped"]) for row in await desk.owner.fetch("SELECT * FROM aid_case")}
    async with desk.database.acting(person_of(gone.case)) as db:
        await service.erase_case(db, CONSOLE, gone.case)
    assert CaseKey(desk.vault, gone.case, copies[gone.case])  # an old copy still opens it
    await rotate(desk.world.owner_url, ready)
    age(desk, 2)
    await destroy(desk.world.owner_url, ready, 1)
    assert not (desk.keys / "kek-0001").exists()
    for vault in (desk.vault, open_vault(desk.keys, create=False)):
        with pytest.raises(VaultError, match="plus là"):
            CaseKey(vault, gone.case, copies[gone.case])
        async with desk.database.acting(OFFICER) as db:
            assert [one.alias for one in await service.live_cases(db, vault, COUNCIL)] == ["Vivant"]
    assert kept.case in copies


def test_a_vault_whose_folder_went_away_keeps_its_keys(tmp_path: Path) -> None:
    vault = open_vault(tmp_path / "keys", create=True)
    sealed = vault.seal(b"a", "x")
    (tmp_path / "keys").rename(tmp_path / "elsewhere")
    assert vault.open(sealed, "x") == b"a"
