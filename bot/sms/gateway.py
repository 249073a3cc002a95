"""What a gateway is: how to ask it for one SMS, what its answer means, and what it tells us later. Pure.

A gateway is chosen by the address in the settings (`TRIADE_SMS_URL`):

| address | gateway |
|---|---|
| `https://SECRET@gateway.example/send` | any gateway that keeps our own contract (`plain.py`) |
| `ovh://KEY:SECRET@eu.api.ovh.com/sms-ab12345-1?consumer=KEY` | OVHcloud (`ovh.py`) |
| `brevo://KEY@api.brevo.com` | Brevo (`brevo.py`) |
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from ipaddress import ip_address
from typing import Any, Protocol
from urllib.parse import SplitResult, urlsplit

from bot.channel import Failure, SendFailed


@dataclass(frozen=True)
class Call:
    """One request: always a POST."""

    url: str
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)


class What(StrEnum):
    """What a gateway tells us."""

    TEXT = "text"
    #: she wrote STOP to the gateway itself
    STOP = "stop"
    #: the network gave it up for good: no such number
    FAILED = "failed"


@dataclass(frozen=True)
class News:
    """One thing that a gateway tells us; `name` makes it unique."""

    name: str
    what: What
    #: whose phone, as the gateway writes it
    number: str
    text: str = ""
    #: the SMS of ours that it is about, by the id that the gateway gave it
    message: str = ""

    def raw(self) -> dict[str, str]:
        return asdict(self)


class Gateway(Protocol):
    """One provider."""

    name: str
    #: its news are signed as those of our own contract; else they show a key in their address
    signs: bool
    #: it adds the way to stop by itself
    adds_stop: bool

    def call(self, to: str, text: str, sender: str, at: int) -> Call:
        """The request for one SMS; `at`: seconds since 1970."""

    def sent(self, status: int, answer: Any) -> str:
        """The id of the SMS in an answer (its JSON, None when it is none); SendFailed when there will be no SMS."""

    def news(self, told: Mapping[str, Any]) -> Sequence[News]:
        """What is of use in the fields of one request of the gateway."""


def gateway(url: str) -> Gateway:
    """The gateway of an address; ValueError when it is none."""
    from bot.sms.brevo import Brevo
    from bot.sms.ovh import Ovh
    from bot.sms.plain import Plain

    parts = urlsplit(url)
    kinds: Mapping[str, Callable[[SplitResult], Gateway]]
    kinds = {"https": Plain, "http": Plain, "ovh": Ovh, "brevo": Brevo}
    made = kinds.get(parts.scheme)
    if made is None or not parts.hostname or not parts.username:
        raise ValueError("no address of a gateway")
    if parts.scheme == "http" and not is_here(parts):
        raise ValueError("numbers never travel in the clear")
    return made(parts)


def base(parts: SplitResult) -> str:
    """https://host, or http:// on this machine."""
    host = parts.hostname or ""
    port = f":{parts.port}" if parts.port else ""
    return f"{'http' if is_here(parts) else 'https'}://{host}{port}"


def is_here(parts: SplitResult) -> bool:
    try:
        return ip_address(parts.hostname or "").is_loopback
    except ValueError:
        return parts.hostname == "localhost"


def refused(status: int, answer: Any = None) -> SendFailed:
    """What an answer without an SMS means, whoever gives it; the reason is the code alone."""
    if status in (401, 402, 403):  # unknown to them, or nothing left to pay with
        return SendFailed(Failure.UNAUTHORIZED, f"status {status}")
    if status == 429:
        return SendFailed(Failure.TOO_FAST, "status 429", retry_after=30)
    if status == 503:
        return SendFailed(Failure.DEFINITE_RETRY, "status 503")
    if status >= 500 or status < 300:  # taken, perhaps: an answer that nobody can read
        return SendFailed(Failure.AMBIGUOUS, f"status {status}")
    return SendFailed(Failure.REJECTED, f"status {status}")
