"""One call to the Bot API, as lean as it gets: JSON goes out, JSON comes back.

aiogram's own method classes validate the whole Message that a send returns, of which we need two numbers.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast

import structlog
from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import PRODUCTION, TelegramAPIServer
from aiogram.exceptions import AiogramError, TelegramNetworkError
from aiogram.methods import TelegramMethod
from aiohttp import ClientError, ClientTimeout, FormData

from bot.channel import Failure, SendFailed
from bot.telegram.errors import failed
from bot.telegram.forms import UPLOADED, Upload

#: Telegram waits up to 8 s on its own limits before it answers 429, so patience is cheaper than doubt
ANSWER_SECONDS = 60.0
#: what is given up before the connection stands has certainly not left
CONNECT_SECONDS = 10.0
#: others wait while a file comes in
FETCH_SECONDS = 10.0
_JSON = {"Content-Type": "application/json"}

log = structlog.get_logger("bot.telegram")


@dataclass(frozen=True, slots=True)
class Call:
    """Any method by its name. Fields that are empty are left out, as Telegram reads them."""

    method: str
    fields: dict[str, Any]
    upload: Upload | None = None

    @property
    def __returning__(self) -> Any:  # aiogram reads it off a method whose answer it checks
        return Any

    def posted(self) -> tuple[bytes | FormData, dict[str, str]]:
        """What is posted, and its headers: JSON, or a form when a file travels with it."""
        if self.upload is None:
            return self.body().encode(), _JSON
        form = FormData(quote_fields=False)  # names of files as people write them, accents and all
        for name, value in self.fields.items():
            if value not in ("", None):
                form.add_field(name, value if isinstance(value, str) else json.dumps(value, ensure_ascii=False))
        form.add_field(UPLOADED, self.upload[1], filename=self.upload[0])
        return form, {}

    def body(self) -> str:
        """The fields as JSON. Telegram reads numbers in strings as numbers."""
        fields = {name: value for name, value in self.fields.items() if value not in ("", None)}
        return json.dumps(fields, ensure_ascii=False, separators=(",", ":"))


class Session(AiohttpSession):
    """aiogram's session, which also posts a `Call` as JSON and gives up early on connections that do not open."""

    async def post(self, bot: Bot, one: Call, seconds: float) -> Any:
        """The result. Raises aiogram's errors."""
        limits = ClientTimeout(total=seconds, connect=CONNECT_SECONDS, sock_connect=CONNECT_SECONDS)
        session, method = await self.create_session(), cast(TelegramMethod[Any], one)
        data, headers = one.posted()
        try:
            url = self.api.api_url(bot.token, one.method)
            async with session.post(url, data=data, headers=headers, timeout=limits) as answer:
                content = await answer.read()
        except (ClientError, TimeoutError) as error:
            raise TelegramNetworkError(method, type(error).__name__) from error
        if answer.status == 200 and (result := _result(content)) is not None:
            return result
        return self.check_response(bot, method, answer.status, content.decode("utf-8", "replace")).result

    async def close(self) -> None:
        """aiogram waits a quarter of a second for TLS connections to take leave; plain ones have nothing to say."""
        if self.api.base.startswith("https") or self._session is None:
            await super().close()
        else:
            await self._session.close()


def _result(content: bytes) -> Any:
    """What a method returned; None when it did not succeed, which aiogram tells apart."""
    try:
        said = json.loads(content)
    except ValueError:
        return None
    return said.get("result") if isinstance(said, dict) and said.get("ok") is True else None


class Renewable(Bot):
    """A bot whose token may be replaced while it runs: once Telegram refuses it, `fresh` says the one of now."""

    def __init__(self, token: str, session: Session, fresh: Callable[[], str]) -> None:
        super().__init__(token, session=session)
        self._current = token
        self._fresh = fresh

    @property
    def token(self) -> str:
        return self._current

    def renew(self, refused: str) -> bool:
        """Whether there is another token than the one that was refused; one of another bot is none."""
        fresh = self._fresh()
        if fresh and fresh != self._current and fresh.partition(":")[0] == str(self.id):
            self._current = fresh
            log.warning("a new bot token was found and is used from now on")
        return self._current != refused


def open_bot(token: str, api: str = "", fresh: Callable[[], str] = str) -> Renewable:
    """A bot at Telegram, or at the Bot API server with the base address `api`. Opens no connection yet."""
    server = TelegramAPIServer.from_base(api) if api else PRODUCTION
    return Renewable(token, Session(api=server, timeout=ANSWER_SECONDS), fresh)


async def call(
    bot: Bot, method: str, *, seconds: float = ANSWER_SECONDS, upload: Upload | None = None, **fields: Any
) -> Any:
    """The result, as JSON. Raises SendFailed; nothing that Telegram or the network says comes out otherwise.

    A refused token is looked for again, and the call repeated with a new one: what was refused has not been done.
    """
    token = bot.token
    assert isinstance(bot.session, Session)
    try:
        return await bot.session.post(bot, Call(method, fields, upload), seconds)
    except (AiogramError, OSError, UnicodeError) as error:
        failure = failed(error)
    if failure.kind is Failure.UNAUTHORIZED and isinstance(bot, Renewable) and bot.renew(token):
        return await call(bot, method, seconds=seconds, upload=upload, **fields)
    # Outside of the except clause: aiogram's errors carry the answer's text, which no traceback may show.
    raise failure


async def download(bot: Bot, path: str, most: int) -> bytes:
    """A file by the path that getFile gave, never more than `most` bytes of it. Raises SendFailed."""
    assert isinstance(bot.session, Session)
    session = await bot.session.create_session()
    kind, reason = Failure.DEFINITE_RETRY, "the file could not be fetched"
    try:
        url = bot.session.api.file_url(bot.token, path)
        async with session.get(url, timeout=ClientTimeout(FETCH_SECONDS)) as answer:
            if answer.status == 200:
                content = b""
                while len(content) <= most and (more := await answer.content.read(most + 1 - len(content))):
                    content += more
                if len(content) <= most:
                    return content
                kind, reason = Failure.TOO_BIG, "the file is larger than wanted"
            else:
                reason = f"the file answered {answer.status}"
    except (ClientError, TimeoutError) as error:
        reason = type(error).__name__
    # Outside of the except clause: the error's words hold the address, and so the token.
    raise SendFailed(kind, reason)
