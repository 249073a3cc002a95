"""Groups and supergroups: members and their rights, topics, and the service messages that tell about them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from bot.simulator.model import Bot, Chat, Json, Message, Topic, User
from bot.simulator.shapes import member_change_shape

if TYPE_CHECKING:
    from bot.simulator.telegram import LocalTelegram

ADMIN_RIGHTS = (
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
    "can_pin_messages",
    "can_manage_topics",
    "can_manage_tags",
    "can_send_welcome_messages",
)
PERMISSIONS = (
    "can_send_messages",
    "can_send_audios",
    "can_send_documents",
    "can_send_photos",
    "can_send_videos",
    "can_send_video_notes",
    "can_send_voice_notes",
    "can_send_polls",
    "can_send_other_messages",
    "can_add_web_page_previews",
    "can_react_to_messages",
    "can_edit_tag",
    "can_change_info",
    "can_invite_users",
    "can_pin_messages",
    "can_manage_topics",
)
ICON_COLORS = (7322096, 16766590, 13338331, 9367192, 16749490, 16478047)
GENERAL = 1
PRESENT = ("creator", "administrator", "member", "restricted")


@dataclass(eq=False)
class Member:
    """Somebody's place in a group, also after leaving it."""

    user: User
    status: str = "left"
    rights: frozenset[str] = frozenset()
    anonymous: bool = False
    title: str = ""

    @property
    def present(self) -> bool:
        return self.status in PRESENT

    def can(self, right: str) -> bool:
        return self.status == "creator" or (self.status in ("administrator", "restricted") and right in self.rights)

    def shape(self) -> Json:
        """The Bot API's ChatMember."""
        shape: Json = {"status": self.status, "user": self.user.shape()}
        if self.status == "creator":
            shape["is_anonymous"] = self.anonymous
        elif self.status == "administrator":
            shape |= {"can_be_edited": False, "is_anonymous": self.anonymous}
            shape |= {right: right in self.rights for right in ADMIN_RIGHTS}
        elif self.status == "restricted":
            shape |= {"is_member": True, "until_date": 0}
            shape |= {right: right in self.rights for right in PERMISSIONS}
        elif self.status == "kicked":
            shape["until_date"] = 0
        if self.title and self.status in ("creator", "administrator"):
            shape["custom_title"] = self.title
        return shape


