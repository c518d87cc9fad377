import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { JsonObject } from '@backstage/types';
import type { KubernetesObject } from '@kubernetes/client-node';
import { parseAllDocuments } from 'yaml';
import { exampleSettings } from '../__testUtils__/exampleSettings';
import { manifestProblems, wire } from '../__testUtils__/manifestProblems';
import { egressObjects } from './egressObjects';
import { probePod } from './probePod';
import { namespaceObject, zoneObjects } from './zoneObjects';

const settings = exampleSettings();
const [zone] = settings.zones;

describe('what a cluster has before a server runs', () => {
  const all = {
    zone: zoneObjects(settings, zone),
    egress: egressObjects(settings, 'default', 'PUBLIC KEY'),
    namespaces: [namespaceObject(settings, zone.namespace)],
    probe: [
      probePod({
        ...{ settings, zone, name: 'sallyport-probe-1' },
        proxy: { host: '10.96.0.20', port: 3128 },
      }),
    ],
  };

  it.each(Object.entries(all))('%s', (_, objects) => {
    expect(objects.map(wire)).toMatchSnapshot();
    expect(objects.flatMap(manifestProblems)).toEqual([]);
  });

  it('has a proxy without a budget of disruptions where there is one alone', () => {
    const alone = exampleSettings({ egress: { replicas: 1 } });
    const kinds = egressObjects(alone, 'default', '').map(({ kind }) => kind);
    expect(kinds).not.toContain('PodDisruptionBudget');
  });

  it('has Cilium keep the proxy to names, and opens no address beside', () => {
    const names = exampleSettings({
      egress: { ciliumNames: ['api.example.com', '*.example.org'] },
    });
    const objects = egressObjects(names, 'default', '').map(wire);
    expect(
      objects.filter(({ kind }) => `${kind}`.includes('NetworkPolicy')),
    ).toMatchSnapshot();
    expect(JSON.stringify(objects)).not.toContain('0.0.0.0/0');
  });

  it('S3: opens one port of servers that listen, to gateways, where it is said where those come from', () => {
    const from = (gateway?: object) => {
      const near = exampleSettings({
        clusters: { near: gateway ? { gateway } : {} } as JsonObject,
        zones: { a: { namespace: 'a' } },
      });
      const objects = zoneObjects(near, near.zones[0]);
      expect(objects.flatMap(manifestProblems)).toEqual([]);
      return objects
        .filter(({ metadata }) => metadata?.name === 'sallyport-from-gateway')
        .map(wire);
    };
    expect(from()).toEqual([]);
    expect(from({ forward: true })).toEqual([]);
    const pods = { namespace: 'sallyport', labels: { app: 'gateway' } };
    expect(from({ pods, ranges: ['192.0.2.0/28'] })).toEqual([
      expect.objectContaining({
        spec: {
          podSelector: { matchLabels: { 'sallyport.dev/ingress': 'gateway' } },
          policyTypes: ['Ingress'],
          ingress: [
            {
              from: [
                {
                  namespaceSelector: {
                    matchLabels: { 'kubernetes.io/metadata.name': 'sallyport' },
                  },
                  podSelector: { matchLabels: { app: 'gateway' } },
                },
                { ipBlock: { cidr: '192.0.2.0/28' } },
              ],
              ports: [{ protocol: 'TCP', port: 'mcp' }],
            },
          ],
        },
      }),
    ]);
  });

  it('is shipped as what the API takes, with the namespaces that are looked for', () => {
    const shipped = ['sallyport', 'cilium', 'forward'].flatMap(name =>
      parseAllDocuments(
        readFileSync(
          join(__dirname, `../../../../deploy/kubernetes/${name}.yaml`),
          'utf8',
        ),
      ).map(document => document.toJS() as KubernetesObject),
    );
    expect(shipped.flatMap(manifestProblems)).toEqual([]);
    for (const name of [zone.namespace, settings.egress.namespace]) {
      expect(shipped).toContainEqual(namespaceObject(settings, name));
    }
  });

  it('lets only zones of the same cluster to its proxy', () => {
    const two = exampleSettings({
      clusters: { here: {}, there: {} },
      zones: {
        a: { namespace: 'a', servers: ['api:default/a'] },
        b: { namespace: 'b', cluster: 'there' },
      },
    });
    const text = JSON.stringify(egressObjects(two, 'there', '').map(wire));
    expect(text).toContain('"kubernetes.io/metadata.name":"b"');
    expect(text).not.toContain('"kubernetes.io/metadata.name":"a"');
  });
});
