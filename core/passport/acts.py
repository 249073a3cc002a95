"""What the holder does with her passport, and what tutors answer when she wants to quote them."""

from __future__ import annotations

from dataclasses import dataclass, replace

from core.conversation import facts_for, start
from core.files import paper
from core.forum.team import PersonBy
from core.links import NewLink, RevokedLinks
from core.messages import Button, Change, Content, Media, Press, Rows, Send, ToPerson, ToPlace
from core.missions.cards import stack
from core.passport.passport import (
    LIVES,
    LIVES_SHOWN,
    PURPOSE,
    Consent,
    Passport,
    Quote,
    QuoteOf,
    Shelf,
    ShelfOf,
    page_of,
    subject,
    to_ask,
)
from core.people import Person, Refused, Role
from core.scene import Scene
from core.texts import Text, render, say

#: how many missions the card names: newer ones come first
LISTED = 20
STATES = {
    Consent.WAITING: "paroles de l'entreprise : pas encore demandées",
    Consent.ASKED: "paroles demandées à {name}, sans réponse pour l'instant",
    Consent.AGREED: "{name} est d'accord pour être cité·e",
    Consent.REFUSED: "sans les mots de {name}",
}


def command(scene: Scene, _: str) -> None:
    """`/passeport`: what is shown, and what can be done with it."""
    shelf = _shelf(scene)
    text, rows = card(scene, shelf)
    scene.answer(text, rows)


def card(scene: Scene, shelf: Shelf) -> tuple[Text, Rows]:
    """The passport as its holder sees it."""
    if not shelf.proofs:
        return say(
            "🎒 Ton passeport de compétences est vide pour l'instant.\n"
            "Une mission peut y entrer quand vous l'avez regardée à deux."
        ), ()
    lines = [
        say("{mark} {title} ({day})\n   <i>{state}</i>", mark="☑" if proof.key in shelf.passport.shown else "☐",
            title=proof.title, day=f"{proof.on:%d/%m/%Y}", state=_consent(shelf, proof.key, proof.tutor))
        for proof in shelf.proofs[:LISTED]
    ]  # fmt: skip
    link = (
        say("🔗 Un lien est ouvert jusqu'au {day}.", day=f"{shelf.passport.until:%d/%m/%Y}")
        if shelf.passport.open(scene.now)
        else say("🔗 Aucun lien n'est ouvert : personne ne peut voir ta page.")
    )
    words = stack(say("🎒 <b>Ton passeport de compétences</b>\nTu choisis ce qui est montré : touche un titre.\n"),
                  *lines, say(""), link)  # fmt: skip
    return words, _buttons(scene, shelf)


def _consent(shelf: Shelf, key: tuple[int, int], name: str) -> Text:
    quote = shelf.quote(key)
    if quote is None:
        proof = shelf.proof(key)
        return say(STATES[Consent.WAITING] if proof and proof.words else "l'entreprise n'a pas laissé de mots")
    return say(STATES[quote.state], name=name or say("l'entreprise"))


def _buttons(scene: Scene, shelf: Shelf) -> Rows:
    def button(label: str, data: str, style: str = "") -> Button:
        return Button(scene.words(label).text, f"pp:{data}", style=style)

    rows: list[tuple[Button, ...]] = []
    for proof in shelf.proofs[:LISTED]:
        mark = "☑" if proof.key in shelf.passport.shown else "☐"
        title = proof.title if len(proof.title) <= 30 else proof.title[:29] + "…"
        rows.append(
            (button(f"{mark} {title}".replace("{", "(").replace("}", ")"), f"t:{proof.triad_id}:{proof.number}"),)
        )
    if shelf.passport.shown:
        rows.append((button("🔗 Créer un lien", "link", "primary"), button("📄 PDF", "pdf")))
    if any(shelf.quote(proof.key) for proof in shelf.chosen()):
        rows.append((button("✂️ Changer une parole citée", "edit"),))
    if shelf.passport.open(scene.now):
        rows.append((button("🔒 Fermer le lien", "close", "danger"),))
    return tuple(rows)


# --- the holder ------------------------------------------------------------------------------------------------------


def press(incoming: Press, scene: Scene, rest: str) -> str:
    """A button of the passport, for its holder alone."""
    what, _, more = rest.partition(":")
    shelf = _shelf(scene)
    if what == "t":
        _toggle(incoming, scene, shelf, more)
    elif what == "link" and shelf.passport.shown:
        lives = tuple(Button(scene.words(words).text, f"pp:life:{days}") for days, words in LIVES_SHOWN.items())
        scene.answer("Combien de temps le lien doit-il marcher ? Tu pourras le fermer avant.", (lives,))
    elif what == "life" and more in LIVES and shelf.passport.shown:
        _open_link(scene, shelf, more)
    elif what == "pdf" and shelf.passport.shown:
        send_pdf(scene, shelf, "")
    elif what == "close":
        _close(incoming, scene, shelf)
    elif what == "edit":
        _edit(scene, shelf)
    else:
        raise Refused("Ce bouton ne sert plus. La suite : /passeport.")
    return ""


