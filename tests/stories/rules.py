"""Whom each kind of timer may write to, and who may be sent each kind of file: the tables that the matrix of jobs, that
of exports, and every story are held to. What the code adds without a rule here breaks them.
"""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection, select

from core.people import Role
from storage.tables import outbox, people, timers

YOUNG, TUTOR, TRAINER, COUNSELLOR, MANAGER = Role
TEAM = frozenset({COUNSELLOR})
FOLLOWED = frozenset({YOUNG, TUTOR, TRAINER})
ALL = frozenset(Role)
HER, HIM = frozenset({YOUNG}), frozenset({TUTOR})
ADULTS = frozenset({TUTOR, TRAINER})

#: kind -> roles; the counsellors' forum may always be written to, and a thread is written to as a thread
TIMERS: Mapping[str, frozenset[Role]] = {
    "day": ALL,
    "workshop": HER | TEAM,
    # nobody of the thread ever learns of a call for help, nor that it waits
    "call-unanswered": HER | TEAM | {MANAGER},
    "absence": ALL,
    "forum-held": TEAM | {MANAGER},
    "erasure": ALL,
    "announcement": FOLLOWED,
    "recall": HER,
    "thanks": HIM,
    "offer-news": HER,
    "gap": TEAM,
    "gap-person": ALL,
    "recontact": TEAM,
    "after": HER,
    "gathering": FOLLOWED,
    "survey": HER,
    "watch": HER | TEAM,
    "group-count": FOLLOWED | TEAM,
    "immersion-unsigned": FOLLOWED | TEAM,
    "immersion-ended": FOLLOWED,
    "mission-expiry": FOLLOWED,
    "week-monday": HER,
    "week-thursday": HER,
    "week-ahead": ADULTS,
    "meeting-soon": FOLLOWED | TEAM,
    "meeting-after": FOLLOWED | TEAM,
    "meeting-closing": FOLLOWED | TEAM,
    # a card that rises during an absence goes to the substitute
    "mission-waiting": HIM | HER | TEAM,
    "question-waiting": HER,
    "amendment-waiting": HER,
    "mission-to-start": HER,
    "tutor-look-waiting": HIM | HER,
    "apprentice-look-waiting": HER,
    "invitation-unopened": FOLLOWED,
    "consent-unfinished": FOLLOWED,
    "lesson-left": HER,
    "convention-unsigned": HIM | HER,
    "immersion-unreviewed": FOLLOWED,
    "meeting-unanswered": FOLLOWED,
    "meeting-unreported": TEAM,
    "week-unreviewed": HER,
    "survey-unanswered": HER,
    "card-waiting": TEAM,
    "person-silent": FOLLOWED,
}


#: kind of file (bot/papers) -> who may be sent one in private; the counsellors' forum is the team's. Pages: test_routes
PAPERS: Mapping[str, frozenset[Role]] = {
    "attestation": HER | HIM,
    "bundle": ALL,
    "calendar": ALL,
    "evaluation": TEAM,
    "evidence": TEAM,
    "evolution": FOLLOWED,
    "invitations": frozenset(),
    "journey": HER,
    "mine": ALL,
    "passport": HER,
    "qr": HER,
    "recap": HER,
    "table": frozenset(),
    "upload": FOLLOWED | TEAM,
}


def strays(c: Connection) -> list[tuple[str, str]]:
    """(kind, role) of whatever a timer wrote, or a file that was sent, to somebody whom its kind is not for; so far."""
    o, t, p = outbox.c, timers.c, people.c
    query = select(t.kind, p.role).join(outbox, o.cause == "timer:" + t.key).join(people, p.id == o.person_id)
    written = {(row.kind, row.role) for row in c.execute(query.distinct())}
    sent = c.execute(select(o.payload, p.role).join(people, p.id == o.person_id).where(o.act == "send")).all()
    files = {(paper[0], row.role) for row in sent if (paper := row.payload.get("c", {}).get("a", {}).get("p"))}
    found = [(kind, role) for kind, role in written if Role(role) not in TIMERS[kind]]
    return found + [(kind, role) for kind, role in files if Role(role) not in PAPERS[kind]]
