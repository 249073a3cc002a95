"""What every channel promises, tried on each of them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass

import pytest

from bot.channel import Channel, DeleteAct, EditAct, Failure, SendAct, SendFailed
from bot.mail.channel import MailChannel
from bot.mail.post import post, sender
from bot.sms.channel import SmsChannel
from bot.sms.gateway import gateway
from bot.telegram.channel import TelegramChannel
from core.messages import Button, Content, Place
from core.texts import Rich
from tests.bot.sms.gateway import switchboard
from tests.bot.telegram.conftest import World, world
from tests.servers.smtp import post_office, words

__all__ = ["world"]

HELLO, AFTER = Content(Rich("Bonjour <b>Lina</b> 👍")), Content(Rich("Bonsoir"))
PAGE = "https://triade.example/entrer/abc"


@dataclass
class Line:
    """One channel with Lina at its other end."""

    channel: Channel
    home: Place
    #: what she reads, oldest first
    seen: Callable[[], list[str]]
    #: from now on nothing reaches her, for this reason
    closes: Callable[[], Failure]
    #: what was sent can be changed and taken back
    changes: bool = True
    #: what stands there instead of the words themselves
    shows: str = ""

    def sees(self, content: Content) -> str:
        return self.shows or content.text.text

    async def says(self, content: Content = HELLO) -> str:
        done = await self.channel.perform(SendAct(self.home, content, page=PAGE))
        assert done is not None
        assert self.home == done.place
        return done.message_id


@pytest.fixture
def telegram(world: World) -> Line:
    def seen() -> list[str]:
        return [message.text for message in world.lina.screen(world.account) if message.sender is world.account]

    def closes() -> Failure:
        world.lina.block(world.account)
        return Failure.BLOCKED

    return Line(TelegramChannel(world.bot), world.home, seen, closes)


@pytest.fixture
async def mail() -> AsyncIterator[Line]:
    async with post_office() as office:
        home = Place("mail", "lina@example.org")

        def seen() -> list[str]:
            return [words(mail).partition("\n\nOuvrir ma page")[0] for mail in office.mails]

        def closes() -> Failure:
            office.refuses[home.chat] = "550 5.1.1 lina@example.org: nobody called Lina"
            return Failure.GONE

        channel = MailChannel(post(office.url), sender("Triade <triade@example.org>"))
        yield Line(channel, home, seen, closes, changes=False)


@pytest.fixture
async def sms() -> AsyncIterator[Line]:
    async with switchboard() as board:
        home = Place("sms", "+33612345678")

        def closes() -> Failure:
            board.answer = (422, {"error": "no-such-number", "detail": "nobody called Lina"})
            return Failure.GONE

        channel = SmsChannel(gateway(board.url), "Triade", lambda: 1795687200.0)
        yield Line(channel, home, board.texts, closes, changes=False, shows=f"Du nouveau pour vous :\n{PAGE}")
        await channel.close()


@pytest.fixture(params=["telegram", "mail", "sms"])
def line(request: pytest.FixtureRequest) -> Line:
    made: Line = request.getfixturevalue(request.param)
    return made


def test_a_channel_has_the_name_that_places_bear(line: Line):
    assert line.home.channel == line.channel.name


async def test_a_message_arrives_as_it_was_written(line: Line):
    await line.says()

    assert [line.sees(HELLO)] == line.seen()


async def test_messages_have_different_names(line: Line):
    first, second = await line.says(), await line.says()

    assert first
    assert second
    assert first != second


async def test_buttons_go_where_they_can_be_pressed(line: Line):
    await line.says(Content(Rich("La carte"), ((Button("Valider", "m:1:1:1:validate:proposed"),),)))

    assert [line.sees(Content(Rich("La carte")))] == line.seen()


async def test_an_edit_shows_where_it_can_and_its_repetition_is_harmless(line: Line):
    name = await line.says()

    for _ in range(2):
        assert None is await line.channel.perform(EditAct(line.home, name, AFTER))

    assert [line.sees(AFTER if line.changes else HELLO)] == line.seen()


async def test_a_message_can_be_taken_back_once_where_it_can(line: Line):
    name = await line.says()

    assert None is await line.channel.perform(DeleteAct(line.home, name))

    if line.changes:
        with pytest.raises(SendFailed) as caught:
            await line.channel.perform(DeleteAct(line.home, name))
        assert Failure.TARGET_GONE is caught.value.kind
    assert ([] if line.changes else [line.sees(HELLO)]) == line.seen()


async def test_a_failure_quotes_no_word(line: Line):
    expected = line.closes()

    with pytest.raises(SendFailed) as caught:
        await line.channel.perform(SendAct(line.home, HELLO))

    assert (expected, False) == (caught.value.kind, "Lina" in str(caught.value) or "lina" in str(caught.value))


async def test_a_closed_channel_closes_again(line: Line):
    await line.channel.close()
    await line.channel.close()
