"""What the control API can make a person or a group's owner do: one function per word of the route."""

from __future__ import annotations

import json
from collections.abc import Callable

from bot.simulator.call import Upload
from bot.simulator.groups import ADMIN_RIGHTS, Group
from bot.simulator.model import Bot, Chat, Json, Message, Topic
from bot.simulator.people import Person
from bot.simulator.phone import NotThere
from bot.simulator.samples import SAMPLES

Files = dict[str, Upload]
Gesture = Callable[[Person, Json, Files], Json]


def _chat(person: Person, body: Json) -> Chat:
    return person.chat(int(body["chat"]))


def _message(person: Person, body: Json, key: str = "message") -> Message:
    found = _chat(person, body).messages.get(int(body[key]))
    if found is None:
        raise NotThere("the message is not there")
    return found


def _bot(person: Person, body: Json) -> Bot:
    bot = person.tg.users[int(body["bot"])]
    if not isinstance(bot, Bot):
        raise ValueError("not a bot")
    return bot


def _where(person: Person, body: Json) -> Json:
    """Topic, reply and quote, given or not."""
    where: Json = {}
    if body.get("topic") not in (None, ""):
        where["topic"] = int(body["topic"])
    if body.get("reply_to"):
        where["reply_to"] = _message(person, body, "reply_to")
    if body.get("quote"):
        where["quote"] = str(body["quote"])
    return where


def _start(person: Person, body: Json, _: Files) -> Json:
    return {"message": person.start(_bot(person, body), str(body.get("payload") or "")).id}


def _open(person: Person, body: Json, _: Files) -> Json:
    person.open(_bot(person, body))
    person.tg.changed()
    return {}


def _block(person: Person, body: Json, _: Files) -> Json:
    person.block(_bot(person, body))
    return {}


def _unblock(person: Person, body: Json, _: Files) -> Json:
    person.unblock(_bot(person, body))
    return {}


def _send(person: Person, body: Json, _: Files) -> Json:
    entities = body.get("entities")
    entities = json.loads(entities) if isinstance(entities, str) else entities
    return {
        "message": person.send_text(
            _chat(person, body), str(body["text"]), entities=entities, **_where(person, body)
        ).id
    }


def _media(kind: str) -> Gesture:
    def send(person: Person, body: Json, files: Files) -> Json:
        upload = files.get("file") or Upload("", "", b"")
        meta = {"duration": int(float(body["duration"]))} if body.get("duration") else None
        more: Json = {"name": upload.name, "mime": upload.mime, "caption": str(body.get("caption") or ""), "meta": meta}
        message = person.send_media(_chat(person, body), kind, upload.data, **more, **_where(person, body))
        return {"message": message.id}

    return send


def _album(person: Person, body: Json, _: Files) -> Json:
    kinds = body.get("kinds") or ["photo", "photo"]
    album = person.send_album(_chat(person, body), kinds, str(body.get("caption") or ""), **_where(person, body))
    return {"messages": [message.id for message in album]}


def _contact(person: Person, body: Json, _: Files) -> Json:
    return {"message": person.send_contact(_chat(person, body), str(body.get("phone_number") or "+33600000000")).id}


def _location(person: Person, body: Json, _: Files) -> Json:
    return {"message": person.send_location(_chat(person, body), float(body["latitude"]), float(body["longitude"])).id}


def _press(person: Person, body: Json, _: Files) -> Json:
    return {"query": person.press(_message(person, body), str(body["button"])).query.id}


def _edit(person: Person, body: Json, _: Files) -> Json:
    return {"message": person.edit(_message(person, body), str(body["text"])).id}


def _delete(person: Person, body: Json, _: Files) -> Json:
    person.delete(_message(person, body))
    return {}


def _react(person: Person, body: Json, _: Files) -> Json:
    person.react(_message(person, body), str(body.get("emoji") or ""))
    return {}


def _deactivate(person: Person, _: Json, __: Files) -> Json:
    person.deactivate()
    return {}


GESTURES: dict[str, Gesture] = {
    "start": _start,
    "open": _open,
    "block": _block,
    "unblock": _unblock,
    "send": _send,
    "album": _album,
    "contact": _contact,
    "location": _location,
    "press": _press,
    "edit": _edit,
    "delete": _delete,
    "react": _react,
    "deactivate": _deactivate,
    **{kind: _media(kind) for kind in SAMPLES},
}


def _topic(group: Group, body: Json) -> Topic:
    return group.topics[int(body["topic"])]


# Acts that make a group or a topic answer with it.
GROUP_ACTS: dict[str, Callable[[Group, Json], object]] = {
    "add": lambda group, body: group.add(body["who"], body.get("by")),
    "remove": lambda group, body: group.remove(body["who"], body.get("by")),
    "leave": lambda group, body: group.leave(body["who"]),
    "demote": lambda group, body: group.demote(body["who"], body.get("by")),
    "promote": lambda group, body: group.promote(body["who"], body.get("rights") or ADMIN_RIGHTS),
    "restrict": lambda group, body: group.restrict(body["who"], body.get("permissions") or ()),
    "create_topic": lambda group, body: group.create_topic(body["name"], body.get("by")),
    "edit_topic": lambda group, body: group.edit_topic(_topic(group, body), name=body["name"]),
    "close_topic": lambda group, body: group.close_topic(_topic(group, body)),
    "reopen_topic": lambda group, body: group.reopen_topic(_topic(group, body)),
    "delete_topic": lambda group, body: group.delete_topic(_topic(group, body)),
    "enable_topics": lambda group, _: group.enable_topics(),
    "migrate": lambda group, _: group.migrate(),
    "delete": lambda group, _: group.delete(),
}
