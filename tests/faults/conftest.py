"""One nursery of bot processes for all tests of this folder; each test has a bench of its own."""

from __future__ import annotations

import os
import random
from collections.abc import Iterator

import pytest

from tests.faults.processes import Forks


@pytest.fixture(scope="session")
def forks() -> Iterator[Forks]:
    started = Forks()
    yield started
    started.close()


@pytest.fixture
def seed() -> int:
    """Another one for each run; a failure names it, and TEST_SEED repeats it."""
    return int(os.environ.get("TEST_SEED") or random.randrange(1_000_000))
