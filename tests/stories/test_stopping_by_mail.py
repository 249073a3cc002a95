"""No more reminders by one tap in a mail program or one word in an answer; mails that come back are told once."""

from __future__ import annotations

import re
from email.message import EmailMessage

import pytest

from bot.demo.stage import Where
from tests.servers.smtp import PostOffice, words
from tests.stories.conftest import PAGES
from tests.stories.test_answering_by_mail import answer, more_settings, posts
from tests.stories.test_by_mail import MARC, Browser, Desk, desk, office
from tests.stories.test_own_page import words as shown

__all__ = ["desk", "more_settings", "office"]


@pytest.fixture
async def reminded(desk: Desk, browser: Browser) -> EmailMessage:
    """The tutor is in the thread, a mission waits for him, and he was reminded of it."""
    await desk.settles(browser)
    await desk.proposes()
    await desk.stage.pass_time(days=1, hours=1)
    mail = desk.office.to(MARC)[-1]
    assert "🔔" in words(mail)
    return mail


def one_click(mail: EmailMessage) -> str:
    found = re.fullmatch(rf"<{PAGES}(/rappels/\S+)>", mail["List-Unsubscribe"])
    assert found
    return found[1]


async def reminders(desk: Desk) -> int:
    """How many come in the next ten days."""
    before = len(desk.office.to(MARC))
    for _ in range(10):
        await desk.stage.pass_time(days=1)
    return sum("🔔" in words(mail) for mail in desk.office.to(MARC)[before:])


async def test_one_click_ends_reminders_and_looking_does_not(
    desk: Desk, browser: Browser, reminded: EmailMessage
) -> None:
    assert "List-Unsubscribe=One-Click" == reminded["List-Unsubscribe-Post"]
    assert one_click(reminded) in words(reminded)
    assert all("List-Unsubscribe" not in mail for mail in desk.office.mails if mail is not reminded)
    for _ in range(3):
        looked = await browser().get(one_click(reminded))
    assert "Oui, arrêter" in shown(looked)
    page = browser()
    await page.post(desk.link())
    assert "Ils sont arrêtés" not in shown(await page.get("/ma-page"))

    for _ in range(2):
        done = await browser().post(one_click(reminded), data={"List-Unsubscribe": "One-Click"})
        assert (200, True) == (done.status_code, "Plus de rappels" in shown(done))

    assert "Ils sont arrêtés" in shown(await page.get("/ma-page"))
    assert 0 == await reminders(desk)
    await desk.stage.says(desk.young, "Salut")
    assert "Salut" in words(desk.office.to(MARC)[-1])
    assert 404 == (await browser().post(one_click(reminded) + "x")).status_code


async def test_stop_in_an_answer_ends_reminders_and_is_no_message(
    desk: Desk, browser: Browser, reminded: EmailMessage
) -> None:
    assert 200 == await posts(desk, browser(), answer(reminded, "STOP"))

    assert "plus de rappels" in words(desk.office.to(MARC)[-1])
    assert 0 == sum("STOP" in text for text in desk.stage.texts(desk.young))
    assert 0 == await reminders(desk)


def bounce(mail: EmailMessage | None, status: str = "5.1.1", to: str = MARC, action: str = "failed") -> bytes:
    """As Postfix writes it."""
    name = mail["Message-ID"] if mail is not None else "<made-up@ml.example>"
    return f"""From: MAILER-DAEMON@mx.example (Mail Delivery System)
To: triade@ml.example
Subject: Undelivered Mail Returned to Sender
Message-ID: <{status}.{action}.{abs(hash(name))}@mx.example>
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="B"

--B
Content-Type: text/plain

I'm sorry to have to inform you that your message could not be delivered.
--B
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example
Arrival-Date: Mon, 23 Nov 2026 10:00:00 +0100 (CET)

Final-Recipient: rfc822; {to}
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 5.1.1 <{to}>: Recipient address rejected

--B
Content-Type: text/rfc822-headers

From: Mission locale des Tilleuls <triade@ml.example>
To: {to}
Message-ID: {name}

--B--
""".encode()


async def test_a_mail_that_comes_back_for_good_is_told_once(desk: Desk, browser: Browser) -> None:
    await desk.settles(browser)
    client, last = browser(), desk.office.to(MARC)[-1]

    # full, late, of no mail of ours: nothing is known of the address
    for passing in (bounce(last, "5.2.2"), bounce(last, "4.4.1", action="delayed"), bounce(None)):
        await posts(desk, client, passing)
    assert 0 == await cards(desk)
    assert [200, 200] == [await posts(desk, client, bounce(last, f"5.1.{n}")) for n in (1, 10)]

    assert 1 == await cards(desk)
    before = len(desk.office.to(MARC))
    await desk.stage.says(desk.young, "Salut")
    assert before == len(desk.office.to(MARC))

    await posts(desk, client, answer(last, "Me revoilà"))  # the mailbox lives again
    await desk.stage.shows(desk.young, "Me revoilà")
    await desk.stage.says(desk.young, "Ah, salut")
    assert "Ah, salut" in words(desk.office.to(MARC)[-1])


async def cards(desk: Desk) -> int:
    if not any(topic.name == "À traiter" for topic in desk.house.counsellor.topics(desk.house.forum)):
        return 0
    seen = desk.stage.texts(Where(desk.house.counsellor, desk.house.forum, "À traiter"))
    return sum("par e-mail" in text for text in seen)


async def test_an_invitation_that_comes_back_is_told_in_its_thread(
    desk: Desk, browser: Browser, office: PostOffice
) -> None:
    await desk.invites()

    await posts(desk, browser(), bounce(office.to(MARC)[-1]))

    await desk.stage.shows(desk.topic, "par e-mail n'est pas arrivée")
