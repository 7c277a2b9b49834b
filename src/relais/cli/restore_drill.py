"""The exercise: what must be true of a database that was given back, told one line after the other."""

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any, Literal

from msgspec import Struct

from relais.cases.chain_store import LIST_HEADS
from relais.cases.chains import Checked, verify
from relais.cli import backup_store as store
from relais.cli.audit import WORDS
from relais.cli.backup import LONGEST, NO_DATA
from relais.cli.backup_manifest import ChainEnd, Manifest
from relais.cli.restore import differences, fill
from relais.cli.restore_reading import Verdicts, canaries_behave, open_sample, read_cases
from relais.core.context import KEY_USE, pads_of
from relais.core.counting import count_rows
from relais.core.db import Db, Unavailable, connect, transaction_on
from relais.core.errors import Refused
from relais.core.migrate import migrate
from relais.core.settings import Settings
from relais.core.vault import Vault, VaultError, open_vault

State = Literal["good", "known", "bad"]
SIGNS: dict[State, str] = {"good": "bon  ", "known": "noté ", "bad": "FAUTE"}
NAMED = 5  # references of cases


class Check(Struct, frozen=True, kw_only=True):
    """One line; `bad` makes the command fail."""

    state: State
    words: str


class Drill(Struct, frozen=True, kw_only=True):
    """A backup, the empty database made to try it (`url`: its superuser), and the one in use if any (`live_url`)."""

    settings: Settings
    manifest: Manifest
    dump: Path
    url: str
    app_url: str
    live_url: str = ""

    async def run(self, say: Callable[[str], None]) -> int:
        """Say each line as it is known; returns how many checks failed."""
        faults = 0
        async for check in self._checks():
            say(f"{SIGNS[check.state]}  {check.words}")
            faults += check.state == "bad"
        return faults

    async def _checks(self) -> AsyncIterator[Check]:
        yield _good("Fichier : celui que décrit son manifeste.")
        try:
            await fill(self.url, self.dump, self.manifest)
        except Refused as refused:
            yield _bad(f"Restauration : {refused.sentence}")
            return
        async with _connected(self.url) as db:
            yield await self._rows(db)
            yield await self._age(db)
        vault = _vault_of(self.settings)
        try:
            number = await migrate(self.url, pads=pads_of(vault.key(KEY_USE)) if vault else None)
        except Refused as refused:
            yield _bad(f"Version : {refused.sentence}")
            return
        yield _good(f"Version : {self.manifest.schema}, mise à jour jusqu'à {number}.")
        for check in await self._chains():
            yield check
        if vault is None:
            yield _bad(f"Clés : aucune dans {self.settings.keys_folder} ; rien n'est prouvé de ce qui est scellé.")
            return
        for check in await self._sealed(vault):
            yield check

    async def _rows(self, db: Db) -> Check:
        found = await count_rows(db, but=NO_DATA)
        if lost := differences(self.manifest, found):
            return _bad(f"Lignes : {lost}.")
        return _good(f"Lignes : {sum(found.values())} dans {len(found)} tables, comme au moment de la sauvegarde.")

    async def _age(self, db: Db) -> Check:
        moment = await store.GET_MOMENT.one(db)
        days = (moment.taken_at - self.manifest.taken_at).days if moment else 0
        if days > LONGEST:
            return _bad(f"Âge en jours : {days} ; au-delà de {LONGEST}, une sauvegarde doit être détruite.")
        return _good(f"Âge en jours : {days}, sur {LONGEST} au plus.")

    async def _chains(self) -> list[Check]:
        async with _connected(self.url) as db, transaction_on(db):
            checked = await verify(db, self.settings.anchors_file, copied_on=self.manifest.day)
            heads = await LIST_HEADS.all(db)
        ends = [ChainEnd(case=head.case_id, seq=head.seq, hash=head.hash.hex()) for head in heads]
        return [_chain_check(checked), _ends_check(ends, self.manifest.chains)]

    async def _sealed(self, vault: Vault) -> list[Check]:
        async with AsyncExitStack() as stack:
            db = await stack.enter_async_context(_connected(self.url))
            live = await _live(stack, self.live_url)
            verdicts = await read_cases(db, live, vault)
            checks = [
                _keys_check(self.manifest.keys, vault, await open_sample(db, vault)),
                _living_check(verdicts),
                *_erased_checks(verdicts, told=live is not None),
            ]
            behave = await canaries_behave(self.app_url, db, vault)
        words = "dans la base rendue, un dossier fait pour l'essai se lit ; un autre, effacé, ne se lit plus"
        return [*checks, _good(f"Témoins : {words}.") if behave else _bad(f"Témoins : il est faux que {words}.")]


