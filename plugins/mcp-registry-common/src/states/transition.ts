/** The answer of a state machine: the next state, or why there is none. */
export type Transition<State> =
  | { ok: true; state: State }
  | { ok: false; reason: string };

/** Makes the answer for a step that is allowed. */
export function moved<State>(state: State): Transition<State> {
  return { ok: true, state };
}

/** Makes the answer for a step that is not; the reason is a text for people. */
export function refused<State>(reason: string): Transition<State> {
  return { ok: false, reason };
}
