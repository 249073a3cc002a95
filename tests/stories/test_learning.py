"""What a lesson leaves in the hands of the one who has finished it."""

from __future__ import annotations

import io

from pypdf import PdfReader

from bot.demo.stage import Where
from bot.simulator import Message
from core.facts import NBSP
from core.lessons import Module
from storage.library import library
from tests.stories.cast import Cast
from tests.stories.reader import Reader

BY_SLUG = {module.slug: module for module in library().modules}
STATUS, WAGE = BY_SLUG["definir-l-alternance"], BY_SLUG["types-de-contrats"]


async def finishes(cast: Cast, module: Module, where: Where | None = None) -> Reader:
    hand = await Reader(cast.stage, where or cast.young, module).opens()
    await hand.turns(len(module.pages))
    return hand


def file(cast: Cast, where: Where, name: str) -> Message:
    """The newest file of this name on the screen."""
    return next(
        m for m in reversed(cast.stage.screen(where)) if m.media is not None and m.media.file.name.startswith(name)
    )


def words(message: Message) -> str:
    assert message.media is not None
    return " ".join(PdfReader(io.BytesIO(message.media.file.data)).pages[0].extract_text().split())


async def test_the_recap_says_what_was_done_of_the_lesson(cast: Cast) -> None:
    await cast.agrees()
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
