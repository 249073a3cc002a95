"""Reply markup: inline keyboards and the others, checked as Telegram checks them."""

from __future__ import annotations

from typing import Any

from bot.simulator.errors import bad_request
from bot.simulator.limits import Limits
from bot.simulator.links import checked_url
from bot.simulator.model import Json

ACTIONS = (
    "callback_data",
    "url",
    "web_app",
    "login_url",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat",
    "copy_text",
    "callback_game",
    "pay",
    "disabled",
)
EXTRAS = ("style", "icon_custom_emoji_id")
STYLES = ("danger", "success", "primary")

Keyboard = list[list[Json]]


def read_markup(raw: Any, limits: Limits) -> tuple[Keyboard, Json | None]:
    """`(inline keyboard, other markup)` of a reply_markup; either may be empty."""
    if raw is None:
        return [], None
    if not isinstance(raw, dict):
        raise bad_request("object expected as reply markup")
    if "inline_keyboard" in raw:
        return read_inline(raw["inline_keyboard"], limits), None
    if "keyboard" in raw:
        return [], {**raw, "keyboard": _reply_rows(raw["keyboard"])}
    if raw.get("remove_keyboard") or raw.get("force_reply"):
        return [], raw
    return [], None


def read_inline(raw: Any, limits: Limits) -> Keyboard:
    """The rows of an inline keyboard; empty rows vanish."""
    if not isinstance(raw, list) or not all(isinstance(row, list) for row in raw):
        raise bad_request('field "inline_keyboard" of the InlineKeyboardMarkup should be an Array of Arrays')
    rows = [[_button(button, limits) for button in row] for row in raw if row]
    too_wide = any(len(row) > limits.buttons_per_row for row in rows)
    if too_wide or sum(map(len, rows)) > limits.buttons:
        raise bad_request("reply markup is too long")
    return rows


def _button(raw: Any, limits: Limits) -> Json:
    if not isinstance(raw, dict):
        raise bad_request("can't parse inline keyboard button: InlineKeyboardButton must be an Object")
    text = raw.get("text")
    if not isinstance(text, str):
        raise bad_request("can't parse inline keyboard button: can't find field \"text\"")
    button: Json = {"text": text}
    action = next((key for key in ACTIONS if key in raw), "")
    if not action:
        raise bad_request("text buttons are unallowed in the inline keyboard")
    if not text.strip():
        raise bad_request("inline keyboard button text must be non-empty")
    value = raw[action]
    if action == "callback_data" and not 1 <= len(str(value).encode()) <= limits.callback_data_bytes:
        raise bad_request("BUTTON_DATA_INVALID")
    if action == "url":
        value = _button_url(str(value))
    if action == "web_app" and not str(value.get("url", "")).startswith("https://"):
        url = value.get("url", "")
        raise bad_request(f"inline keyboard button Web App URL '{url}' is invalid: Only HTTPS links are allowed")
    button[action] = value
    button.update({key: raw[key] for key in EXTRAS if raw.get(key)})
    if button.get("style", STYLES[0]) not in STYLES:
        raise bad_request("invalid button style specified")
    return button


def _button_url(url: str) -> str:
    found = checked_url(url)
    if not found:
        raise bad_request(f"inline keyboard button URL '{url}' is invalid: Wrong HTTP URL")
    return found


def _reply_rows(raw: Any) -> Keyboard:
    if not isinstance(raw, list) or not all(isinstance(row, list) for row in raw):
        raise bad_request('field "keyboard" of the ReplyKeyboardMarkup must be an Array of Arrays')
    rows = [[{"text": button} if isinstance(button, str) else button for button in row] for row in raw if row]
    if any(not isinstance(button, dict) or not str(button.get("text", "")).strip() for row in rows for button in row):
        raise bad_request("keyboard button text must be non-empty")
    return rows
