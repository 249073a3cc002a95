"""Immersions (PMSMP): the convention that a triad follows, the guard rails with their sources, missions within it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from core.immersions.conventions import REPRESENTATIVE, Convention
from core.law.facts import Source
from core.messages import Incoming
from core.nudges.nudge import Hours
from core.records import Asked
from core.texts import Text, say
from core.typed import plain, read_day

SITE = Source("immersion", "Immersion Facilitée", "https://immersion-facile.beta.gouv.fr")
OFFICIAL = Source(
    "sp-immersion",
    "Service-public.gouv.fr – L'immersion (PMSMP)",
    "https://www.service-public.gouv.fr/particuliers/vosdroits/F14102",
)
MINORS = Source(
    "sp-mineurs",
    "Service-public.gouv.fr – Le travail avant la majorité",
    "https://www.service-public.gouv.fr/particuliers/vosdroits/F2216",
)

MOST_DAYS, LEAST_AGE, MAJORITY = 30, 16, 18
MOST_HOURS, MOST_HOURS_MINOR = 48, 35
# As the service writes them: one for each period.
OBJECTIVES = (
    "Confirmer un projet professionnel",
    "Découvrir un métier ou un secteur d'activité",
    "Initier une démarche de recrutement",
)


@dataclass(frozen=True)
class Immersion:
    """A convention that a triad follows."""

    triad_id: int
    convention: Convention
    #: who said it; "" when the service did, or will
    told_by: str = ""
    #: when it was last heard of
    seen_at: datetime | None = None
    #: why nothing newer is known: "", "down", "unknown", "someone-else"
    trouble: str = ""
    #: the counsellor who says that it is hers although the first names differ
    vouched_by: str = ""
    #: how the end was looked at by both: what went well, what is next… and who agreed
    review: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class ImmersionsOf(Asked[tuple[Immersion, ...]]):
    """The immersions that a triad follows, the one that ends last first."""

    triad: int


@dataclass(frozen=True, kw_only=True, slots=True)
class ConventionNews(Incoming):
    """What the service says, or does not say, of a convention that a triad follows."""

    triad: int
    number: str
    #: None: `trouble` says why not
    convention: Convention | None = None
    #: the first name on it, only to see that it is hers
    first_name: str = ""
    trouble: str = ""
    #: we asked; else the service spoke by itself
    asked: bool = False


def live(followed: tuple[Immersion, ...], today: date) -> Immersion | None:
    """The immersion that counts today: not over, not given up."""
    return next(
        (one for one in followed if not one.convention.dead and (one.convention.ends or today) >= today), None
    )  # fmt: skip


# --- the guard rails -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Rail:
    """One rule, as people read it, and where it comes from."""

    id: str
    words: Text
    source: Source


RAILS: Mapping[str, Rail] = {
    rail.id: rail
    for rail in (
        Rail("signed", say("Tout le monde signe avant le premier jour, et la structure valide."), OFFICIAL),
        Rail("minor", say("Avant {age} ans, le représentant légal signe aussi.", age=MAJORITY), OFFICIAL),
        Rail("days", say("{n} jours de présence au plus.", n=MOST_DAYS), SITE),
        Rail("renewal", say("Au même endroit, elle se renouvelle une seule fois."), OFFICIAL),
        Rail("age", say("Il faut avoir {age} ans le premier jour.", age=LEAST_AGE), SITE),
        Rail("hours", say("{n} heures par semaine au plus.", n=MOST_HOURS), SITE),
        Rail("minor-hours", say("Avant {age} ans, {n} heures par semaine au plus.", age=MAJORITY, n=MOST_HOURS_MINOR),
             MINORS),
        Rail("objective", say("Un seul but : découvrir un métier, confirmer un projet ou préparer une embauche."),
             OFFICIAL),
        Rail("post", say("Pas de vrai poste à tenir, pas de remplacement, pas de salaire de l'entreprise."), OFFICIAL),
    )
}  # fmt: skip


def breaches(convention: Convention, earlier: Iterable[Convention], today: date) -> tuple[Rail, ...]:
    """The rails that this convention does not keep, as far as is known. `earlier`: the others of the same triad."""
    most = MOST_HOURS_MINOR if convention.minor else MOST_HOURS
    again = sum(one.renewal for one in earlier if one.company == convention.company and not one.dead)
    begun = convention.starts is not None and convention.starts <= today
    found = {
        "signed": begun and not convention.signed_by_all,
        "minor": convention.minor and REPRESENTATIVE not in convention.signed,
        "days": _days(convention) > MOST_DAYS,
        "renewal": convention.renewal and again > 0,
        "age": convention.too_young,
        "minor-hours" if convention.minor else "hours": convention.weekly_hours > most,
        "objective": bool(convention.objective) and convention.objective not in OBJECTIVES,
    }
    return () if convention.dead else tuple(rail for name, rail in RAILS.items() if found.get(name))


def _days(convention: Convention) -> int:
    """Days of presence, or without a schedule the days from the first to the last."""
    if convention.presence:
        return len(convention.presence)
    if convention.starts is None or convention.ends is None:
        return 0
    return (convention.ends - convention.starts).days + 1


def working_days_before(day: date, count: int, hours: Hours) -> date:
    """The day that is `count` working days before `day`."""
    for _ in range(count):
        day -= timedelta(days=1)
        while not hours.working(day):
            day -= timedelta(days=1)
    return day


def working_days_until(day: date, today: date, hours: Hours) -> int:
    """How many working days there are from tomorrow to `day`, `day` included."""
    span = range(1, (day - today).days + 1)
    return sum(hours.working(today + timedelta(days=n)) for n in span)


# --- missions within an immersion ------------------------------------------------------------------------------------

_EMPTY = {
    "avec", "dans", "pour", "plus", "sans", "chez", "elle", "cette", "leur", "leurs", "faire", "etre", "mieux",
    "entreprise", "mission", "travail", "tres", "tout", "tous", "toute", "toutes", "aussi", "quand", "comme",
    "trouve", "vite", "aider", "aide", "petit", "petite", "nouvelle", "nouveau", "semaine", "jour", "jours",
}  # fmt: skip


def related(mission: str, activities: str) -> bool:
    """Whether a mission speaks of what the convention declares: one word of weight in common is enough."""
    return bool(_stems(mission) & _stems(activities)) or not _stems(activities)


def _stems(words: str) -> set[str]:
    return {word[:5] for word in re.findall(r"[a-z]{4,}", plain(words)) if word not in _EMPTY}


def outside(convention: Convention, when: str, today: date) -> Text | None:
    """What is wrong with the day of a mission; None when it fits, or says no day that can be read."""
    asked = span_of(when, today)
    if asked is None or convention.starts is None or convention.ends is None:
        return None
    first, last = asked
    if last < convention.starts or first > convention.ends:
        return say("en dehors des dates de la convention")
    day = max(first, convention.starts)
    rank = sum(one <= day for one in convention.presence) if convention.presence else (day - convention.starts).days + 1
    return say("au-delà du {n}e jour de présence", n=MOST_DAYS) if rank > MOST_DAYS else None


def span_of(when: str, today: date) -> tuple[date, date] | None:
    """The days that a mission's "when" names, first and last."""
    words = plain(when)
    monday = today - timedelta(days=today.weekday())
    if "semaine prochaine" in words:
        return monday + timedelta(days=7), monday + timedelta(days=13)
    if "cette semaine" in words:
        return today, monday + timedelta(days=6)
    day = read_day(when, today)
    return (day, day) if day else None
