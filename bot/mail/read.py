"""One raw mail as something that happened: what a person wrote now, without the history under it. Pure.

Only what a person wrote is a message: answers of machines, bounces and lists are none, and are never passed on.
"""

from __future__ import annotations

import base64
import re
from datetime import datetime
from email import message_from_bytes, message_from_string
from email.message import EmailMessage
from email.policy import default
from email.utils import parseaddr
from hashlib import sha256
from html.parser import HTMLParser
from typing import Any, cast

from mailparser_reply import EmailReplyParser

from bot.channel import Row
from bot.mail.channel import NAME
from core.messages import Address, Incoming, Message, Place, Undelivered, Unknown
from core.texts import Rich

#: the door's name in the inbox
DOOR = f"{NAME}:in"
_LANGUAGES = ["fr", "en"]
_MACHINES = re.compile(r"bulk|junk|list|auto[_-]?reply", re.IGNORECASE)
# Headers that only machines and lists write; RFC 3834 and what came before it.
_SIGNS = ("List-Id", "X-Autoreply", "X-Autorespond", "X-Auto-Response-Suppress", "X-Failed-Recipients")
# What mail programs write above the history or under the words, where the library does not see it: a name with « le »
# in it, an address on the next line, the marks of Outlook, of phones and of signatures.
_HISTORY = re.compile(
    r"^(?:(?:Le|On) [^\n]{5,200}(?:\n[^\n]{1,200})?(?:a écrit|wrote)\s*:[ \t]*"
    r"|-{2,} ?(?:Message d'origine|Original Message|Message transféré)[^\n]*|-- ?|_{10,}"
    r"|De ?: [^\n]+\n(?:Envoyé|Date) ?: [^\n]+|(?:Envoyé (?:de|depuis) (?:mon|ma|l)|Sent from my)[^\n]*)$",
    re.MULTILINE | re.IGNORECASE,
)
# RFC 3463: a permanent failure, but a full mailbox (2.2) or a mail that is too big (2.3, 3.4).
_HARD = re.compile(r"5\.(?!2\.[23]\b|3\.4\b)[0-9]{1,3}\.[0-9]{1,3}\b")
_MESSAGE_ID = re.compile(r"<[^<>\s]+>")


def row(raw: bytes) -> Row:
    """A mail as an inbox row: the same mail twice is the same row."""
    mail = _parse(raw)
    name = str(mail.get("Message-ID", "")).encode() or raw
    number = int.from_bytes(sha256(name + _sender(mail).encode()).digest()[:7], "big")
    bounce = _bounce(mail)
    return number, f"{NAME}:{bounce[0] if bounce else _sender(mail)}", f'{{"mail": "{base64.b64encode(raw).decode()}"}}'


def read(raw: dict[str, Any], received: datetime) -> Incoming:
    """The message in a stored mail."""
    whole = base64.b64decode(raw["mail"])
    mail = _parse(whole)
    sender, number = _sender(mail), row(whole)[0]
    cause = f"{DOOR}:{number}"
    if bounce := _bounce(mail):
        lost = Place(NAME, bounce[0])
        return Undelivered(cause=cause, at=received, sender=Address(NAME, lost.chat), place=lost, message_id=bounce[1])
    who, place = Address(NAME, sender), Place(NAME, sender)
    what = _no_message(mail) or ("" if sender else "a mail from nobody")
    words, files = ("", 0) if what else (_written_now(mail), sum(1 for _ in mail.iter_attachments()))
    if not words and not files:
        return Unknown(cause=cause, at=received, sender=who, place=place, what=what or "a mail without words")
    answered = _MESSAGE_ID.search(str(mail.get("In-Reply-To", "")))
    return Message(
        cause=cause,
        at=received,
        sender=who,
        place=place,
        message_id=str(mail.get("Message-ID", "")).strip() or cause,
        text=Rich(words),
        reply_to=answered[0] if answered else "",
        details={"files": str(files)} if files else {},
    )


def _parse(raw: bytes) -> EmailMessage:
    return cast(EmailMessage, message_from_bytes(raw, policy=default))  # type: ignore[arg-type]


def _sender(mail: EmailMessage) -> str:
    return parseaddr(str(mail.get("From", "")))[1].lower()


def _bounce(mail: EmailMessage) -> tuple[str, str] | None:
    """The address that takes nothing and the mail of ours that it did not take, in a report of RFC 3464.

    What may pass (4.x.x, a full mailbox) or is about this one mail (too big) says nothing of the address.
    """
    if mail.get_content_type() != "multipart/report":
        return None
    status = _fields(mail, "message/delivery-status")
    original = _fields(mail, "message/rfc822", "text/rfc822-headers")
    code = _HARD.match(status.get("status", ""))
    address = parseaddr(status.get("final-recipient", "").partition(";")[2])[1].lower()
    name = _MESSAGE_ID.search(original.get("message-id", ""))
    if status.get("action", "").lower() != "failed" or code is None or not address or name is None:
        return None
    return address, name[0]


def _fields(mail: EmailMessage, *kinds: str) -> dict[str, str]:
    """The headers inside the first part of one of these kinds; of a status, those of all its blocks."""
    part = next((one for one in mail.walk() if one.get_content_type() in kinds), None)
    if part is None:
        return {}
    inner = part.get_payload()
    blocks = inner if isinstance(inner, list) else [message_from_string(str(inner))]
    return {name.lower(): str(value).strip() for block in blocks for name, value in block.items()}


def _no_message(mail: EmailMessage) -> str:
    """Why no person wrote this, or ""."""
    if mail.get_content_type() == "multipart/report":
        return "a report of a mail server"
    if str(mail.get("Return-Path", "")).strip() == "<>":
        return "a bounce"
    if str(mail.get("Auto-Submitted", "no")).strip().lower() != "no":
        return "an answer of a machine"
    if _MACHINES.search(str(mail.get("Precedence", ""))) or any(sign in mail for sign in _SIGNS):
        return "a mail of a machine or a list"
    return ""


def _written_now(mail: EmailMessage) -> str:
    """The new words, without quoted history and signature."""
    body = mail.get_body(("plain", "html"))
    if body is None:
        return ""
    words = str(body.get_content())
    return written_now(words if body.get_content_subtype() == "plain" else _Words.of(words))


class _Words(HTMLParser):
    """The words of an HTML mail, without what it quotes."""

    _UNREAD = ("blockquote", "head", "style", "script")
    _ENDS = ("p", "div", "br", "li", "tr")

    @classmethod
    def of(cls, html: str) -> str:
        parser = cls()
        parser.feed(html)
        parser.close()
        return "".join(parser.said)

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []
        self._inside = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self._inside += tag in self._UNREAD
        if tag == "br":
            self.said.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self._inside -= tag in self._UNREAD and self._inside > 0
        if tag in self._ENDS and tag != "br":
            self.said.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._inside:
            self.said.append(data)


def written_now(text: str) -> str:
    """The new words of a reply. An answer written under the quotation is kept, the quotation is not."""
    text = text.replace("\r\n", "\n")
    above = _HISTORY.split(text, maxsplit=1)[0].strip()
    if not above:
        return "\n".join(line for line in _HISTORY.sub("", text).splitlines() if not line.startswith(">")).strip()
    return (EmailReplyParser(languages=_LANGUAGES).parse_reply(text=above) or "").strip()
