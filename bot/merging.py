"""`triade merge-structures`: two structures become one; first only a report of what would happen."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection

from bot.operator import Impossible
from bot.reach import reach
from storage.engine.unit import Database
from storage.merging.plan import Clash, Kind, NotTwo, Plan

#: role -> one and several
ROLES = {
    "apprentice": ("jeune", "jeunes"),
    "tutor": ("personne d'une entreprise", "personnes d'entreprises"),
    "trainer": ("formateur", "formateurs"),
    "counsellor": ("conseiller", "conseillers"),
    "manager": ("responsable", "responsables"),
}
#: what passes, by the names of storage/merging/look.py
PASSES = {
    "threads": ("fil", "fils"),
    "open_threads": ("fil encore ouvert", "fils encore ouverts"),
    "posts": ("message", "messages"),
    "missions": ("mission", "missions"),
    "lessons": ("version de leçon publiée", "versions de leçons publiées"),
    "grids": ("grille choisie", "grilles choisies"),
    "canned": ("réponse prête", "réponses prêtes"),
    "workshops": ("atelier", "ateliers"),
    "codes": ("invitation en attente", "invitations en attente"),
    "cards": ("carte « À traiter » en cours", "cartes « À traiter » en cours"),
    "timers": ("rappel ou échéance en attente", "rappels et échéances en attente"),
    "letters": ("envoi en attente", "envois en attente"),
    "events": ("ligne de journal", "lignes de journal"),
}
#: what is closed
CLOSES = {
    "keys": ("clé d'API", "clés d'API"),
    "hooks": ("adresse prévenue (webhook)", "adresses prévenues (webhooks)"),
    "sessions": ("page ouverte", "pages ouvertes"),
    "doors": ("lien vers le bureau", "liens vers le bureau"),
}
#: {ours} of the structure that joins, {theirs} of the one that stays
SENTENCES: Mapping[Kind, str] = {
    Kind.TWO_FORUMS: "« {ours} » et « {theirs} » ont chacune un forum : dites lequel reste, avec --forum et le numéro "
    "de sa structure.",
    Kind.NO_FORUM: "--forum nomme la structure {ours}, qui n'est pas l'une des deux ou n'a pas de forum.",
    Kind.APPRENTICE_TWICE: "{ours} et {theirs} : un même jeune, à une même adresse, a un dossier de chaque côté. "
    "L'un des deux doit être effacé d'abord (/effacer) : deux dossiers ne se mélangent pas.",
    Kind.TWO_ROLES: "{ours} et {theirs} : une même adresse, deux rôles différents. L'un des deux doit partir d'abord.",
    Kind.TANGLED: "La personne {ours} partage ses adresses avec plusieurs autres : l'une doit partir d'abord.",
    Kind.ERASURE_ASKED: "La personne {ours}, présente des deux côtés, a demandé son effacement : attendez sa fin.",
    Kind.DRAFT: "La leçon « {ours} » a un brouillon de chaque côté : publiez ou retirez l'un des deux (/publier).",
    Kind.COHORT_OPEN: "La cohorte « {ours} » est ouverte : elle recruterait les jeunes de l'autre structure. Fermez-la "
    "d'abord (/evaluation).",
    Kind.WORKSHOP_OPEN: "L'atelier {ours} est en cours : attendez sa fin.",
    Kind.ADULT_TWICE: "{ours} et {theirs} : même adresse, même rôle. La seconde personne reprend les fils, les envois "
    "et les rappels ; la première n'est plus là, et garde sous son numéro ce qu'elle a fait.",
    Kind.ADDRESS_OF_WHO_LEFT: "{ours} et {theirs} : même adresse, mais l'une n'est plus là. L'autre la garde.",
    Kind.LESSON: "La leçon « {ours} » est publiée des deux côtés : celle de la structure qui reste est lue par tous. "
    "Les autres versions prennent les numéros suivants, et qui en a commencé une la finit.",
    Kind.RECORDING: "Une page de « {ours} » est enregistrée des deux côtés : la voix de la structure qui reste est "
    "gardée.",
    Kind.GRID: "La grille « {ours} » ne sert plus qu'aux regards déjà donnés avec elle : la grille de la structure qui "
    "reste vaut pour tous.",
    Kind.CANNED: "La réponse prête « {ours} » existe des deux côtés : celle qui arrive prend un numéro après son nom.",
    Kind.WORKSHOP_CODE: "L'atelier {ours}, terminé, a le code d'un autre : il prend un numéro après son code.",
    Kind.CARD: "Deux cartes « À traiter » parlent de « {ours} » : celle de la structure qui reste est gardée.",
    Kind.SETTINGS: "Le réglage « {ours} » diffère : celui de la structure qui reste vaut pour tous.",
    Kind.ZONE: "Le fuseau {ours} devient {theirs} : les heures polies et les rappels le suivent.",
    Kind.SAME_REFERENCE: "{ours} et {theirs} : même numéro de dossier. Rien n'est fusionné : à regarder.",
    Kind.SAME_NAME: "{ours} et {theirs} : même prénom, même rôle. Rien n'est fusionné : à regarder.",
    Kind.INVITED_TWICE: "{ours} et {theirs} attendent à la même adresse : les deux restent, l'une est de trop.",
    Kind.LESSON_FOR_ALL: "La leçon « {ours} » n'est publiée que par la structure qui arrive : tous la liront.",
}
#: those whose sentence names people
OF_PEOPLE = frozenset(
    {
        Kind.APPRENTICE_TWICE, Kind.TWO_ROLES, Kind.TANGLED, Kind.ERASURE_ASKED, Kind.ADULT_TWICE,
        Kind.ADDRESS_OF_WHO_LEFT, Kind.SAME_REFERENCE, Kind.SAME_NAME, Kind.INVITED_TWICE, Kind.CARD,
    }
)  # fmt: skip
#: what a structure has chosen, as people say it
CHOICES = {
    "authors": "qui écrit des leçons", "channel_order": "ordre des canaux", "closed_days": "jours de fermeture",
    "data_officer": "délégué à la protection des données", "emergency": "numéros d'urgence",
    "held": "messages relus avant de partir", "hours": "horaires", "ladders": "rappels",
    "mail_minutes": "courriels groupés", "polite": "heures polies", "protected": "copie bloquée",
    "workshop": "ateliers",
}  # fmt: skip
#: a bot that has shown life since then still runs
LIVELY = timedelta(seconds=60)
#: of each kind, how many are named in the report
NAMED = 20


def register(commands: Any, command: Callable[..., argparse.ArgumentParser]) -> None:
    """The command."""
    one = command(commands, "merge-structures", _merge, "réunit deux structures : d'abord un rapport, puis --do")
    one.add_argument("source", type=int, metavar="DE", help="numéro de la structure qui rejoint l'autre")
    one.add_argument("target", type=int, metavar="DANS", help="numéro de la structure qui reste")
    one.add_argument("--forum", type=int, help="numéro de la structure dont le forum reste, si les deux en ont un")
    how = one.add_mutually_exclusive_group()
    how.add_argument("--dry-run", action="store_true", help="rien ne change : le rapport seul (par défaut)")
    how.add_argument("--do", action="store_true", help="le faire, d'un bloc")


async def _merge(arguments: argparse.Namespace) -> int:
    from bot.runtime.clock import system
    from bot.runtime.settings import load

    database, now = await reach(load(), upgrade=False), system()
    try:
        plan, done = await _run(database, arguments, now)
    except NotTwo:
        raise Impossible(
            f"Il faut deux structures différentes : n° {arguments.source} et n° {arguments.target}, voir « triade "
            "structure list »."
        ) from None
    finally:
        await database.close()
    print("\n".join(report(plan, done)))
    return 1 if plan.undecided else 0


async def _run(database: Database, arguments: argparse.Namespace, now: datetime) -> tuple[Plan, bool]:
    """The plan, and whether it was done. A report alone changes nothing; whoever may be named in it sees that it was
    read."""
    from storage import migrate
    from storage.merging import Undecided, look, merge
    from storage.road import doors

    which = (arguments.source, arguments.target, arguments.forum)
    if not arguments.do:
        if await database.run(migrate.version) != migrate.head():
            raise Impossible("La base de données n'est pas à jour : lancez « triade migrate ».")
        plan = await database.snapshot(lambda c: look(c, *which, now))
        return await _shown(database, plan, now), False
    world = _world()
    await database.run(migrate.upgrade)
    if await database.run(lambda c: doors.newest(c) or now - LIVELY) > now - LIVELY:
        raise Impossible("Le bot est en marche : arrêtez-le, attendez une minute, puis recommencez.")
    try:
        return await database.run(lambda c: merge(c, *which, world, now)), True
    except Undecided as undecided:
        return await _shown(database, undecided.plan, now), False


async def _shown(database: Database, plan: Plan, now: datetime) -> Plan:
    """The report names people of both structures, when it does: that is a reading of the operator's."""
    from storage import readings

    def note(c: Connection) -> None:
        for structure in (plan.source.id, plan.target.id):
            readings.by_operator(c, structure, "merge", now)

    if any(clash.kind in OF_PEOPLE for clash in plan.clashes):
        await database.run(note)
    return plan


