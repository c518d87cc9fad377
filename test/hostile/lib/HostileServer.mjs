// Speaks with the hostile program, in a sandbox or not.
import { createInterface } from 'node:readline';

export class HostileServer {
  #waiting = new Map();
  #last = 0;
  #process;

  /** @param process anything with stdin, stdout, and `exited`. */
  constructor(process) {
    this.#process = process;
    createInterface({ input: process.stdout }).on('line', line => {
      let answer;
      try {
        answer = JSON.parse(line);
      } catch {
        return; // a flood, for example
      }
      this.#waiting.get(answer.id)?.(answer);
      this.#waiting.delete(answer.id);
    });
    process.stderr?.resume();
    process.exited.then(exit => {
      for (const settle of this.#waiting.values())
        settle({
          outcome: 'ended',
          detail: exit.killedFor ?? exit.signal ?? String(exit.code),
        });
      this.#waiting.clear();
    });
  }

  get exited() {
    return this.#process.exited;
  }

  /** What becomes of an attempt; `ended` where the program does not live to tell. */
  attempt(probe, args, timeoutMs = 30_000) {
    const id = ++this.#last;
    const answer = new Promise(resolve => this.#waiting.set(id, resolve));
    const late = new Promise(resolve => {
      setTimeout(
        () => resolve({ outcome: 'silent', detail: 'no answer' }),
        timeoutMs,
      ).unref();
    });
    this.#process.stdin.write(`${JSON.stringify({ id, probe, args })}\n`);
    return Promise.race([answer, late]);
  }
}
