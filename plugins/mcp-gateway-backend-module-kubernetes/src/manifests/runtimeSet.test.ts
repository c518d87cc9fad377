import type { V1Pod } from '@kubernetes/client-node';
import { exampleSettings } from '../__testUtils__/exampleSettings';
import { exampleSpec } from '../__testUtils__/exampleSpec';
import { manifestProblems, wire } from '../__testUtils__/manifestProblems';
import { compileRuntime } from './compileRuntime';
import { besideSet, runtimeSet } from './runtimeSet';

const settings = exampleSettings();
const { pod } = compileRuntime({
  ...{ settings, zone: settings.zones[0] },
  proxy: { host: '10.96.0.20', port: 3128 },
  spec: exampleSpec({
    serverRef: `api:default/${'notes-'.repeat(20)}`,
    profile: {
      sallyport: { egress: [{ host: 'db.example.com', port: 5432 }] },
    },
  }),
});
const owner = {
  ...{ apiVersion: 'apps/v1', kind: 'StatefulSet' },
  ...{ name: pod.metadata!.name!, uid: 'b7e1a3f0' },
};
const of = (replicas: number) => ({ pod, port: 8080, replicas });

describe('a server that speaks HTTP, as a set of pods', () => {
  it('is what the API takes', () => {
    const all = [runtimeSet(of(2)), ...besideSet(of(2), owner)];
    expect(all.map(wire)).toMatchSnapshot();
    expect(all.flatMap(manifestProblems)).toEqual([]);
    // Controllers put a hash of ten characters behind it, and the whole is a label.
    expect(pod.metadata!.name!.length).toBeLessThanOrEqual(63 - 11);
  });

  it('S1: is confined as a pod alone is', () => {
    const { spec } = runtimeSet(of(1)).spec!.template;
    const confinement = ({ spec: one }: Pick<V1Pod, 'spec'>) => ({
      ...wire({
        ...one,
        containers: one!.containers.map(
          ({ securityContext, resources, volumeMounts, env }) => ({
            ...{ securityContext, resources, volumeMounts, env },
          }),
        ),
      }),
      // What a set has of its own.
      ...{ restartPolicy: 0, schedulingGates: 0, topologySpreadConstraints: 0 },
      terminationGracePeriodSeconds: 0,
    });
    expect(confinement({ spec })).toEqual(confinement(pod));
  });

  it('has no budget of disruptions where it is one pod', () => {
    expect(besideSet(of(1), owner).map(({ kind }) => kind)).toEqual([
      'Service',
    ]);
  });
});
