import { isIP } from 'node:net';
import type { LoggerService } from '@backstage/backend-plugin-api';
import {
  EgressRules,
  normalizeHost,
} from '@sallyport/backstage-plugin-mcp-gateway-node';
import { EgressError } from './EgressError';
import { RefusalLog } from './RefusalLog';

/** Where a connection is about to go. */
export interface EgressTarget {
  protocol: string;
  host: string;
  port: number;
}

type HostList = readonly string[];

/**
 * Says where the gateway may dial (threats R1, S2, S3), by the rules that hold for the servers that it runs too, and logs
 * what it refuses. Decided on the resolved addresses, all of them, since a name is whatever its owner's resolver says today.
 */
export class EgressGuard {
  static create(
    options: (
      | { rules: EgressRules }
      | { allowedHosts: HostList; publicHosts?: HostList }
    ) & { logger?: LoggerService },
  ): EgressGuard {
    const rules =
      'rules' in options ? options.rules : EgressRules.create(options);
    return new EgressGuard(
      rules,
      options.logger && RefusalLog.create({ logger: options.logger }),
    );
  }

  readonly #rules: EgressRules;
  readonly #log: RefusalLog | undefined;

  private constructor(rules: EgressRules, log: RefusalLog | undefined) {
    this.#rules = rules;
    this.#log = log;
  }

  /** What can be said of an address before it is resolved. Throws an {@link EgressError}. */
  checkUrl(text: string | URL): EgressTarget {
    const url = URL.parse(text);
    if (!url) this.refuse('The address is not a URL');
    const { protocol } = url;
    const port = Number(url.port) || (protocol === 'https:' ? 443 : 80);
    // The URL parser has turned octal, hexadecimal and one-number hosts into dotted IPv4 by now.
    const target = { protocol, host: normalizeHost(url.hostname), port };
    if (protocol !== 'https:' && protocol !== 'http:') {
      this.refuse('Only http and https are dialled', target);
    }
    if (url.username || url.password) {
      this.refuse('The address contains a user name or password', target);
    }
    const unnamed = this.#rules.nameProblem(target.host, port);
    if (unnamed) this.refuse(unnamed, target);
    if (isIP(target.host)) this.checkAddresses(target, [target.host]);
    return target;
  }

  /** Whether a connection may go to these addresses, which are all that the host has. Throws an {@link EgressError}. */
  checkAddresses(target: EgressTarget, addresses: readonly string[]): void {
    const { protocol, host, port } = target;
    const isOpened = (address: string) =>
      this.#rules.opens(host, port, address);
    if (protocol !== 'https:' && !addresses.every(isOpened)) {
      this.refuse(
        'Plain HTTP is for hosts of mcpGateway.egress.allowedHosts only',
        target,
      );
    }
    const problem = this.#rules.addressProblem({ host, port, addresses });
    if (problem) this.refuse(problem, target);
  }

  /** For whoever has more rules than these: refuses, and logs it alike. */
  refuse(why: string, target?: Pick<EgressTarget, 'host' | 'port'>): never {
    this.#log?.add({ why, ...target });
    throw new EgressError(why);
  }
}
