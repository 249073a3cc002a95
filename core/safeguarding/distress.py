"""Words of distress of a young person in a thread: the team has them at once, and she chooses about the thread."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from core.forum.cards import card_by, key_of
from core.messages import Attachment, Button, Edit, Message, Rows, Urgency
from core.missions.cards import stack
from core.parcels import pack, unpack
from core.people import Person
from core.safeguarding.call import Call, CallLine, LineOf, OpenCallOf
from core.safeguarding.calls import AFTER, add_words, sound, who_comes
from core.safeguarding.emergency import numbers
from core.safeguarding.heldpost import Held, HeldOf
from core.scene import Post, Scene
from core.texts import Rich, Text, lines, say
from core.triad import Triad

KIND = "distress"
HELD = say("🔒 Ce message n'est pas parti dans le fil : pour l'instant, seule l'équipe peut le lire.")
#: her two ways
TEAM, THREAD = "team", "thread"
WAITS = "⏸ Écrit pour le fil ({triad}), retenu :\n<quote>{text}</quote>"
LEFT = "➜ Écrit dans le fil ({triad}), pour tous.\n<quote>{text}</quote>"


def hold(scene: Scene, triad: Triad, author: Person, message: Message) -> None:
    """It waits for her choice; the team is called at once, with her words."""
    held = Held(key_of(message.cause + message.message_id), triad.id, author.id, pack(message))
    scene.keep(held)
    file = message.attachments[0] if message.attachments else None
    call = _call(scene, author, say(WAITS, triad=triad.title, text=message.text.cut(0, 1000)), message.text, file,
                 message.message_id)  # fmt: skip
    _tell(scene, author, call, HELD, _ways(scene, author, held))
    scene.record("message-held", subject=f"held:{held.key}", triad=triad.id, kinds=[KIND])


def _ways(scene: Scene, author: Person, held: Held) -> Rows:
    return (
        (Button(scene.words("🔒 Garder pour l'équipe seule", author).text, f"h:{held.key}:{TEAM}", style="primary"),),
        (Button(scene.words("➜ L'envoyer aussi dans le fil", author).text, f"h:{held.key}:{THREAD}"),),
    )


def undecided(scene: Scene, author: Person, triad: Triad) -> Iterator[tuple[Text, Rows]]:
    """What of hers still waits for her own choice, with its two ways; what the team decides about has its card."""
    found: tuple[Held, ...] = scene.find(HeldOf(author.id)) or ()
    for held in found:
        if held.triad_id == triad.id and card_by(scene, key_of(f"held:{held.key}")) is None:
            quote = say("<quote>{text}</quote>", text=unpack(held.parcel).text.cut(0, 1000))
            yield stack(HELD, quote), _ways(scene, author, held)


def stop(scene: Scene, author: Person, edit: Edit) -> None:
    """A correction brings such words in: the others keep what they had, the team is called."""
    triad = scene.triad_of(scene.post.triad_id) if scene.post is not None else None
    where = triad.title if triad is not None else ""
    call = _call(scene, author, say(WAITS, triad=where, text=edit.text.cut(0, 1000)), edit.text, None, edit.message_id)
    button = Button(scene.words("🔒 Écrire à l'équipe seule", author).text, f"y:{call.key}:reply", style="primary")
    words = say("🔒 Ta correction n'est pas partie dans le fil : seule l'équipe peut la lire.")
    _tell(scene, author, call, words, ((button,),))


def left(scene: Scene, triad: Triad, author: Person, post: Post) -> None:
    """The structure holds no such words, or they were written in a group: they have left, and may be taken back."""
    if scene.find(LineOf(author.id, post.message_id)) is not None:
        return  # the team has them already: she has sent them all the same, or corrected them
    call = _call(scene, author, say(LEFT, triad=triad.title, text=post.text.cut(0, 1000)), post.text, post.attachment,
                 post.message_id)  # fmt: skip
    ways = (
        (Button(scene.words("🔒 Écrire à l'équipe seule", author).text, f"y:{call.key}:reply", style="primary"),),
        (Button(scene.words("🗑 Retirer ce message du fil", author).text, f"t:{post.triad_id}:{post.number}"),),
    )
    words = say("💛 Ce message part dans le fil, pour tous. L'équipe peut te lire à part, sans ton tuteur.")
    _tell(scene, author, call, words, ways)


def _call(scene: Scene, author: Person, about: Text, text: Rich, file: Attachment | None, message: str) -> Call:
    known = scene.find(OpenCallOf(author.id))
    call = replace(sound(scene, author, "urgent", about=about), asks_until=scene.now + AFTER)
    scene.keep(call)
    if known is None:
        scene.keep(CallLine(call.key, author.id, text, file, scene.now, author.first_name, message))
    else:
        add_words(scene, call, text, file, message, by=author)
    return call


def _tell(scene: Scene, author: Person, call: Call, words: Text, ways: Rows) -> None:
    """Of the call, as its subject says: what answers it by mail goes to the team alone."""
    told = lines(words, who_comes(scene), numbers(scene.structure))
    scene.tell(author, told, ways, subject=f"{call.subject}:told", urgency=Urgency.ANSWER)
