/** Who has which chats and topics, read from the state; and what was already seen of each. Pure but for the memory. */

const GENERAL = "Général";

/** The chats of a person, and the bots that she has not opened yet. */
export function chatsOf(state, person) {
  const known = new Set(person.chats.map((chat) => chat.id));
  const fresh = state.bots
    .filter((bot) => !known.has(bot.id))
    .map((bot) => ({
      id: bot.id,
      kind: "private",
      title: bot.name,
      forum: false,
      topics: [],
      pinned: [],
      messages: [],
      started: false,
      blocked: false,
      commands: [],
      description: bot.description,
    }));
  return [...person.chats, ...fresh];
}

/** Where one can write in a chat: its topics, or the chat as a whole. Newest first, General where it was last used. */
export function placesOf(person, chat) {
  if (!chat.forum && !chat.topics.length) return [place(person, chat, null, chat.title, chat.messages)];
  const byTopic = Map.groupBy ? Map.groupBy(chat.messages, topicOf) : grouped(chat.messages);
  const general = place(person, chat, null, GENERAL, byTopic.get(null) ?? []);
  const topics = chat.topics.map((topic) => place(person, chat, topic, topic.name, byTopic.get(topic.id) ?? []));
  return [general, ...topics].sort(newestFirst);
}

function newestFirst(a, b) {
  return b.latest - a.latest || (b.messages.at(-1)?.id ?? 0) - (a.messages.at(-1)?.id ?? 0);
}

/** Remembers how places looked, and tells where something happened since: the newest such place, or undefined. */
export class Watch {
  constructor() {
    this.traces = null;
  }

  look(places) {
    const old = this.traces;
    this.traces = new Map(places.map((place) => [place.key, `${place.messages.length} ${place.messages.at(-1)?.id} ${place.latest}`]));
    return old ? [...places].sort(newestFirst).find((place) => old.get(place.key) !== this.traces.get(place.key)) : undefined;
  }
}

const topicOf = (message) => message.topic ?? null;

function grouped(messages) {
  const found = new Map();
  for (const message of messages) found.set(topicOf(message), [...(found.get(topicOf(message)) ?? []), message]);
  return found;
}

function place(person, chat, topic, title, messages) {
  return {
    key: `${person.id}:${chat.id}:${topic?.id ?? ""}`,
    person,
    chat,
    topic,
    title,
    messages,
    latest: messages.reduce((most, message) => Math.max(most, message.edited ?? 0, message.date), 0),
    unread: unread(`${person.id}:${chat.id}:${topic?.id ?? ""}`, messages),
  };
}

/** Every place of a person's phone. */
export function phonePlaces(state, person) {
  return chatsOf(state, person).flatMap((chat) => placesOf(person, chat));
}

/** Groups that somebody is in: `{id, title, forum, members}`, with everybody who can write there. */
export function groupsOf(state) {
  const groups = new Map();
  for (const person of state.people) {
    for (const chat of person.chats.filter((one) => one.kind !== "private")) {
      const group = groups.get(chat.id) ?? { id: chat.id, title: chat.title, forum: chat.forum, writers: [] };
      group.writers.push(person);
      groups.set(chat.id, group);
    }
  }
  return [...groups.values()];
}

// -- what was seen ------------------------------------------------------------------------------------------------

const MEMORY = "triade-seen";
const seen = new Map(Object.entries(JSON.parse(sessionStorage.getItem(MEMORY) ?? "{}")));

function unread(key, messages) {
  const newest = messages.at(-1)?.id ?? 0;
  // A server that was started anew counts from 1 again.
  const until = (seen.get(key) ?? 0) > newest ? 0 : (seen.get(key) ?? 0);
  return messages.filter((message) => message.id > until && !message.mine && !message.service).length;
}

/** Nothing is unread there any more. */
export function markSeen(place) {
  const newest = place.messages.at(-1)?.id ?? 0;
  place.unread = 0;
  if (seen.get(place.key) === newest) return;
  seen.set(place.key, newest);
  sessionStorage.setItem(MEMORY, JSON.stringify(Object.fromEntries(seen)));
}
