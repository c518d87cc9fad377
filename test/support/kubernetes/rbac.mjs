import { parseAllDocuments } from 'yaml';

/** Who may do what, read from manifests of roles and bindings. Everything that is asked is written down. */
export class Rbac {
  #grants = [];
  asked = [];

  constructor(text, account) {
    const documents = parseAllDocuments(text)
      .map(document => document.toJS())
      .filter(Boolean);
    const subject = ({ kind, name, namespace }) =>
      kind === 'ServiceAccount' && `${namespace}/${name}` === account;
    for (const binding of documents) {
      if (!binding.kind.endsWith('RoleBinding')) continue;
      if (!binding.subjects.some(subject)) continue;
      const role = documents.find(
        ({ kind, metadata }) =>
          kind === binding.roleRef.kind &&
          metadata.name === binding.roleRef.name &&
          (kind === 'ClusterRole' ||
            metadata.namespace === binding.metadata.namespace),
      );
      if (!role) throw new Error(`No role ${binding.roleRef.name}`);
      // A cluster's role that is bound in a namespace holds there alone.
      const namespace =
        binding.kind === 'RoleBinding' ? binding.metadata.namespace : undefined;
      for (const rule of role.rules) this.#grants.push({ namespace, rule });
    }
  }

  allows({ verb, group, resource, name, namespace }) {
    this.asked.push({
      verb,
      group,
      resource,
      namespace,
      ...(name && { name }),
    });
    return this.#grants.some(
      grant =>
        (grant.namespace === undefined || grant.namespace === namespace) &&
        grant.rule.verbs.includes(verb) &&
        grant.rule.apiGroups.includes(group) &&
        grant.rule.resources.includes(resource) &&
        (!grant.rule.resourceNames || grant.rule.resourceNames.includes(name)),
    );
  }
}
