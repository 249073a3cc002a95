"""What every channel promises, tried on each of them."""

from __future__ import annotations

import pytest

from bot.channel import Channel, DeleteAct, EditAct, Failure, SendAct, SendFailed
from bot.telegram.channel import TelegramChannel
from core.messages import Content
from core.texts import Rich
from tests.bot.telegram.conftest import World, world

__all__ = ["world"]

HELLO, AFTER = Content(Rich("Bonjour <b>Lina</b> 👍")), Content(Rich("Bonsoir"))


@pytest.fixture(params=[TelegramChannel], ids=lambda channel: channel.name)
def channel(request: pytest.FixtureRequest, world: World) -> Channel:
    made: Channel = request.param(world.bot)
    return made


def seen(world: World) -> list[str]:
    """What the person reads, oldest first, after what she wrote herself."""
    return [message.text for message in world.lina.screen(world.account) if message.sender is world.account]


def test_a_channel_has_the_name_that_places_bear(world: World, channel: Channel):
    assert world.home.channel == channel.name


async def test_a_message_arrives_as_it_was_written(world: World, channel: Channel):
    done = await channel.perform(SendAct(world.home, HELLO))

    assert done is not None
    assert (world.home, [HELLO.text.text]) == (done.place, seen(world))


async def test_messages_have_different_names(world: World, channel: Channel):
    first, second = [await channel.perform(SendAct(world.home, HELLO)) for _ in range(2)]

    assert first
    assert second
    assert first.message_id != second.message_id


async def test_an_edit_shows_and_its_repetition_is_harmless(world: World, channel: Channel):
    done = await channel.perform(SendAct(world.home, HELLO))
    assert done is not None

    for _ in range(2):
        assert None is await channel.perform(EditAct(world.home, done.message_id, AFTER))

    assert [AFTER.text.text] == seen(world)


async def test_a_message_can_be_taken_back_once(world: World, channel: Channel):
    done = await channel.perform(SendAct(world.home, HELLO))
    assert done is not None

    assert None is await channel.perform(DeleteAct(world.home, done.message_id))

    with pytest.raises(SendFailed) as caught:
        await channel.perform(DeleteAct(world.home, done.message_id))
    assert (Failure.TARGET_GONE, []) == (caught.value.kind, seen(world))


async def test_a_failure_quotes_no_word(world: World, channel: Channel):
    world.lina.block(world.account)

    with pytest.raises(SendFailed) as caught:
        await channel.perform(SendAct(world.home, HELLO))

    assert (Failure.BLOCKED, False) == (caught.value.kind, "Lina" in str(caught.value))


async def test_a_closed_channel_closes_again(channel: Channel):
    await channel.close()
    await channel.close()


async def test_a_file_that_somebody_sent_is_fetched_whole_and_no_larger_than_wanted(world: World, channel: Channel):
    data = b"# Une page\n" * 9000
    sent = world.lina.send_document(world.account, data, name="page.md")
    assert sent.media
    ref = world.tg.files.file_id(world.account, sent.media)

    assert data == await channel.fetch(ref, len(data))
    for most in (len(data) - 1, 0):
        with pytest.raises(SendFailed) as caught:
            await channel.fetch(ref, most)
        assert Failure.TOO_BIG is caught.value.kind


async def test_a_file_that_is_not_there_is_a_failure_without_effect(channel: Channel):
    with pytest.raises(SendFailed) as caught:
        await channel.fetch("no-such-file", 100)

    assert Failure.REJECTED is caught.value.kind
