"""Links are found by nobody who was not given them: a million guesses, made as the bot makes its own codes."""

from __future__ import annotations

from base64 import urlsafe_b64decode

from bot.codes import new_code
from storage.people import hash_code

LINKS, GUESSES = 1_000, 1_000_000


def test_a_million_guesses_find_none_of_a_thousand_links() -> None:
    kept = {hash_code(new_code()) for _ in range(LINKS)}

    assert LINKS == len(kept)
    assert 0 == sum(hash_code(new_code()) in kept for _ in range(GUESSES))


def test_a_code_has_128_bits_and_none_of_them_is_kept() -> None:
    code = new_code()

    assert 128 <= 8 * len(urlsafe_b64decode(code + "=" * (-len(code) % 4)))
    assert code not in hash_code(code)
