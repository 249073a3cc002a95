"""The horizon: what the company announces, what the course teaches, what links them, and the mission born from both."""

from __future__ import annotations

from datetime import date

import pytest

from core.horizon.horizon import Side, When, alike, stems
from core.messages import Attachment, Media, ToDesk
from core.missions.mission import State
from core.people import Role
from tests.core.circle import AWAY, BOB, LEA, MARC, NADIA, TOM, TRIAD, Circle, changed_nothing, toast, topic
from tests.core.horizon_circle import EVE, LOU, LOU_TRIAD, PAUL, WITH_TRAINER, HorizonCircle

NEXT = date(2026, 11, 30)


@pytest.fixture
def circle() -> HorizonCircle:
    return HorizonCircle()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ranger les pneus", "Le rangement d'un atelier"),
        ("Les factures", "Facturation"),
        ("Contrôler un pneu", "Les dimensions des pneus"),
        ("Préparer des commandes", "La commande"),
        ("Étiqueter", "etiquettes"),
    ],
)
def test_lines_that_share_a_word_are_alike(one: str, other: str):
    assert alike(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Faire un inventaire", "Faire une affiche"), ("Apprendre avec un collègue", "Avec les clients"), ("", "x")],
)
def test_small_words_link_nothing(one: str, other: str):
    assert not alike(one, other)
    assert not any(len(stem) > 5 for stem in stems(one + other))


def test_the_tutor_says_what_comes_in_three_taps(circle: HorizonCircle):
    circle.says(MARC, "/avenir")
    circle.taps(MARC, "Commerce")
    circle.taps(MARC, "Ranger un rayon")
    circle.taps(MARC, "La semaine prochaine")
    circle.taps(MARC, "C'est tout")

    (task,) = circle.horizon().of(Side.WORK)
    assert ("Ranger un rayon", When.DATED, NEXT) == (task.words, task.when, task.week)
    assert "commerce" == circle.horizon().family
    assert "te dit ce qui arrive" in circle.sees(LEA)
    assert "Ce qui se passera en entreprise pour Léa" in circle.sees(PAUL)
    assert "Ranger un rayon – La semaine prochaine" in circle.sees(WITH_TRAINER)


def test_several_lines_are_several_tasks_and_bullets_are_no_words(circle: HorizonCircle):
    circle.announces("- Tenir la caisse", "2) Compter un stock", when="Je ne sais pas encore")

    tasks = circle.horizon().of(Side.WORK)
    assert ["Tenir la caisse", "Compter un stock"] == [task.words for task in tasks]
    assert {When.LATER} == {task.when for task in tasks}


def test_a_voice_message_is_heard_by_the_others(circle: HorizonCircle):
    circle.says(MARC, "/avenir")
    circle.taps(MARC, "Commerce")
    circle.says(MARC, "", Attachment(Media.VOICE, "v1", seconds=9))
    circle.taps(MARC, "Cette semaine")
    circle.taps(MARC, "C'est tout")

    for where in (LEA, PAUL, WITH_TRAINER):
        heard = [send.content.attachment for send in circle.sent(where) if send.content.attachment]
        assert ["v1"] == [file.ref for file in heard]


def test_a_programme_is_told_once_for_several_apprentices_and_dated_for_all(circle: HorizonCircle):
    circle.teaches("Les remises", "Le stock", "L'accueil")
    circle.dates("La semaine prochaine", "Plus tard", "Retirer")

    for triad in (WITH_TRAINER.id, LOU_TRIAD.id):
        topics = circle.horizon(triad).of(Side.COURSE)
        assert [("Les remises", NEXT), ("Le stock", None)] == [(t.words, t.week) for t in topics]


def test_the_same_programme_twice_adds_only_what_is_new(circle: HorizonCircle):
    circle.teaches("Les remises", "Le stock")
    circle.teaches("les remises", "Le stock", "L'accueil")

    assert ["Les remises", "Le stock", "L'accueil"] == [t.words for t in circle.horizon().of(Side.COURSE)]


def test_a_task_and_a_topic_of_one_week_appear_together_to_the_three(circle: HorizonCircle):
    circle.teaches("Compter un stock tournant")
    circle.announces("Faire l'inventaire du stock")
    circle.dates("La semaine prochaine")

    for who in (LEA, MARC):
        assert "La semaine prochaine, les deux" in circle.sees(who)
        assert "🏢 Faire l'inventaire du stock\n🎓 Compter un stock tournant" in circle.sees(who)
    for who in (LEA, MARC, PAUL):
        circle.says(who, "/horizon")
        shown = "\n".join(send.content.text.text for send in circle.sent(who, since=-1))
        assert "🏢 Faire l'inventaire du stock" in shown
        assert "🎓 Compter un stock tournant" in shown
    assert "se rejoignent" in circle.sees(WITH_TRAINER)


