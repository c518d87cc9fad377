import type { LoggerService } from '@backstage/backend-plugin-api';
import { stringifyError } from '@backstage/errors';
import type { NotificationService } from '@backstage/plugin-notifications-node';
import type { AccessRequestRecord } from '../access/AccessRequestStore';
import { GATEWAY_REF } from '../drift/mayPropose';
import type { ConsentRecord } from '../approvals/ConsentStore';
import type { DelegationRecord } from '../approvals/delegations/DelegationStore';
import type { RevisionRecord } from '../revisions/RevisionStore';
import type { ServerRecord } from '../servers/ServerRecord';

const APPROVALS = '/ai-tools/approvals';
const MY_ACCESS = '/ai-tools/my-access';
const STOPS = '/ai-tools/stops';

/** Who is told what. */
export interface Message {
  to: string | string[];
  except?: string | string[];
  title: string;
  description?: string;
  link: string;
  scope: string;
  severity?: 'normal' | 'high' | 'critical';
}

const DECIDED: Partial<
  Record<RevisionRecord['state'], (title: string) => string>
> = {
  approved: title => `${title} was approved`,
  'changes-requested': title =>
    `Changes are asked for before ${title} is approved`,
};

/** Tells people what waits for them and what was decided. A message that cannot be sent never undoes what happened. */
export class Notifier {
  static create(options: {
    notifications: NotificationService;
    logger: LoggerService;
    approverGroups: string[];
  }): Notifier {
    return new Notifier(options);
  }

  readonly #options: Parameters<typeof Notifier.create>[0];

  private constructor(options: Parameters<typeof Notifier.create>[0]) {
    this.#options = options;
  }

