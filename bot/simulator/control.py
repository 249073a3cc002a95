"""The control API under `/sim/`, for the page and for tests in another process. JSON in, JSON out.

Ids: a person or bot by its Telegram id; `chat` as that person names it (a bot's id for her private chat with it, the
group's id for a group); `message` by its id in that chat; `topic` by its id (absent = General).
Refusals: 409 `{"error": "…"}` when the person cannot do it, 400 when the request makes no sense, 404 unknown route.

| route | what |
|---|---|
| GET /sim/state?after=V&wait=S&person=ID | a snapshot (snapshot.py): `{version, now, bots, people}`, of one person if |
| | asked; with `after` it waits up to `wait` seconds for a newer version |
| GET /sim/events | server-sent events, `data: {"version": n}` after each change |
| GET /sim/files/REF | the bytes of a file in a message (its `media.url`) |
| POST /sim/bots | `{username, first_name?, token?, topics_in_private?, privacy?}`: `{id, token}` |
| POST /sim/bots/{id}/revoke | nothing: `{id, token}` with the new token, the old one is refused |
| POST /sim/people | `{first_name, last_name?, username?, user_id?, caption?}`: `{id}` |
| POST /sim/groups | `{title, owner, kind?, forum?, username?}`, kind `group` or `supergroup` (default): `{id}` |
| POST /sim/groups/ID/add, remove, leave, demote | `{who}`, a person or a bot |
| POST /sim/groups/ID/promote, restrict | `{who, rights?}`, `{who, permissions?}` by their Bot API names |
| POST /sim/groups/ID/create_topic | `{name, by?}`: `{id}` |
| POST /sim/groups/ID/close_topic, reopen_topic, delete_topic, edit_topic | `{topic}`, the last with `name` |
| POST /sim/groups/ID/migrate, enable_topics, delete | the group; `{id}` of the one that is valid now |
| POST /sim/people/ID/start, open, block, unblock | `{bot, payload?}`: the private chat with a bot; start: `{message}` |
| POST /sim/people/ID/send | `{chat, text, entities?, reply_to?, quote?, topic?}`: `{message}` = its id |
| POST /sim/people/ID/photo, voice, video, audio, document, sticker, video_note, animation | multipart with a part |
| | `file` (absent: a sample) and fields as in send plus `caption`, `duration`: `{message}` |
| POST /sim/people/ID/album | `{chat, kinds, caption?}`, kinds such as `["photo", "photo"]`: `{messages}` |
| POST /sim/people/ID/contact, location | `{chat, phone_number?}`, `{chat, latitude, longitude}`: `{message}` |
| POST /sim/people/ID/press | `{chat, message, button}`, the text or data of an inline button: `{query}`; the bot's |
| | answer appears in the person's `presses` |
| POST /sim/people/ID/edit, delete, react | `{chat, message, text}`, `{chat, message}`, `{chat, message, emoji?}` |
| POST /sim/people/ID/read | `{chat}`: nothing is unread there any more |
| POST /sim/people/ID/deactivate | the account is deleted |
| GET, POST /sim/clock | `{advance: seconds}` or `{to: "next working morning"}`: `{now, offset}` |
| GET /sim/ledger?after=SEQ | `{entries: [...]}` (ledger.py) |
| GET, POST /sim/story | a story that can be told here: `{ready, running, steps: [{title, state}], error, people}`; |
| | POST starts it, 409 while it is being told or the stage is being set; 404 where there is none |
| GET, POST /sim/faults | `{rules: [...], seed?}`, fields of faults.Rule; POST replaces the script |
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Protocol

from aiohttp import web

from bot.simulator.clock import Clock
from bot.simulator.faults import FaultScript, Rule
from bot.simulator.gestures import GESTURES, GROUP_ACTS
from bot.simulator.groups import Group
from bot.simulator.model import Chat, Json, Topic, User
from bot.simulator.people import Person
from bot.simulator.phone import NotThere
from bot.simulator.request import read_parameters
from bot.simulator.snapshot import bot_snapshot, chat_key, person_snapshot

if TYPE_CHECKING:
    from bot.simulator.telegram import LocalTelegram


class Told(Protocol):
    """A story that the page can have told."""

    def state(self) -> Json:
        """How far it is."""

    def start(self) -> bool:
        """Begin; False when it is being told."""


Handler = Callable[[web.BaseRequest, list[str]], Awaitable[web.StreamResponse]]


class Control:
    """Answers everything under `/sim/`."""

    def __init__(self, tg: LocalTelegram) -> None:
        self.tg = tg
        self.story: Told | None = None
        self._closed = False
        self._read: dict[tuple[int, int], int] = {}

    async def handle(self, request: web.BaseRequest) -> web.StreamResponse:
        """Find the route by the first word after `/sim/`."""
        noun, *rest = request.path.removeprefix("/sim/").strip("/").split("/")
        handler: Handler | None = getattr(self, f"{request.method.lower()}_{noun}", None)
        if handler is None:
            return _json({"error": "no such route"}, 404)
        try:
            return await handler(request, rest)
        except NotThere as refused:
            return _json({"error": str(refused)}, 409)
        except KeyError as missing:
            return _json({"error": f"missing or unknown: {missing}"}, 400)
        except (ValueError, TypeError) as wrong:
            return _json({"error": str(wrong)}, 400)

    def close(self) -> None:
        """Let open event streams and waits end."""
        self._closed = True
        self.tg.changed()

    # -- the story ------------------------------------------------------------------------------------------------

    async def get_story(self, request: web.BaseRequest, _: list[str]) -> web.StreamResponse:
        return _json(self.story.state()) if self.story else _json({"error": "no story here"}, 404)

    async def post_story(self, request: web.BaseRequest, _: list[str]) -> web.StreamResponse:
        if self.story is None:
            return _json({"error": "no story here"}, 404)
        started = self.story.start()
        return _json(self.story.state(), 200 if started else 409)

    # -- looking --------------------------------------------------------------------------------------------------

    async def get_state(self, request: web.BaseRequest, _: list[str]) -> web.StreamResponse:
        query = request.query
        if "after" in query:
            await self._newer_than(int(query["after"]), float(query.get("wait", 0)))
        return _json(self.state(int(query["person"]) if "person" in query else None))

    def state(self, only: int | None = None) -> Json:
        """The snapshot."""
        tg = self.tg
        people = [user for user in tg.users.values() if isinstance(user, Person) and only in (None, user.id)]
        bots = [bot_snapshot(bot) for bot in tg.bots.values()]
        seen = [person_snapshot(tg, person, lambda chat, who=person: self._unread(who, chat)) for person in people]  # type: ignore[misc]
        return {"version": tg.version, "now": tg.clock(), "bots": bots, "people": seen}

    async def _newer_than(self, version: int, seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds):
                while self.tg.version <= version and not self._closed:
                    await self.tg.next_change()
        except TimeoutError:
            return

    def _unread(self, person: Person, chat: Chat) -> int:
        seen = self._read.get((person.id, chat_key(chat)), 0)
        return sum(1 for message in chat.messages.values() if message.id > seen and message.sender is not person)

    async def get_events(self, request: web.BaseRequest, _: list[str]) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream", "Cache-Control": "no-cache"})
        await response.prepare(request)
        version = -1
        while not self._closed:
            if self.tg.version == version:
                await self.tg.next_change()
                # Let the rest of one step happen, so that one act is one event.
                await asyncio.sleep(0)
                continue
            version = self.tg.version
            await response.write(f'data: {{"version": {version}}}\n\n'.encode())
        return response

    async def get_files(self, _: web.BaseRequest, rest: list[str]) -> web.StreamResponse:
        file = self.tg.files.by_ref[int(rest[0])]
        # Opened alone, a file that somebody sent must not act as a page of this server.
        safe = {"Content-Security-Policy": "sandbox", "X-Content-Type-Options": "nosniff"}
        return web.Response(body=file.data, headers={"Content-Type": file.mime, **safe})

    async def get_ledger(self, request: web.BaseRequest, _: list[str]) -> web.StreamResponse:
        after = int(request.query.get("after", 0))
        return _json({"entries": [asdict(entry) for entry in self.tg.ledger.entries[after:]]})

    # -- setting up -----------------------------------------------------------------------------------------------

    async def post_bots(self, request: web.BaseRequest, rest: list[str]) -> web.StreamResponse:
        if rest:
            revoked = next(bot for bot in self.tg.bots.values() if [str(bot.id), "revoke"] == rest)
            return _json({"id": revoked.id, "token": self.tg.revoke(revoked)})
        bot = self.tg.bot(**await _body(request))
        return _json({"id": bot.id, "token": bot.token})

    async def post_groups(self, request: web.BaseRequest, rest: list[str]) -> web.StreamResponse:
        body = await _body(request)
        if not rest:
            kind = body.pop("kind", "supergroup")
            owner = self.user(body.pop("owner"))
            return _json({"id": self.tg.group(owner=owner, kind=kind, **body).id})
        number, act = rest
        if "who" in body:
            body["who"] = self.user(body["who"])
        if "by" in body:
            body["by"] = self.user(body["by"])
        made = GROUP_ACTS[act](self.tg.groups[int(number)], body)
        return _json({"id": made.id} if isinstance(made, (Group, Topic)) else {})

    async def post_people(self, request: web.BaseRequest, rest: list[str]) -> web.StreamResponse:
        params, files = await read_parameters(request)
        if not rest:
            return _json({"id": self.tg.user(**params).id})
        person = self.user(rest[0])
        if not isinstance(person, Person):
            raise KeyError(rest[0])
        if rest[1] == "read":
            chat = person.chat(int(params["chat"]))
            self._read[person.id, chat_key(chat)] = max(chat.messages, default=0)
            self.tg.changed()
            return _json({})
        return _json(GESTURES[rest[1]](person, params, files))

    def user(self, number: Any) -> User:
        """A person or bot by id."""
        return self.tg.users[int(number)]

    # -- time and faults ------------------------------------------------------------------------------------------

    async def get_clock(self, _: web.BaseRequest, __: list[str]) -> web.StreamResponse:
        clock = self.tg.clock
        return _json({"now": clock(), "offset": clock.offset if isinstance(clock, Clock) else 0})

    async def post_clock(self, request: web.BaseRequest, rest: list[str]) -> web.StreamResponse:
        body, clock = await _body(request), self.tg.clock
        if not isinstance(clock, Clock):
            raise NotThere("this clock cannot be moved")
        if "advance" in body:
            clock.advance(float(body["advance"]))
        elif body.get("to") == "next working morning":
            clock.to_next_working_morning()
        else:
            raise ValueError('give {"advance": seconds} or {"to": "next working morning"}')
        return await self.get_clock(request, rest)

    async def get_faults(self, _: web.BaseRequest, __: list[str]) -> web.StreamResponse:
        faults = self.tg.faults
        log = [{"method": m, "chat": chat, "what": what, "after": after} for m, chat, what, after in faults.log]
        return _json({"seed": faults.seed, "rules": [asdict(rule) for rule in faults.rules], "log": log})

    async def post_faults(self, request: web.BaseRequest, rest: list[str]) -> web.StreamResponse:
        body = await _body(request)
        log = self.tg.faults.log
        self.tg.faults = FaultScript(*(Rule(**rule) for rule in body.get("rules", [])), seed=int(body.get("seed", 0)))
        self.tg.faults.log = log
        return await self.get_faults(request, rest)


async def _body(request: web.BaseRequest) -> Json:
    params, _ = await read_parameters(request)
    return params


def _json(body: Json, status: int = 200) -> web.Response:
    data = json.dumps(body, ensure_ascii=False).encode("utf-8", "replace")
    return web.Response(body=data, status=status, content_type="application/json", charset="utf-8")
