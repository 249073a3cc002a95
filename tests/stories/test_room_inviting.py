"""Inviting from the room: one person, a list with its dry run, the sheet to print, a lost link, the list taken out."""

from __future__ import annotations

import io
import re
from html import unescape

import httpx
from pypdf import PdfReader
from sqlalchemy import func, select

from bot.demo.stage import Where
from storage.tables import invitations, people
from tests.stories.cast import Cast
from tests.stories.test_room import HERE, Browser, enters, sends, words


def codes(answer: httpx.Response) -> list[str]:
    """The links on the page."""
    return [unescape(one) for one in re.findall(r"<code>(https://t\.me/[^<]+)</code>", answer.text)]


async def looks_at(room: httpx.AsyncClient, content: bytes) -> httpx.Response:
    """Send a list to be looked at."""
    stamp = re.search(r'name="stamp" value="(\w+)"', (await room.get("/bureau/inviter")).text)
    assert stamp
    return await room.post(
        "/bureau/inviter/liste", data={"stamp": stamp[1]}, files={"file": ("liste.csv", content)}, headers=HERE
    )


async def creates(room: httpx.AsyncClient, shown: httpx.Response) -> httpx.Response:
    """Press « Créer » on the page of the dry run."""
    form = shown.text.split('action="/bureau/inviter/creer"')[1].split("</form>")[0]
    hidden = {n: unescape(v) for n, v in re.findall(r'name="(\w+)" value="([^"]*)"', form)}
    return await room.post("/bureau/inviter/creer", data=hidden, headers=HERE)


async def count(cast: Cast) -> int:
    waiting = select(func.count()).select_from(invitations).where(invitations.c.used_at.is_(None))
    return int(await cast.stage.database.run(lambda c: c.execute(waiting).scalar_one()))


async def test_an_invitation_made_in_the_room_opens_once_and_bears_the_number_of_the_file(cast: Cast, browser: Browser):
    room = await enters(cast, browser)
    made = await sends(
        room, "/bureau/inviter", "/bureau/inviter", role="apprentice", first_name="Yanis", reference="IM-42"
    )
    (link,) = codes(made)
    young = cast.stage.tg.user("Yanis")
    await cast.stage.opens(young, link)
    await cast.stage.taps(Where(young), "D'accord")
    await cast.stage.taps(Where(young), "Yanis")

    kept = select(people.c.settings).where(people.c.first_name == "Yanis")
    assert "IM-42" == (await cast.stage.database.run(lambda c: c.execute(kept).scalar_one()))["reference"]
    table = (await room.get("/bureau/jeunes.csv")).content.decode("utf-8-sig")
    assert "numero_dossier;prenom;conseiller" in table.splitlines()[0]
    assert "IM-42;Yanis;Nadia" in table


async def test_a_list_is_looked_at_then_created_and_printed(cast: Cast, browser: Browser):
    room = await enters(cast, browser)
    rows = "".join(f"{n};Jeune{n}\r\n" for n in range(10, 19))
    content = ("N° dossier;Prénom\r\n" + rows + "19;\r\n10;Encore\r\n").encode("cp1252")

    before = await count(cast)
    shown = await looks_at(room, content)
    assert "9 à créer · 1 à corriger · 1 en double" in words(shown)
    assert before == await count(cast)

    made = await creates(room, shown)
    assert 9 == len(codes(made))
    assert before + 9 == await count(cast)

    form = made.text.split('action="/bureau/inviter/feuille"')[1].split("</form>")[0]
    hidden = {n: unescape(v) for n, v in re.findall(r'name="(\w+)" value="([^"]*)"', form)}
    sheet = await room.post("/bureau/inviter/feuille", data=hidden, headers=HERE)
    assert "application/pdf" == sheet.headers["content-type"]
    pages = PdfReader(io.BytesIO(sheet.content)).pages
    assert 2 == len(pages)
    assert "Jeune10" in pages[0].extract_text()

    again = await creates(room, shown)  # the form of the dry run once more: nobody is invited twice
    assert [] == codes(again)
    assert before + 9 == await count(cast)
    later = await looks_at(room, content)
    assert "0 à créer · 1 à corriger · 10 en double" in words(later)


