"""What an incoming thing is about: the post that it answers, edits or reacts to, the mission whose card it answers,
and the album that it goes on."""

from __future__ import annotations

import re
from collections.abc import Iterable

from sqlalchemy import Connection

from core.messages import Edit, Incoming, Message, Place, Press, Reaction, Undelivered, Written
from core.missions import once_more
from core.page.arrival import INVITED
from core.people import LINKS, Invitation, Role
from core.scene import Post, Scene
from storage import people, threads, triads
from storage.road import outbox, topics

# What a column can hold: more than that is forged.
NUMBER = re.compile(r"[0-9]{1,9}")
# Bot API, sendMediaGroup: an album has at most so many items.
ALBUM = 10
_ASKS_FOR_MISSIONS = ("missions", "idee", "idée", "progres", "progrès", "parcours")
_SHOW_MISSIONS = ("n:missions", "n:progress", "n:picture")
_ASKS_FOR_LESSONS = ("lecons", "leçons", "progres", "progrès", "parcours")


def numbers(data: str, kinds: tuple[str, ...] = ("m", "v", "o")) -> tuple[int, int] | None:
    """The (triad, mission) that a button of a mission names, or the (triad, post) of one of these kinds."""
    parts = data.split(":")
    if parts[0] in kinds and len(parts) >= 3 and NUMBER.fullmatch(parts[1]) and NUMBER.fullmatch(parts[2]):
        return int(parts[1]), int(parts[2])
    return None


def stands_in(c: Connection, scene: Scene, incoming: Incoming) -> None:
    """The post that is answered or edited; of our own messages, what they show."""
    if isinstance(incoming, Written):
        scene.message = incoming.message_id
    if isinstance(incoming, Edit):
        scene.post = threads.written_in(c, incoming.place, incoming.message_id)
    elif isinstance(incoming, Message) and incoming.reply_to:
        scene.post = post_in(c, scene, incoming.place, incoming.reply_to)
    elif isinstance(incoming, Reaction):
        scene.post = post_in(c, scene, incoming.place, incoming.message_id)
    elif isinstance(incoming, Undelivered):
        place = incoming.place
        scene.answers_us = outbox.origin(c, place.channel, place.chat, incoming.message_id) is not None
    elif isinstance(incoming, Press) and (named := numbers(incoming.data, ("t",))):
        scene.post = threads.load(c, *named)


def invited_to(c: Connection, incoming: Undelivered) -> tuple[int, int]:
    """The structure and the triad of the invitation that came back, a triad of 0 when there is none yet; (0, 0) when it
    was another message, or none of ours."""
    copy = outbox.origin(c, incoming.place.channel, incoming.place.chat, incoming.message_id)
    if copy is None or not copy.subject.startswith(INVITED):
        return 0, 0
    return copy.structure or 0, int(copy.subject.removeprefix(INVITED))


def post_in(c: Connection, scene: Scene, place: Place, message: str) -> Post | None:
    """The post of a message: written there by its author, or one of its copies."""
    copy = outbox.origin(c, place.channel, place.chat, message)
    if copy is None:
        return threads.written_in(c, place, message)
    scene.answers_us = True
    kind, *numbers = copy.subject.split(":")
    if kind == "post" and len(numbers) >= 2:
        return threads.load(c, int(numbers[0]), int(numbers[1]))
    scene.line = numbers[0] if kind == "call" else ""
    scene.asked = numbers[0] if kind == "ask" else ""
    return None


def album(c: Connection, scene: Scene, incoming: Incoming, among: Iterable[int]) -> None:
    """What came before of the album that the message belongs to."""
    if isinstance(incoming, Message) and incoming.album and scene.person is not None:
        before = threads.newest(c, among, scene.person.id, ALBUM)
        scene.album = [post for post in before if post.album == incoming.album and post.place == incoming.place]


def in_a_group(c: Connection, scene: Scene, incoming: Incoming) -> None:
    """Whoever is there: what she may do is read from who she is (Scene.triad_of)."""
    triad = triads.of_group(c, incoming.place)
    if triad is not None:
        scene.structure = people.structure(c, triad.structure_id)
        scene.group = triad.group
        scene.person = next((one for one in scene.behind if one.structure_id == triad.structure_id), None)
        scene.triads = {triad.id: triad}
        album(c, scene, incoming, [triad.id])
    elif isinstance(incoming, Message) and incoming.place.topic:
        team = [one.structure_id for one in scene.behind if one.role is Role.COUNSELLOR and one.settled]
        scene.goes_on = topics.goes_on(c, team, incoming.place) if team else ""


def links_a_group(c: Connection, scene: Scene, invitation: Invitation) -> None:
    """What a code is for, in a group that is nobody's. In somebody's, nothing may be linked: the scene stays theirs."""
    if scene.structure is not None or invitation.role not in LINKS:
        return
    scene.structure = people.structure(c, invitation.structure_id)
    scene.person = next((one for one in scene.behind if one.structure_id == invitation.structure_id), None)
    if invitation.triad_id is not None:
        triad = triads.load(c, invitation.triad_id)
        scene.triads = {triad.id: triad} if triad is not None else {}


def card_in(c: Connection, incoming: Incoming) -> tuple[int, int] | None:
    """The mission whose card the message answers."""
    if not isinstance(incoming, Message) or not incoming.reply_to:
        return None
    copy = outbox.origin(c, incoming.place.channel, incoming.place.chat, incoming.reply_to)
    kind, *numbers = copy.subject.split(":") if copy is not None else ("",)
    return (int(numbers[0]), int(numbers[1])) if kind == "mission" else None


def shown_again(scene: Scene, incoming: Incoming) -> set[tuple[int, int]]:
    """The missions whose cards may follow his words into a thread: written in private, or that have waited."""
    if isinstance(incoming, Press):
        speaks = scene.run is not None and scene.run.script == "choose_thread"
    else:
        speaks = isinstance(incoming, Message) and incoming.place.private and not incoming.command
    person, today = scene.person, scene.today.isoformat()
    if person is None or not speaks:
        return set()
    return {(one.id, one.awaits) for one in scene.triads.values() if once_more.wanted(one, person, today)}


def wants_missions(incoming: Incoming) -> bool:
    """Whether every mission of a thread is to be shown."""
    if isinstance(incoming, Press):
        # The recap of a lesson tells which missions it led to.
        return incoming.data in _SHOW_MISSIONS or (incoming.data[:2], incoming.data[-2:]) == ("l:", ":p")
    return isinstance(incoming, Message) and incoming.command in _ASKS_FOR_MISSIONS


def wants_lessons(incoming: Incoming) -> bool:
    """Whether it is about lessons, or shows how far they have come."""
    if isinstance(incoming, Press):
        return incoming.data.startswith(("l:", "n:"))
    return isinstance(incoming, Message) and incoming.command in _ASKS_FOR_LESSONS
