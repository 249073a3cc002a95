"""The Telegram group of a triad as its thread: both ways, once, before nobody unknown; nothing is lost when it ends."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from bot.demo.stage import Where
from bot.simulator.faults import Rule
from bot.simulator.groups import Group, Member
from storage.tables import triad_groups
from tests.stories.cast import Cast, colleague, forge, gather, group_code, must_not_show, raise_curtain
from tests.stories.conftest import Theatre

TITLE = "Alternance Léa"


async def code_of(cast: Cast) -> str:
    return await group_code(cast.stage, cast.topic)


async def gathered(cast: Cast, kind: str = "supergroup") -> Group:
    return await gather(cast.stage, TITLE, cast.apprentice, cast.counsellor, cast.tutor, kind=kind)


async def linked(cast: Cast, kind: str = "supergroup") -> Group:
    group = await gathered(cast, kind)
    here = Where(cast.counsellor, group)
    await cast.stage.says(here, f"/lier {await code_of(cast)}")
    await cast.stage.shows(here, "C'est fait", "ne font plus qu'un")
    return group


async def rows(cast: Cast) -> list[tuple[str, str]]:
    """(chat, state) of every group that is linked."""
    query = select(triad_groups.c.chat, triad_groups.c.state)
    return await cast.stage.database.run(lambda c: [(row.chat, row.state) for row in c.execute(query)])


@pytest.mark.grown
async def test_what_is_written_in_the_group_or_to_it_stands_everywhere_once(cast: Cast) -> None:
    stage = cast.stage
    group = await linked(cast)
    lea, marc = Where(cast.apprentice, group), Where(cast.tutor, group)
    await stage.shows(cast.young, "Ton fil continue dans le groupe", "/sos")
    await stage.shows(cast.topic, "est relié")

    first = await stage.says(lea, "Je commence à 8 h demain ?")
    copy = await stage.shows(cast.topic, "Léa · alternance", "8 h demain")
    must_not_show(stage, cast.adult, "8 h demain")
    await stage.says(cast.topic, "Oui, 8 h", reply_to=copy)
    answer = await stage.shows(lea, "Nadia · conseil", "Oui, 8 h")
    assert answer.reply_to is first
    assert 1 == cast.count(marc, "Oui, 8 h")
    for private in (cast.young, cast.adult):
        must_not_show(stage, private, "Oui, 8 h")

    await stage.edits(lea, first, "Je commence à 9 h demain ?")
    await stage.shows(cast.topic, "9 h demain", "modifié")
    voice = await stage.sends(marc, "voice")
    await stage.shows(cast.topic, "Marc · entreprise", kind="voice")
    cast.apprentice.send_album(group, ["photo", "photo"], "Mon poste")
    await stage.follow()
    await stage.pass_time(seconds=3)
    assert 2 == sum(message.kind == "photo" for message in stage.screen(cast.topic))
    cast.counsellor.react(next(m for m in reversed(stage.screen(cast.topic)) if m.kind == "voice"), "🔥")
    await stage.follow()
    assert ["🔥"] == [one["emoji"] for one in voice.reactions[stage.bot.id]]
    await stage.says(marc, "/retirer", reply_to=voice)
    assert "se fait à la main" in (await stage.taps(marc, "Retirer")).answer
    await stage.shows(cast.topic, "Marc · entreprise", "a retiré ce message")
    assert not any(message.kind == "voice" for message in stage.screen(cast.topic))
    await stage.says(cast.young, "En privé, pour le fil")
    assert 1 == cast.count(marc, "En privé, pour le fil")
    must_not_show(stage, cast.adult, "En privé")
    await cast.proposes()
    must_not_show(stage, marc, "pneus")


async def test_only_the_counsellor_of_the_thread_links_it_where_the_bot_is_administrator(cast: Cast) -> None:
    stage = cast.stage
    paul = await colleague(cast)
    group = stage.tg.group(TITLE, cast.apprentice)
    for person in (cast.counsellor, cast.tutor, paul, stage.bot):
        group.add(person)
    await stage.follow()
    nadia = Where(cast.counsellor, group)
    code = await code_of(cast)
    for somebody in (cast.apprentice, cast.tutor, paul):
        await stage.says(Where(somebody, group), f"/lier {code}")
        await stage.shows(Where(somebody, group), "la personne de l'équipe qui suit ce fil")
    await stage.says(nadia, f"/lier {code}")
    await stage.shows(nadia, "Je ne suis pas administrateur ici")
    await stage.says(cast.general, f"/lier {code}")
    await stage.shows(cast.general, "est le forum d'une structure")
    assert [] == await rows(cast)

    group.promote(stage.bot)
    await stage.follow()
    await stage.says(nadia, f"/lier {code}")
    await stage.shows(nadia, "C'est fait")
    await stage.says(nadia, f"/lier {code}")
    await stage.shows(nadia, "déjà relié")
    second = stage.tg.supergroup("Autre", cast.counsellor, forum=True)
    second.add(stage.bot)
    second.promote(stage.bot)
    await stage.says(Where(cast.counsellor, second), f"/lier {code}")
    await stage.shows(Where(cast.counsellor, second), "a déjà servi")
    assert [(str(group.id), "linked")] == await rows(cast)
    await stage.says(Where(cast.tutor, group), "/missions")
    await stage.shows(Where(cast.tutor, group), "se passent en privé")


async def test_somebody_unknown_suspends_the_group_until_the_team_has_decided(cast: Cast) -> None:
    stage = cast.stage
    group = await linked(cast)
    igor, lea = stage.tg.user("Igor"), Where(cast.apprentice, group)
    group.add(igor)
    await stage.follow()
    card = await stage.shows(cast.desk, "Je ne connais pas : Igor", "rien n'est perdu")
    await stage.says(cast.topic, "Ton bulletin de paie est prêt")
    for private in (cast.young, cast.adult):
        assert 1 == cast.count(private, "bulletin de paie")
    must_not_show(stage, Where(igor, group), "bulletin")

    await stage.says(Where(igor, group), "Coucou")
    await stage.says(lea, "Qui est-ce ?")
    assert 0 == cast.count(cast.topic, "Coucou")
    assert 1 == cast.count(cast.topic, "Qui est-ce")
    must_not_show(stage, cast.adult, "Qui est-ce", "Coucou")  # Marc has read it in the group
    data = next(one["callback_data"] for row in card.keyboard for one in row if "Igor" in one["text"])
    forged = await forge(stage, cast.apprentice, stage.screen(cast.young)[-1], data)
    assert "Seule l'équipe" in forged.answer
    ours = next(m for m in reversed(stage.screen(lea)) if m.sender is stage.bot)
    in_group = await forge(stage, cast.counsellor, ours, "n:missions")
    assert "se passe en privé" in in_group.answer

    await stage.taps(cast.desk, "C'est bon, c'est Igor")
    await stage.shows(lea, "de nouveau dans ce groupe")
    await stage.says(cast.topic, "Bonne journée")
    assert 1 == cast.count(lea, "Bonne journée")
    await stage.says(Where(igor, group), "Merci")
    assert 0 == cast.count(cast.topic, "Merci")
    group.remove(igor)
    await stage.follow()
    assert [(str(group.id), "linked")] == await rows(cast)
    group.add(igor)  # whoever comes back is unknown again
    await stage.follow()
    assert [(str(group.id), "suspended")] == await rows(cast)
    group.remove(igor)
    await stage.follow()
    assert [(str(group.id), "linked")] == await rows(cast)


async def test_a_crowd_in_the_group_is_ten_names_on_one_card_and_suspends_it_to_its_last(cast: Cast) -> None:
    stage = cast.stage
    group = await linked(cast)
    crowd = [stage.tg.user(f"Inconnu {n}") for n in range(40)]
    for one in crowd:
        group.add(one)
        await stage.follow()
    await stage.says(Where(crowd[-1], group), "Coucou")
    card = await stage.shows(cast.desk, "Inconnu 0", "Inconnu 9", "…")
    assert 10 == sum("C'est bon" in one["text"] for row in card.keyboard for one in row)
    edits = [one for one in stage.tg.ledger.entries if one.method == "editMessageText" and "Inconnu 0" in one.text]
    assert 11 >= len(edits)

    for one in crowd[:25]:
        group.remove(one)
    await stage.follow()
    assert [(str(group.id), "suspended")] == await rows(cast)
    await stage.says(cast.topic, "Ton bulletin de paie est prêt")
    must_not_show(stage, Where(crowd[-1], group), "bulletin")
    for one in crowd[25:]:
        group.remove(one)
    await stage.follow()
    assert [(str(group.id), "linked")] == await rows(cast)


async def test_whom_nobody_names_is_counted(cast: Cast) -> None:
    stage = cast.stage
    group = await gathered(cast)
    igor = stage.tg.user("Igor")
    group.members[igor.id] = Member(igor, "member")  # there before the bot came
    here = Where(cast.counsellor, group)
    await stage.says(here, f"/lier {await code_of(cast)}")
    await stage.shows(here, "quelqu'un ici m'est inconnu")
    await stage.shows(cast.desk, "plus de monde que je n'en connais (+1)")
    await stage.says(cast.topic, "Bonjour")
    must_not_show(stage, Where(igor, group), "Bonjour")

    await stage.taps(cast.desk, "Je connais tout le monde")
    await stage.shows(here, "de nouveau dans ce groupe")
    zoe = stage.tg.user("Zoé")
    group.members[zoe.id] = Member(zoe, "member")
    await stage.says(cast.topic, "/groupe")
    await stage.taps(cast.topic, "Vérifier")
    await stage.shows(cast.desk, "(+1)")
    del group.members[zoe.id]
    await stage.taps(cast.desk, "Vérifier")
    assert [(str(group.id), "linked")] == await rows(cast)


async def a_day(cast: Cast) -> None:
    """The day of the structure begins, then comes the moment of its group."""
    await cast.stage.pass_time(days=1)
    await cast.stage.pass_time(minutes=20)


async def test_who_came_while_nobody_looked_is_found_within_a_day(cast: Cast) -> None:
    stage = cast.stage
    group = await linked(cast)
    igor = stage.tg.user("Igor")
    group.members[igor.id] = Member(igor, "member")  # no update says it
    await stage.says(cast.topic, "Avant le compte")
    assert 1 == cast.count(Where(igor, group), "Avant le compte")
    await a_day(cast)

    await stage.shows(cast.desk, "plus de monde que je n'en connais (+1)")
    assert [(str(group.id), "suspended")] == await rows(cast)
    await stage.says(cast.topic, "Après le compte")
    must_not_show(stage, Where(igor, group), "Après le compte")
    cards = len(stage.texts(cast.desk))
    await a_day(cast)
    assert cards == len(stage.texts(cast.desk))  # counted again, and said once
    del group.members[igor.id]
    await a_day(cast)
    assert [(str(group.id), "linked")] == await rows(cast)

    stage.tg.faults.rules.append(
        Rule("getChatMemberCount", chat=group.id, times=30, code=502, description="Bad Gateway")
    )
    await stage.pass_time(days=4)
    assert [(str(group.id), "linked")] == await rows(cast)  # nobody could say
    stage.tg.faults.rules.clear()
    group.members[igor.id] = Member(igor, "member")
    await stage.says(cast.topic, "Après une panne")  # counted before these words
    must_not_show(stage, Where(igor, group), "Après une panne")
    assert 1 == cast.count(cast.young, "Après une panne")


async def test_a_group_that_becomes_a_supergroup_is_followed_once(cast: Cast) -> None:
    stage = cast.stage
    group = await linked(cast, kind="group")
    first = await stage.says(cast.topic, "Avant")
    copy = await stage.shows(Where(cast.apprentice, group), "Avant")
    _claims_to_move(cast, group.id, cast.house.forum.id)
    await stage.follow()
    assert [(str(group.id), "linked")] == await rows(cast)  # what is somebody's forum is nobody's group

    new = group.migrate()
    await stage.follow()
    assert [(str(new.id), "linked")] == await rows(cast)
    lea = Where(cast.apprentice, new)
    await stage.says(lea, "Me voilà")
    await stage.shows(cast.topic, "Léa · alternance", "Me voilà")
    await stage.edits(cast.topic, first, "Avant, corrigé")
    await stage.shows(lea, "Avant, corrigé", "modifié")
    assert copy.chat is group

    foreign = stage.tg.group("Ailleurs", stage.tg.user("Igor"))
    for old in (foreign.id, group.id, new.id):
        _claims_to_move(cast, old, new.id - 7)
    await stage.follow()
    assert [(str(new.id), "linked")] == await rows(cast)


def _claims_to_move(cast: Cast, old: int, to: int) -> None:
    """A service message that nobody's app could write."""
    body = {"message_id": 900, "date": int(cast.stage.clock()), "chat": {"id": old, "type": "group", "title": TITLE}}
    cast.stage.bot.queue.push("message", body | {"from": cast.tutor.shape(), "migrate_to_chat_id": to}, old)


