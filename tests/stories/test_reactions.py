"""Reactions show everywhere, and a message can be taken back for the others."""

from __future__ import annotations

import pytest

from bot.simulator import Message
from tests.stories.cast import Cast, must_not_show


def bots(message: Message, cast: Cast) -> list[str]:
    """What the bot's own reaction says under a message."""
    return [one["emoji"] for one in message.reactions.get(cast.stage.bot.id, [])]


@pytest.mark.grown
async def test_a_reaction_on_a_copy_shows_under_the_original_and_the_other_copies(cast: Cast) -> None:
    stage = cast.stage
    line = await stage.says(cast.young, "J'ai fini !")
    at_tutor, in_topic = [await stage.shows(where, "J'ai fini") for where in (cast.adult, cast.topic)]

    cast.tutor.react(at_tutor, "🎉")
    await stage.follow()
    assert (["🎉"], ["🎉"], []) == (bots(line, cast), bots(in_topic, cast), bots(at_tutor, cast))
    cast.counsellor.react(in_topic, "👏")
    await stage.follow()
    assert (["👏"], ["🎉"], ["👏"]) == (bots(line, cast), bots(in_topic, cast), bots(at_tutor, cast))
    cast.counsellor.react(in_topic)
    cast.tutor.react(at_tutor)
    await stage.follow()
    assert ([], []) == (bots(in_topic, cast), bots(at_tutor, cast))


async def test_the_team_reads_reactions_on_its_own_words(cast: Cast) -> None:
    stage = cast.stage
    line = await stage.says(cast.topic, "Rendez-vous jeudi ?")

    cast.apprentice.react(await stage.shows(cast.young, "jeudi"), "👍")
    await stage.follow()

    assert ["👍"] == bots(line, cast)
    assert ["👍"] == bots(await stage.shows(cast.adult, "jeudi"), cast)


async def test_a_message_is_taken_back_by_a_button_and_only_by_its_author(cast: Cast) -> None:
    stage = cast.stage
    line = await stage.says(cast.young, "Une bêtise")
    photo = await stage.sends(cast.young, "photo", caption="Une autre")
    copy = await stage.shows(cast.adult, "Une bêtise")

    await stage.says(cast.adult, "/retirer", reply_to=copy)
    await stage.shows(cast.adult, "Rien à retirer")
    for message in (line, photo):
        await stage.says(cast.young, "/retirer", reply_to=message)
        await stage.taps(cast.young, "Retirer")

    for where in (cast.adult, cast.topic):
        must_not_show(stage, where, "bêtise", "Une autre")
        assert 2 == cast.count(where, "Léa · alternance a retiré ce message")
        assert not any(m.kind == "photo" for m in stage.screen(where))

    cast.tutor.react(next(m for m in stage.screen(cast.adult) if "a retiré ce message" in m.text), "👍")
    await stage.follow()
    assert "👍" not in bots(line, cast)
