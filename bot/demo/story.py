"""The whole journey in seven steps, played by people on the local Telegram; each step proves what was seen."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from bot.demo.stage import DESK, House, NotShown, Stage, Where
from bot.simulator import Person
from storage.content.library import library

Play = Callable[["Story"], Awaitable[None]]


@dataclass
class Step:
    """One step of the journey. `state`: todo, now, done or failed."""

    title: str
    play: Play
    state: str = "todo"
    #: how many deeds came before it
    began: int | None = None


@dataclass
class Story:
    """Who is on stage, and how far the story has come."""

    stage: Stage
    house: House | None = None
    apprentice_name: str = "Inès"
    tutor_name: str = "Karim"
    apprentice: Person | None = None
    tutor: Person | None = None
    running: bool = False
    error: str = ""
    steps: list[Step] = field(default_factory=lambda: [Step(title, play) for title, play in STEPS])

    # --- the screens -------------------------------------------------------------------------------------------------

    @property
    def young(self) -> Where:
        assert self.apprentice is not None
        return Where(self.apprentice)

    @property
    def adult(self) -> Where:
        assert self.tutor is not None
        return Where(self.tutor)

    @property
    def topic(self) -> Where:
        """The triad's topic, as the counsellor sees it."""
        counsellor, forum = self.home.counsellor, self.home.forum
        name = next(t.name for t in counsellor.topics(forum) if t.name.startswith(self.apprentice_name))
        return Where(counsellor, forum, name)

    @property
    def desk(self) -> Where:
        """The topic "À traiter"."""
        return Where(self.home.counsellor, self.home.forum, DESK)

    @property
    def home(self) -> House:
        assert self.house is not None
        return self.house

    # --- playing -----------------------------------------------------------------------------------------------------

    async def play(self) -> bool:
        """All steps, one after the other; False as soon as one does not happen."""
        self.running, self.error = True, ""
        try:
            for step in self.steps:
                step.state, step.began = "now", len(self.stage.deeds)
                self.stage.tg.changed()
                await step.play(self)
                step.state = "done"
        except NotShown as missing:
            self.error = str(missing)
            next(step for step in self.steps if step.state == "now").state = "failed"
        finally:
            self.running = False
            self.stage.tg.changed()
        return not self.error


async def open_door(story: Story) -> None:
    """The operator adds a structure; its counsellor links the team's forum."""
    if story.house is None:
        story.house = await story.stage.open_house()
    await story.stage.shows(Where(story.home.counsellor, story.home.forum), "C'est fait", story.home.name)


async def arrive(story: Story) -> None:
    """The counsellor invites from the forum; apprentice and tutor arrive by their links."""
    stage, house = story.stage, story.home
    story.apprentice = await stage.welcome_apprentice(house, story.apprentice_name)
    welcome = await stage.shows(story.young, "Bienvenue", house.name, house.counsellor.first_name)
    _must(welcome.text, "Je garde", "lit tout")
    story.tutor = await stage.welcome_tutor(house, story.apprentice_name, story.tutor_name, "Garage des Peupliers")
    await stage.shows(story.young, story.tutor_name, "a rejoint ton fil")


async def learn(story: Story) -> None:
    """A lesson turns in one message: a card, a wrong answer that explains, a right one, and back days later."""
    stage, young = story.stage, story.young
    await stage.says(young, "/lecons")
    await stage.taps(young, "éfinir l'alternance")
    first = await stage.shows(young, "1/")
    for _ in range(2):
        await stage.taps(young, "Suite")
    wrong = await stage.taps(young, "un stagiaire")
    _must(wrong.answer, "Pas encore")
    right = await stage.taps(young, "un salarié qui se forme")
    _must(right.answer, "Bravo")
    await stage.taps(young, "Suite")
    page = await stage.shows(young, "4/")
    if page.id != first.id:
        raise NotShown("La leçon ne tourne pas ses pages dans le même message.")
    await stage.pass_time(days=9)
    await stage.says(young, "/lecons")
    await stage.taps(young, "éfinir l'alternance")
    await stage.shows(young, "4/")


async def propose(story: Story) -> None:
    """A mission is proposed, adjusted by the tutor, accepted by the apprentice: nothing starts before the yes."""
    stage, young, adult = story.stage, story.young, story.adult
    await stage.says(young, "/mission")
    await stage.shows(young, "Quelle mission as-tu en tête")
    await stage.says(young, "Ranger le coin des pneus")
    await stage.says(young, "On trouve plus vite la bonne taille, et personne ne trébuche.")
    await stage.taps(young, "Cette semaine")
    await stage.taps(young, "Organiser")
    await stage.taps(young, "D'aucune")
    await stage.taps(young, "Aucune en particulier")
    await stage.shows(young, "J'envoie", "Ranger le coin des pneus")
    await stage.taps(young, "Corriger")
    await stage.taps(young, "Quand")
    await stage.says(young, "Jeudi après-midi")
    await stage.shows(young, "J'envoie", "Jeudi après-midi")
    await stage.taps(young, "Envoyer")
    card = await stage.shows(adult, "Ranger le coin des pneus", "Rien ne commence sans votre oui")
    _must(card.text, "Jeudi après-midi", "en attente du oui")
    await stage.shows(story.topic, "propose une mission", "Ranger le coin des pneus")

    await stage.taps(adult, "Ajuster")
    await stage.taps(adult, "Quand")
    await stage.says(adult, "Vendredi matin, avec Sam")
    await stage.taps(adult, "C'est tout")
    await stage.taps(adult, "Envoyer")
    both = await stage.shows(young, "propose des changements")
    _must(both.text, "avant : Jeudi après-midi", "proposé : Vendredi matin, avec Sam")
    await stage.taps(young, "J'accepte")
    await stage.shows(adult, "accepte vos changements", "validée")
    await stage.shows(young, "validée", story.tutor_name, story.apprentice_name)


