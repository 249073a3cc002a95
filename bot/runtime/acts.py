"""The concrete act that a letter asks for, with the mark of a second try and the file that we make."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from bot.channel import (
    AckAct,
    Act,
    AlbumAct,
    DeleteAct,
    DropTopicAct,
    EditAct,
    LeaveAct,
    NameTopicAct,
    OpenTopicAct,
    ReactAct,
    SendAct,
)
from bot.papers import make
from core.messages import CAPTION_LIMIT, TEXT_LIMIT, Content, Line, Media
from core.texts import render, say
from storage.road import letters
from storage.road.letters import Letter

MARK = say("\n<i>(peut-être déjà reçu)</i>")


def act_of(letter: Letter) -> Act:
    """The concrete act that a letter asks for."""
    place, content = letter.place, letter.content
    match letter.act:
        case letters.Act.SEND if letter.aboard:
            items = (content, *(item.beside for item in letter.aboard))
            return AlbumAct(place, items, letter.reply_to, letter.quote, letter.silent, letter.protected)
        case letters.Act.SEND:
            shown = _marked(content) if letter.mark else content
            return SendAct(place, shown, letter.reply_to, letter.quote, letter.silent, letter.protected)
        case letters.Act.CHANGE:
            new = content.attachment is not None and content.attachment.ref != letter.attached
            return EditAct(place, letter.message, content, bool(letter.attached), new and bool(letter.attached))
        case letters.Act.REMOVE:
            return DeleteAct(place, letter.message)
        case letters.Act.ACKNOWLEDGE:
            return AckAct(place, letter.press_id, letter.text, letter.alert)
        case letters.Act.REACT:
            return ReactAct(place, letter.message, letter.emoji)
        case letters.Act.OPEN_TOPIC:
            return OpenTopicAct(place, letter.name, apart=letter.line is Line.PROS)
        case letters.Act.NAME_TOPIC:
            return NameTopicAct(place, letter.name)
        case letters.Act.DROP_TOPIC:
            return DropTopicAct(place)
        case letters.Act.LEAVE:
            return LeaveAct(place)


async def with_paper(act: Act) -> Act:
    """The act with the bytes of its file, when it is one that we make."""
    if not isinstance(act, SendAct | EditAct):
        return act
    file = act.content.attachment
    if file is None or file.paper is None:
        return act
    made = await asyncio.to_thread(make, file.paper)
    return replace(act, content=replace(act.content, attachment=replace(file, bytes=made)))


def _marked(content: Content) -> Content:
    """The same with a small mark, where words can stand and still fit."""
    file = content.attachment
    if file is not None and file.media in (Media.STICKER, Media.VIDEO_NOTE):
        return content
    mark = render(MARK)
    limit = CAPTION_LIMIT if file is not None else TEXT_LIMIT
    fits = len((content.text.text + mark.text).encode("utf-16-le")) // 2 <= limit
    return replace(content, text=(content.text + mark).strip()) if fits else content
