"""Telegram's fixed limits as one value, so that a test can tighten one."""

from __future__ import annotations

from dataclasses import dataclass

DAY = 86_400


@dataclass(frozen=True)
class Limits:
    """Sizes in code points unless the name says bytes; times in seconds."""

    text: int = 4096
    text_bytes: int = 32_768
    caption: int = 1024
    entities: int = 100
    callback_data_bytes: int = 64
    buttons: int = 100
    buttons_per_row: int = 8
    album: int = 10
    topic_name: int = 128
    quote: int = 1024
    callback_answer_text: int = 200
    # Not documented; 10-20 s is risky according to reports, so the local Telegram is strict.
    callback_answer_seconds: float = 15
    callback_ttl: float = 150
    update_ttl: float = DAY
    delete_window: float = 2 * DAY
    user_edit_window: float = 2 * DAY
    queue_length: int = 100_000
    queue_bytes: int = 128 << 20
    event_bytes: int = 512 << 10
    poll_seconds: float = 50
    upload_bytes: int = 50 << 20
    photo_bytes: int = 10 << 20
    download_bytes: int = 20 << 20
    # api.telegram.org accepts only public HTTPS webhooks; a self-hosted server with --local takes any address.
    hosted: bool = False
    webhook_wait: float = 60
    webhook_connections: int = 100
