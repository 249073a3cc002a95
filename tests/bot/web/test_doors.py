"""Bodies made to break their reader, at every door that machines post to: no error, and nothing is stored of them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from pathlib import Path

import httpx

from bot.channel import Row
from bot.sms.gateway import gateway
from bot.web import immersion, mail, sms
from bot.web.app import create_app
from bot.web.pages import routers
from bot.web.telegram import HEADER, Webhook
from tests.crowd import NOW, open_house

SECRET = "un-secret-assez-long-pour-la-porte"
PHONES = [gateway("https://secret@gateway.example/send"), gateway("brevo://key@api.brevo.com")]
DEEP = {
    "lists": b"[" * 200_000,
    "objects": b'{"a":' * 200_000,
    "closed lists": b"[" * 100_000 + b"]" * 100_000,
    "in a field": b'{"payload": {"convention": ' + b"[" * 90_000 + b"]" * 90_000 + b"}}",
    "a number": b'{"update_id": ' + b"9" * 200_000 + b"}",
    "half a sign": b'{"first_name": "\\ud800", "from": "+33612345678", "text": "\\ud800\\u0000", "id": "1"}',
    "no text": b"\xff\xfe\x00",
    "a form": b"a=" * 50_000,
}


async def test_no_body_breaks_a_door(tmp_path: Path) -> None:
    stored: list[Row] = []

    async def store(rows: Sequence[Row]) -> None:
        stored.extend(rows)

    database, house = await open_house(tmp_path, 1)
    doors = [
        immersion.door(SECRET, house.keep),  # type: ignore[arg-type]
        mail.door(SECRET, store, lambda: NOW),
        Webhook(4242, SECRET, store).router(),
        *(sms.door(SECRET, one, store, lambda: NOW) for one in PHONES),
        *routers(house),
    ]
    app = create_app(doors)
    paths = sorted({r.path for one in doors for r in one.routes if "POST" in r.methods})  # type: ignore[attr-defined]
    assert {"/mail/inbound", "/telegram/4242", "/sms/inbound", "/immersion/convention-updated"} < set(paths)
    stamp = str(int(NOW.timestamp()))
    shown = {HEADER: SECRET, "Authorization": SECRET, "X-Triade-Timestamp": stamp, "Content-Type": "application/json"}
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://bot") as client:
        for (name, body), path in product(DEEP.items(), paths):
            known = path.replace("{shown}", sms.key(SECRET, PHONES[1]))
            signed = shown | {"X-Triade-Signature": mail.sign(SECRET, stamp, body)}
            answer = await client.post(known, content=body, headers=signed)
            assert answer.status_code < 500, f"{name}: {path}: {answer.status_code}"
    await database.close()
    assert not [raw for _, lane, raw in stored if not raw.startswith('{"mail"') and not raw.isascii()]
