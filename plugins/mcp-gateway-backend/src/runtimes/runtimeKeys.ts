import type { HostedTarget, RuntimeScope } from './types';

/** What a runtime is for: one revision of one server, and who uses it. */
export function runtimeKey(
  { serverId, digest }: HostedTarget,
  scope: RuntimeScope,
): string {
  return JSON.stringify([serverId, digest, scope.kind, ...namesOf(scope)]);
}

/** Whom it keeps waiting when it has failed: all sessions of a person together. */
export function backOffKey(
  { serverId, digest }: HostedTarget,
  scope: RuntimeScope,
): string {
  const [person] = namesOf(scope);
  return JSON.stringify([serverId, digest, scope.kind, person]);
}

/** Whether a key of {@link backOffKey} is about a server. */
export function isOfServer(key: string, serverId: string): boolean {
  return key.startsWith(`[${JSON.stringify(serverId)},`);
}

function namesOf(scope: RuntimeScope): string[] {
  switch (scope.kind) {
    case 'everybody':
      return [];
    case 'person':
      return [scope.person];
    case 'session':
      return [scope.person, scope.session];
    default:
      throw new Error(`No such scope: ${scope satisfies never}`);
  }
}
