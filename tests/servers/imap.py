"""A mailbox by IMAP in this process: as much of RFC 9051 as a client needs that reads what is unseen and marks it."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date, datetime

NAME, PASSWORD = "triade", "le mot de passe"


class Pillar:
    """Its mails by number, and which were seen."""

    def __init__(self) -> None:
        self.url = ""
        self.mails: dict[int, bytes] = {}
        self.seen: set[int] = set()
        self.deleted: set[int] = set()
        #: the day on which each came, when it was not today
        self.came: dict[int, date] = {}
        #: commands, oldest first, without the password
        self.asked: list[str] = []
        self.away = False

    def put(self, mail: bytes) -> int:
        number = len(self.mails) + 7
        self.mails[number] = mail.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
        return number

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self.away:
            writer.close()
            return
        writer.write(b"* OK ready\r\n")
        while line := (await reader.readline()).decode().strip():
            tag, _, command = line.partition(" ")
            self.asked.append(re.sub(r"^(LOGIN) .*", r"\1", command))
            answer, end = self._answer(command)
            writer.write(b"".join(b"* " + part + b"\r\n" for part in answer) + f"{tag} {end} done\r\n".encode())
            await writer.drain()
            if command == "LOGOUT":
                break
        writer.close()

    def _answer(self, command: str) -> tuple[list[bytes], str]:
        name, _, rest = command.removeprefix("UID ").partition(" ")
        match name:
            case "CAPABILITY":
                return [b"CAPABILITY IMAP4rev1"], "OK"
            case "LOGIN" if rest != f'{NAME} "{PASSWORD}"':
                return [], "NO wrong"
            case "SELECT" | "EXAMINE":
                return [f"{len(self.mails)} EXISTS".encode()], "OK"
            case "SEARCH" if rest.startswith("SEEN BEFORE"):
                day = datetime.strptime(rest.split()[-1] + " +0000", "%d-%b-%Y %z").date()
                old = sorted(number for number in self.seen if self.came.get(number, date.max) < day)
                return [b"SEARCH " + " ".join(map(str, old)).encode()], "OK"
            case "SEARCH":
                unseen = sorted(self.mails.keys() - self.seen)
                return [b"SEARCH " + " ".join(map(str, unseen)).encode()], "OK"
            case "FETCH":
                number, most = int(rest.split()[0]), int(re.findall(r"<0\.(\d+)>", rest)[0])
                body = self.mails[number][:most]
                return [b"1 FETCH (UID %d BODY[]<0> {%d}\r\n" % (number, len(body)) + body + b")"], "OK"
            case "STORE" if "Deleted" in rest:
                self.deleted.add(int(rest.split()[0]))
                return [], "OK"
            case "EXPUNGE":
                self.mails = {number: mail for number, mail in self.mails.items() if number not in self.deleted}
                return [], "OK"
            case "STORE":
                self.seen.add(int(rest.split()[0]))
                return [], "OK"
            case "LOGOUT":
                return [b"BYE"], "OK"
        return [], "OK"


@asynccontextmanager
async def pillar() -> AsyncIterator[Pillar]:
    """Open on a free port of the loopback."""
    box = Pillar()
    server = await asyncio.start_server(box.serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    box.url = f"imap://{NAME}:{PASSWORD.replace(' ', '%20')}@127.0.0.1:{port}"
    yield box
    server.close()
    await server.wait_closed()
