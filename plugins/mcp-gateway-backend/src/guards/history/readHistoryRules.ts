import type { RootConfigService } from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';
import { z } from 'zod';
import { type HistoryRule, historyRuleSchema } from './historyRuleSchema';

const AT = 'mcpGateway.guards.history';
const MAX_RULES = 100;
/** With these the portal gives its own tokens to MCP clients: such a token cannot be told from the portal's pages (D9). */
const GIVES_TOKENS = [
  'auth.experimentalDynamicClientRegistration',
  'auth.experimentalClientIdMetadataDocuments',
  'auth.clientIdMetadataDocuments',
];

/** Reads `mcpGateway.guards.history`. A mistake stops the start: a rule that is misread would guard something else. */
export function readHistoryRules(
  config: RootConfigService,
  gateway: { portalUrl?: string },
): HistoryRule[] {
  const written = config.getOptional<unknown>(AT) ?? [];
  const list = z.array(z.unknown()).max(MAX_RULES).safeParse(written);
  if (!list.success) {
    throw new InputError(`${AT} must be a list of at most ${MAX_RULES} rules`);
  }
  const seen = new Set<string>();
  return list.data.map((one, index) => {
    const read = historyRuleSchema.safeParse(one);
    if (!read.success) {
      const [{ path, message }] = read.error.issues;
      const where = [`${AT}[${index}]`, ...path].join('.');
      throw new InputError(`${where}: ${message}`);
    }
    const rule = read.data;
    if (seen.has(rule.id)) {
      throw new InputError(`${AT}: there are two rules '${rule.id}'`);
    }
    seen.add(rule.id);
    if (rule.kind === 'approval') {
      checkPortal(config, `${AT}[${index}]`, gateway.portalUrl);
    }
    return rule;
  });
}

/** A confirmation is worth something where only people can give it. */
function checkPortal(
  config: RootConfigService,
  at: string,
  portalUrl: string | undefined,
) {
  if (!portalUrl) {
    throw new InputError(
      `${at}: people confirm calls in the portal, so app.baseUrl must say where it is`,
    );
  }
  const given = GIVES_TOKENS.find(key =>
    config.getOptionalBoolean(`${key}.enabled`),
  );
  if (given) {
    throw new InputError(
      `${at}: with ${given} the portal gives its own tokens to MCP clients, so a client could confirm its own calls. Turn that off, or leave the rule out`,
    );
  }
}
