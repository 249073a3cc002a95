"""The report: the cohort counted, its comparisons with n, interval and caution, and what it does not allow to say.

Plain data, so that the same cohort on the same day makes the same PDF, table and dictionary, byte for byte.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from core.evaluation import changes
from core.evaluation.cases import POSITIVE, Case, Cohort
from core.evaluation.cells import FEWEST, Cell, hidden
from core.evaluation.figures import Estimate, difference, proportion
from core.evaluation.indicators import DELAY, DELAY_MEANS, INDICATORS, PARTITIONS, Indicator, delay, divided

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
)  # fmt: skip


def report(cohort: Cohort, name: str, day: date, *, invented: bool = False) -> dict[str, Any]:
    """Everything that the PDF shows. `invented`: a cohort made up to see the report full, as each page says."""
    cases = cohort.cases
    return {
        "structure": name,
        "made": day.isoformat(),
        "day": f"{day:%d/%m/%Y}",
        "invented": invented,
        "design": _design(cohort),
        "rates": [_rate(one, cases) for one in INDICATORS],
        "delay": _delay(cases),
        "tables": [_table(title, cases) for title in PARTITIONS],
        "comparison": comparison(cases),
        "surveys": changes.shown(cohort),
        "cannot": list(CANNOT),
        "small": len(cases) < FEWEST,
    }


def table(cohort: Cohort, name: str, day: date) -> list[list[str]]:
    """The same as rows: indicator, partition, group, count, among, share, interval."""
    head = ["indicateur", "titre", "partition", "groupe", "nombre", "parmi", "part_pct", "bas_95_pct", "haut_95_pct",
            "inconnus"]  # fmt: skip
    rows = [["structure", name], ["fait_le", day.isoformat()], head]
    for one in INDICATORS:
        missing = _few(one.missing(cohort.cases))
        rows.append([one.id, one.title, "Total", "", *_numbers(one.cell(cohort.cases)), missing])
        for title, by in PARTITIONS.items():
            groups = divided(cohort.cases, by)
            cells = {group: one.cell(several) for group, several in groups.items()}
            gone = hidden(cells)
            rows.extend(
                [one.id, one.title, title, group, *([HIDDEN] * 5 if group in gone else _numbers(cell)), ""]
                for group, cell in cells.items()
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


def _rate(one: Indicator, cases: Sequence[Case]) -> dict[str, Any]:
    cell = one.cell(cases)
    share = None if cell.small else proportion(cell.k, cell.n)
    missing = one.missing(cases)
    return {
        "title": one.title,
        "definition": one.definition,
        "value": _percent(share) if share else FEW if cell.small else "–",
        "interval": _interval(share),
        "n": _few(cell.n) if one.unit == "jeunes" else str(cell.n) if not cell.small else FEW,
        "unit": one.unit,
        "missing": _few(missing) if missing else "",
        "bar": round(share.value, 4) if share else None,
        "low": round(share.low, 4) if share else None,
        "high": round(share.high, 4) if share else None,
    }


def _delay(cases: Sequence[Case]) -> dict[str, str]:
    found, people = delay(cases)
    shown = found is not None and people >= FEWEST
    return {
        "title": DELAY,
        "definition": DELAY_MEANS,
        "value": f"{found.value:.0f} h" if found is not None and shown else FEW if people else "–",
        "interval": f"{found.low:.0f} – {found.high:.0f} h" if found is not None and shown else "",
        "n": str(found.n) if found is not None and shown else _few(people),
    }


_IN_TABLES = ("proposed", "answered", "agreed", "done", "positive")


def _table(title: str, cases: Sequence[Case]) -> dict[str, Any]:
    """One partition: a row a group, a column an indicator; each column hides for itself."""
    groups = divided(cases, PARTITIONS[title])
    chosen = [one for one in INDICATORS if one.id in _IN_TABLES]
    sizes = {group: len(several) for group, several in groups.items()}
    gone = hidden({group: Cell(size, size, size) for group, size in sizes.items()})
    columns = []
    for one in chosen:
        cells = {group: one.cell(several) for group, several in groups.items()}
        masked = hidden(cells) | gone
        columns.append({group: HIDDEN if group in masked else _short(cell) for group, cell in cells.items()})
    rows = [
        [group, HIDDEN if group in gone else str(len(several)), *(column[group] for column in columns)]
        for group, several in groups.items()
    ]
    return {"title": title, "head": [title, "Jeunes", *(one.title for one in chosen)], "rows": rows}


def comparison(cases: Sequence[Case]) -> dict[str, Any]:
    """Do those with an accepted mission leave for work or training more often? The gap, its interval, and a caution."""
    known = [case for case in cases if case.exit is not None]
    with_, without = (
        [case for case in known if any(m.agreed for m in case.missions) is exposed] for exposed in (True, False)
    )
    sides = [Cell(sum(c.exit in POSITIVE for c in side), len(side), len(side), True) for side in (with_, without)]
    gap = difference(sides[0].k, sides[0].n, sides[1].k, sides[1].n)
    if gap is None or any(side.small for side in sides):
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
            {"name": name, "value": _percent(proportion(side.k, side.n)), "n": side.n, "bar": round(side.k / side.n, 4)}
            for name, side in zip(("Mission acceptée", "Aucune"), sides, strict=True)
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
    share = proportion(cell.k, cell.n)
    return f"{_percent(share)} ({cell.n})" if share is not None else "–"


def _numbers(cell: Cell) -> list[str]:
    share = proportion(cell.k, cell.n)
    if cell.small or share is None:
        return [FEW if cell.small else "0", FEW if cell.small else str(cell.n), "", "", ""]
    return [str(cell.k), str(cell.n), *(f"{value * 100:.1f}" for value in (share.value, share.low, share.high))]
