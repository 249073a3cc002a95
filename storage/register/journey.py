"""The register, the journey: the thread, missions and looks, lessons, meetings, immersions, the passport, workshops."""

from __future__ import annotations

from storage import tables as t
from storage.register.persons import HERSELF, NOBODY, TEAM, THREAD
from storage.register.shape import FILE, STRUCTURE, Entry, Fate, Kept, Late, days

MARKS_STAY = "les cases cochées : elles parlent du travail du jeune"
WORKS = Kept("tant que la structure s'en sert")

ENTRIES = (
    Entry(
        t.posts, "se parler à trois", THREAD + " ; les notes et la ligne des professionnels, sans le jeune", FILE,
        words={"content": "le message, ses fichiers, les réactions", "chat": "la conversation",
               "message": "le numéro chez Telegram"},
        facts={"author_id": "qui l'a écrit", "role": "son rôle", "channel": "le canal", "topic": "le sujet",
               "note": "reste dans l'équipe",
               "parts": "nombre de morceaux", "edited_at": "modifié le"},
        own=("author_id",), theirs=Fate.EMPTIED,
    ),
    Entry(
        t.runs, "finir une conversation commencée", NOBODY,
        Kept("les réponses 7 jours après la fin, la trace 90 jours",
             (Late("updated_at", 7, ("done", "dropped"), ("facts", "answers")),
              Late("updated_at", 90, ("done", "dropped")))),
        words={"facts": "ce que le robot savait en commençant", "answers": "les réponses données"},
        facts={"mark": "repère des boutons", "script": "quelle conversation", "asked": "la question à l'écran",
               "channel": "le canal", "chat": "la conversation", "topic": "le sujet", "started_at": "début"},
        own=("person_id",), hers=Fate.APART, theirs=Fate.APART, withheld="la route : des questions à l'écran",
    ),
    Entry(
        t.missions, "proposer, valider et suivre des missions", THREAD, FILE,
        words={"card": "la mission telle qu'elle se lit"}, facts={"version": "version"},
    ),
    Entry(
        t.mission_steps, "savoir qui a décidé quoi", THREAD, FILE,
        words={"note": "les mots donnés avec la décision"},
        facts={"version": "version", "act": "la décision", "role": "dans quel rôle", "channel": "par quel canal",
               "card": "la mission à ce moment"},
        own=("person_id",), theirs=Fate.EMPTIED, stays="la décision et sa date, sans nom : la mission est au jeune",
    ),
    Entry(
        t.mission_origins, "relier une mission au cours et à l'entreprise", THREAD, FILE,
        facts={"mission": "la mission", "work": "côté entreprise", "course": "côté cours"},
    ),
    Entry(
        t.assessments, "regarder à deux une mission finie", THREAD + ", quand les deux regards sont là", FILE,
        words={"words": "les mots du regard"},
        facts={"side": "jeune ou entreprise", "grid_version": "la grille", "marks": "les cases cochées"},
        own=("person_id",), theirs=Fate.EMPTIED, stays=MARKS_STAY,
    ),
    Entry(
        t.grids, "la grille des regards", TEAM, STRUCTURE,
        facts={"version": "version", "grid": "critères et niveaux", "own": "choisie par la structure",
               "chosen_by": "par qui"},
        hers=Fate.STAYS, theirs=Fate.STAYS,
    ),
    Entry(
        t.progress, "reprendre une leçon où elle en est", HERSELF + " ; l'équipe voit le parcours", FILE,
        words={"state": "où elle en est, et ses réponses aux questions"},
        facts={"module": "la leçon", "started_at": "début", "finished_at": "fin"}, own=("person_id",),
    ),
    Entry(
        t.recalls, "revoir des questions plus tard", HERSELF, FILE,
        words={"state": "quelles questions, et ses réponses"}, facts={"module": "la leçon", "round": "le tour"},
        own=("person_id",),
    ),
    Entry(
        t.attestations, "prouver des leçons finies", "qui a son lien de vérification", FILE,
        words={"state": "prénom, structure, leçons et dates"}, facts={"issued_at": "faite le"}, own=("person_id",),
    ),
    Entry(
        t.recordings, "écouter une leçon", "les jeunes de la structure", WORKS,
        facts={"module": "la leçon", "page": "la page lue", "recorded_at": "le", "state": "le fichier de la voix"},
        own=("person_id",), hers=Fate.GOES,
    ),
    Entry(
        t.module_versions, "les leçons publiées", "tous", WORKS,
        facts={"slug": "la leçon", "version": "version", "module": "son texte", "source": "son texte d'origine",
               "published_at": "publiée le", "published_by": "par qui"}, hers=Fate.STAYS, theirs=Fate.STAYS,
    ),
    Entry(
        t.module_drafts, "les leçons en préparation", TEAM, WORKS,
        facts={"slug": "la leçon", "module": "son texte", "name": "le fichier", "source": "son texte d'origine",
               "drafted_by": "par qui", "drafted_at": "le"},
        hers=Fate.STAYS, theirs=Fate.STAYS, withheld="pas encore décidé",
    ),
    Entry(
        t.module_previews, "relire une leçon avant de la publier", HERSELF, days(30, "updated_at"),
        facts={"state": "où elle en est"}, own=("person_id",), withheld="pas encore décidé",
    ),
    Entry(
        t.horizons, "ce qui vient, en cours et en entreprise", THREAD, FILE,
        facts={"family": "la famille de métiers", "asked_work": "entreprise interrogée le",
               "asked_course": "formation interrogée le"},
    ),
    Entry(
        t.horizon_items, "ce qui vient, en cours et en entreprise", THREAD, FILE,
        words={"words": "la tâche ou le thème", "file": "un fichier joint"},
        facts={"side": "entreprise ou cours", "week": "sa semaine", "line": "la ligne du programme",
               "usual": "tâche courante du métier"},
        own=("person_id",), theirs=Fate.EMPTIED, stays="la date prévue, sans les mots ni le nom",
    ),
    Entry(
        t.horizon_ties, "ce qui vient, en cours et en entreprise", THREAD, FILE,
        facts={"work": "côté entreprise", "course": "côté cours"}, own=("person_id",), theirs=Fate.STAYS,
        stays="le lien entre deux lignes, sans nom",
    ),
    Entry(
        t.meetings, "se retrouver à trois", THREAD, FILE,
        words={"data": "le lieu, les moments, le compte rendu"}, facts={"stage": "où il en est", "starts": "le moment"},
    ),
    Entry(
        t.week_reviews, "la semaine en trois touches", HERSELF + " et l'équipe", FILE,
        words={"well": "ce qui va", "hard": "ce qui est difficile"},
        facts={"week": "la semaine", "help": "demande de l'aide"}, own=("person_id",),
    ),
    Entry(
        t.immersions, "suivre une immersion et sa convention", THREAD, FILE,
        words={"details": "activités prévues", "told_by": "qui l'a dit", "vouched_by": "qui l'a confirmé",
               "review": "le bilan"},
        facts={"convention": "son numéro", "status": "où en est la convention", "starts": "début", "ends": "fin",
               "trouble": "pourquoi rien de plus neuf", "seen_at": "vue le", "asked_at": "demandée le"},
    ),
    Entry(
        t.passports, "montrer ses compétences à qui on choisit", "qui a le lien que la personne a ouvert", FILE,
        facts={"shown": "les missions montrées", "until": "lien ouvert jusqu'au"}, own=("person_id",),
    ),
    Entry(
        t.quotes, "citer l'entreprise, avec son accord", "qui a le lien du passeport", FILE,
        words={"words": "les mots cités"},
        facts={"version": "version", "asked_at": "demandé le", "answered_at": "répondu le"}, own=("person_id",),
    ),
    Entry(
        t.loans, "prêter une bonne idée de mission, sans nom", "les jeunes de la structure", FILE,
        words={"idea": "l'idée, réécrite sans nom"}, own=("person_id",),
    ),
    Entry(
        t.exits, "savoir comment les parcours finissent", TEAM + " ; l'évaluation, sans nom", FILE,
        facts={"reason": "pourquoi", "day": "depuis quand", "after": "où elle en est 3 et 6 mois après"},
        own=("person_id",),
    ),
    Entry(
        t.studies, "geler d'avance ce que l'évaluation comptera", TEAM, STRUCTURE,
        facts={"name": "le nom de la cohorte", "opened": "ouverte le", "closed": "fermée le",
               "everybody": "avec ceux déjà suivis", "protocols": "les versions du protocole et leur empreinte"},
        hers=Fate.STAYS, theirs=Fate.STAYS,
    ),
    Entry(
        t.surveys, "évaluer la démarche", HERSELF + " ; le rapport, sans nom et à partir de cinq jeunes", FILE,
        facts={"study_id": "la cohorte", "moment": "entrée, milieu ou fin", "version": "la version du protocole",
               "state": "demandé, répondu ou refusé", "answers": "les réponses, de 1 à 5", "asked_at": "demandé le"},
        own=("person_id",),
    ),
    Entry(
        t.offers, "montrer des offres aux jeunes", "les jeunes et l'équipe de la structure",
        Kept("le moyen de répondre est vidé 180 jours après l'ajout", (Late("created_at", 180, empties=("contact",)),)),
        facts={"author_id": "qui l'a ajoutée ou cherchée", "kind": "quel contrat", "title": "le poste",
               "company": "l'entreprise", "town": "la ville", "contact": "comment répondre à l'entreprise",
               "until": "proposée jusqu'au",
               "service": "le site public d'où elle vient", "ref": "son numéro là-bas"},
        hers=Fate.STAYS, theirs=Fate.STAYS,
    ),
    Entry(
        t.applications, "suivre ses candidatures", HERSELF + " ; l'équipe, si elle le partage", FILE,
        facts={"offer_id": "l'offre", "stage": "où elle en est", "shared": "l'équipe peut la voir",
               "applied_at": "répondu le"},
        own=("person_id",),
    ),
    Entry(
        t.canned, "répondre plus vite, avec les mots de l'équipe", TEAM, WORKS,
        facts={"key": "le nom, pour les boutons", "name": "le nom", "words": "le texte, sans personne dedans",
               "author_id": "qui l'a écrit", "changed_at": "le"},
        hers=Fate.STAYS, theirs=Fate.STAYS,
    ),
    Entry(
        t.searches, "chercher des offres par métier et ville", HERSELF + " ; les sites publics, sans dire qui",
        days(365, "created_at"),
        facts={"trade": "le métier cherché", "town": "le code postal", "place": "la ville", "weekly": "chaque semaine",
               "told": "réponse reçue", "due_at": "prochaine recherche"},
        own=("person_id",),
    ),
    Entry(
        t.finds, "retrouver ce qu'une recherche a trouvé", HERSELF, days(365, "created_at"),
        facts={"search_id": "la recherche", "offer_id": "l'offre", "told": "déjà montrée"}, own=("person_id",),
    ),
    Entry(
        t.workshops, "animer un atelier", TEAM, days(365, "opened_at"),
        facts={"code": "le code de la salle", "opened_by": "qui l'anime", "opened_at": "ouvert le", "until": "entrée",
               "room": "nombre de places", "topic": "le sujet du forum", "closed_at": "fermé le"},
        hers=Fate.STAYS, theirs=Fate.STAYS,
    ),
    Entry(
        t.workshop_seats, "savoir qui était à l'atelier", TEAM, days(365, "joined_at"),
        facts={"code": "la salle", "joined_at": "entrée", "present_at": "présence dite", "left_at": "sortie",
               "after": "après combien de questions"}, own=("person_id",),
    ),
    Entry(
        t.workshop_rounds, "les questions d'un atelier", TEAM, days(365, "asked_at"),
        facts={"code": "la salle", "module": "la leçon", "question": "la question", "asked_at": "posée le",
               "shown_at": "montrée le"}, hers=Fate.STAYS, theirs=Fate.STAYS,
    ),
    Entry(
        t.workshop_answers, "répondre dans un atelier", HERSELF + " ; les autres voient des totaux",
        days(365, "at"), words={"answer": "les réponses choisies"}, facts={"code": "la salle"}, own=("person_id",),
    ),
    Entry(
        t.gatherings, "inviter un groupe à un événement", TEAM + " et les invités", days(730, "created_at"),
        facts={"author_id": "qui invite", "kind": "quel événement", "title": "le titre", "place": "où",
               "starts": "quand", "room": "nombre de places", "topic": "le sujet du forum",
               "door": "le code de la porte"},
        hers=Fate.STAYS, theirs=Fate.STAYS,
    ),
    Entry(
        t.gathering_guests, "savoir qui vient et qui est venu", TEAM, days(365, "since"),
        facts={"gathering_id": "l'événement", "since": "depuis quand", "until": "place gardée jusqu'au"},
        own=("person_id",),
    ),
)  # fmt: skip
