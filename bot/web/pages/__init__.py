"""The pages that people open by a link: one module a purpose, one line here."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from fastapi import APIRouter

from bot.web.api import routes as api
from bot.web.backstage import Backstage
from bot.web.pages import (
    arrive,
    attestation,
    confirm,
    enter,
    events,
    invite,
    keys,
    lessons,
    mine,
    mini,
    mydata,
    open_room,
    passport,
    room,
    settings,
    stop,
)  # fmt: skip

#: Each makes the router of its pages.
PAGES: Sequence[Callable[[Backstage], APIRouter]] = (
    arrive.make,
    attestation.make,
    enter.make,
    events.make,
    invite.make,
    keys.make,
    lessons.make,
    api.make,
    mydata.make,
    mine.make,
    mini.make,
    open_room.make,
    passport.make,
    stop.make,
    confirm.make,
    room.make,
    settings.make,
)


def routers(backstage: Backstage) -> list[APIRouter]:
    """The routers of all pages."""
    return [make(backstage) for make in PAGES]
