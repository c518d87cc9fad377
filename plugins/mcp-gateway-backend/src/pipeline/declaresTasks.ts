import { asObject } from './asObject';

/** The tasks extension, as clients of the stateless era declare it with every request. */
export const TASKS_EXTENSION = 'io.modelcontextprotocol/tasks';

/** Whether a request says that its client knows tasks. */
export function declaresTasks(params: object | undefined): boolean {
  const meta = asObject(asObject(params)._meta);
  const declared = asObject(meta['io.modelcontextprotocol/clientCapabilities']);
  return asObject(declared.extensions)[TASKS_EXTENSION] !== undefined;
}
