"""What counsellors decide about held messages, and which kinds their structure holds."""

from __future__ import annotations

from dataclasses import replace

from core.conversation import facts_for, start
from core.forum.cards import card_by, change_card, key_of, logged
from core.forum.team import PersonBy, triad_by
from core.messages import Button, Change, Content, Message, Press, Rows, ToPlace
from core.parcels import unpack
from core.people import Person, Refused, Role
from core.safeguarding import distress, moderation
from core.safeguarding.call import Call, OpenCallOf
from core.safeguarding.calls import listen
from core.safeguarding.emergency import numbers
from core.safeguarding.heldpost import Held, HeldBy, decided
from core.safeguarding.moderation import KINDS, kinds_held
from core.scene import Scene
from core.texts import Text, lines, render, say
from core.thread.thread import write

CHOOSE = say(
    "🔎 Ce que je signale à l'équipe, sans rien bloquer. Touchez un sujet pour que ces messages attendent d'abord "
    "votre accord : la personne qui écrit en est toujours avertie. Les mots de détresse d'un jeune attendent son "
    "propre choix, et l'équipe est appelée aussitôt."
)


def press(press: Press, scene: Scene, rest: str) -> str:
    """`h:<key>:ok`, `h:<key>:no`, `h:set:<kind>`; for its author, `h:<key>:team` and `h:<key>:thread`."""
    key, _, verb = rest.partition(":")
    if verb in (distress.TEAM, distress.THREAD):
        return _choose(press, scene, waiting(scene, key), verb)
    if scene.person is None or scene.person.role is not Role.COUNSELLOR:
        raise Refused("C'est l'équipe qui décide : rien n'a changé.")
    if key == "set" and verb in KINDS:
        _toggle(scene, verb)
        here = ToPlace(press.place)
        content = Content(render(CHOOSE), _choices(scene))
        scene.reply.outgoing.append(Change(to=here, message=press.message_id, content=content))
        return ""
    held = waiting(scene, key)
    if verb == "ok":
        _release(scene, held)
        return "Transmis"
    start(scene, "refuse_message", facts_for(scene, None, subject=key))
    return ""


def _choose(press: Press, scene: Scene, held: Held, verb: str) -> str:
    """Her own choice about what she wrote: `h:<key>:team`, `h:<key>:thread`."""
    me = scene.person
    if me is None or me.id != held.author_id:
        raise Refused("Ce choix appartient à la personne qui a écrit : rien n'a changé.")
    call = scene.find(OpenCallOf(me.id))
    if verb == distress.THREAD:
        _send_all_the_same(scene, held, call)
    elif call is not None:
        listen(scene, call)
    state = "released" if verb == distress.THREAD else "kept"
    scene.keep(decided(held, state))
    words = "➜ Envoyé dans le fil." if verb == distress.THREAD else "🔒 Gardé pour l'équipe seule."
    here = ToPlace(press.place)
    scene.reply.outgoing.insert(0, Change(to=here, message=press.message_id, content=Content(
        lines(say(words), numbers(scene.structure)))))  # fmt: skip
    scene.record(f"message-{state}", subject=f"held:{held.key}", triad=held.triad_id)
    return ""


def _send_all_the_same(scene: Scene, held: Held, call: Call | None) -> None:
    triad, me = triad_by(scene, held.triad_id), scene.person
    if triad is None or triad.state != "open" or me is None or not triad.has(me):
        raise Refused("Ce fil n'est plus ouvert : le message n'est pas parti.")
    if call is not None:
        scene.keep(replace(call, asks_until=scene.now))
        if (card := card_by(scene, key_of(call.subject))) is not None:
            change_card(scene, logged(scene, card, "decided", "➜ Envoyé aussi dans le fil"))
    message = unpack(held.parcel)
    if not moderation.holds(scene, triad, me, message, but=distress.KIND):
        write(scene, triad, me, message)


def waiting(scene: Scene, key: str) -> Held:
    """The message that waits for a decision; Refused when it has been decided."""
    held = scene.find(HeldBy(key))
    if held is None or held.state != "held":
        raise Refused("C'est déjà décidé : rien n'a changé.")
    return held


def _release(scene: Scene, held: Held) -> None:
    triad, author = triad_by(scene, held.triad_id), scene.find(PersonBy(held.author_id))
    if triad is None or triad.state != "open" or author is None or not triad.has(author):
        raise Refused("Cette personne n'est plus dans un fil ouvert : le message ne peut plus partir.")
    write(scene, triad, author, unpack(held.parcel))
    _close(scene, decided(held, "released"), "✅ Transmis", author)
    scene.tell(author, say("✅ L'équipe a transmis ton message." if author.role is Role.APPRENTICE else
                           "✅ L'équipe a transmis votre message."), triad=triad.id)  # fmt: skip


def refuse(scene: Scene, key: str, reason: str) -> None:
    """It goes nowhere, and its author learns why."""
    held = waiting(scene, key)
    author = scene.find(PersonBy(held.author_id))
    _close(scene, decided(held, "refused", reason), "⛔ Pas transmis", author)
    if author is not None and not author.left:
        words = say("⛔ L'équipe n'a pas transmis un message : {reason}", reason=reason)
        scene.tell(author, words)


def _close(scene: Scene, held: Held, what: str, author: Person | None) -> None:
    scene.keep(held)
    card = card_by(scene, key_of(f"held:{held.key}"))
    me = scene.person
    if card is not None and me is not None:
        done = logged(scene, card, "decided", what)
        change_card(scene, replace(done, state="done", holder_id=me.id, holder=me.first_name, buttons=(),
                                   changed_at=scene.now))  # fmt: skip
    scene.record(f"message-{held.state}", subject=f"held:{held.key}", triad=held.triad_id)


def command(_: Message, scene: Scene) -> None:
    """`/moderation`: which kinds are held before they leave."""
    scene.answer(CHOOSE, _choices(scene))


def _toggle(scene: Scene, kind: str) -> None:
    assert scene.structure is not None
    chosen = set(kinds_held(scene.structure)) ^ {kind}
    scene.structure = replace(scene.structure, settings={**scene.structure.settings, "held": sorted(chosen)})
    scene.keep(scene.structure)
    scene.record("moderation-chosen", held=sorted(chosen))


def _choices(scene: Scene) -> Rows:
    chosen = kinds_held(scene.structure)

    def label(kind: str, words: str) -> Text:
        return say("⏸ {what} : attend l'équipe" if kind in chosen else "▫️ {what}", what=words)

    return tuple((Button(render(label(kind, words)).text, f"h:set:{kind}"),) for kind, words in KINDS.items())