async def test_a_move_that_only_a_refusal_tells_is_followed(cast: Cast) -> None:
    stage = cast.stage
    group = await linked(cast, kind="group")
    new = group.migrate()
    stage.bot.queue.clear()
    await stage.says(cast.topic, "Après le départ")

    assert 1 == cast.count(Where(cast.apprentice, new), "Après le départ")
    must_not_show(stage, cast.young, "Après le départ")
    assert [(str(new.id), "linked")] == await rows(cast)


@pytest.mark.parametrize("how", ["demoted", "removed"])
async def test_what_waits_for_a_group_that_is_lost_goes_to_each_in_private(
    theatre: Theatre, cast: Cast, how: str
) -> None:
    stage, app = cast.stage, theatre.app
    group = await linked(cast)
    marc = Where(cast.tutor, group)
    cast.counsellor.send_text(cast.house.forum, "Pour vous deux", topic=cast.topic.topic)
    await app.poller.once(0)
    await app.receiver.drain()  # decided, and not sent yet
    if how == "demoted":
        group.demote(stage.bot)
    else:
        group.remove(stage.bot)
    await app.poller.once(0)
    await app.receiver.drain()
    await stage.follow()

    for private in (cast.young, cast.adult):
        assert 1 == cast.count(private, "Pour vous deux")
    assert 0 == cast.count(marc, "Pour vous deux")
    await stage.shows(cast.desk, "ou plus administrateur", "rien n'est perdu")
    await stage.says(cast.adult, "Entendu")
    assert 1 == cast.count(cast.young, "Entendu")
    assert 1 == cast.count(cast.topic, "Entendu")

    group.add(stage.bot)
    group.promote(stage.bot)
    await stage.follow()
    await stage.says(cast.topic, "De retour")
    assert 1 == cast.count(marc, "De retour")
    must_not_show(stage, cast.adult, "De retour")


