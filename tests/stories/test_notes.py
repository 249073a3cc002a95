"""A note never leaves the forum, whatever it is made of and whatever happens to it later."""

from __future__ import annotations

from random import Random

import pytest

from bot.demo.stage import Where
from bot.simulator import Message
from storage.tables import outbox
from tests.stories.cast import Cast, must_not_show
from tests.stories.conftest import Expected

SECRET = "Sa mère est à l'hôpital"
KINDS = ("photo", "voice", "document", "video", "audio", "animation")


def _phones(cast: Cast) -> tuple[Where, ...]:
    return cast.young, cast.adult


def _nothing_left(cast: Cast, *kinds: str) -> None:
    for where in _phones(cast):
        must_not_show(cast.stage, where, SECRET, "hôpital", "🔒")
        assert not [m.kind for m in cast.stage.screen(where) if m.kind in kinds]


async def _write(cast: Cast, kind: str) -> Message:
    words = f"/note {SECRET}"
    if kind == "text":
        return await cast.stage.says(cast.topic, words)
    return await cast.stage.sends(cast.topic, kind, caption=words)


@pytest.mark.parametrize("kind", ["text", *KINDS])
async def test_a_note_of_any_kind_stays(cast: Cast, kind: str) -> None:
    stage = cast.stage

    note = await _write(cast, kind)
    await stage.shows(cast.topic, "Note gardée entre vous")
    await stage.edits(cast.topic, note, f"/note {SECRET}, depuis lundi")
    await stage.edits(cast.topic, note, f"{SECRET}, depuis mardi")  # no longer looks like a note: it still is one
    await stage.edits(cast.topic, note, "")

    _nothing_left(cast, *KINDS)


@pytest.mark.parametrize("first", [0, 1, 2])
async def test_no_item_of_an_album_leaves_after_one_that_is_a_note(cast: Cast, first: int) -> None:
    stage, group = cast.stage, str(cast.stage.tg.unique())

    for number in range(3):
        caption = f"/note {SECRET}" if number == first else ""
        cast.counsellor.send_photo(cast.house.forum, topic=cast.topic.topic, caption=caption, media_group_id=group)
    await stage.follow()
    await stage.pass_time(seconds=2)

    for where in _phones(cast):  # the first items still waited for the others, and never leave
        must_not_show(stage, where, SECRET)
        assert 0 == sum(m.kind == "photo" for m in stage.screen(where))


@pytest.mark.grown
async def test_an_answer_to_a_note_is_a_message_but_never_quotes_it(cast: Cast) -> None:
    stage = cast.stage
    note = await _write(cast, "text")

    await stage.says(cast.topic, "On en parle jeudi ?", reply_to=note)
    await stage.says(cast.topic, "Jeudi 10 h", reply_to=note, quote="hôpital")

    for where in _phones(cast):
        copies = [m for m in stage.screen(where) if "eudi" in m.text]
        assert 2 == len(copies)
        assert [None, None] == [m.reply_to for m in copies]
    rows = await stage.database.run(lambda c: c.execute(outbox.select()).mappings().all())
    assert not any("hôpital" in str(row["payload"]) for row in rows if row["recipient"].startswith("person:"))


async def test_a_note_about_a_card_or_a_message_stays_too(cast: Cast) -> None:
    stage = cast.stage
    await cast.proposes()
    line = await stage.says(cast.young, "Je suis en retard")

    for target in ("propose une mission", "Je suis en retard"):
        await stage.says(cast.topic, f"/note {SECRET}", reply_to=await stage.shows(cast.topic, target))

    _nothing_left(cast)
    assert line is not None


async def test_a_note_with_the_bots_name_in_capitals_or_on_two_lines_is_a_note(cast: Cast) -> None:
    stage = cast.stage

    for words in (
        f"/note@{stage.bot.username} {SECRET}",
        f"/NOTE {SECRET}",
        f"/note\n{SECRET}",
        f"/note  \n\n{SECRET}",
    ):
        await stage.says(cast.topic, words)

    assert 4 == cast.count(cast.topic, "Note gardée")
    _nothing_left(cast)


async def test_a_note_without_words_or_outside_a_thread_is_explained(cast: Cast) -> None:
    stage = cast.stage

    await stage.says(cast.topic, "/note")
    await stage.shows(cast.topic, "Écrivez votre note après /note")
    await stage.says(cast.general, f"/note {SECRET}")
    await stage.shows(cast.general, "s'écrit dans le fil")

    _nothing_left(cast)


