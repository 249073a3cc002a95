"""Around the lessons: what is kept comes back as it was, to its own structure only."""

from datetime import date

from core.files import Attachment
from core.lessons.attestation import Attestation, AttestationOf
from core.lessons.lesson import ProgressOf, begin
from core.lessons.recall import Recall, RecallsOf
from core.lessons.recordings import Recording, RecordingsOf
from core.messages import Media
from storage import access, runs
from tests.core.lesson import MODULE
from tests.storage.house import ELSEWHERE, HERE, LEA, MONDAY, House

PROGRESS = begin(MODULE, MONDAY)
KEPT = (
    (Recall(LEA, "short", 1, 1, ("status",), PROGRESS), RecallsOf(LEA, "short"), ()),
    (Attestation(LEA, "Léa", "Ici", date(2026, 1, 5), (("Une leçon", date(2026, 1, 4)),)), AttestationOf(LEA), None),
    (
        Recording("short", "f1", Attachment(Media.VOICE, "v", seconds=9), date(2026, 12, 31), LEA),
        RecordingsOf("short"),
        {},
    ),
)


async def find(house: House, asked, structure: int = HERE):
    return await house.run(lambda c: access.Shelves(c, structure)(asked))


async def test_what_is_kept_comes_back_to_its_own_structure_only(house: House):
    for thing, asked, nothing in KEPT:
        assert nothing == await find(house, asked)
        await house.run(access.keep, HERE, thing, MONDAY)
        await house.run(access.keep, HERE, thing, MONDAY)

        assert thing == {RecallsOf: lambda f: f[0], RecordingsOf: lambda f: f["f1"]}.get(type(asked), lambda f: f)(
            await find(house, asked)
        )
        assert nothing == await find(house, asked, ELSEWHERE)


async def test_the_progress_of_a_person_is_known_to_her_structure_only(house: House):
    await house.run(runs.save_lesson, HERE, LEA, PROGRESS, MONDAY)

    assert {"short": PROGRESS} == await find(house, ProgressOf(LEA))
    assert {} == await find(house, ProgressOf(LEA), ELSEWHERE)
