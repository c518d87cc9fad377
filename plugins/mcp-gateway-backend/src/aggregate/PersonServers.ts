import {
  decide,
  type AccessDocument,
  type CallAction,
} from '@sallyport/backstage-plugin-mcp-gateway-common';
import type { AccessDirectory } from '../access/types';
import type { PoliciesInForce } from '../pipeline/policies/CompanyPolicies';
import type { Caller } from './Caller';

/** Which servers a person may use now. Nothing is asked: it is the evaluator's word over what this replica holds. */
export class PersonServers {
  static create(options: {
    directory: AccessDirectory;
    policies: PoliciesInForce;
    clock: () => number;
  }) {
    return new PersonServers(options);
  }

  readonly #directory: AccessDirectory;
  readonly #policies: PoliciesInForce;
  readonly #clock: () => number;

  private constructor(options: Parameters<typeof PersonServers.create>[0]) {
    this.#directory = options.directory;
    this.#policies = options.policies;
    this.#clock = options.clock;
  }

  /** Servers at which this is allowed, in the order of their aliases. */
  allowed(caller: Caller, action: CallAction): AccessDocument[] {
    return this.#directory
      .refs()
      .flatMap(ref => {
        const document = this.#directory.get(ref);
        const isServed =
          document?.alias !== undefined &&
          this.isAllowed({ document, action, ...caller });
        return isServed ? [document] : [];
      })
      .sort((a, b) => ((a.alias ?? '') < (b.alias ?? '') ? -1 : 1));
  }

  /** The server with this alias, where the person may use something of it. */
  find(caller: Caller, alias: string): AccessDocument | undefined {
    return this.allowed(caller, { kind: 'list', method: 'tools/list' }).find(
      document => document.alias === alias,
    );
  }

  isAllowed(
    options: Caller & { document: AccessDocument; action: CallAction },
  ): boolean {
    const feed = this.#directory.state();
    const evaluator = this.#policies();
    const { effect } = decide({
      ...options,
      feed,
      now: this.#clock(),
      stops: this.#directory.stops(),
      ...(evaluator && { policies: { evaluator, arguments: 'unknown' } }),
    });
    return effect === 'allow';
  }

  /** Changes when anything changes that this person's lists would show. */
  fingerprint(caller: Caller): { tools: string; others: string } {
    const others: CallAction = { kind: 'other', method: 'prompts/list' };
    const list: CallAction = { kind: 'list', method: 'tools/list' };
    const tools = this.allowed(caller, list).map(document => [
      document.serverId,
      document.approvedRevision?.digest,
      document.approvedRevision?.tools
        ?.map(({ name }) => name)
        .filter(tool =>
          this.isAllowed({
            document,
            action: { kind: 'tool', method: 'tools/call', tool },
            ...caller,
          }),
        ),
    ]);
    return {
      tools: JSON.stringify(tools),
      others: JSON.stringify(
        this.allowed(caller, others).map(({ serverId }) => serverId),
      ),
    };
  }
}
