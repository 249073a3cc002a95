/** Keeps the newest state of the server: events say that something changed, then the state is read again. */

import { get, Refusal } from "./api.js";

const PAUSE = 40; // milliseconds between two readings, so that a burst of changes is one redraw
const PATIENCE = 1000; // before another try when the server does not answer

/** Call `onState(state)` after every change, and `onLine(bool)` when the connection goes or comes back. */
export function live(onState, onLine) {
  let dirty = false;
  let reading = false;

  /** Read again, also when no event came: something may have ended by itself, such as « écrit… ». */
  function refresh() {
    dirty = true;
    if (!reading) read();
  }

  async function read() {
    reading = true;
    while (dirty) {
      dirty = false;
      const state = await stateOrNull();
      onLine(state !== null);
      if (state) onState(state);
      else dirty = true;
      await new Promise((done) => setTimeout(done, state ? PAUSE : PATIENCE));
    }
    reading = false;
  }

  const events = new EventSource("/sim/events");
  events.onmessage = refresh;
  events.onerror = () => onLine(false);
  events.onopen = () => onLine(true);
  refresh();
  return { refresh };
}

async function stateOrNull() {
  try {
    return await get("/sim/state");
  } catch (refusal) {
    if (refusal instanceof Refusal) return null;
    throw refusal;
  }
}