async def test_a_group_that_refuses_what_is_sent_is_found_lost(cast: Cast) -> None:
    stage = cast.stage
    group = await linked(cast)
    kicked = "Forbidden: bot was kicked from the supergroup chat"
    stage.tg.faults.rules.append(Rule("sendMessage", chat=group.id, times=1, code=403, description=kicked))
    await stage.says(cast.topic, "Pour vous deux")

    for private in (cast.young, cast.adult):
        assert 1 == cast.count(private, "Pour vous deux")
    await stage.shows(cast.desk, "ou plus administrateur")
    assert 1 == cast.count(cast.desk, "Groupe « Alternance Léa »")


async def test_unlinking_loses_nothing_and_says_so_to_all(cast: Cast) -> None:
    stage = cast.stage
    group = await linked(cast)
    lea = Where(cast.apprentice, group)
    said = await stage.says(cast.topic, "Le cours est à 9 h")
    await stage.says(lea, "/delier")
    await stage.shows(lea, "Seule l'équipe peut délier")
    await stage.says(cast.topic, "/delier")
    for where in (lea, cast.topic):
        await stage.shows(where, "n'est plus relié")
    for private in (cast.young, cast.adult):
        await stage.shows(private, "fil revient ici")

    await stage.says(lea, "Dans le vide")
    assert 0 == cast.count(cast.topic, "Dans le vide")
    await stage.edits(cast.topic, said, "Le cours est à 10 h")
    for private in (cast.young, cast.adult):
        assert 1 == cast.count(private, "10 h")  # they had read it in the group only
    assert 0 == cast.count(lea, "10 h")
    await stage.says(cast.young, "Compris")
    assert 1 == cast.count(cast.adult, "Compris")
    assert [] == await rows(cast)
    here = Where(cast.counsellor, group)
    await stage.says(here, f"/lier {await code_of(cast)}")
    await stage.shows(here, "C'est fait")


