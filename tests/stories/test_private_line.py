"""The private line with the team never ends without saying so, and what follows a call is never guessed."""

from __future__ import annotations

from bot.demo.stage import Where
from tests.stories.cast import Cast, must_not_show

MORE = "Il a recommencé hier dans le vestiaire"


async def test_after_a_call_the_first_words_wait_until_she_says_who_reads_them(cast: Cast) -> None:
    stage, young, nadia = cast.stage, cast.young, Where(cast.counsellor)
    await stage.says(young, "/sos")
    asked = stage.screen(young)[-1]
    assert not [label for label in asked.buttons if "Plus tard" in label]
    await stage.taps(young, "urgent")
    await stage.says(young, "Mon chef me hurle dessus")
    assert stage.screen(young)[-1].buttons == ["↩ Revenir à mon fil"]
    await stage.says(young, "/langue")  # another conversation comes between
    await stage.taps(young, "Français")
    await stage.shows(young, "la ligne privée avec l'équipe", "En pause")
    assert not [label for m in stage.screen(young) for label in m.buttons if "Oublier" in label]
    await stage.taps(young, "Revenir à mon fil")
    await stage.shows(young, "Maintenant, Marc lit aussi ce que tu écris")

    await stage.says(young, MORE)
    await stage.says(young, "Et avant-hier")
    await stage.shows(young, "qui doit le lire")
    must_not_show(stage, cast.adult, "vestiaire", "avant-hier")
    await stage.taps(young, "À l'équipe seule")
    await stage.says(young, "Merci beaucoup")
    await stage.taps(cast.desk, "Lire")
    for words in (MORE, "Et avant-hier", "Merci beaucoup"):
        await stage.shows(nadia, words, "appel privé")

    await stage.says(young, "/stop")
    await stage.shows(young, "Maintenant, Marc lit aussi")
    await stage.says(young, "Bonjour Marc")
    await stage.taps(young, "Dans le fil avec")
    await stage.shows(cast.adult, "Bonjour Marc")
    await stage.says(young, "À demain")  # asked once
    await stage.shows(cast.adult, "À demain")
    for where in (cast.adult, cast.topic):
        must_not_show(stage, where, "vestiaire", "avant-hier", "Merci beaucoup", "hurle")