def _toggle(incoming: Press, scene: Scene, shelf: Shelf, more: str) -> None:
    triad, _, number = more.partition(":")
    if not (triad.isdigit() and number.isdigit()) or shelf.proof((int(triad), int(number))) is None:
        raise Refused("Cette mission n'est pas dans ton passeport : rien n'a changé.")
    passport = shelf.passport.toggled((int(triad), int(number)))
    scene.keep(passport)
    scene.record("passport-changed", shown=len(passport.shown))
    shelf = ask_next(scene, replace(shelf, passport=passport))
    _redraw(incoming, scene, shelf)


def _redraw(incoming: Press, scene: Scene, shelf: Shelf) -> None:
    text, rows = card(scene, shelf)
    content = Content(scene.words(text), rows)
    scene.reply.outgoing.append(Change(to=ToPlace(scene.place), message=incoming.message_id, content=content))


def _open_link(scene: Scene, shelf: Shelf, life: str) -> None:
    """A new link; the one before is closed by it."""
    person = _holder(scene)
    code, until = scene.secret(), scene.now + LIVES[life]
    address = scene.page(PURPOSE, code)
    if not address:
        scene.answer("Ici, il n'y a pas encore de pages à ouvrir par un lien. Voici ton passeport en fichier.")
        send_pdf(scene, shelf, "")
        return
    scene.keep(RevokedLinks(PURPOSE, subject(person.id)))
    scene.keep(NewLink(code, PURPOSE, until, subject=subject(person.id)))
    scene.keep(replace(shelf.passport, until=until))
    scene.record("passport-opened", days=LIVES[life].days)
    words = say(
        "🔗 Ta page, jusqu'au {day} :\n{address}\nQui a ce lien peut la lire. Pour la fermer avant : /passeport.",
        day=f"{until:%d/%m/%Y}", address=address,
    )  # fmt: skip
    picture = paper("qr", "passeport-qr.png", {"address": address}, Media.PHOTO)
    _send(scene, Content(scene.words(words), attachment=picture))
    send_pdf(scene, replace(shelf, passport=replace(shelf.passport, until=until)), address)


def send_pdf(scene: Scene, shelf: Shelf, address: str) -> None:
    """The passport on one A4 page; with a link, its QR code."""
    until = f"{shelf.passport.until:%d/%m/%Y}" if address and shelf.passport.until else ""
    data = {**page_of(shelf), "made": scene.today.isoformat(), "address": address, "until": until}
    name = f"passeport-{scene.today:%Y-%m-%d}.pdf"
    _send(
        scene,
        Content(scene.words("📄 Ton passeport, à montrer ou à imprimer."), attachment=paper("passport", name, data)),
    )


def _close(incoming: Press, scene: Scene, shelf: Shelf) -> None:
    scene.keep(RevokedLinks(PURPOSE, subject(_holder(scene).id)))
    closed = replace(shelf.passport, until=None)
    scene.keep(closed)
    scene.record("passport-closed")
    _redraw(incoming, scene, replace(shelf, passport=closed))
    scene.answer("🔒 Le lien est fermé. Qui l'ouvre lit : « retiré par son titulaire ».")


def _edit(scene: Scene, shelf: Shelf) -> None:
    quoted = [proof for proof in shelf.chosen() if shelf.quote(proof.key)]
    if not quoted:
        raise Refused("Aucune parole n'est citée pour l'instant.")
    choices = {f"{proof.triad_id}x{proof.number}": proof.title for proof in quoted}
    start(scene, "reword_quote", facts_for(scene, None, choices=choices))


@dataclass(frozen=True)
class Reword:
    """The holder wants to show other words of her tutor, shorter ones: the tutor is asked again."""

    triad: int
    number: int
    words: str

    def apply(self, scene: Scene) -> None:
        shelf = _shelf(scene)
        quote = shelf.quote((self.triad, self.number))
        if quote is None or shelf.proof(quote.key) is None:
            raise Refused("Cette parole n'est plus dans ton passeport : rien n'a changé.")
        changed = quote.reworded(self.words)
        scene.keep(changed)
        scene.record("quote-reworded", triad=quote.triad_id, version=changed.version)
        ask_next(scene, _with(shelf, changed))


# --- the tutor -------------------------------------------------------------------------------------------------------


