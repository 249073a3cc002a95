"""Which work-study contract may suit somebody, with reasons and what to do next. It informs; it promises nothing."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from core.law.facts import GONE, Figures, figure
from core.law.pay import APPRENTICESHIP, PROFESSIONAL
from core.people import Refused

# What somebody wants to come out with, where, and what she does today: what the questions may answer.
DIPLOMA, TRADE, UNDECIDED = "diplome", "metier", "cherche"
COMPANY, PUBLIC, ANYWHERE = "prive", "public", "tous"
SCHOOL, SEARCHING, WORKING = "cours", "sans-emploi", "emploi"


@dataclass(frozen=True, slots=True)
class Profile:
    """What somebody said of herself: only what the answer needs. Health is no part of it."""

    age: int
    goal: str
    employer: str = ANYWHERE
    situation: str = SEARCHING
    #: registered at France Travail
    registered: bool = False
    #: the last year of "collège" is over (asked of the youngest only)
    left_school: bool = True
    #: holds the baccalauréat or a vocational diploma
    qualified: bool = False


@dataclass(frozen=True, slots=True)
class Advice:
    """`contract`: a kind of contract, or "" for neither yet. The words are templates: their holes name figures."""

    contract: str
    reasons: tuple[str, ...]
    cautions: tuple[str, ...]
    next: str
    #: the other contract is open to her as well
    other: str = ""


def advise(who: Profile, figures: Figures, on: date) -> Advice:
    """What the law opens to her and what fits what she wants. Raises Refused when an age is being updated."""
    ages = _Ages(figures, on)
    open_to = {APPRENTICESHIP: _apprenticeship(who, ages), PROFESSIONAL: _professional(who, ages)}
    able = [kind for kind, why in open_to.items() if why]
    cautions = _cautions(who, ages)
    if not able:
        return Advice("", *_not_yet(who, ages, cautions))
    if who.goal == UNDECIDED:
        reasons = tuple(open_to[kind] for kind in able)
        return Advice(
            "", reasons, cautions, "Commence par choisir un métier : /metiers, puis une immersion de quelques jours."
        )
    wanted = PROFESSIONAL if who.goal == TRADE else APPRENTICESHIP
    kind = wanted if wanted in able else able[0]
    other = next((one for one in able if one != kind), "")
    reasons = (open_to[kind], *_fit(who, kind, wanted, ages), *_lasts(who, kind))
    return Advice(kind, reasons, cautions, _next(kind), other)


def recognised(who: Profile, figures: Figures, on: date) -> str:
    """What a recognised disability changes for her (a template). It is told, never asked nor kept."""
    ages = _Ages(figures, on)
    if who.age > ages["apprenti_age_max"]:
        return "Avec une reconnaissance de handicap (RQTH), l'apprentissage t'est ouvert : il n'y a pas d'âge maximum."
    return (
        "Avec une reconnaissance de handicap (RQTH), le contrat d'apprentissage peut être plus long. "
        "Le centre a un référent handicap, et il n'y a pas d'âge maximum."
    )


class _Ages:
    """The ages that decide, as they are on one day."""

    def __init__(self, figures: Figures, on: date) -> None:
        self._figures, self._on = figures, on

    def __getitem__(self, name: str) -> int:
        known = figure(self._figures, name, self._on)
        if known is None:
            raise Refused(GONE)
        return int(known.value)


def _apprenticeship(who: Profile, ages: _Ages) -> str:
    """Why an apprenticeship is open to her, or nothing."""
    if ages["apprenti_age_min"] <= who.age <= ages["apprenti_age_max"]:
        return "L'apprentissage est ouvert de {apprenti_age_min} à {apprenti_age_max}. Ton âge convient."
    if who.age >= ages["apprenti_age_apres_3e"] and who.age < ages["apprenti_age_min"] and who.left_school:
        return "Tu as fini la 3e : l'apprentissage est possible dès {apprenti_age_apres_3e}."
    return ""


def _professional(who: Profile, ages: _Ages) -> str:
    """Why a "contrat de professionnalisation" is open to her, or nothing."""
    if who.employer == PUBLIC:
        return ""
    if ages["pro_age_min"] <= who.age <= ages["pro_age_max"]:
        return "Le contrat pro est ouvert de {pro_age_min} à {pro_age_max}. Ton âge convient."
    if who.age >= ages["pro_age_demandeur"] and who.registered:
        return "Dès {pro_age_demandeur}, le contrat pro est ouvert aux personnes inscrites à France Travail."
    return ""


def _fit(who: Profile, kind: str, wanted: str, ages: _Ages) -> tuple[str, ...]:
    """How it goes with what she wants."""
    told = {
        (APPRENTICESHIP, DIPLOMA): "Tu veux un diplôme : c'est le but de l'apprentissage.",
        (PROFESSIONAL, TRADE): "Tu veux vite un métier : c'est le but du contrat pro.",
        (APPRENTICESHIP, TRADE): "Un titre professionnel, qui apprend un métier, se prépare aussi en apprentissage.",
        (PROFESSIONAL, DIPLOMA): "Le contrat pro peut aussi mener à un diplôme ou à un titre reconnu.",
    }[kind, who.goal]
    if who.employer == PUBLIC:
        return told, "Dans une mairie ou un hôpital public, seul l'apprentissage existe."
    return (told,) if kind == wanted else (told, _closed(wanted, who, ages))


def _closed(kind: str, who: Profile, ages: _Ages) -> str:
    """Why the contract that would fit is not open to her."""
    if kind == APPRENTICESHIP:
        return "L'apprentissage s'arrête à {apprenti_age_max}, sauf exceptions."
    if who.age < ages["pro_age_min"]:
        return "Le contrat pro commence à {pro_age_min}."
    return "Dès {pro_age_demandeur}, le contrat pro demande d'être inscrit à France Travail."


def _lasts(who: Profile, kind: str) -> tuple[str, ...]:
    """How long, and for an apprenticeship that it may begin before there is an employer."""
    if kind == APPRENTICESHIP:
        return (
            "Il dure de {apprenti_duree_min} à {apprenti_duree_max}.",
            "Tu peux commencer les cours sans employeur : tu as {sans_employeur} pour en trouver un.",
        )
    usual = "Il dure en général de {pro_duree_min} à {pro_duree_max}."
    return (
        (usual,)
        if who.qualified
        else (usual, "Sans bac ni diplôme professionnel, il peut aller jusqu'à {pro_duree_longue}.")
    )


def _cautions(who: Profile, ages: _Ages) -> tuple[str, ...]:
    told = []
    if who.age < ages["majorite"]:
        told.append("Avant {majorite}, un parent signe le contrat avec toi, ou la personne responsable de toi.")
    if who.situation == SEARCHING:
        told.append("Tu as une allocation ? Vois avec ton conseiller, avant de signer, ce qu'elle devient.")
    if who.situation == WORKING:
        told.append("Ne quitte pas ton emploi avant d'avoir signé.")
    if who.age > ages["pro_age_max"]:
        told.append("D'autres cas existent : une allocation, une création d'entreprise… Demande à ton conseiller.")
    return tuple(told)


def _not_yet(who: Profile, ages: _Ages, cautions: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...], str]:
    """Why neither is open today, and what opens one."""
    if who.age < ages["apprenti_age_min"]:
        youngest = "L'apprentissage commence à {apprenti_age_min}, ou dès {apprenti_age_apres_3e} si la 3e est finie."
        return (
            (youngest,),
            cautions,
            "Parle à ton collège ou à ton conseiller : un stage ou une classe de métiers t'y prépare.",
        )
    reasons = [_closed(APPRENTICESHIP, who, ages)]
    if who.employer == PUBLIC:
        reasons.append("Le contrat pro n'existe pas dans les administrations.")
        if _professional(replace(who, employer=ANYWHERE), ages):
            return tuple(reasons), cautions, "Cherche aussi dans les entreprises : là, le contrat pro t'est ouvert."
    reasons.append(_closed(PROFESSIONAL, who, ages))
    return tuple(reasons), cautions, "Inscris-toi à France Travail, puis refais le test : /contrat."


def _next(kind: str) -> str:
    if kind == APPRENTICESHIP:
        return "Trouve un centre qui a ta formation et demande son rythme. C'est la première question des employeurs."
    return "Demande à ton conseiller quelles entreprises d'ici prennent en contrat pro, et dans quels métiers."
