"""Sends what is due: in order within a room, the most urgent first, as fast as allowed; doubt is written down."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

import structlog
from sqlalchemy import Connection

from bot.channel import (
    Channel,
    Failure,
    SendFailed,
)
from bot.codes import new_code
from bot.runtime import crash, metrics, traces
from bot.runtime.acts import act_of, with_paper
from bot.runtime.clock import Clock
from bot.runtime.limits import Limits, weight
from bot.runtime.waiting import first, until
from bot.runtime.whole import Whole
from storage import callreceipts
from storage.engine.peers import Alone
from storage.engine.unit import Database
from storage.road import letters, outbox, receipts, reopened, ungrouped
from storage.road.letters import Definite, Doubtful, Kind, Left, Letter, Outcome
from storage.road.scenes import World
from storage.road.settle import UNKNOWN_WAIT
from storage.road.unreachable import tell_counsellors, tell_inviter

#: letters under way at once
MOST = 30
#: seconds that a process must have been dead before its letters are taken over
GRACE = 2.0


#: whether somebody may be sent anything at all, outside production
Safe = Callable[[Letter], bool]

log = structlog.get_logger("bot.runtime.deliver")


class Deliverer:
    """Claims letters, performs them through their channel, writes down what became of them."""

    def __init__(
        self,
        database: Database,
        world: World,
        clock: Clock,
        channels: Mapping[str, Channel],
        limits: Limits,
        secret: Callable[[], str] = new_code,
        peers: Alone | None = None,
        safe: Safe = lambda letter: True,
        *,
        topics: bool = False,
    ) -> None:
        """`topics`: the bot has topics in private chats, as far as Telegram says when we start."""
        self._database = database
        self._safe = safe
        self._topics = topics
        self._world = world
        self._clock = clock
        self._channels = channels
        self._limits = limits
        self._whole = Whole(database, world, clock, channels, secret)
        self._peers = peers or Alone(f"{id(self)}")
        #: senders whose process is dead, and since when
        self._dead: dict[str, float] = {}
        self._paused: dict[str, datetime] = {}
        #: channels that do not know us (a revoked token), and when one letter may ask again
        self._unknown: dict[str, datetime] = {}
        self._under_way: set[asyncio.Task[None]] = set()
        self._outcomes: list[Outcome] = []
        #: letters whose chats take nothing for now, to be given back
        self._too_early: list[Letter] = []
        #: messages that albums sent beyond what was allowed
        self._debt = 0
        #: seconds until the channel allows more
        self._again = 0.0
        self.wake = asyncio.Event()

    async def start(self) -> None:
        """What the process before us was sending when it stopped: nobody can know whether it left."""
        if self._database.name == "sqlite":  # else another one may live: see `mourn`
            await self._database.run(lambda c: outbox.recover(c, None, self._clock()))

    async def mourn(self) -> None:
        """Take over the letters of processes that are dead, once they are so for a while: one may only have lost its
        session, as all do when the server starts again."""
        now = time.monotonic()
        missing = await self._database.run(self._peers.missing)
        self._dead = {name: self._dead.get(name, now) for name in missing}
        for name in [name for name, since in self._dead.items() if now - since >= GRACE]:
            if await self._database.run(partial(self._take_over, name)):
                metrics.TAKEN_OVER.inc()
                log.warning("letters of a dead process were taken over", process=name)
                self.wake.set()

    def _take_over(self, name: str, c: Connection) -> bool:
        if not self._peers.is_dead(c, name):  # alive again, or another process is at it
            return False
        outbox.recover(c, name, self._clock())
        return True

    async def once(self) -> int:
        """Write down what is done and take what is due; how many letters were taken."""
        free = await self._allowance(MOST - len(self._under_way))
        outcomes, self._outcomes = self._outcomes, []
        early, self._too_early = self._too_early, []
        try:
            taken = await self._database.run(partial(self._exchange, outcomes, early, free))
        except BaseException:
            self._outcomes = outcomes + self._outcomes
            self._too_early = early + self._too_early
            raise
        if outcomes:
            crash.here("after-mark")
        for letter in taken:
            if await self._may_leave(letter):
                task = asyncio.ensure_future(self._perform(letter))
                self._under_way.add(task)
                task.add_done_callback(self._done)
            else:
                self._too_early.append(letter)
        return len(taken)

    async def _allowance(self, free: int) -> int:
        """How many letters to take: what the channel allows now, so that the most urgent are always next."""
        if free <= 0:
            return 0
        number, self._again = await self._limits.allowance(free + self._debt)
        paid = min(number, self._debt)
        self._debt -= paid
        return number - paid

    async def _may_leave(self, letter: Letter) -> bool:
        """Whether its chat takes it now; if not, all that follows for that chat waits too."""
        self._debt += weight(letter) - 1
        if letter.act is letters.Act.ACKNOWLEDGE:
            return True
        wait = 0 if letter.room in self._paused else await self._limits.wait(letter)
        if wait > 0:
            self._pause(letter, wait)
        return letter.room not in self._paused

    async def drain(self) -> int:
        """Send all that is due now, to the last answer; how many letters."""
        count = 0
        while True:
            count += await self.once()
            if self._under_way:
                await asyncio.wait(self._under_way, return_when=asyncio.FIRST_COMPLETED)
            elif not (self._outcomes or self._too_early):
                return count

    async def run(self, stop: asyncio.Event) -> None:
        """Send until `stop`; then what is under way is finished and written down."""
        pause = 0.5
        while not stop.is_set():
            metrics.beat("deliverer")
            self.wake.clear()
            try:
                taken = await self.once()
                pause = 0.5
            except Exception as error:
                log.error("the outbox could not be read", error=type(error).__name__, again_in=pause)
                await until(stop, pause)
                pause = min(pause * 2, 30)
                continue
            if not (taken or self._outcomes or self._too_early):
                await first(self.wake, stop, self._patience())
        if self._under_way:
            await asyncio.wait(self._under_way, timeout=8)
        await self._database.run(partial(self._exchange, self._outcomes, self._too_early, 0))

    async def close(self) -> None:
        """The channels give back their connections."""
        for channel in self._channels.values():
            await channel.close()

    def _exchange(self, outcomes: list[Outcome], early: list[Letter], free: int, c: Connection) -> list[Letter]:
        now = self._clock()
        if outcomes:
            settled = outbox.settle(c, outcomes, now)
            for lost in settled.unreachable:
                tell_counsellors(c, lost, self._world, now)
            for triad in settled.reopened:
                reopened.tell_counsellors(c, triad, self._world, now)
            for unarrived in settled.unarrived:
                tell_inviter(c, unarrived, self._world, now)
            callreceipts.tell(c, callreceipts.subjects(_letters(outcomes)), self._world.translations, now)
            receipts.tell(c, map(receipts.subject_of, _letters(outcomes)), self._world.translations, now)
        for letter in early:
            outbox.release(c, [letter], now, self._paused.get(letter.room))
        self._paused = {room: until for room, until in self._paused.items() if until > now}
        taken = self._claim(c, now, free) if free > 0 else []
        ungrouped.tell_counsellors(c, self._world, now)
        receipts.tell_of_cancelled(c, self._world.translations, now)
        return taken

    def _claim(self, c: Connection, now: datetime, free: int) -> list[Letter]:
        return outbox.claim(c, now, self._peers.name, free, tuple(self._paused), self._world.closed, self._topics)

    async def _perform(self, letter: Letter) -> None:
        crash.here("before-send")
        began, began_at = time.monotonic(), time.time_ns()
        outcomes = await self._try(letter)
        result = metrics.sent(outcomes[0], time.monotonic() - began)
        traces.tell("send", began_at, channel=letter.place.channel, act=letter.act.value, result=result)
        self._outcomes += outcomes  # only now: the list is another one after each exchange
        crash.here("after-send")

    async def _try(self, letter: Letter) -> list[Outcome]:
        """What became of it, and of those aboard."""
        outcome, others = await self._perform_it(letter)
        told: list[Outcome] = [outcome]
        for number, item in enumerate(letter.aboard):
            if isinstance(outcome, Left):
                told.append(Left(item, others[number], outcome.place))
            else:
                told.append(replace(outcome, letter=item))
        return told

    async def _perform_it(self, letter: Letter) -> tuple[Outcome, tuple[str, ...]]:
        if not self._safe(letter):
            log.error("refused: not a safe recipient", row=letter.row, act=letter.act.value)
            return Definite(letter, Kind.REJECTED, "not a safe recipient"), ()
        channel = self._channels.get(letter.place.channel)
        if channel is None:
            return Definite(letter, Kind.REJECTED, f"no channel {letter.place.channel}"), ()
        try:
            act = await with_paper(act_of(letter))
            if not channel.buttons:
                act = await self._whole(act, letter)
        except Exception as error:
            log.error("a file of ours could not be made", row=letter.row, error=type(error).__name__)
            return Definite(letter, Kind.REJECTED, f"the file could not be made: {type(error).__name__}"), ()
        if self._is_unknown(channel.name):
            return Definite(letter, Kind.UNAUTHORIZED, "the channel does not know us"), ()
        try:
            sent = await channel.perform(act)
        except SendFailed as failure:
            if failure.kind is Failure.UNAUTHORIZED:
                self._unknown[channel.name] = self._clock() + UNKNOWN_WAIT
            return self._failed(letter, failure), ()
        except Exception as error:
            # Whatever it is, the request may have left: never "not sent" without proof.
            log.error("a channel broke", channel=channel.name, act=letter.act.value, error=type(error).__name__)
            return Doubtful(letter, type(error).__name__), ()
        self._unknown.pop(channel.name, None)
        if sent is None:
            return Left(letter), ()
        return Left(letter, sent.message_id, sent.place), sent.others

    def _is_unknown(self, channel: str) -> bool:
        """Whether nothing is to be tried there; once a minute, one letter asks."""
        again = self._unknown.get(channel)
        if again is None:
            return False
        if self._clock() < again:
            return True
        self._unknown[channel] = self._clock() + UNKNOWN_WAIT
        return False

    def _failed(self, letter: Letter, failure: SendFailed) -> Outcome:
        log.warning("not sent", row=letter.row, act=letter.act.value, kind=failure.kind.value, reason=failure.reason)
        if failure.kind is Failure.AMBIGUOUS:
            return Doubtful(letter, failure.reason)
        no_topics = letter.act is letters.Act.OPEN_TOPIC and letter.person and failure.kind.value in letters.NO_TOPICS
        if no_topics and self._topics:
            log.warning("the bot has no topics in private chats any more: threads go on without")
            self._topics = False
        if failure.kind is Failure.TOO_FAST:
            self._pause(letter, failure.retry_after)
        return Definite(letter, Kind(failure.kind.value), failure.reason, failure.retry_after or None, failure.to_chat)

    def _pause(self, letter: Letter, seconds: float) -> None:
        """Nothing more leaves for this room before that; several refusals at once make the longest pause."""
        end = self._clock() + timedelta(seconds=seconds)
        self._paused[letter.room] = max(end, self._paused.get(letter.room, end))

    def _patience(self) -> float:
        """Seconds to sleep at most: a pause may end, a row's time may come, the clock may be moved."""
        now = self._clock()
        pauses = [(until - now).total_seconds() + 0.01 for until in self._paused.values()]
        return min([1.0, *pauses, *([self._again] if self._again else [])])

    def _done(self, task: asyncio.Task[None]) -> None:
        self._under_way.discard(task)
        self.wake.set()
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("a letter was left under way", error=type(error).__name__)


def _letters(outcomes: list[Outcome]) -> list[Letter]:
    """What they are about."""
    return [outcome.letter for outcome in outcomes]
