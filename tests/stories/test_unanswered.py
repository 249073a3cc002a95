"""Who opens an invitation and says neither yes nor no is not kept for long; and the team knows before."""

from __future__ import annotations

from sqlalchemy import func, select

from bot.demo.stage import Where
from storage.tables import addresses, forgotten, invitations, people
from tests.stories.cast import Cast


async def test_neither_yes_nor_no_is_erased_after_ninety_days_and_a_yes_before_is_kept(cast: Cast) -> None:
    stage = cast.stage
    sofia, paul = stage.tg.user("Sofia"), stage.tg.user("Paul")
    await stage.opens(sofia, await stage.invites(cast.house, "La personne de l'entreprise", "Sofia", cast.topic.topic))
    await stage.opens(paul, await stage.invites(cast.house, "Un ou une collègue", "Paul"))
    await stage.pass_time(days=58)
    await stage.next_morning()
    assert 0 == await stage.database.run(lambda c: c.execute(select(func.count()).select_from(forgotten)).scalar_one())
    await stage.pass_time(days=2)
    await stage.next_morning()
    await stage.shows(cast.desk, "sans oui ni non de Sofia", "Un oui d'ici là")
    await stage.shows(cast.desk, "sans oui ni non de Paul")
    await stage.says(Where(paul), "/start")
    await stage.taps(Where(paul), "D'accord")
    await stage.taps(Where(paul), "Paul")

    await stage.pass_time(days=31)

    await stage.shows(Where(sofia), "je ne garde plus rien de vous")
    assert not await stage.sees(Where(paul), "je ne garde plus rien")
    assert 0 == cast.count(cast.young, "fait effacer")
    assert (0, 0, 0) == await stage.database.run(
        lambda c: tuple(
            c.execute(select(func.count()).select_from(table).where(which)).scalar_one()
            for table, which in (
                (people, people.c.first_name == "Sofia"),
                (addresses, addresses.c.value == str(sofia.id)),
                (invitations, invitations.c.first_name == "Sofia"),
            )
        )
    )


async def test_who_comes_back_after_two_years_and_asks_herself_is_erased_as_told(cast: Cast) -> None:
    stage = cast.stage
    await stage.pass_time(days=731)
    await stage.next_morning()
    await stage.shows(cast.desk, "Sans nouvelles de Léa")
    await stage.says(cast.young, "/effacer")
    await stage.taps(cast.young, "Oui, tout effacer")
    await stage.shows(cast.desk, "Léa", "demande l'effacement")
    await stage.pass_time(days=1)
    await stage.shows(cast.young, "je ne garde plus rien de toi")
