"""`triade evaluation`: the report of one or several structures, or of a cohort that nobody has lived, as files."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path
from typing import Any

from bot import operator, papers, synthetic
from bot.reach import reach
from core.evaluation.cases import Cohort, CohortHere
from core.evaluation.report import dictionary, report, table
from core.files import Paper
from storage import evaluation, people
from storage.engine import tenancy
from storage.engine.unit import Database

INVENTED = "Cohorte inventée"


def register(commands: Any, command: Any) -> None:
    """The command."""
    what = "l'évaluation en PDF, en tableau, et ce que chaque ligne veut dire"
    parser: argparse.ArgumentParser = command(commands, "evaluation", _write, what)
    parser.add_argument("folder", type=Path, help="dossier où écrire")
    parser.add_argument("--structure", type=int, action="append", default=[], help="numéro ; une fois ou plus")
    parser.add_argument("--invented", type=int, metavar="GRAINE", help="une cohorte inventée")


async def _write(arguments: argparse.Namespace) -> None:
    from bot.runtime.clock import system
    from bot.runtime.settings import load

    if arguments.invented is not None:
        made = files(synthetic.cohort(arguments.invented), INVENTED, system().date(), invented=True)
    elif arguments.structure:
        database = await reach(load())
        cohort, name = await together(database, arguments.structure)
        await database.close()
        made = files(cohort, name, system().date())
    else:
        raise operator.Impossible("Dites quelle structure (--structure 1), ou --invented 1 pour une cohorte inventée.")
    arguments.folder.mkdir(parents=True, exist_ok=True)
    for name, content in made.items():
        (arguments.folder / name).write_bytes(content)
        print(arguments.folder / name)


async def together(database: Database, numbers: list[int]) -> tuple[Cohort, str]:
    """The cohorts of these structures as one, each a site of its own, and their names."""
    found, names = [], []
    for number in numbers:

        def read(c: Any, number: int = number) -> tuple[str, Cohort]:
            tenancy.within(c, number)
            structure = people.structure(c, number)
            if structure is None:
                raise operator.Impossible(f"Aucune structure n'a le numéro {number} : voir « triade structure list ».")
            return structure.name, evaluation.cohort(c, number, CohortHere())

        name, cohort = await database.run(read)
        names.append(name)
        found.append(cohort)
    cases = tuple(case for cohort in found for case in cohort.cases)
    studies = tuple(study for cohort in found for study in cohort.studies)
    return Cohort(cases, sum(cohort.withdrawn for cohort in found), studies), ", ".join(names)


def files(cohort: Cohort, name: str, day: date, *, invented: bool = False) -> dict[str, bytes]:
    """File name -> bytes; the same cohort on the same day makes the same ones."""
    made = {
        "evaluation.pdf": Paper("evaluation", report(cohort, name, day, invented=invented)),
        "evaluation.csv": Paper("table", {"rows": table(cohort, name, day)}),
        "dictionnaire.csv": Paper("table", {"rows": dictionary()}),
    }
    return {file: papers.make(paper) for file, paper in made.items()}
