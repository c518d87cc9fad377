import { generateKeyPairSync } from 'node:crypto';
import { ConfigReader } from '@backstage/config';
import type { JsonObject } from '@backstage/types';
import {
  exampleSettings,
  IMAGE,
  SIGNING_KEY,
} from '../__testUtils__/exampleSettings';
import { readKubernetesSettings } from './readKubernetesSettings';
import { zoneOf } from './zoneOf';

describe('readKubernetesSettings', () => {
  it('is nothing where it is not configured, or turned off', () => {
    expect(readKubernetesSettings(new ConfigReader({}))).toBeUndefined();
    expect(exampleSettings({ enabled: false })).toBeUndefined();
  });

  it('has what holds where it says nothing', () => {
    const { egress, ...rest } = exampleSettings();
    expect(egress).toMatchObject({
      image: IMAGE,
      replicas: 2,
      namespace: 'sallyport-egress',
    });
    expect(rest).toMatchObject({
      networkPolicies: 'verify',
      user: 65532,
      clusters: [{ name: 'default' }],
      zones: [
        {
          name: 'default',
          cluster: 'default',
          namespace: 'sallyport-runtimes',
          servers: [],
        },
      ],
      requireHardLimits: false,
    });
  });

  it('finds the zone of a server', () => {
    const settings = exampleSettings({
      zones: {
        gold: { namespace: 'gold', servers: ['api:default/Orders'] },
        rest: { namespace: 'rest' },
      },
    });
    expect(zoneOf(settings, 'api:default/orders')?.name).toBe('gold');
    expect(zoneOf(settings, 'api:default/other')?.name).toBe('rest');
  });

  it.each<[string, JsonObject, string]>([
    [
      'an image without digest',
      { egress: { image: 'a/b:1' } },
      'egress.image: must be pinned',
    ],
    [
      'a key that is none',
      { egress: { signingKey: 'sesame' } },
      'signingKey is no private key',
    ],
    [
      'a key of another kind',
      {
        egress: {
          signingKey: generateKeyPairSync('ec', { namedCurve: 'P-256' })
            .privateKey.export({ type: 'pkcs8', format: 'pem' })
            .toString(),
        },
      },
      'signingKey is no private key of Ed25519',
    ],
    ['root', { user: 0 }, 'kubernetes.user'],
    ['a word that it does not know', { egres: {} }, 'egres'],
    [
      'a zone in a cluster that is not there',
      { zones: { a: { namespace: 'a', cluster: 'x' } } },
      "no cluster 'x'",
    ],
    [
      'a zone in the proxy’s namespace',
      { zones: { a: { namespace: 'sallyport-egress' } } },
      'proxy',
    ],
    [
      'two zones in one namespace',
      {
        zones: {
          a: { namespace: 'a', servers: ['api:default/a'] },
          b: { namespace: 'a' },
        },
      },
      'two zones have',
    ],
    [
      'two zones for the rest',
      { zones: { a: { namespace: 'a' }, b: { namespace: 'b' } } },
      'only one zone',
    ],
    [
      'a server in two zones',
      {
        zones: {
          a: { namespace: 'a', servers: ['api:x/a'] },
          b: { namespace: 'b', servers: ['api:x/A'] },
        },
      },
      'in two zones',
    ],
    [
      'gateways that are nowhere',
      { clusters: { near: { gateway: {} } } },
      'must name pods or ranges',
    ],
    [
      'gateways that come by the API server, and from a network',
      {
        clusters: { near: { gateway: { forward: true, ranges: ['::/0'] } } },
      },
      'or forward alone',
    ],
    [
      'gateways that are every pod of a namespace',
      {
        clusters: {
          near: { gateway: { pods: { namespace: 'a', labels: {} } } },
        },
      },
      'at least one label',
    ],
  ])('refuses %s', (_, change, words) => {
    expect(() => exampleSettings(change)).toThrow(words);
  });

  it('C6: quotes no key', () => {
    const pem = SIGNING_KEY.replace('PRIVATE', 'PRIVAT');
    expect(() => exampleSettings({ egress: { signingKey: pem } })).toThrow(
      expect.not.objectContaining({
        message: expect.stringContaining(pem.split('\n')[1]),
      }),
    );
  });
});
