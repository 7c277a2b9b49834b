"""The outbox: written with what causes it, sealed, emptied at its end, closed to what the app must not do."""

from datetime import timedelta
from typing import Any

import asyncpg
import msgspec
import pytest

from relais.core.clock import now
from relais.core.errors import Refused
from relais.core.ids import new_id
from relais.core.vault import Vault, VaultError
from relais.notifications.letters import invitation
from relais.notifications.model import Message
from relais.notifications.service import enqueue, purpose_of
from tests.notifications.conftest import Post

pytestmark = pytest.mark.anyio
LINK = "https://relais.exemple.fr/invitation/secret-du-lien"
ENDED = "sent_at = now(), message_sealed = '', claimed_at = NULL, claimed_by = NULL"


async def test_a_mail_leaves_only_with_the_transaction_that_causes_it(post: Post) -> None:
    class ChangedOurMindError(Exception):
        pass

    async def change_and_fail() -> None:
        async with post.app.writing() as db:
            await enqueue(db, post.vault, invitation(LINK), to="a@exemple.fr")
            raise ChangedOurMindError

    with pytest.raises(ChangedOurMindError):
        await change_and_fail()
    assert await post.rows() == []


async def test_neither_the_recipient_nor_the_link_is_readable_in_the_database(post: Post) -> None:
    async with post.app.writing() as db:
        mail = await enqueue(db, post.vault, invitation(LINK), to="personne@exemple.fr")
    row = await post.row()
    assert b"personne" not in row["message_sealed"]
    assert b"secret-du-lien" not in row["message_sealed"]
    message = msgspec.json.decode(post.vault.open(row["message_sealed"], purpose_of(mail)), type=Message)
    assert message.to == "personne@exemple.fr"
    assert LINK in message.text


async def test_a_message_moved_to_another_mail_does_not_open(post: Post) -> None:
    await post.put()
    row = await post.row()
    with pytest.raises(VaultError):
        post.vault.open(row["message_sealed"], purpose_of(new_id()))


async def test_a_wrong_address_refuses_the_whole_change(db: Any, vault: Vault) -> None:
    with pytest.raises(Refused) as refused:
        await enqueue(db, vault, invitation(LINK), to="a@b.fr\r\nBcc: c@d.fr")
    assert refused.value.code == "mail_address"


async def test_a_mail_put_off_is_given_up_five_days_after_its_own_moment(post: Post) -> None:
    moment = now() + timedelta(days=3)
    async with post.app.writing() as db:
        await enqueue(db, post.vault, invitation(LINK), to="a@exemple.fr", due_at=moment)
    row = await post.row()
    assert row["due_at"] == moment
    assert row["give_up_at"] == moment + timedelta(days=5)


async def test_the_app_cannot_say_that_a_mail_was_sent(post: Post) -> None:
    await post.put()
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with post.app.writing() as db:
            await db.execute(f"UPDATE outbox SET {ENDED}")
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with post.app.writing() as db:
            await db.execute(
                "INSERT INTO outbox (id, kind, message_sealed, sent_at) VALUES (gen_random_uuid(), 'x', '', now())"
            )
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with post.app.writing() as db:
            await db.execute("DELETE FROM outbox")


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ("sent_at = now()", "outbox_keeps_nothing_after_its_end"),
        ("message_sealed = ''", "outbox_keeps_nothing_after_its_end"),
        (f"{ENDED}, given_up_at = now()", "outbox_one_end"),
        ("claimed_at = now()", "outbox_claimed_whole"),
        ("last_code = '550 no such user a@exemple.fr'", "outbox_code_form"),
        ("last_code = 'No such user here'", "outbox_code_form"),
        ("taken_over = 1", "outbox_attempts_positive"),
    ],
)
async def test_the_database_itself_refuses_what_must_never_be(post: Post, change: str, constraint: str) -> None:
    await post.put()
    with pytest.raises(asyncpg.CheckViolationError) as refused:
        await post.world.owner.execute(f"UPDATE outbox SET {change}")
    assert refused.value.constraint_name == constraint