  async accessRequested(
    request: AccessRequestRecord,
    server: ServerRecord,
  ): Promise<void> {
    await this.#send({
      to: this.#deciders(request, server),
      except: request.requestedBy,
      title: `Somebody asks for access to ${server.display.title}`,
      description: request.purpose,
      link: APPROVALS,
      scope: `mcp-access-request:${request.id}`,
    });
  }

  async decisionProposed(
    request: AccessRequestRecord,
    server: ServerRecord,
  ): Promise<void> {
    await this.#send({
      to: this.#deciders(request, server),
      except: request.requestedBy,
      title: `A decision about ${server.display.title} waits for your confirmation`,
      description:
        'It came through another tool. Confirm it in the portal or decide otherwise.',
      link: APPROVALS,
      scope: `mcp-access-request:${request.id}`,
    });
  }

  async accessDecided(
    request: AccessRequestRecord,
    server: ServerRecord,
  ): Promise<void> {
    const approved = request.state === 'approved';
    await this.#send({
      to: recipientsOf(request),
      title: approved
        ? `You have access to ${server.display.title}`
        : `Your request for ${server.display.title} was denied`,
      description: request.reason,
      link: MY_ACCESS,
      scope: `mcp-access-decision:${request.id}`,
    });
  }

  /** The access policy asks them. */
  async accessAsked(
    request: AccessRequestRecord,
    options: { server: ServerRecord; to: readonly string[] },
  ): Promise<void> {
    const { server, to } = options;
    await this.#send({
      to: [...to],
      except: recipientsOf(request),
      title: `Somebody asks for access to ${server.display.title}`,
      description: request.purpose,
      link: APPROVALS,
      scope: `mcp-access-request:${request.id}`,
    });
  }

  /** Somebody agreed: tells those who still have to that it is their turn. */
  async accessStillAsked(
    request: AccessRequestRecord,
    options: { server: ServerRecord; to: readonly string[]; by: string },
  ): Promise<void> {
    const { server, to, by } = options;
    await this.#send({
      to: [...to],
      except: [...recipientsOf(request), by],
      title: `Access to ${server.display.title} still needs your decision`,
      description: 'Others agreed to this request already.',
      link: APPROVALS,
      scope: `mcp-access-request:${request.id}`,
    });
  }

  /** Nobody has decided in the time that a rule gives. */
  async accessLate(
    request: AccessRequestRecord,
    options: {
      server: ServerRecord;
      to: readonly string[];
      hours: number;
      isHandedOver: boolean;
    },
  ): Promise<void> {
    const { server, to, hours, isHandedOver } = options;
    await this.#send({
      to: [...to],
      except: recipientsOf(request),
      title: isHandedOver
        ? `A request for access to ${server.display.title} was handed over to you`
        : `A request for access to ${server.display.title} still waits for a decision`,
      description: `It has waited for ${hours} hours.`,
      link: APPROVALS,
      scope: `mcp-access-request:${request.id}`,
      severity: 'high',
    });
  }

  async decisionTakenBack(
    request: AccessRequestRecord,
    server: ServerRecord,
  ): Promise<void> {
    await this.#send({
      to: recipientsOf(request),
      title: `The decision about ${server.display.title} was taken back`,
      description: 'Your request waits for a decision again.',
      link: MY_ACCESS,
      scope: `mcp-access-decision:${request.id}`,
    });
  }

  async grantEnded(options: {
    subject: string;
    server: ServerRecord;
    grantId: string;
    how: 'revoked' | 'expired';
    reason?: string;
    by?: string;
  }): Promise<void> {
    const { subject, server, grantId, how, reason, by } = options;
    await this.#send({
      to: subject,
      except: by,
      title:
        how === 'revoked'
          ? `Your access to ${server.display.title} was ended`
          : `Your access to ${server.display.title} has expired`,
      description: reason,
      link: MY_ACCESS,
      scope: `mcp-grant:${grantId}`,
    });
  }

  /** Tells everybody who has to agree: the review team, and the previous owner where there is one to ask. */
  async revisionSubmitted(
    revision: RevisionRecord,
    options: { server: ServerRecord; consents: ConsentRecord[] },
  ): Promise<void> {
    const { server, consents } = options;
    const owners = consents.flatMap(({ owner }) => owner ?? []);
    await this.#send({
      to: [...new Set([...this.#options.approverGroups, ...owners])],
      except: revision.submittedBy,
      title: `${server.display.title} waits for review`,
      description: revision.answers
        ? `It answers the changes that were asked for. ${
            revision.note ?? ''
          }`.trim()
        : revision.note,
      link: APPROVALS,
      scope: `mcp-revision:${server.id}`,
    });
  }

  /** Somebody agreed: tells those who still have to that it is their turn. */
  async reviewMissing(
    revision: RevisionRecord,
    options: { server: ServerRecord; to: readonly string[]; by: string },
  ): Promise<void> {
    const { server, to, by } = options;
    await this.#send({
      to: [...new Set(to)],
      except: [
        ...new Set(
          [revision.submittedBy, by].filter(ref => ref !== GATEWAY_REF),
        ),
      ],
      title: `${server.display.title} still needs your side's decision`,
      description: 'Others agreed to this version already.',
      link: APPROVALS,
      scope: `mcp-revision:${server.id}`,
    });
  }

  /** The approval policy asks for more than the review team. */
  async reviewAsked(
    revision: RevisionRecord,
    options: { server: ServerRecord; to: readonly string[] },
  ): Promise<void> {
    const { server, to } = options;
    await this.#send({
      to: [...to],
      ...(revision.submittedBy !== GATEWAY_REF && {
        except: revision.submittedBy,
      }),
      title: `${server.display.title} waits for your side's decision`,
      description:
        'The approval policy asks you. The page says which rule, and why.',
      link: APPROVALS,
      scope: `mcp-revision:${server.id}`,
    });
  }

  /** Nobody has decided in the time that a rule gives. */
  async reviewLate(
    revision: RevisionRecord,
    options: {
      server: ServerRecord;
      to: readonly string[];
      hours: number;
      isHandedOver: boolean;
    },
  ): Promise<void> {
    const { server, to, hours, isHandedOver } = options;
    await this.#send({
      to: [...to],
      ...(revision.submittedBy !== GATEWAY_REF && {
        except: revision.submittedBy,
      }),
      title: isHandedOver
        ? `${server.display.title} was handed over to you`
        : `${server.display.title} still waits for a decision`,
      description: `It has waited for ${hours} hours.`,
      link: APPROVALS,
      scope: `mcp-revision:${server.id}`,
      severity: 'high',
    });
  }

  async delegated(delegation: DelegationRecord): Promise<void> {
    await this.#send({
      to: delegation.to,
      title: 'You decide in somebody’s place',
      description: `For ${delegation.from}, until ${delegation.endsAt}.`,
      link: APPROVALS,
      scope: `mcp-delegation:${delegation.id}`,
    });
  }

  /** Another approval policy is configured than before. */
  async policyChanged(summary: string): Promise<void> {
    await this.#send({
      to: this.#options.approverGroups,
      title: 'The approval policies have changed',
      description: summary,
      link: '/ai-tools/policies',
      scope: 'mcp-approval-policy',
      severity: 'high',
    });
  }

  async revisionDecided(
    revision: RevisionRecord,
    server: ServerRecord,
  ): Promise<void> {
    await this.#send({
      to: [
        ...new Set([
          server.facts.owner,
          ...(revision.submittedBy === GATEWAY_REF
            ? []
            : [revision.submittedBy]),
        ]),
      ],
      except: revision.decidedBy,
      title:
        DECIDED[revision.state]?.(server.display.title) ??
        `${server.display.title} was not approved`,
      description: revision.reason,
      link: entityLink(server),
      scope: `mcp-revision-decision:${server.id}`,
    });
  }

  /** An earlier revision is served again: tells both sides, whichever of them did it. */
  async rolledBack(
    revision: RevisionRecord,
    options: { server: ServerRecord; by: string; reason: string },
  ): Promise<void> {
    const { server, by, reason } = options;
    await this.#send({
      to: [...new Set([server.facts.owner, ...this.#options.approverGroups])],
      except: by,
      title: `${server.display.title} was rolled back to version ${revision.number}`,
      description: reason,
      link: entityLink(server),
      scope: `mcp-revision-decision:${server.id}`,
    });
  }

  async entityDrifted(server: ServerRecord): Promise<void> {
    await this.#send({
      to: [...new Set([server.facts.owner, ...this.#options.approverGroups])],
      title: `The catalog entry of ${server.display.title} changed`,
      description: `Changed: ${server.drift.join(
        ', ',
      )}. What was approved is still served; a new revision has to be submitted.`,
      link: entityLink(server),
      scope: `mcp-drift:${server.id}`,
      severity: 'high',
    });
  }

  /** Once for each revision that the gateway proposes: the owner, and the review team, which decides. */
  async toolsHeld(
    revision: RevisionRecord,
    server: ServerRecord,
  ): Promise<void> {
    await this.#send({
      to: [...new Set([server.facts.owner, ...this.#options.approverGroups])],
      title: `Tools of ${server.display.title} changed and are held back`,
      description: `${revision.note} The rest of the server goes on; what it lists now waits for review.`,
      link: APPROVALS,
      scope: `mcp-revision:${server.id}`,
      severity: 'high',
    });
  }

  /** What is approved and served looks worse than those who answer for it know. */
  async verdictWorse(
    server: ServerRecord,
    verdict: { check: string; isSerious: boolean; summary: string },
  ): Promise<void> {
    const { check, isSerious, summary } = verdict;
    await this.#send({
      to: [...new Set([server.facts.owner, ...this.#options.approverGroups])],
      title: isSerious
        ? `“${check}” fails for ${server.display.title}, which is approved`
        : `“${check}” found something about ${server.display.title}, which is approved`,
      description: `${summary} It is still served: decide whether it should be.`,
      link: entityLink(server),
      scope: `mcp-check:${server.id}:${check}`,
      severity: isSerious ? 'high' : 'normal',
    });
  }

  async originChanged(server: ServerRecord): Promise<void> {
    await this.#send({
      to: [...new Set([server.facts.owner, ...this.#options.approverGroups])],
      title: `${server.display.title} is suspended: its catalog entry comes from somewhere else now`,
      description:
        'Grants and approvals stay with the suspended server. The new one has to be reviewed.',
      link: entityLink(server),
      scope: `mcp-origin:${server.id}`,
      severity: 'high',
    });
  }

  /** Something was stopped, or a stop is over. */
  async stop(message: {
    id: string;
    to: string[];
    except?: string;
    title: string;
    description?: string;
  }): Promise<void> {
    const { id, ...rest } = message;
    await this.#send({
      ...rest,
      link: STOPS,
      scope: `mcp-stop:${id}`,
      severity: 'high',
    });
  }

  /** Tells somebody something that other rooms have put into words. */
  async tell(message: Message): Promise<void> {
    await this.#send(message);
  }

  /** Those who decide about a request: the owner, and the review team where the owner's side asks. */
  #deciders(request: AccessRequestRecord, server: ServerRecord): string[] {
    return request.route === 'owner'
      ? [server.facts.owner]
      : [server.facts.owner, ...this.#options.approverGroups];
  }

  async #send(message: Message): Promise<void> {
    if (message.to.length === 0) {
      return;
    }
    try {
      await this.#options.notifications.send({
        recipients: {
          type: 'entity',
          entityRef: message.to,
          ...(message.except && { excludeEntityRef: message.except }),
        },
        payload: {
          title: message.title,
          description: message.description,
          link: message.link,
          severity: message.severity ?? 'normal',
          topic: 'mcp-registry',
          scope: message.scope,
        },
      });
    } catch (error) {
      this.#options.logger.warn(
        `Could not notify about "${message.title}": ${stringifyError(error)}`,
      );
    }
  }
}

function recipientsOf(request: AccessRequestRecord): string[] {
  return [...new Set([request.requestedBy, request.subject])];
}

function entityLink(server: ServerRecord): string {
  return `/catalog/${server.namespace}/api/${server.name}`;
}
