"""Whatever Telegram, or somebody who plays it, may send: read without an error, and nobody hidden acts."""

from __future__ import annotations

import os
from collections import Counter

from bot.telegram.read import read
from core.incoming import Edit, Incoming, Message
from tests.bot.telegram.fuzz import Fuzz
from tests.bot.telegram.updates import BOT, RECEIVED

#: how many updates are read
MANY = int(os.environ.get("TRIADE_FUZZ", "1500"))
NOBODY = {"1087968824", "136817688", "777000"}


def test_any_update_is_read() -> None:
    fuzz, kinds = Fuzz(MANY), Counter[str]()

    for number in range(1, MANY + 1):
        incoming = read(fuzz.update(number), BOT, RECEIVED)
        assert isinstance(incoming, Incoming)
        assert incoming.sender.value not in NOBODY, "who writes for a whole chat is nobody"
        if isinstance(incoming, Message | Edit):
            assert "\0" not in incoming.text.text
            incoming.text.text.encode("utf-8")  # no half of a pair of code units
        kinds[type(incoming).__name__] += 1

    # it is no proof if all of them are refused at the door
    assert kinds["Message"] > MANY / 20, kinds
    assert min(kinds[kind] for kind in ("Edit", "Press", "Reaction", "BondChanged")) > MANY / 200, kinds
