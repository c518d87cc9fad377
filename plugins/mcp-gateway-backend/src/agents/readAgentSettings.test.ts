import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mockServices } from '@backstage/backend-test-utils';
import type { JsonObject } from '@backstage/types';
import { exportJWK, generateKeyPair } from 'jose';
import { readAgentSettings } from './readAgentSettings';

const CLUSTER = 'https://cluster.example';
const workloads = [{ issuer: CLUSTER, subject: 'system:serviceaccount:a:b' }];

function read(agents: JsonObject, hasAuthorizationServer = true) {
  return readAgentSettings(
    mockServices.rootConfig({ data: { mcpGateway: { agents } } }),
    { publicUrl: 'https://mcp.example', hasAuthorizationServer },
  );
}

async function writeKeys(part: 'privateKey' | 'publicKey'): Promise<string> {
  const pair = await generateKeyPair('ES256', { extractable: true });
  const file = join(mkdtempSync(join(tmpdir(), 'agents-')), 'keys.json');
  const keys = [await exportJWK(pair[part])];
  writeFileSync(file, JSON.stringify({ keys }));
  return file;
}

describe('readAgentSettings', () => {
  it('has no agents unless they are switched on', () => {
    expect(read({})).toBeUndefined();
    expect(read({ enabled: false })).toBeUndefined();
  });

  it('gives short tokens, and lets nobody act for people, where nothing else is said', () => {
    expect(
      read({
        enabled: true,
        workloadIssuers: [{ issuer: CLUSTER }],
        clients: [{ entity: 'Triage', workloads }],
      }),
    ).toEqual({
      clients: [{ ref: 'component:default/triage', workloads }],
      workloadIssuers: [{ issuer: CLUSTER, audience: 'https://mcp.example' }],
      idleMs: 30 * 24 * 60 * 60_000,
      tokenMs: 15 * 60_000,
      mayActForPeople: false,
      consentMs: 30 * 24 * 60 * 60_000,
    });
  });

  it('P1: stops the start at what would let the wrong ones in', async () => {
    const jwksFile = await writeKeys('publicKey');
    const secret = await writeKeys('privateKey');
    const one = { entity: 'a', jwksFile };
    const wrong: [JsonObject, RegExp][] = [
      [{ clients: [{ entity: 'a' }] }, /jwksFile or workloads/],
      [{ clients: [{ entity: 'a', workloads }] }, /workloadIssuers/],
      [{ clients: [{ entity: 'a', jwksFile: secret }] }, /private/],
      [{ clients: [one, one] }, /twice/],
      [
        {
          workloadIssuers: [{ issuer: CLUSTER }],
          clients: [
            { entity: 'a', workloads },
            { entity: 'b', workloads },
          ],
        },
        /twice/,
      ],
      [{ tokenMinutes: 61 }, /tokenMinutes/],
      [{ idleDays: 0 }, /idleDays/],
    ];
    for (const [config, why] of wrong) {
      expect(() => read({ enabled: true, ...config })).toThrow(why);
    }
    expect(() => read({ enabled: true }, false)).toThrow(/authorizationServer/);
  });
});
