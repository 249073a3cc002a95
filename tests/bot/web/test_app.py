"""The web process as others see it."""

from __future__ import annotations

import httpx
import pytest
from fastapi import FastAPI

from bot.web.app import create_app


async def gets(app: FastAPI, path: str) -> httpx.Response:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://bot") as client:
        return await client.get(path)


async def test_a_process_that_can_work_is_healthy():
    answer = await gets(create_app(), "/health")

    assert (200, {"status": "ok"}) == (answer.status_code, answer.json())


async def test_a_process_that_cannot_work_says_why():
    async def health() -> str:
        return "the database does not answer"

    answer = await gets(create_app(health=health), "/health")

    assert (503, {"status": "the database does not answer"}) == (answer.status_code, answer.json())


@pytest.mark.parametrize("path", ["/docs", "/redoc", "/openapi.json", "/", "/telegram/4242"])
async def test_nothing_else_is_shown(path: str):
    assert 404 == (await gets(create_app(), path)).status_code


async def test_no_redirect_names_the_host_of_a_request():
    assert 404 == (await gets(create_app(), "/health/")).status_code
