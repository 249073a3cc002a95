"""What an immersion looks like: its card for each reader, and the guard rails with their sources."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from core.immersions.immersion import RAILS, SITE, Immersion, breaches, working_days_until
from core.law.facts import link
from core.messages import Button, Rows
from core.missions.cards import stack
from core.people import Person, Role
from core.scene import Scene
from core.texts import Text, say
from core.triad import Triad

TROUBLES = {
    "down": "⚠️ Le site ne répond pas en ce moment.",
    "unknown": "⚠️ Le site ne connaît pas ce numéro, ou ne nous le montre pas.",
    "someone-else": "⚠️ Cette convention ne semble pas être celle de {name} : rien n'en est montré. Vérifier le lien.",
}
DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")


def long_day(day: date) -> str:
    return f"{DAYS[day.weekday()]} {day:%d/%m/%Y}"


def card(
    scene: Scene,
    triad: Triad,
    immersion: Immersion,
    others: Iterable[Immersion],
    reader: Person | None,
    news: Text | None = None,
) -> Text:
    """The immersion as it is known now (`reader` None: the topic); nothing is said of it that is not known."""
    convention = immersion.convention
    name = "" if reader is not None and reader.role is Role.APPRENTICE else name_in(triad)
    company = say(" · {company}", company=convention.company) if convention.company else None
    earlier = [one.convention for one in others if one.convention.id != convention.id]
    broken = breaches(convention, earlier, scene.today)
    known = immersion.seen_at is not None
    return stack(
        news,
        say("🤝 Immersion de {name}{company}" if name else "🤝 Ton immersion{company}", name=name, company=company),
        period(scene, immersion) if known else None,
        say("Convention : {words} ({source})", words=convention.words, source=_source(scene, immersion))
        if known
        else say("J'ai le numéro. Je demande au site où en est la convention : la réponse arrive ici.")
        if not immersion.trouble
        else None,
        say(TROUBLES[immersion.trouble], name=name_in(triad)) if immersion.trouble else None,
        who_acts(immersion, name) if known else None,
        *(say("⚠️ À vérifier : {rule}", rule=rail.words) for rail in broken),
        say("Pour voir ou signer : {site}", site=link(SITE)) if not convention.dead else None,
    )


def who_acts(immersion: Immersion, name: str) -> Text | None:
    """Who has something to do, in one line."""
    found = immersion.convention.must_act(name)
    if not found:
        return None
    return say("À faire par : {who}", who=listed(found))


def listed(texts: Iterable[Text]) -> Text:
    """One, another, a third."""
    found = tuple(texts)
    names = [f"t{n}" for n in range(len(found))]
    return Text(", ".join(f"{{{name}}}" for name in names), dict(zip(names, found, strict=True)))


def period(scene: Scene, immersion: Immersion) -> Text | None:
    """From when to when, and how long until then."""
    starts, ends = immersion.convention.starts, immersion.convention.ends
    if starts is None or ends is None:
        return None
    days = (starts - scene.today).days
    if days > 1:
        left = say("commence dans {n} jours, dont {working} ouvrés", n=days,
                   working=working_days_until(starts, scene.today, scene.hours))  # fmt: skip
    elif days >= 0:
        left = say("commence demain") if days else say("commence aujourd'hui")
    elif ends >= scene.today:
        left = say("encore {n} jours", n=(ends - scene.today).days + 1)
    else:
        left = say("terminée")
    return say("Du {starts} au {ends} – {left}", starts=long_day(starts), ends=long_day(ends), left=left)


def _source(scene: Scene, immersion: Immersion) -> Text:
    assert immersion.seen_at is not None
    when = scene.when(immersion.seen_at)
    if immersion.told_by:
        return say("dit par {who}, {when}", who=immersion.told_by, when=when)
    return say("Immersion Facilitée, {when}", when=when)


def buttons(scene: Scene, triad: Triad, immersion: Immersion, reader: Person | None) -> Rows:
    """What may be done from the card; nobody signs from here."""
    words, convention = scene.words, immersion.convention
    rows: list[tuple[Button, ...]] = [
        (Button(words("📏 Les règles", reader).text, data(triad, "rules", convention.id)),
         Button(words("➕ Une autre", reader).text, data(triad, "other", convention.id))),
    ]  # fmt: skip
    may = reader is None or reader.role in (Role.APPRENTICE, Role.COUNSELLOR)
    if may and immersion.told_by and not convention.signed_by_all and not convention.dead:
        rows.insert(0, (Button(words("✅ Tout le monde a signé", reader).text, data(triad, "signed", convention.id)),))
    return tuple(rows)


def data(triad: Triad, act: str, convention: str) -> str:
    """The whole intention of a button."""
    return f"i:{triad.id}:{act}:{convention}"


def rules() -> Text:
    """The guard rails, each with the page it comes from."""
    lines = (say("• {words} ({source})", words=rail.words, source=link(rail.source)) for rail in RAILS.values())
    return stack(
        say("📏 <b>Les règles d'une immersion</b>"),
        *lines,
        say("Le bot ne signe jamais pour personne : chacun signe lui-même, sur le site ou sur le papier."),
    )


def name_in(triad: Triad) -> str:
    return triad.apprentice.first_name if triad.apprentice else "?"
