"""What leaves with a structure: only what is named, and never what was said in private or could open a door."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import Connection, insert

from storage import archive
from storage.tables import call_lines, calls, desk_cards, events, links
from tests.storage.house import HERE, LEA, MONDAY, House


def test_what_could_hurt_is_withheld() -> None:
    assert not archive.EXPORTED & {
        "calls", "call_lines", "call_readings", "links", "sessions", "invitations", "inbox", "outbox", "tastes",
    }  # fmt: skip
    assert {"people", "posts", "missions", "events"} <= archive.EXPORTED


async def test_calls_and_secrets_stay(house: House) -> None:
    soon, here = MONDAY + timedelta(days=1), {"structure_id": HERE}
    planted = (
        (calls, {"key": "k", "person_id": LEA, "urgency": "urgent", "raised_at": MONDAY}),
        (call_lines, {"call_key": "k", "author_id": LEA, "content": {"t": "CANARY"}, "at": MONDAY}),
        (desk_cards, {"key": "k", "subject": "call:k", "kind": "call", "content": {"t": "CANARY"},
                      "raised_at": MONDAY, "changed_at": MONDAY}),
        (events, {"kind": "call-raised", "subject": "CANARY", "data": {}, "at": MONDAY, "cause": "x"}),
        (events, {"kind": "raised", "subject": "call:CANARY", "data": {}, "at": MONDAY, "cause": "y"}),
        (links, {"code_hash": "CANARY", "purpose": "mine", "created_at": MONDAY, "expires_at": soon}),
    )  # fmt: skip

    def plant(c: Connection) -> None:
        for table, row in planted:
            c.execute(insert(table).values(here | row))

    await house.run(plant)
    exported = await house.run(lambda c: archive.export(c, HERE))

    assert 3 <= len(exported["people"])
    assert "CANARY" not in str(exported)
