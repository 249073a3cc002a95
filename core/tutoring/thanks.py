"""Once a month: what somebody gave as a tutor, in one line; and, when asked for, an attestation for the employer."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from core.law.facts import day
from core.lessons import attestation as lessons
from core.messages import Button, Content, Doubt, Press, Send, ToPerson, Urgency, paper
from core.missions.cards import stack
from core.nudges.nudged import Nudged
from core.nudges.rounds import put_off
from core.people import Person, Refused, Role
from core.scene import Scene, Timer
from core.texts import Text, say
from core.tutoring import guides
from core.tutoring.tutoring import Tutoring, TutoringOf, Tutors

DUE = "thanks"
#: what `Person.settings` says under "thanks" once somebody wants no more of it
OFF = "off"
BEGINNING = datetime(2020, 1, 1, tzinfo=UTC)


def look(scene: Scene) -> None:
    """On the first working day of a month each tutor gets a turn of his own."""
    today, hours = scene.today, scene.hours
    before = (today.replace(day=1) + timedelta(days=n) for n in range(today.day - 1))
    if not hours.working(today) or any(hours.working(one) for one in before):
        return
    for person in scene.find(Tutors()):
        data = {"month": f"{today:%Y-%m}"}
        scene.reply.timers.append(Timer(f"{DUE}:{person}:{today:%Y-%m}", DUE, scene.now, None, person, data))


def due(timer: Timer, scene: Scene) -> None:
    """The line about the month that has ended; nothing when there is nothing to thank for."""
    who, month = scene.whose, str(timer.data["month"])
    if who is None or not (who.settled and who.reachable) or who.settings.get("thanks") == OFF:
        return
    if month != f"{scene.today:%Y-%m}" or put_off(scene, timer, who):
        return
    first = scene.today.replace(day=1)
    before = (first - timedelta(days=1)).replace(day=1)
    done = scene.find(TutoringOf(who.id, _start(scene, before), _start(scene, first)))
    if done.empty:
        return
    rows = (
        (Button(scene.words("🏅 Mon attestation", who).text, f"{guides.KIND}:paper"),),
        (Button(scene.words("🔕 Ne plus recevoir", who).text, f"{guides.KIND}:off"),),
    )
    scene.tell(who, line(done), rows, subject=timer.key, urgency=Urgency.NUDGE, doubt=Doubt.HOLD)
    scene.keep(Nudged(who.id))
    scene.record("tutor-thanked", answered=done.answered, looks=done.looks)


def line(done: Tutoring) -> Text:
    """« Le mois dernier, vous avez répondu à 6 missions, en 9 h la plupart du temps… »."""
    parts = [say("🙏 Le mois dernier, grâce à vous :")]
    if done.answered:
        parts.append(say("• missions qui ont eu votre réponse : {n} (dont oui : {yes})", n=done.answered,
                         yes=done.agreed))  # fmt: skip
    if done.delay is not None:
        parts.append(say("• votre réponse arrive le plus souvent en {span}", span=_span(done.delay)))
    if done.looks:
        parts.append(say("• regards donnés : {n}", n=done.looks))
    return stack(*parts, say("C'est ce qui fait tenir un contrat. Merci."))


def _span(delay: timedelta) -> Text:
    hours = round(delay.total_seconds() / 3600)
    if hours < 1:
        return say("moins d'une heure")
    return say("{n} h", n=hours) if hours < 48 else say("{n} jours", n=round(hours / 24))


def _start(scene: Scene, first: date) -> datetime:
    return datetime.combine(first, time(0), ZoneInfo(scene.hours.zone)).astimezone(UTC)


# --- what is tapped and asked for ------------------------------------------------------------------------------------


def press(incoming: Press, scene: Scene, rest: str) -> str:
    """`tu:guide:<name>`, `tu:paper` or `tu:off`."""
    what, _, name = rest.partition(":")
    me = scene.person
    if me is None or me.role is not Role.TUTOR:
        raise Refused("Ce bouton est pour la personne de l'entreprise : rien n'a changé.")
    if what == "guide":
        return guides.turn(scene, incoming, name)
    if what == "paper":
        issue(scene, me)
        return ""
    if what != OFF:
        raise Refused(guides.OLD)
    scene.reply.people.append(replace(me, settings={**me.settings, "thanks": OFF}))
    scene.record("thanks-refused")
    return scene.words("C'est noté : plus de bilan du mois.").text


def ask(scene: Scene) -> None:
    """`/attestation`: of the modules; a tutor also has that of his tutoring."""
    me = scene.person
    if me is None or me.role is not Role.TUTOR or _all(scene, me).empty:
        lessons.ask(scene)
        return
    issue(scene, me)
    if lessons.ready(scene):
        lessons.ask(scene)


def issue(scene: Scene, me: Person) -> None:
    """The paper, with figures only: the names of the young stay here."""
    done, structure = _all(scene, me), scene.structure
    if done.empty or structure is None:
        raise Refused("L'attestation vient après votre première réponse à une mission.")
    zone, since = ZoneInfo(scene.hours.zone), done.since or scene.now
    counted = (
        (say("Jeunes suivis"), done.followed),
        (say("Missions proposées qui ont eu sa réponse"), done.answered),
        (say("Missions validées"), done.agreed),
        (say("Regards donnés sur une mission faite"), done.looks),
        (say("Rendez-vous à trois avec un compte rendu"), done.meetings),
    )
    name = f"{me.first_name}, {me.company}" if me.company else me.first_name
    data = {
        "made": scene.today.isoformat(),
        "structure": structure.name,
        "title": scene.words("Attestation de tutorat").text,
        "name": name,
        "did": scene.words(
            say("a suivi des jeunes dans l'entreprise depuis le {day} :", day=day(since.astimezone(zone).date()))
        ).text,
        "modules": [{"title": scene.words(label).text, "day": str(n)} for label, n in counted if n],
        "issued": scene.words(
            say("Fait le {day} par {issuer}.", day=day(scene.today), issuer=structure.name)
        ).text,
        "nature": scene.words("Ce document compte ce qui a été fait ici. Ce n'est pas un diplôme.").text,
        "check": scene.words(say("À vérifier auprès de {issuer}.", issuer=structure.name)).text,
        "address": "",
    }  # fmt: skip
    file = paper("attestation", "attestation-tutorat.pdf", data)
    words = scene.words("🏅 Votre attestation de tutorat, pour votre employeur ou pour vous.")
    scene.reply.outgoing.append(Send(to=ToPerson(me.id), content=Content(words, attachment=file)))
    scene.record("tutoring-attested", answered=done.answered, looks=done.looks)


def _all(scene: Scene, me: Person) -> Tutoring:
    return scene.find(TutoringOf(me.id, BEGINNING, scene.now + timedelta(seconds=1)))