def _world() -> Any:
    from bot.runtime import holidays
    from bot.runtime.languages import translations
    from storage.content.library import library
    from storage.road.scenes import World

    return World(library(), holidays.closed, translations=translations)


def report(plan: Plan, done: bool) -> Iterator[str]:
    """Line by line, in plain words."""
    yield f"« {plan.source.name} » (n° {plan.source.id}) rejoint « {plan.target.name} » (n° {plan.target.id})"
    yield "" if done else "Rien n'a changé : ceci est un rapport."
    yield "Passent :"
    yield from _counted(ROLES, plan.people)
    yield from _counted(PASSES, plan.counts)
    yield "Se ferment, car ils ouvriraient aussi l'autre structure :"
    yield from _counted(CLOSES, plan.counts)
    yield from _forum(plan)
    yield "L'équipe de chacune voit les fils des deux. Les clés de la structure qui reste lisent aussi qui arrive."
    sure = [clash for clash in plan.clashes if clash not in plan.undecided]
    if sure:
        yield "Ce qui se heurte, ou qui est à regarder :"
        yield from _told(sure)
    if plan.undecided:
        yield "✗ À décider d'abord, sinon rien ne se fait :"
        yield from _told(list(plan.undecided))
    elif done:
        yield f"✓ C'est fait. Chacun l'apprend, et « {plan.source.name} » n'existe plus."
    else:
        forum = f" --forum {plan.forum}" if plan.left is not None else ""
        yield "✓ Tout est décidé. Pour le faire :"
        yield f"  triade merge-structures {plan.source.id} {plan.target.id}{forum} --do"


