"""The evidence of a triad, asked in its topic: agreed missions only, and never the words of a note or a look."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from core.missions.evidence import FactsOf
from storage import evidence
from storage.tables import structures
from tests.stories.cast import TITLE, Cast


@pytest.mark.grown
async def test_counsellors_ask_for_the_evidence_of_a_triad(cast: Cast) -> None:
    stage = cast.stage
    await stage.says(cast.topic, "/preuves")
    await stage.shows(cast.topic, "rien à prouver")
    await cast.finishes()
    await cast.looks(cast.adult, "En cours", "Paroles du regard.")
    await cast.proposes("Une autre, sans réponse")
    await stage.says(cast.topic, "/note Paroles de la note.")
    await stage.says(cast.topic, "/preuves")
    await stage.shows(cast.topic, "Preuves du fil : 5 lignes", kind="document")

    here = await stage.database.run(lambda c: c.execute(select(structures.c.id)).scalar_one())
    facts = await stage.database.run(lambda c: evidence.facts(c, here, FactsOf()))
    assert ["propose", "validate", "start", "finish", "assess"] == [fact.act for fact in facts]
    assert {TITLE} == {fact.title for fact in facts}
    assert "Paroles" not in repr(facts)
    assert () == await stage.database.run(lambda c: evidence.facts(c, here + 1, FactsOf(1)))
