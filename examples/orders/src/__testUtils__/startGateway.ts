import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  exportJWK,
  generateKeyPair,
  SignJWT,
  type CryptoKey,
  type JWK,
} from 'jose';

/** What a test says beside what the gateway would. A claim that is undefined is left out. */
interface Words {
  claims?: Record<string, unknown>;
  header?: Record<string, unknown>;
  lifetimeSeconds?: number;
  /** In place of the gateway's own. */
  key?: CryptoKey | Uint8Array;
}

/** As far as the orders system sees it, a gateway: its keys at their address, and what it signs with them. */
export interface TestGateway {
  url: string;
  /** How often its keys were fetched. */
  readonly fetched: number;
  sign(subject: string, audience: string, words?: Words): Promise<string>;
  /** A new key signs from now on. */
  rotate(): Promise<void>;
  publicKey(): JWK;
  stop(): Promise<void>;
  /** Answers for its keys again, at the same address. */
  start(): Promise<void>;
}

export async function startGateway(): Promise<TestGateway> {
  const state = { fetched: 0, port: 0 };
  const keys: { jwk: JWK; privateKey: CryptoKey }[] = [];
  const rotate = async () => {
    const { publicKey, privateKey } = await generateKeyPair('ES256');
    const jwk = { ...(await exportJWK(publicKey)), kid: randomUUID() };
    keys.unshift({ jwk: { ...jwk, alg: 'ES256', use: 'sig' }, privateKey });
  };
  await rotate();
  const server = createServer((req, res) => {
    const isKnown = req.url === '/.well-known/jwks.json';
    state.fetched += Number(isKnown);
    res.writeHead(isKnown ? 200 : 404, { 'Content-Type': 'application/json' });
    res.end(JSON.stringify({ keys: keys.map(({ jwk }) => jwk) }));
  });
  const start = async () => {
    server.listen(state.port, '127.0.0.1');
    await once(server, 'listening');
    state.port = (server.address() as AddressInfo).port;
  };
  await start();
  const url = `http://127.0.0.1:${state.port}`;
  return {
    url,
    get fetched() {
      return state.fetched;
    },
    rotate,
    publicKey: () => keys[0].jwk,
    sign: async (subject, audience, words = {}) => {
      const { claims, header, lifetimeSeconds = 120, key } = words;
      const now = Math.floor(Date.now() / 1000);
      const all = {
        ...{ iss: url, sub: subject, aud: audience, jti: randomUUID() },
        ...{ iat: now, nbf: now, exp: now + lifetimeSeconds },
        ...claims,
      };
      return await new SignJWT(all)
        .setProtectedHeader({
          ...{ alg: 'ES256', typ: 'JWT', kid: keys[0].jwk.kid },
          ...header,
        })
        .sign(key ?? keys[0].privateKey);
    },
    start,
    stop: async () => {
      server.closeAllConnections();
      await new Promise(resolve => server.close(resolve));
    },
  };
}
