"""Keys of the API: keep, find by the secret, close; when each was last used."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, insert, select, update

from core.api.inviting import Invited, Otherwise, Wanted, invitation, state
from core.api.keys import Key, KeyRevoked, KeysHere, NewKey
from core.room.inviting import KnownHere
from storage import events, inviting
from storage.people import add_invitation, hash_code
from storage.tables import api_keys, invitations

_k, _i = api_keys.c, invitations.c
#: the last use is written down once in so long
EVERY = timedelta(minutes=1)


def add(c: Connection, structure_id: int, new: NewKey, now: datetime) -> None:
    values = {"structure_id": structure_id, "secret_hash": new.hash, "label": new.label, "scopes": sorted(new.scopes)}
    c.execute(insert(api_keys).values(**values, created_at=now, expires_at=new.expires_at))


def here(c: Connection, structure_id: int, _: KeysHere) -> tuple[Key, ...]:
    query = select(api_keys).where(_k.structure_id == structure_id).order_by(_k.id.desc())
    return tuple(_key(row) for row in c.execute(query))


def revoke(c: Connection, structure_id: int, gone: KeyRevoked, now: datetime) -> None:
    which = (_k.structure_id == structure_id) & (_k.id == gone.number)
    c.execute(update(api_keys).where(which, _k.revoked_at.is_(None)).values(revoked_at=now))


def find(c: Connection, secret: str, now: datetime) -> Key | None:
    """The open key of this secret, which is used now; None when there is none."""
    row = c.execute(select(api_keys).where(_k.secret_hash == hash_code(secret))).first()
    key = _key(row) if row is not None else None
    if key is None or not key.open(now):
        return None
    if key.used_at is None or key.used_at <= now - EVERY:
        c.execute(update(api_keys).where(_k.id == key.id).values(used_at=now))
    return key


def _key(row: Any) -> Key:
    return Key(
        row.id, row.structure_id, row.label, frozenset(row.scopes), row.created_at, row.expires_at, row.revoked_at,
        row.used_at,
    )  # fmt: skip


def invite(c: Connection, key: Key, wanted: Wanted, now: datetime) -> Invited:
    """An invitation in the name of the key's structure, or the one that the same request has made; Refused when a rule
    says no, Otherwise when it was about somebody else."""
    row = c.execute(select(invitations).where(_i.code_hash == hash_code(wanted.code))).first()
    made = row is None
    if row is None:
        known = inviting.known(c, key.structure_id, KnownHere())
        add_invitation(c, key.structure_id, invitation(wanted, known, now), None, now)
        events.record(
            c, "invitation-made", at=now, structure=key.structure_id, subject=f"api-key:{key.id}",
            data={"role": "apprentice"},
        )  # fmt: skip
        row = c.execute(select(invitations).where(_i.code_hash == hash_code(wanted.code))).one()
    elif (row.first_name, row.reference) != (wanted.first_name, wanted.reference):
        raise Otherwise
    return Invited(row.id, wanted.code, state(row.used_at, row.used_by, row.expires_at, now), row.expires_at, made)
