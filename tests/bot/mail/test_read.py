"""What counts as the words of a reply, and what is no message at all."""

from __future__ import annotations

from datetime import UTC, datetime
from email.message import EmailMessage
from json import loads

import pytest

from bot.mail.read import read, row, written_now
from core.messages import Message, Unknown

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
SAID = "À lundi.\n\nLe rayon est prêt : on commence à 8 h."


@pytest.mark.parametrize(
    "below",
    [
        "Le lun. 23 nov. 2026 à 10:00, Mission locale des Tilleuls <t@ml.example> a écrit :\n> Léa\n> Salut",
        "Le lun. 23 nov. 2026 à 10:00, Mission locale des Tilleuls <\nt@ml.example> a écrit :\n\n> Léa\n> Salut",
        "Le 23/11/2026 à 10:00, Triade a écrit :\n> Salut",
        "De : Mission locale <t@ml.example>\nEnvoyé : lundi 23 novembre 2026 10:00\nÀ : Marc\nObjet : Triade\n\nSalut",
        "-----Message d'origine-----\nDe : Mission <t@ml.example>\n\nSalut",
        "________________________________\nDe : Mission locale\nSalut",
        "On Mon, Nov 23, 2026 at 10:00 AM ML <t@ml.example> wrote:\n> Salut",
        "-- \nMarc\nAtelier Lumen, Salut",
        "Envoyé de mon iPhone\n\nLe 23 nov. 2026 à 10:00, ML <t@ml.example> a écrit :\n\n> Salut",
        "",
    ],
)
def test_history_and_signature_stay_out(below: str) -> None:
    assert SAID == written_now(f"{SAID}\n\n{below}\n".replace("\n", "\r\n"))


OURS = "triade@ml.example"


@pytest.mark.parametrize(
    "below",
    [
        f"De\u00a0: Mission <{OURS}>\nEnvoyé\u00a0: lundi\nÀ\u00a0: Marc\nObjet\u00a0: Triade\n\nSalut",
        f"Von: Mission <{OURS}>\nGesendet: Montag\nAn: Marc\nBetreff: Triade\n\nSalut",
        f"في الاثنين، 23 نوفمبر 2026 تمت كتابة ما يلي بواسطة Mission <{OURS}>:\n\n> Léa\n> Salut",
        f'> Message du 23/11/26 10:00\n> De : "Mission" <{OURS}>\n> A : Marc\n>\n> Salut',
        f'----- Mail original -----\nDe: "Mission" <{OURS}>\nÀ: Marc\nObjet: Triade\n\nSalut',
        f"Début du message réexpédié :\n\nDe: Mission <{OURS}>\nObjet: Triade\n\nSalut",
        f"---------- Forwarded message ---------\nDe : Mission <{OURS}>\nDate: lun. 23\n\nSalut",
    ],
)
def test_history_stays_out_of_what_any_mail_program_writes(below: str) -> None:
    assert SAID == written_now(f"{SAID}\n\n{below}\n", [OURS])


def test_who_names_our_address_in_a_sentence_is_read_on() -> None:
    words = f"Mon collègue peut écrire à {OURS} aussi.\nÀ lundi."

    assert words == written_now(words, [OURS])


def test_an_answer_under_the_quotation_is_kept() -> None:
    assert "D'accord !" == written_now("Le 23/11/2026 à 10:00, Triade a écrit :\n> Tu viens ?\n\nD'accord !\n")


def mail(text: str = "Bonjour", kind: str = "plain", **headers: str) -> bytes:
    made = EmailMessage()
    made["From"], made["Message-ID"] = "Marc <Marc@Atelier.example>", "<1@atelier.example>"
    for name, value in headers.items():
        made[name.replace("_", "-")] = value
    made.set_content(text, subtype=kind)
    return made.as_bytes()


def test_a_mail_is_a_message_of_its_sender() -> None:
    got = read(loads(row(mail(In_Reply_To="<ours@ml.example>"))[2]), NOW)

    assert isinstance(got, Message)
    assert ("mail", "marc@atelier.example") == (got.sender.channel, got.sender.value)
    assert ("Bonjour", "<ours@ml.example>", NOW) == (got.text.text, got.reply_to, got.at)


def test_a_mail_of_html_alone_is_read_without_what_it_quotes() -> None:
    html = "<head><style>p {}</style></head><p>À lundi &amp; merci</p><div>8 h</div><blockquote>Salut</blockquote>"

    got = read(loads(row(mail(html, "html"))[2]), NOW)

    assert isinstance(got, Message)
    assert "À lundi & merci\n8 h" == got.text.text


def test_the_same_mail_is_the_same_row() -> None:
    assert row(mail()) == row(mail())
    assert row(mail())[0] != row(mail().replace(b"<1@", b"<2@"))[0]


@pytest.mark.parametrize(
    "names", ["From: marc@a.example\r\nFrom: eve@b.example", "From: marc@a.example, eve@b.example"]
)
def test_a_mail_of_several_senders_is_of_nobody(names: str) -> None:
    got = read(loads(row(f"{names}\r\n\r\nBonjour".encode())[2]), NOW)

    assert isinstance(got, Unknown)
    assert "a mail from nobody" == got.what


@pytest.mark.parametrize("raw", [b"", b"\xff\x00", b"From: x\n\n", mail("")])
def test_what_has_no_words_or_no_sender_is_nothing(raw: bytes) -> None:
    assert isinstance(read(loads(row(raw)[2]), NOW), Unknown)
