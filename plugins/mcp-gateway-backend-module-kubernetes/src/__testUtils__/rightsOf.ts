import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import type { AskedRight } from './TestCluster';

const FILE = join(__dirname, '../../../../deploy/kubernetes/sallyport.yaml');

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

/** Rights as sorted lines: those that were asked for, or those that the shipped manifest gives. */
export function rightsOf(asked?: readonly AskedRight[]): string[] {
  const lines = asked ? asked.map(lineOf) : shipped().flatMap(linesOf);
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

function shipped(): Role[] {
  return parseAllDocuments(readFileSync(FILE, 'utf8'))
    .map(document => document.toJS() as Role)
    .filter(({ kind }) => ['Role', 'ClusterRole'].includes(kind));
}
