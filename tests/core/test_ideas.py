"""Which ideas of missions are shown to whom."""

from __future__ import annotations

from collections import Counter

from core.library.ideas import ANY_JOB, AT_ONCE, CARRIED, Idea, stage_of, suggested
from tests.core.circle import LEA, Circle


def idea(title: str, family: str, stage: int = 1, *, here: bool = False) -> Idea:
    return Idea(title, family, "", (), ("client",), stage=stage, here=here)


JOBS = ("commerce", "bureau", "nature")
IDEAS = tuple(idea(f"{job} {n}", job, max(n, 1)) for job in (*JOBS, ANY_JOB) for n in range(4))


def families(found: tuple[Idea, ...]) -> Counter[str]:
    return Counter(one.family for one in found)


def test_the_first_three_are_of_the_job_and_one_fits_every_job() -> None:
    assert {"bureau": 2, ANY_JOB: 1} == families(suggested(IDEAS, ("bureau",), 1, 0)[:AT_ONCE])


def test_several_likely_jobs_come_in_their_order() -> None:
    found = suggested(IDEAS, ("nature", "commerce"), 1, 0)

    assert ["nature", "nature", "commerce"] == [one.family for one in found if one.family != ANY_JOB][:3]


def test_without_a_known_job_each_job_has_its_turn() -> None:
    found = [suggested(IDEAS, (), 1, turn) for turn in range(12)]

    assert {*JOBS, ANY_JOB} == {one.family for several in found for one in several}


def test_nobody_is_offered_what_comes_later_in_the_journey() -> None:
    assert {1} == {one.stage for turn in range(20) for one in suggested(IDEAS, (), stage_of(0), turn)}
    assert 3 == suggested(IDEAS, ("bureau",), stage_of(9), 0)[1].stage


def test_others_come_each_time() -> None:
    assert len({suggested(IDEAS, ("bureau",), 2, turn)[:AT_ONCE] for turn in range(6)}) > 1


def test_what_was_done_here_comes_first_when_it_fits_the_job() -> None:
    ours = (idea("Un plan", "bureau", here=True), idea("Un bouquet", "nature", here=True))

    assert ours[0] == suggested((*IDEAS, *ours), ("bureau",), 1, 0)[0]
    assert ours[1] not in suggested((*IDEAS, *ours), ("bureau",), 1, 0)


def test_there_are_never_more_than_a_conversation_carries_nor_twice_the_same() -> None:
    for turn in range(30):
        found = suggested(IDEAS, ("bureau",) if turn % 2 else (), 3, turn)
        assert CARRIED == len(found) == len(set(found))


def test_few_ideas_are_all_shown_and_none_is_no_trouble() -> None:
    assert 2 == len(suggested(IDEAS[:2], (), 3, 5))
    assert () == suggested((), ("bureau",), 1, 3)


def test_asking_for_ideas_in_the_chat_shows_three_of_them() -> None:
    circle = Circle()
    circle.says(LEA, "/mission")
    circle.taps(LEA, "Je ne sais pas quoi proposer")

    assert 3 == circle.sees(LEA).count("Raison")
    circle.taps(LEA, "D'autres idées")
    assert 2 == circle.sees(LEA).count("Raison")
    circle.taps(LEA, "4. ")
    assert "1. D'abord\n2. Ensuite" in circle.sees(LEA)
