"""The whole journey, from the first hello to two looks at a mission."""

import pytest

from bot.demo.stage import Stage
from bot.demo.story import STEPS, Story


@pytest.mark.smoke
async def test_every_step_of_the_journey_happens(stage: Stage) -> None:
    story = Story(stage)

    assert await story.play(), story.error
    assert ["done"] * len(STEPS) == [step.state for step in story.steps]
