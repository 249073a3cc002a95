"""A reminder after the other takes the next channel; a silent person is « à recontacter » until she answers."""

from __future__ import annotations

from tests.servers.smtp import words
from tests.stories.cast import Cast
from tests.stories.test_by_mail import MARC, Browser, Desk, desk, more_settings, office
from tests.stories.test_joining import code
from tests.stories.test_waiting import bells, days

__all__ = ["desk", "more_settings", "office"]


async def test_a_silent_tutor_is_tried_by_his_other_channel_then_called(desk: Desk, browser: Browser) -> None:
    stage = desk.stage
    page = await desk.settles(browser)
    marc = stage.tg.user("Marc")
    marc.start(stage.bot, await code(page))
    await stage.follow()
    cast = Cast(stage, desk.house, desk.lea, marc)
    await desk.proposes()
    mails = len(desk.office.to(MARC))

    await days(stage, 1)
    assert (1, mails) == (len(bells(cast, cast.adult)), len(desk.office.to(MARC)))
    await days(stage, 2)
    assert (1, mails + 1) == (len(bells(cast, cast.adult)), len(desk.office.to(MARC)))
    assert "attend toujours votre réponse" in words(desk.office.to(MARC)[-1])
    desk.office.refuses[MARC] = "550 5.1.1 No such user"  # the third bounces: it takes the way that is left
    await days(stage, 5)
    assert (2, mails + 1) == (len(bells(cast, cast.adult)), len(desk.office.to(MARC)))

    await days(stage, 3)
    await stage.shows(cast.desk, "À recontacter : Marc · entreprise", "24/11 à 10:00 (Telegram), ", "(e-mail)", "souci")
    await stage.says(cast.general, "/relances")
    await stage.shows(cast.general, "une personne qui ne répond plus : l'équipe à J+7", "Telegram, e-mail, SMS")
    await desk.proposes()
    await desk.proposes()
    await days(stage, 6)
    assert 2 == len(bells(cast, cast.adult))  # nothing nudges him meanwhile

    await stage.taps(cast.adult, "Valider")
    await stage.shows(cast.adult, "Ravis de vous retrouver, Marc")
    await stage.shows(cast.desk, "À recontacter : Marc", "👋 De retour (Marc")
    await days(stage, 1)
    assert 3 == len(bells(cast, cast.adult))  # the other card still waits
