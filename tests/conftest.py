"""What every test can ask for, and the tests that are known to fail: told as such at the end of each run."""

import pytest

pytest_plugins = ["tests.servers", "tests.browser"]

# Not mended yet. Each stands in the summary as xfailed: it is no green test.
KNOWN_TO_FAIL = {
    "tests/stories/test_notes.py::test_a_message_edited_into_a_note": "an edit into /NOTE in capitals",
    "tests/stories/test_notes.py::test_a_command_that_was_mistyped": "a mistyped command corrected into a note",
    "tests/stories/test_several_threads.py::test_a_burst": "a burst that waits for its thread",
}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        for name, reason in KNOWN_TO_FAIL.items():
            if item.nodeid.startswith(name):
                item.add_marker(pytest.mark.xfail(reason=reason, strict=False))
