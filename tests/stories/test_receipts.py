"""Delivery truth: a reaction once every copy was taken, a warning with its remedy when one was not."""

from __future__ import annotations

import pytest

from bot.simulator import Message, Rule
from tests.stories.cast import Cast
from tests.stories.conftest import Expected


def bots(message: Message, cast: Cast) -> list[str]:
    return [one["emoji"] for one in message.reactions.get(cast.stage.bot.id, [])]


@pytest.mark.grown
async def test_a_message_is_marked_only_once_everybody_has_it(cast: Cast) -> None:
    stage = cast.stage
    stage.tg.faults.rules.append(Rule("send*", chat=cast.tutor.id, code=429, retry_after=60))

    line = await stage.says(cast.young, "Bonjour")
    assert [] == bots(line, cast)
    stage.tg.faults.rules.clear()
    await stage.pass_time(minutes=2)

    assert ["👌"] == bots(line, cast)
    in_topic = await stage.says(cast.topic, "Bonjour Léa")
    assert ["👌"] == bots(in_topic, cast)
    cast.tutor.react(await stage.shows(cast.adult, "Léa · alternance", "Bonjour"), "👍")
    await stage.follow()
    assert ["👍"] == bots(line, cast)


async def test_whoever_cannot_be_reached_is_named_to_the_author_and_once_to_the_team(cast: Cast) -> None:
    stage = cast.stage
    stage.tg.faults.rules.append(
        Rule("send*", chat=cast.tutor.id, code=403, description="Forbidden: bot was blocked by the user")
    )

    line = await stage.says(cast.young, "Vous êtes là ?")
    again = await stage.says(cast.young, "Allô ?")

    for message in (line, again):
        assert [] == bots(message, cast)
        told = [m for m in stage.screen(cast.young) if m.reply_to is message]
        assert ["⚠️ ✓ 1/2 : ce message n'est pas arrivé chez Marc."] == [m.text.splitlines()[0] for m in told]
    assert 1 == cast.count(cast.desk, "ne peut plus être joint")


async def test_a_message_that_was_refused_for_ever_is_not_believed(cast: Cast, expected: Expected) -> None:
    stage = cast.stage
    expected.sends.add("dead")
    expected.alerts.add("send-dead")
    stage.tg.faults.rules.append(Rule("send*", chat=cast.tutor.id, code=400, description="Bad Request: strange"))

    line = await stage.says(cast.young, "Perdu ?")

    assert [] == bots(line, cast)
    assert "✓ 1/2" in next(m.text for m in stage.screen(cast.young) if m.reply_to is line)


async def test_a_chat_without_reactions_costs_nobody_an_alert(cast: Cast) -> None:
    stage = cast.stage
    stage.tg.faults.rules.append(Rule("setMessageReaction", code=400, description="Bad Request: REACTION_INVALID"))

    await stage.says(cast.young, "Bonjour")

    await stage.shows(cast.adult, "Bonjour")
