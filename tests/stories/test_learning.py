"""What a lesson leaves in the hands of the one who has finished it, and what comes back of it."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from dataclasses import replace

import httpx
import pytest
from pypdf import PdfReader
from sqlalchemy import Connection, select

from bot.demo.stage import Where
from bot.simulator import Message
from core.law.facts import NBSP
from core.lessons.editions import Published
from core.lessons.lesson import Card, Module, begin
from storage import access, runs
from storage.content.library import library
from storage.tables import events, outbox, people
from tests.stories.cast import Cast, must_not_show
from tests.stories.reader import Reader

BY_SLUG = {module.slug: module for module in library().modules}
FOUR = library().modules[:4]
STATUS, WAGE, TUTORS = BY_SLUG["definir-l-alternance"], BY_SLUG["types-de-contrats"], BY_SLUG["confier-une-mission"]


async def finishes(cast: Cast, module: Module, where: Where | None = None) -> Reader:
    hand = await Reader(cast.stage, where or cast.young, module).opens()
    await hand.turns(len(module.pages))
    return hand


async def has_finished(cast: Cast, *modules: Module) -> None:
    """The apprentice finished them before."""
    now = cast.stage.now

    def save(c: Connection) -> None:
        who = c.execute(select(people.c.id).where(people.c.first_name == cast.apprentice.first_name)).scalar_one()
        for module in modules:
            runs.save_lesson(c, cast.house.id, who, replace(begin(module, now), finished_at=now), now)

    await cast.stage.database.run(save)


def file(cast: Cast, where: Where, name: str) -> Message:
    """The newest file of this name on the screen."""
    named = [(m.media.file.name, m) for m in cast.stage.screen(where) if m.media is not None]
    return next(message for known, message in reversed(named) if known.startswith(name))


def words(message: Message) -> str:
    assert message.media is not None
    return " ".join(PdfReader(io.BytesIO(message.media.file.data)).pages[0].extract_text().split())


async def journal(cast: Cast, kind: str) -> list[dict[str, object]]:
    query = select(events.c.data).where(events.c.kind == kind).order_by(events.c.id)
    return await cast.stage.database.run(lambda c: list(c.execute(query).scalars()))


async def address_in_code(cast: Cast) -> str:
    """What the QR code of the newest attestation says."""
    rows = await cast.stage.database.run(lambda c: list(c.execute(select(outbox.c.payload)).scalars()))
    return re.findall(r"https://[^\s\"']+/attestation/[\w-]+", str(rows))[-1]


# --- the recap --------------------------------------------------------------------------------------------------------


@pytest.mark.grown
async def test_the_recap_of_a_lesson_holds_the_figures_of_the_day(cast: Cast) -> None:
    hand = await finishes(cast, WAGE)

    await hand.taps("p")

    sheet = words(file(cast, cast.young, "recap-types-de-contrats"))
    assert WAGE.title in sheet
    assert f"1{NBSP}867,02{NBSP}€" in sheet.replace(" ", NBSP)
    assert "valable jusqu'au 31/12/2026" in sheet


async def test_an_old_button_of_the_recap_gives_only_figures_that_still_hold(cast: Cast) -> None:
    hand = await finishes(cast, WAGE)
    old = hand.message

    await cast.stage.pass_time(days=40)  # the second of January
    cast.apprentice.press(old, "📄 Le récap")
    await cast.stage.follow()

    sheet = words(file(cast, cast.young, "recap-types-de-contrats"))
    assert "867,02" not in sheet
    assert "31/12/2026" not in sheet
    assert "en cours de mise à jour" in sheet


# --- another version on the way ---------------------------------------------------------------------------------------


async def test_who_comes_back_after_nine_days_finishes_the_version_she_began(cast: Cast) -> None:
    """The phone was off; meanwhile the house published another text, and a figure ran out."""
    hand = await Reader(cast.stage, cast.young, WAGE).opens()
    await hand.turns(3)
    page = hand.text
    second = replace(WAGE, version=2, pages=(Card("Neuf", "Tout est neuf."), *WAGE.pages))
    new = Published(second, by=None)
    await cast.stage.database.run(lambda c: access.keep(c, cast.house.id, new, cast.stage.now))

    await cast.stage.pass_time(days=9)
    again = await Reader(cast.stage, cast.young, WAGE).opens()
    assert page == again.text
    await cast.stage.pass_time(days=31)  # the second of January
    await again.turns(len(WAGE.pages) - 3)

    assert "Leçon finie" in again.text
    assert [] == [shown for shown in again.seen if "Tout est neuf." in shown or "867,02" in shown]
    await again.taps("p")
    assert "867,02" not in words(file(cast, cast.young, "recap"))
    await again.taps("r")
    assert "Tout est neuf." in again.text


# --- what comes back --------------------------------------------------------------------------------------------------


async def test_three_questions_come_back_and_one_tap_stops_them(cast: Cast) -> None:
    stage, young = cast.stage, cast.young
    hand = await Reader(stage, young, STATUS).opens()
    await hand.turns(2)
    hard = hand.asked
    await hand.errs(hard)
    await hand.turns(len(STATUS.pages) - 2)
    await stage.taps(young, "Oui, d'accord")
    await stage.shows(young, "C'est noté : 3 questions le 26/11")

    await stage.pass_time(days=3)
    shown = await stage.shows(young, "🔁", hard.text, "1/3")
    await stage.taps(young, "Passer")
    assert "2/3" in shown.text
    await stage.taps(young, "Passer")
    await stage.taps(young, "Passer")
    assert "C'est fini" in shown.text
    await stage.taps(young, "Plus jamais")
    await stage.pass_time(days=20)

    assert 1 == cast.count(young, "plus aucune question ne reviendra")
    assert [1] == [told["round"] for told in await journal(cast, "recall-decided")]


# --- what can be shown ------------------------------------------------------------------------------------------------


async def test_the_four_lessons_end_in_an_attestation_that_anybody_can_verify(
    cast: Cast, browser: Callable[[], httpx.AsyncClient]
) -> None:
    stage, young = cast.stage, cast.young
    await has_finished(cast, *FOUR[:3])
    await finishes(cast, FOUR[3])
    await stage.says(young, "/progres")
    await stage.shows(young, "4/7", "finie le 23/11/2026")
    await stage.taps(young, "En image")
    picture = await stage.shows(young, "Ton parcours", f"{FOUR[0].title} : finie le", kind="photo")
    assert picture.media is not None

    await stage.taps(young, "Attestation")
    await stage.says(young, "Léa Étienne-Œuvrard")

    sheet = file(cast, young, "attestation")
    assert all(module.title in words(sheet) for module in FOUR)
    assert "Léa Étienne-Œuvrard" in words(sheet)
    address = await address_in_code(cast)
    async with browser() as client:
        page = (await client.get(address)).text
        altered = await client.get(f"{address[:-1]}x")
    assert all(module.title.replace("'", "&#39;") in page for module in FOUR)
    assert "Léa" in page
    assert "Œuvrard" not in page
    assert 404 == altered.status_code


async def test_a_tutor_finishes_hers_and_counts_as_trained(cast: Cast) -> None:
    hand = await finishes(cast, TUTORS, cast.adult)
    assert "Leçon finie" in hand.text

    await cast.stage.taps(cast.adult, "🎓 Attestation")
    await cast.stage.says(cast.adult, "Marc Dupré")

    assert TUTORS.title in words(file(cast, cast.adult, "attestation"))
    assert [{"module": TUTORS.slug, "role": "tutor"}] == await journal(cast, "adult-trained")
    must_not_show(cast.stage, cast.young, "Marc Dupré")


async def test_a_card_read_aloud_by_a_counsellor_is_heard_under_it(cast: Cast) -> None:
    stage, young = cast.stage, cast.young
    await stage.says(cast.general, "/audio 1 1")
    await stage.shows(cast.general, "Envoyez un message vocal", STATUS.pages[0].title)
    cast.counsellor.send_voice(cast.house.forum, b"voice")
    await stage.follow()
    await stage.shows(cast.general, "🔊 C'est gardé")

    hand = await Reader(stage, young, STATUS).opens()
    await hand.taps("h")

    heard = await stage.shows(young, STATUS.pages[0].title, kind="voice")
    assert heard.media is not None
    assert b"voice" == heard.media.file.data
    await hand.taps("n")
    assert "h" not in hand.offered
