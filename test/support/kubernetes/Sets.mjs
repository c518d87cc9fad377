import { admitPod } from './admission.mjs';
import { RESOURCES } from './resources.mjs';

const of = kind => RESOURCES.find(one => one.kind === kind);
const [PODS, SETS, EVENTS, NAMESPACES, QUOTAS] = [
  ...['Pod', 'StatefulSet', 'Event', 'Namespace', 'ResourceQuota'],
].map(of);
/** What it could not do, it tries again. */
const AGAIN_MS = 500;

/** Plays the controller of stateful sets: pods with known names, made anew when they go, and gone before their set is. */
export function runSets(store) {
  const look = (namespace, name) => {
    if (!store.has(SETS, namespace, name)) return;
    const set = store.get(SETS, namespace, name);
    const own = store.list(PODS, namespace, ({ metadata }) =>
      metadata.ownerReferences?.some(({ uid }) => uid === set.metadata.uid),
    );
    const { replicas } = set.spec;
    const isEnding = set.metadata.deletionTimestamp !== undefined;
    if (isEnding && own.length === 0) {
      store.remove(SETS, namespace, name);
      return;
    }
    const wanted = isEnding
      ? []
      : Array.from({ length: replicas }, (_, index) => `${name}-${index}`);
    for (const { metadata, spec } of own)
      if (!wanted.includes(metadata.name) && !metadata.deletionTimestamp)
        store.merge(PODS, namespace, metadata.name, {
          metadata: {
            deletionTimestamp: new Date().toISOString(),
            deletionGracePeriodSeconds: spec.terminationGracePeriodSeconds,
          },
        });
    for (const pod of wanted)
      if (!store.has(PODS, namespace, pod)) make(store, set, pod, look);
  };
  store.changes.on('change', ({ object }) => {
    const { kind, metadata } = object;
    const owner = metadata.ownerReferences?.find(
      one => one.kind === 'StatefulSet',
    );
    if (kind === 'StatefulSet')
      setImmediate(look, metadata.namespace, metadata.name);
    if (kind === 'Pod' && owner)
      setImmediate(look, metadata.namespace, owner.name);
  });
}

function make(store, { metadata, spec }, name, look) {
  const { namespace, uid } = metadata;
  const pod = {
    metadata: {
      ...structuredClone(spec.template.metadata),
      ...{ name, namespace },
      ownerReferences: [
        {
          ...{ apiVersion: 'apps/v1', kind: 'StatefulSet' },
          ...{ name: metadata.name, uid, controller: true },
        },
      ],
    },
    spec: structuredClone(spec.template.spec),
  };
  try {
    admitPod({
      after: pod,
      namespace: store.get(NAMESPACES, undefined, namespace),
      pods: store.list(
        PODS,
        namespace,
        ({ status }) => !['Succeeded', 'Failed'].includes(status?.phase),
      ).length,
      quotas: store.list(QUOTAS, namespace),
    });
    store.create(PODS, pod, 'statefulset-controller');
  } catch (error) {
    store.create(
      EVENTS,
      {
        metadata: {
          name: `${metadata.name}.${Math.random().toString(16).slice(2)}`,
          namespace,
        },
        involvedObject: {
          ...{ kind: 'StatefulSet', name: metadata.name, namespace, uid },
        },
        type: 'Warning',
        reason: 'FailedCreate',
        message: `create Pod ${name} in StatefulSet ${metadata.name} failed error: ${error.message}`,
        lastTimestamp: new Date().toISOString(),
      },
      'statefulset-controller',
    );
    setTimeout(look, AGAIN_MS, namespace, metadata.name).unref();
  }
}
