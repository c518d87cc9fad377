import type {
  BackstageCredentials,
  BackstageUserPrincipal,
  HttpAuthService,
  UserInfoService,
} from '@backstage/backend-plugin-api';
import { NotAllowedError } from '@backstage/errors';
import type { Request } from 'express';

type AnyRequest = Request<any, any, any, any, any>;

/** A person who uses the portal's side of the gateway. */
export interface PortalCaller {
  credentials: BackstageCredentials<BackstageUserPrincipal>;
  /** Normalised. */
  userEntityRef: string;
}

/** The person who calls; services are refused. */
export async function readCaller(
  req: AnyRequest,
  httpAuth: HttpAuthService,
): Promise<PortalCaller> {
  const credentials = await httpAuth.credentials(req, { allow: ['user'] });
  return {
    credentials,
    userEntityRef:
      credentials.principal.userEntityRef.toLocaleLowerCase('en-US'),
  };
}

/** The person who calls, themselves: nothing that acts for them gets in. */
export async function readDirectCaller(
  req: AnyRequest,
  httpAuth: HttpAuthService,
): Promise<PortalCaller> {
  const caller = await readCaller(req, httpAuth);
  const { actor } = caller.credentials.principal;
  if (actor) {
    throw new NotAllowedError(
      `This is for people themselves: do it in the portal, not through ${actor.subject}`,
    );
  }
  return caller;
}

/** The person and their groups, as entity refs. */
export async function readOwnership(
  caller: PortalCaller,
  userInfo: UserInfoService,
): Promise<string[]> {
  const { ownershipEntityRefs } = await userInfo.getUserInfo(
    caller.credentials,
  );
  const refs = ownershipEntityRefs.map(ref => ref.toLocaleLowerCase('en-US'));
  return [...new Set([caller.userEntityRef, ...refs])];
}
