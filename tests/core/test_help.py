"""What the bot says it can do: the menu of the app and `/aide` are one list, and whatever they name is there."""

from __future__ import annotations

import re

import pytest

from core import commands
from core.forum import commands as forum
from core.messages import TEXT_LIMIT, Place
from core.people import Role
from core.texts import length
from tests.core.circle import LEA, MARC, NADIA, TRIAD, Circle, person

FANNY, CLAIRE = person(21, Role.TRAINER, "Fanny"), person(22, Role.MANAGER, "Claire")


def test_help_in_the_forum_lists_what_the_menu_of_the_app_offers_in_its_order() -> None:
    room = Circle()

    room.writes(NADIA, "/aide")
    shown = room.sees(TRIAD)

    assert list(forum.offered()) == re.findall(r"^/(\w+) – (.+)$", shown, re.M)
    assert length(shown) <= TEXT_LIMIT


def test_every_command_that_does_something_for_everybody_in_the_team_is_offered() -> None:
    hidden = {one.names[0] for one in forum.COMMANDS if not one.says}
    names = [name for one in forum.COMMANDS for name in one.names]

    assert {"auteurs", "stop"} == hidden
    assert len(set(names)) == len(names)
    # Bot API, BotCommand: 1-32 small letters, digits and underscores; at most 256 signs say what it does; 100 in all
    assert all(re.fullmatch("[a-z0-9_]{1,32}", name) and 1 <= len(says) <= 256 for name, says in forum.offered())
    assert len(forum.offered()) <= 100


@pytest.mark.parametrize("who", [LEA, MARC, NADIA, FANNY, CLAIRE])
def test_help_in_private_names_only_commands_that_its_reader_has(who) -> None:
    room = Circle()
    room.people[who.id] = who
    room.says(who, "/aide")
    named = re.findall(r"/(\w+)", room.sees(who).replace("/aide là-bas", ""))

    assert named or who is CLAIRE
    known = commands.commands()
    assert {"pros", "retirer"} >= set(named) - known.keys()  # the desk hears these before the table
    assert [] == [name for name in named if name in known and who.role not in known[name].roles]


def test_a_command_of_a_thread_says_where_it_belongs_when_it_is_written_elsewhere() -> None:
    room, general = Circle(), Place("telegram", "-100", private=False)

    room.says(NADIA, "/missions", at=general)
    assert "/missions s'écrit dans le fil d'un jeune : ici, rien n'est parti." == room.sees(general)
    room.says(NADIA, "/inconnue", at=general)
    assert "/aide les montre toutes" in room.sees(general)
