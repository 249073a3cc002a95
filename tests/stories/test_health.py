"""`/sante`: a counsellor asks whether messages leave, and reads what is wrong and who sees to it."""

from __future__ import annotations

import pytest

from storage.road.alerts import raise_alert
from storage.tables import structures
from tests.stories.cast import Cast, must_not_show
from tests.stories.conftest import Expected, Theatre


@pytest.mark.grown
async def test_a_counsellor_sees_that_all_is_well_and_then_what_is_not(
    theatre: Theatre, cast: Cast, expected: Expected
) -> None:
    expected.sends |= {"send-held"}
    stage = cast.stage
    await stage.says(cast.topic, "/sante")
    await stage.shows(cast.topic, "Tout marche")

    def trouble(structure: int, number: int) -> object:
        at = theatre.app.ticker.now()
        return lambda c: raise_alert(c, f"outbox:{number}", "send-held", f"Message n° {number} gardé.", at, structure)

    here = await stage.database.run(lambda c: c.execute(structures.select()).scalar())
    await stage.database.run(trouble(here, 9001))
    await stage.says(cast.topic, "/santé")
    await stage.shows(cast.topic, "Ce qui ne va pas", "personne ne sait s'ils sont arrivés : 1", "décide")
    must_not_show(stage, cast.topic, "Message n° 9001")
