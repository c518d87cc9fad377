import { RESOURCES } from './resources.mjs';

const POLICIES = RESOURCES.find(({ plural }) => plural === 'networkpolicies');
const NAMESPACES = RESOURCES.find(({ plural }) => plural === 'namespaces');

const matches = (selector, labels = {}) =>
  Object.entries(selector?.matchLabels ?? {}).every(
    ([name, value]) => labels[name] === value,
  );

/**
 * Whether network policies let a pod connect to pods with these labels, as the API describes it: egress of the one, ingress of the
 * other. A port is its number, or its number and its name.
 */
export function mayConnect(store, from, to, port) {
  return (
    passes(store, from, to, port, 'egress') &&
    passes(store, to, from, port, 'ingress')
  );
}

/** Whether a pod may go nowhere but to pods that a policy names. */
export function isShutIn(store, pod) {
  const concerned = store
    .list(POLICIES, pod.namespace)
    .filter(
      ({ spec }) =>
        (spec.policyTypes ?? []).includes('Egress') &&
        matches(spec.podSelector, pod.labels),
    );
  const opens = ({ to }) => !to || to.some(({ ipBlock }) => ipBlock);
  return (
    concerned.length > 0 &&
    !concerned.some(({ spec }) => (spec.egress ?? []).some(opens))
  );
}

function passes(store, pod, other, port, direction) {
  const type = direction === 'egress' ? 'Egress' : 'Ingress';
  const concerned = store
    .list(POLICIES, pod.namespace)
    .filter(
      ({ spec }) =>
        (spec.policyTypes ?? ['Ingress']).includes(type) &&
        matches(spec.podSelector, pod.labels),
    );
  if (concerned.length === 0) return true;
  return concerned.some(({ spec, metadata }) =>
    (spec[direction] ?? []).some(rule => {
      const peers = rule[direction === 'egress' ? 'to' : 'from'];
      const ports = rule.ports;
      return (
        (!ports || ports.some(one => [port].flat().includes(one.port))) &&
        (!peers || peers.some(peer => isPeer(store, peer, other, metadata)))
      );
    }),
  );
}

function isPeer(store, peer, other, { namespace }) {
  if (peer.ipBlock) return false;
  if (peer.namespaceSelector) {
    if (!store.has(NAMESPACES, undefined, other.namespace)) return false;
    const { metadata } = store.get(NAMESPACES, undefined, other.namespace);
    const labels = {
      ...metadata.labels,
      'kubernetes.io/metadata.name': other.namespace,
    };
    if (!matches(peer.namespaceSelector, labels)) return false;
  } else if (other.namespace !== namespace) return false;
  return matches(peer.podSelector, other.labels);
}
