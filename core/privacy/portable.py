"""What somebody reads of her own data on paper: the export, in sections, with words instead of columns."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from core.people import BADGES, Person, Role
from core.privacy.kept import Export
from core.scene import Scene
from core.week.acts import ABOUT

Row = Mapping[str, Any]
#: the data of the PDF
Page = Mapping[str, Any]
#: columns that say when, the best first
DATES = ("at", "raised_at", "starts", "created_at", "updated_at", "last")
NOTE = "Le détail de tout le reste est dans le fichier .json envoyé avec cette page."
STATES = {
    "draft": "brouillon", "proposed": "proposée", "amended": "à revoir", "validated": "validée", "refused": "refusée",
    "in_progress": "en cours", "done": "faite", "assessed": "regardée à deux", "cancelled": "annulée",
    "expired": "sans suite",
}  # fmt: skip


def readable(scene: Scene, person: Person, export: Export) -> Page:
    """The data of the PDF: a title, and sections of lines that hold (date, words)."""
    hers = "Tes données" if person.role is Role.APPRENTICE else "Vos données"
    sections = [
        {"title": scene.words(title).text, "lines": lines}
        for table, title, line in SECTIONS
        if (lines := _lines(export.get(table, ()), line))
    ]
    return {
        "made": scene.today.isoformat(),
        "structure": scene.structure.name if scene.structure else "",
        "title": scene.words(hers).text,
        "subtitle": f"{person.first_name} · {scene.today:%d/%m/%Y}",
        "sections": sections,
        "note": scene.words(NOTE).text,
    }


def _lines(rows: Sequence[Row], line: Callable[[Row], str]) -> list[list[str]]:
    told = ((_day(row), line(row)) for row in rows)
    return [[day, words] for day, words in told if words.strip()]


def _day(row: Row) -> str:
    at = next((row[name] for name in DATES if row.get(name)), "")
    return f"{at[8:10]}/{at[5:7]}/{at[:4]}" if len(at) >= 10 else ""


def _post(row: Row) -> str:
    content = row["content"]
    if content.get("w"):
        return "(message retiré)"
    file = " [fichier joint]" if "a" in content else ""
    return f"{row['by']} : {content.get('t', '')}{file}"


def _mission(row: Row) -> str:
    card = row["card"]
    why = f" – {card['why']}" if card.get("why") else ""
    return f"{card.get('title', '')} ({STATES.get(row['state'], row['state'])}){why}"


def _who(row: Row) -> str:
    return " · ".join(filter(None, [row["first_name"], BADGES[Role(row["role"])], row["company"]]))


def _look(row: Row) -> str:
    return f"{BADGES[Role(row['side'])]} : {row['words'] or '(cases cochées, sans mots)'}"


def _week(row: Row) -> str:
    return f"👍 {ABOUT.get(row['well'], '–')} · 👎 {ABOUT.get(row['hard'], '–')}"


def _words(*names: str) -> Callable[[Row], str]:
    return lambda row: " · ".join(str(row[name]) for name in names if row.get(name))


def _report(row: Row) -> str:
    data = row["data"]
    return " · ".join(filter(None, [str(data.get("place", "")), *map(str, data.get("report", {}).values())]))


#: in this order: table, title, how a row reads
def _reading(row: Row) -> str:
    """The newest readings also stand in « Qui a vu mon dossier »."""
    return f"{row['by'] or '–'} : {row['what']} ({row['times']})"


def _missing(row: Row) -> str:
    return f"{row['how_many']} {row['what']}"


SECTIONS: Sequence[tuple[str, str, Callable[[Row], str]]] = (
    ("people", "Qui", _who),
    ("addresses", "Où écrire", _words("channel", "value")),
    ("posts", "Messages du fil", _post),
    ("missions", "Missions", _mission),
    ("mission_steps", "Mots donnés avec une décision", _words("note")),
    ("assessments", "Regards", _look),
    ("progress", "Leçons", _words("module")),
    ("attestations", "Attestations", lambda row: "attestation"),
    ("horizon_items", "Ce qui vient", _words("words")),
    ("meetings", "Rendez-vous", _report),
    ("week_reviews", "Semaines", _week),
    ("left_out", "Ce qui n'est pas ici, et pourquoi", _missing),
    ("readings", "Qui a ouvert, cherché ou copié le dossier", _reading),
    ("immersions", "Immersions", _words("convention", "status")),
    ("quotes", "Mots cités", _words("words", "state")),
    ("calls", "Appels « Ça ne va pas »", _words("urgency")),
    ("call_lines", "Ce qui s'y est dit", _post),
    ("call_readings", "Qui les a lus", _words("by")),
    ("workshop_seats", "Ateliers", _words("code")),
)  # fmt: skip