def test_each_reads_first_what_comes_from_the_other_side(circle: HorizonCircle):
    circle.teaches("Les remises")
    circle.dates("Cette semaine")
    circle.announces("Tenir la caisse", when="Cette semaine")

    circle.later(days=7)
    circle.says(MARC, "/horizon")
    circle.says(PAUL, "/horizon")

    assert "Ce que Léa vient d'apprendre\n🎓 Les remises" in circle.sees(MARC)
    assert "L'entreprise n'a pas encore dit" in circle.sent(PAUL)[-2].content.text.text


def test_no_answer_is_no_failure_usual_tasks_are_marked_as_such(circle: HorizonCircle):
    circle.says(LEA, "/horizon")
    circle.taps(LEA, "Choisir mon métier")
    circle.taps(LEA, "Commerce")

    circle.says(LEA, "/horizon")

    assert "ce n'est pas grave" in circle.sees(LEA)
    assert "Tâches habituelles du métier (pas une annonce)\n▫️ Ranger un rayon" in circle.sees(LEA)


def test_a_mission_from_a_pair_keeps_both_links_and_is_prepared(circle: HorizonCircle):
    circle.teaches("Compter un stock tournant")
    circle.dates("La semaine prochaine")
    circle.announces("Faire l'inventaire du stock")
    circle.says(LEA, "/horizon")
    circle.taps(LEA, "Relier")
    circle.taps(LEA, "🔗 🏢")
    assert "Ce qui va ensemble\n🔗 🏢 Faire l'inventaire du stock ↔ 🎓 Compter un stock tournant" in changed(circle)

    circle.taps(LEA, "En faire une mission")
    circle.taps(LEA, "↔")
    assert "En quoi aide-t-elle" in circle.sees(LEA)
    circle.says(LEA, "On sait ce qu'il reste.")
    circle.says(LEA, "Jeudi")
    for label in ("Organiser", "D'aucune", "Envoyer"):
        circle.taps(LEA, label)

    (origin,) = circle.horizon().origins
    assert (1, 2, 1) == (origin.mission, origin.work, origin.course)
    assert "Faire l'inventaire du stock" == circle.mission().card.title
    linked = "vient de :\n🏢 Faire l'inventaire du stock\n🎓 Compter un stock tournant"
    for where in (MARC, PAUL, WITH_TRAINER):
        assert linked in "\n".join(send.content.text.text for send in circle.sent(where))
    circle.taps(MARC, "Valider")
    told = "\n".join(send.content.text.text for send in circle.sent(LEA))
    assert "Avant de faire « Faire l'inventaire du stock », revois :\n🎓 Compter un stock tournant" in told


def test_at_the_end_the_page_says_what_was_practised_with_dates(circle: HorizonCircle):
    test_a_mission_from_a_pair_keeps_both_links_and_is_prepared(circle)
    circle.teaches("L'accueil")
    circle.taps(LEA, "Je commence")
    circle.later(days=2)
    circle.taps(LEA, "C'est fait")
    circle.says(LEA, "/pratique")
    circle.writes(NADIA, "/pratique", triad=WITH_TRAINER)

    for where in (LEA, WITH_TRAINER):
        assert "Sujets du cours mis en pratique : 1 sur 2" in circle.sees(where)
        assert "mission n° 1 « Faire l'inventaire du stock » : faite le 25/11/2026" in circle.sees(where)
        assert "Pas encore mis en pratique : L'accueil" in circle.sees(where)


def test_a_mission_from_a_usual_task_says_that_nobody_announced_it(circle: HorizonCircle):
    circle.says(LEA, "/horizon")
    circle.taps(LEA, "Choisir mon métier")
    circle.taps(LEA, "Commerce")
    circle.taps(LEA, "En faire une mission")
    circle.taps(LEA, "Compter un stock")
    circle.says(LEA, "/stop")

    (task,) = circle.horizon().of(Side.WORK)
    assert task.usual
    assert not circle.horizon().announced(date(2026, 11, 23))


def test_a_mission_of_her_own_has_no_links(circle: HorizonCircle):
    circle.propose()
    circle.taps(MARC, "Valider")

    assert () == circle.horizon().origins
    assert State.VALIDATED is circle.mission().state
    assert 0 == sum("Avant de faire" in send.content.text.text for send in circle.sent(LEA))


def test_each_side_is_said_by_its_own(circle: HorizonCircle):
    circle.teaches("Les remises")
    circle.announces("Tenir la caisse")

    for who, data in ((MARC, "hz:7:on:1:later:0"), (PAUL, "hz:7:on:2:gone:0"), (LEA, "hz:7:on:2:gone:0")):
        assert "quelqu'un d'autre" in toast(circle.presses(who, data))
    assert "posés par" in toast(circle.presses(MARC, "hz:7:tie:2:1"))
    assert "propose une mission" in toast(circle.presses(MARC, "hz:7:make:2:0"))
    assert "l'entreprise qui dit" in toast(circle.presses(LEA, "hz:7:say"))


