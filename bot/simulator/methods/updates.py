"""How a bot gets its updates: long polling or a webhook."""

from __future__ import annotations

import ipaddress
import re
from typing import Any
from urllib.parse import urlsplit

from bot.simulator.call import Call
from bot.simulator.errors import WEBHOOK_ACTIVE, bad_request, conflict
from bot.simulator.model import Json
from bot.simulator.webhooks import Webhook

SECRET = re.compile(r"[A-Za-z0-9_-]{0,256}")
PUBLIC_PORTS = (443, 80, 88, 8443)


async def get_updates(call: Call) -> list[Json]:
    queue, limits = call.bot.queue, call.tg.limits
    if call.bot.webhook:
        raise conflict(WEBHOOK_ACTIVE)
    queue.subscribe(call.json("allowed_updates", "allowed updates"))
    limit = call.integer("limit", 100)
    limit = limit if 1 <= limit <= 100 else 100
    seconds = min(max(0, call.integer("timeout")), limits.poll_seconds)
    return await queue.poll(call.integer("offset"), limit, seconds)


def set_webhook(call: Call) -> bool:
    bot = call.bot
    url = call.text("url").strip()
    if not url:
        return delete_webhook(call)
    secret = call.text("secret_token")
    if len(secret) > 256:
        raise bad_request("secret token is too long")
    if not SECRET.fullmatch(secret):
        raise bad_request("secret token contains unallowed characters")
    _check_address(call, url)
    bot.queue.subscribe(call.json("allowed_updates", "allowed updates"))
    if call.flag("drop_pending_updates"):
        bot.queue.clear()
    most = call.tg.limits.webhook_connections
    connections = call.integer("max_connections", 40)
    connections = connections if 1 <= connections <= most else most
    if bot.webhook:
        if bot.webhook.is_same(url, secret, connections):
            return True
        bot.webhook.close()
    bot.queue.interrupt(conflict("terminated by setWebhook request"))
    bot.webhook = Webhook(call.tg, bot, url, secret, connections)
    return True


def _check_address(call: Call, url: str) -> None:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise bad_request("invalid webhook URL specified")
    if not call.tg.limits.hosted:
        return
    if parts.scheme != "https":
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    if (parts.port or 443) not in PUBLIC_PORTS:
        raise bad_request("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443")
    try:
        address = ipaddress.ip_address(parts.hostname)
    except ValueError:
        return
    if not address.is_global:
        raise bad_request(f"bad webhook: IP address {address} is reserved")


def delete_webhook(call: Call) -> bool:
    """The queue survives unless it is dropped."""
    bot = call.bot
    if bot.webhook:
        bot.webhook.close()
        bot.webhook = None
    if call.flag("drop_pending_updates"):
        bot.queue.clear()
    return True


def get_webhook_info(call: Call) -> Json:
    hook, queue = call.bot.webhook, call.bot.queue
    info: Json = {
        "url": hook.url if hook else "",
        "has_custom_certificate": False,
        "pending_update_count": len(queue),
    }
    if hook:
        info["max_connections"] = hook.max_connections
        if hook.last_error:
            info |= {"last_error_date": int(hook.last_error[0]), "last_error_message": hook.last_error[1]}
    if queue.allowed_as_set:
        info["allowed_updates"] = queue.allowed_as_set
    return info


def close(call: Call) -> bool:
    """The bot's instance on this server ends; here it simply can be used again."""
    return delete_webhook(call)


TABLE: dict[str, Any] = {
    "getUpdates": get_updates,
    "setWebhook": set_webhook,
    "deleteWebhook": delete_webhook,
    "getWebhookInfo": get_webhook_info,
    "close": close,
    "logOut": close,
}
