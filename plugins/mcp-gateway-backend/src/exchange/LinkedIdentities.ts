import type { IdentityTokens } from '@sallyport/backstage-plugin-mcp-gateway-node';

type Request = Parameters<IdentityTokens['tokenOf']>[0];

/** People's identity tokens by connection: those that modules bring, and for the others the accounts that people linked. */
export class LinkedIdentities implements IdentityTokens {
  static create(options: {
    brought: ReadonlyMap<string, IdentityTokens>;
    linked?: IdentityTokens;
  }): LinkedIdentities {
    return new LinkedIdentities(options);
  }

  readonly #brought: ReadonlyMap<string, IdentityTokens>;
  readonly #linked: IdentityTokens;

  private constructor(options: Parameters<typeof LinkedIdentities.create>[0]) {
    this.#brought = options.brought;
    this.#linked = options.linked ?? { tokenOf: nowhere, refused: nowhere };
  }

  tokenOf(request: Request) {
    return this.#of(request).tokenOf(request);
  }

  linkOf(request: Omit<Request, 'kind'>) {
    return this.#of(request).linkOf?.(request);
  }

  refused(request: Omit<Request, 'kind'>) {
    return this.#of(request).refused(request);
  }

  #of({ connection }: { connection: string }): IdentityTokens {
    return this.#brought.get(connection) ?? this.#linked;
  }
}

async function nowhere({ connection }: { connection: string }) {
  return {
    kind: 'misconfigured' as const,
    text: `Nobody can link an account at '${connection}'`,
  };
}
