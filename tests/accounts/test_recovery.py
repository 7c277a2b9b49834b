"""Recovery codes: fifty bits, typed as people type, known by a keyed hash."""

from relais.accounts.recovery import HOW_MANY, LENGTH, SIGNS, code_key, new_codes, plain
from relais.core.ids import new_id
from relais.core.vault import Vault


def test_ten_codes_of_fifty_bits_without_signs_that_look_alike() -> None:
    codes = new_codes()
    assert len(set(codes)) == HOW_MANY
    assert len(set(SIGNS)) ** LENGTH == 2**50
    assert not set("1ilo") & set(SIGNS)
    assert all(len(plain(code)) == LENGTH for code in codes)


def test_case_spaces_and_strokes_do_not_count(vault: Vault) -> None:
    account = new_id()
    key = code_key(vault, account, "k7mq0-xw4np")
    assert all(code_key(vault, account, typed) == key for typed in (" K7MQO XW4NP ", "k7mq0xw4np", "K7M-Q0X-W4NP"))


def test_the_same_code_of_another_account_has_another_key(vault: Vault) -> None:
    assert code_key(vault, new_id(), "k7mq0-xw4np") != code_key(vault, new_id(), "k7mq0-xw4np")
