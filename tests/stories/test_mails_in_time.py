"""When a message of the thread reaches a mailbox: never at night, even when the mail server was away until then."""

from __future__ import annotations

from tests.servers.smtp import words
from tests.stories.test_by_mail import Browser, Desk, desk, more_settings, office

__all__ = ["desk", "more_settings", "office"]


async def test_a_mail_that_the_server_took_too_late_waits_for_the_morning(desk: Desk, browser: Browser) -> None:
    stage = desk.stage
    await desk.settles(browser)
    await stage.pass_time(hours=9, minutes=58)  # 19:58
    desk.office.answer = "451 4.3.0 Try again later"
    before = len(desk.office.mails)
    await stage.says(desk.young, "Je pars à 20 h")
    await stage.pass_time(minutes=4)
    await stage.says(desk.young, "Je suis parti")
    desk.office.answer = ""
    await stage.pass_time(minutes=10)
    assert before == len(desk.office.mails)

    await stage.next_morning()

    late = "\n".join(words(mail) for mail in desk.office.mails[before:])
    assert late.index("Je pars à 20 h") < late.index("Je suis parti")