async def test_what_was_corrected_while_the_group_rested_is_put_right_there(cast: Cast) -> None:
    stage = cast.stage
    group = await linked(cast)
    lea, marc = Where(cast.apprentice, group), Where(cast.tutor, group)
    wrong = await stage.says(cast.topic, "Rendez-vous à 8 h")
    taken = await stage.says(cast.topic, "Le code de l'alarme est 4812")
    group.demote(stage.bot)
    await stage.follow()
    await stage.edits(cast.topic, wrong, "Rendez-vous à 9 h")
    for private in (cast.young, cast.adult):
        assert 1 == cast.count(private, "Rendez-vous à 9 h")
    kicked = "Forbidden: bot is not a member of the supergroup chat"
    stage.tg.faults.rules.append(Rule("deleteMessage", chat=group.id, times=1, code=403, description=kicked))
    await stage.says(cast.topic, "/retirer", reply_to=taken)
    await stage.taps(cast.topic, "Retirer")
    assert [1, 1] == [cast.count(lea, words) for words in ("à 8 h", "4812")]

    group.promote(stage.bot)
    await stage.follow()
    await stage.shows(marc, "Rendez-vous à 9 h", "modifié")
    await stage.shows(marc, "Nadia · conseil", "a retiré ce message")
    assert [0, 0] == [cast.count(lea, words) for words in ("à 8 h", "4812")]
    await stage.shows(cast.topic, "2 message(s) le sont maintenant aussi dans le groupe")

    group.demote(stage.bot)
    await stage.follow()
    await stage.edits(cast.topic, wrong, "Rendez-vous à 10 h")
    await stage.says(cast.topic, "/delier")
    await stage.shows(cast.topic, "1 message(s) corrigés ou retirés", "dites-le de vive voix")


