"""Everything the house knows besides its people, read once from its content."""

from __future__ import annotations

from functools import cache

from core.scene import Library
from storage.content.calculators import load_aids, load_scale
from storage.content.cannedfile import load_canned
from storage.content.house import load_figures, load_grid, load_modules, load_skills
from storage.content.ideas import load_ideas
from storage.content.interests import load_interests
from storage.content.questionnaire import load_questionnaire
from storage.content.regulated import load_regulated
from storage.content.resources import load_resources
from storage.content.tasks import load_tasks
from storage.content.trades import load_trades


@cache
def library() -> Library:
    """Lessons, figures, grid, skills, ideas and resources. ContentError when a file is wrong."""
    return Library(
        load_modules(), load_figures(), load_grid(), load_skills(), load_ideas(), load_resources(),
        load_scale(), load_aids(), load_interests(), tasks=load_tasks(), regulated=load_regulated(),
        questionnaire=load_questionnaire(), trades=load_trades(),
        canned=load_canned(),
    )  # fmt: skip
