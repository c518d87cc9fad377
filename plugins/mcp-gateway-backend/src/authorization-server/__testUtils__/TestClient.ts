import { createHash, randomBytes } from 'node:crypto';

/** An answer of the token endpoint. */
export interface TokenAnswer {
  status: number;
  body: Record<string, string | number | undefined>;
}

/** A public client, step by step, so that a test can do each step wrong. */
export class TestClient {
  static create(options: {
    origin: string;
    clientId: string;
    redirectUri: string;
  }): TestClient {
    return new TestClient(options);
  }

  readonly verifier = randomBytes(32).toString('base64url');
  readonly state = randomBytes(8).toString('base64url');
  readonly #options: Parameters<typeof TestClient.create>[0];

  private constructor(options: Parameters<typeof TestClient.create>[0]) {
    this.#options = options;
  }

  /** The address to send the person's browser to. `undefined` leaves a parameter out. */
  authorizeUrl(
    resource: string | undefined,
    change: Record<string, string | undefined> = {},
  ): URL {
    const { origin, clientId, redirectUri } = this.#options;
    const url = new URL('/authorize', origin);
    const parameters = {
      response_type: 'code',
      client_id: clientId,
      redirect_uri: redirectUri,
      state: this.state,
      code_challenge: createHash('sha256')
        .update(this.verifier)
        .digest('base64url'),
      code_challenge_method: 'S256',
      resource,
      ...change,
    };
    for (const [name, value] of Object.entries(parameters)) {
      if (value !== undefined) url.searchParams.set(name, value);
    }
    return url;
  }

  async exchange(
    code: string,
    resource: string,
    change: Record<string, string | undefined> = {},
  ): Promise<TokenAnswer> {
    return await this.token({
      grant_type: 'authorization_code',
      code,
      redirect_uri: this.#options.redirectUri,
      code_verifier: this.verifier,
      resource,
      ...change,
    });
  }

  async refresh(refreshToken: string): Promise<TokenAnswer> {
    return await this.token({
      grant_type: 'refresh_token',
      refresh_token: refreshToken,
    });
  }

  async token(
    parameters: Record<string, string | undefined>,
  ): Promise<TokenAnswer> {
    return await this.#post('/token', parameters);
  }

  async revoke(token: string): Promise<number> {
    return (await this.#post('/revoke', { token })).status;
  }

  async #post(
    path: string,
    parameters: Record<string, string | undefined>,
  ): Promise<TokenAnswer> {
    const body = new URLSearchParams({ client_id: this.#options.clientId });
    for (const [name, value] of Object.entries(parameters)) {
      if (value !== undefined) body.set(name, value);
    }
    const response = await fetch(new URL(path, this.#options.origin), {
      method: 'POST',
      body,
    });
    const text = await response.text();
    return {
      status: response.status,
      body: text.startsWith('{') ? JSON.parse(text) : {},
    };
  }
}
