"""Settings: the defaults are good, and what is wrong is told in one sentence that names it."""

from __future__ import annotations

import os
import re

import pytest

from bot.runtime.settings import Settings, SettingsError, is_loopback, load

TOKEN = "123456789:AAExampleExampleExampleExampleExamp"


@pytest.fixture(autouse=True)
def clean(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.upper().startswith("TRIADE_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("TRIADE_BOT_TOKEN", TOKEN)


def loads(monkeypatch: pytest.MonkeyPatch, **values: str) -> Settings:
    for name, value in values.items():
        monkeypatch.setenv(f"TRIADE_{name}", value)
    return load()


def refusal(monkeypatch: pytest.MonkeyPatch, **values: str) -> str:
    with pytest.raises(SettingsError) as caught:
        loads(monkeypatch, **values)
    return str(caught.value)


def test_the_token_is_enough():
    settings = load()

    assert (123456789, TOKEN) == (settings.bot_id, settings.bot_token.get_secret_value())
    assert ("sqlite:///triade.sqlite3", "", False) == (settings.database_url, settings.redis_url, settings.by_webhook)
    assert ("https://api.telegram.org", "info") == (settings.telegram_api, settings.log_level)
    assert ("127.0.0.1", 8080, "Europe/Paris") == (settings.listen_host, settings.listen_port, settings.zone.key)


def test_everything_can_be_chosen(monkeypatch: pytest.MonkeyPatch):
    settings = loads(
        monkeypatch,
        TELEGRAM_API="http://127.0.0.1:8081/",
        DATABASE_URL="postgresql://triade:p%40ss@db.internal/triade",
        REDIS_URL="rediss://:word@redis/0",
        PUBLIC_URL="https://bot.example.org:8443/t/",
        WEBHOOK_SECRET="A-b_9",
        LISTEN="[::1]:9000",
        LOG_LEVEL="DEBUG",
        TIMEZONE="Indian/Reunion",
        CLOCK_FILE="clock",
    )

    assert ("http://127.0.0.1:8081", "https://bot.example.org:8443/t") == (settings.telegram_api, settings.public_url)
    assert ("::1", 9000, True, "debug") == (
        settings.listen_host,
        settings.listen_port,
        settings.by_webhook,
        settings.log_level,
    )


def test_an_empty_variable_is_as_good_as_none(monkeypatch: pytest.MonkeyPatch):
    assert "sqlite:///triade.sqlite3" == loads(monkeypatch, DATABASE_URL="", PUBLIC_URL="").database_url


def test_without_a_token_the_sentence_says_where_to_get_one(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("TRIADE_BOT_TOKEN")

    assert "TRIADE_BOT_TOKEN manque ; mettez le jeton que @BotFather a donné, comme 123456789:AAH4c…" == refusal(
        monkeypatch
    )


WRONG = {
    "BOT_TOKEN": ["AAH4c", "123:short", f"{TOKEN} ", "12 34:AAExampleExampleExampleExample", f"bot{TOKEN}"],
    "TELEGRAM_API": ["api.telegram.org", "ftp://host", "http://", "http://host:99999"],
    "DATABASE_URL": [
        "mysql://u@h/d",
        "triade.sqlite3",
        "sqlite://",
        "sqlite:///",
        "postgresql://",
        "postgresql://host",
    ],
    "REDIS_URL": ["localhost:6379", "http://redis"],
    "PUBLIC_URL": ["bot.example.org", "http://bot.example.org", "https://", "https://h/?x=1", "ftp://localhost"],
    "WEBHOOK_SECRET": ["with space", "é", "a" * 257, "a:b"],
    "SMTP_URL": ["mail.example.org", "https://mail.example.org", "smtp://", "smtps://h/x", "smtp://h:99999"],
    "MAIL_FROM": ["Triade", "triade@", "Triade <a b@x.fr>"],
    "LISTEN": ["8080", "localhost", "host:port", "127.0.0.1:99999", ":8080", "h:80/x"],
    "LOG_LEVEL": ["loud"],
    "TIMEZONE": ["Paris", "../etc/passwd"],
}


@pytest.mark.parametrize(("name", "value"), [(name, value) for name, values in WRONG.items() for value in values])
def test_a_wrong_value_is_told_in_one_sentence_with_what_to_put(monkeypatch: pytest.MonkeyPatch, name: str, value: str):
    sentence = refusal(monkeypatch, **{name: value})

    assert re.fullmatch(rf"TRIADE_{name} [^;\n]+ ; mettez [^\n]+\.", sentence), sentence


@pytest.mark.parametrize(
    ("name", "value"), [("BOT_TOKEN", "12:oups-a-secret"), ("DATABASE_URL", "mysql://u:hidden@h/d")]
)
def test_the_sentence_does_not_repeat_what_may_be_secret(monkeypatch: pytest.MonkeyPatch, name: str, value: str):
    assert value not in refusal(monkeypatch, **{name: value})


@pytest.mark.parametrize("name", ["TRIADE_BOT_TOKN", "TRIADE_DATABASE", "TRIADE_"])
def test_a_typing_mistake_does_not_pass_in_silence(monkeypatch: pytest.MonkeyPatch, name: str):
    monkeypatch.setenv(name, "x")

    assert refusal(monkeypatch).startswith(f"{name} n'est pas un réglage")


def test_a_webhook_needs_a_secret(monkeypatch: pytest.MonkeyPatch):
    assert refusal(monkeypatch, PUBLIC_URL="https://bot.example.org").startswith("TRIADE_WEBHOOK_SECRET manque")


def test_mails_need_a_sender_and_a_page_to_open(monkeypatch: pytest.MonkeyPatch):
    server = "smtps://triade:s3cret-word@mail.example.org"

    assert refusal(monkeypatch, SMTP_URL=server).startswith("TRIADE_MAIL_FROM manque")
    assert refusal(monkeypatch, SMTP_URL=server, MAIL_FROM="Triade <t@ml.example>").startswith(
        "TRIADE_PUBLIC_URL manque"
    )
    monkeypatch.setenv("TRIADE_UPDATES", "polling")
    settings = loads(monkeypatch, SMTP_URL=server, MAIL_FROM="Triade <t@ml.example>", PUBLIC_URL="https://b.example")
    assert "s3cret-word" in settings.secrets
    assert "s3cret-word" not in repr(settings)


@pytest.mark.parametrize("port", [8080, 5000])
def test_telegram_calls_few_ports(monkeypatch: pytest.MonkeyPatch, port: int):
    sentence = refusal(monkeypatch, PUBLIC_URL=f"https://bot.example.org:{port}", WEBHOOK_SECRET="x")

    assert sentence.startswith(f"TRIADE_PUBLIC_URL a le port {port}")


@pytest.mark.parametrize("address", ["http://127.0.0.1:5000", "http://localhost:5000"])
def test_on_one_machine_the_webhook_may_be_plain(monkeypatch: pytest.MonkeyPatch, address: str):
    settings = loads(monkeypatch, PUBLIC_URL=address, WEBHOOK_SECRET="x", TELEGRAM_API="http://127.0.0.1:8081")

    assert address == settings.public_url


@pytest.mark.parametrize("name", ["CLOCK_FILE", "CRASH_AT"])
def test_what_tests_need_is_refused_outside_of_the_test_ground(monkeypatch: pytest.MonkeyPatch, name: str):
    assert refusal(monkeypatch, **{name: "x"}).startswith(f"TRIADE_{name}")
    assert refusal(monkeypatch, TELEGRAM_API="https://10.0.0.5").startswith(f"TRIADE_{name}")
    assert "x" == getattr(loads(monkeypatch, TELEGRAM_API="http://[::1]:8081"), name.lower())


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("http://127.0.0.1:8081", True),
        ("http://127.9.9.9", True),
        ("http://[::1]:1", True),
        ("http://localhost", True),
        ("https://api.telegram.org", False),
        ("http://localhost.evil.org", False),
        ("http://127.0.0.1.evil.org", False),
        ("http://127.0.0.1@evil.org", False),
        ("http://10.0.0.1", False),
        ("nonsense", False),
    ],
)
def test_this_machine_is_recognised(url: str, expected: bool):
    assert expected is is_loopback(url)


def test_showing_the_settings_shows_no_secret(monkeypatch: pytest.MonkeyPatch):
    settings = loads(
        monkeypatch,
        DATABASE_URL="postgresql://triade:dbword@h/d",
        REDIS_URL="redis://:redisword@h/0",
        WEBHOOK_SECRET="hookword",
    )

    shown = f"{settings!r} {settings}"
    assert [] == [secret for secret in (TOKEN, "dbword", "redisword", "hookword") if secret in shown]
    assert {TOKEN, "dbword", "redisword", "hookword"} == set(settings.secrets)


def test_a_process_may_have_one_part_of_the_work_on_postgresql_only(monkeypatch: pytest.MonkeyPatch):
    assert "TRIADE_ONLY demande PostgreSQL" in refusal(monkeypatch, ONLY="worker")
    assert "TRIADE_ONLY ne connaît pas « clerk »" in refusal(
        monkeypatch, ONLY="web,clerk", DATABASE_URL="postgresql://h/d"
    )

    settings = loads(monkeypatch, ONLY="web,clock", DATABASE_URL="postgresql://h/d")

    assert [True, False, True] == [settings.does(role) for role in ("web", "worker", "clock")]
