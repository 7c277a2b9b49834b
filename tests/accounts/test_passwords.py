"""Passwords: what is refused, what is kept, and how many are worked on at once."""

import threading

import anyio
import argon2
import pytest

from relais.accounts.guesses import worth
from relais.accounts.passwords import AT_ONCE, Passwords, password_fault

pytestmark = pytest.mark.anyio
GUESSED = [
    *("motdepasse2026!", "MotDePasse123", "azertyuiop123", "qwertyuiop12", "123456789012", "aaaaaaaaaaaaaa"),
    *("abcabcabcabc", "P@ssw0rd!2345", "M0tDeP@sse!!", "Bonjour12345!", "soleilsoleil", "iloveyou2024"),
    *("Relais2026Relais", "Entraide-2026", "medecinmedecin", "Ordre75Medecin", "010203040506", "061298745532"),
    *("nadia.durand1", "NadiaDurand2026", "durand@exemple"),
]
STANDING = ["granit violon marée kiosque", "tournesol brume sept", "xK9$vQ2mLp7w", "la péniche dort sous l'orme"]


@pytest.mark.parametrize("password", GUESSED)
def test_what_everyone_thinks_of_is_refused(password: str) -> None:
    assert "se devine" in password_fault(password, "Nadia Durand", "nadia.durand@exemple.fr")


@pytest.mark.parametrize("password", STANDING)
def test_words_without_relation_stand(password: str) -> None:
    assert password_fault(password, "Nadia Durand", "nadia.durand@exemple.fr") == ""


def test_length_is_counted_in_signs_once_composed() -> None:
    assert "12 signes" in password_fault("élan brumes"[:11])
    assert "12 signes" in password_fault("e\u0301lan brumes")
    assert "200 signes" in password_fault("granit violon " * 15)


def test_a_run_a_year_and_a_repetition_are_worth_one_sign() -> None:
    assert [worth(text) for text in ("456789", "1987", "zzzz", "granitgranit", "motdepasse")] == [1, 1, 1, 6, 2]


@pytest.mark.usefixtures("full_cost")
async def test_accents_are_the_same_however_they_are_typed() -> None:
    passwords = Passwords()
    kept = await passwords.verifier("granit viole\u0301 marée")
    assert kept.startswith("$argon2id$v=19$m=65536,t=3,p=1$")
    assert await passwords.holds(kept, "granit violé marée")
    assert not await passwords.holds(kept, "granit viole marée")


async def test_without_a_verifier_the_answer_is_no_whatever_is_given() -> None:
    passwords = Passwords()
    for given in ("", "relais", "x" * 5000, "😀" * 12):
        assert not await passwords.holds(None, given)
    assert not await passwords.holds("$argon2id$broken", "granit violon")


@pytest.mark.usefixtures("full_cost")
async def test_two_at_most_are_worked_on_at_once_and_never_on_the_event_loop(monkeypatch: pytest.MonkeyPatch) -> None:
    verify, lock, here = argon2.PasswordHasher.verify, threading.Lock(), threading.get_ident()
    now: list[int] = []
    most = [0]

    def counted(self: argon2.PasswordHasher, verifier: str, password: str) -> bool:
        assert threading.get_ident() != here
        with lock:
            now.append(1)
            most[0] = max(most[0], len(now))
        try:
            return verify(self, verifier, password)
        finally:
            with lock:
                now.pop()

    monkeypatch.setattr(argon2.PasswordHasher, "verify", counted)
    passwords = Passwords()
    async with anyio.create_task_group() as group:
        for _ in range(6):
            group.start_soon(passwords.holds, None, "granit violon marée")
    assert most[0] == AT_ONCE
