"""SMS as each provider gets them, what each of its answers means, and what it tells us later."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest

from bot.channel import Failure, SendAct, SendFailed
from bot.sms.channel import LIMIT, SmsChannel, basic, words
from bot.sms.gateway import gateway
from bot.sms.numbers import number
from bot.sms.plain import sign
from bot.sms.read import read, row
from core.messages import Bond, BondChanged, Content, Incoming, Message, Place, Undelivered, Unknown
from core.page.doorstep import Around
from core.texts import Rich
from tests.bot.sms.gateway import Switchboard, switchboard
from tests.stories.conftest import START

MARC = Place("sms", "+33612345678")
PAGE = "https://triade.tilleuls.example/entrer/" + "x" * 22
HELLO = SendAct(MARC, Content(Rich("Léa propose : ranger")), page=PAGE, around=Around(title="du nouveau"))
AT = int(START.timestamp())


async def send(board: Switchboard, act: SendAct = HELLO) -> Any:
    channel = SmsChannel(gateway(board.url), "Tilleuls", lambda: AT, replies=True)
    try:
        return await channel.perform(act)
    finally:
        await channel.close()


@pytest.mark.parametrize("kind", ["plain", "ovh", "brevo"])
async def test_an_sms_is_a_link_and_nothing_of_anybody(kind: str) -> None:
    async with switchboard(kind) as board:
        done = await send(board)

    [(_, body)] = board.asked
    assert done.message_id.endswith("101")
    assert PAGE in board.texts()[0]
    assert "Léa" not in str(body)
    assert "ranger" not in str(body)
    assert ("Tilleuls", True) == (body.get("from") or body.get("sender"), len(board.texts()[0]) <= LIMIT)


async def test_each_provider_is_asked_in_its_own_words() -> None:
    async with switchboard("plain") as plain, switchboard("ovh") as ovh, switchboard("brevo") as brevo:
        for board in (plain, ovh, brevo):
            await send(board)

    request, body = plain.asked[0]
    raw = await request.read()
    assert sign("secret-of-the-gateway", str(AT), raw) == request.headers["X-Triade-Signature"]
    assert {"to": "+33612345678", "from": "Tilleuls", "text": plain.texts()[0]} == body

    request, body = ovh.asked[0]
    url = f"http://{request.host}/1.0/sms/sms-ab12345-1/jobs"
    expected = hashlib.sha1(f"secret+consumer+POST+{url}+{(await request.read()).decode()}+{AT}".encode()).hexdigest()
    assert ("/1.0/sms/sms-ab12345-1/jobs", f"$1${expected}") == (request.path, request.headers["X-Ovh-Signature"])
    assert (["+33612345678"], False) == (body["receivers"], body["noStopClause"])
    assert "STOP" not in ovh.texts()[0]  # it adds its own

    request, body = brevo.asked[0]
    assert ("/v3/transactionalSMS/sms", "key-of-brevo") == (request.path, request.headers["api-key"])
    assert ("33612345678", "transactional") == (body["recipient"], body["type"])


@pytest.mark.parametrize(
    ("kind", "answer", "means"),
    [
        ("plain", (422, {"error": "no-such-number"}), Failure.GONE),
        ("plain", (422, {"error": "stopped"}), Failure.BLOCKED),
        ("plain", (503, {}), Failure.DEFINITE_RETRY),
        ("plain", (200, {}), Failure.AMBIGUOUS),
        ("plain", "drop", Failure.AMBIGUOUS),
        ("plain", (429, {}), Failure.TOO_FAST),
        ("ovh", (200, {"ids": [], "validReceivers": [], "invalidReceivers": ["+33612345678"]}), Failure.GONE),
        (
            "ovh",
            (403, {"message": "This call has not been granted"}),
            Failure.UNAUTHORIZED,
        ),
        ("ovh", (400, {"message": "Invalid sender"}), Failure.REJECTED),
        ("brevo", (400, {"code": "invalid_parameter", "message": "Invalid telephone number"}), Failure.GONE),
        ("brevo", (402, {"code": "not_enough_credits", "message": "Not enough credits"}), Failure.UNAUTHORIZED),
        ("brevo", (500, None), Failure.AMBIGUOUS),
    ],
)
async def test_each_refusal_means_something(kind: str, answer: Any, means: Failure) -> None:
    async with switchboard(kind) as board:
        board.answer = answer
        with pytest.raises(SendFailed) as caught:
            await send(board)

    assert (means, False) == (caught.value.kind, "612" in str(caught.value))


async def test_a_gateway_that_is_not_there_took_nothing() -> None:
    async with switchboard() as board:
        pass
    with pytest.raises(SendFailed) as caught:
        await send(board)

    assert Failure.DEFINITE_RETRY is caught.value.kind


def told(of: str, /, **fields: Any) -> list[Incoming]:
    address = {
        "plain": "https://s@g.example",
        "ovh": "ovh://a:b@c.example/d?consumer=e",
        "brevo": "brevo://k@b.example",
    }
    return [read(news.raw(), START) for news in gateway(address[of]).news(fields)]


def test_what_is_told_later_is_read() -> None:
    [said] = told("ovh", id="7", senderid="+33612345678", message="Oui, demain", number="36184")
    [stop] = told("plain", id="8", kind="text", number="+33 6 12 34 56 78", text=" Stop. ")
    [again] = told("plain", id="8", kind="text", number="+33612345678", text="START")
    [gone] = told("brevo", id=26570, to="33612345678", messageId=123, msg_status="hard_bounce", date="2026-11-23")
    [left] = told("brevo", id=26570, to="33612345678", messageId=124, msg_status="unsubscribe", date="2026-11-23")

    assert isinstance(said, Message)
    assert ("Oui, demain", MARC) == (said.text.text, said.place)
    assert isinstance(stop, BondChanged)
    assert isinstance(again, BondChanged)
    assert isinstance(left, BondChanged)
    assert (Bond.GONE, Bond.MEMBER, Bond.GONE) == (stop.bond, again.bond, left.bond)
    assert isinstance(gone, Undelivered)
    assert ("123", MARC) == (gone.message_id, gone.place)


def test_what_says_nothing_of_use_is_left_out() -> None:
    assert [] == told("brevo", to="33612345678", messageId=123, msg_status="delivered")
    assert [] == told("plain", id="9", kind="delivered", number="+33612345678")
    assert [] == told("ovh", id="5", ptt="0", date="2026", description="delivered")
    [short] = told("ovh", id="7", senderid="36184", message="Votre forfait")
    assert isinstance(short, Unknown)


def test_told_twice_is_one_row() -> None:
    news = gateway("https://s@g.example").news({"id": "7", "kind": "text", "number": "0612345678", "text": "Oui"})[0]

    assert row(news) == row(news)
    assert "sms:+33612345678" == row(news)[1]


@pytest.mark.parametrize(
    ("typed", "is_"),
    [
        ("06 12 34 56 78", "+33612345678"),
        ("0033612345678", "+33612345678"),
        ("+33 (0)7 56.78.90.12", "+33756789012"),
        ("0692 12 34 56", "+262692123456"),  # la Réunion
        ("0690 30 12 34", "+590690301234"),  # Guadeloupe
        ("+32 470 12 34 56", "+32470123456"),
        ("01 42 68 53 00", ""),  # no SMS reaches a landline
        ("36 30", ""),
        ("06 12 34 56", ""),
        ("bonjour", ""),
    ],
)
def test_numbers_are_read_as_people_type_them(typed: str, is_: str) -> None:
    assert is_ == number(typed)


def test_one_sms_has_letters_of_its_alphabet_only() -> None:
    assert "Un oeil sur la cote d'Ivoire... à é è" == basic("Un œil sur la côte d’Ivoire… à é è")
    assert LIMIT >= len(words(HELLO, stop=True))


@pytest.mark.parametrize("url", ["http://secret@gateway.example/", "https://gateway.example/", "ovh://a@b.example/c"])
def test_an_address_that_is_no_gateway_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match=r"gateway|needed|clear"):
        gateway(url)
