"""Keeping, removing and sending the answers of a team. Nothing leaves without somebody's tap under a preview."""

from __future__ import annotations

from dataclasses import dataclass, replace

from core.canned.canned import KEPT, MOST, NAME_LIMIT, REMOVED, Canned, CannedHere, fill, key_of, wrong
from core.forum.cards import card_by, change_card, logged
from core.forum.team import triad_by
from core.messages import Line, Message, Place
from core.people import Person, Refused, Role, plain_name
from core.scene import PAGE, Scene
from core.texts import Rich, length, say
from core.thread.state import SHUT
from core.thread.thread import write
from core.triad import Triad

GONE = "Ce modèle n'est plus là : rien n'a changé. /modeles montre les autres."


def here(scene: Scene) -> tuple[Canned, ...]:
    """What the team can use: its own, and those of the house that it has neither changed nor removed; by name."""
    known = {one.key: one for one in (*scene.library.canned, *scene.find(CannedHere()))}
    return tuple(sorted((one for one in known.values() if one.state == KEPT), key=lambda one: one.name.casefold()))


def one_of(scene: Scene, key: str) -> Canned:
    found = next((one for one in here(scene) if one.key == key), None)
    if found is None:
        raise Refused(GONE)
    return found


def counsellor(scene: Scene) -> Person:
    """The one who acts, of the team."""
    person = scene.person
    if person is None or person.role is not Role.COUNSELLOR:
        raise Refused("Les modèles sont pour l'équipe : rien n'a changé.")
    return person


@dataclass(frozen=True)
class KeepCanned:
    """A new one, or (with `changes`, the key of what there is) other words for it."""

    name: str
    words: str
    changes: str = ""

    def apply(self, scene: Scene) -> None:
        me, known = counsellor(scene), here(scene)
        name = one_of(scene, self.changes).name if self.changes else plain_name(self.name)
        if not name or length(name) > NAME_LIMIT:
            raise Refused(say("Un nom de {n} signes au plus, par exemple « Rappel de rendez-vous ».", n=NAME_LIMIT))
        if not self.changes and any(one.key == key_of(name) for one in known):
            raise Refused(say("Il y a déjà un modèle « {name} » : changez-le, ou choisissez un autre nom.", name=name))
        if not self.changes and len(known) >= MOST:
            raise Refused(say("Il y a déjà {n} modèles : retirez-en un d'abord.", n=MOST))
        reason = wrong(self.words)
        if reason is not None:
            raise Refused(reason)
        scene.keep(Canned(name, self.words.strip(), me.id))
        scene.record("canned-kept", subject=f"canned:{key_of(name)}")


def remove(scene: Scene, key: str) -> Canned:
    """It is no longer offered."""
    me, found = counsellor(scene), one_of(scene, key)
    scene.keep(replace(found, author_id=me.id, state=REMOVED))
    scene.record("canned-removed", subject=f"canned:{key}")
    return found


def put_back(scene: Scene, key: str) -> Canned:
    """One that was removed is offered again, with the words it had."""
    counsellor(scene)
    found = next((one for one in scene.find(CannedHere()) if one.key == key and one.state == REMOVED), None)
    if found is None:
        raise Refused("Il n'y a rien à remettre : rien n'a changé.")
    KeepCanned(found.name, found.words).apply(scene)
    return found


def words_for(scene: Scene, one: Canned, triad: Triad) -> str:
    """The words as they would leave into this thread."""
    young, tutor = triad.apprentice, triad.tutor
    return fill(
        one.words,
        {
            "prenom": young.first_name if young else "…",
            "tuteur": tutor.first_name if tutor else str(scene.words("la personne de l'entreprise").text),
            "structure": scene.structure.name if scene.structure else "",
        },
    )


def writable(scene: Scene, triad: Triad | None, line: Line) -> Triad:
    """The thread, when somebody reads this line of it now."""
    if triad is None:
        raise Refused("Ce fil n'est plus là : rien n'est parti.")
    if triad.state != "open":
        raise Refused(SHUT)
    if not triad.readers(counsellor(scene), line):
        raise Refused("Personne d'autre n'est encore dans ce fil : rien n'est parti.")
    return triad


@dataclass(frozen=True)
class SendCanned:
    """These words leave into the thread, signed by who says so. `card`: the card of the desk that it answers."""

    triad: int
    line: Line
    words: str
    card: str = ""

    def apply(self, scene: Scene) -> None:
        me, triad = counsellor(scene), writable(scene, triad_by(scene, self.triad), self.line)
        assert me.address is not None
        # Written nowhere yet: the topic gets its copy like all the others.
        place = Place(PAGE, str(me.id))
        written = Message(
            cause=scene.cause, at=scene.now, sender=me.address, place=place, message_id="", text=Rich(self.words)
        )
        write(scene, triad, me, written, line=self.line)
        card = card_by(scene, self.card) if self.card else None
        if card is not None:
            change_card(scene, logged(scene, card, "replied"))
        scene.record("canned-sent", triad=triad.id)
