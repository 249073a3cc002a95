"""Messages made whole for a channel without buttons: a link to the reader's own page, and the bytes of each file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime

import structlog
from sqlalchemy import Connection

from bot.channel import Act, AlbumAct, Channel, SendAct, SendFailed
from bot.passing import passing
from bot.runtime.clock import Clock
from core.links import NewLink
from core.messages import Content, Urgency
from core.page import stopping
from core.page.doorstep import around
from core.page.plainly import plainly
from storage import links
from storage.engine import tenancy
from storage.engine.unit import Database
from storage.road import doorsteps
from storage.road.letters import Letter
from storage.road.scenes import World

#: files that were sent to us travel on, up to so many bytes
FILE_LIMIT = 8_000_000

log = structlog.get_logger("bot.runtime.whole")


class Whole:
    """Completes acts at the moment they leave."""

    def __init__(
        self,
        database: Database,
        world: World,
        clock: Clock,
        channels: Mapping[str, Channel],
        secret: Callable[[], str],
    ) -> None:
        self._database = database
        self._world = world
        self._clock = clock
        self._channels = channels
        self._secret = secret

    async def __call__(self, act: Act, letter: Letter) -> Act:
        """The act as it leaves; what is no new message is as it was."""
        match act:
            case SendAct():
                act = replace(act, content=await self._with_file(act.content), ends=await self._end(letter))
                return await self._with_page(letter, act)
            case AlbumAct():
                contents = [await self._with_file(content) for content in act.contents]
                return await self._with_page(letter, replace(act, contents=tuple(contents)))
            case _:
                return act

    async def _with_page(self, letter: Letter, act: SendAct | AlbumAct) -> Act:
        """With a fresh link to the reader's own page: each try has its own, and all of them hold."""
        code, now = self._secret(), self._clock()
        if self._channels[letter.place.channel].grouped and await self._told(letter, now):
            return replace(act, told=True)

        def open_door(c: Connection) -> doorsteps.Opened | None:
            tenancy.within(c, letter.structure)
            return doorsteps.open_to(c, letter, code, now)

        opened = await self._database.run(open_door)
        if opened is None:
            return act
        translate = self._world.translations(opened.language)
        lines = around(
            opened.step, young=opened.young, language=opened.language, translate=translate, subject=opened.subject
        )
        theirs = letter.subject.startswith("post:") or ":line:" in letter.subject  # nobody's own words change
        if isinstance(act, SendAct) and not theirs:
            act = replace(act, content=replace(act.content, text=plainly(act.content.text, translate)))
        return replace(act, page=self._world.page(opened.step.purpose, code), around=lines)

    async def _end(self, letter: Letter) -> str:
        """Where one tap ends reminders, when this is one."""
        if letter.urgency is not Urgency.NUDGE or letter.person is None or letter.structure is None:
            return ""
        code, now, structure = self._secret(), self._clock(), letter.structure

        def mint(c: Connection) -> None:
            tenancy.within(c, structure)
            links.add(c, structure, NewLink(code, stopping.PURPOSE, now + stopping.LIFE, letter.person), now)

        where = self._world.page(stopping.PURPOSE, code)
        if where:
            await self._database.run(mint)
        return where

    async def _told(self, letter: Letter, now: datetime) -> bool:
        def look(c: Connection) -> bool:
            tenancy.within(c, letter.structure)
            return doorsteps.told(c, letter, now)

        return await self._database.run(look)

    async def _with_file(self, content: Content) -> Content:
        """With the bytes of a file that only the channel it came by knows; without them when it cannot be."""
        file = content.attachment
        home = next((one for one in self._channels.values() if one.buttons), None)
        if file is None or file.bytes or home is None:
            return content
        try:
            fetched = await home.fetch(file.ref, FILE_LIMIT)
        except SendFailed as failure:
            log.warning("a file could not be taken along", kind=failure.kind.value, reason=failure.reason)
            return content
        taken = passing(replace(file, bytes=fetched))
        return replace(content, attachment=taken) if taken is not None else content
