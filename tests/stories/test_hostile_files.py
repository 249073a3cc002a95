"""Files made to harm, through the whole road: passed on as they are or said not to pass, and opened by nobody."""

from __future__ import annotations

from collections.abc import Sequence
from email.message import EmailMessage

from tests.bot.test_passing import BOMBS, GPS, picture
from tests.servers.smtp import words
from tests.stories.test_by_mail import MARC, Browser, Desk, desk, more_settings, office

__all__ = ["desk", "more_settings", "office"]


def joined(mail: EmailMessage) -> Sequence[tuple[str | None, str, bytes]]:
    return [(part.get_filename(), part.get_content_type(), part.get_content()) for part in mail.iter_attachments()]


async def test_what_leaves_by_mail_is_typed_by_its_bytes_bears_no_place_and_is_no_program(
    desk: Desk, browser: Browser
) -> None:
    stage = desk.stage
    await desk.settles(browser)
    bomb = BOMBS["archives in archives"]
    desk.lea.send_document(stage.bot, bomb, name="../../etc/passwd\r\nBcc: x@y", mime="text/html")
    await stage.follow()
    assert [("passwdBcc_ x@y", "application/zip", bomb)] == joined(desk.office.to(MARC)[-1])

    desk.lea.send_document(stage.bot, picture("JPEG"), name="stand.jpg", mime="image/jpeg")
    await stage.follow()
    await stage.shows(desk.young, "Envoyée comme fichier, une photo peut garder le lieu")
    ((name, kind, content),) = joined(desk.office.to(MARC)[-1])
    assert ("stand.jpg", "image/jpeg") == (name, kind)
    assert GPS not in content

    desk.lea.send_document(stage.bot, b"MZ\x90", name="cv.pdf", mime="application/pdf")
    await stage.follow()
    assert [] == joined(desk.office.to(MARC)[-1])
    assert "n'a pas pu être joint" in words(desk.office.to(MARC)[-1])
