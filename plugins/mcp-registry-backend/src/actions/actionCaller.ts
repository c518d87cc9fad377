import type { BackstageCredentials } from '@backstage/backend-plugin-api';
import { NotAllowedError } from '@backstage/errors';
import { type Caller, resolveCaller } from '../service/Caller';
import type { ActionContext } from './registerActions';

/** The person for whom an action runs; a service on its own is refused. */
export async function actionCaller(
  credentials: BackstageCredentials,
  context: ActionContext,
): Promise<Caller> {
  if (!context.auth.isPrincipal(credentials, 'user')) {
    throw new NotAllowedError('This action needs a signed-in person.');
  }
  return await resolveCaller(credentials, context);
}
