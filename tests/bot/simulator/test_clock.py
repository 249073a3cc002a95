"""The clock: it moves forward only, knows working mornings in Paris, and another process can follow it."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from bot.simulator.clock import PARIS, Clock


def at(text: str) -> Clock:
    moment = datetime.fromisoformat(text).replace(tzinfo=PARIS).timestamp()
    return Clock(real=lambda: moment)


def read(clock: Clock) -> str:
    return datetime.fromtimestamp(clock(), PARIS).strftime("%a %d/%m %H:%M")


@pytest.mark.parametrize(
    ("now", "morning"),
    [
        ("2026-11-23 08:00", "Mon 23/11 09:00"),
        ("2026-11-23 09:00", "Tue 24/11 09:00"),
        ("2026-11-27 17:00", "Mon 30/11 09:00"),
        ("2026-11-28 08:00", "Mon 30/11 09:00"),
        ("2026-10-23 17:00", "Mon 26/10 09:00"),
        ("2026-03-27 17:00", "Mon 30/03 09:00"),
    ],
)
def test_the_next_working_morning_is_nine_in_paris_also_when_the_hour_changes(now: str, morning: str) -> None:
    clock = at(now)
    clock.to_next_working_morning()

    assert morning == read(clock)


def test_time_does_not_go_back() -> None:
    with pytest.raises(ValueError, match="back"):
        at("2026-11-23 08:00").advance(-1)


def test_the_offset_is_in_a_file_and_comes_back(tmp_path: Path) -> None:
    clock = Clock(tmp_path / "offset", real=lambda: 100.0)
    clock.advance(3600)
    clock.advance(0.5)

    assert "3600.5" == (tmp_path / "offset").read_text()
    assert 3700.5 == Clock(tmp_path / "offset", real=lambda: 100.0)()


def test_listeners_hear_a_move(clock: Clock) -> None:
    heard: list[float] = []
    clock.on_move(lambda: heard.append(clock.offset))
    clock.advance(60)

    assert [60] == heard
