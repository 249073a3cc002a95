"""Who is in a thread: somebody leaves it, or the team hands it to a colleague. What was written stays."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from core.forum import grouplife
from core.forum.cards import CardsOf, change_card, logged, raise_card
from core.forum.team import counsellors, triad_by
from core.forum.topics import refresh
from core.messages import Button, Deed, Message, Press, Rows
from core.people import Person, Refused, Role
from core.scene import Scene
from core.texts import Text, lines, say
from core.triad import Triad

KIND = "mb"
# Those who can leave a thread that goes on without them.
MAY_LEAVE = frozenset({Role.TUTOR, Role.TRAINER})
GONE = "C'est déjà fait : cette personne n'est plus dans ce fil."
NOT_HERE = "Ce fil n'est plus ouvert ici : rien n'a changé."


@dataclass(frozen=True)
class Seat:
    """Somebody's place in a triad from now on: taken, or given up."""

    triad_id: int
    person_id: int
    role: Role
    taken: bool
    #: given up because the team took it: links to such a place that were given before open nothing any more
    shut: bool = False


# --- what is shown ---------------------------------------------------------------------------------------------------


def show(_: Message, scene: Scene) -> None:
    """`/membres` in a topic: who is in the thread, and what the team may change."""
    triad = scene.topic_triad
    assert triad is not None
    rows = [
        (Button(scene.words(say("Retirer {name}", name=one.first_name)).text, _data(triad, "ask", one)),)
        for one in triad.members
        if one.role in MAY_LEAVE
    ]
    if len(counsellors(scene)) > 1:
        rows.append((Button("Confier ce fil à un ou une collègue", _data(triad, "hand")),))
    scene.answer(
        lines(say("👥 Dans ce fil :"), *(say("• {who}", who=one.signature) for one in triad.members)), tuple(rows)
    )


def offer(scene: Scene, _: str) -> None:
    """`/quitter` in a private chat: which thread, then a yes."""
    person = scene.person
    assert person is not None
    mine = [triad for triad in scene.triads.values() if triad.has(person)]
    if not mine:
        scene.answer("Vous n'êtes dans aucun fil en ce moment : il n'y a rien à quitter.")
        return
    if len(mine) == 1:
        _ask(scene, mine[0], person)
        return
    rows = tuple((Button(one.with_whom(person), _data(one, "ask", person)),) for one in mine)
    scene.answer("Quel fil voulez-vous quitter ?", rows)


def _ask(scene: Scene, triad: Triad, person: Person) -> None:
    """One question before somebody goes."""
    himself = scene.person is not None and scene.person.id == person.id
    words = (
        say("Quitter le fil avec {whom} ? Plus rien ne vous en arrivera. L'équipe sera prévenue.",
            whom=triad.with_whom(person))
        if himself
        else say("Retirer {who} de ce fil ? Plus rien ne lui arrivera, même ce qui est en route.",
                 who=person.signature)
    )  # fmt: skip
    yes = say("Oui, je quitte ce fil") if himself else say("Oui, retirer {name}", name=person.first_name)
    rows: Rows = (
        (Button(scene.words(yes).text, _data(triad, "out", person), style="danger"),),
        (Button(scene.words("Non").text, _data(triad, "stay")),),
    )
    scene.answer(words, rows)


# --- what is done ----------------------------------------------------------------------------------------------------


def press(_: Press, scene: Scene, rest: str) -> str:
    """`mb:<triad>:<verb>` or `mb:<triad>:<verb>:<person>`; the right to it is read now."""
    number, verb, who, *more = (*rest.split(":"), "", "")
    act = ACTS.get(verb)
    if act is None or any(more) or not number.isdigit():
        raise Refused(NOT_HERE)
    triad = triad_by(scene, int(number))
    if triad is None or scene.triad_of(triad.id) is None:
        raise Refused(NOT_HERE)
    return act(scene, triad, who)


def deed(deed: Deed, scene: Scene) -> None:
    """« Je ne suis plus son tuteur », from a page."""
    person = scene.person
    number = deed.fields.get("triad", "")
    triad = scene.triad_of(int(number)) if number.isdigit() else None
    if person is None or triad is None or not triad.has(person) or person.role not in MAY_LEAVE:
        raise Refused(NOT_HERE)
    scene.answer(leave(scene, triad, person))


def _verb_ask(scene: Scene, triad: Triad, who: str) -> str:
    _ask(scene, triad, _leaver(scene, triad, who))
    return ""


def _verb_out(scene: Scene, triad: Triad, who: str) -> str:
    person = _leaver(scene, triad, who)
    words = leave(scene, triad, person)
    scene.answer(words)
    return ""


def _leaver(scene: Scene, triad: Triad, who: str) -> Person:
    """Somebody who may go: oneself, or whom a counsellor names."""
    me = scene.person
    person = next((one for one in triad.members if str(one.id) == who and one.role in MAY_LEAVE), None)
    if person is None:
        raise Refused(GONE)
    if me is None or (me.role is not Role.COUNSELLOR and me.id != person.id):
        raise Refused("Seules cette personne et l'équipe peuvent le faire : rien n'a changé.")
    return person


