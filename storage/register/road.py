"""The register, the desk and the road: cards, calls, what comes in and goes out, what is due, the journal; files."""

from __future__ import annotations

from storage import tables as t
from storage.register.persons import NOBODY, TEAM
from storage.register.shape import FILE, STRUCTURE, Entry, Fate, FileKind, Kept, Late, days

ALONE = "l'équipe seule ; chaque lecture est notée"
PRIVATE = "« Ça ne va pas » : se lit dans son registre à part, jamais dans un export de structure"
ROAD = "la route : des messages de passage"
HOLD = "une alerte encore ouverte reste, sans le prénom, jusqu'à ce que l'équipe la referme (protection)"
DONE = ("done", "ignored")
SENT, UNSENT = ("sent", "cancelled", "removed"), ("held", "dead")

ENTRIES = (
    Entry(
        t.desk_cards, "ne rien oublier : ce qui attend l'équipe", TEAM,
        Kept(f"{FILE.words} ; une carte qui n'est sur personne : un an", (Late("changed_at", 365, loose=True),)),
        words={"content": "ce que dit la carte, et ce que l'équipe y a noté"},
        facts={"key": "repère", "subject": "à propos de quoi", "kind": "pourquoi", "urgent": "urgent",
               "holder_id": "qui s'en occupe", "raised_at": "depuis", "changed_at": "changée le"},
        own=("person_id",), hers=Fate.APART, theirs=Fate.APART, stays=HOLD,
        unshown="notes de travail de l'équipe : elles se demandent à la structure",
    ),
    Entry(
        t.calls, "répondre à « Ça ne va pas »", ALONE, FILE,
        facts={"key": "repère", "urgency": "urgence", "raised_at": "le", "answered_at": "répondu le",
               "closed_at": "fermé le", "asks_until": "jusqu'à quand on demande où va la suite"},
        own=("person_id",), hers=Fate.APART, theirs=Fate.APART, stays=HOLD, withheld=PRIVATE,
    ),
    Entry(
        t.call_lines, "répondre à « Ça ne va pas »", ALONE, FILE, words={"content": "ce qui a été dit"},
        facts={"call_key": "l'alerte", "author_id": "par qui"}, own=("author_id",),
        hers=Fate.APART, theirs=Fate.STAYS, stays=HOLD, withheld=PRIVATE,
    ),
    Entry(
        t.call_readings, "savoir qui a lu une alerte", "la personne elle-même et l'équipe", FILE,
        facts={"call_key": "l'alerte"}, own=("person_id",), hers=Fate.APART, theirs=Fate.STAYS, stays=HOLD,
        withheld=PRIVATE,
    ),
    Entry(
        t.held_posts, "relire un message avant qu'il parte", TEAM, FILE, words={"parcel": "le message retenu"},
        facts={"key": "repère", "author_id": "qui l'a écrit", "reason": "pourquoi", "decided_at": "décidé le"},
        own=("author_id",), withheld="pas encore décidé",
    ),
    Entry(
        t.inbox, "ne perdre aucun message reçu", NOBODY,
        Kept("le contenu 7 jours, le numéro 30 jours",
             (Late("received_at", 7, DONE, ("raw", "lane")), Late("received_at", 30, ("dead",), ("raw", "lane")),
              Late("received_at", 30, DONE))),
        words={"raw": "le message tel qu'il est arrivé", "lane": "la conversation d'où il vient"},
        facts={"door": "la porte d'entrée", "turn": "avant ou après les autres", "tries": "essais",
               "reason": "pourquoi rien n'a suivi", "received_at": "reçu le", "retry_at": "à réessayer",
               "done_at": "traité le"},
        hers=Fate.APART, theirs=Fate.APART, withheld=ROAD, unshown="copies de passage des mêmes messages",
    ),
    Entry(
        t.outbox, "envoyer chaque message une fois, à la bonne personne", NOBODY,
        Kept("le contenu 7 jours ; les numéros des messages, le temps du suivi (pour pouvoir les retirer) ; "
             "les réponses à des inconnus, 30 jours",
             (Late("created_at", 7, SENT, ("payload",)), Late("created_at", 30, UNSENT, ("payload",)),
              Late("created_at", 30, homeless=True))),
        words={"payload": "ce que montre le message", "chat": "la conversation", "lane": "la file d'attente",
               "recipient": "à qui", "message": "son numéro chez Telegram"},
        facts={"cause": "pourquoi il part", "rank": "rang", "act": "envoyer, changer, retirer…", "turn": "tour",
               "channel": "le canal", "topic": "le sujet", "subject": "ce qu'il montre", "part": "morceau",
               "target_id": "le message changé", "attached": "un fichier est joint", "urgency": "urgence",
               "slot": "place parmi les autres", "doubt": "que faire en cas de doute", "attempts": "essais",
               "doubts": "doutes", "reason": "pourquoi", "sender": "le processus", "not_before": "pas avant",
               "sent_at": "parti le"},
        own=("person_id",), hers=Fate.APART, theirs=Fate.APART, stays="la date d'un envoi, sans adresse ni contenu",
        withheld=ROAD, unshown="copies de passage des mêmes messages",
    ),
    Entry(
        t.timers, "faire les choses à l'heure", NOBODY,
        Kept("400 jours après l'échéance", (Late("due_at", 400, ("fired", "stopped")),)),
        words={"data": "ce qu'il faut pour agir"},
        facts={"key": "repère", "kind": "quoi", "due_at": "quand", "fired_at": "fait le"},
        own=("person_id",), withheld=ROAD, unshown="échéances du programme",
    ),
    Entry(
        t.events, "prouver et mesurer, sans les mots de personne", TEAM + ", sous forme de chiffres",
        days(1095, "at", "3 ans, puis supprimé"),
        words={"cause": "ce qui l'a provoqué"},
        facts={"kind": "ce qui s'est passé", "subject": "à propos de quoi", "data": "chiffres et codes"},
        own=("person_id",), hers=Fate.EMPTIED, theirs=Fate.EMPTIED,
        stays="la suite des faits, sous un numéro sans nom : les chiffres d'évaluation restent justes",
    ),
    Entry(
        t.alerts, "prévenir l'exploitant", "l'exploitant", days(365, "at"),
        facts={"cause": "la cause", "kind": "quoi", "words": "une phrase du programme, sans contenu", "seen_at": "vue"},
        hers=Fate.STAYS, theirs=Fate.STAYS, withheld=ROAD,
    ),
    Entry(
        t.doors, "savoir qu'une porte vit", NOBODY, STRUCTURE,
        facts={"door": "la porte", "last_number": "dernier numéro", "alive_at": "vivante à"},
        hers=Fate.STAYS, theirs=Fate.STAYS, withheld="la route : ne dit rien de personne",
    ),
    Entry(
        t.erasures, "ouvrir le journal le temps d'un effacement", NOBODY, Kept("jamais plus qu'une transaction"),
        facts={"reason": "pourquoi"}, hers=Fate.STAYS, theirs=Fate.STAYS,
        withheld="vide : une ligne y vit le temps d'une transaction, sans structure ni personne",
    ),
)  # fmt: skip

