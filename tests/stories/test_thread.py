"""One thread for three: what anyone writes reaches the others, signed, whole, and nobody else."""

from __future__ import annotations

import pytest
from sqlalchemy import Connection, select

from bot.demo.stage import Where
from bot.simulator import Rule
from storage import triads
from storage.tables import people
from tests.stories.cast import Cast, must_not_show

SPECIAL: dict[str, dict[str, object]] = {
    "poll": {"id": "1", "question": "?", "options": []},
    "dice": {"emoji": "🎲", "value": 3},
    "story": {"id": 1, "chat": {"id": 5, "type": "channel"}},
    "paid_media": {"star_count": 1, "paid_media": []},
}
KINDS = ("photo", "voice", "document", "sticker", "video", "video_note", "audio", "animation")


@pytest.mark.parametrize("kind", KINDS)
async def test_every_kind_of_file_reaches_the_others_signed(cast: Cast, kind: str) -> None:
    stage = cast.stage

    await stage.sends(cast.young, kind)

    for where in (cast.adult, cast.topic):
        copy = await stage.shows(where, "", kind=kind)
        assert copy.sender is stage.bot
        await stage.shows(where, "Léa · alternance")
    await stage.sends(cast.topic, kind)
    for where in (cast.young, cast.adult):
        await stage.shows(where, "", kind=kind)
        await stage.shows(where, "Nadia · conseil")


@pytest.mark.parametrize("kind", ["poll", "dice", "story", "paid_media"])
async def test_what_cannot_be_passed_on_is_refused_with_a_reason(cast: Cast, kind: str) -> None:
    stage, person = cast.stage, cast.apprentice
    before = [len(stage.screen(where)) for where in (cast.adult, cast.topic)]

    person.send_special(stage.bot, {kind: SPECIAL[kind]})
    await stage.follow()

    answer = stage.screen(cast.young)[-1]
    assert answer.sender is stage.bot
    assert "transmet" in answer.text
    assert before == [len(stage.screen(where)) for where in (cast.adult, cast.topic)]


@pytest.mark.grown
async def test_a_place_arrives_as_a_map_and_a_telephone_number_after_a_yes(cast: Cast) -> None:
    stage, person = cast.stage, cast.apprentice

    person.send_location(stage.bot)
    person.send_contact(stage.bot)
    await stage.follow()

    for where in (cast.adult, cast.topic):
        await stage.shows(where, "Léa · alternance", "openstreetmap.org", "48.8566")
        must_not_show(stage, where, "+336")
    await stage.shows(cast.young, "numéro de téléphone", "d'accord")
    await stage.taps(cast.young, "Oui, transmettre")
    for where in (cast.adult, cast.topic):
        await stage.shows(where, "Léa · alternance", "+33600000000")


