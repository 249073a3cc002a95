"""« Ça ne va pas »: the counsellors alone, at once, with who reads what written down."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from bot import operator
from bot.codes import new_code
from bot.demo.stage import Stage, Where
from bot.simulator import Rule
from storage.tables import call_readings, events, outbox
from tests.stories.cast import Cast, colleague, everything, forge, must_not_show
from tests.stories.conftest import Expected

WORDS = "Mon chef me hurle dessus"


async def calls(cast: Cast, urgency: str = "urgent") -> None:
    await cast.stage.says(cast.young, "/sos")
    await cast.stage.taps(cast.young, urgency)


async def manager(stage: Stage, cast: Cast, name: str = "Claire") -> Where:
    code = new_code()
    await operator.invite(stage.database, cast.house.id, "manager", name, triad=None, code=code, now=stage.now)
    person = stage.tg.user(name)
    person.start(stage.bot, code)
    await stage.follow()
    await stage.taps(Where(person), "D'accord")
    await stage.taps(Where(person), name)
    return Where(person)


@pytest.mark.grown
async def test_an_urgent_call_reaches_every_counsellor_at_once_and_nobody_else(cast: Cast) -> None:
    stage, paul = cast.stage, Where(await colleague(cast))
    before = everything(stage, cast.adult), stage.texts(cast.topic)

    await calls(cast)
    await stage.shows(cast.young, "Je préviens Nadia et Paul", "3114", "119", "17", "112")
    await stage.says(cast.young, WORDS)

    card = await stage.shows(cast.desk, "Urgent", "Léa ne va pas")
    rung = {e["user"]["id"] for e in card.entities if e["type"] == "text_mention"}
    assert {cast.counsellor.id, paul.person.id} == rung
    for private in (Where(cast.counsellor), paul):
        await stage.shows(private, "Urgent", "Léa ne va pas")
    assert before == (everything(stage, cast.adult), stage.texts(cast.topic))
    must_not_show(stage, cast.general, "hurle")
    must_not_show(stage, paul, "hurle")  # nobody has read it yet


async def test_what_was_said_is_read_in_private_and_each_reading_is_kept(cast: Cast) -> None:
    stage, paul = cast.stage, Where(await colleague(cast))
    await calls(cast)
    await stage.says(cast.young, WORDS)

    await stage.taps(cast.desk, "Lire")

    await stage.shows(Where(cast.counsellor), WORDS, "appel privé")
    must_not_show(stage, cast.general, "hurle")
    assert [cast.counsellor.first_name] == await readers(cast)
    await stage.taps(paul, "Lire")
    await stage.shows(paul, WORDS)
    assert ["Nadia", "Paul"] == await readers(cast)


async def readers(cast: Cast) -> list[str]:
    from storage.tables import people

    query = select(people.c.first_name).join_from(call_readings, people, people.c.id == call_readings.c.person_id)
    return await cast.stage.database.run(lambda c: list(c.execute(query.order_by(call_readings.c.id)).scalars()))


async def test_the_line_goes_both_ways_and_stays_apart(cast: Cast) -> None:
    stage, nadia = cast.stage, Where(cast.counsellor)
    await calls(cast, "aujourd'hui")
    await stage.says(cast.young, WORDS)
    await stage.taps(cast.desk, "Je prends")
    await stage.shows(nadia, WORDS)

    await stage.taps(nadia, "Répondre")
    said = await stage.says(nadia, "Je t'appelle à midi.")
    await stage.shows(nadia, "En route vers Léa, et vers personne d'autre")
    assert ["👌"] == [one["emoji"] for one in said.reactions.get(stage.bot.id, [])]
    got = await stage.shows(cast.young, "Je t'appelle à midi.", "ligne privée")
    await stage.says(cast.young, "Merci", reply_to=got)
    back = await stage.shows(nadia, "Merci")
    await stage.says(nadia, "À tout de suite", reply_to=back)
    await stage.shows(cast.young, "À tout de suite")
    await stage.taps(cast.young, "Revenir à mon fil")
    await stage.says(cast.young, "Bonjour Marc")
    await stage.taps(cast.young, "Dans le fil avec")

    await stage.shows(cast.adult, "Bonjour Marc")
    for where in (cast.adult, cast.topic):
        must_not_show(stage, where, "hurle", "midi", "Merci, ", "tout de suite", "🆘", "va pas")


async def test_a_voice_message_and_a_photo_go_into_the_line(cast: Cast) -> None:
    stage = cast.stage
    await calls(cast)

    await stage.sends(cast.young, "voice")
    await stage.sends(cast.young, "photo", caption="Regarde")
    await stage.taps(cast.desk, "Lire")

    await stage.shows(Where(cast.counsellor), "Léa", kind="voice")
    await stage.shows(Where(cast.counsellor), "Regarde", kind="photo")
    assert not [m for where in (cast.adult, cast.topic) for m in stage.screen(where) if m.kind in ("voice", "photo")]


async def test_at_night_it_says_that_nobody_is_there_and_tells_whoever_may_look(cast: Cast) -> None:
    stage = cast.stage
    above = await manager(stage, cast)
    await stage.pass_time(hours=12)  # 22:00

    await calls(cast)

    await stage.shows(cast.young, "Personne de l'équipe n'est là", "attend l'ouverture (le 24/11 à 09:00)", "3114")
    await stage.shows(Where(cast.counsellor), "Urgent")
    await stage.shows(above, "attend une réponse")


async def test_half_an_hour_of_opening_time_without_an_answer_reaches_the_manager_without_a_name(cast: Cast) -> None:
    stage = cast.stage
    above = await manager(stage, cast)
    await stage.pass_time(hours=6, minutes=50)  # 16:50, ten minutes before closing time
    await calls(cast)
    await stage.says(cast.young, WORDS)

    await stage.pass_time(hours=16, minutes=29)  # 9:19 the day after
    assert not await stage.sees(above, "attend une réponse")
    await stage.pass_time(minutes=1)

    told = await stage.shows(above, "attend une réponse")
    assert "Léa" not in told.text
    must_not_show(stage, above, "Léa", "hurle")
    await stage.taps(above, "Voir qui appelle")
    await stage.shows(above, "Léa", WORDS)
    assert ["Claire"] == await readers(cast)


@pytest.mark.parametrize("how", ["phoned", "answered"])
async def test_an_answer_stops_the_clock(cast: Cast, how: str) -> None:
    stage, nadia = cast.stage, Where(cast.counsellor)
    above = await manager(stage, cast)
    await calls(cast)

    if how == "phoned":
        await stage.taps(cast.desk, "J'ai appelé")
        await stage.shows(cast.desk, "Nadia a appelé")
    else:
        await stage.taps(cast.desk, "Répondre")
        await stage.says(nadia, "J'arrive.")
    await stage.pass_time(hours=5)

    assert not await stage.sees(above, "attend une réponse")


async def test_without_a_manager_an_alert_leaves(cast: Cast, expected: Expected) -> None:
    expected.alerts |= {"call-unanswered"}
    await calls(cast, "parler")

    await cast.stage.pass_time(hours=1)

    kinds = await cast.stage.database.run(lambda c: set(c.execute(select(events.c.kind)).scalars()))
    assert "call-escalated" in kinds


async def test_the_tutor_can_neither_read_nor_answer_a_call(cast: Cast) -> None:
    stage = cast.stage
    await calls(cast)
    await stage.says(cast.young, WORDS)
    rows = await stage.database.run(lambda c: c.execute(select(outbox.c.payload)).scalars().all())
    keys = {b[1] for row in rows for line in row.get("c", {}).get("b", []) for b in line if b[1][:2] in ("x:", "y:")}
    assert keys
    anything = stage.screen(cast.adult)[-1]

    for data in keys:
        press = await forge(stage, cast.tutor, anything, data)
        assert "rien n'a changé" in press.answer

    must_not_show(stage, cast.adult, "hurle")
    assert [] == await readers(cast)


async def test_the_journal_of_figures_bears_no_name(cast: Cast) -> None:
    await calls(cast)
    await cast.stage.says(cast.young, WORDS)

    rows = await cast.stage.database.run(
        lambda c: c.execute(select(events).where(events.c.kind.like("call-%"))).mappings().all()
    )

    assert {"call-raised", "call-continued"} == {row["kind"] for row in rows}
    assert {(None, None)} == {(row["person_id"], row["triad_id"]) for row in rows}


async def test_the_structure_chooses_its_emergency_numbers(cast: Cast) -> None:
    stage = cast.stage
    await stage.says(cast.general, "/urgences n'importe quoi")
    await stage.shows(cast.general, "Rien n'a changé", "n'importe quoi")
    await stage.says(cast.general, "/urgences 3114 – parler\n01 23 45 67 89 : l'équipe")

    await calls(cast)

    shown = await stage.shows(cast.young, "01 23 45 67 89", "l'équipe")
    assert "119" not in shown.text


async def test_a_closed_call_leaves_room_for_another(cast: Cast) -> None:
    stage = cast.stage
    await calls(cast)
    await stage.taps(cast.young, "Revenir")
    await stage.taps(cast.desk, "C'est fait")
    await stage.shows(cast.desk, "Vous n'avez ni lu ni répondu")
    assert not await stage.sees(cast.young, "a fermé ton appel")
    await stage.taps(cast.desk, "Fermer quand même")
    await stage.shows(cast.young, "a fermé ton appel sans te répondre", "/sos", "3114")
    await stage.pass_time(minutes=5)

    await calls(cast)

    assert 2 == cast.count(cast.desk, "Léa ne va pas")


async def test_a_correction_in_the_line_reaches_whoever_reads_it_and_nobody_else(cast: Cast) -> None:
    stage, nadia = cast.stage, Where(cast.counsellor)
    await calls(cast)
    said = await stage.says(cast.young, WORDS)
    await stage.edits(cast.young, said, "Mon chef me parle mal")
    must_not_show(stage, nadia, "parle mal")  # nobody has read it yet
    await stage.taps(cast.desk, "Lire")
    await stage.shows(nadia, WORDS)
    await stage.shows(nadia, "parle mal")

    again = await stage.says(cast.young, "Il m'a poussée")
    await stage.taps(cast.desk, "Je prends")
    await stage.edits(cast.young, again, "Il m'a poussée hier")
    await stage.shows(nadia, "Il m'a poussée hier", "modifié")
    shown = await stage.shows(nadia, "Il m'a poussée hier")
    answer = await stage.says(nadia, "Je viens", reply_to=shown)
    await stage.edits(nadia, answer, "Je viens à midi")
    await stage.shows(cast.young, "Je viens à midi", "modifié")
    must_not_show(stage, cast.topic, "poussée", "midi")
    must_not_show(stage, cast.adult, "poussée", "midi")


async def test_without_an_answer_whoever_is_there_is_called_again_then_the_team_until_taken(
    cast: Cast, expected: Expected
) -> None:
    expected.alerts |= {"call-unanswered"}
    stage, paul = cast.stage, Where(await colleague(cast))
    await stage.pass_time(hours=6, minutes=20)  # 16:20
    await calls(cast)
    card = await stage.shows(cast.desk, "Léa ne va pas", "le 23/11 à 16:20")
    again = "attend toujours une réponse"

    await stage.pass_time(minutes=30)
    for where in (cast.desk, paul, Where(cast.counsellor)):
        await stage.shows(where, again, "le 23/11 à 16:20")
    told = await stage.shows(cast.young, "Personne n'a encore répondu", "3114")
    await stage.pass_time(hours=16, minutes=30)  # 9:20 the day after: ten minutes yesterday, twenty today
    assert 2 == cast.count(cast.desk, again)
    assert told.id == (await stage.shows(cast.young, "Personne n'a encore répondu")).id
    await stage.taps(paul, "Je prends")
    await stage.shows(cast.desk, "Pris par Paul")
    await stage.pass_time(hours=2)

    assert 2 == cast.count(cast.desk, again)
    assert card.text.count("le 23/11") == 1


async def test_an_answer_that_does_not_arrive_is_told_to_its_author(cast: Cast) -> None:
    stage, nadia = cast.stage, Where(cast.counsellor)
    await calls(cast, "aujourd'hui")
    await stage.taps(cast.desk, "Répondre")
    blocked = Rule("send*", chat=cast.apprentice.id, code=403, description="Forbidden: bot was blocked by the user")
    stage.tg.faults.rules.append(blocked)

    said = await stage.says(nadia, "Je t'appelle à midi.")

    await stage.shows(nadia, "Votre réponse n'est pas arrivée chez Léa")
    assert not said.reactions.get(stage.bot.id)
