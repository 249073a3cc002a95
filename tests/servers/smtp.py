"""A real mail server in this process: what it took is parsed as a mailbox would; it can refuse and break off."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any, cast

from aiosmtpd.smtp import SMTP, Envelope, Session


class PostOffice:
    """Takes mails for everybody, but for the addresses it `refuses` (address -> its answer)."""

    def __init__(self) -> None:
        self.url = ""
        self.mails: list[EmailMessage] = []
        self.refuses: dict[str, str] = {}
        #: the answer to the next mail itself; "" takes it; "drop" takes it and breaks off without a word
        self.answer = ""

    async def handle_RCPT(  # noqa: N802  # the name that aiosmtpd calls
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address in self.refuses:
            return self.refuses[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        if self.answer and self.answer != "drop":
            return self.answer
        mail = cast(EmailMessage, message_from_bytes(envelope.content, policy=default))  # type: ignore[arg-type]
        self.mails.append(mail)
        if self.answer == "drop":
            assert server.transport is not None
            server.transport.abort()
        return "250 OK"

    def to(self, address: str) -> list[EmailMessage]:
        """The mails of one mailbox, oldest first."""
        return [mail for mail in self.mails if mail["To"].addresses[0].addr_spec == address]


def words(mail: EmailMessage, kind: str = "plain") -> str:
    """The text part of a mail, or its HTML part."""
    body = mail.get_body((kind,))
    assert body is not None
    return str(body.get_content()).replace("\r\n", "\n")


@asynccontextmanager
async def post_office() -> AsyncIterator[PostOffice]:
    """Open on a free port of the loopback."""
    office = PostOffice()
    loop = asyncio.get_running_loop()

    def line() -> Any:
        return SMTP(office, hostname="mail.example", loop=loop)

    server = await loop.create_server(line, "127.0.0.1", 0)
    office.url = f"smtp://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    yield office
    server.close()
    await server.wait_closed()