@dataclass(eq=False)
class Group(Chat):
    """A group, or a supergroup with or without topics. Its methods are what its owner and admins can do."""

    tg: LocalTelegram = None  # type: ignore[assignment]  # given by LocalTelegram.group()
    members: dict[int, Member] = field(default_factory=dict)
    last_id: int = 0
    migrated_to: int | None = None
    deleted: bool = False
    description: str = ""

    @property
    def owner(self) -> User:
        return next(member.user for member in self.members.values() if member.status == "creator")

    def member(self, user: User) -> Member:
        """The person's place here; somebody never seen has left."""
        return self.members.get(user.id) or Member(user)

    def present(self) -> list[User]:
        return [member.user for member in self.members.values() if member.present]

    def bots(self) -> list[Bot]:
        return [member.user for member in self.members.values() if member.present and isinstance(member.user, Bot)]

    def add(self, user: User, by: User | None = None) -> None:
        """Somebody joins, or is added by another member."""
        by = by or self.owner
        if self.member(user).present:
            return
        self._change(user, by, status="member", rights=frozenset())
        self._service(by, {"new_chat_members": [user.shape()], "new_chat_member": user.shape()})

    def promote(self, user: User, rights: Iterable[str] = ADMIN_RIGHTS, by: User | None = None) -> None:
        """Make somebody admin with exactly these rights."""
        given = frozenset(rights) | {"can_manage_chat"}
        unknown = given - set(ADMIN_RIGHTS)
        if unknown:
            raise ValueError(f"unknown rights: {sorted(unknown)}")
        self._change(user, by or self.owner, status="administrator", rights=given)

    def demote(self, user: User, by: User | None = None) -> None:
        """Back to an ordinary member."""
        self._change(user, by or self.owner, status="member", rights=frozenset())

    def restrict(self, user: User, permissions: Iterable[str] = (), by: User | None = None) -> None:
        """Leave somebody only these permissions."""
        self._change(user, by or self.owner, status="restricted", rights=frozenset(permissions))

    def remove(self, user: User, by: User | None = None) -> None:
        """Kick somebody out."""
        by = by or self.owner
        self._service(by, {"left_chat_member": user.shape()})
        self._change(user, by, status="kicked", rights=frozenset())

    def leave(self, user: User) -> None:
        """Somebody goes by herself."""
        self._service(user, {"left_chat_member": user.shape()})
        self._change(user, user, status="left", rights=frozenset())

    def anonymous(self, user: User, on: bool = True) -> None:
        """Let an admin write in the group's name."""
        self.members[user.id].anonymous = on
        self.tg.changed()

    def rename(self, title: str, by: User | None = None) -> None:
        """Give the group another title."""
        self.title = title
        self._service(by or self.owner, {"new_chat_title": title})

    def enable_topics(self, on: bool = True) -> Group:
        """Switch forum mode. A basic group becomes a supergroup for it: use the group that is returned."""
        group = self.migrate() if on and self.kind == "group" else self
        group.forum = on
        self.tg.changed()
        return group

    def create_topic(self, name: str, by: User | None = None, icon_color: int = 0, icon: str = "") -> Topic:
        """Open a topic."""
        creator = by or self.owner
        return self.tg.open_topic(self, creator, name, icon_color, icon)

    def edit_topic(
        self, topic: Topic, by: User | None = None, *, name: str | None = None, icon: str | None = None
    ) -> None:
        """Rename a topic or change its icon."""
        self.tg.change_topic(self, by or self.owner, topic, name, icon)

    def close_topic(self, topic: Topic, by: User | None = None) -> None:
        self.tg.close_topic(self, by or self.owner, topic, True)

    def reopen_topic(self, topic: Topic, by: User | None = None) -> None:
        self.tg.close_topic(self, by or self.owner, topic, False)

    def delete_topic(self, topic: Topic) -> None:
        """The topic and all its messages vanish; bots are not told."""
        self.tg.drop_topic(self, topic)

    def topic(self, name: str) -> Topic:
        """The topic of that name."""
        return next(topic for topic in self.topics.values() if topic.name == name)

    def migrate(self) -> Group:
        """Become a supergroup with a new id; the old id answers with migrate_to_chat_id from now on."""
        new = self.tg.group(self.title, self.owner, kind="supergroup")
        new.members = {user_id: Member(m.user, m.status, m.rights) for user_id, m in self.members.items()}
        self._service(self.owner, {"migrate_to_chat_id": new.id})
        self.migrated_to = new.id
        new._service(self.owner, {"migrate_from_chat_id": self.id})
        return new

    def delete(self) -> None:
        """The owner deletes the group."""
        self.deleted = True
        for member in list(self.members.values()):
            if member.present and member.user is not self.owner:
                member.status = "kicked" if self.kind == "supergroup" else "left"
        self.tg.changed()

    def _change(self, user: User, by: User, *, status: str, rights: frozenset[str]) -> None:
        place = self.members.setdefault(user.id, Member(user))
        old = place.shape()
        place.status, place.rights = status, rights
        body = member_change_shape(self, by, self.tg.clock(), old, place.shape())
        if isinstance(user, Bot):
            user.queue.push("my_chat_member", body, self.id)
        for bot in self.bots():
            if bot is not user and self.member(bot).status == "administrator":
                bot.queue.push("chat_member", body, user.id)
        self.tg.changed()

    def _service(self, by: User, extra: dict[str, Any], topic: int | None = None) -> Message:
        return self.tg.post(self, by, extra=extra, service=True, topic=topic)
