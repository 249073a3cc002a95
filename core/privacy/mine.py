"""`/mesdonnees`: what is kept, who has seen it, all of it in two files, and the way to correct or erase it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from core.conversation import facts_for, start
from core.files import paper
from core.languages import LANGUAGES
from core.messages import Button, Content, Press, Rows, Send, ToPerson
from core.missions.cards import stack
from core.people import BADGES, Person, Refused, Role
from core.privacy import erasure, notes, notices, passing
from core.privacy.erasure import ErasureOf
from core.privacy.kept import Export as Export, ExportOf, Kept, KeptOf, Seen, SeenBy
from core.privacy.portable import Page as Page, readable
from core.privacy.readings import BY_KEY, BY_OPERATOR, PURPOSES, READINGS, TOLD
from core.scene import Scene
from core.texts import Rich, Text, say

KIND = "my"
#: how many readings are named one by one
LISTED = 15
#: table -> how many of what
COUNTED = {
    "posts": "messages écrits : {n}",
    "missions": "missions : {n}",
    "assessments": "regards : {n}",
    "progress": "leçons : {n}",
    "meetings": "rendez-vous : {n}",
    "week_reviews": "semaines : {n}",
    "immersions": "immersions : {n}",
    "calls": "appels « Ça ne va pas » : {n}",
    "workshop_seats": "ateliers : {n}",
}
CHANNELS = {"telegram": "Telegram", "mail": "e-mail", "sms": "SMS"}
READ = {
    Role.APPRENTICE: "<b>Qui lit</b> : l'équipe « {structure} » lit tout. Les autres personnes de ton fil lisent le "
    "fil, tes missions, tes rendez-vous, tes immersions et ce qui vient. « Ça ne va pas » : l'équipe seule.",
    Role.TUTOR: "<b>Qui lit</b> : les membres du fil et l'équipe « {structure} ».",
    Role.COUNSELLOR: "<b>Qui lit</b> : l'équipe « {structure} », et les membres des fils où vous écrivez.",
}


def show(scene: Scene, _: str = "") -> None:
    """The screen: a few lines, then what can be done."""
    person = _me(scene)
    scene.answer(_told(scene, person), _buttons(scene, person))


def _told(scene: Scene, person: Person) -> Text:
    kept = scene.find(KeptOf(person.id))
    young = person.role is Role.APPRENTICE
    return stack(
        say("🗂 <b>Ce que je garde de toi</b>\n" if young else "🗂 <b>Ce que je garde de vous</b>\n"),
        _who(person, kept),
        _figures(kept),
        say("\n{who}", who=say(erasure.of_role(READ, person.role), structure=_structure(scene))),
        say("<b>Combien de temps</b> : tant que vous êtes de l'équipe. Rien ne s'efface seul : /effacer, au départ.")
        if person.role in erasure.STAFF
        else say("<b>Combien de temps</b> : le temps du suivi. Après deux ans sans nouvelles, tout s'efface seul."),
        say("<b>Accord</b> : donné le {day}.", day=f"{kept.consent_at:%d/%m/%Y}") if kept.consent_at else None,
    )  # fmt: skip


def _who(person: Person, kept: Kept) -> Text:
    at = ", ".join(dict.fromkeys(_address(channel, value) for channel, value in kept.addresses))
    return stack(
        say("Prénom : {name} · langue : {language}", name=person.first_name,
            language=LANGUAGES.get(person.language, person.language)),
        say("Entreprise : {company}", company=person.company) if person.company else None,
        say("Joignable par : {at}", at=at or "–"),
    )  # fmt: skip


def _address(channel: str, value: str) -> str:
    """A number at Telegram says nothing to anybody; a mail address does."""
    name = CHANNELS.get(channel, channel)
    return name if channel == "telegram" else f"{name} ({value})"


def _figures(kept: Kept) -> Text | None:
    told = [say(words, n=kept.counts[table]) for table, words in COUNTED.items() if kept.counts.get(table)]
    if not told:
        return None
    holes = " · ".join(f"{{l{n}}}" for n in range(len(told)))
    return Text(holes, {f"l{n}": words for n, words in enumerate(told)})


def _buttons(scene: Scene, person: Person) -> Rows:
    def one(label: str, verb: str, style: str = "") -> tuple[Button, ...]:
        return (Button(scene.words(label).text, f"{KIND}:{verb}", style=style),)

    return (
        one("📄 Tout recevoir", "files", "primary"),
        *([one("📝 Demander les notes de l'équipe", "notes")] if person.role in notes.ABOUT else []),
        one("👀 Qui a vu mon dossier", "seen"),
        one("✏️ Corriger", "correct"),
        one("📜 Mes droits", "rights"),
        one("🗑 Tout effacer", "erase"),
    )


# --- what its buttons do ---------------------------------------------------------------------------------------------


def press(_: Press, scene: Scene, verb: str) -> str:
    """`my:<verb>`: everything is about the one who presses."""
    act = VERBS.get(verb)
    if act is None:
        raise Refused("Ce bouton ne sert plus. La suite : /mesdonnees.")
    act(scene)
    return ""


def files(scene: Scene) -> None:
    """A PDF to read, and the same as data for another program."""
    person = _me(scene)
    page, export = taken(scene)
    day = scene.today.isoformat()
    telling = "📄 Tes données, à lire." if person.role is Role.APPRENTICE else "📄 Vos données, à lire."
    for words, file in (
        (telling, paper("mine", f"mes-donnees-{day}.pdf", page)),
        ("🧾 Les mêmes, pour un autre logiciel.", paper("bundle", f"mes-donnees-{day}.json", {"made": day, **export})),
    ):
        content = Content(scene.words(words), attachment=file)
        scene.reply.outgoing.append(Send(to=ToPerson(person.id), content=content))


def taken(scene: Scene) -> tuple[Page, Export]:
    """All of it, to be read and as data; the journal keeps that it was taken."""
    person = _me(scene)
    export = scene.find(ExportOf(person.id))
    scene.record("data-exported", role=person.role.value)
    return readable(scene, person, export), export


def seen(scene: Scene) -> None:
    """Who could read and who has read, as far as we know it: a channel does not tell who opens a message."""
    scene.answer(_seen(scene, _me(scene)))


def _seen(scene: Scene, person: Person) -> Text:
    found = scene.find(SeenBy(person.id))
    young = person.role is Role.APPRENTICE
    parts = [
        say("👀 <b>Qui a vu ton dossier</b>" if young else "👀 <b>Qui a vu votre dossier</b>"),
        _listed(scene, "Dans le fil :", "• {who}, {span}", [one for one in found if one.what == "thread"]),
        _listed(scene, "L'équipe, qui peut tout lire :", "• {who}, {span}", [o for o in found if o.what == "team"]),
        _read([one for one in found if one.what in READINGS]),
        _listed(scene, "Appels « Ça ne va pas », lus par :", "• {who}, {at}", [o for o in found if o.what == "call"]),
        _listed(scene, "Liens ouverts vers une page :", "• {span}", [one for one in found if one.what == "link"]),
        _outside(scene, found),
        say("<i>L'équipe a aussi ton prénom dans ses listes de travail : ces coups d'œil ne sont pas comptés.</i>")
        if young
        else None,
        say("<i>Telegram ne dit pas qui ouvre un message : je sais à qui il est arrivé, pas s'il est lu.</i>")
        if passing.TELEGRAM in passing.reached(scene, person)
        else say("<i>Un e-mail ou un SMS ne dit pas qui l'ouvre : je sais qu'il est parti, pas s'il est lu.</i>"),
    ]
    return stack(*parts)


def _listed(scene: Scene, title: str, line: str, found: list[Seen]) -> Text | None:
    if not found:
        return None
    rows = [say(line, who=_signed(one), span=_span(scene, one), at=scene.when(one.since)) for one in found[:LISTED]]
    more = [say("• et {n} autres", n=len(found) - LISTED)] if len(found) > LISTED else []
    return stack(say(title), *rows, *more)


def _read(found: list[Seen]) -> Text | None:
    """Of a young person: the readings of the team, by reader and by what was done."""
    if not found:
        return None
    line = "• {who} : {what}, {at}"
    rows = [say(line, who=_signed(one), what=say(READINGS[one.what]), at=_when(one)) for one in found[:LISTED]]
    return stack(say("Ont ouvert, cherché ou copié ton dossier :"), *rows)


def _outside(scene: Scene, found: Sequence[Seen]) -> Text | None:
    """Other software and the operator."""
    lines = {
        BY_KEY: "• un autre logiciel, « {name} » : {days}",
        BY_OPERATOR: "• l'équipe technique, pour {purpose} : {at}",
        TOLD: "• {name}, prévenu de chaque étape, sans nom ni mot : {span}",
    }
    rows = [
        say(
            lines[one.what], name=one.name or "?", purpose=say(PURPOSES.get(one.name, one.name)), at=_when(one),
            days=_days(one), span=_span(scene, one),
        )
        for one in found
        if one.what in lines
    ]  # fmt: skip
    last = "<i>Ce qui se fait sur le serveur sans passer par moi ne se voit pas ici.</i>"
    return stack(say("Hors de l'équipe :"), *rows[:LISTED], say(last)) if rows else None


def _days(one: Seen) -> Text:
    """Software that looks all day long is counted by days."""
    day = f"{one.until or one.since:%d/%m/%Y}"
    return say("lu {n} jours, la dernière fois le {day}", n=one.times, day=day) if one.times > 1 else say(
        "lu le {day}", day=day
    )  # fmt: skip


def _signed(one: Seen) -> Text:
    assert one.role is not None  # of the structure
    gone = say("une personne qui a effacé ses données")
    return say("{name} · {badge}", name=one.name or gone, badge=say(BADGES[one.role]))


def _when(one: Seen) -> Text:
    """The last day of a reading, and how often it was."""
    day = f"{one.until or one.since:%d/%m/%Y}"
    return say("{n} fois, la dernière le {day}", n=one.times, day=day) if one.times > 1 else say("le {day}", day=day)


def _span(scene: Scene, one: Seen) -> Text:
    since = f"{one.since:%d/%m/%Y}"
    return say("du {since} au {until}", since=since, until=f"{one.until:%d/%m/%Y}") if one.until else say(
        "depuis le {since}", since=since
    )  # fmt: skip


def correct(scene: Scene, _: str = "") -> None:
    """`/corriger`: what one can change oneself, and what the team changes with us."""
    start(scene, "correct_data", facts_for(scene, next(iter(scene.triads.values()), None)))


def ask_notes(scene: Scene) -> None:
    person = _me(scene)
    if person.role not in notes.ABOUT:
        raise Refused("Vos notes sont dans vos fils : elles sont déjà à vous.")
    scene.answer(notes.ask(scene, person))


def rights(scene: Scene) -> None:
    scene.answer(notices.rights(scene, _me(scene)))


# --- on a page -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class OnAPage:
    """What a page shows of it all."""

    kept: Rich
    seen: Rich
    rights: Rich
    #: before a yes, what goes and what stays; after it, until when it can be taken back
    erasing: Rich
    due: bool
    young: bool = False
    #: the team's notes: "" there are none about her role, "open" to be asked for, "asked"
    notes: str = ""


def on_a_page(scene: Scene) -> OnAPage:
    """The same words as in the chat."""
    person = _me(scene)
    due = scene.find(ErasureOf(person.id)).hers
    young = person.role is Role.APPRENTICE
    told = erasure.waiting(scene, due, young) if due is not None else erasure.told_before(scene, person)
    read = scene.words
    about = ("asked" if notes.asked(scene, person) else "open") if person.role in notes.ABOUT else ""
    return OnAPage(
        read(_told(scene, person)), read(_seen(scene, person)), read(notices.rights(scene, person)), read(told),
        due is not None, young, about,
    )  # fmt: skip


VERBS: Mapping[str, Callable[[Scene], None]] = {
    "files": files,
    "notes": ask_notes,
    "seen": seen,
    "correct": correct,
    "rights": rights,
    "erase": erasure.show,
}


def _me(scene: Scene) -> Person:
    if scene.person is None:
        raise Refused("Ici, je ne connais personne : rien n'a changé.")
    return scene.person


def _structure(scene: Scene) -> str:
    return scene.structure.name if scene.structure else ""
