"""A message as an e-mail: the same words as text and as HTML, one button to the reader's page, files attached.

What a mailbox shows without opening it (sender, subject) says nothing of anybody.
"""

from __future__ import annotations

from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from bot.channel import AlbumAct, SendAct
from bot.mail.post import mailbox
from bot.markup import rich
from core.messages import Attachment, Content, Media
from core.texts import lines

TEMPLATES = Path(__file__).parent / "templates"
_MIMES = {Media.PHOTO: "image/jpeg", Media.VOICE: "audio/ogg", Media.VIDEO: "video/mp4"}
_NAMES = {Media.PHOTO: "photo.jpg", Media.VOICE: "message-vocal.ogg", Media.VIDEO: "video.mp4"}


def compose(act: SendAct | AlbumAct, sender: Address, to: str, *, replies: bool = False) -> EmailMessage:
    """The mail of a message; ValueError when `to` is no mailbox. Its Message-ID is ours: a reply will name it."""
    mail = EmailMessage()
    mail["From"], mail["To"] = sender, mailbox(to)
    mail["Subject"] = f"{sender.display_name or 'Triade'} : {act.around.subject or act.around.title}"
    mail["Date"], mail["Message-ID"] = formatdate(), make_msgid(domain=sender.domain)
    mail["Auto-Submitted"] = "auto-generated"
    if isinstance(act, SendAct) and act.ends:
        # RFC 8058: the mail program posts to it by itself when its reader taps « Se désabonner ».
        mail["List-Unsubscribe"] = f"<{act.ends}>"
        mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    if act.reply_to:
        mail["In-Reply-To"] = mail["References"] = act.reply_to
    mail.set_content(_render("message.txt", act, sender, replies), cte="quoted-printable")
    mail.add_alternative(_render("message.html", act, sender, replies), subtype="html", cte="quoted-printable")
    for content in _contents(act):
        if content.attachment is not None and content.attachment.bytes:
            _attach(mail, content.attachment)
    return mail


def _contents(act: SendAct | AlbumAct) -> tuple[Content, ...]:
    return act.contents if isinstance(act, AlbumAct) else (act.content,)


def _attach(mail: EmailMessage, file: Attachment) -> None:
    kind, _, subtype = (file.mime or _MIMES.get(file.media, "application/octet-stream")).partition("/")
    name = file.name or _NAMES.get(file.media, "fichier")
    mail.add_attachment(file.bytes, maintype=kind, subtype=subtype or "octet-stream", filename=name)


def _render(template: str, act: SendAct | AlbumAct, sender: Address, replies: bool) -> str:
    contents = _contents(act)
    files = [content.attachment for content in contents if content.attachment is not None]
    links = [button for content in contents for row in content.buttons for button in row if button.url]
    return _templates().get_template(template).render(
        text=lines(*(content.text for content in contents)),
        links=links,
        page=act.page,
        replies=replies,
        around=act.around,
        ends=act.ends if isinstance(act, SendAct) else "",
        absent=any(not file.bytes for file in files),
        name=sender.display_name or "Triade",
    )  # fmt: skip


@cache
def _templates() -> Environment:
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.filters["rich"] = rich
    return made
