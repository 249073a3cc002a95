"""The mailbox that answers come to, asked by IMAP: each mail is stored and committed, and only then marked as seen.

A crash between the two fetches the mail once more: it is the same row of the inbox. What was seen a week ago is deleted
there, as it is emptied here: nobody who is erased stays in a mailbox. One connection a look, in a thread: the standard
library's client waits for its server.
"""

from __future__ import annotations

import asyncio
import imaplib
import re
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta

import structlog

from bot.channel import Store
from bot.mail.post import Post
from bot.mail.read import row

#: how much of a mail is fetched: its words come first, and files do not pass by mail
MOST = 1024 * 1024
#: mails of one look; the rest follows with the next one
AT_ONCE = 50
SECONDS = 20.0
#: how long a mail that was seen stays there (the register: what came in is emptied after so long)
KEPT = timedelta(days=7)
#: of a day, as IMAP says it
MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
#: of a number of IMAP (RFC 9051, 4.2): nothing else is ever put into a command
_NUMBER = re.compile(rb"[0-9]{1,10}")

log = structlog.get_logger("bot.mail.imap")


class NoMailbox(Exception):
    """The server is away, or does not let us in; the reason quotes nothing of it. Caught by who looks."""


class Mailbox:
    """One mailbox, of which every mail is for us."""

    def __init__(self, post: Post, store: Store, now: Callable[[], datetime], folder: str = "INBOX") -> None:
        self._post = post
        self._store = store
        self._now = now
        self._tidied: date | None = None
        self._folder = folder

    async def once(self) -> int:
        """Store what is unseen, and mark it; how many mails. Raises NoMailbox."""
        mails = await asyncio.to_thread(self._fetch)
        for number, raw in mails:
            await self._store([row(raw)])
            await asyncio.to_thread(self._mark, number)
        return len(mails)

    async def look(self) -> None:
        """For the scheduler: troubles are logged, the next look tries again."""
        try:
            while await self.once() == AT_ONCE:
                pass
            if (today := self._now().date()) != self._tidied:
                await asyncio.to_thread(self._tidy, today - KEPT)
                self._tidied = today
        except NoMailbox as error:
            log.warning("the mailbox could not be read", reason=str(error))
        except Exception as error:  # its words may quote a mail
            log.error("mails could not be stored", error=type(error).__name__)

    async def greet(self) -> None:
        """Come in and look at nothing. Raises NoMailbox."""

        def knock() -> None:
            with self._open(readonly=True):
                pass

        await asyncio.to_thread(knock)

    def _fetch(self) -> list[tuple[bytes, bytes]]:
        found = []
        with self._open(readonly=True) as line:
            for number in line.uid("SEARCH", "UNSEEN")[1][0].split()[:AT_ONCE]:
                if not _NUMBER.fullmatch(number):
                    raise NoMailbox("no number of a mail")
                # PEEK: looking marks nothing.
                _, parts = line.uid("FETCH", number.decode(), f"(BODY.PEEK[]<0.{MOST}>)")
                found += [(number, part[1]) for part in parts if isinstance(part, tuple)][:1]
        return found

    def _mark(self, number: bytes) -> None:
        with self._open() as line:
            line.uid("STORE", number.decode(), "+FLAGS.SILENT", r"(\Seen)")

    def _tidy(self, day: date) -> None:
        """Delete what was seen and came before this day."""
        with self._open() as line:
            before = f"{day.day}-{MONTHS[day.month - 1]}-{day.year}"
            for number in line.uid("SEARCH", "SEEN", "BEFORE", before)[1][0].split():
                if not _NUMBER.fullmatch(number):
                    raise NoMailbox("no number of a mail")
                line.uid("STORE", number.decode(), "+FLAGS.SILENT", r"(\Deleted)")
            line.expunge()

    @contextmanager
    def _open(self, *, readonly: bool = False) -> Iterator[imaplib.IMAP4]:
        post = self._post
        try:
            if post.tls:
                line: imaplib.IMAP4 = imaplib.IMAP4_SSL(
                    post.host, post.port, ssl_context=ssl.create_default_context(), timeout=SECONDS
                )
            else:
                line = imaplib.IMAP4(post.host, post.port, timeout=SECONDS)
            with line:
                if not (post.tls or post.here):
                    line.starttls(ssl.create_default_context())
                line.login(post.user, post.password)
                kind, _ = line.select(self._folder, readonly)
                if kind != "OK":
                    raise NoMailbox("no such folder")
                yield line
        except imaplib.IMAP4.error as error:
            # Its words may quote the name or the password.
            raise NoMailbox(f"refused ({type(error).__name__})") from None
        except OSError as error:
            raise NoMailbox(type(error).__name__) from None
