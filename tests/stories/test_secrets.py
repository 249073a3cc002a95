"""A whole story at DEBUG through Telegram, mail, SMS and pages: its logs hold no secret and nobody's words."""

from __future__ import annotations

import io
import logging
import re
from collections.abc import AsyncIterator, Iterator

import pytest
import structlog

from bot.demo.stage import Stage, Where
from bot.runtime.logs import configure
from bot.sms.plain import sign
from bot.web.sms import PATH
from tests.bot.sms.gateway import Switchboard, switchboard
from tests.servers.smtp import PostOffice, post_office, words
from tests.stories.cast import TITLE
from tests.stories.conftest import Expected, Theatre
from tests.stories.test_answering_by_mail import answer, posts
from tests.stories.test_by_mail import MARC, Browser, Desk
from tests.stories.test_own_page import sends

MAIL_SECRET, SMS_SECRET = "a-secret-for-the-door-of-mail", "a-secret-for-the-door-of-sms"
NUMBER = "+33612345699"
#: what people write and are called in this story
SAID = ("Canari-message", "Canari-note", "Canari-mail", "Canari-sms", "Canari-appel", "Canari-page", TITLE)
NAMES = ("Léa", "Marc", "Nadia", "Sofiane", "Atelier Lumen", "Mission locale des Tilleuls")


@pytest.fixture
def logged() -> Iterator[io.StringIO]:
    """Everything that is logged from here on, as it would be in production but in full detail and without redaction of
    named secrets: they must not even come near."""
    root = logging.getLogger()
    handlers, level, stream = root.handlers[:], root.level, io.StringIO()
    configure("debug", json=True, stream=stream)
    yield stream
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()


@pytest.fixture
async def board() -> AsyncIterator[Switchboard]:
    async with switchboard() as opened:
        yield opened


@pytest.fixture
async def office() -> AsyncIterator[PostOffice]:
    async with post_office() as opened:
        yield opened


@pytest.fixture
async def more_settings(board: Switchboard, office: PostOffice, logged: io.StringIO) -> dict[str, str]:
    return {
        "sms_url": board.url, "sms_from": "Tilleuls", "sms_webhook_secret": SMS_SECRET,
        "smtp_url": office.url, "mail_from": "Tilleuls <triade@ml.example>", "mail_webhook_secret": MAIL_SECRET,
    }  # fmt: skip


@pytest.fixture
async def desk(stage: Stage, office: PostOffice) -> Desk:
    house = await stage.open_house()
    await stage.says(Where(house.counsellor, house.forum, None), "/horaires mails 0")
    return Desk(stage, office, house, await stage.welcome_apprentice(house))


async def play(desk: Desk, board: Switchboard, browser: Browser) -> list[str]:
    """Everybody writes by every way; the parts of links that open something."""
    stage, codes = desk.stage, []
    marc = await desk.settles(browser)
    await desk.proposes()
    await stage.says(desk.young, "Canari-message")
    await stage.says(desk.topic, "/note Canari-note")
    await posts(desk, browser(), answer(desk.office.to(MARC)[-1], "Canari-mail"), secret=MAIL_SECRET)
    await sends(marc, "/ma-page", "/ma-page/post", text="Canari-page")
    await stage.says(desk.topic, "/inviter")
    for tap in ("centre de formation", "SMS"):
        await stage.taps(desk.topic, tap)
    for typed in ("Sofiane", NUMBER):
        await stage.replies(desk.topic, typed)
    link = re.findall(r"https://triade.example(/\S+)", board.texts(NUMBER)[-1])[0]
    await browser().post(link, data={"first_name": "Sofiane", "company": "CFA"})
    await stage.follow()
    body = f'{{"id": "n1", "kind": "text", "number": "{NUMBER}", "text": "Canari-sms"}}'.encode()
    stamp = str(int(stage.now.timestamp()))
    headers = {"X-Triade-Timestamp": stamp, "X-Triade-Signature": sign(SMS_SECRET, stamp, body)}
    assert 200 == (await browser().post(PATH, content=body, headers=headers)).status_code
    await stage.says(desk.young, "/sos")
    await stage.taps(desk.young, "Je voudrais parler")
    await stage.says(desk.young, "Canari-appel")
    await stage.says(desk.young, "/mesdonnees")
    await stage.taps(desk.young, "Tout recevoir")
    await stage.says(Where(desk.house.counsellor, desk.house.forum, None), "/chercher Canari")
    await browser().get("/entrer/" + "A" * 22)
    everything = "\n".join(words(mail) for mail in desk.office.mails) + "\n".join(board.texts())
    codes += re.findall(r"https://triade\.example/\S*/([A-Za-z0-9_-]{16,})", everything)
    assert len(codes) > 2
    return codes


@pytest.mark.grown
async def test_a_whole_run_at_debug_logs_no_secret_and_no_word(
    theatre: Theatre, desk: Desk, board: Switchboard, browser: Browser, logged: io.StringIO, expected: Expected
) -> None:
    expected.alerts |= {"call-unanswered"}
    codes = await play(desk, board, browser)
    structlog.get_logger("bot").debug("the last line")

    # mail.log is the mail server of the test, not the bot
    told = "\n".join(line for line in logged.getvalue().splitlines() if '"logger": "mail.log"' not in line)

    assert "the last line" in told
    token = desk.stage.bot.token.partition(":")[2]
    for kind, secrets in (
        ("token", (token,)),
        ("secret", (MAIL_SECRET, SMS_SECRET)),
        ("link", codes),
        ("words", SAID),
        ("name", NAMES),
        ("address", (MARC, NUMBER, NUMBER[3:])),
    ):
        found = [line for line in told.splitlines() if any(secret in line for secret in secrets)]
        assert [] == found, kind