async def test_a_note_typed_by_a_stranger_goes_nowhere(cast: Cast, expected: Expected) -> None:
    stage, stranger = cast.stage, cast.stage.tg.user("Igor")
    cast.house.forum.add(stranger)
    expected.alerts |= {"forum-stranger"}

    await stage.says(Where(stranger, cast.house.forum, cast.topic.topic), f"/note {SECRET}")

    await stage.shows(cast.topic, "n'est pas transmis")
    _nothing_left(cast)


@pytest.mark.parametrize("words", ["/note {}", "/NOTE {}", " /note {}"])
async def test_a_message_edited_into_a_note_is_told_that_it_has_left(cast: Cast, words: str) -> None:
    stage = cast.stage
    line = await stage.says(cast.topic, "Bonjour à tous")

    await stage.edits(cast.topic, line, words.format(SECRET))

    await stage.shows(cast.topic, "déjà parti")
    _nothing_left(cast)


async def test_a_command_that_was_mistyped_and_corrected_into_a_note_is_explained(cast: Cast) -> None:
    stage = cast.stage
    line = await stage.says(cast.topic, f"/nte {SECRET}")

    await stage.edits(cast.topic, line, f"/note {SECRET}")

    assert "pas gardé" in stage.screen(cast.topic)[-1].text or "Note gardée" in stage.screen(cast.topic)[-1].text
    _nothing_left(cast)


async def test_two_counsellors_read_the_same_notes_and_only_they(cast: Cast) -> None:
    stage = cast.stage
    link = await stage.invites(cast.house, "Un ou une collègue", "Paul")
    paul = stage.tg.user("Paul")
    await stage.opens(paul, link)
    await stage.taps(Where(paul), "D'accord")
    await stage.taps(Where(paul), "Paul")
    cast.house.forum.add(paul)

    await _write(cast, "text")

    his = Where(paul, cast.house.forum, cast.topic.topic)
    await stage.shows(his, SECRET)
    must_not_show(stage, Where(paul), SECRET)
    await stage.says(his, f"/note {SECRET} (vu)")
    assert 2 == cast.count(cast.topic, "Note gardée")
    _nothing_left(cast)


async def test_a_command_that_was_mistyped_and_corrected_into_a_message_is_to_be_sent_again(cast: Cast) -> None:
    stage = cast.stage
    line = await stage.says(cast.topic, "/Bonjour à tous")

    await stage.edits(cast.topic, line, "Bonjour à tous")

    await stage.shows(cast.topic, "n'est partie nulle part", "un nouveau message")
    for where in _phones(cast):
        must_not_show(stage, where, "Bonjour à tous")


@pytest.mark.parametrize("seed", range(3))
async def test_whatever_is_done_around_notes_nothing_of_them_is_on_its_way_to_anybody(cast: Cast, seed: int) -> None:
    """Notes of every kind, their edits, answers to them, the file, the search and an announcement, in any order."""
    stage, chance, notes = cast.stage, Random(seed), []
    for _ in range(14):
        match chance.choice(("note", "edit", "answer", "dossier", "search", "announce", "withdraw", "night")):
            case "note":
                notes.append(await _write(cast, chance.choice(("text", *KINDS))))
            case "edit" if notes:
                await stage.edits(cast.topic, chance.choice(notes), chance.choice((f"/note {SECRET} !", SECRET, "")))
            case "answer" if notes:
                await stage.says(cast.topic, "On en parle", reply_to=chance.choice(notes), quote="hôpital")
            case "withdraw" if notes:
                await stage.says(cast.topic, "/retirer", reply_to=chance.choice(notes))
            case "dossier":
                await stage.says(cast.topic, "/dossier")
                await stage.taps(cast.topic, "Notes")
            case "search":
                await stage.says(cast.topic, "/chercher hopital")
            case "announce":
                await stage.says(cast.topic, "/annonce")
                await stage.taps(cast.topic, "Tous les jeunes")
                await stage.says(cast.topic, f"/note {SECRET}")  # a command, and no answer to the question
                await stage.replies(cast.topic, "Réunion jeudi")
                await stage.taps(cast.topic, "Ne rien envoyer")
            case "night":
                await stage.pass_time(hours=7)

    _nothing_left(cast, *KINDS)
    rows = await stage.database.run(lambda c: c.execute(outbox.select()).mappings().all())
    outside = {f"person:{number}" for number in (2, 3)}  # Léa and Marc
    assert outside <= {row["recipient"] for row in rows}
    assert not [row for row in rows if row["recipient"] in outside and "hôpital" in str(row["payload"])]