async def test_a_lost_link_is_replaced_and_the_old_one_opens_nothing(cast: Cast, browser: Browser):
    room = await enters(cast, browser)
    (lost,) = codes(await sends(room, "/bureau/inviter", "/bureau/inviter", role="apprentice", first_name="Zoé"))
    (fresh,) = codes(await sends(room, "/bureau/inviter", "/bureau/inviter/encore", verb="again"))
    young = cast.stage.tg.user("Zoé")
    await cast.stage.opens(young, lost)
    await cast.stage.shows(Where(young), "a déjà servi")
    await cast.stage.opens(young, fresh)
    await cast.stage.shows(Where(young), "Bienvenue")


async def test_a_form_sent_twice_invites_once(cast: Cast, browser: Browser):
    room = await enters(cast, browser)
    before = await count(cast)
    form = (await room.get("/bureau/inviter")).text.split('action="/bureau/inviter"')[1].split("</form>")[0]
    hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form))
    typed = hidden | {"role": "apprentice", "first_name": "Zoé"}
    first, second = [await room.post("/bureau/inviter", data=typed, headers=HERE) for _ in range(2)]
    assert (1, 0) == (len(codes(first)), len(codes(second)))
    assert before + 1 == await count(cast)


async def test_a_file_that_is_no_list_says_what_to_do_and_a_table_never_computes(cast: Cast, browser: Browser):
    room = await enters(cast, browser)
    assert "Enregistrez-le en CSV" in words(await looks_at(room, b"PK\x03\x04\x00\x00"))
    await sends(room, "/bureau/inviter", "/bureau/inviter", role="apprentice", first_name='=HYPERLINK("x")')
    assert "=HYPERLINK" in words(await room.get("/bureau/inviter"))
    nobody = browser()
    assert 401 == (await nobody.get("/bureau/jeunes.csv")).status_code
    assert 401 == (await nobody.get("/bureau/inviter")).status_code


async def test_the_number_of_a_file_is_written_down_once_for_one_person(cast: Cast, browser: Browser):
    room = await enters(cast, browser)
    await sends(room, "/bureau/inviter", "/bureau/inviter", role="apprentice", first_name="Yanis", reference="IM-9")
    taken = await sends(room, "/bureau/jeune/1", "/bureau/faire/reference", reference="IM-9")
    assert 409 == taken.status_code
    assert "Yanis, invitation en attente" in words(taken)
    assert 303 == (await sends(room, "/bureau/jeune/1", "/bureau/faire/reference", reference="IM-1")).status_code
    assert "IM-1;Léa;Nadia" in (await room.get("/bureau/jeunes.csv")).content.decode("utf-8-sig")


async def test_a_no_shows_in_the_room_where_its_link_can_be_cancelled(cast: Cast, browser: Browser):
    room = await enters(cast, browser)
    (link,) = codes(
        await sends(
            room, "/bureau/inviter", "/bureau/inviter", role="apprentice", first_name="Yanis", reference="IM-42"
        )
    )
    young = cast.stage.tg.user("Yanis")
    await cast.stage.opens(young, link)
    await cast.stage.taps(Where(young), "Non merci")

    page = (await room.get("/bureau/inviter")).text

    assert re.search(r"IM-42.*« Non merci »", page, re.S)
    (number,) = re.findall(r'name="invitation" value="(\d+)"><input type="hidden" name="verb" value="cancel"', page)
    await sends(room, "/bureau/inviter", "/bureau/inviter/encore", invitation=number, verb="cancel")
    await cast.stage.opens(young, link)
    await cast.stage.shows(Where(young), "a déjà servi")
