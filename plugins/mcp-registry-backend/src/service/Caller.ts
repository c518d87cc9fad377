import type {
  BackstageCredentials,
  BackstageUserPrincipal,
  UserInfoService,
} from '@backstage/backend-plugin-api';
import type { Settings } from './Settings';

/** The person behind a request. */
export interface Caller {
  credentials: BackstageCredentials<BackstageUserPrincipal>;
  userEntityRef: string;
  /** The person and their groups. */
  ownershipEntityRefs: string[];
  /** Set where the request came through another plugin, such as `plugin:scaffolder`. */
  actor?: string;
  /** When they signed in again in this browser, ISO 8601; absent where they did not, or too long ago. */
  signedInAt?: string;
  /** Member of a group that decides about revisions. */
  isApprover: boolean;
  /** Member of a group that may stop everything. */
  isStopper?: boolean;
}

/** Somebody who decides, whether they ask here or have said so in a repository. */
export type Decider = Omit<Caller, 'credentials'>;

/** Whether one of the caller's refs is the given one: they own it, hold it or belong to it. */
export function belongsTo(
  caller: Pick<Caller, 'ownershipEntityRefs'>,
  entityRef: string,
): boolean {
  return caller.ownershipEntityRefs.includes(entityRef);
}

/** Finds out who calls, from checked credentials of a user. */
export async function resolveCaller(
  credentials: BackstageCredentials<BackstageUserPrincipal>,
  options: { userInfo: UserInfoService; settings: Settings },
): Promise<Caller> {
  const info = await options.userInfo.getUserInfo(credentials);
  const refs = new Set(
    [info.userEntityRef, ...info.ownershipEntityRefs].map(ref =>
      ref.toLocaleLowerCase('en-US'),
    ),
  );
  const { userEntityRef, actor } = credentials.principal;
  return {
    credentials,
    userEntityRef: userEntityRef.toLocaleLowerCase('en-US'),
    ownershipEntityRefs: [...refs],
    actor: actor?.subject,
    isApprover: options.settings.approverGroups.some(group => refs.has(group)),
    isStopper: options.settings.stopGroups.some(group => refs.has(group)),
  };
}
