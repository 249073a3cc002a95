"""The demo's bot shows its pages too: the tutor's link opens on this machine."""

from __future__ import annotations

import httpx

from bot.demo.play import free_address, ground
from bot.demo.stage import Where


async def test_a_link_of_the_demo_opens_its_page():
    async with ground(hurried=True, pages=free_address()) as (stage, _):
        house = await stage.open_house()
        await stage.welcome_apprentice(house)
        tutor = Where(await stage.welcome_tutor(house))
        await stage.says(tutor, "/page")
        card = await stage.shows(tutor, "Votre page")
        async with httpx.AsyncClient() as browser:
            answer = await browser.get(card.keyboard[0][0]["url"])

    assert 200 == answer.status_code
    assert "Ouvrir ma page" in answer.text
