import type { V1ContainerState, V1PodStatus } from '@kubernetes/client-node';
import { podState } from './podState';

const of = (state?: V1ContainerState, rest: V1PodStatus = {}) =>
  podState({
    status: {
      ...rest,
      ...(state && { containerStatuses: [{ name: 'server', state } as never] }),
    },
  });

describe('podState', () => {
  it.each<[string, ReturnType<typeof of>, object]>([
    ['a new pod', podState({}), { kind: 'waiting' }],
    [
      'one at its gate',
      of(undefined, {
        conditions: [
          {
            type: 'PodScheduled',
            status: 'False',
            reason: 'SchedulingGated',
            message: 'x',
          },
        ],
      }),
      { kind: 'waiting' },
    ],
    [
      'one that no node takes',
      of(undefined, {
        conditions: [
          {
            type: 'PodScheduled',
            status: 'False',
            reason: 'Unschedulable',
            message: '0/3 nodes',
          },
        ],
      }),
      { kind: 'waiting', why: '0/3 nodes' },
    ],
    [
      'an image that does not come',
      of({ waiting: { reason: 'ImagePullBackOff', message: 'no such image' } }),
      { kind: 'stuck', why: 'ImagePullBackOff: no such image' },
    ],
    [
      'a side-car that does not start',
      podState({
        status: {
          initContainerStatuses: [
            {
              name: 'egress',
              state: { waiting: { reason: 'ErrImagePull' } },
            } as never,
          ],
        },
      }),
      { kind: 'stuck', why: 'ErrImagePull' },
    ],
    ['a running server', of({ running: {} }), { kind: 'running' }],
    [
      'an exit',
      of({ terminated: { exitCode: 3 } }),
      { kind: 'ended', exit: { code: 3, signal: null } },
    ],
    [
      'a signal',
      of({ terminated: { exitCode: 143 } }),
      { kind: 'ended', exit: { code: null, signal: 'SIGTERM' } },
    ],
    [
      'too much memory',
      of({ terminated: { exitCode: 137, reason: 'OOMKilled' } }),
      {
        kind: 'ended',
        exit: { code: null, signal: 'SIGKILL', killedFor: 'memory' },
      },
    ],
    [
      'too much disk',
      of(undefined, {
        phase: 'Failed',
        reason: 'Evicted',
        message: 'Pod ephemeral local storage usage exceeds the total limit',
      }),
      { kind: 'ended', exit: { code: null, signal: null, killedFor: 'disk' } },
    ],
    [
      'a node that ran out of memory',
      of(
        { terminated: { exitCode: 137 } },
        { reason: 'Evicted', message: 'The node was low on resource: memory' },
      ),
      {
        kind: 'ended',
        exit: { code: null, signal: 'SIGKILL', killedFor: 'memory' },
      },
    ],
  ])('knows %s', (_, state, wanted) => {
    expect(state).toEqual(wanted);
  });
});
