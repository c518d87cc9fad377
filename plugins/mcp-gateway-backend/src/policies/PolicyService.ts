import { ConflictError, InputError, NotFoundError } from '@backstage/errors';
import type { Clock } from '../access/Clock';
import { checkDraft } from './checkDraft';
import { digestOf } from './digestOf';
import { needsSecondPerson } from './needsSecondPerson';
import { POLICY_BOUNDS } from './POLICY_BOUNDS';
import type { PolicyStore } from './PolicyStore';
import type { PolicyDraft, PolicyProposal, PolicyVersion } from './types';

/** What came of a change: a version that holds, or a proposal that waits. */
export type PolicyChange =
  | { kind: 'saved'; version: PolicyVersion }
  | { kind: 'proposed'; proposal: PolicyProposal };

/** Writes policies. Who may is decided by whoever asks; that nobody confirms their own proposal is decided here. */
export class PolicyService {
  static create(options: {
    store: PolicyStore;
    clock: Clock;
    /** Brings what was written into force on this replica; the others see it by themselves. */
    reload: () => Promise<void>;
  }): PolicyService {
    return new PolicyService(options);
  }

  readonly #store: PolicyStore;
  readonly #clock: Clock;
  readonly #reload: () => Promise<void>;

  private constructor(options: Parameters<typeof PolicyService.create>[0]) {
    this.#store = options.store;
    this.#clock = options.clock;
    this.#reload = options.reload;
  }

  /** Saves a version, or proposes it where that takes a second person. What has a mistake or fails a case is neither. */
  async save(options: {
    name: string;
    draft: PolicyDraft;
    /** The version that the author saw; 0: none. */
    baseVersion: number;
    author: string;
  }): Promise<PolicyChange> {
    const { name, draft, baseVersion, author } = options;
    const policies = await mustBeGood(name, draft);
    const change = await this.#store.alone(
      async (store): Promise<PolicyChange> => {
        const before = await store.last(name);
        requireBase(before, baseVersion);
        if (draft.mode === 'removed' && !isThere(before)) {
          throw new NotFoundError('There is no such policy');
        }
        const written = {
          ...draft,
          name,
          digest: digestOf(name, draft),
          author,
          at: new Date(this.#clock.now()).toISOString(),
        };
        if (needsSecondPerson({ before, after: draft, policies })) {
          const proposal = { ...written, baseVersion };
          await store.propose(proposal);
          return { kind: 'proposed', proposal };
        }
        await requireRoom(store, written);
        const version = { ...written, version: baseVersion + 1 };
        await store.add(version);
        return { kind: 'saved', version };
      },
    );
    if (change.kind === 'saved') await this.#reload();
    return change;
  }

  /** Takes an earlier version up again, as a new one. */
  async restore(options: {
    name: string;
    version: number;
    comment: string;
    baseVersion: number;
    author: string;
  }): Promise<PolicyChange> {
    const { name, version, comment, baseVersion, author } = options;
    const earlier = await this.#store.version(name, version);
    if (!isThere(earlier)) {
      throw new NotFoundError('There is no such version');
    }
    const { mode, text, cases } = earlier;
    const draft = { mode, text, cases, comment, restoredFrom: version };
    return await this.save({ name, draft, baseVersion, author });
  }

  /** The second person's yes, to exactly what they saw. */
  async confirm(options: {
    name: string;
    digest: string;
    by: string;
  }): Promise<PolicyVersion> {
    const { name, digest, by } = options;
    const seen = await this.#store.proposal(name);
    if (!seen) throw new NotFoundError('Nothing is proposed for this policy');
    requireSeen(seen, digest);
    // What counts as good may have changed since.
    await mustBeGood(name, seen);
    const version = await this.#store.alone(async store => {
      const proposal = await store.proposal(name);
      requireSeen(proposal, digest);
      if (proposal.author === by) {
        throw new InputError(
          'Nobody confirms their own proposal: it takes a second person',
        );
      }
      const before = await store.last(name);
      requireBase(before, proposal.baseVersion);
      await requireRoom(store, proposal);
      const { baseVersion, ...written } = proposal;
      const confirmed: PolicyVersion = {
        ...written,
        version: baseVersion + 1,
        confirmedBy: by,
      };
      await store.add(confirmed);
      return confirmed;
    });
    await this.#reload();
    return version;
  }

  /** Ends a proposal: its author's, or anybody's who may confirm it. */
  async withdraw(options: {
    name: string;
    by: string;
    mayApprove: boolean;
  }): Promise<void> {
    const proposal = await this.#store.proposal(options.name);
    const isTheirs = proposal?.author === options.by || options.mayApprove;
    if (!proposal || !isTheirs || !(await this.#store.withdraw(proposal))) {
      throw new NotFoundError('Nothing of yours is proposed for this policy');
    }
  }
}

async function mustBeGood(
  name: string,
  draft: Pick<PolicyDraft, 'mode' | 'text' | 'cases'>,
) {
  if (draft.mode === 'removed') return [];
  const check = await checkDraft({ ...draft, name });
  const [mistake] = check.mistakes;
  if (mistake) {
    throw new InputError(`Line ${mistake.line}: ${mistake.message}`);
  }
  const failed = check.cases.find(({ expected, got }) => expected !== got);
  if (failed) {
    throw new InputError(
      `The case "${failed.title}" says ${failed.got}, not ${failed.expected}`,
    );
  }
  return check.policies;
}

function isThere(version: PolicyVersion | undefined): version is PolicyVersion {
  return version !== undefined && version.mode !== 'removed';
}

function requireBase(before: PolicyVersion | undefined, base: number) {
  if ((before?.version ?? 0) !== base) {
    throw new ConflictError(
      'Somebody has changed this policy meanwhile: look at it again',
    );
  }
}

function requireSeen(
  proposal: PolicyProposal | undefined,
  digest: string,
): asserts proposal is PolicyProposal {
  if (proposal?.digest !== digest) {
    throw new ConflictError('Something else is proposed now: look at it again');
  }
}

async function requireRoom(
  store: PolicyStore,
  next: { name: string; mode: PolicyDraft['mode']; text: string },
): Promise<void> {
  if (next.mode === 'removed') return;
  const others = (await store.current()).filter(
    each => each.name !== next.name && isThere(each),
  );
  const characters = others.reduce((sum, { text }) => sum + text.length, 0);
  if (
    others.length >= POLICY_BOUNDS.policies ||
    characters + next.text.length > POLICY_BOUNDS.total
  ) {
    throw new InputError(
      'There is no room for more policies in the portal: keep them in Git',
    );
  }
}
