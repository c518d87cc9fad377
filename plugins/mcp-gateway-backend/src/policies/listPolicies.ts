import type { GatewaySchemas } from '@sallyport/backstage-plugin-mcp-gateway-common';
import type { CompanyPolicies } from '../pipeline/policies/CompanyPolicies';
import type { PolicyStore } from './PolicyStore';
import { sourceName } from './sourceOf';
import { toPolicyDraft } from './toPolicyDraft';

/** A company may have thousands of files; these are for reading, here and there. */
const MAX_FILES = 200;
const MAX_CHARACTERS = 64 * 1024;

type Listed = GatewaySchemas['Policy'];

/** Every policy there is: those from Git as they are in force here, those from the portal as they were written. */
export async function listPolicies(options: {
  company: Pick<CompanyPolicies, 'inForce'>;
  store: PolicyStore;
}): Promise<Pick<GatewaySchemas['PolicyList'], 'items' | 'filesLeftOut'>> {
  const { inForce } = options.company;
  const [versions, proposals] = await Promise.all([
    options.store.current(),
    options.store.proposals(),
  ]);
  const files = inForce.sources.filter(({ mode }) => mode === undefined);
  const fromGit = files.slice(0, MAX_FILES).map(({ name, text }): Listed => {
    const modes = new Set(
      inForce.policies?.policies
        .filter(({ source }) => source === name)
        .map(({ mode }) => mode),
    );
    const [only = 'observe'] = modes;
    return {
      name,
      origin: 'git',
      mode: modes.size > 1 ? 'mixed' : only,
      text: text.slice(0, MAX_CHARACTERS),
      isInForce: true,
    };
  });
  const names = new Set([...versions, ...proposals].map(({ name }) => name));
  const fromPortal = [...names].sort().flatMap((name): Listed[] => {
    const version = versions.find(each => each.name === name);
    const proposal = proposals.find(each => each.name === name);
    const isThere = version !== undefined && version.mode !== 'removed';
    if (!isThere && !proposal) return [];
    const source = inForce.sources.find(each => each.name === sourceName(name));
    return [
      {
        name,
        origin: 'portal',
        ...(version ? toPolicyDraft(version) : { mode: 'removed', text: '' }),
        version: version?.version ?? 0,
        ...(version?.confirmedBy && { confirmedBy: version.confirmedBy }),
        isInForce:
          source?.text === version?.text && source?.mode === version?.mode,
        ...(proposal && {
          proposal: {
            ...toPolicyDraft(proposal),
            baseVersion: proposal.baseVersion,
          },
        }),
      },
    ];
  });
  return {
    items: [...fromPortal, ...fromGit],
    filesLeftOut: Math.max(0, files.length - MAX_FILES),
  };
}
