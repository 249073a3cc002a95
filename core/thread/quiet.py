"""`/horaires`: when a phone may ring. Each person chooses for herself; the team chooses for everybody else."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import time

from core.messages import Button, Message, Press, Rows
from core.people import Person, Refused, Role
from core.scene import Scene
from core.texts import Text, say
from core.thread.polite import CHOSEN, MINUTES, Polite, chosen, together

KIND = "ph"
#: the longest that a message may wait for others of the same mail
MOST_MINUTES = 30
#: signs of the opening hours
OPENING = 120
#: what a tap chooses
OFFERED: Mapping[str, tuple[str, Polite]] = {
    "week": ("8 h – 20 h, du lundi au vendredi", Polite()),
    "days": ("8 h – 20 h, tous les jours", Polite(weekends=True)),
    "work": ("9 h – 18 h, du lundi au vendredi", Polite(time(9), time(18))),
    "always": ("À toute heure", Polite(always=True)),
}
# "9-18", "8h30 à 19h", "9 h – 18 h"
_HOURS = re.compile(r"(\d{1,2})\s*(?:h|:)?\s*(\d{2})?\D{1,5}?(\d{1,2})\s*(?:h|:)?\s*(\d{2})?\s*h?(.*)")
# "mails 5", "e-mails 0 min"
_MAILS = re.compile(r"e?-?mails?\s*:?\s*(\d{1,2})\s*(?:min|minutes)?")
_DAILY = ("tous", "7j", "jours", "week-end", "weekend")


def private(scene: Scene, words: str) -> None:
    """In a private chat: one's own hours."""
    person = scene.person
    assert person is not None
    if words:
        _typed(scene, person, words)
        return
    now = in_words(chosen(scene.structure, person))
    young = person.role is Role.APPRENTICE
    scene.answer(
        say("🔔 Ton téléphone sonne ici : {now}. Le reste du temps, tout arrive sans bruit." if young else
            "🔔 Votre téléphone sonne ici : {now}. Le reste du temps, tout arrive sans bruit.", now=now),
        _rows(scene),
    )  # fmt: skip


def in_forum(incoming: Message, scene: Scene) -> None:
    """In the forum: for everybody who has not chosen, and for the forum itself."""
    first, _, rest = incoming.argument.strip().partition(" ")
    try:
        if first.casefold() == "accueil":
            open_house(scene, rest)
            return
        if (minutes := _MAILS.fullmatch(incoming.argument.strip().casefold())) is not None:
            gather(scene, int(minutes[1]))
            return
    except Refused as refused:
        scene.answer(refused.text)
        return
    if incoming.argument:
        _typed(scene, None, incoming.argument)
        return
    scene.answer(
        say("🔔 Les téléphones sonnent : {now}. Le reste du temps, le fil arrive sans bruit et les annonces attendent, "
            "mais les appels à l'aide sonnent toujours. Chaque personne peut choisir autrement : /horaires en privé.\n"
            "✉️ Par e-mail, les messages d'un fil partent ensemble, après {minutes} min (/horaires mails 5).\n"
            "🚪 Accueil, comme chacun le lit : {hours} (/horaires accueil du lundi au vendredi, 9 h – 17 h).",
            now=in_words(chosen(scene.structure)), minutes=together(scene.structure).seconds // 60,
            hours=(scene.structure.hours if scene.structure else "") or "–"),
        _rows(scene),
    )  # fmt: skip


def press(press: Press, scene: Scene, rest: str) -> str:
    """`ph:<choice>`: where it is pressed says for whom."""
    if rest not in OFFERED or scene.person is None:
        raise Refused("Ce bouton ne sert plus : /horaires.")
    if not press.place.private and scene.person.role is not Role.COUNSELLOR:
        raise Refused("Seule l'équipe peut le choisir : rien n'a changé.")
    choose(scene, scene.person if press.place.private else None, OFFERED[rest][1])
    return "C'est noté"


def choose(scene: Scene, person: Person | None, polite: Polite) -> None:
    """From now on, for her, or for the structure (None)."""
    if person is not None:
        scene.person = replace(person, settings={**person.settings, CHOSEN: polite.pack()})
        scene.reply.people.append(scene.person)
    elif scene.structure is not None:
        scene.structure = replace(scene.structure, settings={**scene.structure.settings, CHOSEN: polite.pack()})
        scene.keep(scene.structure)
    scene.record("polite-hours-chosen", whose="own" if person else "structure")
    scene.answer(say("🔔 C'est noté : {now}.", now=in_words(polite)))


def gather(scene: Scene, minutes: int) -> None:
    """For how long a message waits for others of the same mail, from now on; 0: each is a mail of its own."""
    if scene.structure is None or minutes > MOST_MINUTES:
        raise Refused(say("Entre 0 et {most} minutes : rien n'a changé.", most=MOST_MINUTES))
    scene.structure = replace(scene.structure, settings={**scene.structure.settings, MINUTES: minutes})
    scene.keep(scene.structure)
    scene.record("mail-minutes-chosen", minutes=minutes)
    noted = say(
        "✉️ C'est noté : les messages d'un fil partent ensemble par e-mail, après {minutes} min.", minutes=minutes
    )
    scene.answer(noted if minutes else "✉️ C'est noté : chaque message part seul, dès qu'il est écrit.")


def open_house(scene: Scene, words: str) -> None:
    """When the house is open, in the words that everybody reads."""
    words = " ".join(words.split())
    if scene.structure is None or not words or len(words) > OPENING:
        raise Refused(
            say("Écrivez les horaires en {n} signes au plus : « du lundi au vendredi, 9 h – 17 h ».", n=OPENING)
        )
    scene.structure = replace(scene.structure, hours=words)
    scene.keep(scene.structure)
    scene.record("hours-changed")
    scene.answer(say("🚪 C'est noté : {hours}.", hours=words))


def _typed(scene: Scene, person: Person | None, words: str) -> None:
    polite = read(words)
    if polite is None:
        scene.answer("Je n'ai pas compris ces heures. Par exemple : /horaires 8h30-19h, /horaires 9-20 tous les jours.")
    else:
        choose(scene, person, polite)


def read(words: str) -> Polite | None:
    """The hours that were typed; None when they cannot be."""
    found = _HOURS.fullmatch(words.strip().casefold())
    if found is None:
        return None
    try:
        opens = time(int(found[1]), int(found[2] or 0))
        closes = time(int(found[3]), int(found[4] or 0))
    except ValueError:
        return None
    daily = any(word in found[5] for word in _DAILY)
    return Polite(opens, closes, weekends=daily) if opens < closes else None


def in_words(polite: Polite) -> Text:
    if polite.always:
        return say("à toute heure")
    hours = {"a": f"{polite.opens:%H:%M}", "b": f"{polite.closes:%H:%M}"}
    return say("de {a} à {b}, tous les jours" if polite.weekends else "de {a} à {b}, du lundi au vendredi", **hours)


def _rows(scene: Scene) -> Rows:
    return tuple((Button(scene.words(label).text, f"{KIND}:{name}"),) for name, (label, _) in OFFERED.items())
