"""What every page has in common: its headers, its plain page, nothing from elsewhere."""

from __future__ import annotations

import httpx

from bot.web.app import create_app
from bot.web.render import HEADERS, page


async def gets(path: str) -> httpx.Response:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(create_app()), base_url="http://bot") as client:
        return await client.get(path)


async def test_an_address_that_leads_nowhere_gets_a_plain_page_in_french():
    answer = await gets("/passeport/nobody")

    assert 404 == answer.status_code
    assert "Cette page n'est pas ouverte" in answer.text.replace("&#39;", "'")


async def test_every_answer_carries_the_headers_that_trust_nothing():
    for path in ("/nowhere", "/health", "/static/triade.css"):
        answer = await gets(path)
        assert HEADERS.items() <= {name: answer.headers.get(name) for name in HEADERS}.items(), path


async def test_a_page_runs_nothing_and_fetches_nothing_but_its_style():
    words = page("sorry.html", title="<script>", words="<img src=x>").body.decode()

    assert "&lt;script&gt;" in words
    assert "<script" not in words
    assert 1 == words.count("/static/")
