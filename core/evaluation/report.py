"""The report: the cohort counted, its comparisons with n, interval and caution, and what it does not allow to say.

Plain data, so that the same cohort on the same day makes the same PDF, table and dictionary, byte for byte.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from core.evaluation import changes
from core.evaluation.cases import POSITIVE, UNEXPOSED, Case, Cohort
from core.evaluation.cells import FEWEST, Cell
from core.evaluation.figures import Estimate, difference, proportion
from core.evaluation.indicators import (
    COUNTS,
    DELAY,
    DELAY_MEANS,
    EXPOSURE,
    INDICATORS,
    PARTITIONS,
    Indicator,
    delay,
    fits,
)
from core.evaluation.masking import Mask

FEW = f"< {FEWEST}"
HIDDEN = "masqué"
CANNOT = (
    "Ce rapport décrit ce qui s'est passé. Il ne prouve pas que la démarche en est la cause : personne n'a été tiré au "
    "sort, et les jeunes qui proposent des missions sont peut-être ceux qui auraient trouvé de toute façon.",
    "Les écarts entre sites mêlent la démarche, le bassin d'emploi, les équipes et les jeunes accueillis.",
    "Les suites à 3 et 6 mois sont dites par les jeunes qui répondent ; ceux qui ne répondent pas vont peut-être moins "
    "bien, ou mieux.",
    "Une mission jamais notée dans l'outil n'existe pas ici : le rapport compte ce qui passe par Triade.",
    "Un intervalle large dit que l'on ne sait pas, pas qu'il n'y a rien.",
    "Deux rapports faits à quelques jours d'écart ne sont pas faits pour être comparés ligne à ligne : la différence "
    "pourrait être une seule personne. Publiez-en un par trimestre au plus.",
)  # fmt: skip


def report(cohort: Cohort, name: str, day: date, *, invented: bool = False) -> dict[str, Any]:
    """Everything that the PDF shows. `invented`: a cohort made up to see the report full, as each page says."""
    cases, mask = cohort.cases, Mask(cohort.cases)
    return {
        "structure": name,
        "made": day.isoformat(),
        "day": f"{day:%d/%m/%Y}",
        "invented": invented,
        "design": _design(cohort),
        "rates": [_rate(one, mask) for one in INDICATORS],
        "delay": _delay(mask),
        "tables": [_table(title, mask) for title in PARTITIONS],
        "comparison": comparison(cases, mask),
        "surveys": changes.shown(cohort),
        "cannot": list(CANNOT),
        "small": len(cases) < FEWEST,
    }


def table(cohort: Cohort, name: str, day: date) -> list[list[str]]:
    """The same as rows: indicator, partition, group, count, among, share, interval."""
    head = ["indicateur", "titre", "partition", "groupe", "nombre", "parmi", "part_pct", "bas_95_pct", "haut_95_pct",
            "inconnus"]  # fmt: skip
    rows = [["structure", name], ["fait_le", day.isoformat()], head]
    mask = Mask(cohort.cases)
    for one in INDICATORS:
        rows.append([one.id, one.title, "Total", "", *_total(one, mask)])
        for title in filter(lambda title: fits(title, one.id), PARTITIONS):
            gone = mask.gone(title, one.id)
            rows.extend(
                [one.id, one.title, title, group, *([HIDDEN] * 5 if group in gone else _numbers(one.cell(cases))), ""]
                for group, cases in mask.groups[title].items()
                if group not in _unnamed(title, mask)
            )
    return [*rows, *changes.table(cohort)]


_OF_SURVEYS = [
    ["protocole", "Protocole gelé", "", "Cohorte, version, jour du gel, empreinte SHA-256 de ce qui est promis", ""],
    ["questionnaire", "Participation", "jeunes", "Jeunes de la cohorte, par moment et selon leur réponse", ""],
    ["ecart", "Écart entre deux moments", "points, de 1 à 5", changes.PRIMARY, "Student, 95 %"],
    ["comparaison", "Écart selon l'exposition", "points, de 1 à 5", changes.METHOD[1], "Welch, 95 %"],
]  # fmt: skip


def dictionary() -> list[list[str]]:
    """What each line of the table means."""
    head = ["indicateur", "titre", "unite", "definition", "intervalle"]
    rows = [[one.id, one.title, one.unit, one.definition, "Wilson, 95 %"] for one in INDICATORS]
    masked = f"« {FEW} » ou « {HIDDEN} » : moins de {FEWEST} jeunes, ou un nombre qui se trouverait par soustraction"
    return [
        head,
        *rows,
        ["delay", DELAY, "heures", DELAY_MEANS, "rangs, 95 %"],
        *_OF_SURVEYS,
        ["", "masquage", "", masked, ""],
    ]


def _design(cohort: Cohort) -> list[str]:
    cases = cohort.cases
    first = min((case.arrived for case in cases), default=None)
    last = max((case.arrived for case in cases), default=None)
    spans = f", arrivés du {first:%d/%m/%Y} au {last:%d/%m/%Y}" if first and last and len(cases) >= FEWEST else ""
    return [
        f"Jeunes comptés : {_few(len(cases))}{spans}.",
        f"Ont retiré leur accord et ne sont pas comptés : {_few(cohort.withdrawn)}.",
        "Suivi d'une cohorte, sans tirage au sort ni groupe témoin. Intervalles à 95 % : Wilson pour une part, "
        "Newcombe pour un écart, rangs pour un délai.",
        f"Sous {FEWEST} jeunes rien n'est montré, et pas davantage ce qui se trouverait par soustraction.",
    ]


def _rate(one: Indicator, mask: Mask) -> dict[str, Any]:
    cell, shown = one.cell(mask.cases), mask.whole(one.id)
    share = proportion(cell.k, cell.n) if shown else None
    return {
        "title": one.title,
        "definition": one.definition,
        "value": _percent(share) if shown else _mark(cell),
        "interval": _interval(share),
        "n": _among(one, mask),
        "unit": one.unit,
        "missing": _missing(one, mask),
        "bar": round(share.value, 4) if share else None,
        "low": round(share.low, 4) if share else None,
        "high": round(share.high, 4) if share else None,
    }


def _among(one: Indicator, mask: Mask) -> str:
    cell = one.cell(mask.cases)
    return str(cell.n) if mask.whole(COUNTS[one.id].within) else _mark(cell)


def _missing(one: Indicator, mask: Mask) -> str:
    """Who should be known and is not; what is known of a shown count says it anyhow."""
    missing = one.missing(mask.cases)
    if not missing:
        return ""
    return str(missing) if mask.whole(COUNTS[one.id].within) else FEW if missing < FEWEST else HIDDEN


def _delay(mask: Mask) -> dict[str, str]:
    found, people = delay(mask.cases)
    shown = found is not None and mask.whole("answered") and people >= FEWEST
    return {
        "title": DELAY,
        "definition": DELAY_MEANS,
        "value": f"{found.value:.0f} h" if found is not None and shown else FEW if people else "–",
        "interval": f"{found.low:.0f} – {found.high:.0f} h" if found is not None and shown else "",
        "n": str(found.n) if found is not None and shown else _few(people),
    }


_IN_TABLES = ("proposed", "answered", "agreed", "done", "positive")
_BY_EXPOSURE = ("lessons", "positive", "after3", "after6", "lost")


def _table(title: str, mask: Mask) -> dict[str, Any]:
    """One partition: a row a group, a column an indicator; no row when every group is hidden."""
    chosen = [one for one in INDICATORS if one.id in (_BY_EXPOSURE if title == EXPOSURE else _IN_TABLES)]
    sizes = mask.gone(title, "young")
    rows = [
        [group, HIDDEN if group in sizes else str(len(cases)), *(_within(one, title, group, mask) for one in chosen)]
        for group, cases in mask.groups[title].items()
        if group not in _unnamed(title, mask)
    ]
    return {"title": title, "head": [title, "Jeunes", *(one.title for one in chosen)], "rows": rows}


def _within(one: Indicator, title: str, group: str, mask: Mask) -> str:
    return HIDDEN if group in mask.gone(title, one.id) else _short(one.cell(mask.groups[title][group]))


def _unnamed(title: str, mask: Mask) -> frozenset[str]:
    """Groups that are not even named: when all are hidden, their number is what would tell how large each is."""
    gone = mask.gone(title, "young")
    return gone if len(gone) == len(mask.groups[title]) else frozenset()


def comparison(cases: Sequence[Case], mask: Mask) -> dict[str, Any]:
    """Do those with an accepted mission leave for work or training more often? The gap, its interval, and a caution."""
    known = [case for case in cases if case.exit is not None]
    with_, without = (
        [case for case in known if any(m.agreed for m in case.missions) is exposed] for exposed in (True, False)
    )
    sides = [(sum(c.exit in POSITIVE for c in side), len(side)) for side in (with_, without)]
    gap = difference(*sides[0], *sides[1])
    # the second side is a group of the exposures, and the first one all the others
    if gap is None or UNEXPOSED in mask.gone(EXPOSURE, "positive"):
        few = f"Trop peu de sorties connues pour comparer : il en faut {FEWEST} de chaque côté."
        return {"shown": False, "sentence": few}
    clear = gap.low > 0 or gap.high < 0
    meaning = (
        "Il est plus grand que ce que le hasard fait d'habitude ; cela ne dit pas pourquoi."
        if clear
        else "L'intervalle contient zéro : on ne peut pas dire qu'il y a une différence."
    )
    numbers = f"{_points(gap.value)} points (de {_points(gap.low)} à {_points(gap.high)}, n = {gap.n})"
    sentence = f"Écart entre les jeunes qui ont eu une mission acceptée et les autres : {numbers}. {meaning}"
    return {
        "shown": True,
        "clear": clear,
        "gap": [gap.value, gap.low, gap.high],
        "sides": [
            {"name": name, "value": _percent(proportion(k, n)), "n": n, "bar": round(k / n, 4)}
            for name, (k, n) in zip(("Mission acceptée", "Aucune"), sides, strict=True)
        ],
        "sentence": sentence,
    }


# --- how numbers are written -----------------------------------------------------------------------------------------


def _few(count: int) -> str:
    return FEW if 0 < count < FEWEST else str(count)


def _percent(share: Estimate | None) -> str:
    return f"{share.value * 100:.0f} %" if share is not None else "–"


def _interval(share: Estimate | None) -> str:
    return f"{share.low * 100:.0f} – {share.high * 100:.0f} %" if share is not None else ""


def _points(value: float) -> str:
    return f"{value * 100:+.0f}".replace("-", "−")


def _short(cell: Cell) -> str:
    """The share, of how many, and its interval under it."""
    share = proportion(cell.k, cell.n)
    return f"{_percent(share)} ({cell.n})\n{_interval(share)}" if share is not None else "–"


def _mark(cell: Cell) -> str:
    """Why a count is not shown."""
    return FEW if cell.people < FEWEST else HIDDEN


def _total(one: Indicator, mask: Mask) -> list[str]:
    cell = one.cell(mask.cases)
    numbers = _numbers(cell) if mask.whole(one.id) else [_mark(cell), _among(one, mask), "", "", ""]
    return [*numbers, _missing(one, mask) or "0"]


def _numbers(cell: Cell) -> list[str]:
    share = proportion(cell.k, cell.n)
    if share is None:
        return ["0", "0", "", "", ""]
    return [str(cell.k), str(cell.n), *(f"{value * 100:.1f}" for value in (share.value, share.low, share.high))]
