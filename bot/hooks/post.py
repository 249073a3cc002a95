"""One event by HTTPS to the endpoint of a structure: signed as in the « Standard Webhooks » specification.

    webhook-id: triade_3_41                     the same at each try
    webhook-timestamp: 1795687200               seconds since 1970, of this try
    webhook-signature: v1,base64(HMAC-SHA256(secret, id + "." + timestamp + "." + body))

Whoever may name an address could make us ask inside our own network. So: https, no password in it, no redirect
followed, no proxy, and each address that the name stands for is looked at when the connection is made (a name may
stand for another one by then): one that is not of the public internet is refused.
"""

from __future__ import annotations

import hmac
import socket
from base64 import b64decode, b64encode
from collections.abc import Callable
from hashlib import sha256
from ipaddress import IPv6Address, ip_address, ip_network
from urllib.parse import urlsplit

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import ThreadedResolver

from core.api.told import Told

#: seconds that an endpoint has to answer
PATIENCE = 10
#: how a secret begins
PREFIX = "whsec_"
#: all that IPv6 gives to the internet (RFC 4291, 2.4), and what of it carries an address of IPv4: 6to4 and Teredo
_UNICAST = ip_network("2000::/3")
_INNER = [ip_network(net) for net in ("2002::/16", "2001::/32", "3fff::/20", "192.0.0.0/24", "168.63.129.16/32")]


class NotArrived(Exception):
    """Nobody has taken it; the text says why, without anything of the answer. Caught by the sender."""


def is_public(address: str) -> bool:
    """Whether it is one of the public internet."""
    try:
        known = ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(known, IPv6Address):
        known = known.ipv4_mapped or known
    outside = known not in _UNICAST and known.version == 6
    return known.is_global and not (known.is_multicast or outside or any(known in net for net in _INNER))


def trouble(url: str, public: Callable[[str], bool] = is_public, scheme: str = "https") -> str:
    """Why nothing may be sent there; "" when it may. Names are looked up later, when the connection is made."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return "ne se lit pas"
    if parts.scheme != scheme or not host or not url.isascii() or len(url) > 500 or not url.isprintable():
        return "n'est pas une adresse https"
    if parts.username is not None or parts.password is not None or parts.fragment:
        return "ne doit contenir ni mot de passe ni « # »"
    if port == 0 or host == "localhost" or host.endswith((".localhost", ".local", ".internal")):
        return "n'est pas sur l'internet public"
    try:
        literal = str(ip_address(host))
    except ValueError:
        # 127.1, 0x7f000001 and 2130706433 are addresses for whoever connects, and no names
        return "" if any(sign.isalpha() for sign in host.rpartition(".")[2]) else "n'est pas sur l'internet public"
    return "" if public(literal) else "n'est pas sur l'internet public"


def sign(secret: str, number: str, timestamp: int, body: str) -> str:
    key = b64decode(secret.removeprefix(PREFIX))
    return "v1," + b64encode(hmac.new(key, f"{number}.{timestamp}.{body}".encode(), sha256).digest()).decode()


class Guarded(AbstractResolver):
    """Looks a name up, and refuses it when one of its addresses is not public: that answer is what is connected to."""

    def __init__(self, public: Callable[[str], bool]) -> None:
        self._names = ThreadedResolver()
        self._public = public

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        found = await self._names.resolve(host, port, family)
        if not found or not all(self._public(one["host"]) for one in found):
            raise OSError(None, "not of the public internet")
        return found

    async def close(self) -> None:
        await self._names.close()


class Post:
    """Sends. `public` and `scheme` are others in tests only."""

    def __init__(self, public: Callable[[str], bool] = is_public, scheme: str = "https") -> None:
        self._public, self._scheme = public, scheme

    async def __call__(self, told: Told, timestamp: int) -> None:
        """NotArrived when the endpoint does not say 2xx in time."""
        url, sent = told.hook.url, told.body.encode()
        if trouble(url, self._public, self._scheme):
            raise NotArrived("the address is refused")
        headers = {
            "content-type": "application/json", "user-agent": "Triade", "webhook-id": told.id,
            "webhook-timestamp": str(timestamp),
            "webhook-signature": sign(told.hook.secret, told.id, timestamp, told.body),
        }  # fmt: skip
        connector = aiohttp.TCPConnector(resolver=Guarded(self._public), use_dns_cache=False)
        timeout = aiohttp.ClientTimeout(total=PATIENCE)
        try:
            async with (
                aiohttp.ClientSession(connector=connector, timeout=timeout, trust_env=False) as session,
                session.post(url, data=sent, headers=headers, allow_redirects=False) as answer,
            ):
                if not 200 <= answer.status < 300:
                    raise NotArrived(f"status {answer.status}")
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
            raise NotArrived(type(error).__name__) from None