def ask_next(scene: Scene, shelf: Shelf) -> Shelf:
    """Ask a tutor about the next words, if there are any and nothing else is being asked of that tutor."""
    quote = to_ask(shelf)
    tutor = scene.find(PersonBy(quote.person_id)) if quote is not None else None
    if quote is None or tutor is None or not tutor.settled:
        return shelf
    asked = quote.asked(scene.now)
    scene.keep(asked)
    scene.record("quote-asked", triad=quote.triad_id, version=quote.version)
    scene.tell(tutor, *question(scene, shelf, quote, tutor), subject=quote.subject)
    return _with(shelf, asked)


def question(scene: Scene, shelf: Shelf, quote: Quote, tutor: Person) -> tuple[Text, Rows]:
    """Whether the tutor agrees to be quoted with these words."""
    proof = shelf.proof(quote.key)
    data = f"quote:{{}}:{quote.triad_id}:{quote.number}:{quote.version}"
    words = say(
        "🎒 {name} veut montrer vos mots dans son passeport de compétences, avec votre prénom et votre entreprise :\n"
        "<quote>{words}</quote>\nMission : {title}. Êtes-vous d'accord pour être cité·e ainsi ?",
        name=shelf.first_name, words=quote.words, title=proof.title if proof else "",
    )  # fmt: skip
    row = (
        Button(scene.words("✅ Oui, citez-moi", tutor).text, data.format("yes"), style="success"),
        Button(scene.words("🚫 Non", tutor).text, data.format("no")),
    )
    return words, (row,)


def answer(incoming: Press, scene: Scene, rest: str) -> str:
    """The tutor's yes or no; a yes may be taken back."""
    try:
        what, triad, number, version = rest.split(":")
        quote = scene.find(QuoteOf(int(triad), int(number)))
        asked = int(version)
    except ValueError:
        raise Refused("Ce bouton ne sert plus : rien n'a changé.") from None
    person = scene.person
    if quote is None or person is None or what not in ("yes", "no", "back"):
        raise Refused("Ces mots ne sont plus demandés : rien n'a changé.")
    answered = _taken_back(quote, person, asked) if what == "back" else quote.answered(
        person.id, asked, scene.now, agrees=what == "yes"
    )  # fmt: skip
    scene.keep(answered)
    scene.record("quote-answered", triad=quote.triad_id, agrees=what == "yes")
    _show_answer(incoming, scene, answered)
    _tell_holder(scene, answered)
    return scene.words("C'est noté, merci.").text


def _taken_back(quote: Quote, person: Person, version: int) -> Quote:
    if quote.person_id != person.id or quote.version != version or quote.state is not Consent.AGREED:
        raise Refused("Ces mots ne sont pas cités : rien n'a changé.")
    return replace(quote, state=Consent.REFUSED)


def _show_answer(incoming: Press, scene: Scene, quote: Quote) -> None:
    agreed = quote.state is Consent.AGREED
    data = f"quote:back:{quote.triad_id}:{quote.number}:{quote.version}"
    row = (Button(scene.words("↩ Retirer mes mots").text, data),)
    text = stack(
        say("🎒 <quote>{words}</quote>", words=quote.words),
        say("✅ Vous êtes d'accord pour être cité·e." if agreed else "🚫 Ces mots ne sont pas montrés."),
    )
    content = Content(render(text), (row,) if agreed else ())
    scene.reply.outgoing.append(Change(to=ToPlace(scene.place), message=incoming.message_id, content=content))


def _tell_holder(scene: Scene, quote: Quote) -> None:
    triad = scene.triad_of(quote.triad_id)
    young = triad.apprentice if triad is not None else None
    if young is None or scene.person is None:
        return
    words = {
        Consent.AGREED: "🎒 {who} est d'accord : ses mots sont dans ton passeport.",
        Consent.REFUSED: "🎒 {who} préfère ne pas être cité·e. Ta mission reste montrée, sans ses mots.",
    }
    scene.tell(young, say(words[quote.state], who=scene.person.first_name), triad=quote.triad_id)
    shelf = scene.find(ShelfOf(young.id))
    if shelf is not None:
        ask_next(scene, _with(shelf, quote))


# --- what both need --------------------------------------------------------------------------------------------------


def _with(shelf: Shelf, quote: Quote) -> Shelf:
    return replace(shelf, quotes=(*(one for one in shelf.quotes if one.key != quote.key), quote))


def _holder(scene: Scene) -> Person:
    if scene.person is None or scene.person.role is not Role.APPRENTICE:
        raise Refused("Un passeport se tient du côté du jeune : rien n'a changé.")
    return scene.person


def _shelf(scene: Scene) -> Shelf:
    person = _holder(scene)
    return scene.find(ShelfOf(person.id)) or Shelf(Passport(person.id), person.first_name)


def _send(scene: Scene, content: Content) -> None:
    scene.reply.outgoing.append(Send(to=ToPerson(_holder(scene).id), content=content))
