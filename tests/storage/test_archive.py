"""What leaves with a structure: only what is named, and never what was said in private or could open a door."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import Connection, insert

from storage import archive
from storage.tables import call_lines, calls, desk_cards, events, links, metadata
from tests.storage.house import HERE, LEA, MONDAY, House


def test_every_table_is_exported_or_withheld_with_a_reason() -> None:
    named = {table.name for table in metadata.sorted_tables}

    assert named == archive.EXPORTED | set(archive.WITHHELD)
    assert not archive.EXPORTED & set(archive.WITHHELD)
    assert all(archive.WITHHELD.values())


async def test_calls_and_secrets_stay(house: House) -> None:
    soon, here = MONDAY + timedelta(days=1), {"structure_id": HERE}
    planted = (
        (calls, {"key": "k", "person_id": LEA, "urgency": "urgent", "raised_at": MONDAY}),
        (call_lines, {"call_key": "k", "author_id": LEA, "content": {"t": "CANARY"}, "at": MONDAY}),
        (desk_cards, {"key": "k", "subject": "call:k", "kind": "call", "content": {"t": "CANARY"},
                      "raised_at": MONDAY, "changed_at": MONDAY}),
        (events, {"kind": "call-raised", "subject": "call:CANARY", "data": {}, "at": MONDAY, "cause": "x"}),
        (links, {"code_hash": "CANARY", "purpose": "mine", "created_at": MONDAY, "expires_at": soon}),
    )  # fmt: skip

    def plant(c: Connection) -> None:
        for table, row in planted:
            c.execute(insert(table).values(here | row))

    await house.run(plant)
    exported = await house.run(lambda c: archive.export(c, HERE))

    assert 3 <= len(exported["people"])
    assert "CANARY" not in str(exported)
