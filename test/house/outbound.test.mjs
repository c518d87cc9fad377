// The gateway connects to other machines by one guarded dialler only (ADR 0050).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { outboundCode } from './lib/outbound.mjs';
import { isSource, isTest, trackedFiles } from './lib/trackedFiles.mjs';

/** What runs in a gateway or a portal: all plugins but the pages, which run in browsers. */
const BACKEND = /^plugins\/(?!mcp-registry\/)/;

/** Drivers that speak to an engine or a cluster, which the operator's configuration names and nobody else. */
const ENGINES = /^plugins\/mcp-gateway-backend-module-(?:docker|kubernetes)\//;

const PORTAL =
  'Asks a plugin of the portal, at the address that Backstage has of it';

/** Files that may connect, by the end of their path, and why. */
const EXCEPTIONS = {
  'egress/createGuardedAgent.ts':
    'The guarded dialler: resolves, checks and connects',
  'egress/seeCertificates.ts':
    'Connects to what the same guard lets through, looks at certificates, and sends nothing',
  'egress/createGuardedFetch.ts':
    'The same as a fetch, for libraries that want one',
  'transport/dial.ts': 'Sends by the guarded dialler that it is given',
  'egress/EgressBroker.ts':
    'The dialler of hosted servers: decides by the same rules, then connects',
  'egress/EgressProxy.ts': 'Sends over connections that the broker made',
  'driver/SandboxDriver.ts':
    'Resolves names for the broker, which asks after it decided',
  'packages/startInstaller.ts':
    'Resolves names for the broker, which asks after it decided',
  'macos/MacosDriver.ts':
    'Resolves names for the broker, which asks after it decided',
  'refusals/applyCatalogConditions.ts': PORTAL,
  'service/DefaultMcpRegistryService.ts': PORTAL,
  'operations/findMcpEndpoint.ts': PORTAL,
  'checks/trust/registries/RegistryHttp.ts':
    'Asks the registries of packages that the configuration names, and refuses to ask any other host (ADR 0059)',
  'gitops/evidence/askHost.ts':
    'Asks the Git host that the configuration names who reviewed a merge, and follows it nowhere else (ADR 0064)',
  'mcp-gateway-common/src/api/client.ts':
    'The client of the gateway for the portal, by the fetch of whoever makes it',
  'mcp-registry-common/src/api/client.ts':
    'The client of the registry for the portal, by the fetch of whoever makes it',
};

const exceptionOf = ({ path }) =>
  Object.keys(EXCEPTIONS).find(end => path.endsWith(`/${end}`));

const found = trackedFiles()
  .filter(({ path }) => BACKEND.test(path) && isSource(path) && !isTest(path))
  .filter(({ path }) => !ENGINES.test(path))
  .flatMap(outboundCode);

test('nothing of the gateway connects past the guarded dialler', () =>
  assert.deepEqual(
    found.filter(one => !exceptionOf(one)).map(({ what }) => what),
    [],
  ));

test('no exception is left over', () => {
  const used = new Set(found.map(exceptionOf));
  assert.deepEqual(
    Object.keys(EXCEPTIONS).filter(end => !used.has(end)),
    [],
  );
});

test('the guard catches what connects, and nothing else', () => {
  const of = text => outboundCode({ path: 'plugins/x/src/a.ts', text });
  for (const text of [
    `import { request } from 'undici';`,
    `import undici from 'undici';`,
    `import * as net from 'node:net';`,
    `import { createServer, connect as dial } from 'net';`,
    `import { get } from 'node:https';`,
    `import { lookup } from 'node:dns/promises';`,
    `import got from 'got';`,
    `import 'axios';`,
    `const { request } = require('node:http');`,
    `const net = await import('node:net');`,
    `export const ask = () => fetch('https://example.com');`,
    `export const ask = () => globalThis.fetch('https://example.com');`,
    `export const make = (given?: typeof fetch) => new Client(given ?? fetch);`,
    `export const options = { fetch };`,
    `function one(fetch: Fetch) {}\nexport const two = () => fetch('https://example.com');`,
    `new WebSocket('wss://example.com');`,
    `import { createRemoteJWKSet } from 'jose';\ncreateRemoteJWKSet(url);`,
    `import { discoveryRequest } from 'oauth4webapi';\ndiscoveryRequest(issuer);`,
    `import { SSEClientTransport } from '@modelcontextprotocol/sdk/client/sse.js';\nnew SSEClientTransport(url);`,
  ]) {
    assert.equal(of(text).length, 1, text);
  }
  for (const text of [
    `import type { Agent } from 'undici';`,
    `import { type Dispatcher } from 'undici';`,
    `import { isIP } from 'node:net';`,
    `import { createServer } from 'node:http';`,
    `export interface Options { fetch: typeof fetch }`,
    `export function ask(options: Options) { const { fetch } = options; return fetch('https://example.com'); }`,
    `export const ask = (fetch: Fetch) => ({ fetch });`,
    `export const ask = (cache: Cache) => cache.fetch('key');`,
    `class A { #fetch() {}\n fetch() { return this.#fetch(); } }`,
    `import { createRemoteJWKSet, customFetch } from 'jose';\ncreateRemoteJWKSet(url, { [customFetch]: guarded });`,
  ]) {
    assert.deepEqual(of(text), [], text);
  }
});
