"""Events to other software: only to the public internet, signed, no redirect followed."""

from __future__ import annotations

from base64 import b64encode

import pytest
from aiohttp import web

from bot.hooks.post import PREFIX, NotArrived, Post, is_public, sign, trouble
from core.api.told import Hook, Told
from tests.storage.house import HERE, MONDAY

SECRET = PREFIX + b64encode(bytes(range(32))).decode()
BOTH = frozenset({"missions:read", "meetings:read"})

REFUSED = (
    "http://example.org/x", "https://127.0.0.1/", "https://127.1/", "https://0x7f.1/", "https://2130706433/",
    "https://0/", "https://localhost/", "https://LOCALHOST./", "https://a.localhost/", "https://redis.internal/",
    "https://10.0.0.8/", "https://172.16.5.4/", "https://192.168.1.1/", "https://169.254.169.254/latest/meta-data/",
    "https://100.64.0.1/", "https://[::1]/", "https://[fe80::1]/", "https://[fd00::1]/", "https://[::ffff:10.0.0.1]/",
    "https://[64:ff9b::a00:1]/", "https://[2002:7f00:1::]/", "https://224.0.0.1/", "https://u:p@example.org/",
    "https://user@example.org/", "https://example.org/#x", "https://", "https:///x", "file:///etc/passwd",
    "gopher://example.org/", "https://exam\nple.org/", "https://example.org:0/", "https://[::1",
    "https://[::127.0.0.1]/", "https://[::ffff:0:7f00:1]/", "https://[fec0::1]/", "https://[5f00::1]/",
    "https://192.0.0.8/", "https://168.63.129.16/", "https://xn\u2024y/",
)  # fmt: skip


@pytest.mark.parametrize("url", REFUSED)
def test_only_https_on_the_public_internet_is_told(url: str):
    assert trouble(url)


def test_an_address_of_the_internet_is_taken():
    assert "" == trouble("https://example.org/triade?x=1") == trouble("https://1.1.1.1:8443/")
    assert is_public("2606:4700:4700::1111")


def told(url: str, body: str = "{}", number: int = 1) -> Told:
    return Told(1, Hook(1, HERE, url, SECRET, BOTH, MONDAY), number, body, 0)


async def test_a_name_is_looked_at_when_the_connection_is_made():
    with pytest.raises(NotArrived):  # a name that a resolver turns into an address of this machine
        await Post(scheme="https")(told("https://localhost.localdomain/"), 1)
    with pytest.raises(NotArrived, match="refused"):
        await Post()(told("https://169.254.169.254/latest"), 1)


async def test_what_is_sent_is_signed_and_a_redirect_is_not_followed():
    got: list[tuple[dict[str, str], str]] = []

    async def take(request: web.Request) -> web.Response:
        got.append((dict(request.headers), await request.text()))
        return web.Response(status=204 if request.path == "/ok" else 302, headers={"location": "/ok"})

    app = web.Application()
    app.router.add_post("/{path}", take)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    address = f"http://127.0.0.1:{runner.addresses[0][1]}"
    post = Post(lambda one: True, "http")
    await post(told(f"{address}/ok", '{"é":1}', 41), 1795687200)
    with pytest.raises(NotArrived, match="status 302"):
        await post(told(f"{address}/away"), 1)
    await runner.cleanup()

    headers, body = got[0]
    assert ("triade_1_41", "1795687200", '{"é":1}') == (headers["webhook-id"], headers["webhook-timestamp"], body)
    assert headers["webhook-signature"] == sign(SECRET, "triade_1_41", 1795687200, body)
    assert 2 == len(got)


def test_the_signature_is_the_one_of_the_specification():
    """The example of the Standard Webhooks libraries."""
    made = sign(
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, '{"test": 2432232314}'
    )
    assert "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=" == made
