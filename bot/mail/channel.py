"""E-mail as a channel: one SMTP conversation a message, step by step, so that a failure says how far it came.

An album is one mail with several files, which has one name for all of them.

What was mailed cannot change: edits, removals, reactions and answers to presses are done without effect. The button of
the mail opens the reader's page, which shows how things stand now.
"""

from __future__ import annotations

from collections.abc import Sequence
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP as POLICY
from email.utils import formatdate, make_msgid

from aiosmtplib import SMTP, SMTPException

from bot.channel import Act, AlbumAct, Failure, OpenTopicAct, SendAct, SendFailed, Sent
from bot.mail.compose import compose
from bot.mail.errors import Step, failed
from bot.mail.post import Post, mailbox
from core.census import Census

NAME = "mail"
SECONDS = 20.0


class MailChannel:
    """Hands mails to one SMTP server, from one sender."""

    name = NAME
    buttons = False
    grouped = False

    def __init__(self, post: Post, sender: Address, *, replies: bool = False) -> None:
        """With `replies`, an answer to a mail reaches us, and the mail says so."""
        self._post = post
        self._sender = sender
        self._replies = replies

    async def perform(self, act: Act) -> Sent | None:
        """Send it; what is no new message is done already (see above)."""
        if isinstance(act, OpenTopicAct):
            raise SendFailed(Failure.REJECTED, "a mailbox has no topics")
        if not isinstance(act, SendAct | AlbumAct):
            return None
        try:
            mail = compose(act, self._sender, act.place.chat, replies=self._replies)
        except ValueError:
            raise SendFailed(Failure.REJECTED, "this is no mailbox") from None
        await self._hand_over(mail.as_bytes(policy=POLICY), act.place.chat)
        name = str(mail["Message-ID"])
        others = len(act.contents) - 1 if isinstance(act, AlbumAct) else 0
        return Sent(act.place, name, (name,) * others)

    async def tell(self, to: str, subject: str, words: str) -> None:
        """A plain mail of ours to somebody of the house. Raises SendFailed."""
        mail = EmailMessage()
        mail["From"], mail["To"], mail["Subject"] = self._sender, mailbox(to), subject
        mail["Date"], mail["Message-ID"] = formatdate(), make_msgid(domain=self._sender.domain)
        mail["Auto-Submitted"] = "auto-generated"
        mail.set_content(words, cte="quoted-printable")
        await self._hand_over(mail.as_bytes(policy=POLICY), to)

    async def fetch(self, ref: str, most: int) -> bytes:
        raise SendFailed(Failure.REJECTED, "a mail sent is not fetched again")

    async def count(self, chat: str, among: Sequence[str]) -> Census:
        raise SendFailed(Failure.REJECTED, "a mailbox is no group")

    async def close(self) -> None:
        """Nothing stays open between two mails."""

    async def _hand_over(self, mail: bytes, to: str) -> None:
        client = _client(self._post)
        step = Step.CONNECT
        try:
            await client.connect()
            step = Step.ADDRESS
            await client.mail(self._sender.addr_spec)
            await client.rcpt(to)
            step = Step.DATA
            await client.data(mail)
        except (SMTPException, OSError) as error:
            raise failed(error, step) from None
        finally:
            client.close()


async def greet(post: Post) -> None:
    """Say hello to the server, with the password, and nothing more. Raises SendFailed."""
    client = _client(post)
    try:
        await client.connect()
    except (SMTPException, OSError) as error:
        raise failed(error, Step.CONNECT) from None
    finally:
        client.close()


def _client(post: Post) -> SMTP:
    return SMTP(
        hostname=post.host,
        port=post.port,
        username=post.user or None,
        password=post.password or None,
        use_tls=post.tls,
        start_tls=not (post.tls or post.here),
        timeout=SECONDS,
    )
