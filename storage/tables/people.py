"""Who: structures, people, their addresses, triads and who belongs to them, invitations."""

from sqlalchemy import Column, ForeignKey, Index, String, Table, UniqueConstraint, text

from storage.tables.base import Id, flag, json, metadata, moment, number, row_id, settings, structure, word

structures = Table(
    "structures",
    metadata,
    row_id(),
    word("name"),
    word("timezone", "Europe/Paris"),
    #: opening hours in words, shown to the young person
    word("hours"),
    word("emergency"),
    #: the forum supergroup of the counsellors and its topic "À traiter"; "" as long as it is not linked
    word("forum_channel"),
    word("forum_chat"),
    word("desk_topic"),
    flag("forum_open"),
    #: what the structure has chosen: kinds held before relay, closed days, emergency numbers…
    settings(),
    moment("created_at"),
)
Index(
    "uq_structures_forum",
    structures.c.forum_channel,
    structures.c.forum_chat,
    unique=True,
    sqlite_where=text("forum_chat <> ''"),
    postgresql_where=text("forum_chat <> ''"),
)

people = Table(
    "people",
    metadata,
    row_id(),
    structure(),
    word("role"),
    word("first_name"),
    word("language", "fr"),
    word("company"),
    word("consent_version"),
    moment("consent_at", needed=False),
    #: what she has chosen: recall of lessons, quiet hours…
    settings(),
    moment("created_at"),
    moment("left_at", needed=False),
    Index(None, "structure_id", "role"),
)

addresses = Table(
    "addresses",
    metadata,
    row_id(),
    structure(),
    Column("person_id", Id, ForeignKey("people.id"), nullable=False),
    word("channel"),
    word("value"),
    #: of the people behind one address (one per structure), the one that speaks now
    flag("current"),
    moment("blocked_at", needed=False),
    moment("created_at"),
    UniqueConstraint("channel", "value", "structure_id"),
    Index(None, "person_id"),
)

triads = Table(
    "triads",
    metadata,
    row_id(),
    structure(),
    word("state", "open"),
    #: the topic in the forum, "" as long as it is not open; its name as last set
    word("topic"),
    word("topic_name"),
    number("posts"),
    #: the same for the line of the professionals
    word("pros_topic"),
    number("pros_posts"),
    number("missions"),
    #: what was chosen for it: nudges paused until…
    settings(),
    moment("created_at"),
    Index(None, "structure_id", "topic"),
    Index(None, "structure_id", "pros_topic"),
)

members = Table(
    "members",
    metadata,
    row_id(),
    structure(),
    Column("triad_id", Id, ForeignKey("triads.id"), nullable=False),
    Column("person_id", Id, ForeignKey("people.id"), nullable=False),
    word("role"),
    moment("since"),
    moment("until", needed=False),
    #: this thread's topic in her private chat with the bot, in which chat, and how many were deleted or refused
    word("topic"),
    word("topic_chat"),
    number("topics_lost"),
    Index(None, "triad_id"),
    Index(None, "person_id"),
)

#: the Telegram group of a triad, as long as it is linked
triad_groups = Table(
    "triad_groups",
    metadata,
    Column("triad_id", Id, ForeignKey("triads.id"), primary_key=True),
    structure(),
    word("channel"),
    word("chat"),
    word("title"),
    #: linked; suspended: nothing is written there, everybody reads in private
    word("state", "linked"),
    #: who of ours is there, who else the team has accepted, whom nobody knows: storage/groups.py
    json("who"),
    Column("linked_by", Id, ForeignKey("people.id")),
    moment("since"),
    UniqueConstraint("channel", "chat"),
)

invitations = Table(
    "invitations",
    metadata,
    row_id(),
    structure(),
    #: sha-256 of the code, never the code
    Column("code_hash", String, nullable=False, unique=True),
    #: a role of a person, or "forum" and "group" for the codes that link a forum, or the group of a triad
    word("role"),
    word("first_name"),
    Column("triad_id", Id, ForeignKey("triads.id")),
    #: where it was sent, when we sent it, until it is used
    word("channel"),
    word("value"),
    #: the number of her file elsewhere (i-milo)
    word("reference"),
    Column("invited_by", Id, ForeignKey("people.id")),
    moment("created_at"),
    moment("expires_at"),
    moment("used_at", needed=False),
    Column("used_by", Id, ForeignKey("people.id")),
    #: who opened it last has said no: it waits again, and nobody is reminded of it
    moment("declined_at", needed=False),
    Index(None, "structure_id", "created_at"),
)

#: who asked to be erased, until when she may change her mind, and when it was done; nothing of her but a number
forgotten = Table(
    "forgotten",
    metadata,
    Column("person_id", Id, ForeignKey("people.id"), primary_key=True),
    structure(),
    #: asked (by herself), quiet (nothing was heard for too long), restored (again, after a backup came back)
    word("why"),
    moment("asked_at"),
    moment("due_at"),
    moment("erased_at", needed=False),
    #: where she was reached, until the last message there is taken back
    json("rooms"),
    #: nothing of her is left on the road either
    moment("finished_at", needed=False),
)

#: the groups the bot is or was in, as the channel told it
rooms = Table(
    "rooms",
    metadata,
    Column("channel", String, primary_key=True),
    Column("chat", String, primary_key=True),
    #: member, admin, gone
    word("bond"),
    flag("can_manage_topics"),
    flag("is_forum"),
    word("title"),
    moment("updated_at"),
)
