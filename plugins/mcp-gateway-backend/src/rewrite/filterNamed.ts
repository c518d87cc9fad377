import type { PolicyItem } from '@sallyport/backstage-plugin-mcp-gateway-common';
import { isObject } from './isObject';
import type { Rewrite } from './Rewrite';

/** Takes out of listed prompts and resources what the policies refuse. */
export function filterNamed(allowed: (item: PolicyItem) => boolean): Rewrite {
  return message => {
    if (!isObject(message) || !isObject(message.result)) return message;
    const { result } = message;
    const { prompts, resources } = result;
    return {
      ...message,
      result: {
        ...result,
        ...(Array.isArray(prompts) && {
          prompts: prompts.filter(
            prompt =>
              isObject(prompt) &&
              typeof prompt.name === 'string' &&
              allowed({ kind: 'prompt', name: prompt.name }),
          ),
        }),
        ...(Array.isArray(resources) && {
          resources: resources.filter(
            resource =>
              isObject(resource) &&
              typeof resource.uri === 'string' &&
              allowed({ kind: 'resource', uri: resource.uri }),
          ),
        }),
      },
    };
  };
}
