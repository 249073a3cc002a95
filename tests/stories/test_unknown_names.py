"""First names of people whom a team does not know, in its forum or in the group of a thread: how long they are kept."""

from __future__ import annotations

from sqlalchemy import Connection, select

from bot.demo.stage import Where
from storage.tables import desk_cards, structures, triad_groups
from tests.stories.cast import Cast, must_not_show
from tests.stories.conftest import Expected
from tests.stories.test_groups import a_day, linked, rows


async def kept(cast: Cast) -> str:
    """What stands in structures and groups, and on the cards about these."""

    def read(c: Connection) -> str:
        cards = select(desk_cards.c.content).where(desk_cards.c.kind == "group")
        queries = (select(structures.c.settings), select(triad_groups.c.who), cards)
        return repr([c.execute(query).scalars().all() for query in queries])

    return await cast.stage.database.run(read)


async def test_in_a_forum_a_name_goes_after_a_month_and_the_forum_stays_held(cast: Cast, expected: Expected) -> None:
    expected.alerts.add("forum-stranger")
    stage = cast.stage
    igor = stage.tg.user("Igor")
    cast.house.forum.add(igor)
    await stage.follow()

    await stage.pass_time(days=29)
    assert "Igor" in await kept(cast)
    await stage.pass_time(days=2)
    assert "Igor" not in await kept(cast)
    await stage.says(cast.young, "Bonjour")
    must_not_show(stage, Where(igor, cast.house.forum), "Bonjour")
    cast.house.forum.remove(igor)
    await stage.follow()
    await stage.shows(cast.topic, "Bonjour")


async def test_in_a_group_a_name_goes_after_a_month_from_its_card_too(cast: Cast) -> None:
    stage = cast.stage
    group = await linked(cast)
    group.add(stage.tg.user("Igor"))
    await stage.follow()
    await stage.shows(cast.desk, "Je ne connais pas : Igor")

    await stage.pass_time(days=28)
    await a_day(cast)
    assert "Igor" in await kept(cast)
    await a_day(cast)
    await a_day(cast)
    assert "Igor" not in await kept(cast)
    await stage.shows(cast.desk, "Je ne connais pas : ?")
    assert [(str(group.id), "suspended")] == await rows(cast)


async def test_in_a_group_a_name_goes_at_once_when_the_team_accepts_who_bears_it(cast: Cast) -> None:
    stage = cast.stage
    group = await linked(cast)
    olga = stage.tg.user("Olga")
    group.add(olga)
    await stage.follow()
    await stage.taps(cast.desk, "C'est bon, c'est Olga")

    assert "Olga" not in await kept(cast)
    await stage.says(Where(olga, group), "Coucou")
    assert [(str(group.id), "linked")] == await rows(cast)  # known, without a name


async def test_who_is_erased_while_unknown_stays_unknown_without_a_name(cast: Cast, expected: Expected) -> None:
    expected.alerts.add("forum-stranger")
    stage = cast.stage
    group = await linked(cast)
    await stage.says(cast.topic, "/membres")
    await stage.taps(cast.topic, "Retirer Marc")
    await stage.taps(cast.topic, "Oui, retirer Marc")
    cast.house.forum.add(cast.tutor)
    await stage.follow()
    await stage.says(cast.adult, "/effacer")
    await stage.taps(cast.adult, "Oui, tout effacer")
    assert 3 <= (await kept(cast)).count("Marc")
    await a_day(cast)

    assert "Marc" not in await kept(cast)
    cast.house.forum.remove(cast.tutor)
    await stage.follow()
    await a_day(cast)
    await stage.shows(cast.desk, "Je ne connais pas : ?")  # its card went with the name, and came back without
    assert [(str(group.id), "suspended")] == await rows(cast)
