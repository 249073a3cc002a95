"""An immersion: its guard rails, who must act, and what people are told, once, whatever comes twice or late."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import permutations

import pytest

from core.due import handle as fire
from core.immersions.conventions import REPRESENTATIVE, STATUSES, TOLD_SIGNED, VALID, Convention
from core.immersions.immersion import (
    MINORS,
    OFFICIAL,
    SITE,
    ConventionNews,
    Immersion,
    ImmersionsOf,
    breaches,
    outside,
    related,
    span_of,
    working_days_before,
)
from core.immersions.references import holds_key, number_in
from core.messages import Address, Message, Place, ToDesk
from core.missions.mission import State
from core.nudges.nudge import Hours
from core.scene import Scene, Timer
from core.texts import Rich, render
from core.typed import read_day
from storage.content.house import load_sources
from tests.core.circle import LEA, LIBRARY, MARC, MONDAY, NADIA, TRIAD, Circle, changed_nothing, text_of, toast, topic

TODAY = MONDAY.date()
NUMBER = "1a2b3c4d-0000-4000-8000-0123456789ab"
SIGNED = {"beneficiary": "2026-11-20", "establishment-representative": ""}
SOON = Convention(
    NUMBER,
    "PARTIALLY_SIGNED",
    date(2026, 12, 7),
    date(2026, 12, 18),
    activities="Accueil des clients, rangement de l'atelier",
    company="Atelier Lumen",
    signed=SIGNED,
    as_of=MONDAY - timedelta(hours=2),
)


def words_of(texts: Iterable[object]) -> list[str]:
    return [render(text).text for text in texts]  # type: ignore[arg-type]


# --- the guard rails


@pytest.mark.parametrize(
    ("change", "rail"),
    [
        ({"ends": date(2027, 1, 6)}, "days"),  # 31 days from the first to the last
        ({"presence": tuple(date(2026, 12, 7) + timedelta(n) for n in range(31))}, "days"),
        ({"minor": True}, "minor"),
        ({"too_young": True}, "age"),
        ({"weekly_hours": 48.5}, "hours"),
        ({"minor": True, "weekly_hours": 36, "signed": {**SIGNED, REPRESENTATIVE: ""}}, "minor-hours"),
        ({"objective": "Remplacer quelqu'un"}, "objective"),
        ({"starts": TODAY}, "signed"),
    ],
)
def test_a_rule_that_is_not_kept_is_pointed_out(change: dict[str, object], rail: str) -> None:
    assert [rail] == [one.id for one in breaches(replace(SOON, **change), (), TODAY)]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"ends": date(2027, 1, 5)},  # 30 days
        {"ends": date(2027, 1, 6), "presence": tuple(date(2026, 12, 7) + timedelta(n) for n in range(0, 30, 2))},
        {"weekly_hours": 48},
        {"starts": TODAY, "status": VALID},
        {"objective": "Confirmer un projet professionnel"},
        {"status": "REJECTED", "weekly_hours": 60},  # nothing will happen under it
    ],
)
def test_what_keeps_the_rules_is_left_alone(change: dict[str, object]) -> None:
    assert () == breaches(replace(SOON, **change), (), TODAY)  # type: ignore[arg-type]


def test_it_is_renewed_once_at_the_same_place() -> None:
    first, second = replace(SOON, id="b"), replace(SOON, id="c", renewal=True)
    third = replace(SOON, renewal=True)

    assert () == breaches(second, (first,), TODAY)
    assert ["renewal"] == [one.id for one in breaches(third, (first, second), TODAY)]
    assert () == breaches(third, (first, replace(second, company="Garage du Parc")), TODAY)


def test_each_rule_names_a_page_that_the_house_knows() -> None:
    known = load_sources()

    for source in (SITE, OFFICIAL, MINORS):
        assert source == known[source.id]


# --- who must act


@pytest.mark.parametrize(
    ("change", "who"),
    [
        ({}, ["l'entreprise d'accueil"]),
        ({"status": "READY_TO_SIGN", "signed": {}}, ["Léa", "l'entreprise d'accueil"]),
        (
            {"minor": True},
            ["le représentant légal de Léa (moins de 18 ans)", "l'entreprise d'accueil"],
        ),
        ({"status": "IN_REVIEW"}, ["la structure qui valide"]),
        ({"status": "ACCEPTED_BY_COUNSELLOR"}, ["la structure qui valide"]),
        ({"status": VALID}, []),
        ({"status": "CANCELLED"}, []),
        ({"status": "ON_HOLD"}, []),
    ],
)
def test_who_must_act_is_named(change: dict[str, object], who: list[str]) -> None:
    assert who == words_of(replace(SOON, **change).must_act("Léa"))  # type: ignore[arg-type]


def test_every_status_reads_in_words_and_an_unknown_one_keeps_its_own() -> None:
    for status in STATUSES:
        assert status not in render(replace(SOON, status=status).words).text
    assert "« ON_HOLD »" in render(replace(SOON, status="ON_HOLD").words).text


# --- days and missions


def test_five_working_days_before_step_over_weekends_and_holidays() -> None:
    hours = Hours(closed=frozenset({date(2026, 12, 25)}))

    assert date(2026, 11, 30) == working_days_before(date(2026, 12, 7), 5, hours)
    assert date(2026, 12, 18) == working_days_before(date(2026, 12, 28), 5, hours)


@pytest.mark.parametrize(
    ("when", "said"),
    [
        ("jeudi 10/12", ""),
        ("le 18 décembre", ""),
        ("le 19 décembre", "en dehors des dates"),
        ("30/11", "en dehors des dates"),
        ("cette semaine", "en dehors des dates"),
        ("bientôt", ""),
    ],
)
def test_a_day_outside_the_convention_is_seen(when: str, said: str) -> None:
    found = outside(SOON, when, TODAY)

    assert said in (render(found).text if found else "")
    assert bool(said) == (found is not None)


def test_the_thirty_first_day_is_seen_even_when_the_convention_goes_on() -> None:
    long = replace(SOON, ends=date(2027, 1, 31))

    assert outside(long, "5 janvier", TODAY) is None
    assert "30e jour" in render(outside(long, "6 janvier", TODAY) or "").text


def test_without_a_year_the_nearest_day_is_meant() -> None:
    assert date(2027, 1, 6) == read_day("le 6 janvier", TODAY)
    assert date(2026, 2, 3) == read_day("3/2", date(2026, 1, 5))
    assert (date(2026, 11, 30), date(2026, 12, 6)) == span_of("La semaine prochaine", TODAY)


def test_a_mission_is_compared_by_its_words_of_weight() -> None:
    declared = "Accueil des clients, rangement de l'atelier"

    assert related("Ranger l'atelier du fond", declared)
    assert related("Accueillir les familles", declared)
    assert not related("Conduire le camion", declared)
    assert related("N'importe quoi", "")


# --- what people paste


def test_the_number_is_found_in_what_people_paste() -> None:
    key = "eyJhbGciOiJFUzI1NiJ9.eyJhcHBsaWNhdGlvbklkIjoiMWEyYjNjNGQtMDAwMC00MDAwLTgwMDAtMDEyMzQ1Njc4OWFiIn0.c2ln"

    assert NUMBER == number_in(f"voilà {NUMBER.upper()} merci")
    assert NUMBER == number_in(f"https://immersion-facile.beta.gouv.fr/x?jwt={key}")
    assert "" == number_in("https://immersion-facile.beta.gouv.fr/ 1a2b3c4d")
    assert "" == number_in("a.bbbbbbbbbbbbbbbbbbbbbbbb.c")
    assert holds_key(f"https://immersion-facile.beta.gouv.fr/x?jwt={key}")
    assert not holds_key(NUMBER)


# --- what happens


class Companion(Circle):
    """The circle with its immersions."""

    def __init__(self, *, service: bool = True) -> None:
        super().__init__(library=replace(LIBRARY, services=frozenset({"immersion"}) if service else frozenset()))
        self.answers[ImmersionsOf] = lambda asked: self.immersions

    @property
    def immersions(self) -> tuple[Immersion, ...]:
        found = {one.convention.id: one for one in self.kept if isinstance(one, Immersion)}
        return tuple(reversed(found.values()))

    def hears(self, convention: Convention | None, *, trouble: str = "", first_name: str = "Léa", asked: bool = True):
        """The service speaks."""
        news = ConventionNews(
            cause="n", at=self.now, sender=Address("immersion", ""), place=Place("immersion", NUMBER, private=False),
            triad=TRIAD.id, number=NUMBER, convention=convention, first_name=first_name, trouble=trouble, asked=asked,
        )  # fmt: skip
        return self.play(news)

    def scene(self, incoming) -> Scene:
        scene = super().scene(incoming)
        if isinstance(incoming, ConventionNews):
            scene.structure, scene.triads = self.structures[1], {TRIAD.id: self.triads[TRIAD.id]}
        return scene

    def fires(self, kind: str, at: datetime) -> list[str]:
        """The newest timer of this kind is due; what is sent."""
        self.now = at
        timers = [timer for reply in self.replies for timer in reply.timers if timer.kind == kind]
        message = Message(
            cause="t", at=at, sender=Address("", ""), place=Place("", "", private=False), message_id="", text=Rich("")
        )
        texts = []
        for timer in [t for t in timers if t.due_at <= at]:
            scene = super().scene(message)
            scene.now, scene.triads, scene.structure = at, {TRIAD.id: self.triads[TRIAD.id]}, self.structures[1]
            fire(Timer(timer.key, timer.kind, timer.due_at, timer.triad_id, None, timer.data), scene)
            self.keep(scene)
            texts += [text_of(act) for act in scene.reply.outgoing if text_of(act)]
        return texts


@pytest.fixture
def circle() -> Companion:
    circle = Companion()
    circle.says(LEA, f"/immersion {NUMBER}")
    return circle


def count(circle: Circle) -> int:
    return len(circle.sent(LEA)) + len(circle.sent(TRIAD))


def test_a_number_is_followed_and_the_service_is_asked(circle: Companion) -> None:
    assert "Je demande au site" in circle.sees(LEA)

    circle.hears(SOON)

    for screen in (LEA, TRIAD):
        assert "signée par une partie" in circle.sees(screen)
        assert "À faire par : l'entreprise d'accueil" in circle.sees(screen)
        assert "commence dans 14 jours, dont 10 ouvrés" in circle.sees(screen)


def test_the_same_news_twice_make_one_message(circle: Companion) -> None:
    circle.hears(SOON)
    before = count(circle)

    circle.hears(SOON)
    circle.hears(SOON, asked=False)
    circle.hears(replace(SOON, as_of=MONDAY, activities="Accueil"))  # newer, and nothing that people see

    assert before == count(circle)
    assert "Accueil" == circle.immersions[0].convention.activities


@pytest.mark.parametrize("order", list(permutations(range(4))))
def test_news_in_any_order_end_in_the_same_state(order: tuple[int, ...]) -> None:
    circle = Companion()
    circle.says(LEA, f"/immersion {NUMBER}")
    statuses = ("READY_TO_SIGN", "PARTIALLY_SIGNED", "IN_REVIEW", VALID)
    said = [replace(SOON, status=status, as_of=MONDAY + timedelta(hours=n)) for n, status in enumerate(statuses)]

    for n in order:
        circle.hears(said[n], asked=False)
    told = count(circle)
    for n in order:
        circle.hears(said[n], asked=False)

    assert VALID == circle.immersions[0].convention.status
    assert told == count(circle)


def test_a_service_that_is_down_leaves_the_last_state_with_its_date(circle: Companion) -> None:
    circle.hears(SOON)
    told = count(circle)
    circle.later(days=2)
    circle.hears(None, trouble="down")
    circle.hears(None, trouble="down")

    assert told == count(circle)
    circle.says(LEA, "/immersion")
    assert "Immersion Facilitée, le 23/11 à 10:00" in circle.sees(LEA)
    assert "ne répond pas" in circle.sees(LEA)
    circle.hears(SOON)
    circle.says(LEA, "/immersion")
    assert "ne répond pas" not in circle.sees(LEA)


def test_a_service_that_never_answered_is_said_once(circle: Companion) -> None:
    circle.hears(None, trouble="unknown")
    told = count(circle)
    circle.hears(None, trouble="unknown")

    assert told == count(circle)
    assert "ne connaît pas ce numéro" in circle.sees(LEA)


def test_an_unknown_status_gives_the_raw_word_and_a_link(circle: Companion) -> None:
    circle.hears(replace(SOON, status="ON_HOLD"))
    (card,) = [act for act in circle.replies[-1].outgoing if "ON_HOLD" in text_of(act)][:1]

    assert SITE.address in [span.value for span in card.content.text.spans]  # type: ignore[union-attr]


def test_the_convention_of_somebody_else_is_not_shown_before_a_counsellor_vouches(circle: Companion) -> None:
    circle.hears(SOON, first_name="Inès")

    for screen in (LEA, TRIAD):
        assert all("Atelier" not in text_of(act) and "Inès" not in text_of(act) for act in circle.sent(screen))
    assert "rien n'en est montré" in circle.sees(LEA)
    circle.presses(NADIA, circle.button(NADIA, "C'est bien la sienne", at=TRIAD).data, at=topic())
    circle.hears(SOON, first_name="Inès")
    assert "Atelier Lumen" in circle.sees(LEA)


def test_under_eighteen_the_legal_representative_is_named_as_a_signatory(circle: Companion) -> None:
    circle.hears(replace(SOON, minor=True, signed={**SIGNED, REPRESENTATIVE: ""}))

    assert "ton représentant légal (moins de 18 ans)" in circle.sees(LEA)
    assert "le représentant légal de Léa" in circle.sees(TRIAD)


def test_five_working_days_before_an_unsigned_start_the_desk_and_the_young_person_are_told(circle: Companion) -> None:
    circle.hears(SOON)
    early = circle.fires("immersion-unsigned", datetime(2026, 11, 30, 7, 0, tzinfo=MONDAY.tzinfo))

    assert [] == early
    told = circle.fires("immersion-unsigned", datetime(2026, 11, 30, 8, 0, tzinfo=MONDAY.tzinfo))
    assert 2 == len(told)
    assert "À faire par : l'entreprise d'accueil" in circle.sees(ToDesk)
    assert "on ne commence pas" in circle.sees(LEA)


def test_nothing_is_said_of_a_convention_that_is_ready_or_given_up(circle: Companion) -> None:
    for status in (VALID, "CANCELLED"):
        circle.hears(replace(SOON, status=status, as_of=circle.now))
        circle.later(minutes=5)
        assert [] == circle.fires("immersion-unsigned", datetime(2026, 12, 4, 8, 0, tzinfo=MONDAY.tzinfo))


def test_days_that_change_are_planned_anew(circle: Companion) -> None:
    circle.hears(SOON)
    reply = circle.hears(replace(SOON, starts=date(2026, 12, 9), as_of=MONDAY))

    assert [f"immersion:{TRIAD.id}:{NUMBER}:"] == reply.stopped_timers
    assert {"unsigned-5", "unsigned-1", "ended"} == {timer.data["step"] for timer in reply.timers}
    assert len({timer.key for reply in circle.replies for timer in reply.timers}) == 6


def test_a_mission_outside_the_activities_is_given_to_the_counsellor(circle: Companion) -> None:
    circle.hears(SOON)
    circle.propose("Conduire le camion")

    assert "« Conduire le camion » est-elle prévue" in circle.sees(TRIAD)
    circle.presses(NADIA, circle.button(NADIA, "🚫 Non", at=TRIAD).data, at=topic())
    assert "n'est pas dans ta convention" in circle.sees(LEA)
    assert "n'est pas dans la convention" in circle.sees(MARC)
    assert State.PROPOSED is circle.mission().state


def test_a_mission_of_the_convention_raises_no_question(circle: Companion) -> None:
    circle.hears(SOON)
    circle.propose("Ranger l'atelier")

    assert not any("est-elle prévue" in text_of(act) for act in circle.sent(TRIAD))


def test_only_a_counsellor_judges_a_mission(circle: Companion) -> None:
    circle.hears(SOON)

    assert changed_nothing(circle.presses(LEA, f"i:{TRIAD.id}:fits-1:{NUMBER}"))
    assert changed_nothing(circle.presses(MARC, f"i:{TRIAD.id}:strays-1:{NUMBER}"))


def test_without_a_key_people_say_what_they_know() -> None:
    circle = Companion(service=False)
    circle.says(LEA, "/immersion")
    circle.taps(LEA, "Je n'ai pas de numéro")
    circle.says(LEA, "7/12")
    circle.says(LEA, "1/12")
    assert "avant le premier" in circle.sees(LEA)
    for words in ("18 décembre", "Atelier Lumen", "Accueil, rangement"):
        circle.says(LEA, words)
    circle.taps(LEA, "Oui")
    circle.taps(LEA, "Pas encore")

    assert "dit par Léa" in circle.sees(LEA)
    assert "le représentant légal de Léa" in circle.sees(TRIAD)
    circle.taps(LEA, "Tout le monde a signé")
    assert TOLD_SIGNED == circle.immersions[0].convention.status
    assert "C'est déjà noté" in toast(circle.presses(LEA, f"i:{TRIAD.id}:signed:dite-20261207"))


def test_nobody_says_that_it_is_signed_where_the_site_says_it(circle: Companion) -> None:
    circle.hears(SOON)

    assert "c'est le site qui dit" in toast(circle.presses(NADIA, f"i:{TRIAD.id}:signed:{NUMBER}", at=topic()))


def test_the_end_is_looked_at_by_both(circle: Companion) -> None:
    circle.hears(replace(SOON, status=VALID))
    assert [] == circle.fires("immersion-ended", datetime(2026, 12, 18, 12, 0, tzinfo=MONDAY.tzinfo))
    circle.fires("immersion-ended", datetime(2026, 12, 21, 8, 0, tzinfo=MONDAY.tzinfo))
    circle.taps(MARC, "Faire le bilan")
    circle.taps(MARC, "Pas encore")
    assert "ensemble" in circle.sees(MARC)
    circle.presses(MARC, f"i:{TRIAD.id}:review:{NUMBER}")
    circle.taps(MARC, "Oui, on y va")
    circle.says(MARC, "L'accueil")
    circle.says(MARC, "Le stock")
    circle.taps(MARC, "Une alternance")
    circle.taps(MARC, "✅ Oui")

    assert "bien réussi : « L'accueil »" in circle.sees(LEA)
    assert "Le stock" in circle.sees(TRIAD)
    circle.taps(LEA, "J'étais là")
    assert "confirme le bilan" in circle.sees(TRIAD)
    assert "yes" == circle.immersions[0].review["apprentice"]
    assert "déjà noté" in toast(circle.presses(LEA, f"i:{TRIAD.id}:differ:{NUMBER}"))
    assert "déjà fait" in toast(circle.presses(MARC, f"i:{TRIAD.id}:review:{NUMBER}"))


def test_a_link_to_sign_is_not_kept(circle: Companion) -> None:
    circle.says(LEA, "/immersion https://immersion-facile.beta.gouv.fr/x?jwt=aaa.bbbbbbbbbbbbbbbbbbbbbbbbb.ccc")

    assert any("permet de signer à la place" in text_of(act) for act in circle.sent(LEA))
    assert not any("bbbbbb" in str(kept) for kept in circle.kept)
