import type { RegistryApiClient } from '@sallyport/backstage-plugin-mcp-registry-common';
import type { ConditionsApi } from './ConditionsApi';
import { serverPath } from './serverPath';
import { unwrap } from './unwrap';

/** Conditions of what is approved, and wishes to lift them. */
export function conditionCalls(client: RegistryApiClient): ConditionsApi {
  const at = (id: string) => ({ params: { path: { id } } });
  const of = (ref: string) => ({ params: { path: serverPath(ref) } });
  return {
    addConditions: (ref, body) =>
      unwrap(
        client.request('post', '/servers/{namespace}/{name}/conditions', {
          ...{ ...of(ref), body },
        }),
      ),
    askToLift: (ref, body) =>
      unwrap(
        client.request('post', '/servers/{namespace}/{name}/condition-lifts', {
          ...{ ...of(ref), body },
        }),
      ),
    decideLift: (id, body) =>
      unwrap(
        client.request('post', '/condition-lifts/{id}/decision', {
          ...{ ...at(id), body },
        }),
      ),
    withdrawLift: id =>
      unwrap(client.request('post', '/condition-lifts/{id}/withdraw', at(id))),
  };
}
