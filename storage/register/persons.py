"""The register, people: structures, who is in them, how they are reached, who is in which thread, how they came."""

from __future__ import annotations

from storage import tables as t
from storage.register.shape import FILE, STRUCTURE, Entry, Fate, Kept, Late, days

TEAM = "l'équipe de la structure"
THREAD = "les membres du fil et l'équipe de la structure"
HERSELF = "la personne elle-même"
NOBODY = "personne : le programme seul"
SECRETS = "des secrets, même hachés, ne sortent pas"

ENTRIES = (
    Entry(
        t.structures, "faire vivre l'espace d'une structure", TEAM,
        Kept(f"{STRUCTURE.words} ; le prénom de qui lui est inconnu dans son forum, 30 jours"),
        facts={"name": "son nom", "timezone": "son fuseau", "hours": "ses horaires", "emergency": "consignes d'urgence",
               "forum_channel": "le canal du forum", "forum_chat": "le groupe du forum",
               "desk_topic": "le sujet « À traiter »", "forum_open": "l'on peut y écrire",
               "settings": "ce que la structure a choisi, et qui lui est inconnu dans son forum"},
        hers=Fate.STAYS, theirs=Fate.STAYS,
    ),
    Entry(
        t.people, "savoir qui parle, dans quel rôle et dans quelle langue", THREAD,
        Kept(f"{FILE.words} ; sans oui ni non à l'arrivée, 90 jours ; "
             "une personne de l'équipe : jusqu'à ce qu'elle demande son effacement"),
        words={"first_name": "le prénom affiché", "company": "l'entreprise, pour un tuteur",
               "settings": "ses choix (rappels, semaine, absence), si elle est à recontacter, "
                           "une adresse à confirmer, d'où elle est venue"},
        facts={"role": "son rôle", "language": "sa langue", "consent_version": "la version des informations acceptée",
               "consent_at": "quand elle l'a acceptée", "left_at": "depuis quand elle n'est plus là"},
        own=("id",), hers=Fate.APART, theirs=Fate.APART,
        stays="un numéro sans nom, le rôle et deux dates : les décomptes d'hier restent justes",
    ),
    Entry(
        t.addresses, "écrire à la bonne personne", NOBODY, FILE,
        words={"value": "identifiant Telegram, adresse mail ou numéro"},
        facts={"channel": "le canal", "current": "celle qui parle là en ce moment", "blocked_at": "ne répond plus"},
        own=("person_id",),
    ),
    Entry(
        t.triads, "réunir un jeune, l'entreprise et l'équipe", THREAD, FILE,
        words={"topic_name": "le nom du sujet dans le forum",
               "settings": "choix pour ce fil, ses sujets dans un forum quitté, et les cartes montrées à nouveau"},
        facts={"topic": "le sujet du forum", "posts": "nombre de messages", "pros_topic": "le sujet des professionnels",
               "pros_posts": "nombre de messages entre professionnels", "missions": "nombre de missions"},
        hers=Fate.APART, theirs=Fate.STAYS, stays="un numéro de fil fermé, sans nom",
    ),
    Entry(
        t.triad_groups, "écrire dans le groupe Telegram de la triade, et à ses membres seulement", THREAD,
        Kept(f"{FILE.words} ; le prénom de qui l'équipe ne connaît pas, 30 jours, et plus dès qu'elle l'accepte"),
        words={"title": "le nom du groupe", "chat": "le groupe",
               "who": "qui y est : numéros des membres, empreintes de qui l'équipe y accepte, empreintes et prénoms "
                      "de qui elle ne connaît pas ; numéros des messages à y corriger ; dernier compte"},
        facts={"channel": "le canal", "linked_by": "qui l'a relié", "since": "depuis"},
        hers=Fate.GOES, theirs=Fate.STAYS, stays="un numéro ou une empreinte, tant que le groupe reste relié",
    ),
    Entry(
        t.members, "savoir qui lit un fil, et depuis quand", THREAD, FILE,
        facts={"role": "la place dans le fil", "since": "depuis", "until": "jusqu'à",
               "topic": "le sujet de ce fil dans sa conversation avec le robot", "topic_chat": "cette conversation",
               "topics_lost": "combien de tels sujets ont été supprimés"},
        own=("person_id",), hers=Fate.APART, theirs=Fate.APART, stays="numéros et dates, sans nom",
    ),
    Entry(
        t.invitations, "faire entrer la bonne personne, une seule fois", TEAM,
        days(30, "expires_at", "30 jours après la fin de validité"),
        words={"first_name": "le prénom prévu", "value": "l'adresse à qui l'invitation est partie, jusqu'à son usage"},
        facts={"code_hash": "empreinte du code", "role": "le rôle ouvert", "channel": "le canal",
               "reference": "numéro de dossier i-milo",
               "invited_by": "qui a invité", "expires_at": "fin de validité", "used_at": "utilisée le",
               "used_by": "par qui", "declined_at": "refusée le, encore valable"},
        own=("used_by",), withheld=SECRETS,
    ),
    Entry(
        t.rooms, "savoir ce que le robot peut faire dans un groupe", NOBODY,
        Kept("tant que le robot est dans le groupe ; 30 jours après", (Late("updated_at", 30, states=("gone",)),)),
        words={"title": "le nom du groupe"},
        facts={"channel": "le canal", "chat": "le groupe", "bond": "membre, administrateur, parti",
               "can_manage_topics": "droit", "is_forum": "a des sujets"},
        hers=Fate.APART, theirs=Fate.STAYS,
        withheld="la route : des groupes, avant qu'on sache de quelle structure", unshown="ce que le robot peut faire",
    ),
    Entry(
        t.links, "ouvrir une page à la bonne personne", NOBODY, days(30, "expires_at", "30 jours après la fin"),
        words={"subject": "de quoi il s'agit"},
        facts={"code_hash": "empreinte du code", "purpose": "la page", "device_hash": "empreinte de l'appareil",
               "expires_at": "fin de validité", "revoked_at": "fermé le"},
        own=("person_id",), withheld=SECRETS,
    ),
    Entry(
        t.sessions, "rester sur une page le temps d'agir", NOBODY, days(30, "expires_at", "30 jours après la fin"),
        facts={"secret_hash": "empreinte du secret", "link_id": "le lien d'entrée", "opened_at": "ouverte le",
               "idle_at": "se ferme sans activité à", "expires_at": "fin"},
        own=("person_id",), withheld=SECRETS,
    ),
    Entry(
        t.api_keys, "laisser un autre logiciel lire ce que la structure a choisi", "l'équipe de la structure",
        days(365, "expires_at", "un an après la fin"),
        facts={"secret_hash": "empreinte du secret", "label": "à quoi sert la clé", "scopes": "ce qu'elle ouvre",
               "expires_at": "fin de validité", "revoked_at": "fermée le", "used_at": "dernier usage, à la minute"},
        hers=Fate.STAYS, theirs=Fate.STAYS, withheld=SECRETS,
    ),
    Entry(
        t.hooks, "prévenir un autre logiciel de ce que la structure a choisi", "l'équipe de la structure", STRUCTURE,
        facts={"url": "où c'est envoyé", "secret": "ce qui signe, vidé à la fermeture", "scopes": "ce qu'on y dit",
               "told": "combien", "arrived": "jusqu'où c'est arrivé", "stopped": "en repos ou fermé"},
        hers=Fate.STAYS, theirs=Fate.STAYS, withheld=SECRETS,
    ),
    Entry(
        t.hook_letters, "prévenir un autre logiciel de ce que la structure a choisi", NOBODY, days(30, "created_at"),
        facts={"hook_id": "où", "body": "des numéros et des étapes, sans nom ni mot de personne", "attempts": "essais",
               "reason": "pourquoi ce n'est pas arrivé", "not_before": "pas avant", "sent_at": "arrivé le"},
        hers=Fate.STAYS, theirs=Fate.STAYS, withheld="la route : des événements de passage",
    ),
    Entry(
        t.tastes, "proposer des métiers qui plaisent", HERSELF + ", et l'équipe si elle l'a voulu", FILE,
        words={"families": "familles de métiers qui plaisent"}, facts={"shared": "montré à l'équipe"},
        own=("person_id",), withheld="ce qui plaît à quelqu'un n'est qu'à elle",
    ),
    Entry(
        t.nudges, "ne pas relancer deux fois", TEAM, days(365, "decided_at"),
        facts={"key": "la décision", "subject": "à propos de quoi", "message": "le message", "decided_at": "date"},
        own=("person_id",),
    ),
    Entry(
        t.forgotten, "tenir parole quand quelqu'un demande l'effacement", TEAM + ", sans contenu",
        Kept("aussi longtemps que les sauvegardes"),
        words={"rooms": "où lui retirer les derniers messages, le temps de le faire"},
        facts={"why": "demandé, sans nouvelles, ou sans réponse à l'invitation", "asked_at": "demandé le",
               "due_at": "prévu le", "erased_at": "fait le", "finished_at": "fini le"},
        own=("person_id",), hers=Fate.APART, theirs=Fate.APART, stays="un numéro et des dates : la preuve",
        withheld="nomme qui n'est plus là",
    ),
    Entry(
        t.nudged, "au plus une relance par jour", NOBODY, FILE, own=("person_id",),
    ),
)  # fmt: skip