def test_another_triad_is_out_of_reach(circle: HorizonCircle):
    circle.teaches("Les remises")

    for who in (EVE, LOU, TOM, BOB):
        reply = circle.presses(who, "hz:7:on:1:gone:0")
        assert "n'est plus ouvert pour vous" in toast(reply)
        assert changed_nothing(reply)
        assert [] == reply.kept
    assert TOM.structure_id == AWAY.id


@pytest.mark.parametrize(
    "data",
    ["hz", "hz:", "hz:7", "hz:7:", "hz:7:on", "hz:7:on:1", "hz:7:on:x:y:z", "hz:7:tie:1", "hz:7:make:a:b", "hz:x:see",
     "hz:7:usual:zz", "hz:7:family:pilote", "hz:7:at:99", "hz:7:work:99", "hz:7:on:1:20261399:0", "hz:7:nope"],
)  # fmt: skip
def test_forged_and_broken_buttons_explain_themselves(circle: HorizonCircle, data: str):
    reply = circle.presses(LEA, data)

    assert toast(reply)
    assert [] == reply.kept


def test_a_week_that_has_passed_meanwhile_is_not_meant_any_more(circle: HorizonCircle):
    circle.teaches("Les remises")
    circle.says(PAUL, "/horizon")
    circle.taps(PAUL, "Dater le cours")
    old = circle.button(PAUL, "Cette semaine").data

    circle.later(days=7)

    assert "est passée" in toast(circle.presses(PAUL, old))
    assert When.UNDATED is circle.horizon().of(Side.COURSE)[0].when


def test_words_that_wait_over_a_week_are_kept_without_a_date(circle: HorizonCircle):
    circle.says(MARC, "/avenir")
    circle.taps(MARC, "Commerce")
    circle.says(MARC, "Tenir la caisse")
    circle.taps(MARC, "Cette semaine")
    circle.later(days=7)
    circle.taps(MARC, "C'est tout")

    assert When.LATER is circle.horizon().of(Side.WORK)[0].when


def test_lists_that_cannot_be_kept_are_refused_with_the_reason(circle: HorizonCircle):
    circle.says(PAUL, "/programme")
    circle.taps(PAUL, "Les 2 ensemble")
    circle.says(PAUL, "\n".join(f"Sujet {n}" for n in range(61)))
    assert "61 lignes" in circle.sees(PAUL)
    circle.says(PAUL, "x" * 121)
    assert "trop longue" in circle.sees(PAUL)
    circle.says(PAUL, "", Attachment(Media.DOCUMENT, "d", name="programme.pdf"))
    assert "collez-les" in circle.sees(PAUL)
    circle.says(PAUL, "Les remises")
    assert "Sujets lus : 1" in circle.sees(PAUL)


def test_where_no_trainer_is_in_the_thread_the_counsellor_tells_the_programme():
    circle = HorizonCircle()
    circle.triads[TRIAD.id] = TRIAD
    place = topic()
    circle.says(NADIA, "/programme", at=place)
    circle.replies_to(NADIA, "Les remises\nLe stock")
    circle.taps(NADIA, "Enregistrer", at=place)

    assert 2 == len(circle.horizon().of(Side.COURSE))
    circle.says(NADIA, "/horizon", at=place)
    assert "Sujets du cours sans date : 2" in circle.sees(TRIAD)


def test_sixty_topics_and_twenty_tasks_fit_on_every_screen(circle: HorizonCircle):
    circle.teaches(*(f"Sujet {n} {'é' * 100}" for n in range(60)))
    circle.dates(*["La semaine prochaine"] * 60)
    for _ in range(4):
        circle.announces(*(f"Tâche {n} {'é' * 100}" for n in range(6)))
    for who in (LEA, MARC, PAUL):
        circle.says(who, "/horizon")
        circle.says(who, "/pratique")
    for where in (LEA, MARC, PAUL, WITH_TRAINER, ToDesk):
        assert all(len(send.content.text.text) <= 4096 for send in circle.sent(where))


def test_a_trainer_has_a_menu_and_help_of_her_own():
    circle = Circle(WITH_TRAINER)
    for command, words in (("/menu", "Que voulez-vous"), ("/aide", "/programme"), ("/missions", "Pas encore")):
        circle.says(PAUL, command)
        assert words in circle.sees(PAUL)
    circle.says(PAUL, "/menu")
    assert circle.button(PAUL, "L'horizon")
    assert Role.TRAINER is PAUL.role


def changed(circle: Circle) -> str:
    """What the messages under the last tap show now."""
    return "\n".join(
        act.content.text.text for act in circle.replies[-1].outgoing if hasattr(act, "content")
    )  # fmt: skip
