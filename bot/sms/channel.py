"""SMS as a channel: a short line and the link to the reader's own page, nothing of anybody in it.

An SMS travels in the clear and stays on the screen of a locked phone: the words of a message are read on the page.
What was sent cannot change: edits, removals and reactions are done without effect, the page shows how things stand.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable, Sequence
from typing import Any

import aiohttp

from bot.channel import Act, AlbumAct, Failure, OpenTopicAct, SendAct, SendFailed, Sent
from bot.sms.gateway import Call, Gateway
from bot.sms.numbers import number
from core.census import Census

NAME = "sms"
SECONDS = 20.0
STOP = "Plus de SMS : répondez STOP."
#: 3GPP TS 23.038: one SMS of the default alphabet; one letter outside of it leaves 70
LIMIT = 160
# Signs of French that this alphabet has not; its accents go by themselves.
_ABSENT = str.maketrans({"œ": "oe", "’": "'", "«": '"', "»": '"', "–": "-", "…": "...", "\u00a0": " ", "\u202f": " "})
_BASIC = frozenset("@£$¥èéùìòÇØøÅå_ÆæßÉ !\"#%&'()*+,-./:;<=>?¡ÄÖÑÜ§¿äöñüà\n\r") | frozenset(
    "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
)


class SmsChannel:
    """Hands SMS to one gateway, from one sender."""

    name = NAME
    buttons = False
    grouped = True

    def __init__(self, gateway: Gateway, sender: str, now: Callable[[], float], *, replies: bool = False) -> None:
        """With `replies`, an answer reaches us: the SMS says how to stop them."""
        self._gateway = gateway
        self._sender = sender
        self._now = now
        self._stop = replies and not gateway.adds_stop
        self._session: aiohttp.ClientSession | None = None

    async def perform(self, act: Act) -> Sent | None:
        """Send it; what is no new message is done already (see above)."""
        if isinstance(act, OpenTopicAct):
            raise SendFailed(Failure.REJECTED, "a phone has no topics")
        if not isinstance(act, SendAct | AlbumAct):
            return None
        others = len(act.contents) - 1 if isinstance(act, AlbumAct) else 0
        if act.told:  # a moment ago, and not opened yet: the same link shows this too
            return Sent(act.place, "", ("",) * others)
        if number(act.place.chat) != act.place.chat:
            raise SendFailed(Failure.REJECTED, "this is no mobile number")
        text = words(act, stop=self._stop)
        call = self._gateway.call(act.place.chat, text, self._sender, int(self._now()))
        name = self._gateway.sent(*await self._ask(call))
        return Sent(act.place, name, (name,) * others)

    async def fetch(self, ref: str, most: int) -> bytes:
        raise SendFailed(Failure.REJECTED, "an SMS has no files")

    async def count(self, chat: str, among: Sequence[str]) -> Census:
        raise SendFailed(Failure.REJECTED, "a telephone number is no group")

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def _ask(self, call: Call) -> tuple[int, Any]:
        """Status and JSON of the answer."""
        if self._session is None:
            self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=SECONDS))
        try:
            async with self._session.post(
                call.url, data=call.body, headers=call.headers, allow_redirects=False
            ) as answer:
                status, body = answer.status, await answer.read()
        except aiohttp.ClientConnectorError as error:
            raise SendFailed(Failure.DEFINITE_RETRY, type(error).__name__) from None
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise SendFailed(Failure.AMBIGUOUS, type(error).__name__) from None
        try:
            return status, json.loads(body)
        except ValueError:
            return status, None


def words(act: SendAct | AlbumAct, *, stop: bool = False) -> str:
    """The whole SMS, in letters that one SMS holds."""
    line = f"{act.around.title} :" if act.page else act.around.nothing
    line = line[:1].upper() + line[1:]
    text = basic(line) + (f"\n{act.page}" if act.page else "")
    ending = f"\n{STOP}"
    return text + ending if stop and len(text + ending) <= LIMIT else text


def basic(text: str) -> str:
    """The same in the default alphabet of SMS."""
    plain = "".join(
        letter if letter in _BASIC else unicodedata.normalize("NFD", letter)[0] for letter in text.translate(_ABSENT)
    )
    return "".join(letter if letter in _BASIC else "?" for letter in plain)
