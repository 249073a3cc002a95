"""Addresses in links and buttons: what Telegram takes and how it writes them."""

from __future__ import annotations

import re

from bot.simulator.model import Json

HTTP = re.compile(r"(?:(?P<scheme>[a-z]+)://)?(?P<host>[^/?#\s]+)(?P<rest>\S*)", re.IGNORECASE)
OWN_SCHEMES = ("tg", "ton", "tonsite")


def checked_url(url: str) -> str:
    """The address as Telegram keeps it, or an empty string when it takes it for none."""
    match = HTTP.fullmatch(url.strip())
    if not match:
        return ""
    scheme = (match["scheme"] or "http").lower()
    host, rest = match["host"], match["rest"]
    if scheme in OWN_SCHEMES:
        return f"{scheme}://{host}{rest}"
    name = host.rpartition("@")[2].rsplit(":", 1)[0]
    # "Wrong HTTP URL": a host without a dot (localhost) is none, an IPv6 address is.
    if scheme not in ("http", "https") or ("." not in name.strip(".") and not host.startswith("[")):
        return ""
    if not rest.startswith("/"):
        rest = "/" + rest
    return f"{scheme}://{host.lower()}{rest}"


def checked_link(url: str) -> Json | None:
    """What a link in a text becomes: an address, a mention of a user, or nothing."""
    user = re.fullmatch(r"tg://user\?id=(\d+)", url.strip())
    if user:
        return {"type": "text_mention", "user": {"id": int(user[1])}}
    found = checked_url(url)
    return {"url": found} if found else None
