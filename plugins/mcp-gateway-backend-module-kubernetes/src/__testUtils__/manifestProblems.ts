import * as client from '@kubernetes/client-node';
import { dumpYaml, type KubernetesObject } from '@kubernetes/client-node';
import { Deployment, StatefulSet } from 'kubernetes-models/apps/v1';
import { NetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1';
import { PodDisruptionBudget } from 'kubernetes-models/policy/v1';
import {
  ClusterRole,
  ClusterRoleBinding,
  Role,
  RoleBinding,
} from 'kubernetes-models/rbac.authorization.k8s.io/v1';
import {
  LimitRange,
  Namespace,
  PersistentVolumeClaim,
  Pod,
  ResourceQuota,
  Secret,
  Service,
  ServiceAccount,
} from 'kubernetes-models/v1';
import { parse } from 'yaml';

const MODELS = {
  ClusterRole,
  ClusterRoleBinding,
  Deployment,
  LimitRange,
  Namespace,
  NetworkPolicy,
  PersistentVolumeClaim,
  Pod,
  PodDisruptionBudget,
  ResourceQuota,
  Role,
  RoleBinding,
  Secret,
  Service,
  ServiceAccount,
  StatefulSet,
};

interface Attribute {
  name: string;
  baseName: string;
  type: string;
}

/** What goes over the wire for an object: what the client would send. */
export function wire<T extends object>(object: T): Record<string, unknown> {
  return parse(dumpYaml(object));
}

/**
 * What two independent descriptions of the API have against an object: schemas of the real OpenAPI (what is required, which
 * types), and the client's own tables (which fields there are at all).
 */
export function manifestProblems(object: KubernetesObject): string[] {
  const { kind = '' } = object;
  const Model = MODELS[kind as keyof typeof MODELS] as
    | (new (data: unknown) => { validate(): void })
    | undefined;
  if (!Model) return [`no schema for ${kind}`];
  const problems: string[] = [];
  try {
    new Model(wire(object)).validate();
  } catch (error) {
    problems.push(`${kind}: ${(error as Error).message}`);
  }
  unknownFields(object, `V1${kind}`, kind, problems);
  return problems;
}

/** Fields that the client does not know would be left out on the way, without a word. */
function unknownFields(
  value: unknown,
  type: string,
  path: string,
  problems: string[],
): void {
  const list = /^(?:Array|Set)<(.+)>$/.exec(type);
  const map = /^\{ \[key: string\]: (.+); \}$/.exec(type);
  if (value === undefined || value === null) return;
  if (list) {
    if (!Array.isArray(value)) {
      problems.push(`${path} is no list`);
      return;
    }
    value.forEach((item, index) =>
      unknownFields(item, list[1], `${path}[${index}]`, problems),
    );
    return;
  }
  if (map) {
    for (const [key, item] of Object.entries(value)) {
      unknownFields(item, map[1], `${path}.${key}`, problems);
    }
    return;
  }
  const table = (client as unknown as Record<string, unknown>)[type] as
    | { getAttributeTypeMap?(): Attribute[] }
    | undefined;
  if (!table?.getAttributeTypeMap) {
    if (!isOf(value, type)) problems.push(`${path} is no ${type}`);
    return;
  }
  const attributes = new Map(
    table.getAttributeTypeMap().map(one => [one.name, one]),
  );
  for (const [name, item] of Object.entries(value)) {
    const attribute = attributes.get(name);
    if (!attribute) problems.push(`${path}.${name} is unknown`);
    else unknownFields(item, attribute.type, `${path}.${name}`, problems);
  }
}

function isOf(value: unknown, type: string): boolean {
  switch (type) {
    case 'string':
    case 'number':
    case 'boolean':
      return typeof value === type;
    case 'IntOrString':
      return ['string', 'number'].includes(typeof value);
    case 'any':
      return true;
    default:
      return false;
  }
}
