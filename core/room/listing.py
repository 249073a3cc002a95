"""The young people as a table for i-milo and spreadsheets: stable column names, nothing of what people wrote."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from core.evaluation.cases import IN_TABLES
from core.evaluation.exits import LATER, Exit, ExitsHere
from core.privacy import readings
from core.records import Asked
from core.room import door
from core.room.young import Young, YoungHere
from core.scene import Scene

#: these names do not change: whoever reads the table may rely on them
HEAD = (
    "numero_dossier", "prenom", "conseiller", "entreprise", "tuteur", "etat", "accord", "lecons_finies",
    "missions_attendent_entreprise", "missions_attendent_jeune", "missions_en_cours", "missions_regardees",
    "cartes_a_traiter", "dernier_signe", "sortie_le", "sortie_motif", "suite_3_mois", "suite_6_mois",
)  # fmt: skip
AFTER = {"contract": "contrat", "training": "formation", "search": "recherche", "other": "autre"}
STATES = {"open": "ouvert", "paused": "en_pause", "closed": "ferme"}


@dataclass(frozen=True)
class ReferencesHere(Asked[Mapping[int, str]]):
    """The number of the file elsewhere (i-milo), by person."""


def rows(scene: Scene) -> list[list[str]]:
    """The head, then one line a young person; that it was taken out is written down."""
    door.counsellor(scene)
    references: Mapping[int, str] = scene.find(ReferencesHere())
    known: tuple[Young, ...] = scene.find(YoungHere())
    exits: Mapping[int, Exit] = scene.find(ExitsHere())
    scene.record("roster-exported", lines=len(known))
    readings.note(scene, readings.EXPORTED, [one.triad for one in known])
    return [list(HEAD), *(_row(scene, one, references.get(one.person, ""), exits.get(one.person)) for one in known)]


def _row(scene: Scene, one: Young, reference: str, left: Exit | None) -> list[str]:
    sign = f"{one.moved_at.astimezone(ZoneInfo(scene.hours.zone)):%d/%m/%Y}" if one.moved_at else ""
    counts = (one.lessons, one.asked, one.hers, one.going, one.looked, one.cards)
    return [
        reference, one.name, one.counsellor, one.company, one.tutor, STATES.get(one.state, one.state),
        "oui" if one.settled else "non", *map(str, counts), sign, *_exit(left),
    ]  # fmt: skip


def _exit(left: Exit | None) -> list[str]:
    """When and why, in the words of the tables of a Mission locale, and where she stood later."""
    if left is None:
        return [""] * 4
    stands = (AFTER.get(left.after.get(months, "").partition(":")[0], "") for months in LATER)
    return [f"{left.day:%d/%m/%Y}", IN_TABLES[left.reason], *stands]
