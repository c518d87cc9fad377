import { isObject } from '../rewrite/isObject';

/** What a server may ask of a client. */
export type QuestionMethod =
  | 'elicitation/create'
  | 'sampling/createMessage'
  | 'roots/list';

/** The capability that a client must have declared to be asked this. `undefined`: it has. */
export function missingCapability(
  capabilities: Record<string, unknown>,
  method: QuestionMethod,
  params: Record<string, unknown> = {},
): Record<string, object> | undefined {
  const { elicitation, sampling, roots } = capabilities;
  switch (method) {
    case 'roots/list':
      return roots === undefined ? { roots: {} } : undefined;
    case 'sampling/createMessage':
      return sampling === undefined ? { sampling: {} } : undefined;
    case 'elicitation/create': {
      const { form, url } = isObject(elicitation) ? elicitation : {};
      if (params.mode === 'url') {
        return url === undefined ? { elicitation: { url: {} } } : undefined;
      }
      // MCP 2025-06-18: forms were all there was, and needed no word of their own.
      const takesForms =
        isObject(elicitation) && (form !== undefined || url === undefined);
      return takesForms ? undefined : { elicitation: { form: {} } };
    }
    default:
      throw new Error(`No such question: ${method satisfies never}`);
  }
}