async def look(story: Story) -> None:
    """Started, done, then two looks: neither sees the other's before both are in."""
    stage, young, adult = story.stage, story.young, story.adult
    await stage.taps(young, "Je commence")
    await stage.shows(adult, "commence la mission")
    await stage.taps(young, "C'est fait")
    await stage.shows(adult, "a terminé", "sans voir le sien")
    await _assess(story, young, "Autonome", "J'ai tout rangé sans qu'on me le demande.")
    if any("Autonome" in text for text in stage.texts(adult)):
        raise NotShown("Le regard de l'apprentie se voit avant celui de l'entreprise.")
    await _assess(story, adult, "En cours", "Du bon travail, continue.")
    for where in (young, adult):
        both = await stage.shows(where, "Deux regards", "presque d'accord")
        _must(both.text, "Autonome", "En cours", "Du bon travail")


async def talk(story: Story) -> None:
    """What anyone writes reaches the others, signed; replies, edits, a photo and a voice follow; a note does not."""
    stage, young, adult = story.stage, story.young, story.adult
    line = await stage.says(young, "Bonjour, je peux arriver à 8 h vendredi ?")
    copy = await stage.shows(adult, f"{story.apprentice_name} · alternance", "à 8 h vendredi")
    await stage.shows(story.topic, "à 8 h vendredi")
    await stage.says(adult, "Oui, 8 h c'est parfait.", reply_to=copy)
    answer = await stage.shows(young, f"{story.tutor_name} · entreprise", "8 h c'est parfait")
    if answer.reply_to is not line:
        raise NotShown("La réponse ne cite pas le message de départ.")
    await stage.edits(young, line, "Bonjour, je peux arriver à 8 h 15 vendredi ?")
    await stage.shows(adult, "8 h 15 vendredi", "modifié")
    await stage.shows(story.topic, "8 h 15 vendredi", "modifié")
    await stage.sends(young, "photo", caption="Le coin des pneus, avant")
    await stage.shows(adult, "avant", kind="photo")
    await stage.sends(adult, "voice")
    await stage.shows(young, f"{story.tutor_name} · entreprise", kind="voice")
    await stage.says(story.topic, "Bravo à tous les deux !")
    await stage.shows(young, f"{story.home.counsellor.first_name} · conseil", "Bravo à tous les deux")
    await stage.shows(adult, "Bravo à tous les deux")
    await stage.says(story.topic, "/note Penser à appeler le garage pour le contrat.")
    await stage.shows(story.topic, "Note gardée entre vous")
    for where in (young, adult):
        if any("contrat" in text and "appeler le garage" in text for text in stage.texts(where)):
            raise NotShown("Une note est sortie du forum.")


async def wait(story: Story) -> None:
    """A silent tutor is reminded three times, then the counsellors get one card; a yes stops everything."""
    stage, young, adult = story.stage, story.young, story.adult
    await stage.says(young, "/mission")
    for words in ("Préparer la liste des pièces à commander", "Le chef gagne du temps le lundi."):
        await stage.says(young, words)
    await stage.taps(young, "La semaine prochaine")
    await stage.taps(young, "Compter")
    await stage.taps(young, "D'aucune")
    await stage.taps(young, "Aucune en particulier")
    await stage.taps(young, "Envoyer")
    await stage.shows(adult, "Préparer la liste des pièces")
    for words in ("Une minute suffit", "Sans elle, rien ne peut commencer", "Dernier rappel"):
        await _days_until(story, adult, words)
    await _days_until(story, story.desk, "À relancer par téléphone")
    await stage.taps(adult, "Voir la carte")
    await stage.taps(adult, "Valider")
    await stage.shows(young, "dit oui à", "Préparer la liste des pièces")
    reminded = _reminders(story, adult)
    for _ in range(5):
        await stage.next_morning()
    await stage.quiet()
    if _reminders(story, adult) != reminded:
        raise NotShown("Un rappel est parti alors que tout était réglé.")


def _reminders(story: Story, where: Where) -> int:
    return sum(text.startswith("🔔") for text in story.stage.texts(where))


async def _days_until(story: Story, where: Where, words: str) -> None:
    """Mornings pass until the words stand on the screen: at most six."""
    for _ in range(6):
        await story.stage.next_morning()
        if await story.stage.sees(where, words):
            return
    raise NotShown(f"{where.person.first_name} n'a pas vu « {words} » en six jours ouvrés.")


async def _assess(story: Story, where: Where, level: str, words: str) -> None:
    stage = story.stage
    await stage.taps(where, "Donner mon regard")
    for _ in library().grid.criteria:
        await stage.answers(where, level)
    await stage.says(where, words)
    await stage.taps(where, "Enregistrer")
    await stage.shows(where, "C'est enregistré")


def _must(text: str, *words: str) -> None:
    for word in words:
        if word not in text:
            raise NotShown(f"Il manque « {word} » dans : {text}")


STEPS: tuple[tuple[str, Play], ...] = (
    ("Ouvrir : une structure et le forum de son équipe", open_door),
    ("Arriver : invitations, accueil, accord", arrive),
    ("Apprendre : une leçon, reprise neuf jours après", learn),
    ("Proposer : une mission, ajustée, acceptée", propose),
    ("Regarder : deux regards, puis les deux ensemble", look),
    ("Parler : un seul fil pour les trois", talk),
    ("Attendre : des rappels qui savent s'arrêter", wait),
)
