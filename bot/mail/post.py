"""The mail servers and the sender, from their addresses in the settings."""

from __future__ import annotations

from dataclasses import dataclass, field
from email.headerregistry import Address
from email.utils import parseaddr
from ipaddress import ip_address
from urllib.parse import unquote, urlsplit

#: the ports of submission: RFC 8314 (TLS from the first byte), RFC 6409 (STARTTLS); of IMAP: RFC 8314, RFC 9051
_PORTS = {"smtps": 465, "smtp": 587, "imaps": 993, "imap": 143}


@dataclass(frozen=True)
class Post:
    """Where mails are handed over."""

    host: str
    port: int
    user: str
    password: str = field(repr=False)
    #: encrypted from the first byte; else by STARTTLS before anything is said
    tls: bool
    #: on this machine there is nobody to listen in, and mostly no certificate
    here: bool


def post(url: str) -> Post:
    """The server of smtps://user:password@host, smtp://, imaps:// or imap://; ValueError when it is none."""
    parts = urlsplit(url)
    if parts.scheme not in _PORTS or not parts.hostname or parts.path.strip("/") or parts.query:
        raise ValueError("no address of a mail server")
    port = parts.port or _PORTS[parts.scheme]
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    return Post(parts.hostname, port, user, password, parts.scheme == "smtps", _here(parts.hostname))


def sender(words: str) -> Address:
    """Who mails come from: "Mission locale <triade@example.org>"; ValueError when there is no address in it."""
    name, spec = parseaddr(words)
    return mailbox(spec, name)


def mailbox(spec: str, name: str = "") -> Address:
    """One mailbox as a header names it; ValueError when it is none."""
    try:
        found = Address(name, addr_spec=spec)
    except (ValueError, IndexError):  # the library's parser says it either way
        raise ValueError("no address of a mailbox") from None
    if not found.username or "." not in found.domain or not spec.isascii():
        raise ValueError("no address of a mailbox")
    return found


def _here(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False
