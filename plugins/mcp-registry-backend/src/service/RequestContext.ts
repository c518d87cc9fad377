import type {
  AuditorService,
  HttpAuthService,
  UserInfoService,
} from '@backstage/backend-plugin-api';
import { parse as parseCookies } from 'cookie';
import type { Request } from 'express';
import type { FreshSignIns } from '../fresh-sign-in/FreshSignIns';
import { PROOF_COOKIE } from '../fresh-sign-in/PROOF_COOKIE';
import { type Caller, resolveCaller } from './Caller';
import { registryError } from './registryError';
import type { Settings } from './Settings';

type AnyRequest = Request<any, any, any, any, any>;

/** What routes need to know about a request: who calls, and a place to write down that they did. */
export class RequestContext {
  static create(options: {
    httpAuth: HttpAuthService;
    userInfo: UserInfoService;
    auditor: AuditorService;
    settings: Settings;
    /** Absent where people cannot sign in again. */
    freshSignIns?: Pick<FreshSignIns, 'signedInAt'>;
  }): RequestContext {
    return new RequestContext(options);
  }

  readonly #options: Parameters<typeof RequestContext.create>[0];

  private constructor(options: Parameters<typeof RequestContext.create>[0]) {
    this.#options = options;
  }

  /** The person who calls. Services are refused: nobody decides in nobody's name. */
  async caller(req: AnyRequest): Promise<Caller> {
    const credentials = await this.#options.httpAuth.credentials(req, {
      allow: ['user'],
    });
    return await resolveCaller(credentials, this.#options);
  }

  /** The person who is about to decide something, with when they signed in again in this browser. */
  async decider(req: AnyRequest): Promise<Caller> {
    const caller = await this.caller(req);
    const signedInAt = await this.#options.freshSignIns?.signedInAt(
      caller.userEntityRef,
      parseCookies(req.headers.cookie ?? '')[PROOF_COOKIE],
    );
    return { ...caller, signedInAt };
  }

  /** Lets in one plugin and nobody else. */
  async requireDoor(req: AnyRequest, subject: string): Promise<void> {
    const { principal } = await this.#options.httpAuth.credentials(req, {
      allow: ['service'],
    });
    if (principal.subject !== subject) {
      throw registryError('door.closed');
    }
  }

  /** Runs something that changes what people may do, with an audit event around it. */
  async audited<T>(
    req: AnyRequest,
    event: { eventId: string; meta: Record<string, string | undefined> },
    run: () => Promise<T>,
  ): Promise<T> {
    const meta = Object.fromEntries(
      Object.entries(event.meta).filter(
        (entry): entry is [string, string] => entry[1] !== undefined,
      ),
    );
    const audit = await this.#options.auditor.createEvent({
      eventId: event.eventId,
      severityLevel: 'medium',
      request: req,
      meta,
    });
    try {
      const result = await run();
      await audit.success();
      return result;
    } catch (error) {
      await audit.fail({
        error: error instanceof Error ? error : new Error(String(error)),
      });
      throw error;
    }
  }
}
