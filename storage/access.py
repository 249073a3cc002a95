"""The access layer: every question that core may ask and everything it may keep, each within one structure.

One line each: a reader gets (connection, structure, question), a keeper (connection, structure, thing, now).
Neither may see or touch a row of another structure.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import Connection

from core.announcements.announcement import AccountOf, GroupOf, Rooms, Stopped
from core.api.keys import KeyRevoked, KeysHere, NewKey
from core.api.shown import EventsAfter, MeetingsAfter, MissionsAfter, YoungAfter
from core.api.told import HooksHere, HookStopped, NewHook
from core.canned.canned import Canned, CannedHere
from core.evaluation.cases import CohortHere
from core.evaluation.exits import Exit, ExitOf, ExitsHere
from core.forum.absence import CardsHeldBy
from core.forum.cards import CardBy, CardsOf, DeskCard
from core.forum.dossier import DossierOf
from core.forum.grouping import GroupLinked
from core.forum.groupstate import GroupUnlinked
from core.forum.health import AskHealth
from core.forum.invitations import InvitationBy, InvitationEnded
from core.forum.members import Seat
from core.forum.recount import CountAsked
from core.forum.search import Sought
from core.forum.strangers import ForumHeld, Said
from core.forum.team import PeopleAt, PersonBy, Team, TriadBy
from core.horizon.horizon import HorizonOf, Item, MissionsOf, Noted, Origin, Tie
from core.immersions.immersion import Immersion, ImmersionsOf
from core.law.ends import FiguresAnnounced
from core.lessons.attestation import Attestation, AttestationOf
from core.lessons.editions import ModuleSource, ModulesPublished, ModuleVersion, Published
from core.lessons.lesson import ProgressOf
from core.lessons.recall import Recall, RecallsOf
from core.lessons.recordings import Recording, RecordingsOf
from core.library.lending import LentHere, Loan, LoanOf
from core.library.tastes import Tastes, TastesOf
from core.links import NewLink, RevokedLinks
from core.meetings.meeting import Meeting, MeetingsOf
from core.missions.evidence import FactsOf, MetOf
from core.missions.evolution import LooksOf
from core.missions.grids import GridAt, GridOf, KeptGrid
from core.nudges.gap import Interrupted, OpenCards
from core.nudges.invited import LastTo, RemindersTo
from core.nudges.matters import Waiting
from core.nudges.nudged import LastNudge, Nudged
from core.nudges.phone import NumberOf
from core.nudges.recontact import AttemptsOf, ThreadsOf
from core.nudges.rounds import Nudge, NudgesAbout, RungsOf
from core.opportunities.offer import Application, ApplicationsOf, Interest, Offer, OfferBy, OffersOn
from core.page.joining import NewAddress
from core.page.reached import AddressesOf, FirstAddress, StoppedAddress
from core.page.tutor import LastPosts
from core.passport.passport import Passport, Quote, QuoteOf, ShelfOf
from core.people import Structure
from core.privacy.erasure import Erased, ErasureAsked, ErasureDropped, ErasureOf
from core.privacy.kept import ExportOf, KeptOf, SeenBy
from core.privacy.quiet import QuietPeople
from core.records import Asked
from core.room.board import CardsHeld, CountedSince, LostHere, TutorsHere
from core.room.desk import Queue, QueueSizes
from core.room.file import MomentsOf
from core.room.inviting import Cancelled, InvitationsWaiting, KnownHere
from core.room.listing import ReferencesHere
from core.room.ready import SignsHere
from core.room.young import FollowedHere, YoungHere
from core.safeguarding.call import Call, CallBy, CallJustLeft, CallLine, CallRead, LineOf, OpenCallOf, SaidIn, WasRead
from core.safeguarding.heldpost import Held
from core.thread.group import Group
from core.thread.overdue import PostsOf
from core.triad import Triad
from core.tutoring.tutoring import TutoringOf, Tutors
from core.watch.acts import AlarmsOf
from core.watch.moments import MoodsOf
from core.watch.rules import SignsOf
from core.week.acts import WeekReview
from core.week.rhythm import OpenTriads
from core.workshops.workshop import Answered, Played, Taken, Workshop, WorkshopOf, WorkshopWith
from storage import (
    announcements,
    apikeys,
    apilines,
    bank,
    board,
    calls,
    canned,
    deskcards,
    desksearch,
    editions,
    evaluation,
    events,
    evidence,
    forums,
    gatherings,
    grids,
    groups,
    held,
    hooks,
    horizon,
    immersions,
    invitations,
    inviting,
    joining,
    learning,
    links,
    meetings,
    moments,
    nudges,
    opportunities,
    passports,
    people,
    privacy,
    publishing,
    retention,
    rhythm,
    room,
    searches,
    silence,
    surveys,
    threads,
    triads,
    tutoring,
    waiting,
    watch,
    workshops,
)
from storage.road import gaps, gauges

T = TypeVar("T")

READERS: Mapping[type[Asked[Any]], Callable[[Connection, int, Any], Any]] = {
    **gatherings.READERS,
    **held.READERS,
    **publishing.READERS,
    **searches.READERS,
    **surveys.READERS,
    AskHealth: gauges.health,
    AccountOf: announcements.account,
    GroupOf: announcements.group,
    Rooms: announcements.rooms,
    CannedHere: canned.here,
    CallBy: calls.by_key,
    OpenCallOf: calls.open_of,
    CallJustLeft: calls.just_left,
    SaidIn: calls.said,
    WasRead: calls.was_read,
    ErasureOf: privacy.standing,
    ExportOf: privacy.export,
    KeptOf: privacy.kept,
    QuietPeople: retention.quiet,
    SeenBy: privacy.seen,
    **groups.READERS,
    Said: forums.said,
    LineOf: calls.said_with,
    AttestationOf: learning.attestation,
    ProgressOf: learning.progresses,
    RecallsOf: learning.rounds,
    RecordingsOf: learning.voices,
    ImmersionsOf: immersions.of_triad,
    GridAt: grids.at,
    GridOf: grids.of,
    LooksOf: grids.looks_of,
    FiguresAnnounced: events.announced,
    LastPosts: threads.last,
    PostsOf: threads.numbered,
    AddressesOf: joining.known,
    ModuleSource: editions.source,
    ModuleVersion: editions.find,
    ModulesPublished: editions.published,
    CardBy: deskcards.by_key,
    CardsHeldBy: deskcards.held_by,
    CardsOf: deskcards.of_triad,
    DossierOf: desksearch.dossier,
    Sought: desksearch.search,
    PeopleAt: people.at_address,
    InvitationBy: invitations.by_number,
    LastTo: invitations.last_to,
    RemindersTo: invitations.reminders,
    Waiting: waiting.waiting,
    TutoringOf: tutoring.tutoring,
    Tutors: tutoring.tutors,
    Interrupted: gaps.interrupted,
    OpenCards: gaps.open_cards,
    LastNudge: nudges.last,
    NumberOf: silence.number,
    AttemptsOf: silence.attempts,
    ThreadsOf: silence.threads,
    NudgesAbout: nudges.about,
    RungsOf: nudges.rungs,
    PersonBy: people.by_number,
    Team: people.team,
    TriadBy: triads.by_number,
    HorizonOf: horizon.load,
    MissionsOf: horizon.missions_of,
    WorkshopOf: workshops.find,
    WorkshopWith: workshops.with_person,
    QuoteOf: passports.quote,
    ShelfOf: passports.shelf,
    FactsOf: evidence.facts,
    MetOf: evidence.met,
    LentHere: bank.lent,
    LoanOf: bank.loan,
    TastesOf: bank.tastes_of,
    OffersOn: opportunities.on,
    CohortHere: evaluation.cohort,
    ExitOf: evaluation.exit_of,
    ExitsHere: evaluation.exits_here,
    OfferBy: opportunities.by_number,
    ApplicationsOf: opportunities.of_person,
    Interest: opportunities.interest,
    MeetingsOf: meetings.load,
    OpenTriads: rhythm.open_triads,
    AlarmsOf: watch.alarms,
    SignsOf: watch.signs,
    MoodsOf: watch.moods,
    YoungHere: room.young,
    CountedSince: board.counted,
    FollowedHere: board.followed,
    CardsHeld: board.held,
    TutorsHere: board.tutors,
    LostHere: board.lost,
    SignsHere: board.signs,
    InvitationsWaiting: inviting.waiting,
    KnownHere: inviting.known,
    ReferencesHere: inviting.references,
    Queue: deskcards.queue,
    QueueSizes: deskcards.queue_sizes,
    MomentsOf: moments.of_triad,
    KeysHere: apikeys.here,
    HooksHere: hooks.here,
    YoungAfter: apilines.young,
    EventsAfter: apilines.events_after,
    MissionsAfter: apilines.missions_after,
    MeetingsAfter: apilines.meetings_after,
}

KEEPERS: Mapping[type, Callable[[Connection, int, Any, datetime], None]] = {
    **gatherings.KEEPERS,
    **publishing.KEEPERS,
    **searches.KEEPERS,
    **surveys.KEEPERS,
    Stopped: announcements.stop,
    ForumHeld: forums.save_held,
    Group: groups.save,
    CountAsked: groups.ask_count,
    GroupLinked: groups.link,
    GroupUnlinked: groups.unlink,
    Call: calls.save,
    Canned: canned.save,
    Cancelled: inviting.cancel,
    Offer: opportunities.save_offer,
    Exit: evaluation.save_exit,
    Application: opportunities.save_application,
    Held: held.save,
    CallLine: calls.add_line,
    CallRead: calls.add_reading,
    ErasureAsked: privacy.save_asked,
    ErasureDropped: privacy.save_dropped,
    Erased: privacy.save_erased,
    Attestation: learning.save_attestation,
    Recall: learning.save_round,
    Recording: learning.save_voice,
    DeskCard: deskcards.save,
    Immersion: immersions.save,
    KeptGrid: grids.keep,
    Loan: bank.save_loan,
    NewAddress: joining.add_address,
    FirstAddress: joining.prefer,
    StoppedAddress: joining.stop,
    NewLink: links.add,
    Nudge: nudges.save,
    Published: editions.add,
    RevokedLinks: links.revoke,
    Structure: people.save_structure,
    InvitationEnded: invitations.end,
    Seat: triads.save_seat,
    Triad: triads.save,
    Item: horizon.save_item,
    Tie: horizon.save_tie,
    Origin: horizon.save_origin,
    Noted: horizon.save_noted,
    Workshop: workshops.save,
    Taken: workshops.save_seat,
    Played: workshops.save_round,
    Answered: workshops.save_answer,
    Passport: passports.save,
    Quote: passports.save_quote,
    Tastes: bank.save_tastes,
    Meeting: meetings.save,
    Nudged: rhythm.save_nudged,
    WeekReview: rhythm.save_review,
    NewKey: apikeys.add,
    KeyRevoked: apikeys.revoke,
    NewHook: hooks.add,
    HookStopped: hooks.stop,
}


class Shelves:
    """Answers the questions of one scene (`Scene.find`), inside its transaction."""

    def __init__(self, c: Connection, structure_id: int) -> None:
        self._c = c
        self._structure = structure_id

    def __call__(self, asked: Asked[T], /) -> T:
        answer: T = READERS[type(asked)](self._c, self._structure, asked)
        return answer


def keep(c: Connection, structure_id: int, thing: object, now: datetime) -> None:
    """Save one thing that a reply keeps."""
    KEEPERS[type(thing)](c, structure_id, thing, now)
