"""A local Telegram: a Bot API server over real HTTP, with people, groups, topics and a ledger. Test ground only."""

from bot.simulator.clock import Clock
from bot.simulator.errors import ApiError
from bot.simulator.faults import FaultScript, Rule
from bot.simulator.groups import ADMIN_RIGHTS, Group
from bot.simulator.limits import Limits
from bot.simulator.model import Bot, Chat, Message, PrivateChat, Topic, User
from bot.simulator.people import NoSuchButton, Person, Press
from bot.simulator.phone import NotThere
from bot.simulator.rates import RateLimits
from bot.simulator.server import Server, serve
from bot.simulator.telegram import LocalTelegram

__all__ = [
    "ADMIN_RIGHTS",
    "ApiError",
    "Bot",
    "Chat",
    "Clock",
    "FaultScript",
    "Group",
    "Limits",
    "LocalTelegram",
    "Message",
    "NoSuchButton",
    "NotThere",
    "Person",
    "Press",
    "PrivateChat",
    "RateLimits",
    "Rule",
    "Server",
    "Topic",
    "User",
    "serve",
]
