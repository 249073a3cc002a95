"""What the questionnaires say: who answered, how answers moved between two moments, and what that is worth."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from statistics import fmean
from typing import Any

from core.evaluation.cases import Case, Cohort
from core.evaluation.cells import FEWEST, hidden, people
from core.evaluation.figures import Estimate, mean, mean_gap
from core.evaluation.indicators import INDICATORS
from core.evaluation.protocol import Moment, Study

HIDDEN = "masqué"
FEW = f"< {FEWEST}"
#: what a protocol promises to look at first, and how
PRIMARY = "La moyenne, pour chaque jeune, des écarts entre ses réponses de l'entrée et celles de la fin (1 à 5)."
METHOD = (
    "Écart moyen entre deux moments, pour ceux qui ont répondu aux deux, avec un intervalle de Student à 95 %.",
    "Comparaison : l'écart des jeunes qui ont eu une mission acceptée, moins celui des autres (Welch, 95 %).",
)
SHOWN: Mapping[Moment, str] = {Moment.T0: "T0, à l'entrée", Moment.T1: "T1, ensuite", Moment.T2: "T2, à la fin"}
PARTS = ("répondu", "dit non", "sans réponse", "pas encore demandé")
CAUTION = (
    "Un écart compare les réponses d'une même personne à deux moments ; qui n'a répondu qu'une fois n'y est pas.",
    "La première ligne est celle que le protocole a choisie d'avance. Pour les autres, un intervalle sur vingt évite "
    "zéro par hasard.",
    "Qui continue de répondre va peut-être mieux que qui ne répond plus. On note aussi volontiers plus haut à la fin.",
)
NO_FAIR = "Trop peu de réponses aux deux moments pour comparer : il en faut 5 de chaque côté."


def moved(case: Case, later: Moment, question: str = "") -> float | None:
    """By how much she moved from entry to `later`, between -4 and 4: on a question, else on average over those that
    she answered both times; None when there is none."""
    first, then = case.answers(Moment.T0), case.answers(later)
    both = [text for text in first if text in then and question in ("", text)]
    return fmean(then[text] - first[text] for text in both) if both else None


def shift(cases: Sequence[Case], later: Moment, question: str = "") -> tuple[Estimate | None, int]:
    """The mean of it, and of how many people."""
    values = [value for case in cases if (value := moved(case, later, question)) is not None]
    return mean(values), len(values)


def compared(cases: Sequence[Case]) -> Estimate | None:
    """How much more those with an accepted mission moved, entry to end; None when there are too few on one side."""
    sides: tuple[list[float], list[float]] = ([], [])
    for case in cases:
        value = moved(case, Moment.T2)
        if value is not None:
            sides[not any(mission.agreed for mission in case.missions)].append(value)
    return mean_gap(*sides) if min(map(len, sides)) >= FEWEST else None


def shown(cohort: Cohort) -> dict[str, Any] | None:
    """What the report shows of it; None when no cohort was ever opened."""
    if not cohort.studies:
        return None
    members = [case for case in cohort.cases if Moment.T0 in case.surveys]
    rows = [_row("Toutes les phrases (choisie d'avance)", members, "")]
    rows += [_row(text, members, text) for text in _questions(cohort)]
    gap, answered = compared(members), [_answered(members, moment) for moment in (Moment.T0, Moment.T2)]
    return {
        "people": FEW if 0 < len(members) < FEWEST else _rounded(len(members), len(cohort.cases)),
        "protocols": [line for study in cohort.studies for line in _promised(study)],
        "participation": [[SHOWN[moment], *_parts(members, moment)] for moment in Moment],
        "parts": list(PARTS),
        "rows": rows,
        "caution": list(CAUTION),
        "gap": NO_FAIR if gap is None else _told(gap, _rounded(gap.n, *answered)),
    }


def table(cohort: Cohort) -> list[list[str]]:
    """The same as rows of the table: who answered, then the changes; the values are points from 1 to 5."""
    seen = shown(cohort)
    if seen is None:
        return []
    rows = [["questionnaire", "", *seen["parts"]], *(["questionnaire", *part] for part in seen["participation"])]
    rows.append(["ecart", "", "t0_t1", "intervalle_95_t1", "n_t1", "t0_t2", "intervalle_95_t2", "n_t2"])
    rows += [["ecart", one["title"], *one["t1"], *one["t2"]] for one in seen["rows"]]
    seals = [
        ["protocole", study.name, f"version {one.number}", one.since.isoformat(), one.seal]
        for study in cohort.studies
        for one in study.protocols
    ]
    return [["comparaison", seen["gap"]], *seals, *rows]


def _questions(cohort: Cohort) -> list[str]:
    """Every sentence that a protocol asks, the newest protocol first."""
    every = [one for study in reversed(cohort.studies) for one in reversed(study.protocols)]
    return list(dict.fromkeys(text for one in every for text in one.questions.values()))


def _parts(members: Sequence[Case], moment: Moment) -> list[str]:
    states = [case.surveys[moment].state if moment in case.surveys else "" for case in members]
    counts = {
        name: states.count(state) for name, state in zip(PARTS, ("answered", "refused", "asked", ""), strict=True)
    }
    gone = hidden({name: (people(n),) for name, n in counts.items()})
    return [HIDDEN if name in gone else str(n) for name, n in counts.items()]


def _row(title: str, members: Sequence[Case], question: str) -> dict[str, Any]:
    found: dict[str, Any] = {"title": title}
    for moment in (Moment.T1, Moment.T2):
        value, n = shift(members, moment, question)
        answered = [_answered(members, one) for one in (Moment.T0, moment)]
        if value is None or n < FEWEST:
            found[moment.value] = [FEW if n else "–", "", FEW if n else "0"]
        else:
            found[moment.value] = [
                points(value.value),
                _interval(value),
                _rounded(n, *answered, shift(members, moment)[1]),
            ]
    return found


def _answered(members: Sequence[Case], moment: Moment) -> int:
    return sum(bool(case.answers(moment)) for case in members)


def _rounded(n: int, *of: int) -> str:
    """How many; not to the unit when the rest of one of those that they are among would be fewer than five."""
    return f"≥ {n // 5 * 5}" if any(0 < whole - n < FEWEST for whole in of) else str(n)


def _interval(value: Estimate) -> str:
    return f"{points(value.low)} à {points(value.high)}" if value.low < value.high else "non calculable"


def _told(gap: Estimate, n: str) -> str:
    clear = gap.low > 0 or gap.high < 0
    meaning = (
        "C'est plus que ce que le hasard fait d'habitude ; cela ne dit pas pourquoi."
        if clear
        else "L'intervalle contient zéro : on ne peut pas dire qu'il y a une différence."
    )
    return (
        "De l'entrée à la fin, les jeunes qui ont eu une mission acceptée ont bougé de "
        f"{points(gap.value)} point de plus que les autres (de {_interval(gap)}, n : {n}). {meaning}"
    )


def _promised(study: Study) -> list[str]:
    until = f", fermée le {study.closed:%d/%m/%Y}" if study.closed else ", encore ouverte"
    lines = [f"Cohorte « {study.name} », ouverte le {study.opened:%d/%m/%Y}{until}."]
    for one in study.protocols:
        broken = "" if one.whole else " ATTENTION : l'empreinte ne correspond plus à ce texte."
        lines.append(
            f"Protocole version {one.number}, gelé le {one.since:%d/%m/%Y}, empreinte {one.seal[:16]} : "
            f"{len(one.questions)} phrases, entrée, puis {one.weeks} semaines, puis la fin.{broken}"
        )
    if len(study.protocols) > 1:
        lines.append(
            f"Le protocole a changé {len(study.protocols) - 1} fois en cours de route : seules les phrases restées les "
            "mêmes se comparent."
        )
    promised = dict(study.protocol.body["indicators"])
    known = {one.id: one for one in INDICATORS}
    other = [one.title for one in INDICATORS if promised.get(one.id, one.definition) != one.definition]
    added = [one.title for one in INDICATORS if one.id not in promised]
    gone = [name for name in promised if name not in known]
    if other or gone:
        lines.append(f"Définis autrement que dans le protocole, ou disparus : {', '.join(other + gone)}.")
    if added:
        lines.append(f"Ajoutés depuis, donc non prévus : {', '.join(added)}.")
    return lines


def points(value: float) -> str:
    return f"{value:+.1f}".replace("-", "−").replace(".", ",")
