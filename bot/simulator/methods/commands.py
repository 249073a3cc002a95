"""What a bot tells about itself: commands, names, descriptions, menu button, default rights."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from bot.simulator.call import Call
from bot.simulator.errors import bad_request
from bot.simulator.groups import ADMIN_RIGHTS
from bot.simulator.model import Json

COMMAND = re.compile(r"[a-z0-9_]{1,32}")
_SCOPES = "default all_private_chats all_group_chats all_chat_administrators chat chat_administrators chat_member"
SCOPES = frozenset(_SCOPES.split())


def set_my_commands(call: Call) -> bool:
    raw = call.json("commands")
    if not isinstance(raw, list):
        raise bad_request("expected an Array of BotCommand")
    if len(raw) > 100:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    call.bot.commands[_scope(call), call.text("language_code")] = [_command(one) for one in raw]
    call.tg.changed()
    return True


def get_my_commands(call: Call) -> list[Json]:
    return call.bot.commands.get((_scope(call), call.text("language_code")), [])


def delete_my_commands(call: Call) -> bool:
    call.bot.commands.pop((_scope(call), call.text("language_code")), None)
    call.tg.changed()
    return True


def _command(raw: Any) -> Json:
    name = str(raw.get("command", "")).removeprefix("/")
    description = str(raw.get("description", "")).strip()
    if not COMMAND.fullmatch(name):
        raise bad_request("BOT_COMMAND_INVALID")
    if not 1 <= len(description) <= 256:
        raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    return {"command": name, "description": description}


def _scope(call: Call) -> str:
    raw = call.json("scope") or {"type": "default"}
    if raw.get("type") not in SCOPES:
        raise bad_request("can't parse BotCommandScope: unsupported type specified")
    parts = [str(raw[key]) for key in ("type", "chat_id", "user_id") if key in raw]
    return ":".join(parts)


def _profile(key: str, limit: int) -> tuple[Callable[[Call], bool], Callable[[Call], Json]]:
    def set_it(call: Call) -> bool:
        value = call.text(key).strip()
        if len(value) > limit:
            raise bad_request(f"bot {key.replace('_', ' ')} is too long")
        call.bot.profile[key, call.text("language_code")] = value
        if key == "name" and value and not call.text("language_code"):
            call.bot.first_name = value
        call.tg.changed()
        return True

    def get_it(call: Call) -> Json:
        default = call.bot.first_name if key == "name" else ""
        profile = call.bot.profile
        return {key: profile.get((key, call.text("language_code"))) or profile.get((key, "")) or default}

    return set_it, get_it


def set_chat_menu_button(call: Call) -> bool:
    button = call.json("menu_button") or {"type": "default"}
    if button.get("type") not in ("commands", "web_app", "default"):
        raise bad_request("unsupported menu button type specified")
    call.bot.menu_buttons[_menu_chat(call)] = button
    call.tg.changed()
    return True


def get_chat_menu_button(call: Call) -> Json:
    buttons = call.bot.menu_buttons
    return buttons.get(_menu_chat(call)) or buttons.get(0) or {"type": "commands"}


def _menu_chat(call: Call) -> int:
    """0 is the bot's default; another one must be a private chat."""
    if not call.text("chat_id"):
        return 0
    chat = call.chat()
    if chat.kind != "private":
        raise bad_request("only private chats can have a menu button")
    return chat.id


def set_my_default_administrator_rights(call: Call) -> bool:
    call.bot.default_rights[call.flag("for_channels")] = call.json("rights") or {}
    return True


def get_my_default_administrator_rights(call: Call) -> Json:
    rights = call.bot.default_rights.get(call.flag("for_channels"), {})
    return {"is_anonymous": False} | {right: bool(rights.get(right)) for right in ADMIN_RIGHTS}


_set_name, _get_name = _profile("name", 64)
_set_description, _get_description = _profile("description", 512)
_set_short, _get_short = _profile("short_description", 120)

TABLE: dict[str, Callable[[Call], Any]] = {
    "setMyCommands": set_my_commands,
    "getMyCommands": get_my_commands,
    "deleteMyCommands": delete_my_commands,
    "setMyName": _set_name,
    "getMyName": _get_name,
    "setMyDescription": _set_description,
    "getMyDescription": _get_description,
    "setMyShortDescription": _set_short,
    "getMyShortDescription": _get_short,
    "setChatMenuButton": set_chat_menu_button,
    "getChatMenuButton": get_chat_menu_button,
    "setMyDefaultAdministratorRights": set_my_default_administrator_rights,
    "getMyDefaultAdministratorRights": get_my_default_administrator_rights,
}
