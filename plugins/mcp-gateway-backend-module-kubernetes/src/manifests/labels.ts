import { createHash } from 'node:crypto';

/** In front of our own labels and annotations. */
export const OWN = 'sallyport.dev';
/** Who applies what this driver applies. */
export const FIELD_MANAGER = 'sallyport';

/** What an object is for. */
export type Component = 'runtime' | 'zone' | 'egress' | 'probe';

/** Labels of every object of an installation. */
export function labelsOf(
  { instance }: { instance: string },
  component: Component,
): Record<string, string> {
  return {
    'app.kubernetes.io/managed-by': 'sallyport',
    'app.kubernetes.io/instance': instance,
    'app.kubernetes.io/component': component,
  };
}

/** Labels as a selector of the API. */
export function selectorOf(labels: Record<string, string>): string {
  return Object.entries(labels)
    .map(([name, value]) => `${name}=${value}`)
    .join(',');
}

/** What a runtime's pod says of itself beyond its labels, where any text may stand. */
export const ANNOTATIONS = {
  runtime: `${OWN}/runtime`,
  owner: `${OWN}/owner`,
  server: `${OWN}/server`,
} as const;

/** Pods that may reach the proxy have it. */
export const EGRESS_LABEL = `${OWN}/egress`;

/** Pods that gateways may connect to have it. */
export const INGRESS_LABEL = `${OWN}/ingress`;

/** Tells the pods of one runtime from those of others. */
export const SET_LABEL = `${OWN}/set`;

/** A short name for anything, the same one each time: `words-hash`. */
export function nameFor(words: string, key: string): string {
  const hash = createHash('sha256').update(key).digest('hex').slice(0, 12);
  const slug = words
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 40)
    .replace(/^-+|-+$/g, '');
  return slug ? `${slug}-${hash}` : `mcp-${hash}`;
}
