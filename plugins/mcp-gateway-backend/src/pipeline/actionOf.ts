import type { CallAction } from '@sallyport/backstage-plugin-mcp-gateway-common';
import { kindOf } from './methods';
import type { ParsedMessage } from './types';

/** The action of a message, or `undefined` for a method that is not in the table. */
export function actionOf(
  message: Pick<ParsedMessage, 'method' | 'tool' | 'listensToResources'> &
    Partial<Pick<ParsedMessage, 'era'>>,
): CallAction | undefined {
  const { method, tool } = message;
  const kind = kindOf(method, message.era);
  switch (kind) {
    case undefined:
      return undefined;
    case 'tool':
      return tool === undefined ? undefined : { kind, method, tool };
    case 'task':
      // Which tool began the task is for `findTask` to say.
      return { kind, method };
    case 'list':
      // Changes of named resources are told to those who may read resources.
      return message.listensToResources
        ? { kind: 'other', method }
        : { kind, method };
    case 'session':
    case 'other':
      return { kind, method };
    default:
      return kind satisfies never;
  }
}