def _counted(names: Mapping[str, tuple[str, str]], counts: Mapping[str, int]) -> Iterator[str]:
    there = [(names[name], n) for name in names if (n := counts.get(name, 0))]
    yield from (f"  {n} {several if n > 1 else one}" for (one, several), n in there)
    if not there:
        yield "  rien"


def _forum(plan: Plan) -> Iterator[str]:
    if plan.forum is None:
        linked = plan.source.chat or plan.target.chat
        yield "Forum : celui qui reste n'est pas dit." if linked else "Forum : aucun n'est lié."
        return
    stays = plan.source if plan.forum == plan.source.id else plan.target
    yield f"Forum : celui de « {stays.name} » reste."
    if plan.left is not None:
        yield f"Celui de « {plan.left.name} » est quitté : chaque fil ouvert le dit là-bas, et rouvre son sujet ici."


def _told(clashes: list[Clash]) -> Iterator[str]:
    told: dict[Kind, int] = {}
    for clash in clashes:
        told[clash.kind] = told.get(clash.kind, 0) + 1
        if told[clash.kind] <= NAMED:
            ours = CHOICES.get(clash.ours, clash.ours) if clash.kind is Kind.SETTINGS else clash.ours
            yield "  – " + SENTENCES[clash.kind].format(ours=ours, theirs=clash.theirs)
    yield from (f"  – … et {n - NAMED} de plus, de même" for n in told.values() if n > NAMED)
