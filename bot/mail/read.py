"""One raw mail as something that happened: what a person wrote now, without the history under it. Pure.

Only what a person wrote is a message: answers of machines, bounces and lists are none, and are never passed on.

Anybody may write to the address: a mail made to break its reader (thousands of parts in each other, charsets that do
not exist, headers of a megabyte) is a row like another one, and the mails behind it are read.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable
from datetime import datetime
from email import message_from_bytes, message_from_string
from email.message import EmailMessage
from email.parser import BytesHeaderParser
from email.policy import EmailPolicy
from email.utils import getaddresses, parseaddr
from hashlib import sha256
from html.parser import HTMLParser
from typing import Any, cast

from mailparser_reply import EmailReplyParser

from bot.channel import Row
from bot.mail.channel import NAME
from bot.words import clean
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
    r"|-{2,} ?(?:Message d'origine|Mail original|Original Message|Message transféré|Forwarded message)[^\n]*"
    r"|-- ?|_{10,}|Début du message (?:réexpédié|transféré) ?:"
    r"|De ?: [^\n]+\n(?:Envoyé|Date) ?: [^\n]+|(?:Envoyé (?:de|depuis|avec) (?:mon|ma|l|Proton)|Sent from my)[^\n]*)$",
    re.MULTILINE | re.IGNORECASE,
)
# RFC 3463: a permanent failure, but a full mailbox (2.2) or a mail that is too big (2.3, 3.4).
_HARD = re.compile(r"5\.(?!2\.[23]\b|3\.4\b)[0-9]{1,3}\.[0-9]{1,3}\b")
_LABEL = re.compile(r"[>\s*]*\w{1,12} ?:")
_MESSAGE_ID = re.compile(r"<[^<>\s]+>")
# What opens a part inside another one; mails of people have three or four. The library's time grows with their product.
_OPENS = re.compile(rb"boundary|message/", re.IGNORECASE)
DEEPEST = 40
#: RFC 5321, 4.5.3.1.3; RFC 5322, 2.1.1: signs of an address, and of a header that is read
ADDRESS, HEADER = 254, 998
#: what the library's parsers raise at mails that were made to break them
BROKEN = (ValueError, LookupError, AttributeError, TypeError, AssertionError, RecursionError)


class _Brief(EmailPolicy):
    """Headers are read as far as they may be long: the library takes minutes for what is longer."""

    def header_fetch_parse(self, name: str, value: str) -> str:
        return cast(str, super().header_fetch_parse(name, value[:HEADER]))


_POLICY = _Brief()


def row(raw: bytes) -> Row:
    """A mail as an inbox row: the same mail twice is the same row."""
    mail = _parse(raw)
    name = _head(mail, "Message-ID").encode() or raw
    number = int.from_bytes(sha256(name + _sender(mail).encode()).digest()[:7], "big")
    bounce = _bounce(mail)
    return number, f"{NAME}:{bounce[0] if bounce else _sender(mail)}", f'{{"mail": "{base64.b64encode(raw).decode()}"}}'


def read(raw: dict[str, Any], received: datetime) -> Incoming:
    """The message in a stored mail; of one that cannot be read, only who wrote it (details: unreadable)."""
    whole = base64.b64decode(raw["mail"])
    mail = _parse(whole)
    sender, number = _sender(mail), row(whole)[0]
    cause = f"{DOOR}:{number}"
    if bounce := _bounce(mail):
        lost = Place(NAME, bounce[0])
        return Undelivered(cause=cause, at=received, sender=Address(NAME, lost.chat), place=lost, message_id=bounce[1])
    who, place = Address(NAME, sender), Place(NAME, sender)
    what = _no_message(mail) or ("" if sender else "a mail from nobody")
    words, details = ("", {}) if what else _content(mail)
    if not words and not details:
        return Unknown(cause=cause, at=received, sender=who, place=place, what=what or "a mail without words")
    answered = _MESSAGE_ID.search(_head(mail, "In-Reply-To"))
    return Message(
        cause=cause,
        at=received,
        sender=who,
        place=place,
        message_id=_head(mail, "Message-ID") or cause,
        text=Rich(words),
        reply_to=answered[0] if answered else "",
        details=details,
    )


def _content(mail: EmailMessage) -> tuple[str, dict[str, str]]:
    """The new words, and what comes with them."""
    try:
        if mail.get_content_maintype() in ("multipart", "message") and not mail.is_multipart():
            return "", {"unreadable": "yes"}  # its parts cannot be told, or were left alone
        words, files = clean(_written_now(mail)), sum(1 for _ in mail.iter_attachments())
    except BROKEN:
        return "", {"unreadable": "yes"}
    return words, {"files": str(files)} if files else {}


def _parse(raw: bytes) -> EmailMessage:
    """The mail; of one with too many parts, its head alone, which says that parts follow."""
    deep = len(_OPENS.findall(raw)) > DEEPEST
    mail = BytesHeaderParser(policy=_POLICY).parsebytes(raw) if deep else message_from_bytes(raw, policy=_POLICY)
    return cast(EmailMessage, mail)


def _head(mail: EmailMessage, name: str) -> str:
    """A header as words; "" when it is not there, or nobody can read it."""
    try:
        return clean(str(mail.get(name, ""))).strip()
    except BROKEN:
        return ""


def _sender(mail: EmailMessage) -> str:
    """The one mailbox it is from; "" when several are named, as servers check but one of them."""
    named = sum(name.lower() == "from" for name in mail)
    found = getaddresses([_head(mail, "From")]) if named == 1 else []
    address = found[0][1].lower() if len(found) == 1 else ""
    return address if len(address) <= ADDRESS else ""


def _kind(mail: EmailMessage) -> str:
    try:
        return mail.get_content_type()
    except BROKEN:
        return ""


def _bounce(mail: EmailMessage) -> tuple[str, str] | None:
    """The address that takes nothing and the mail of ours that it did not take, in a report of RFC 3464.

    What may pass (4.x.x, a full mailbox) or is about this one mail (too big) says nothing of the address.
    """
    if _kind(mail) != "multipart/report":
        return None
    try:
        status = _fields(mail, "message/delivery-status")
        original = _fields(mail, "message/rfc822", "text/rfc822-headers")
    except BROKEN:
        return None
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
    blocks: list[Any] = inner if isinstance(inner, list) else [message_from_string(str(inner))]
    return {name.lower(): str(value).strip() for block in blocks for name, value in block.items()}


def _no_message(mail: EmailMessage) -> str:
    """Why no person wrote this, or ""."""
    if _kind(mail) == "multipart/report":
        return "a report of a mail server"
    if _head(mail, "Return-Path") == "<>":
        return "a bounce"
    if _head(mail, "Auto-Submitted").lower() not in ("", "no"):
        return "an answer of a machine"
    if _MACHINES.search(_head(mail, "Precedence")) or any(sign in mail for sign in _SIGNS):
        return "a mail of a machine or a list"
    return ""


def _written_now(mail: EmailMessage) -> str:
    """The new words, without quoted history and signature."""
    body = mail.get_body(("plain", "html"))
    if body is None:
        return ""
    words = str(body.get_content())
    return written_now(words if body.get_content_subtype() == "plain" else _Words.of(words), _ours(mail))


def _ours(mail: EmailMessage) -> tuple[str, ...]:
    """The addresses it was sent to: ours."""
    found = getaddresses([_head(mail, "To"), _head(mail, "Cc")])
    return tuple(address.lower() for _, address in found if "@" in address)


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


def written_now(text: str, ours: Iterable[str] = ()) -> str:
    """The new words of a reply. An answer written under the quotation is kept, the quotation is not.

    In every language, mail programs name who wrote the mail that is answered above its words: one of `ours`.
    """
    text = text.replace("\r\n", "\n").replace("\u00a0", " ")
    above = _above(_HISTORY.split(text, maxsplit=1)[0], ours)
    if not above:
        return _unquoted("\n".join(line for line in _HISTORY.sub("", text).splitlines() if not _names(line, ours)))
    return _unquoted(EmailReplyParser(languages=_LANGUAGES).parse_reply(text=above) or "")


def _above(text: str, ours: Iterable[str]) -> str:
    """The lines above the first one that names an address of ours."""
    lines = text.splitlines()
    at = next((number for number, line in enumerate(lines) if _names(line, ours)), len(lines))
    return _unquoted("\n".join(lines[:at]))


def _names(line: str, ours: Iterable[str]) -> bool:
    """Whether it is a line of a mail program: words that name an address, or "From: " in any language, before it."""
    labels = line.rstrip().endswith(":") or _LABEL.match(line) is not None
    return labels and any(address in line.lower() for address in ours)


def _unquoted(text: str) -> str:
    return "\n".join(line for line in text.splitlines() if not line.startswith(">")).strip()
