"""The bot as a process: door, receiver, clock and deliverer, or some of them, until it is told to stop."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from contextlib import AsyncExitStack
from typing import IO, Any

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from asyncpg import CannotConnectNowError, InterfaceError as SessionError
from sqlalchemy import Connection
from sqlalchemy.exc import InterfaceError, OperationalError

from bot.channel import Row, SendFailed
from bot.hooks.sender import Hooks
from bot.mail.imap import Mailbox
from bot.runtime import alone, hook, metrics, traces
from bot.runtime.deliver import Deliverer
from bot.runtime.heartbeat import BEAT, Heartbeat
from bot.runtime.patience import patiently
from bot.runtime.receive import Receiver
from bot.runtime.seek import Seeker
from bot.runtime.sentinel import Sentinel
from bot.runtime.settings import Settings, SettingsError
from bot.runtime.sweep import Sweeper
from bot.runtime.tick import Ticker
from bot.runtime.waiting import first, until
from bot.runtime.watch import Watcher
from bot.telegram import Bot, setup
from bot.telegram.door import Poller
from bot.telegram.read import NAME
from bot.telegram.setup import Commands, Me, Scope
from core import commands
from core.forum import commands as forum_commands
from storage import migrate
from storage.engine.peers import Alone
from storage.engine.unit import Database
from storage.road import gauges
from storage.road.alerts import channel_unknown

#: seconds between two looks at the timers
TICK = 1
#: seconds between two looks into the mailbox
FETCH = 30
#: seconds between two looks for conventions and searches to ask about
WATCH = 5
#: seconds between two looks for what needs a human
GUARD = 20
#: seconds between two rounds to other software
TELL = 2
#: seconds between two looks at what is to go
SWEEP = 20
#: what a server says that is not there, or not yet
AWAY = (OSError, OperationalError, InterfaceError, SessionError, CannotConnectNowError)
#: what one process at a time does, and what processes tell each other
CLOCK, DOOR, INBOX, OUTBOX = "clock", "door", "inbox", "outbox"
COMMANDS = (Commands(Scope.PRIVATE, commands.offered()), Commands(Scope.GROUPS, forum_commands.offered()))

log = structlog.get_logger("bot.runtime")


class App:
    """Everything that `wire.build` put together."""

    def __init__(
        self,
        settings: Settings,
        bot: Bot,
        me: Me,
        door: str,
        database: Database,
        receiver: Receiver,
        deliverer: Deliverer,
        ticker: Ticker,
        pages: Callable[[], Sequence[Any]] = tuple,
        keep: Callable[[Connection], None] = lambda c: None,
        watcher: Watcher | None = None,
        peers: Alone | None = None,
        sentinel: Sentinel | None = None,
        sweeper: Sweeper | None = None,
        mailbox: Mailbox | None = None,
        hooks: Hooks | None = None,
        seeker: Seeker | None = None,
    ) -> None:
        self.settings = settings
        self.me = me
        self.database = database
        self.receiver = receiver
        self.deliverer = deliverer
        self.ticker = ticker
        self.watcher = watcher
        self.sweeper = sweeper
        self.mailbox = mailbox
        self.hooks = hooks
        self.seeker = seeker
        self.peers = peers or Alone("")
        self.sentinel = sentinel
        self._bot = bot
        #: makes the routers of the pages, when they are wanted
        self.pages = pages
        #: keeps, at the start, what the next version of the house must still find
        self._keep = keep
        self._door = door
        self.poller = Poller(bot, self._store, unknown=self._unknown)
        rounds = None if settings.by_webhook else lambda: self.poller.rounds
        self.heartbeat = Heartbeat(database, ticker.now, door, rounds)
        self._lock: IO[str] | None = None

    async def prepare(self) -> None:
        """Make the database ready, and learn what was under way when the process before us stopped."""
        if self.database.name == "sqlite":
            self._lock = alone.hold(self.settings.database_url)
        await self.database.run(migrate.upgrade)
        if self.sweeper is not None:
            await self.sweeper.begin()
        await self.database.run(self._keep)
        await self.ticker.begin_days()
        await self.deliverer.start()
        offices = [(self.settings.does("clock"), CLOCK), (self.settings.does("web"), DOOR)]
        await self.peers.join(tuple(office for stands, office in offices if stands))

    async def run(self, stop: asyncio.Event) -> None:
        """Work until `stop`, then finish what is under way."""
        does = self.settings.does
        metrics.rest()
        async with AsyncExitStack() as stack:
            await self._open_inner_door(stack)
            if where := self.settings.traces_url:
                stack.push_async_callback(asyncio.to_thread, traces.export(where, self.peers.name))
            if not await self._prepare_patiently(stop):
                await self.close()
                return
            scheduler = AsyncIOScheduler(timezone="UTC", job_defaults={"max_instances": 1, "coalesce": True})
            works: list[Coroutine[Any, Any, None]] = []
            if does("web"):
                offering = asyncio.ensure_future(self._offer(stop))
                stack.callback(offering.cancel)
                works.append(await self._open_door(stop))
                if not self.settings.clock_file:  # a clock that is moved by hand is no stop
                    scheduler.add_job(self.heartbeat.beat, "interval", [lambda: self.peers.holds(DOOR)], seconds=BEAT)
            if does("worker"):
                self.peers.hear(INBOX, self.receiver.wake.set)
                self.peers.hear(OUTBOX, self.deliverer.wake.set)
                works += [self.receiver.run(stop), self.deliverer.run(stop)]
                if self.database.name != "sqlite":
                    scheduler.add_job(self._mourn, "interval", seconds=TICK)
            else:
                works += [self._pass_on(self.receiver.wake, INBOX, stop)]
                works += [self._pass_on(self.deliverer.wake, OUTBOX, stop)]
            if does("clock"):
                scheduler.add_job(self._tick, "interval", seconds=TICK)
                for look, seconds in (
                    (self.watcher and self.watcher.look, WATCH),
                    (self.sentinel and self.sentinel.look, GUARD),
                    (self.sweeper and self.sweeper.tick, SWEEP),
                    (self.mailbox and self.mailbox.look, FETCH),
                    (self.hooks and self.hooks.look, TELL),
                    (self.seeker and self.seeker.look, WATCH),
                ):
                    if look is not None:
                        scheduler.add_job(self._when_elected, "interval", seconds=seconds, args=(look,))
            scheduler.start()
            stack.callback(scheduler.shutdown, wait=False)
            log.info(
                "ready",
                bot=self.me.username,
                database=self.database.name,
                webhook=self.settings.by_webhook,
                only=self.settings.only or "all",
                process=self.peers.name,
            )
            tasks = [asyncio.ensure_future(work) for work in (*works, self.peers.keep(stop))]
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            stop.set()
            await asyncio.gather(*tasks)
        await self.close()

    async def _open_inner_door(self, stack: AsyncExitStack) -> None:
        """Metrics and probes, where the operator wants them."""
        if not (where := self.settings.metrics_listen):
            return
        from bot.runtime.internal import Inner

        host, _, port = where.rpartition(":")
        inner = Inner(lambda: self.database.run(lambda c: gauges.look(c, self.ticker.now())), self._health)
        try:
            await inner.open(host.strip("[]"), int(port))
        except OSError as error:
            raise SettingsError(
                f"TRIADE_METRICS_LISTEN : impossible d'écouter sur {where} ({error.strerror})"
            ) from None
        stack.push_async_callback(inner.close)

    async def _tick(self) -> None:
        elected = self.peers.holds(CLOCK)
        metrics.ELECTED.labels(CLOCK).set(elected)
        if elected:
            await self.ticker.tick()
        else:
            metrics.beat("clock")  # it lives, and waits for its turn

    async def _when_elected(self, look: Callable[[], Awaitable[object]]) -> None:
        """One process does it, of all those that could."""
        if self.peers.holds(CLOCK):
            await look()

    async def _mourn(self) -> None:
        """For the scheduler: troubles are logged, the next look tries again."""
        try:
            await self.deliverer.mourn()
        except Exception as error:
            log.error("the other processes could not be looked at", error=type(error).__name__)

    async def _pass_on(self, wake: asyncio.Event, word: str, stop: asyncio.Event) -> None:
        """What this process leaves to others: they are told, as often as it is possible and no oftener."""
        while not stop.is_set():
            wake.clear()
            await first(wake, stop, 60)
            if wake.is_set():
                await self.peers.tell(word)

    async def _prepare_patiently(self, stop: asyncio.Event) -> bool:
        """A server that is away when we start is waited for, as it is later; False when we are stopped meanwhile."""
        pause = 0.5
        while not stop.is_set():
            try:
                await self.prepare()
                return True
            except AWAY as error:
                if self.database.name == "sqlite":
                    raise
                log.error("the database does not answer yet", error=type(error).__name__, again_in=pause)
                await until(stop, pause)
                pause = min(pause * 2, 5)
        return False

    async def settle(self) -> None:
        """Everything that can happen now has happened: for tests, which drive the bot by hand."""
        before = [one.once for one in (self.watcher, self.mailbox, self.seeker) if one is not None]
        after = [one.once for one in (self.hooks, self.sweeper) if one is not None]
        works = [self.poller.look, *before, self.receiver.drain, self.ticker.drain, self.deliverer.drain, *after]
        while True:
            if not sum([await work() for work in works]):
                return

    async def close(self) -> None:
        await self._bot.session.close()
        await self.deliverer.close()
        await self.peers.leave()
        await self.database.close()
        if self._lock is not None:
            self._lock.close()

    async def _store(self, rows: Sequence[Row]) -> int:
        return await self.receiver.store(self._door, list(rows))

    async def _unknown(self) -> None:
        """Telegram refuses the token: a human is told, whether something waits to be sent or not."""
        await self.database.run(lambda c: channel_unknown(c, NAME, self.ticker.now()))

    async def _open_door(self, stop: asyncio.Event) -> Coroutine[Any, Any, None]:
        """Webhook when there is a public address, else long polling: what to run until `stop`."""
        settings = self.settings

        async def poll() -> None:
            await patiently(stop, lambda: setup.use_polling(self._bot))
            while not stop.is_set():
                if self.peers.holds(DOOR):
                    await self._poll_while_elected(stop)
                await until(stop, TICK)

        if not settings.public_url:
            return poll()
        # Imported here: without an address there is no use for a web server, which takes 9 MB.
        from bot.web.serving import open_server
        from bot.web.telegram import Webhook

        secret = settings.webhook_secret.get_secret_value()
        webhook = Webhook(self.me.id, secret, self._store) if settings.by_webhook else None
        routers = [*self.pages(), *([webhook.router()] if webhook else [])]
        try:
            serve = await open_server(*settings.served, routers, self._health)
        except OSError as error:
            taken = f"TRIADE_LISTEN : impossible d'écouter sur {settings.listen} ({error.strerror})"
            raise SettingsError(f"{taken} ; mettez une adresse libre de cette machine") from None

        async def receive() -> None:
            assert webhook is not None
            address = settings.public_url + webhook.path
            await asyncio.gather(hook.keep(self._bot, address, secret, self._unknown, stop), serve(stop))

        async def poll_and_serve() -> None:
            await asyncio.gather(poll(), serve(stop))

        return receive() if webhook else poll_and_serve()

    async def _poll_while_elected(self, stop: asyncio.Event) -> None:
        """One poller at a time: Telegram refuses two of them in turn."""
        over = asyncio.Event()
        polling = asyncio.ensure_future(self.poller.run(over))
        while not stop.is_set() and self.peers.holds(DOOR):
            await until(stop, TICK)
        over.set()
        await polling

    async def _offer(self, stop: asyncio.Event) -> None:
        """The menus of commands: the bot works without them too."""
        try:
            await patiently(stop, lambda: setup.offer(self._bot, COMMANDS))
        except SendFailed as failure:
            log.error("the menus of commands could not be set", kind=failure.kind.value, reason=failure.reason)

    async def _health(self) -> str:
        try:
            await self.database.run(lambda c: c.exec_driver_sql("SELECT 1"))
        except Exception as error:
            return f"the database does not answer ({type(error).__name__})"
        return ""