def leave(scene: Scene, triad: Triad, person: Person) -> Text:
    """From now on nothing of this thread reaches `person`; the others learn it. What to tell the one who acted."""
    himself = scene.person is not None and scene.person.id == person.id
    scene.keep(Seat(triad.id, person.id, person.role, taken=False, shut=not himself))
    left = replace(triad, members=tuple(one for one in triad.members if one.id != person.id))
    scene.triads[triad.id] = left
    refresh(scene, left)
    grouplife.left(scene, left, person)
    scene.record("member-left", triad=triad.id, role=person.role.value, himself=himself)
    apprentice, counsellor = left.apprentice, left.counsellor
    if apprentice is not None and apprentice.settled:
        team = counsellor.first_name if counsellor else say("l'équipe")
        words = say(
            "{who} ne suit plus ton fil. Tes missions restent ici, et {team} cherche la suite avec toi.",
            who=person.signature, team=team,
        )  # fmt: skip
        scene.tell(apprentice, words, triad=triad.id)
    if not himself:
        scene.tell(person, say("Vous ne suivez plus {whom} : plus rien ne vous arrivera de ce fil.",
                               whom=triad.with_whom(person)))  # fmt: skip
        return say("{who} ne suit plus ce fil, et les liens d'invitation déjà donnés n'y mènent plus. Pour inviter une "
                   "autre personne : /inviter.", who=person.signature)  # fmt: skip
    young = apprentice.first_name if apprentice else "?"
    raise_card(
        scene, "member-left", f"left:{triad.id}:{person.id}",
        say("👋 {who} a quitté le fil de {young}. Un appel, puis /inviter dans le fil pour la personne qui prend la "
            "suite.", who=person.signature, young=young),
        triad=left, person=person,
    )  # fmt: skip
    return say("C'est fait : vous ne recevrez plus rien de ce fil. Merci pour ce que vous avez fait.")


def _verb_hand(scene: Scene, triad: Triad, _: str) -> str:
    me = _counsellor(scene)
    held = {one.id for one in triad.members if one.role is Role.COUNSELLOR}
    others = [one for one in counsellors(scene) if one.id not in held]
    if not others:
        raise Refused("Personne d'autre n'est encore dans l'équipe : /inviter peut inviter un ou une collègue.")
    rows = tuple((Button(one.first_name, _data(triad, "to", one)),) for one in others[:20])
    name = triad.apprentice.first_name if triad.apprentice else triad.title
    scene.answer(say("À qui confier le fil de {name} ?", name=name), rows)
    scene.record("transfer-asked", triad=triad.id, by=me.id)
    return ""


def _verb_to(scene: Scene, triad: Triad, who: str) -> str:
    me = _counsellor(scene)
    colleague = next((one for one in counsellors(scene) if str(one.id) == who), None)
    if colleague is None:
        raise Refused("Cette personne n'est plus dans l'équipe : choisissez quelqu'un d'autre.")
    if triad.has(colleague):
        raise Refused(say("Ce fil est déjà suivi par {who}.", who=colleague.first_name))
    hand_over(scene, triad, me, colleague)
    return "Confié"


def hand_over(scene: Scene, triad: Triad, me: Person, to: Person) -> None:
    """`to` follows the triad from now on; the cards that its former counsellors hold go along, and both others know."""
    former = [one for one in triad.members if one.role is Role.COUNSELLOR]
    for one in former:
        scene.keep(Seat(triad.id, one.id, one.role, taken=False))
    scene.keep(Seat(triad.id, to.id, Role.COUNSELLOR, taken=True))
    kept = tuple(one for one in triad.members if one.role is not Role.COUNSELLOR)
    scene.triads[triad.id] = changed = replace(triad, members=(*kept, to))
    for card in scene.find(CardsOf(triad.id)):
        if card.holder_id in {one.id for one in former} and card.state == "taken":
            handed = logged(scene, card, "handed", to.first_name)
            change_card(scene, replace(handed, holder_id=to.id, holder=to.first_name, changed_at=scene.now))
    names = ", ".join(one.first_name for one in former) or me.first_name
    for member in changed.members:
        if member.role is not Role.COUNSELLOR and member.settled:
            young = member.role is Role.APPRENTICE
            words = (
                "{new} prend la suite de {old} : c'est maintenant {new} qui te suit. Ton fil et tes missions restent."
                if young
                else "{new} prend la suite de {old} : c'est maintenant la personne à qui parler ici."
            )
            scene.tell(member, say(words, new=to.first_name, old=names), triad=triad.id)
    if to.id != me.id:
        scene.tell(to, say("🔁 {who} vous confie le fil « {title} ».", who=me.first_name, title=triad.title))
    scene.post_in_topic(changed, say("🔁 Ce fil est maintenant suivi par {new} (avant : {old}).",
                                     new=to.first_name, old=names))  # fmt: skip
    scene.record("triad-transferred", triad=triad.id, to=to.id)


def _counsellor(scene: Scene) -> Person:
    if scene.person is None or scene.person.role is not Role.COUNSELLOR:
        raise Refused("Seule l'équipe peut le faire : rien n'a changé.")
    return scene.person


def _data(triad: Triad, verb: str, person: Person | None = None) -> str:
    return f"{KIND}:{triad.id}:{verb}" + (f":{person.id}" if person else "")


ACTS: Mapping[str, Callable[[Scene, Triad, str], str]] = {
    "ask": _verb_ask,
    "out": _verb_out,
    "hand": _verb_hand,
    "to": _verb_to,
    "stay": lambda *_: "Rien n'a changé",
}
