"""Mails as a mailbox gets them, and what each refusal of a mail server means."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from bot.channel import AlbumAct, DeleteAct, EditAct, Failure, SendAct, SendFailed
from bot.mail.channel import MailChannel
from bot.mail.post import post, sender
from core.messages import Attachment, Button, Content, Media, Place
from core.texts import Rich, Span
from tests.servers.smtp import PostOffice, post_office, words

MARC = Place("mail", "marc@atelier.example")
FROM = "Mission locale des Tilleuls <triade@ml.example>"
PAGE = "https://triade.example/entrer/abc"
HELLO = SendAct(MARC, Content(Rich("Léa propose :\n<Ranger> & trier", (Span("bold", 14, 22),))), page=PAGE)


@pytest.fixture
async def office() -> AsyncIterator[PostOffice]:
    async with post_office() as opened:
        yield opened


@pytest.fixture
def channel(office: PostOffice) -> MailChannel:
    return MailChannel(post(office.url), sender(FROM))


async def refusal(channel: MailChannel, act: SendAct = HELLO) -> Failure:
    with pytest.raises(SendFailed) as caught:
        await channel.perform(act)
    assert "marc" not in str(caught.value)
    return caught.value.kind


async def test_a_mail_says_the_same_as_text_and_as_html(office: PostOffice, channel: MailChannel) -> None:
    done = await channel.perform(HELLO)

    [mail] = office.mails
    assert done is not None
    assert (MARC, mail["Message-ID"]) == (done.place, done.message_id)
    text, html = words(mail), words(mail, "html")
    assert "Léa propose :\n<Ranger> & trier\n\nOuvrir ma page :\n" + PAGE in text
    assert f'href="{PAGE}"' in html
    assert "<strong>&lt;Ranger&gt;</strong> &amp; trier" in html
    assert "<script" not in html + text


async def test_what_a_mailbox_shows_unopened_names_nobody(office: PostOffice, channel: MailChannel) -> None:
    await channel.perform(HELLO)

    [mail] = office.mails
    assert "Mission locale des Tilleuls : du nouveau pour vous" == mail["Subject"]
    assert ("auto-generated", FROM) == (mail["Auto-Submitted"], str(mail["From"]))
    assert "ml.example>" in mail["Message-ID"]


async def test_a_file_and_a_link_travel_along(office: PostOffice, channel: MailChannel) -> None:
    paper = Attachment(Media.DOCUMENT, "paper:recap", "recap.pdf", "application/pdf", bytes=b"%PDF-1.7")
    site = ((Button("Ouvrir le site", url="https://example.org/?a=1&b=2"),), (Button("Valider", "m:1"),))

    await channel.perform(SendAct(MARC, Content(Rich("Le récap"), site, paper)))

    [mail] = office.mails
    [file] = mail.iter_attachments()
    assert ("recap.pdf", b"%PDF-1.7") == (file.get_filename(), file.get_content())
    assert "https://example.org/?a=1&b=2" in words(mail)
    assert "Valider" not in words(mail) + words(mail, "html")


async def test_an_album_is_one_mail(office: PostOffice, channel: MailChannel) -> None:
    photos = [Attachment(Media.PHOTO, f"ref{n}", bytes=b"jpeg%d" % n) for n in range(2)]
    contents = (Content(Rich("Léa · alternance\nLe rayon"), attachment=photos[0]), Content(attachment=photos[1]))

    done = await channel.perform(AlbumAct(MARC, contents, page=PAGE))

    [mail] = office.mails
    assert done is not None
    assert (mail["Message-ID"], (mail["Message-ID"],)) == (done.message_id, done.others)
    assert [b"jpeg0", b"jpeg1"] == [file.get_content() for file in mail.iter_attachments()]
    assert "Le rayon\n\nOuvrir ma page" in words(mail)


async def test_a_file_that_could_not_come_is_told(office: PostOffice, channel: MailChannel) -> None:
    await channel.perform(SendAct(MARC, Content(Rich("Regarde"), attachment=Attachment(Media.PHOTO, "ref"))))

    assert "n'a pas pu être joint" in words(office.mails[0])


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        ("550 5.1.1 No such user", Failure.GONE),
        ("550 no mailbox", Failure.GONE),
        ("550 5.2.1 disabled", Failure.GONE),
        ("552 5.2.2 full", Failure.DEFINITE_RETRY),
        ("450 4.2.0 greylisted", Failure.DEFINITE_RETRY),
        ("550 5.7.1 refused by policy", Failure.REJECTED),
        ("421 4.7.0 closing", Failure.DEFINITE_RETRY),
    ],
)
async def test_a_refused_recipient(office: PostOffice, channel: MailChannel, answer: str, kind: Failure) -> None:
    office.refuses[MARC.chat] = answer

    assert (kind, []) == (await refusal(channel), office.mails)


@pytest.mark.parametrize(
    ("answer", "kind"),
    [("554 5.6.0 no", Failure.REJECTED), ("451 4.3.0 later", Failure.DEFINITE_RETRY), ("drop", Failure.AMBIGUOUS)],
)
async def test_a_refused_mail(office: PostOffice, channel: MailChannel, answer: str, kind: Failure) -> None:
    office.answer = answer

    assert kind is await refusal(channel)


async def test_a_server_that_is_away_is_tried_later() -> None:
    async with post_office() as office:
        url = office.url

    assert Failure.DEFINITE_RETRY is await refusal(MailChannel(post(url), sender(FROM)))


async def test_a_password_that_is_refused_says_that_nothing_can_leave(office: PostOffice) -> None:
    url = office.url.replace("smtp://", "smtp://triade:wrong@")

    assert await refusal(MailChannel(post(url), sender(FROM))) in (Failure.UNAUTHORIZED, Failure.DEFINITE_RETRY)


@pytest.mark.parametrize("words", ["marc@atelier.example\nBcc: all@example.org", "marc", ""])
async def test_an_address_that_is_none_never_leaves(office: PostOffice, channel: MailChannel, words: str) -> None:
    with pytest.raises(SendFailed) as caught:
        await channel.perform(SendAct(Place("mail", words), Content(Rich("Bonjour"))))

    assert (Failure.REJECTED, []) == (caught.value.kind, office.mails)


async def test_what_was_mailed_does_not_change(office: PostOffice, channel: MailChannel) -> None:
    assert None is await channel.perform(EditAct(MARC, "<1@ml.example>", Content(Rich("Autrement"))))
    assert None is await channel.perform(DeleteAct(MARC, "<1@ml.example>"))
    assert [] == office.mails


@pytest.mark.parametrize("url", ["smtp://", "http://mail.example", "smtp://h/x", "smtp://h:99999", "mail.example"])
def test_what_is_no_server_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match=r"no address|out of range"):
        post(url)


@pytest.mark.parametrize("words", ["Triade", "<@x.fr>", "a@b", "é@x.fr", "", "Triade <a b@x.fr>"])
def test_what_is_no_sender_is_refused(words: str) -> None:
    with pytest.raises(ValueError, match="no address"):
        sender(words)
