import { RESOURCES } from './resources.mjs';

const PODS = RESOURCES.find(({ kind }) => kind === 'Pod');
const DEPLOYMENTS = RESOURCES.find(({ kind }) => kind === 'Deployment');

/** Plays the controller of deployments: one pod for each, whatever the number of replicas, since they share one machine's addresses. */
export function runControllers(store) {
  store.changes.on('change', ({ type, object }) => {
    if (object.kind === 'Pod' && object.status?.phase === 'Running')
      setImmediate(() => report(store, object));
    if (object.kind !== 'Deployment' || type === 'DELETED') return;
    const { name, namespace, uid } = object.metadata;
    const pod = `${name}-0`;
    if (store.has(PODS, namespace, pod)) return;
    const { metadata, spec } = object.spec.template;
    // After the service of the same name, whose address it listens at.
    setTimeout(() => {
      if (
        store.has(PODS, namespace, pod) ||
        !store.has(DEPLOYMENTS, namespace, name)
      )
        return;
      store.create(
        PODS,
        {
          metadata: {
            name: pod,
            namespace,
            labels: metadata.labels,
            ownerReferences: [
              { apiVersion: 'apps/v1', kind: 'Deployment', name, uid },
            ],
          },
          spec,
        },
        'deployment-controller',
      );
    }, 100);
  });
}

function report(store, { metadata }) {
  const owner = metadata.ownerReferences?.find(
    ({ kind }) => kind === 'Deployment',
  );
  if (!owner || !store.has(DEPLOYMENTS, metadata.namespace, owner.name)) return;
  const { spec } = store.get(DEPLOYMENTS, metadata.namespace, owner.name);
  store.merge(
    DEPLOYMENTS,
    metadata.namespace,
    owner.name,
    {
      status: {
        replicas: spec.replicas,
        readyReplicas: spec.replicas,
        availableReplicas: spec.replicas,
      },
    },
    { manager: 'deployment-controller' },
  );
}
