import type { Findings } from '../findings';
import type { TrustSettings } from '../settings/TrustSettings';
import { isSameRepository } from '../sigstore/compareIdentity';
import { repositoryAddress } from '../sigstore/repositoryAddress';
import { judgeLicence } from './judgeLicence';
import type { OriginFacts } from './OriginFacts';

const DAY = 24 * 3_600_000;
const MCP_NAME = /^([a-zA-Z0-9.-]+)\/([a-zA-Z0-9._-]+)$/;

/** What origin is judged by beside the registry's facts. */
export interface OriginQuestion {
  readonly facts: OriginFacts;
  readonly settings: Pick<
    TrustSettings,
    'licences' | 'minReleaseAgeDays' | 'staleAfterDays'
  >;
  /** Where the package should be built from, where somebody said so. */
  readonly expectedRepositories: readonly string[];
  /** `api:default/orders` */
  readonly serverRef: string;
  readonly now: Date;
}

/** Days since; `undefined` where nobody knows. */
export function daysSince(
  date: string | undefined,
  now: Date,
): number | undefined {
  if (date === undefined) return undefined;
  return Math.floor((now.getTime() - Date.parse(date)) / DAY);
}

/** Says of a package that is there what about its origin needs a look. */
export function judgeOrigin(question: OriginQuestion, found: Findings): void {
  judgeAge(question, found);
  judgeNames(question, found);
  const { facts, settings } = question;
  const licence = judgeLicence(facts.licence, settings.licences.allowed);
  if (licence.state === 'not-allowed') {
    found.add('error', 'licence-not-allowed', licence.message);
  }
  if (licence.state === 'unknown') {
    found.add('warning', 'licence-unknown', licence.message);
  }
  if (facts.deprecated !== undefined) {
    found.add(
      'warning',
      'deprecated',
      'Its publisher says that it should not be used any more.',
      facts.deprecated,
    );
  }
  if (facts.quarantined !== undefined) {
    found.add(
      'error',
      'quarantined',
      'The registry holds it back as unsafe.',
      facts.quarantined,
    );
  }
  if (facts.yanked !== undefined) {
    found.add(
      'error',
      'yanked',
      'Its publisher has withdrawn this version.',
      facts.yanked,
    );
  }
  if (facts.maintainers === 1) {
    found.add(
      'note',
      'one-maintainer',
      'One account can publish it: who takes over that account can, too.',
    );
  }
}

function judgeAge(
  { facts, settings, now }: OriginQuestion,
  found: Findings,
): void {
  const { minReleaseAgeDays, staleAfterDays } = settings;
  const age = daysSince(facts.publishedAt, now);
  if (age === undefined) {
    if (minReleaseAgeDays > 0) {
      found.add(
        'warning',
        'release-age-unknown',
        'Nobody says when this version came out, so it can be newer than is allowed.',
      );
    }
  } else if (age < minReleaseAgeDays) {
    found.add(
      'warning',
      'too-new',
      `This version came out ${
        age < 0 ? 'in the future' : `${age} days ago`
      }: most stolen accounts and bad releases are found within ${minReleaseAgeDays} days.`,
      facts.publishedAt,
    );
  }
  const quiet = daysSince(facts.newestAt ?? facts.publishedAt, now);
  if (quiet !== undefined && quiet > staleAfterDays) {
    found.add(
      'warning',
      'stale',
      `Nothing of it came out for ${quiet} days: nobody may be there to mend it.`,
    );
  }
}

function judgeNames(
  { facts, expectedRepositories, serverRef }: OriginQuestion,
  found: Findings,
): void {
  const { repository, mcpName } = facts;
  if (!repository || !repositoryAddress(repository)) {
    found.add(
      'warning',
      'no-repository',
      'It does not say where its source is.',
      repository,
    );
  }
  const isExpected = expectedRepositories.some(
    one => repository !== undefined && isSameRepository(one, repository),
  );
  if (expectedRepositories.length > 0 && repository && !isExpected) {
    found.add(
      'warning',
      'other-repository',
      'It says that its source is elsewhere than where it should be built from.',
      `expected ${expectedRepositories.join(' or ')}, found ${repository}`,
    );
  }
  if (mcpName === undefined) return;
  const owner = ownerOf(mcpName);
  const name = serverRef.slice(serverRef.lastIndexOf('/') + 1);
  if (!mcpName.toLowerCase().endsWith(`/${name.toLowerCase()}`)) {
    found.add(
      'note',
      'mcp-name-differs',
      `Its publisher calls it otherwise than ${name}.`,
      mcpName,
    );
  }
  if (!MCP_NAME.test(mcpName)) {
    found.add(
      'warning',
      'mcp-name-unreadable',
      'Its name for registries of MCP servers is none.',
      mcpName,
    );
  } else if (owner && !isOwnedBy(repository, owner)) {
    found.add(
      'warning',
      'mcp-name-other-owner',
      'Its name for registries of MCP servers belongs to somebody else than its source repository.',
      `${mcpName}, source ${repository ?? 'unknown'}`,
    );
  }
}

/** `io.github.acme/orders` belongs to the account `acme`. Other namespaces are domains, which only a name server could confirm. */
function ownerOf(mcpName: string): string | undefined {
  return /^io\.github\.([\w-]+)\//i.exec(mcpName)?.[1].toLowerCase();
}

function isOwnedBy(repository: string | undefined, owner: string): boolean {
  const address = repository && repositoryAddress(repository);
  return Boolean(address?.startsWith(`https://github.com/${owner}/`));
}
