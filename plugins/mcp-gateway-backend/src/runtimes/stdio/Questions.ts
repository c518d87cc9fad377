import { keyOfId, type WireId } from './WireMessage';

/** So many questions of a runtime wait for the answer of one session at a time. */
const MAX_PER_SESSION = 64;

interface Question {
  session: string;
  progressToken?: unknown;
}

/** What a runtime has asked sessions, and who may answer: a session answers its own questions alone. */
export class Questions {
  readonly #open = new Map<string, Question>();

  /** `false`: the id is in use, or the session has too many. */
  add(id: WireId, question: Question): boolean {
    const key = keyOfId(id);
    if (this.#open.has(key)) return false;
    if (this.of(question.session).length >= MAX_PER_SESSION) return false;
    this.#open.set(key, question);
    return true;
  }

  sessionOf(id: WireId): string | undefined {
    return this.#open.get(keyOfId(id))?.session;
  }

  /** Whether a session was asked something with this token for its progress. */
  hasProgress(session: string, progressToken: unknown): boolean {
    return [...this.#open.values()].some(
      one =>
        one.session === session &&
        one.progressToken !== undefined &&
        one.progressToken === progressToken,
    );
  }

  /** Whether the question was this session's; then it is over. */
  take(session: string, id: WireId): boolean {
    const key = keyOfId(id);
    return this.#open.get(key)?.session === session && this.#open.delete(key);
  }

  /** The ids of what a session was asked. */
  of(session: string): WireId[] {
    return [...this.#open]
      .filter(([, one]) => one.session === session)
      .map(([key]) => idOfKey(key));
  }
}

function idOfKey(key: string): WireId {
  const id = key.slice(key.indexOf(':') + 1);
  return key.startsWith('number:') ? Number(id) : id;
}
