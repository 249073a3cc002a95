"""The road: what came in, what must go out, what is due later, what happened, what needs a human."""

from sqlalchemy import BigInteger, Column, ForeignKey, Index, String, Table, Text, UniqueConstraint, text

from storage.tables.base import Id, Key, json, metadata, moment, number, row_id, structure, word

NEW = text("state = 'new'")

inbox = Table(
    "inbox",
    metadata,
    row_id(),
    #: the door and its own number: telegram:<bot id>, update id
    word("door"),
    Column("number", BigInteger, nullable=False),
    #: rows of one lane are handled one after the other
    word("lane"),
    #: as it came (texts of people); emptied after some days
    Column("raw", Text, nullable=False),
    #: 1 for what somebody unknown sends: handled after all else that waits
    number("turn"),
    #: new, done, ignored, dead
    word("state", "new"),
    number("tries"),
    word("reason"),
    moment("received_at"),
    moment("retry_at", needed=False),
    moment("done_at", needed=False),
    UniqueConstraint("door", "number"),
    # whose turn it is, and who comes first in a lane: both look only at what waits
    Index("ix_inbox_new", "turn", "id", sqlite_where=NEW, postgresql_where=NEW),
    Index("ix_inbox_new_lane", "lane", "id", sqlite_where=NEW, postgresql_where=NEW),
)

#: what stands in a lane; a message for later does not, so that nobody waits behind it
PENDING = text("state IN ('new', 'retry', 'sending')")
#: what has not left yet
UNSENT = text("state IN ('new', 'retry', 'later')")
ASLEEP = text("state IN ('retry', 'later')")
SENDING = text("state = 'sending'")
ABOARD = text("state = 'aboard'")
SUBJECT = text("act = 'send' AND subject <> ''")
MESSAGE = text("act = 'send' AND message <> ''")

outbox = Table(
    "outbox",
    metadata,
    row_id(),
    #: null only for answers to strangers
    Column("structure_id", Id, ForeignKey("structures.id")),
    #: what caused it and its rank among the effects of that cause: the same cause never has an effect twice
    word("cause"),
    number("rank"),
    #: send, change, remove, acknowledge, react, open_topic, name_topic
    word("act"),
    #: person:<id>, topic:<triad>, group:<triad>, desk:<structure>, chat:… or place:<channel>:<chat>:<topic>
    word("recipient"),
    Column("person_id", Id, ForeignKey("people.id")),
    Column("triad_id", Id, ForeignKey("triads.id")),
    #: rows of one lane leave one after the other: by turn, then by id
    word("lane"),
    #: -1 goes ahead (the topic to open), 0 is urgent in its lane, 1, and 2 for broadcasts, which let all else pass
    number("turn", 1),
    word("channel"),
    word("chat"),
    word("topic"),
    word("subject"),
    number("part"),
    #: the send row whose message this one changes, removes, reacts to or answers
    Column("target_id", Id, ForeignKey("outbox.id")),
    #: what to show (texts of people); emptied some days after it was sent
    json("payload"),
    #: the file that the message carries on the channel: its words are then a caption
    word("attached"),
    number("urgency"),
    #: among rows as urgent, the smaller leaves first: seconds of the clock (storage/road/slots.py)
    Column("slot", BigInteger, nullable=False, server_default=text("0")),
    word("doubt", "marked"),
    #: new (may leave), later (waits for its time), retry (so does its lane), sending, aboard (leaves with another);
    #: then sent, cancelled, held, dead, or removed: sent once, gone since
    word("state", "new"),
    number("attempts"),
    #: how many times nobody could know whether it left
    number("doubts"),
    word("reason"),
    #: the process that is sending it
    word("sender"),
    moment("created_at"),
    moment("not_before"),
    moment("sent_at", needed=False),
    #: the message on the channel, once sent
    word("message"),
    UniqueConstraint("cause", "rank"),
    Index("ix_outbox_new", "urgency", "slot", "id", sqlite_where=NEW, postgresql_where=NEW),
    Index("ix_outbox_lane", "lane", "turn", "id", sqlite_where=PENDING, postgresql_where=PENDING),
    Index("ix_outbox_person", "person_id", sqlite_where=UNSENT, postgresql_where=UNSENT),
    Index("ix_outbox_target", "target_id", sqlite_where=UNSENT, postgresql_where=UNSENT),
    Index("ix_outbox_asleep", "not_before", sqlite_where=ASLEEP, postgresql_where=ASLEEP),
    Index("ix_outbox_aboard", "lane", sqlite_where=ABOARD, postgresql_where=ABOARD),
    # the order of a lane does not hang on the code alone
    Index("uq_outbox_one_in_flight", "lane", unique=True, sqlite_where=SENDING, postgresql_where=SENDING),
    Index("ix_outbox_subject", "subject", "recipient", sqlite_where=SUBJECT, postgresql_where=SUBJECT),
    Index("ix_outbox_message", "channel", "chat", "message", sqlite_where=MESSAGE, postgresql_where=MESSAGE),
)

WAITING = text("state = 'waiting'")

timers = Table(
    "timers",
    metadata,
    row_id(),
    structure(),
    #: says what it is about and makes it unique: "mission-waiting:7:2:v1:1"
    Column("key", Key, nullable=False, unique=True),
    word("kind"),
    Column("triad_id", Id, ForeignKey("triads.id")),
    Column("person_id", Id, ForeignKey("people.id")),
    json("data"),
    moment("due_at"),
    #: waiting, fired, stopped
    word("state", "waiting"),
    moment("fired_at", needed=False),
    Index("ix_timers_due", "due_at", "id", sqlite_where=WAITING, postgresql_where=WAITING),
    # what else waits for the one who is reminded
    Index("ix_timers_person", "person_id", sqlite_where=WAITING, postgresql_where=WAITING),
)

events = Table(
    "events",
    metadata,
    row_id(),
    Column("structure_id", Id, ForeignKey("structures.id")),
    moment("at"),
    #: a past participle: mission-proposed, invitation-used, send-doubtful…
    word("kind"),
    Column("person_id", Id, ForeignKey("people.id")),
    Column("triad_id", Id, ForeignKey("triads.id")),
    word("subject"),
    #: figures and words of ours, never the words of people
    json("data"),
    word("cause"),
    Index(None, "structure_id", "at"),
    Index(None, "kind", "at"),
)

#: a row in here, in the same transaction, lets events be changed or deleted: see storage/events.py
erasures = Table("erasures", metadata, row_id(), word("reason"), moment("at"))

alerts = Table(
    "alerts",
    metadata,
    row_id(),
    Column("structure_id", Id, ForeignKey("structures.id")),
    #: one alert per cause
    Column("cause", String, nullable=False, unique=True),
    word("kind"),
    word("words"),
    moment("at"),
    moment("seen_at", needed=False),
)

#: how far each poller has come; the offset itself is Telegram's, this only shows life
doors = Table(
    "doors",
    metadata,
    Column("door", String, primary_key=True),
    Column("last_number", BigInteger, nullable=False, server_default=text("0")),
    moment("alive_at"),
)