def _good(words: str) -> Check:
    return Check(state="good", words=words)


def _bad(words: str) -> Check:
    return Check(state="bad", words=words)


def _vault_of(settings: Settings) -> Vault | None:
    try:
        return open_vault(settings.keys_folder, create=False)
    except VaultError:
        return None


@asynccontextmanager
async def _connected(url: str) -> AsyncIterator[Any]:
    db = await connect(url, command_seconds=None)
    try:
        yield db
    finally:
        db.terminate()


async def _live(stack: AsyncExitStack, url: str) -> Db | None:
    """The database in use; none when it is away: that is when backups are given back."""
    if not url:
        return None
    try:
        db: Db = await stack.enter_async_context(_connected(url))
    except Unavailable:
        return None
    return db if await store.BYPASSES.value(db) else None


def _chain_check(checked: Checked) -> Check:
    if checked.fault:
        return _bad(f"Chaînes : {WORDS[checked.fault.kind].format(case=checked.fault.case, seq=checked.fault.seq)}")
    kept = f"{checked.anchors} ancres" if checked.anchors else "sans ancre d'un jour d'avant"
    return _good(f"Chaînes : {checked.cases} dossiers, {checked.events} événements, {kept} : tout se tient.")


def _ends_check(ends: list[ChainEnd], told: list[ChainEnd]) -> Check:
    known = {end.case: end for end in told}
    wrong = [str(end.case) for end in ends if known.pop(end.case, None) != end] + [str(case) for case in known]
    if wrong:
        return _bad(f"Fins de chaînes : autres que celles du manifeste, d'abord le dossier {wrong[0]}.")
    return _good("Fins de chaînes : celles du manifeste.")


def _keys_check(named: list[int], vault: Vault, sample: tuple[int, int]) -> Check:
    tried, opened = sample
    if opened < tried:
        return _bad(
            f"Clés : {tried - opened} valeurs scellées sur {tried} ne s'ouvrent pas ; d'autres clés, ou abîmées."
        )
    missing = ", ".join(f"{number:04}" for number in named if number not in vault.numbers)
    if missing:
        return Check(
            state="known",
            words=f"Clés : sans la {missing}, ce qu'elle scellait ici ne se lit plus ; {opened} valeurs s'ouvrent.",
        )
    return _good(f"Clés : toutes là, {opened} valeurs scellées s'ouvrent.")


def _living_check(verdicts: Verdicts) -> Check:
    lost = verdicts.get("unreadable", [])
    if lost:
        return _bad(f"Vivants : ne s'ouvrent pas : {len(lost)}, d'abord {', '.join(lost[:NAMED])}.")
    again = len(verdicts.get("rewrapped", []))
    more = f", dont {again} avec la clé que leur a refaite la dernière rotation" if again else ""
    return _good(f"Vivants : tous s'ouvrent, {len(verdicts.get('living', [])) + again}{more}.")


def _erased_checks(verdicts: Verdicts, *, told: bool) -> list[Check]:
    left = verdicts.get("leftover", [])
    before = len(verdicts.get("erased", []))
    first = (
        _bad(f"Effacés avant : il reste quelque chose de {', '.join(left[:NAMED])}.")
        if left
        else _good(f"Effacés avant : il n'en reste rien à ouvrir, {before}.")
    )
    if not told:
        words = "Effacés depuis : la base en service n'est pas joignable d'ici, rien n'en est dit."
        return [first, Check(state="known", words=words)]
    still, gone = len(verdicts.get("still", [])), len(verdicts.get("gone", []))
    if still:
        todo = "« relais keys rotate », une sauvegarde, puis « relais keys destroy », dans les 35 jours"
        return [
            first,
            Check(state="known", words=f"Effacés depuis : encore lisibles dans cette copie, {still} : {todo}."),
        ]
    return [first, _good(f"Effacés depuis : illisibles dans cette copie, {gone}.")]
