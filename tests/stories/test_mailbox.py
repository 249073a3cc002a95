"""Answers fetched from a mailbox by IMAP: the same road as those that a mail server posts; seen only once stored."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date

import pytest

from bot.channel import Row
from bot.mail.imap import MOST, Mailbox, NoMailbox
from bot.mail.post import post
from tests.servers.imap import Pillar, pillar
from tests.servers.smtp import PostOffice, words
from tests.storage.house import MONDAY
from tests.stories.test_answering_by_mail import HISTORY, answer, shown
from tests.stories.test_by_mail import MARC, Browser, Desk, desk, office
from tests.stories.test_stopping_by_mail import bounce, cards

__all__ = ["desk", "office"]


@pytest.fixture
async def box() -> AsyncIterator[Pillar]:
    async with pillar() as opened:
        yield opened


@pytest.fixture
async def more_settings(office: PostOffice, box: Pillar) -> dict[str, str]:
    return {
        "smtp_url": office.url,
        "mail_from": "Mission locale des Tilleuls <triade@ml.example>",
        "imap_url": box.url,
    }


async def test_an_answer_in_the_mailbox_lands_in_the_thread_once(desk: Desk, box: Pillar, browser: Browser) -> None:
    await desk.settles(browser)
    await desk.stage.says(desk.young, "Salut")
    last = desk.office.to(MARC)[-1]
    assert "répondre à cet e-mail" in words(last)
    number = box.put(answer(last, "À lundi, 8 h." + HISTORY))

    await desk.stage.follow()

    seen = await desk.stage.shows(desk.young, "Marc · entreprise", "À lundi, 8 h.")
    assert "a écrit" not in seen.text
    assert {number} == box.seen
    box.seen.clear()  # a crash after it was stored, before it was marked
    await desk.stage.follow()
    assert (1, {number}) == (shown(desk, "À lundi"), box.seen)


async def test_a_mail_that_comes_back_into_the_mailbox_is_told(desk: Desk, box: Pillar, browser: Browser) -> None:
    await desk.settles(browser)
    box.put(bounce(desk.office.to(MARC)[-1]))

    await desk.stage.follow()

    assert 1 == await cards(desk)


async def test_what_could_not_be_stored_stays_unseen(box: Pillar) -> None:
    kept: list[Row] = []

    async def store(rows: object) -> None:
        if not kept:
            kept.append((0, "", ""))
            raise OSError("disk full")
        kept.extend(rows)  # type: ignore[arg-type]

    box.put(answer(None, "Un mot"))
    mailbox = Mailbox(post(box.url), store, lambda: MONDAY)

    await mailbox.look()
    assert set() == box.seen
    await mailbox.look()
    assert (2, 1) == (len(kept), len(box.seen))
    await mailbox.look()
    assert 2 == len(kept)


async def test_what_was_seen_a_week_ago_is_deleted_there_and_nothing_else(box: Pillar) -> None:
    async def store(rows: object) -> None:
        """What is stored is not looked at here."""

    old, fresh, unread = (box.put(answer(None, words)) for words in ("Canari", "Hier", "Pas encore lu"))
    box.seen, box.came = {old, fresh}, {old: date(2025, 12, 28), fresh: date(2025, 12, 29)}

    await Mailbox(post(box.url), store, lambda: MONDAY).look()

    assert {fresh, unread} == box.mails.keys()
    assert {fresh, unread, old} == box.seen
    assert 1 == box.asked.count("UID SEARCH SEEN BEFORE 29-Dec-2025")


async def test_a_mail_that_is_too_long_is_fetched_in_part(box: Pillar) -> None:
    kept: list[Row] = []

    async def store(rows: list[Row]) -> None:
        kept.extend(rows)

    box.put(answer(None, "Court") + b"x" * MOST)
    await Mailbox(post(box.url), store, lambda: MONDAY).once()  # type: ignore[arg-type]

    assert MOST * 4 / 3 + 100 > len(kept[0][2]) > MOST


async def test_a_mailbox_that_is_away_or_closed_to_us_changes_nothing(box: Pillar) -> None:
    async def store(rows: object) -> None:
        raise AssertionError

    for url in (box.url.replace("mot", "bot"), box.url):
        box.away = url == box.url
        with pytest.raises(NoMailbox) as caught:
            await Mailbox(post(url), store, lambda: MONDAY).once()
        assert "passe" not in str(caught.value)
        await Mailbox(post(url), store, lambda: MONDAY).look()