async def test_somebody_who_leaves_the_group_or_the_thread(cast: Cast) -> None:
    stage = cast.stage
    group = await linked(cast)
    group.leave(cast.tutor)
    await stage.follow()
    await stage.shows(cast.adult, "vous n'êtes plus dans le groupe")
    await stage.says(Where(cast.apprentice, group), "Marc est parti ?")
    assert 1 == cast.count(cast.adult, "Marc est parti ?")
    group.add(cast.tutor)
    await stage.follow()
    await stage.says(cast.topic, "/membres")
    await stage.taps(cast.topic, "Retirer Marc")
    await stage.taps(cast.topic, "Oui, retirer Marc")

    await stage.shows(cast.desk, "Je ne connais pas : Marc")
    await stage.says(cast.topic, "Entre nous, Léa")
    assert 1 == cast.count(cast.young, "Entre nous")
    must_not_show(stage, Where(cast.tutor, group), "Entre nous")
    group.remove(cast.tutor)
    await stage.follow()
    assert [(str(group.id), "linked")] == await rows(cast)


async def test_two_structures_know_nothing_of_each_others_groups(cast: Cast) -> None:
    stage = cast.stage
    group = await linked(cast)
    other = await raise_curtain(stage, "CFA des Saules", "Sofia", "Zoé", "Hugo", "Atelier Brume")
    code = await code_of(other)
    group.add(other.counsellor)
    await stage.follow()
    await stage.shows(cast.desk, "Je ne connais pas : Sofia")
    await stage.says(Where(other.counsellor, group), f"/lier {code}")
    await stage.shows(Where(other.counsellor, group), "déjà relié")
    theirs = await linked(other)
    await stage.says(other.topic, "Chez nous")

    assert 1 == cast.count(Where(other.apprentice, theirs), "Chez nous")
    assert {(str(group.id), "suspended"), (str(theirs.id), "linked")} == set(await rows(cast))
    for where in (cast.topic, cast.young, Where(cast.apprentice, group)):
        must_not_show(stage, where, "Chez nous")
