"""The indicators: each is defined here, once, in words that a funder reads and in code that counts just that."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from core.evaluation.cases import POSITIVE, Case, Proposed, Raised
from core.evaluation.cells import Cell
from core.evaluation.figures import Estimate, middle

Cases = Sequence[Case]
Count = Callable[[Cases], Cell]


@dataclass(frozen=True)
class Indicator:
    """A share: `cell` counts who is in it and who of them counts; `missing`, who should be and is not known."""

    id: str
    title: str
    definition: str
    #: "missions", "jeunes" or "alertes"
    unit: str
    cell: Callable[[Cases], Cell]
    missing: Callable[[Cases], int] = lambda cases: 0


def _of_missions(counts: Callable[[Proposed], bool], among: Callable[[Proposed], bool] = lambda m: True) -> Count:
    def cell(cases: Cases) -> Cell:
        mine = [[m for m in case.missions if among(m)] for case in cases]
        every = [mission for missions in mine for mission in missions]
        return Cell(sum(map(counts, every)), len(every), sum(map(bool, mine)))

    return cell


def _of_people(counts: Callable[[Case], bool], among: Callable[[Case], bool] = lambda c: True) -> Count:
    def cell(cases: Cases) -> Cell:
        mine = [case for case in cases if among(case)]
        return Cell(sum(map(counts, mine)), len(mine), len(mine), counts_people=True)

    return cell


def _of_alarms(counts: Callable[[Raised], bool], among: Callable[[Raised], bool] = lambda one: True) -> Count:
    def cell(cases: Cases) -> Cell:
        mine = [[one for one in case.alarms if among(one)] for case in cases]
        every = [one for several in mine for one in several]
        return Cell(sum(map(counts, every)), len(every), sum(map(bool, mine)))

    return cell


def _unjudged(cases: Cases) -> int:
    return sum(one.founded is None for case in cases for one in case.alarms)


INDICATORS: tuple[Indicator, ...] = (
    Indicator(
        "proposed", "Jeunes qui ont proposé une mission",
        "Jeunes qui ont envoyé au moins une mission à l'entreprise, parmi tous les jeunes suivis.",
        "jeunes", _of_people(lambda case: bool(case.missions)),
    ),
    Indicator(
        "answered", "Missions qui ont eu une réponse",
        "Missions que l'entreprise a validées, ajustées ou refusées au moins une fois, parmi toutes celles proposées. "
        "Les missions sans réponse restent au dénominateur.",
        "missions", _of_missions(lambda m: m.answered_at is not None),
    ),
    Indicator(
        "agreed", "Missions acceptées",
        "Missions sur lesquelles jeune et entreprise sont tombés d'accord, parmi toutes celles proposées. "
        "Refus et missions sans réponse restent au dénominateur.",
        "missions", _of_missions(lambda m: m.agreed),
    ),
    Indicator(
        "adjusted", "Missions ajustées par l'entreprise",
        "Missions dont la première réponse de l'entreprise est une modification, parmi celles qui ont eu une réponse.",
        "missions", _of_missions(lambda m: m.answer == "amend", lambda m: m.answered_at is not None),
    ),
    Indicator(
        "refused", "Missions refusées",
        "Missions dont la première réponse de l'entreprise est un refus, parmi celles qui ont eu une réponse.",
        "missions", _of_missions(lambda m: m.answer == "refuse", lambda m: m.answered_at is not None),
    ),
    Indicator(
        "done", "Missions faites",
        "Missions dites faites après l'accord, parmi celles proposées. Sans suite, une mission n'est jamais faite.",
        "missions", _of_missions(lambda m: m.done),
    ),
    Indicator(
        "looked", "Missions regardées à deux",
        "Missions pour lesquelles le jeune et l'entreprise ont donné leur regard, parmi les missions faites.",
        "missions", _of_missions(lambda m: m.looked, lambda m: m.done),
    ),
    Indicator(
        "tutors", "Entreprises qui ont répondu au moins une fois",
        "Jeunes dont la personne de l'entreprise a répondu au moins une fois, parmi ceux qui ont proposé une mission.",
        "jeunes", _of_people(lambda case: case.tutor_acted, lambda case: bool(case.missions)),
    ),
    Indicator(
        "lessons", "Jeunes qui ont fini les quatre leçons",
        "Jeunes qui ont fini les quatre leçons de l'atelier, parmi tous les jeunes suivis.",
        "jeunes", _of_people(lambda case: case.lessons >= 4),
    ),
    Indicator(
        "positive", "Sorties vers l'emploi ou la formation",
        "Jeunes sortis vers un contrat, un emploi, une formation ou un service civique, parmi les sorties dont la "
        "raison est connue.",
        "jeunes", _of_people(lambda case: case.exit in POSITIVE, lambda case: case.exit is not None),
        lambda cases: sum(case.exit is None for case in cases),
    ),
    Indicator(
        "after3", "En contrat ou en formation, 3 mois après la sortie",
        "Jeunes qui disent être en contrat ou en formation 3 mois après leur sortie, parmi ceux qui ont répondu.",
        "jeunes", _of_people(lambda case: case.after3 in ("contract", "training"), lambda case: bool(case.after3)),
        lambda cases: sum(case.exit is not None and not case.after3 for case in cases),
    ),
    Indicator(
        "after6", "En contrat ou en formation, 6 mois après la sortie",
        "Jeunes qui disent être en contrat ou en formation 6 mois après leur sortie, parmi ceux qui ont répondu.",
        "jeunes", _of_people(lambda case: case.after6 in ("contract", "training"), lambda case: bool(case.after6)),
        lambda cases: sum(case.exit is not None and not case.after6 for case in cases),
    ),
    Indicator(
        "alarmed", "Jeunes pour qui une alerte précoce est partie",
        "Jeunes au sujet de qui au moins une alerte précoce a été envoyée à l'équipe, parmi tous les jeunes suivis.",
        "jeunes", _of_people(lambda case: bool(case.alarms)),
    ),
    Indicator(
        "confirmed", "Alertes que l'équipe a dites utiles",
        "Alertes précoces que l'équipe a dites utiles, parmi celles qu'elle a jugées ; les autres sont inconnues.",
        "alertes", _of_alarms(lambda one: one.founded is True, lambda one: one.founded is not None), _unjudged,
    ),
    Indicator(
        "false", "Fausses alertes",
        "Alertes précoces que l'équipe a dites fausses, parmi celles qu'elle a jugées ; les autres sont inconnues.",
        "alertes", _of_alarms(lambda one: one.founded is False, lambda one: one.founded is not None), _unjudged,
    ),
    Indicator(
        "contested", "Alertes que le jeune a contestées",
        "Alertes précoces auxquelles le jeune a répondu que tout va bien, parmi toutes celles envoyées.",
        "alertes", _of_alarms(lambda one: one.contested),
    ),
)  # fmt: skip
BY_ID: Mapping[str, Indicator] = {one.id: one for one in INDICATORS}

DELAY = "Délai médian de la première réponse (heures)"
DELAY_MEANS = (
    "Heures entre l'envoi d'une mission et la première réponse de l'entreprise, nuits et week-ends compris ; la moitié "
    "des réponses arrivent plus tôt. Les missions sans réponse n'y sont pas : elles sont comptées à part."
)


def delay(cases: Cases) -> tuple[Estimate | None, int]:
    """The median delay of first answers in hours, and for how many young people."""
    hours = [[m.hours for m in case.missions if m.hours is not None] for case in cases]
    return middle([hour for several in hours for hour in several]), sum(map(bool, hours))


#: how the cohort is divided: name -> the group of a case
PARTITIONS: Mapping[str, Callable[[Case], str]] = {
    "Site": lambda case: case.site,
    "Vague d'arrivée": lambda case: case.wave,
    "Exposition": lambda case: case.exposure,
}


def divided(cases: Cases, by: Callable[[Case], str]) -> dict[str, list[Case]]:
    """The cases of each group, by its name."""
    groups: dict[str, list[Case]] = {}
    for case in cases:
        groups.setdefault(by(case), []).append(case)
    return dict(sorted(groups.items()))
