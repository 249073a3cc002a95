"""What the operator's commands ask of Telegram."""

from __future__ import annotations

import pytest

from bot.channel import Failure, SendFailed
from bot.telegram.calls import open_bot
from bot.telegram.setup import Commands, Forum, Hook, Me, Scope, forum, hook, offer, use_polling, use_webhook, who
from tests.bot.telegram.conftest import World

ADDRESS = "https://127.0.0.1:9/telegram/4242"


async def test_the_bot_knows_its_name(world: World):
    assert Me(4242, "triade_bot", "Triade", False) == await who(world.bot)


async def test_a_wrong_token_says_so(world: World):
    bot = open_bot("4242:BBExampleExampleExampleExampleExample", world.server.url)

    with pytest.raises(SendFailed) as caught:
        await who(bot)
    assert Failure.UNAUTHORIZED is caught.value.kind
    await bot.session.close()


async def test_from_polling_to_the_webhook_and_back_nothing_waiting_is_lost(world: World):
    waiting = (await hook(world.bot)).pending

    await use_webhook(world.bot, ADDRESS, "s3cret")
    assert ADDRESS == (await hook(world.bot)).url

    await use_polling(world.bot)
    await use_polling(world.bot)
    assert Hook("", waiting, "") == await hook(world.bot)


async def test_a_webhook_needs_a_secret(world: World):
    with pytest.raises(ValueError, match="secret"):
        await use_webhook(world.bot, ADDRESS, "")


async def test_commands_are_offered_where_they_belong(world: World):
    lists = (
        Commands(Scope.PRIVATE, (("menu", "Voir le menu"), ("aide", "Demander de l'aide"))),
        Commands(Scope.GROUPS, (("lier", "Lier ce forum"),), language="fr"),
    )

    await offer(world.bot, lists)

    shown = [[command["command"] for command in commands] for commands in world.account.commands.values()]
    assert [["menu", "aide"], ["lier"]] == shown


async def test_a_forum_with_every_right_misses_nothing(world: World):
    assert Forum("Mission locale", is_forum=True, is_admin=True, missing=()) == await forum(
        world.bot, str(world.forum.id), 4242
    )


async def test_a_forum_names_the_rights_that_are_missing(world: World):
    world.forum.promote(world.account, ["can_delete_messages"])

    found = await forum(world.bot, str(world.forum.id), 4242)

    assert ("can_manage_topics", "can_pin_messages") == found.missing


async def test_an_ordinary_member_misses_every_right(world: World):
    world.forum.demote(world.account)

    found = await forum(world.bot, str(world.forum.id), 4242)

    assert (False, 3) == (found.is_admin, len(found.missing))


async def test_a_group_the_bot_is_not_in_is_gone(world: World):
    world.forum.remove(world.account)

    with pytest.raises(SendFailed) as caught:
        await forum(world.bot, str(world.forum.id), 4242)
    assert Failure.GONE is caught.value.kind
