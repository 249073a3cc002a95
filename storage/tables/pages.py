"""Links to pages and the sessions they open: what a secret address opens, for whom, on which device, until when."""

from sqlalchemy import Column, ForeignKey, Index, String, Table

from storage.tables.base import Id, metadata, moment, row_id, structure, word

links = Table(
    "links",
    metadata,
    row_id(),
    structure(),
    #: sha-256 of the code, never the code
    Column("code_hash", String, nullable=False, unique=True),
    #: which page it opens
    word("purpose"),
    Column("person_id", Id, ForeignKey("people.id")),
    Column("triad_id", Id, ForeignKey("triads.id")),
    word("subject"),
    #: sha-256 of the mark of the device that opened it first; no other one may act through it
    word("device_hash"),
    moment("created_at"),
    moment("expires_at"),
    moment("revoked_at", needed=False),
    Index(None, "structure_id", "purpose", "subject"),
)

sessions = Table(
    "sessions",
    metadata,
    row_id(),
    structure(),
    #: sha-256 of the secret in the cookie
    Column("secret_hash", String, nullable=False, unique=True),
    Column("person_id", Id, ForeignKey("people.id"), nullable=False),
    Column("link_id", Id, ForeignKey("links.id"), nullable=False),
    moment("opened_at"),
    #: pushed on with each page
    moment("idle_at"),
    moment("expires_at"),
)
