/** The control routes of the local Telegram. A refusal becomes a `Refusal` with a French sentence. */

export class Refusal extends Error {}

const SENTENCES = [
  [/bot is blocked/, "Le bot est bloqué : débloque-le d’abord."],
  [/too late to edit/, "Il est trop tard pour modifier ce message."],
  [/her own messages/, "Seuls ses propres messages peuvent être modifiés."],
  [/not her message/, "Ce message n’est pas à elle ou lui."],
  [/topic is closed/, "Ce sujet est fermé."],
  [/account is deleted/, "Ce compte a été supprimé."],
  [/cannot be moved/, "Cette horloge ne peut pas être avancée."],
  [/was deleted|is not there/, "Ce message n’existe plus."],
  [/no button|does not call/, "Ce bouton n’existe plus."],
  [/start payload/, "Ce lien d’invitation n’est pas valable."],
  [/IMAGE_PROCESS_FAILED|PHOTO_INVALID/, "Cette image ne peut pas être lue."],
];

/** The answer of a control route; `body` is JSON or FormData. */
export async function post(path, body = {}) {
  const form = body instanceof FormData;
  const options = form
    ? { method: "POST", body }
    : { method: "POST", body: JSON.stringify(body), headers: { "Content-Type": "application/json" } };
  return read(await reach(path, options));
}

/** The answer of a GET, or null when this server has no such route. */
export async function get(path) {
  const response = await reach(path, { cache: "no-store" });
  return response.status === 404 ? null : read(response);
}

async function reach(path, options) {
  try {
    return await fetch(path, options);
  } catch (lost) {
    throw new Refusal("Le serveur ne répond pas.", { cause: lost });
  }
}

async function read(response) {
  const answer = await response.json().catch(() => ({}));
  if (response.ok) return answer;
  throw new Refusal(sentence(answer.error || answer.description || String(response.status)));
}

function sentence(error) {
  const known = SENTENCES.find(([pattern]) => pattern.test(error));
  return known ? known[1] : `Ce n’est pas possible ici (${error}).`;
}

/** What one person does: `act(person, "send", {chat, text})`. */
export function act(person, gesture, body) {
  return post(`/sim/people/${person}/${gesture}`, body);
}

/** Send a file of a kind; without `file` the server sends a sample. */
export function sendFile(person, kind, { file, name, ...fields }) {
  const form = new FormData();
  for (const [key, value] of Object.entries(fields)) {
    if (value !== undefined && value !== null && value !== "") form.append(key, String(value));
  }
  if (file) form.append("file", file, name ?? file.name ?? "fichier");
  return post(`/sim/people/${person}/${kind}`, form);
}
