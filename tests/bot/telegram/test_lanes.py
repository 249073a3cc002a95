"""What a door keeps of an update before anybody reads it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, strategies as st

from bot.telegram.lanes import lane, row
from tests.bot.telegram.updates import (
    DATE,
    FORUM,
    LINA,
    NADIA,
    THE_BOT,
    Json,
    bond,
    in_topic,
    member,
    update,
    written,
)

FORUM_LANE = "telegram:-1001234567890"


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (update("message", written(text="x")), "telegram:7"),
        (update("edited_message", written(text="x")), "telegram:7"),
        (update("message", written(text="x", message_thread_id=8, is_topic_message=True)), "telegram:7:8"),
        (update("message", in_topic(text="x")), FORUM_LANE + ":4"),
        (update("message", written(chat=FORUM, text="x")), FORUM_LANE),
        (update("message", written(chat=FORUM, text="x", message_thread_id=12)), FORUM_LANE),
        (
            update("callback_query", {"id": "1", "from": LINA, "message": written(sender=THE_BOT), "data": "x"}),
            "telegram:7",
        ),
        (update("callback_query", {"id": "1", "from": NADIA, "message": in_topic(), "data": "x"}), FORUM_LANE + ":4"),
        (update("callback_query", {"id": "1", "from": NADIA, "inline_message_id": "7", "data": "x"}), "telegram:9"),
        (update("message_reaction", {"chat": FORUM, "message_id": 3, "user": LINA, "date": DATE}), FORUM_LANE),
        (bond(FORUM, member("member")), FORUM_LANE),
        (update("chat_member", {"chat": FORUM, "from": NADIA, "date": DATE}), FORUM_LANE),
        (update("inline_query", {"id": "1", "from": LINA, "query": ""}), "telegram:7"),
        (update("poll_answer", {"poll_id": "1", "user": LINA}), "telegram:7"),
    ],
)
def test_the_lane_is_the_room(raw: Json, expected: str):
    assert expected == lane(raw)


@pytest.mark.parametrize(
    "raw",
    [
        None,
        [],
        "x",
        {},
        {"update_id": 1},
        {"message": 5},
        {"message": {"chat": []}},
        {"message": {"chat": {"id": "7"}}},
        {"message": {"chat": {"id": True}}},
        {"message": {"chat": {"id": 10**40}}},
        {"message": {"from": "Lina"}},
        {"callback_query": {"message": "x", "from": {"id": 1.5}}},
    ],
)
def test_what_cannot_be_read_has_no_lane(raw: Any):
    assert "" == lane(raw)


def test_a_topic_that_is_no_number_leaves_the_lane_of_the_chat():
    assert "telegram:7" == lane(update("message", written(is_topic_message=True, message_thread_id="4")))


def test_a_row_has_number_lane_and_json():
    raw = update("message", written(text="é👍"), number=12)

    number, found, text = row(raw) or (0, "", "")

    assert (12, "telegram:7", raw) == (number, found, json.loads(text))


def test_a_row_keeps_the_json_as_it_came():
    assert (5, "", '{ "update_id": 5 }') == row({"update_id": 5}, '{ "update_id": 5 }')


@pytest.mark.parametrize("number", [None, "5", True, -1, 2**63, 1.5])
def test_without_a_number_a_table_can_hold_there_is_no_row(number: Any):
    assert row({"update_id": number, "message": written()}) is None


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["message", "chat", "id", "from", "user", "callback_query"]), inner, max_size=4
        )
    ),
    max_leaves=12,
)


@given(JSON)
def test_a_lane_never_raises(raw: Any):
    assert isinstance(lane(raw), str)
