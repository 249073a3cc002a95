"""A short lesson to play in tests, and a hand that taps its buttons."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from core.law.facts import Figure, Figures, Source
from core.lessons.lesson import Card, Deed, Module, Option, Progress, Question
from core.lessons.player import Turned, handle
from core.messages import Content

MONDAY = datetime(2026, 11, 23, 10, tzinfo=UTC)
PAGE = Source("guide", "Le guide", "https://example.org/guide")
FIGURES: Figures = {
    "part": (
        Figure("part", Decimal(27), "%", (PAGE,), date(2026, 1, 1), date(2026, 12, 31), "Nadia", True, MONDAY.date()),
    )
}
STATUS = Question(
    "status",
    "En alternance, tu es…",
    (
        Option("a", "un élève", False, "Non, tu as un salaire."),
        Option("b", "un stagiaire", False, "Un stage n'est pas un contrat."),
        Option("c", "un salarié", True, "Oui, avec un contrat."),
    ),
)
TEAM = Question(
    "team",
    "Qui t'accompagne ?",
    (
        Option("a", "le tuteur", True, "Il t'apprend le métier."),
        Option("b", "personne", False, "Si, une équipe."),
        Option("c", "le conseiller", True, "Il reste là."),
    ),
)
MODULE = Module(
    "short",
    1,
    "Une leçon courte",
    3,
    (Card("Deux lieux", "En entreprise et au <b>centre</b>."), STATUS, Card("Ton salaire", "Au moins {part}."), TEAM),
    Deed("Écris ta première idée.", "Proposer une mission", "propose_mission"),
    "other",
)
OTHER = replace(MODULE, slug="other", title="L'autre leçon", next="")


class Hand:
    """One person with one lesson open: presses what is on the screen, by its label."""

    def __init__(self, module: Module = MODULE, figures: Figures = FIGURES) -> None:
        self.module, self.figures, self.now = module, figures, MONDAY
        self.progress: Progress | None = None
        self.content = Content()
        self.said = ""
        self.events: list[tuple[str, dict]] = []
        self.send(f"l:{module.slug}:{module.version}:0:o")

    def send(self, data: str) -> Turned:
        """A tap whose data is this, whatever is on the screen."""
        known = {self.module.slug: self.progress} if self.progress else {}
        turned = handle((self.module, OTHER), known, data, self.figures, self.now)
        assert turned is not None
        # What is kept goes through the database.
        self.progress = Progress.unpack(turned.progress.pack())
        self.content, self.said = turned.content, turned.said
        self.events += turned.events
        return turned

    def data(self, label: str) -> str:
        return next(b.data for row in self.content.buttons for b in row if label in b.label)

    def taps(self, *labels: str) -> Hand:
        for label in labels:
            self.send(self.data(label))
        return self

    def waits(self, days: int) -> Hand:
        self.now += timedelta(days)
        return self

    @property
    def sees(self) -> str:
        return self.content.text.text

    @property
    def labels(self) -> list[list[str]]:
        return [[button.label for button in row] for row in self.content.buttons]
