import type {
  UserInfoService,
  AuthService,
} from '@backstage/backend-plugin-api';
import type { ActionsRegistryService } from '@backstage/backend-plugin-api/alpha';
import type { RegistryServices } from '../service/createServices';
import type { Settings } from '../service/Settings';
import { registerExceptions } from './registerExceptions';
import { registerGetServer } from './registerGetServer';
import { registerListMyAccess } from './registerListMyAccess';
import { registerListMyRequests } from './registerListMyRequests';
import { registerListServers } from './registerListServers';
import { registerRequestAccess } from './registerRequestAccess';

/** What every action needs. */
export interface ActionContext {
  actionsRegistry: ActionsRegistryService;
  auth: AuthService;
  userInfo: UserInfoService;
  services: RegistryServices;
  settings: Settings;
}

/** Offers reading and asking to the command line, to agents and to templates. Decisions are never among them. */
export function registerActions(context: ActionContext): void {
  registerListServers(context);
  registerGetServer(context);
  registerRequestAccess(context);
  registerListMyAccess(context);
  registerListMyRequests(context);
  registerExceptions(context);
}
