"""What other software opens, and is told: keys of the API, endpoints, and what is on its way there."""

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table, UniqueConstraint, text

from storage.tables.base import Id, json, metadata, moment, number, row_id, structure, word

api_keys = Table(
    "api_keys",
    metadata,
    row_id(),
    structure(),
    #: sha-256 of the secret, never the secret
    Column("secret_hash", String, nullable=False, unique=True),
    #: what it is for, in the words of who made it
    word("label"),
    json("scopes"),
    moment("created_at"),
    moment("expires_at"),
    moment("revoked_at", needed=False),
    #: to the minute
    moment("used_at", needed=False),
    Index(None, "structure_id"),
)

UNTOLD = text("state = 'new'")

hooks = Table(
    "hooks",
    metadata,
    row_id(),
    structure(),
    word("url"),
    #: signs what is sent there
    word("secret"),
    json("scopes"),
    #: how many events it had
    number("told"),
    #: the rank of the last one that was taken there
    number("arrived"),
    moment("created_at"),
    #: "", failed (rests until somebody says go on), closed
    word("stopped"),
    Index(None, "structure_id"),
)

hook_letters = Table(
    "hook_letters",
    metadata,
    row_id(),
    structure(),
    Column("hook_id", Id, ForeignKey("hooks.id"), nullable=False),
    #: its rank at its endpoint: they leave in this order
    Column("number", Integer, nullable=False),
    #: as it is sent: numbers of ours, no name, no word of anybody
    word("body"),
    #: new, sent
    word("state", "new"),
    number("attempts"),
    word("reason"),
    moment("created_at"),
    moment("not_before"),
    moment("sent_at", needed=False),
    UniqueConstraint("hook_id", "number"),
    Index("ix_hook_letters_new", "hook_id", "number", sqlite_where=UNTOLD, postgresql_where=UNTOLD),
)
