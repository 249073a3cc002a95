"""Signed data of a Mini App: only what Telegram signed for this bot, and not long ago, says who it is."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

import pytest
from aiogram.utils.web_app import check_webapp_signature

from bot.telegram.mini import LIFE, sign, verify

TOKEN = "123456789:AAH4c"
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def signed(at: datetime = NOW, token: str = TOKEN, **more: str) -> str:
    fields = {"auth_date": str(int(at.timestamp())), "query_id": "AAF", "signature": "x_y-z"} | more
    fields.setdefault("user", json.dumps({"id": 42, "first_name": "Nadia & Co"}))
    return urlencode(fields | {"hash": sign(fields, token)})


def test_what_telegram_signed_says_who_it_is():
    shown = verify(signed(), TOKEN, NOW + timedelta(minutes=5))
    assert shown is not None
    assert "42" == shown.user
    assert check_webapp_signature(TOKEN, signed())  # as another library reads it


@pytest.mark.parametrize(
    "init",
    [
        "",
        "hash=",
        "x" * 5000,
        signed(token="123456789:other"),
        signed().replace("Nadia", "Nadja"),
        signed() + "&user=%7B%22id%22%3A43%7D",
        "user=%7B%22id%22%3A43%7D&" + signed(),
        signed(NOW - timedelta(seconds=LIFE + 1)),
        signed(NOW + timedelta(minutes=5)),
        signed(user='{"id":"42"}'),
        signed(user="[]"),
        signed(user="{"),
        signed(auth_date="soon"),
    ],
)
def test_anything_else_is_nobody(init: str):
    assert verify(init, TOKEN, NOW) is None
