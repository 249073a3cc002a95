"""What every test can ask for, and which tests come first."""

import pytest

pytest_plugins = ["tests.servers", "tests.browser"]
#: files that take long: they come first, so that no core waits for one of them at the end
LONG = (
    "tests/bot/web/test_room_look.py", "tests/test_start.py", "tests/faults/", "tests/stories/test_matrix",
    "tests/stories/test_nudges.py", "tests/core/test_cohorts.py",
    "tests/test_benchmarks.py", "tests/stories/test_pages_look.py", "tests/bot/demo/", "tests/stories/test_pace.py",
    "tests/conversations/",
)  # fmt: skip


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: not item.nodeid.startswith(LONG))
