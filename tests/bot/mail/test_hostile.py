"""Mails made to break their reader: each is a row like another one, and nobody waits behind it."""

from __future__ import annotations

from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import SMTP
from json import loads

import pytest

from bot.channel import Row, SendAct
from bot.mail.compose import compose
from bot.mail.imap import Mailbox
from bot.mail.post import post, sender
from bot.mail.read import ADDRESS, DEEPEST, HEADER, read, row
from bot.passing import passing
from core.messages import Attachment, Content, Media, Message, Place, Unknown
from core.texts import Rich
from tests.core.hostile import TEXTS
from tests.servers.imap import pillar
from tests.storage.house import MONDAY

SENDER = sender("Mission locale des Tilleuls <triade@ml.example>")
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
FROM = b"From: Marc <marc@atelier.example>\r\nMessage-ID: <1@atelier.example>\r\n"


def nested(depth: int) -> bytes:
    opened = (b'Content-Type: multipart/mixed; boundary="b%d"\r\n\r\n--b%d\r\n' % (n, n) for n in range(depth))
    return FROM + b"".join(opened) + b"Content-Type: text/plain\r\n\r\nBonjour\r\n"


UNREADABLE = {
    "parts in parts": nested(3000),
    "mails in mails": FROM + b"Content-Type: message/rfc822\r\n\r\n" * 3000 + b"Bonjour",
    "a charset of nowhere": FROM + b"Content-Type: text/plain; charset=nowhere\r\n\r\nBonjour",
    "a charset cut off": FROM + b"Content-Type: text/plain; charset*0*=utf-8''%\r\n\r\nBonjour",
    "HTML that no parser takes": FROM + b"Content-Type: text/html\r\n\r\n" + b"<![" * 1000,
    "a boundary without end": FROM + b'Content-Type: multipart/mixed; boundary="' + b"a" * 90_000 + b'"\r\n\r\nx',
}
NOBODY = {
    "a group of nobody": b"From: ,,,:;<>\r\n\r\nBonjour",
    "remarks in remarks": b"From: " + b"(" * 5000 + b"marc@atelier.example\r\n\r\nBonjour",
    "an address without end": b"From: " + b"a" * (ADDRESS + 1) + b"@atelier.example\r\n\r\nBonjour",
    "half a word": b'From: "\\\r\n\r\nBonjour',
}
#: took the library's parser half a minute
ENDLESS = b"From: " + b"marc@atelier.example," * 20_000 + b"\r\n\r\nBonjour"


@pytest.mark.parametrize("raw", UNREADABLE.values(), ids=UNREADABLE)
def test_what_cannot_be_read_says_only_who_wrote_it(raw: bytes) -> None:
    got = read(loads(row(raw)[2]), NOW)

    assert isinstance(got, Message)
    assert ("marc@atelier.example", "", {"unreadable": "yes"}) == (got.sender.value, got.text.text, got.details)


@pytest.mark.parametrize("raw", NOBODY.values(), ids=NOBODY)
def test_a_sender_made_to_break_the_reader_is_nobody(raw: bytes) -> None:
    got = read(loads(row(raw)[2]), NOW)

    assert isinstance(got, Unknown)
    assert "a mail from nobody" == got.what


def test_a_mail_of_people_is_never_too_deep_and_its_headers_are_read_as_far_as_they_may_be_long() -> None:
    got = read(loads(row(nested(DEEPEST // 4))[2]), NOW)
    assert isinstance(got, Message)
    assert "Bonjour" == got.text.text

    long = FROM + b"In-Reply-To: " + b"x" * HEADER + b"<ours@ml.example>\r\n\r\nBonjour"
    got = read(loads(row(long)[2]), NOW)
    assert isinstance(got, Message)
    assert ("Bonjour", "") == (got.text.text, got.reply_to)


def test_nothing_of_a_header_or_a_file_name_makes_a_line_a_path_or_a_nul() -> None:
    raw = FROM + (
        b"In-Reply-To: <a@b>\r\n\tBcc: x@y\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nBon\0jour\r\n"
        b'--b\r\nContent-Type: application/zip\r\nContent-Disposition: attachment; filename="../../etc/passwd\0"\r\n'
        b"\r\nPK\x03\x04\r\n--b--"
    )
    got = read(loads(row(raw)[2]), NOW)

    assert isinstance(got, Message)
    assert ("Bon\ufffdjour", "<a@b>", {"files": "1"}) == (got.text.text, got.reply_to, got.details)


NAMES = ["From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "In-Reply-To", "References", "MIME-Version"]


def test_nothing_that_people_write_becomes_a_header_of_ours() -> None:
    """The words, a file with its name as it leaves (bot/passing.py), and the name of the mail that is answered."""
    lines = [
        "x\r\nBcc: mallory@evil.example\r\n\r\n<b>",
        "x\nSubject: y",
        "=?utf-8?q?=0D=0ABcc:_x@y?=",
        "\u2028Bcc: x@y",
    ]
    for text in [*TEXTS[::40], *lines]:
        answered = read(loads(row(FROM.replace(b"<1@atelier.example>", text[:200].encode()) + b"\r\n\r\nOui")[2]), NOW)
        assert isinstance(answered, Message | Unknown)
        name = answered.message_id if isinstance(answered, Message) else ""
        file = passing(Attachment(Media.DOCUMENT, "x", text, bytes=b"%PDF-1.7"))
        act = SendAct(Place("mail", "marc@atelier.example"), Content(Rich(text), (), file), reply_to=name)
        made = compose(act, SENDER, "marc@atelier.example").as_bytes(policy=SMTP)

        sent = message_from_bytes(made, policy=SMTP)
        assert [one for one in NAMES if one in sent] == [one for one in NAMES if name or one not in NAMES[6:8]]
        assert {*map(str.lower, NAMES), "content-type"} >= {one.lower() for one in sent}, text
        assert "<marc@atelier.example>" in f"<{sent['To']}>"


async def test_the_mail_behind_a_hostile_one_is_read() -> None:
    kept: list[Row] = []

    async def store(rows: list[Row]) -> None:
        kept.extend(rows)

    async with pillar() as box:
        numbers = {box.put(raw) for raw in (*UNREADABLE.values(), *NOBODY.values(), ENDLESS, FROM + b"\r\nBonjour")}
        await Mailbox(post(box.url), store, lambda: MONDAY).look()  # type: ignore[arg-type]

        assert numbers == box.seen
    last = read(loads(kept[-1][2]), NOW)
    assert isinstance(last, Message)
    assert "Bonjour" == last.text.text
