"""An apprentice is erased whose thread is also a Telegram group: it is told so, unlinked, and its name goes too."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import func, select

from bot.demo.stage import Where
from bot.simulator.faults import Rule
from storage.tables import alerts
from tests.storage.planting import dump
from tests.stories.cast import Cast, must_not_show
from tests.stories.conftest import Expected
from tests.stories.test_groups import linked, rows


async def test_the_group_of_an_erased_apprentice_is_told_and_unlinked(cast: Cast) -> None:
    stage = cast.stage
    group = await linked(cast)  # « Alternance Léa »
    lea, marc = Where(cast.apprentice, group), Where(cast.tutor, group)
    await stage.pass_time(hours=10)
    await stage.says(lea, "Canari d'elle dans le groupe")
    await stage.says(cast.topic, "Canari de l'équipe pour elle")
    await stage.shows(lea, "Canari de l'équipe")
    await stage.says(cast.young, "/effacer")
    await stage.shows(cast.young, "Le groupe « Alternance Léa »", "supprimer dans Telegram")
    await stage.taps(cast.young, "Oui, tout effacer")
    await stage.pass_time(hours=23)
    for _ in range(3):
        await stage.pass_time(hours=1)

    told = await stage.shows(
        marc, "Ce groupe n'est plus relié", "fermé et effacé", "je m'en vais", "supprimez ce groupe"
    )
    assert not group.member(stage.bot).present
    assert "Léa" not in told.text
    await stage.shows(cast.adult, "fermé et effacé")
    for where in (marc, lea):
        assert 0 == cast.count(where, "Canari")  # what she wrote there lately went too
    assert [] == await rows(cast)
    left = await stage.database.run(dump)
    for word in ("Léa", "Canari", str(group.id)):
        assert word not in left, word

    await stage.says(marc, "Il y a quelqu'un ?")
    for where in (cast.desk, cast.general, cast.young):
        must_not_show(stage, where, "Il y a quelqu'un")


@pytest.mark.parametrize(
    ("refusal", "gone", "told"),
    [
        ({"times": 1}, True, 0),
        ({"code": 403, "description": "Forbidden: bot is not a member of the supergroup chat"}, False, 0),
        ({"code": 400}, False, 1),
    ],
    ids=["tried again", "out already", "refused"],
)
async def test_the_bot_goes_after_the_last_deletion_and_says_when_it_cannot(
    cast: Cast, expected: Expected, refusal: dict[str, Any], gone: bool, told: int
) -> None:
    stage = cast.stage
    group = await linked(cast)
    await stage.pass_time(hours=10)
    for number in range(3):
        await stage.says(Where(cast.apprentice, group), f"Canari {number}")
    stage.tg.faults.rules += [
        Rule(method="deleteMessage", chat=group.id, times=2),
        Rule(method="leaveChat", chat=group.id, **refusal),
    ]
    if told:
        expected.alerts.add("send-dead")
        expected.sends.add("dead")
    await stage.says(cast.young, "/effacer")
    await stage.taps(cast.young, "Oui, tout effacer")
    await stage.pass_time(hours=23)
    for _ in range(6):
        await stage.pass_time(minutes=10)

    assert gone != group.member(stage.bot).present
    done = [one.method for one in stage.tg.ledger.entries if one.chat == group.id]
    assert ["leaveChat"] * gone == done[-1:] * gone
    assert 0 == done.count("leaveChat") - gone
    query = select(func.count()).select_from(alerts).where(alerts.c.kind == "send-dead")
    assert told == await stage.database.run(lambda c: c.execute(query).scalar())


async def test_a_tutor_takes_his_latest_words_out_of_the_group_and_it_goes_on(cast: Cast) -> None:
    stage = cast.stage
    group = await linked(cast)
    lea, marc = Where(cast.apprentice, group), Where(cast.tutor, group)
    await stage.pass_time(hours=10)
    await stage.says(marc, "Canari de lui")
    await stage.says(lea, "Bien reçu")
    await stage.says(cast.adult, "/effacer")
    await stage.shows(cast.adult, "Dans le groupe « Alternance Léa »")
    await stage.taps(cast.adult, "Oui, tout effacer")
    await stage.pass_time(hours=23)

    assert 0 == cast.count(lea, "Canari de lui")
    assert 1 == cast.count(lea, "Bien reçu")
    assert "Canari de lui" not in await stage.database.run(dump)
    # he is still in the group, and nobody knows him any more
    await stage.says(cast.topic, "Entre nous")
    assert 0 == cast.count(marc, "Entre nous")
    assert 1 == cast.count(cast.young, "Entre nous")
