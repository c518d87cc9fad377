import type { AccessGrant } from '../access/accessDocument';
import type { CallAction } from './types';

/** Whether what a grant is for includes an action, whoever holds it. */
export function coversAction(grant: AccessGrant, action: CallAction): boolean {
  switch (action.kind) {
    case 'session':
    case 'list':
      return true;
    case 'tool':
    case 'task':
      return (
        grant.tools.kind === 'all' ||
        (action.tool !== undefined && grant.tools.names.includes(action.tool))
      );
    case 'other':
      return grant.tools.kind === 'all';
    default:
      return action satisfies never;
  }
}
