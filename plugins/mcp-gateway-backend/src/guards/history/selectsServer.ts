import type { GuardedServer } from '@sallyport/backstage-plugin-mcp-gateway-node';
import type { ServerSelector } from './historyRuleSchema';

/** Whether a rule is about a server: everything that it says of servers must be true. Without a word it is about all of them. */
export function selectsServer(
  selector: ServerSelector | undefined,
  server: GuardedServer,
): boolean {
  const { refs, owners, dataClassification, riskTier } = selector ?? {};
  return (
    isAmong(refs, server.serverRef) &&
    isAmong(owners, server.owner) &&
    isAmong(dataClassification, server.dataClassification) &&
    isAmong(riskTier, server.riskTier)
  );
}

function isAmong(listed: readonly string[] | undefined, value: string) {
  return !listed || listed.includes(value.toLocaleLowerCase('en-US'));
}
