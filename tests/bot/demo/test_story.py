"""`triade demo --story`: the real bot as a process, and the journey told to its end."""

from __future__ import annotations

import asyncio
import os
import sys

import pytest

from bot.demo.story import STEPS


@pytest.mark.slow
async def test_the_story_is_told_and_every_step_happens() -> None:
    others = {name: value for name, value in os.environ.items() if not name.startswith("TRIADE_")}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot.cli", "demo", "--story", env=others, stdout=asyncio.subprocess.PIPE
    )
    out, _ = await process.communicate()
    told = out.decode()

    assert 0 == process.returncode, told[-3000:]
    assert [f"✓ {step}" for step, _ in STEPS] == told.splitlines()[-len(STEPS) :]
    assert "écran de Karim : 🧩 Inès vous propose une mission" in told