FILES = (
    FileKind("la base (et son journal d'écriture)", "toutes les tables", "faire marcher Triade", "l'exploitant",
             "selon chaque table", "selon chaque table ; les octets sont écrasés et le journal vidé"),
    FileKind("la liste des effacements", "numéros de personnes effacées et dates",
             "effacer de nouveau après la restauration d'une sauvegarde", "l'exploitant",
             "aussi longtemps que les sauvegardes", "ne contient ni nom ni contenu"),
    FileKind("les sauvegardes", "une copie de la base", "revenir après une panne", "l'exploitant d'astreinte",
             "35 jours (à régler par l'exploitant)", "rien n'y est changé ; à la restauration, la liste rejoue"),
    FileKind("les fichiers envoyés", "photos, voix, documents", "les montrer dans le fil", "les membres du fil",
             "chez Telegram ; Triade n'en garde que le numéro", "le numéro part ; les messages récents sont retirés"),
    FileKind("la boîte mail des réponses (IMAP)", "les mails reçus", "répondre sans Telegram",
             "le fournisseur de mail", "7 jours après leur lecture, puis supprimés par le programme",
             "s'effacent seuls dans ces 7 jours"),
    FileKind("les mails et SMS envoyés", "les mots du fil ; un lien", "joindre qui n'a pas Telegram",
             "qui les reçoit, le fournisseur de mail, la société de SMS", "chez eux : hors de portée",
             "restent chez qui les a reçus : c'est dit avant l'effacement"),
    FileKind("les PDF, tableaux et images", "récapitulatifs, attestations, exports", "être lus ou imprimés",
             "qui les a demandés", "faits au moment de l'envoi, jamais gardés",
             "le message est retiré si Telegram le permet encore"),
    FileKind("le journal technique", "ce que fait le programme, sans contenu ni nom", "réparer", "l'exploitant",
             "30 jours (à régler par l'exploitant)", "rien de personnel n'y est"),
    FileKind("les exports faits à la ligne de commande", "les données d'une structure", "les lui remettre",
             "qui les a demandés", "hors de Triade : à effacer par qui les a", "à la charge de qui les a"),
    FileKind("Redis", "compteurs de débit, sous une empreinte de la conversation", "respecter les limites de Telegram",
             "le programme", "quelques minutes", "s'efface seul"),
)  # fmt: skip
