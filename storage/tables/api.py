"""What other software opens: keys of the API."""

from sqlalchemy import Column, Index, String, Table

from storage.tables.base import json, metadata, moment, row_id, structure, word

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
