"""The menu on a phone: the week's things first, the call for help always last, the rest one tap further."""

from __future__ import annotations

from core.menu import AT_ONCE
from tests.stories.cast import Cast

CALL = "🆘 Ça ne va pas"
ASKED = "Que veux-tu faire"


async def test_a_young_person_sees_few_buttons_and_everything_is_two_taps_away(cast: Cast) -> None:
    stage, young = cast.stage, cast.young
    await stage.says(young, "/menu")
    menu = await stage.shows(young, ASKED)
    week = list(menu.buttons)

    await stage.taps(young, "Plus…")

    rest = list(menu.buttons)
    assert len(week) <= AT_ONCE
    assert CALL == week[-1] == rest[-1]
    assert "🧩 Proposer une mission" == week[0]
    assert not (set(week) & set(rest)) - {CALL}
    assert {"💶 Mon salaire minimum", "📅 Un rendez-vous à trois", "🌍 Langue · Language", "❔ Aide"} <= set(rest)
    await stage.taps(young, "◂ Retour")
    assert week == list(menu.buttons)


async def test_each_button_of_the_two_screens_leads_somewhere(cast: Cast) -> None:
    stage, young = cast.stage, cast.young
    await stage.says(young, "/menu")
    menu = await stage.shows(young, ASKED)
    for turn in ("Plus…", "◂ Retour"):
        for label in [label for label in menu.buttons if label not in ("➕ Plus…", "◂ Retour")]:
            before = len(stage.texts(young))
            press = young.person.press(menu, label)
            await stage.follow()
            assert len(stage.texts(young)) > before, label
            assert "ne sert plus" not in press.answer, label
        await stage.taps(young, turn)


async def test_a_call_begins_from_either_screen(cast: Cast) -> None:
    stage, young = cast.stage, cast.young
    await stage.says(young, "/menu")
    await stage.taps(young, "Plus…")

    await stage.taps(young, CALL)

    await stage.shows(young, "C'est comment, là", "équipe")


async def test_a_tutor_has_one_screen(cast: Cast) -> None:
    await cast.stage.says(cast.adult, "/menu")

    menu = await cast.stage.shows(cast.adult, "Que voulez-vous faire")

    assert len(menu.buttons) <= AT_ONCE
    assert not any("Plus" in label or CALL == label for label in menu.buttons)
