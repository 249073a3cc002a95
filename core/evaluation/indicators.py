"""The indicators: each is defined here, once, in words that a funder reads and in code that counts just that."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from core.evaluation.cases import FOUND, POSITIVE, Case, Proposed, Raised
from core.evaluation.cells import Cell
from core.evaluation.figures import Estimate, middle

Cases = Sequence[Case]
PEOPLE, MISSIONS, ALARMS = "jeunes", "missions", "alertes"


@dataclass(frozen=True)
class Count:
    """What is counted: how many a young person has. Each is a part of another one, its denominator."""

    id: str
    of: Callable[[Case], int]
    #: the count that it is a part of; "" for all young people
    within: str = "young"
    unit: str = PEOPLE
    #: counts of the same name fill together what they are within
    fills: str = ""


@dataclass(frozen=True)
class Indicator:
    """A share that is shown: the count of the same id, of what it is within. `known_of`: the count that should be known
    and of which the denominator is the known part; "" where nothing is unknown."""

    id: str
    title: str
    definition: str
    known_of: str = ""

    @property
    def unit(self) -> str:
        return COUNTS[self.id].unit

    def cell(self, cases: Cases) -> Cell:
        return cell(self.id, cases)

    def missing(self, cases: Cases) -> int:
        return cell(self.known_of, cases).k - self.cell(cases).n if self.known_of else 0


def cell(name: str, cases: Cases) -> Cell:
    """A count within its denominator."""
    one = COUNTS[name]
    whole = COUNTS[one.within] if one.within else one
    pairs = [(one.of(case), whole.of(case)) for case in cases]
    return Cell(
        sum(k for k, _ in pairs), sum(n for _, n in pairs), sum(n > 0 for _, n in pairs), sum(k > 0 for k, _ in pairs),
        sum(k < n for k, n in pairs) if one.unit == whole.unit else 0,
    )  # fmt: skip


def _missions(counts: Callable[[Proposed], bool]) -> Callable[[Case], int]:
    return lambda case: sum(map(counts, case.missions))


def _alarms(counts: Callable[[Raised], bool]) -> Callable[[Case], int]:
    return lambda case: sum(map(counts, case.alarms))


def _answer(name: str, act: str) -> Count:
    counts = _missions(lambda m: m.answered_at is not None and m.answer == act)
    return Count(name, counts, "answered", MISSIONS, "answer")


def _judged(name: str, founded: bool) -> Count:
    return Count(name, _alarms(lambda one: one.founded is founded), "judged", ALARMS, "judgement")


def _lost(name: str, counts: Callable[[str], bool]) -> Count:
    return Count(name, lambda case: bool(case.losses) and counts(case.losses[-1]), "lost", PEOPLE, "loss")


def _stands(after: str) -> bool:
    return after in ("contract", "training")


COUNTS: Mapping[str, Count] = {one.id: one for one in (
    Count("young", lambda case: 1, ""),
    Count("proposed", lambda case: bool(case.missions)),
    Count("tutors", lambda case: bool(case.missions) and case.tutor_acted, "proposed"),
    Count("missions", lambda case: len(case.missions), "proposed", MISSIONS),
    Count("answered", _missions(lambda m: m.answered_at is not None), "missions", MISSIONS),
    _answer("as-is", "validate"),
    _answer("adjusted", "amend"),
    _answer("refused", "refuse"),
    Count("agreed", _missions(lambda m: m.agreed), "missions", MISSIONS),
    Count("done", _missions(lambda m: m.done), "missions", MISSIONS),
    Count("expired", _missions(lambda m: m.expired), "missions", MISSIONS),
    Count("looked", _missions(lambda m: m.done and m.looked), "done", MISSIONS),
    Count("lessons", lambda case: case.lessons >= 4),
    Count("left", lambda case: case.exit is not None),
    Count("positive", lambda case: case.exit in POSITIVE, "left"),
    Count("heard3", lambda case: case.exit is not None and bool(case.after3), "left"),
    Count("after3", lambda case: case.exit is not None and _stands(case.after3), "heard3"),
    Count("heard6", lambda case: case.exit is not None and bool(case.after6), "left"),
    Count("after6", lambda case: case.exit is not None and _stands(case.after6), "heard6"),
    Count("alarmed", lambda case: bool(case.alarms)),
    Count("alarms", lambda case: len(case.alarms), "alarmed", ALARMS),
    Count("judged", _alarms(lambda one: one.founded is not None), "alarms", ALARMS),
    _judged("confirmed", True),
    _judged("false", False),
    Count("contested", _alarms(lambda one: one.contested), "alarms", ALARMS),
    Count("lost", lambda case: bool(case.losses)),
    _lost("found", lambda last: last in FOUND),
    _lost("closed", lambda last: last == "closed"),
    _lost("sought", lambda last: not last),
)}  # fmt: skip

INDICATORS: tuple[Indicator, ...] = (
    Indicator(
        "proposed", "Jeunes qui ont proposé une mission",
        "Jeunes qui ont envoyé au moins une mission à l'entreprise, parmi tous les jeunes suivis.",
    ),
    Indicator(
        "answered", "Missions qui ont eu une réponse",
        "Missions que l'entreprise a validées, ajustées ou refusées au moins une fois, parmi toutes celles proposées. "
        "Les missions sans réponse restent au dénominateur.",
    ),
    Indicator(
        "agreed", "Missions acceptées",
        "Missions sur lesquelles jeune et entreprise sont tombés d'accord, parmi toutes celles proposées. "
        "Refus et missions sans réponse restent au dénominateur.",
    ),
    Indicator(
        "adjusted", "Missions ajustées par l'entreprise",
        "Missions dont la première réponse de l'entreprise est une modification, parmi celles qui ont eu une réponse.",
    ),
    Indicator(
        "refused", "Missions refusées",
        "Missions dont la première réponse de l'entreprise est un refus, parmi celles qui ont eu une réponse.",
    ),
    Indicator(
        "done", "Missions faites",
        "Missions dites faites après l'accord, parmi celles proposées. Sans suite, une mission n'est jamais faite.",
    ),
    Indicator(
        "expired", "Missions restées sans suite",
        "Missions que personne n'a menées au bout avant leur échéance, faute de réponse ou de début, parmi toutes "
        "celles proposées. Elles ne comptent jamais comme faites.",
    ),
    Indicator(
        "looked", "Missions regardées à deux",
        "Missions pour lesquelles le jeune et l'entreprise ont donné leur regard, parmi les missions faites.",
    ),
    Indicator(
        "tutors", "Entreprises qui ont répondu au moins une fois",
        "Jeunes dont la personne de l'entreprise a répondu au moins une fois, parmi ceux qui ont proposé une mission.",
    ),
    Indicator(
        "lessons", "Jeunes qui ont fini les quatre leçons",
        "Jeunes qui ont fini les quatre leçons de l'atelier, parmi tous les jeunes suivis.",
    ),
    Indicator(
        "positive", "Sorties vers l'emploi ou la formation",
        "Jeunes sortis vers un contrat, un emploi même court, leur entreprise, une formation ou un service civique, "
        "parmi les sorties dont la raison est connue.",
        known_of="young",
    ),
    Indicator(
        "after3", "En contrat ou en formation, 3 mois après la sortie",
        "Jeunes qui disent être en contrat ou en formation 3 mois après leur sortie, parmi ceux qui ont répondu.",
        known_of="left",
    ),
    Indicator(
        "after6", "En contrat ou en formation, 6 mois après la sortie",
        "Jeunes qui disent être en contrat ou en formation 6 mois après leur sortie, parmi ceux qui ont répondu.",
        known_of="left",
    ),
    Indicator(
        "alarmed", "Jeunes pour qui une alerte précoce est partie",
        "Jeunes au sujet de qui au moins une alerte précoce a été envoyée à l'équipe, parmi tous les jeunes suivis.",
    ),
    Indicator(
        "confirmed", "Alertes que l'équipe a dites utiles",
        "Alertes précoces que l'équipe a dites utiles, parmi celles qu'elle a jugées ; les autres sont inconnues.",
        known_of="alarms",
    ),
    Indicator(
        "false", "Fausses alertes",
        "Alertes précoces que l'équipe a dites fausses, parmi celles qu'elle a jugées ; les autres sont inconnues.",
        known_of="alarms",
    ),
    Indicator(
        "contested", "Alertes que le jeune a contestées",
        "Alertes précoces auxquelles le jeune a répondu que tout va bien, parmi toutes celles envoyées.",
    ),
    Indicator(
        "lost", "Jeunes devenus injoignables",
        "Jeunes qui ont été « à recontacter » au moins une fois, parce qu'ils ne répondaient plus à rien, parmi tous "
        "les jeunes suivis.",
    ),
    Indicator(
        "found", "Injoignables retrouvés",
        "Jeunes devenus injoignables qui sont revenus d'eux-mêmes ou que l'équipe a recontactés, la dernière fois que "
        "c'est arrivé, parmi tous ceux devenus injoignables. Les autres restent au dénominateur.",
    ),
    Indicator(
        "closed", "Injoignables dont le suivi est clos",
        "Jeunes devenus injoignables dont l'équipe a clos le suivi avec un motif, la dernière fois que c'est arrivé, "
        "parmi tous ceux devenus injoignables.",
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


EXPOSURE = "Exposition"
#: how the cohort is divided: name -> the group of a case
PARTITIONS: Mapping[str, Callable[[Case], str]] = {
    "Site": lambda case: case.site,
    "Vague d'arrivée": lambda case: case.wave,
    EXPOSURE: lambda case: case.exposure,
}


def fits(partition: str, name: str) -> bool:
    """Missions are not divided by exposure: it is made of them, so that some of their counts would be known."""
    return partition != EXPOSURE or "proposed" not in lineage(name)


def lineage(name: str) -> tuple[str, ...]:
    """The count and all that it is a part of, up to all young people."""
    return (name, *lineage(COUNTS[name].within)) if name else ()


def divided(cases: Cases, by: Callable[[Case], str]) -> dict[str, list[Case]]:
    """The cases of each group, by its name."""
    groups: dict[str, list[Case]] = {}
    for case in cases:
        groups.setdefault(by(case), []).append(case)
    return dict(sorted(groups.items()))
