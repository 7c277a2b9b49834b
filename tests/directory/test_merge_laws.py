"""Whatever is merged, unmade, renamed, suspended and imported in a row: no address dies, no page is lost."""

import random
from typing import Any

import pytest

from relais.core.errors import Refused
from relais.directory.loading import load_later, load_snapshot
from relais.directory.organisations import merge, rename_slug, restore, retire, unmerge
from tests.directory.upkeep_worlds import coordinator

pytestmark = pytest.mark.anyio
WHY = "Doublon"
NAMES = ("a", "b", "c", "d")


@pytest.mark.parametrize("seed", range(4))
async def test_every_address_ever_given_leads_to_a_page_unless_it_is_suspended(
    world: Any, app: Any, files: Any, seed: int
) -> None:
    rows = [files.row(name, name=f"Association {name}") for name in NAMES]
    async with app.transaction():
        await files.apply(app, rows)
    actor = await coordinator(world.owner)
    choose = random.Random(seed)
    given, taken = set(NAMES), set()
    followed = await load_snapshot(app)
    for step in range(14):
        slug, other = choose.sample(sorted(given), 2)
        act = choose.choice(("merge", "merge", "rename", "retire", "restore", "unmerge", "import"))
        try:
            if act == "merge":
                await merge(app, actor, slug[0], other[0], WHY)
            elif act == "rename":
                new = f"{slug[0]}-{seed}-{step}"
                await rename_slug(app, actor, slug, new)
                given.add(new)
            elif act == "retire":
                await retire(app, actor, slug, WHY)
            elif act == "restore":
                await restore(app, actor, slug)
            elif act == "unmerge":
                await unmerge(app, actor, slug)
            else:
                async with app.transaction():
                    plan = await files.apply(app, rows)
                assert (plan.added, plan.retired, plan.faults) == (0, 0, ())
        except Refused as refused:
            taken.add(refused.code)
            continue
        later = await load_later(app, followed)
        followed = later[1] if later else followed
        whole = await load_snapshot(app)
        assert (dict(followed.by_slug), followed.slug_history) == (dict(whole.by_slug), whole.slug_history), act
        suspended = {row["slug"] for row in await app.fetch("SELECT slug FROM service WHERE state = 'suspended'")}
        for address in given:
            found = address if address in whole.by_slug else whole.slug_history.get(address, address)
            assert found in whole.by_slug or found in suspended, (act, slug, other, address, found)
        assert not set(whole.slug_history) & set(whole.by_slug), act
