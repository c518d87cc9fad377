// What the simulator serves, and nothing else: whoever asks for more is told that it is not there.

/** Group and version, plural, kind, whether it is in a namespace, and what is below its objects. */
const TABLE = [
  ['v1', 'namespaces', 'Namespace', false],
  ['v1', 'pods', 'Pod', true, ['log', 'attach', 'portforward', 'status']],
  ['v1', 'events', 'Event', true],
  ['v1', 'secrets', 'Secret', true],
  ['v1', 'services', 'Service', true],
  ['v1', 'serviceaccounts', 'ServiceAccount', true],
  ['v1', 'persistentvolumeclaims', 'PersistentVolumeClaim', true],
  ['v1', 'resourcequotas', 'ResourceQuota', true],
  ['v1', 'limitranges', 'LimitRange', true],
  ['apps/v1', 'deployments', 'Deployment', true],
  ['apps/v1', 'statefulsets', 'StatefulSet', true],
  ['networking.k8s.io/v1', 'networkpolicies', 'NetworkPolicy', true],
  ['policy/v1', 'poddisruptionbudgets', 'PodDisruptionBudget', true],
  ['cilium.io/v2', 'ciliumnetworkpolicies', 'CiliumNetworkPolicy', true],
  ['metrics.k8s.io/v1beta1', 'pods', 'PodMetrics', true],
];

export const RESOURCES = TABLE.map(
  ([apiVersion, plural, kind, namespaced, below = []]) => ({
    apiVersion,
    group: apiVersion.includes('/') ? apiVersion.split('/')[0] : '',
    plural,
    kind,
    namespaced,
    below,
  }),
);

/** A path of the API taken apart; undefined where there is none such. */
export function parsePath(pathname) {
  const found =
    /^\/(?:api\/(v1)|apis\/([^/]+\/[^/]+))(?:\/namespaces\/([^/]+))?(?:\/([^/]+)(?:\/([^/]+)(?:\/([^/]+))?)?)?$/.exec(
      pathname,
    );
  if (!found) return undefined;
  const [, core, other, namespace, plural, name, below] = found;
  const apiVersion = core ?? other;
  // `/api/v1/namespaces/x` is an object and no place.
  if (namespace && !plural) {
    const resource = RESOURCES.find(({ kind }) => kind === 'Namespace');
    return apiVersion === 'v1' ? { resource, name: namespace } : undefined;
  }
  if (!plural) return { list: apiVersion };
  const resource = RESOURCES.find(
    one => one.apiVersion === apiVersion && one.plural === plural,
  );
  return resource && { resource, namespace, name, below };
}

/** What discovery says of one group and version. */
export const apiResourceList = apiVersion => ({
  kind: 'APIResourceList',
  groupVersion: apiVersion,
  resources: RESOURCES.filter(one => one.apiVersion === apiVersion).map(
    ({ plural, kind, namespaced }) => ({
      name: plural,
      singularName: kind.toLowerCase(),
      kind,
      namespaced,
      verbs: ['create', 'delete', 'get', 'list', 'patch', 'update', 'watch'],
    }),
  ),
});
