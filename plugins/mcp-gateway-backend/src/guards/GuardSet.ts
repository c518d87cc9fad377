import { InputError } from '@backstage/errors';
import type { AccessDocument } from '@sallyport/backstage-plugin-mcp-gateway-common';
import type { CallGuard } from '@sallyport/backstage-plugin-mcp-gateway-node';
import { factsOf } from './factsOf';

/** A guard that looks at arguments. */
export type ArgumentsGuard = CallGuard &
  Required<Pick<CallGuard, 'onArguments'>>;
/** A guard that looks at results. */
export type ResultGuard = CallGuard & Required<Pick<CallGuard, 'onResult'>>;

/** The guards of one server, in the order in which they are asked. */
export interface ServerGuards {
  arguments: readonly ArgumentsGuard[];
  results: readonly ResultGuard[];
}

const ID = /^[a-z][a-z0-9-]{0,49}$/;
const NONE: ServerGuards = { arguments: [], results: [] };

/** The guards that modules have added, checked once at the start. */
export class GuardSet {
  static create(guards: readonly CallGuard[]) {
    const seen = new Set<string>();
    for (const guard of guards) {
      if (!ID.test(guard.id)) {
        throw new InputError(
          `The call guard '${guard.id}' needs an id of small letters, digits and hyphens`,
        );
      }
      if (seen.has(guard.id)) {
        throw new InputError(`There are two call guards '${guard.id}'`);
      }
      if (!guard.onArguments && !guard.onResult) {
        throw new InputError(
          `The call guard '${guard.id}' looks at nothing: it has neither onArguments nor onResult`,
        );
      }
      seen.add(guard.id);
    }
    return new GuardSet([...guards]);
  }

  readonly #guards: readonly CallGuard[];
  /** A changed server has a new document. */
  readonly #known = new WeakMap<AccessDocument, ServerGuards>();

  private constructor(guards: readonly CallGuard[]) {
    this.#guards = guards;
  }

  /** Throws where a guard cannot say whether it applies: then the server's calls are refused. */
  of(document: AccessDocument | undefined): ServerGuards {
    if (!document || this.#guards.length === 0) return NONE;
    let known = this.#known.get(document);
    if (!known) {
      const server = factsOf(document);
      const applying = this.#guards.filter(guard => guard.appliesTo(server));
      known = {
        arguments: applying.filter(looksAtArguments),
        results: applying.filter(looksAtResults),
      };
      this.#known.set(document, known);
    }
    return known;
  }
}

function looksAtArguments(guard: CallGuard): guard is ArgumentsGuard {
  return guard.onArguments !== undefined;
}

function looksAtResults(guard: CallGuard): guard is ResultGuard {
  return guard.onResult !== undefined;
}