async def test_formatting_links_and_emoji_arrive_as_they_were(cast: Cast) -> None:
    stage = cast.stage
    text = "👩🏽‍🔧 Voir le plan, c'est ici : très important"
    spans = [
        {"type": "bold", "offset": text.encode("utf-16-le").index("très".encode("utf-16-le")) // 2, "length": 14},
        {"type": "text_link", "offset": text.encode("utf-16-le").index("ici".encode("utf-16-le")) // 2, "length": 3}
        | {"url": "https://example.org/plan?a=1&b=2"},
    ]

    await stage.says(cast.young, text, entities=spans)

    copy = await stage.shows(cast.adult, text)
    assert {"Léa · alternance", "très important"} == {
        _words(copy.text, e) for e in copy.entities if e["type"] == "bold"
    }
    assert ["https://example.org/plan?a=1&b=2"] == [e["url"] for e in copy.entities if e["type"] == "text_link"]


@pytest.mark.parametrize(
    "words",
    ["<b>gras</b> & <a href='x'>y</a>", "_a_ *b* `c` [d](e) {f}", "{name} {0} %s", "a" * 4096, "‮abc‬", "=1+1"],
    ids=["html", "markdown", "braces", "full", "bidi", "formula"],
)
async def test_people_write_what_they_like(cast: Cast, words: str) -> None:
    stage = cast.stage

    await stage.says(cast.young, words)

    for where in (cast.adult, cast.topic):
        copies = [m for m in stage.screen(where) if m.sender is stage.bot and not m.service]
        assert f"Léa · alternance\n{words}" in "".join(
            m.text.removeprefix("Léa · alternance (suite)\n") for m in copies
        )
        assert not any(e["type"] in ("text_link", "code", "italic") for m in copies[-1:] for e in m.entities)


async def test_a_name_with_marks_in_it_passes_everywhere(cast: Cast) -> None:
    stage = cast.stage
    name = "Jean_Luc *<b>"
    link = await stage.invites(cast.house, "Un ou une jeune", name)
    person = stage.tg.user("J")
    await stage.opens(person, link)
    await stage.taps(Where(person), "D'accord")
    await stage.taps(Where(person), name)
    await stage.says(Where(person), "Bonjour")

    await stage.shows(Where(cast.counsellor, cast.house.forum, name), f"{name} · alternance", "Bonjour")


async def test_ten_thousand_characters_arrive_in_order(cast: Cast) -> None:
    stage = cast.stage
    pieces = ["".join(f"mot{number:05d} " for number in range(at, at + 400))[:4096] for at in (0, 400, 800)]

    for piece in pieces:
        await stage.says(cast.young, piece)

    for where in (cast.adult, cast.topic):
        words = "".join(m.text for m in stage.screen(where) if m.sender is stage.bot).replace("\n", " ").split()
        assert sorted(w for w in words if w.startswith("mot")) == [w for w in words if w.startswith("mot")]
        assert 1200 == len({w for w in words if w.startswith("mot")})


async def test_replies_keep_their_quote_in_every_direction(cast: Cast) -> None:
    stage = cast.stage
    line = await stage.says(cast.young, "Le camion est en panne. On fait quoi ?")
    at_tutor = await stage.shows(cast.adult, "Le camion est en panne")
    in_topic = await stage.shows(cast.topic, "Le camion est en panne")

    await stage.says(cast.adult, "J'appelle le garage.", reply_to=at_tutor, quote="Le camion est en panne.")
    his = await stage.shows(cast.young, "J'appelle le garage.")
    assert line is his.reply_to
    assert in_topic is (await stage.shows(cast.topic, "J'appelle le garage.")).reply_to

    await stage.says(cast.topic, "Prenez le vélo.", reply_to=in_topic)
    assert line is (await stage.shows(cast.young, "Prenez le vélo.")).reply_to
    assert at_tutor is (await stage.shows(cast.adult, "Prenez le vélo.")).reply_to

    await stage.says(cast.young, "Il est crevé aussi.", reply_to=his)
    answered = (await stage.shows(cast.adult, "Il est crevé")).reply_to
    assert answered is not None
    assert "J'appelle le garage." == answered.text


async def test_a_reply_to_ones_own_words_and_to_a_card_keeps_its_place(cast: Cast) -> None:
    stage = cast.stage
    card = await cast.proposes()
    line = await stage.says(cast.adult, "Je regarde ce soir.", reply_to=card)

    copy = await stage.shows(cast.young, "Je regarde ce soir.")
    assert copy.reply_to is not None
    assert "Ranger le coin" in copy.reply_to.text
    await stage.says(cast.adult, "Ou demain.", reply_to=line)
    assert copy is (await stage.shows(cast.young, "Ou demain.")).reply_to


async def test_an_edit_is_an_edit_everywhere(cast: Cast) -> None:
    stage = cast.stage
    line = await stage.says(cast.young, "A 8 h")

    for words in ("À 8 h 10", "À 8 h 20", "À 8 h 30"):
        await stage.edits(cast.young, line, words)

    for where in (cast.adult, cast.topic):
        copies = [m.text for m in stage.screen(where) if "8 h" in m.text]
        assert ["Léa · alternance (modifié)\nÀ 8 h 30"] == copies


async def test_a_caption_can_be_edited_and_taken_away(cast: Cast) -> None:
    stage = cast.stage
    photo = await stage.sends(cast.young, "photo", caption="Avant")

    await stage.edits(cast.young, photo, "Après")
    assert "Après" in (await stage.shows(cast.adult, "modifié", kind="photo")).text
    await stage.edits(cast.young, photo, "")

    for where in (cast.adult, cast.topic):
        assert "Léa · alternance (modifié)" == (await stage.shows(where, "", kind="photo")).text


async def test_a_long_text_that_shrinks_leaves_no_old_words(cast: Cast) -> None:
    stage = cast.stage
    line = await stage.says(cast.young, "secret " * 585)
    assert 2 == cast.count(cast.adult, "secret")

    await stage.edits(cast.young, line, "Plus rien")

    for where in (cast.adult, cast.topic):
        must_not_show(stage, where, "secret")
        await stage.shows(where, "Plus rien")
        await stage.shows(where, "passage retiré")
    await stage.edits(cast.young, line, "encore " * 585)
    assert 2 == cast.count(cast.adult, "encore")


async def test_ten_photos_arrive_as_one_album_and_each_can_be_answered_and_corrected(cast: Cast) -> None:
    stage = cast.stage

    photos = cast.apprentice.send_album(stage.bot, ("photo",) * 10, caption="Les dix coins")
    await stage.follow()
    await stage.says(cast.young, "Voilà")
    await stage.pass_time(seconds=2)

    for where in (cast.adult, cast.topic):
        album = [m for m in stage.screen(where) if m.kind == "photo"]
        assert (10, 1) == (len(album), len({m.media_group_id for m in album}))
        assert ["Léa · alternance\nLes dix coins", *[""] * 9] == [m.text for m in album]
        assert "Voilà" in stage.screen(where)[-1].text
    fourth = [m for m in stage.screen(cast.adult) if m.kind == "photo"][3]
    await stage.says(cast.adult, "C'est quoi ?", reply_to=fourth)
    assert photos[3] is (await stage.shows(cast.young, "C'est quoi ?")).reply_to
    await stage.edits(cast.young, photos[3], "Le cric")
    assert "Léa · alternance (modifié)\nLe cric" == fourth.text


async def test_an_album_that_is_refused_goes_item_by_item(cast: Cast) -> None:
    stage = cast.stage
    stage.tg.faults.rules.append(Rule("sendMediaGroup", code=400, description="Bad Request: wrong file identifier"))

    cast.apprentice.send_album(stage.bot, ("photo", "video", "photo"), caption="Trois vues")
    await stage.follow()
    await stage.pass_time(seconds=2)

    for where in (cast.adult, cast.topic):
        items = [m for m in stage.screen(where) if m.kind in ("photo", "video")]
        assert ["photo", "video", "photo"] == [m.kind for m in items]
        assert all(m.text.startswith("Léa · alternance") for m in items)


async def test_an_album_whose_answer_is_lost_is_sent_again_item_by_item_and_says_so(cast: Cast) -> None:
    stage = cast.stage
    stage.tg.faults.rules.append(Rule("sendMediaGroup", chat=cast.tutor.id, after=True, times=1))

    cast.apprentice.send_album(stage.bot, ("photo",) * 3, caption="Trois vues")
    await stage.follow()
    await stage.pass_time(seconds=2)
    await stage.pass_time(minutes=1)

    items = [m for m in stage.screen(cast.adult) if m.kind == "photo"]
    assert 6 == len(items)
    assert all("peut-être déjà reçu" in m.text for m in items[3:])


async def test_a_burst_keeps_its_order_for_everybody(cast: Cast) -> None:
    stage = cast.stage

    for number in range(12):
        (cast.apprentice if number % 3 else cast.tutor).send_text(stage.bot, f"ligne {number:02d}")
    await stage.follow()

    told = [int(m.text[-2:]) for m in stage.screen(cast.topic) if "ligne" in m.text]
    assert set(range(12)) == set(told)
    hers, his = [n for n in told if n % 3], [n for n in told if not n % 3]
    assert (sorted(hers), sorted(his)) == (hers, his)


async def test_somebody_who_left_gets_nothing_more_not_even_what_waits(cast: Cast) -> None:
    stage = cast.stage
    cast.apprentice.send_text(stage.bot, "Entre nous maintenant")
    database = stage.database
    await database.run(lambda c: triads.leave(c, 1, _id_of(c, "Marc"), stage.now))

    await stage.follow()
    await stage.says(cast.topic, "Marc est parti.")
    await stage.says(cast.adult, "Je peux encore écrire ?")

    must_not_show(stage, cast.adult, "Entre nous", "Marc est parti")
    await stage.shows(cast.topic, "Entre nous maintenant")
    must_not_show(stage, cast.young, "Je peux encore écrire")
    await stage.shows(cast.adult, "n'est pas parti")


async def test_a_message_on_its_way_does_not_reach_who_left_meanwhile(cast: Cast) -> None:
    stage = cast.stage
    stage.tg.faults.rules.append(Rule("send*", chat=cast.tutor.id, code=429, retry_after=60))
    await stage.says(cast.young, "Presque parti")
    await stage.database.run(lambda c: triads.leave(c, 1, _id_of(c, "Marc"), stage.now))
    stage.tg.faults.rules.clear()

    await stage.pass_time(minutes=10)

    must_not_show(stage, cast.adult, "Presque parti")
    await stage.shows(cast.topic, "Presque parti")


async def test_a_message_that_has_left_cannot_be_edited_into_a_note(cast: Cast) -> None:
    stage = cast.stage
    line = await stage.says(cast.young, "Original")
    await stage.edits(cast.young, line, "/note caché")

    await stage.shows(cast.young, "ne peut plus devenir une note")
    for where in (cast.adult, cast.topic):
        assert 1 == cast.count(where, "Original")
        must_not_show(stage, where, "caché")


def _words(text: str, entity: dict[str, object]) -> str:
    raw = text.encode("utf-16-le")
    start, length = int(str(entity["offset"])), int(str(entity["length"]))
    return raw[start * 2 : (start + length) * 2].decode("utf-16-le")


def _id_of(c: Connection, name: str) -> int:
    return c.execute(select(people.c.id).where(people.c.first_name == name)).scalar_one()


async def test_what_was_said_while_nobody_listened_reads_as_it_was_said(cast: Cast) -> None:
    stage, bot = cast.stage, cast.stage.bot
    said = ("Je peux partir ?", "À 16 h.", "Oui, vas-y.", "Merci !", "À demain.")

    for who, words in zip("jjaja", said, strict=True):
        (cast.apprentice if who == "j" else cast.tutor).send_text(bot, words)
    await stage.follow()

    lines = [line for text in stage.texts(cast.topic) for line in text.splitlines()]
    assert list(said) == [line for line in lines if line in said]
