"""The recap of every module, as a PDF: one A4 page, its figures of the day, none that is out of date."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime

import pytest
from pypdf import PdfReader

from bot.papers import make
from core.law.facts import figure
from core.lessons.courtesy import politely
from core.lessons.lesson import Module, Progress
from core.lessons.pages import Reading
from core.lessons.recap import recap
from core.texts import french
from storage.content.library import library

LONG = "Mission locale de Saint-Étienne-du-Rouvray, Oissel et Grand-Couronne – antenne de l'Œuvre-des-Châtaigniers"
TODAY, NEXT_YEAR = date(2026, 11, 25), date(2027, 1, 1)


def pdf(module: Module, on: date, structure: str = LONG) -> PdfReader:
    first = {question.id: question.right for question in module.questions}
    progress = Progress(module.slug, module.version, first=first, finished_at=datetime(2026, 11, 24, tzinfo=UTC))
    reading = Reading(library().figures, on, politely(french, module.audience))
    file = recap(module, progress, reading, structure, ("Mission : Ranger l'étagère – validée",))
    assert file.paper is not None
    made = make(file.paper)
    assert made == make(file.paper)
    return PdfReader(io.BytesIO(made))


@pytest.mark.parametrize("module", library().modules, ids=lambda module: module.slug)
def test_it_is_one_page_with_a_title_and_tags(module: Module):
    (page,) = (made := pdf(module, TODAY)).pages

    assert (595, 842) == (round(page.mediabox.width), round(page.mediabox.height))
    assert made.metadata is not None
    assert module.title == made.metadata.title
    assert made.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert "Œuvre-des-Châtaigniers" in page.extract_text()


def test_a_figure_is_gone_the_day_it_is_out_of_date():
    module = next(module for module in library().modules if module.slug == "types-de-contrats")
    wage = figure(library().figures, "smic_mensuel", TODAY)
    assert wage is not None
    assert figure(library().figures, "smic_mensuel", NEXT_YEAR) is None

    before, after = (pdf(module, day).pages[0].extract_text().replace("\n", " ") for day in (TODAY, NEXT_YEAR))

    assert "867,02" in wage.shown
    assert "867,02" in before
    assert "valable jusqu'au 31/12/2026" in before
    assert "867,02" not in after
    assert "en cours de mise à jour" in after
