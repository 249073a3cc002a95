"""What a meeting looks like: the moments to choose from, the one that was kept with its calendar file, the report."""

from __future__ import annotations

from core.files import Attachment, paper
from core.meetings import slots
from core.meetings.meeting import LENGTH, LINES, SIDES, Meeting, Stage, sides
from core.messages import Button, Content, Rows, Send, ToPerson, ToTopic, Urgency
from core.missions.cards import stack
from core.people import BADGES, Person, Role
from core.scene import Scene
from core.texts import Text, render, say
from core.triad import Triad

#: whoever organises has no mailbox: a name of RFC 2606 that nobody can own
ORGANISER = "rendez-vous@triade.invalid"


def when(scene: Scene, meeting: Meeting) -> str:
    return slots.name(meeting.starts, scene.hours.zone) if meeting.starts is not None else ""


def data(meeting: Meeting, verb: str, *more: object) -> str:
    """The whole intention of a button; the round tells an old one from one that counts."""
    number = meeting.version if verb in ("agree", "change") else meeting.round
    return ":".join(map(str, ("rdv", meeting.triad_id, meeting.number, number, verb, *more)))


def question(scene: Scene, meeting: Meeting, role: Role) -> tuple[Text, Rows]:
    """The moments, each with whether it suits; nothing is sent before the last button."""
    ticks = meeting.ticks.get(role.value, ())
    rows = [
        (Button(f"{'✅' if n in ticks else '⬜'} {slots.name(slot, scene.hours.zone)}", data(meeting, "slot", n)),)
        for n, slot in enumerate(meeting.slots)
    ]
    send = Button(scene.words("📨 Envoyer").text, data(meeting, "ok"), style="success")
    none = Button(scene.words("Aucun ne me va").text, data(meeting, "none"))
    ask = "Touche tous les moments qui te vont." if role is Role.APPRENTICE else "Touchez tous ceux qui vous vont."
    words = stack(say("📅 <b>Rendez-vous à trois</b> · {place}", place=meeting.place), say(ask))
    return words, (*rows, (send, none))


def moments(scene: Scene, meeting: Meeting) -> Text:
    """The same question where there are no buttons: the moments in words."""
    return stack(
        say("📅 <b>Rendez-vous à trois</b> · {place}", place=meeting.place),
        *(say("• {moment}", moment=slots.name(slot, scene.hours.zone)) for slot in meeting.slots),
        say("Sur la page, on coche ceux qui conviennent."),
    )


def standing(scene: Scene, triad: Triad, meeting: Meeting) -> Text:
    """Where the meeting stands."""
    if meeting.report:
        return report(scene, triad, meeting)
    if meeting.stage is Stage.CANCELLED:
        return say("🚫 Rendez-vous annulé.")
    asked = None
    if meeting.stage is Stage.ASKING:
        there = [p for p in sides(triad) if p.role.value in meeting.answers]
        asked = say("⏳ On cherche un moment. Ont répondu : {who}", who=", ".join(p.first_name for p in there))
    kept = None
    if meeting.starts is not None:
        kept = say("📅 <b>{when}</b> · {place}", when=when(scene, meeting), place=meeting.place)
    return stack(kept, asked) or say("Aucun rendez-vous.")


def doors(scene: Scene, meeting: Meeting, reader: Person | None) -> Rows:
    """What can be done with a meeting as it stands."""
    rows: list[tuple[str, str]] = []
    if meeting.stage is Stage.ASKING or (meeting.stage is Stage.KEPT and not meeting.over(scene.now)):
        rows += [("🔁 Autres moments", "move"), ("🚫 Annuler", "cancel")]
    elif meeting.stage is Stage.KEPT and not meeting.report:
        rows += [("📝 Écrire le compte rendu", "report")]
    elif meeting.stage is Stage.NONE:
        rows += [("📅 Proposer d'autres moments", "move")]
    return tuple((Button(scene.words(words, reader).text, data(meeting, verb)),) for words, verb in rows)


def report(scene: Scene, triad: Triad, meeting: Meeting) -> Text:
    lines = [
        say("{label} : {words}", label=say(label), words=meeting.report.get(key, "")) for key, label in LINES.items()
    ]
    agreed = [BADGES[role] for role in SIDES if role.value in meeting.agreed]
    missing = [p.first_name for p in sides(triad) if p.role.value not in meeting.agreed]
    state = (
        say("✅ D'accord tous : {who}", who=", ".join(agreed))
        if meeting.stage is Stage.REPORTED
        else say("⏳ D'accord : {who}. Il manque : {missing}", who=", ".join(agreed), missing=", ".join(missing))
    )
    title = say("📝 <b>Compte rendu</b> du rendez-vous de {when}", when=when(scene, meeting))
    return stack(title, *lines, say("<i>{state}</i>", state=state))


def report_doors(scene: Scene, meeting: Meeting, reader: Person | None) -> Rows:
    yes = Button(scene.words("✅ C'est bien ça", reader).text, data(meeting, "agree"), style="success")
    change = Button(scene.words("✏️ Changer", reader).text, data(meeting, "change"))
    return ((yes, change),)


def invitation(scene: Scene, triad: Triad, meeting: Meeting, *, cancelled: bool = False) -> Attachment:
    """The file that calendars open; the same meeting has the same UID for ever, also after a merge of structures."""
    assert meeting.starts is not None
    structure = scene.structure
    return paper(
        "calendar",
        "rendez-vous.ics",
        {
            "uid": f"rdv-{meeting.triad_id}-{meeting.number}@triade.invalid",
            "sequence": meeting.sequence,
            "cancelled": cancelled,
            "starts": meeting.starts.isoformat(),
            "minutes": int(LENGTH.total_seconds() // 60),
            "zone": scene.hours.zone,
            "title": "Rendez-vous à trois",
            "place": meeting.place,
            "stamp": scene.now.isoformat(),
            "organiser": ORGANISER,
            "name": structure.name if structure is not None else "",
        },
    )


def tell(
    scene: Scene,
    triad: Triad,
    meeting: Meeting,
    text: Text,
    *,
    rows: bool | Rows = False,
    file: Attachment | None = None,
    but: Person | None = None,
    subject: str = "",
) -> None:
    """The same to each of the three: in private, and for the counsellors in the topic."""
    for person in sides(triad):
        if but is not None and person.role is but.role:
            continue
        mine = person.role is Role.COUNSELLOR
        shown = rows if not isinstance(rows, bool) else doors(scene, meeting, person) if rows else ()
        to: ToPerson | ToTopic = ToTopic(triad.id) if mine else ToPerson(person.id, triad.id)
        words = render(text) if mine else scene.words(text, person)
        scene.reply.outgoing.append(
            Send(to=to, content=Content(words, shown, file), subject=subject, urgency=Urgency.THREAD)
        )
