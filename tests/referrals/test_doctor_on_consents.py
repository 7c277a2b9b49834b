"""`relais doctor` says when something left outside a consent, and when PostgreSQL would write what rows hold."""

from pathlib import Path
from typing import Any

import pytest

from relais.core.db import connect
from tests.referrals.scenes import Scene
from tests.serving import relais

pytestmark = [pytest.mark.anyio, pytest.mark.long]


async def test_doctor_fails_on_a_forged_consent_and_on_a_database_that_speaks(
    scene: Scene, world: Any, tmp_path: Path
) -> None:
    urls = {"RELAIS_OWNER_URL": world.owner_url, "RELAIS_APP_URL": world.app_url, "RELAIS_WORKER_URL": world.worker_url}
    await scene.bring("sent")
    well = relais(tmp_path / "var", "doctor", **urls)
    superuser = await connect(world.superuser_url)
    await superuser.execute("SET session_replication_role = replica")
    await superuser.execute("DELETE FROM consent")
    await superuser.execute(f"ALTER DATABASE {world.name} SET log_statement = 'all'")
    await superuser.close()
    ill = relais(tmp_path / "var", "doctor", **urls)
    assert "transmis hors d'un accord vivant : 0" in well.stdout
    assert "ne dit rien de ce que contiennent les tables" in well.stdout
    assert ill.returncode == 1
    assert "transmis hors d'un accord vivant : 2" in ill.stdout
    assert "log_statement = all" in ill.stdout
