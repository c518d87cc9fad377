import { InputError, NotFoundError } from '@backstage/errors';
import type { GatewaySchemas } from '@sallyport/backstage-plugin-mcp-gateway-common';
import { z } from 'zod';
import type { CompanyPolicies } from '../pipeline/policies/CompanyPolicies';
import type { PortalCaller } from '../service/PortalCaller';
import { checkDraft, type DraftCheck } from './checkDraft';
import { listPolicies } from './listPolicies';
import { policyCaseSchema } from './policyCaseSchema';
import type { PolicyDoor } from './PolicyDoor';
import type { PolicyReplay, ReplayedBatch } from './PolicyReplay';
import type { PolicyChange, PolicyService } from './PolicyService';
import type { PolicyStore } from './PolicyStore';
import { toPolicyDraft } from './toPolicyDraft';

const PAGE = 20;
const casesSchema = z.array(policyCaseSchema);

/** Where people read, write, try and confirm policies: who may, then what. */
export class PolicyDesk {
  static create(options: {
    door: PolicyDoor;
    store: PolicyStore;
    service: PolicyService;
    replay: PolicyReplay;
    company: Pick<CompanyPolicies, 'inForce'>;
    /** Whether policies can be written in the portal at all. */
    isOpen: boolean;
  }): PolicyDesk {
    return new PolicyDesk(options);
  }

  readonly #options: Parameters<typeof PolicyDesk.create>[0];

  private constructor(options: Parameters<typeof PolicyDesk.create>[0]) {
    this.#options = options;
  }

  async list(caller: PortalCaller): Promise<GatewaySchemas['PolicyList']> {
    const { door, company, isOpen } = this.#options;
    const may = await door.require(caller, 'read');
    const { policies, complaint } = company.inForce;
    return {
      ...(await listPolicies(this.#options)),
      may,
      isOpen,
      ...(policies && {
        inForce: { version: policies.version, coverage: policies.coverage },
      }),
      // It names what is written, which those who write may read anyway.
      ...(complaint !== undefined && may.write && { complaint }),
    };
  }

  async history(
    caller: PortalCaller,
    options: { name: string; before?: number },
  ): Promise<GatewaySchemas['PolicyHistory']> {
    const { door, store } = this.#options;
    await door.require(caller, 'read');
    const { name, before } = options;
    const found = await store.history(name, { limit: PAGE + 1, before });
    const items = found.slice(0, PAGE).map(version => ({
      ...toPolicyDraft(version),
      version: version.version,
      ...(version.confirmedBy && { confirmedBy: version.confirmedBy }),
    }));
    return { items, hasMore: found.length > PAGE };
  }

  async check(
    caller: PortalCaller,
    draft: { name: string; text: string; cases: unknown[] },
  ): Promise<Omit<DraftCheck, 'policies'>> {
    await this.#options.door.require(caller, 'write');
    const { policies: _, ...said } = await checkDraft({
      ...draft,
      cases: readCases(draft.cases),
    });
    return said;
  }

  async replay(
    caller: PortalCaller,
    options: Parameters<PolicyReplay['batch']>[0],
  ): Promise<ReplayedBatch> {
    await this.#options.door.require(caller, 'replay');
    return await this.#options.replay.batch(options);
  }

  async save(
    caller: PortalCaller,
    options: {
      name: string;
      draft: {
        mode: 'observe' | 'enforce';
        text: string;
        cases: unknown[];
        comment: string;
      };
      baseVersion: number;
    },
  ): Promise<PolicyChange> {
    const { name, draft, baseVersion } = options;
    await this.#mayWrite(caller);
    return await this.#options.service.save({
      name,
      draft: { ...draft, cases: readCases(draft.cases) },
      baseVersion,
      author: caller.userEntityRef,
    });
  }

  async remove(
    caller: PortalCaller,
    options: { name: string; comment: string; baseVersion: number },
  ): Promise<PolicyChange> {
    const { name, comment, baseVersion } = options;
    await this.#mayWrite(caller);
    return await this.#options.service.save({
      name,
      draft: { mode: 'removed', text: '', cases: [], comment },
      baseVersion,
      author: caller.userEntityRef,
    });
  }

  async restore(
    caller: PortalCaller,
    options: Omit<Parameters<PolicyService['restore']>[0], 'author'>,
  ): Promise<PolicyChange> {
    await this.#mayWrite(caller);
    return await this.#options.service.restore({
      ...options,
      author: caller.userEntityRef,
    });
  }

  async confirm(
    caller: PortalCaller,
    options: { name: string; digest: string },
  ): Promise<void> {
    this.#requireOpen();
    await this.#options.door.require(caller, 'approve');
    const by = caller.userEntityRef;
    await this.#options.service.confirm({ ...options, by });
  }

  async withdraw(caller: PortalCaller, name: string): Promise<void> {
    const { approve } = await this.#options.door.rightsOf(caller);
    await this.#options.service.withdraw({
      name,
      by: caller.userEntityRef,
      mayApprove: approve,
    });
  }

  async #mayWrite(caller: PortalCaller): Promise<void> {
    this.#requireOpen();
    await this.#options.door.require(caller, 'write');
  }

  #requireOpen() {
    if (this.#options.isOpen) return;
    throw new NotFoundError(
      'Policies are not written in the portal here (mcpGateway.policies.portal)',
    );
  }
}

function readCases(cases: unknown) {
  const parsed = casesSchema.safeParse(cases);
  if (parsed.success) return parsed.data;
  const [{ path, message }] = parsed.error.issues;
  const at = Number(path[0]) + 1;
  throw new InputError(`Case ${at}, ${path.slice(1).join('.')}: ${message}`);
}
