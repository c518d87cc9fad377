import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import type { AskedRight } from './TestCluster';

const FOLDER = join(__dirname, '../../../../deploy/kubernetes');

interface Role {
  kind: string;
  metadata: { namespace?: string };
  rules: {
    apiGroups: string[];
    resources: string[];
    resourceNames?: string[];
    verbs: string[];
  }[];
}

/** Rights that were asked for, as sorted lines. */
export function rightsOf(asked: readonly AskedRight[]): string[] {
  return sorted(asked.map(lineOf));
}

/** Rights that shipped manifests give, as sorted lines. */
export function shippedRights(...names: string[]): string[] {
  return sorted(names.flatMap(shipped).flatMap(linesOf));
}

function sorted(lines: string[]): string[] {
  return [...new Set(lines)].sort();
}

/** A name counts where the manifest names objects, which is for namespaces alone. */
function lineOf({
  verb,
  group,
  resource,
  namespace,
  name,
}: AskedRight): string {
  const object = resource === 'namespaces' ? `/${name}` : '';
  return `${namespace ?? 'cluster'}: ${verb} ${
    group || 'core'
  }/${resource}${object}`;
}

function linesOf({ metadata, rules }: Role): string[] {
  return rules.flatMap(({ apiGroups, resources, resourceNames, verbs }) =>
    apiGroups.flatMap(group =>
      resources.flatMap(resource =>
        verbs.flatMap(verb =>
          (resourceNames ?? [undefined]).map(name =>
            lineOf({
              verb,
              group,
              resource,
              namespace: metadata.namespace,
              name,
            }),
          ),
        ),
      ),
    ),
  );
}

function shipped(name: string): Role[] {
  return parseAllDocuments(readFileSync(join(FOLDER, `${name}.yaml`), 'utf8'))
    .map(document => document.toJS() as Role)
    .filter(({ kind }) => ['Role', 'ClusterRole'].includes(kind));
}
