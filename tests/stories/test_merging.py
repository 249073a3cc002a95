"""Two structures become one while people write: everybody knows it, and each word still reaches its three readers."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.demo.stage import Where
from bot.merging import report
from core.scene import Library
from storage.merging import look, merge
from storage.road.scenes import World
from tests.stories.cast import TITLE, Cast, must_not_show, raise_curtain
from tests.stories.conftest import Expected, Theatre
from tests.stories.test_matrix_exports import triade


@pytest.mark.grown
async def test_a_thread_goes_on_in_the_forum_of_the_other_structure(cast: Cast, expected: Expected) -> None:
    stage, here = cast.stage, cast.house.id
    expected.alerts |= {"call-unanswered"}
    port = await raise_curtain(stage, "Mission locale du Port", "Odile", "Tom", "Yann", "Chantier")
    await port.proposes()
    await stage.says(port.young, "Mon chef m'a frappé")
    await stage.shows(port.desk, "frappé")
    now = datetime.fromtimestamp(stage.clock(), UTC)
    which = (port.house.id, here, here)

    told = "\n".join(report(await stage.database.run(lambda c: look(c, *which, now)), done=False))
    await stage.database.run(lambda c: merge(c, *which, World(Library()), now))
    await stage.follow()

    assert "« Mission locale du Port » (n° 2) rejoint « Mission locale des Tilleuls » (n° 1)" in told
    assert "triade merge-structures 2 1 --forum 1 --do" in told
    await stage.shows(
        port.young, "« Mission locale du Port » a rejoint « Mission locale des Tilleuls »", "tes missions"
    )
    await stage.shows(port.adult, "a rejoint", "vos fils")
    await stage.shows(Where(port.counsellor), "a rejoint", "Le forum est celui de « Mission locale des Tilleuls »")
    await stage.shows(port.young, "Odile reste à tes côtés")
    await stage.shows(port.topic, "Ce fil continue dans le forum de « Mission locale des Tilleuls »")
    await stage.says(port.topic, "À lundi, Tom")  # from habit
    await stage.shows(port.topic, "Ce fil continue dans le forum", "votre message n'est pas parti")
    must_not_show(stage, port.young, "À lundi")

    await stage.says(port.young, "Je commence lundi")
    await stage.taps(port.young, "Dans le fil")
    topic = Where(cast.counsellor, cast.house.forum, "Tom – Yann (Chantier)")
    await stage.shows(port.adult, "Tom · alternance", "Je commence lundi")
    await stage.shows(topic, "Tom · alternance", "Je commence lundi")
    must_not_show(stage, port.general, "Je commence lundi")
    await stage.says(topic, "Bravo Tom")
    await stage.shows(port.young, "Nadia · conseil", "Bravo Tom")
    await stage.taps(port.adult, "Valider")
    await stage.shows(port.young, TITLE, "validée")
    await stage.taps(cast.desk, "Je prends")
    await stage.shows(cast.desk, "frappé", "Pris par Nadia")
    await stage.next_morning()
    for where in (cast.young, cast.adult, cast.topic):
        must_not_show(stage, where, "Tom", "Yann", "a rejoint «")


async def test_a_report_that_names_people_is_a_reading_and_one_that_names_nobody_is_none(
    theatre: Theatre, cast: Cast
) -> None:
    stage = cast.stage
    await raise_curtain(stage, "Mission locale du Port", "Odile", "Tom", "Yann", "Chantier")

    for named in (False, True):
        if named:
            await raise_curtain(stage, "Mission locale du Quai", "Ines", "Léa", "Hugo", "Brise")
        code, told = await triade(theatre, "merge-structures", "3" if named else "2", "1", "--forum", "1")
        assert (0, named) == (code, "Léa, n°" in told)
        await stage.says(cast.young, "/mesdonnees")
        await stage.taps(cast.young, "Qui a vu mon dossier")
        told = stage.screen(cast.young)[-1].text
        assert named == ("préparer la réunion de deux structures" in told)
