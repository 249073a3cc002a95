"""Every field that a Telegram message can have is read, is no content, or has its line in core's table of kinds."""

from __future__ import annotations

import pytest
from aiogram.types import ContentType, Message

from bot.telegram import shapes
from bot.telegram.fields import MANNERS, SERVICES
from core.messages import Media
from core.thread.kinds import KINDS, OTHERS, Way

READ = {field.alias or name for name, field in shapes.Message.model_fields.items()}
FIELDS = {field.alias or name for name, field in Message.model_fields.items()}


@pytest.mark.parametrize("field", sorted(FIELDS))
def test_every_field_of_a_message_has_one_place(field: str) -> None:
    content = field in KINDS
    places = [content, field in MANNERS, field in SERVICES, field in READ and not content]

    assert 1 == sum(places), "say in bot/telegram/fields.py or core/thread/kinds.py what becomes of it"


def test_the_tables_name_nothing_that_telegram_does_not_have() -> None:
    assert set() == (MANNERS | SERVICES | set(KINDS)) - FIELDS


def test_every_content_that_the_library_knows_is_told() -> None:
    manners = {"any", "unknown", "live_photo"}
    told = set(KINDS) | SERVICES | READ | manners

    assert set() == {str(kind.value) for kind in ContentType} - told


def test_every_file_is_relayed_and_every_refusal_has_its_words() -> None:
    assert {"text", *Media} == {name for name, kind in KINDS.items() if kind.way is Way.RELAYED}
    assert all(KINDS[name].words for name in OTHERS)
