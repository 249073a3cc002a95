"""An apprentice is erased whose thread is also a Telegram group: it is told so, unlinked, and its name goes too."""

from __future__ import annotations

from bot.demo.stage import Where
from tests.storage.planting import dump
from tests.stories.cast import Cast, must_not_show
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

    told = await stage.shows(marc, "Ce groupe n'est plus relié", "fermé et effacé", "supprimez ce groupe")
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
