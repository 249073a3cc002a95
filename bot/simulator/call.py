"""One call of a Bot API method: its parameters as Telegram reads them, and the checks that many methods share."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bot.simulator.entities import checked_entities, clean, finished
from bot.simulator.errors import bad_request, forbidden
from bot.simulator.groups import Group
from bot.simulator.markdown import parse_markdown
from bot.simulator.markup import parse_html
from bot.simulator.model import Bot, Chat, Json, Message, PrivateChat

if TYPE_CHECKING:
    from bot.simulator.telegram import LocalTelegram


@dataclass(slots=True)
class Upload:
    """A file part of a multipart request."""

    name: str
    mime: str
    data: bytes


class Call:
    """A method being called by a bot. `heard` is False when a fault will keep the answer from it."""

    __slots__ = ("bot", "files", "heard", "method", "params", "tg")

    def __init__(
        self,
        tg: LocalTelegram,
        bot: Bot,
        method: str,
        params: dict[str, Any],
        files: dict[str, Upload] | None = None,
        heard: bool = True,
    ) -> None:
        self.tg = tg
        self.bot = bot
        self.method = method
        self.params = params
        self.files = files or {}
        self.heard = heard

    # -- parameters -----------------------------------------------------------------------------------------------

    def text(self, name: str) -> str:
        value = self.params.get(name)
        if value is None:
            return ""
        return value if isinstance(value, str) else json.dumps(value)

    def integer(self, name: str, default: int = 0) -> int:
        """Like the real server: what is no number counts as absent."""
        value = self.params.get(name)
        if value is None or value == "":
            return default
        try:
            return int(value)
        except (TypeError, ValueError):
            return default

    def number(self, name: str) -> float | None:
        value = self.params.get(name)
        try:
            return None if value is None else float(value)
        except (TypeError, ValueError):
            return None

    def flag(self, name: str) -> bool:
        value = self.params.get(name)
        return value is True or str(value).strip().lower() in ("true", "yes", "1")

    def json(self, name: str, what: str = "") -> Any:
        """An object or array: as text in forms, as itself in a JSON body."""
        value = self.params.get(name)
        if value is None or value == "":
            return None
        if not isinstance(value, str):
            return value
        try:
            return json.loads(value)
        except ValueError:
            raise bad_request(f"can't parse {what or name.replace('_', ' ')} JSON object") from None

    # -- chats ----------------------------------------------------------------------------------------------------

    def chat(self, *, write: bool = False, name: str = "chat_id") -> Chat:
        """The chat that is meant; with `write` the bot must be able to post there now."""
        raw = self.text(name)
        if not raw:
            raise bad_request("chat_id is empty")
        if raw.startswith("@"):
            group = next((one for one in self.tg.groups.values() if one.username.lower() == raw[1:].lower()), None)
            if group is None:
                raise bad_request("chat not found")
            return self._group(group, write)
        try:
            number = int(raw)
        except ValueError:
            raise bad_request("chat not found") from None
        if number < 0:
            found = self.tg.groups.get(number)
            if found is None:
                raise bad_request("chat not found")
            return self._group(found, write)
        return self._private(number, write)

    def _private(self, user_id: int, write: bool) -> PrivateChat:
        chat = self.tg.privates.get((self.bot.id, user_id))
        if chat is None or not chat.started:
            user = self.tg.users.get(user_id)
            if user is None or not self._has_met(user_id):
                raise bad_request("chat not found")
            if user.is_bot:
                raise forbidden("the bot can't send messages to the bot")
            if write:
                raise forbidden("bot can't initiate conversation with a user")
            return self.tg.private(self.bot, user)
        if write and chat.user.deleted:
            raise forbidden("user is deactivated")
        if write and chat.blocked:
            raise forbidden("bot was blocked by the user")
        return chat

    def _has_met(self, user_id: int) -> bool:
        if user_id == self.bot.id or (self.bot.id, user_id) in self.tg.privates:
            return True
        groups = self.tg.groups.values()
        return any(self.bot.id in group.members and user_id in group.members for group in groups)

    def _group(self, group: Group, write: bool) -> Group:
        place = group.members.get(self.bot.id)
        if place is None:
            raise bad_request("chat not found")
        if group.migrated_to is not None:
            text = "group chat was upgraded to a supergroup chat"
            raise bad_request(text, migrate_to_chat_id=group.migrated_to)
        kind = "supergroup" if group.kind == "supergroup" else "group"
        if group.deleted and kind == "group":
            raise forbidden("the group chat was deleted")
        if place.status == "kicked":
            raise forbidden(f"bot was kicked from the {kind} chat")
        if not place.present:
            raise forbidden(f"bot is not a member of the {kind} chat")
        return group

    def can(self, chat: Chat, right: str) -> bool:
        """Whether the bot has an admin's right in the chat; everything is allowed in private."""
        return not isinstance(chat, Group) or chat.member(self.bot).can(right)

    def thread(self, chat: Chat) -> int | None:
        """The topic that a send goes to."""
        wanted = self.integer("message_thread_id")
        if not wanted or (isinstance(chat, Group) and not chat.forum):
            return None
        topic = chat.topics.get(wanted)
        # General has no thread id: 1 is refused like any unknown one.
        if topic is None:
            raise bad_request("message thread not found")
        if topic.closed and not self.can(chat, "can_manage_topics"):
            raise bad_request("TOPIC_CLOSED")
        return topic.id

    def message(self, chat: Chat, missing: str, name: str = "message_id") -> Message:
        """The message that is meant; `missing` is the refusal when it is not there."""
        number = self.integer(name)
        if not number:
            raise bad_request("message identifier is not specified")
        found = chat.messages.get(number)
        if found is None:
            raise bad_request(missing)
        return found

    # -- text -----------------------------------------------------------------------------------------------------

    def formatted(self, name: str, mode: str = "parse_mode", entities: str = "entities") -> tuple[str, list[Json]]:
        """A text with its entities, cleaned and trimmed; may come out empty."""
        return self.format(self.text(name), self.text(mode), self.json(entities, "entities"))

    def format(self, source: str, mode: str, entities: Any) -> tuple[str, list[Json]]:
        """The same for a text that stands elsewhere than in a parameter."""
        if len(source) * 4 > self.tg.limits.text_bytes and len(source.encode()) > self.tg.limits.text_bytes:
            raise bad_request("text is too long")
        source = clean(source)
        marked: list[Json] = []
        mode = mode.lower()
        if mode == "html":
            source, marked = parse_html(source)
        elif mode == "markdownv2":
            source, marked = parse_markdown(source)
        elif mode not in ("", "none"):
            raise bad_request("unsupported parse_mode")
        elif entities:
            marked = checked_entities(entities, source)
        text, found = finished(source, self._mentions(marked))
        return text, found[: self.tg.limits.entities]

    def _mentions(self, entities: list[Json]) -> list[Json]:
        """A mention by id works only for people the bot has met; else the text stays and the mention goes."""
        kept = []
        for entity in entities:
            if entity["type"] == "text_mention":
                user = self.tg.users.get(int(entity["user"].get("id", 0)))
                if user is None or not self._has_met(user.id):
                    continue
                entity = {**entity, "user": user.shape()}
            kept.append(entity)
        return kept

    # -- effects --------------------------------------------------------------------------------------------------

    def spend(self, chat: Chat, cost: int = 1) -> None:
        """Count `cost` messages against the rate limits, or refuse with 429."""
        self.tg.rates.spend(self.bot.id, chat.id, cost)

    def note(
        self, chat: Chat, message: Message | None = None, *, topic: int | None = None, text: str | None = None
    ) -> None:
        """Write the effect of this call into the ledger; the text is the message's unless another is given."""
        self.tg.ledger.add(
            at=self.tg.clock(),
            bot=self.bot.id,
            method=self.method,
            chat=chat.id,
            topic=message.topic if message and topic is None else topic,
            message_id=message.id if message else None,
            text=(message.text if message else "") if text is None else text,
            ok=self.heard,
        )
