"""What people do on our own pages: the same acts as in the chat, from the fields of a form. One line a form."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from core.api import keys, told
from core.forum import members
from core.messages import Deed, Line, Message
from core.missions import acts
from core.missions.cards import regulated
from core.missions.grids import grid_of
from core.missions.looks import Look
from core.missions.mission import Act, Card
from core.nudges import acts as nudgeacts
from core.page import chat, joining, proposed, texted
from core.page.upload import attached
from core.people import Refused, Role
from core.privacy import erasure
from core.room import canned, chosen, desk, door, events, inviting, lessons, note
from core.safeguarding import afterwards, moderation
from core.scene import Scene
from core.scripts.refuse_mission import OTHER, REASONS
from core.scripts.validate_mission import DONE
from core.talk import ANSWER_LIMIT
from core.texts import Rich, say
from core.thread.thread import write
from core.triad import Triad

#: the parts of a card that a tutor may change, as fields of a form
CHANGEABLE = ("title", "why", "when", "help")
#: reasons for a no that need no word more
READY = {name: reason for name, reason in REASONS.items() if name != OTHER}
POST_LIMIT = 4000
OLD_PAGE = chat.OLD


def do(deed: Deed, scene: Scene) -> None:
    """Everything that follows from a form; a rule that says no answers the one who sent it, and nothing changes."""
    act = KINDS.get(deed.what)
    try:
        if act is None or scene.person is None or not scene.person.settled:
            raise Refused(OLD_PAGE)
        act(deed, scene)
    except Refused as refused:
        scene.reply.refused = scene.words(refused.text)
    chat.gather(scene)


def _mission(deed: Deed, scene: Scene) -> None:
    """A decision about a mission: valid for the version and the state that the page showed."""
    fields = deed.fields
    try:
        act = Act(fields["act"])
        triad, number, version = (int(fields[name]) for name in ("triad", "number", "version"))
    except (KeyError, ValueError):
        raise Refused(OLD_PAGE) from None
    if act is Act.ASSESS:
        _look(deed, scene, triad, number, version)
        return
    thread, mission = acts.find(scene, triad, number)
    minds = act is Act.VALIDATE and regulated(scene, thread, mission)
    if minds and "minded" not in fields:
        raise Refused("Avant ce oui, une question : elle est juste en dessous.")
    card = _changed(mission.card, fields) if act in (Act.AMEND, Act.REPROPOSE) else None
    if card == mission.card:
        raise Refused("Rien n'a changé : corrigez au moins une ligne, ou validez la mission telle quelle.")
    note = _words(fields, "note", ANSWER_LIMIT)
    if act is Act.REFUSE and fields.get("reason") in READY:
        note = " : ".join(filter(None, (READY[fields["reason"]], note)))
    acts.act(scene, acts.OnMission(act, triad, number, version, note, card, seen=fields.get("seen", "")))
    if minds:
        scene.answer(say(DONE, who=thread.apprentice.first_name if thread.apprentice else "?"))


def _look(deed: Deed, scene: Scene, triad: int, number: int, version: int) -> None:
    """One side's look: every criterion has its level."""
    _, mission = acts.find(scene, triad, number)
    grid = grid_of(scene, mission)
    marks = {one.id: deed.fields.get(f"mark-{one.id}", "") for one in grid.criteria}
    if not set(marks.values()) <= set(grid.labels()):
        raise Refused("Il manque une réponse : chaque ligne attend la sienne, « pas observé » en est une.")
    Look(triad, number, version, marks, _words(deed.fields, "words", 500), grid.version).apply(scene)


def _changed(card: Card, fields: Mapping[str, str]) -> Card:
    for name in CHANGEABLE:
        now = _words(fields, name, 120 if name in ("title", "when") else 500)
        if name in fields and now != card.words()[name].strip():
            card = card.saying(name, now)
    if not card.title:
        raise Refused("Il manque le nom de la mission.")
    return card


def _post(deed: Deed, scene: Scene) -> None:
    """A message for the thread."""
    assert scene.person is not None
    words = _words(deed.fields, "text", POST_LIMIT)
    files = attached(deed.fields)
    if not words and not files:
        raise Refused("Il n'y a rien à envoyer : écrivez d'abord votre message.")
    try:
        triad = scene.triad_of(int(deed.fields["triad"]))
    except (KeyError, ValueError):
        triad = None
    if triad is None or triad.state != "open":
        raise Refused("Ce fil n'est plus ouvert : le message n'est pas parti.")
    if scene.person.role is Role.COUNSELLOR and not triad.readers(scene.person):
        raise Refused("Personne d'autre n'est encore dans ce fil : votre message n'est pas parti.")
    message = Message(
        cause=deed.cause, at=deed.at, sender=deed.sender, place=deed.place, message_id=deed.cause, text=Rich(words),
        attachments=files,
    )  # fmt: skip
    line = deed.fields.get("line")
    if deed.fields.get("reply"):
        scene.post = chat.post_seen(deed, scene, triad, "reply")
        line = scene.post.line
    if line == Line.PROS and scene.person.role in (Role.TUTOR, Role.TRAINER):
        write(scene, triad, scene.person, message, line=Line.PROS)
    # What professionals say among themselves reaches no minor: nothing of it is held.
    elif not afterwards.asks(message, scene, [triad]) and not _held(scene, triad, message):
        write(scene, triad, scene.person, message)
    texted.sent(scene, scene.person)
    if scene.person.role is not Role.COUNSELLOR:
        chat.here(scene)


def _held(scene: Scene, triad: Triad, message: Message) -> bool:
    """Whether it waits before it leaves: its words alone, as nothing keeps the bytes of a file meanwhile."""
    assert scene.person is not None
    waits = moderation.holds(scene, triad, scene.person, replace(message, attachments=()))
    if waits and message.attachments:
        scene.answer("📎 Le fichier, lui, n'est parti nulle part.")
    return waits


def _words(fields: Mapping[str, str], name: str, at_most: int) -> str:
    words = fields.get(name, "").replace("\r\n", "\n").strip()
    if len(words) > at_most:
        raise Refused(say("C'est trop long : {n} signes au plus. Raccourcissez un peu.", n=at_most))
    return words


#: The name of a form -> what it does.
KINDS: Mapping[str, Callable[[Deed, Scene], None]] = {
    "mission": _mission,
    "post": _post,
    "reply": _post,
    "nudge": nudgeacts.deed,
    "leave": members.deed,
    "telegram": joining.offer,
    proposed.PURPOSE: proposed.confirm,
    "erasure": erasure.deed,
    **dict.fromkeys(chat.FORMS, chat.do),
    "room-open": door.opened,
    "card": desk.deed,
    "note": note.deed,
    "chosen": chosen.deed,
    "canned": canned.deed,
    "lesson": lessons.deed,
    "event": events.deed,
    "invite": inviting.one,
    "invite-list": inviting.several,
    "invite-again": inviting.again,
    "reference": inviting.numbered,
    "api-key": keys.make,
    "api-key-revoke": keys.revoke,
    "webhook": told.by_manager,
}
