"""Whom to tell of a flaw: RFC 9116, only when the operator has said it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import httpx
import pytest
from pydantic import SecretStr, ValidationError

from bot.doctor import lacks_contact
from bot.runtime.settings import Settings
from bot.web.app import create_app
from bot.web.security import PATH, router

CONTACT = "mailto:securite@example.org"


async def read(now: datetime) -> httpx.Response:
    app = create_app([router(CONTACT, "https://bot.example.org", lambda: now)])
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="https://bot.example.org") as client:
        return await client.get(PATH)


@pytest.mark.parametrize("now", [datetime(2026, 11, 27, 14, 3, tzinfo=UTC), datetime(2031, 2, 28, 23, 59, tzinfo=UTC)])
async def test_the_page_names_the_contact_and_ends_later_than_now_and_within_a_year(now: datetime) -> None:
    answer = await read(now)

    fields = [line.split(": ", 1) for line in answer.text.splitlines()]
    assert ["Contact", "Expires", "Preferred-Languages", "Canonical"] == [name for name, _ in fields]
    told = dict(fields)
    assert (CONTACT, f"https://bot.example.org{PATH}") == (told["Contact"], told["Canonical"])
    assert now + timedelta(days=30) < datetime.fromisoformat(told["Expires"]) < now + timedelta(days=365)
    assert "text/plain; charset=utf-8" == answer.headers["content-type"]


def settings(**more: str) -> Settings:
    return Settings(bot_token=SecretStr("1:" + "a" * 30), updates="polling", **more)  # type: ignore[arg-type]


@pytest.mark.parametrize("contact", ["securite@example.org", "mailto:a@b\nExpires: x", "http://example.org", "mailto:"])
def test_a_contact_is_one_address_on_one_line(contact: str) -> None:
    with pytest.raises(ValidationError, match="mailto:securite"):
        settings(security_contact=contact)


def test_the_doctor_asks_for_it_where_pages_are_open_to_everybody() -> None:
    public = {"public_url": "https://bot.example.org"}

    assert lacks_contact(settings(**public))
    assert not lacks_contact(settings(**public, security_contact=CONTACT))
    for elsewhere in ({}, public | {"safe_recipients": "telegram:1"}, public | {"telegram_api": "http://127.0.0.1:1"}):
        assert not lacks_contact(settings(**elsewhere))
