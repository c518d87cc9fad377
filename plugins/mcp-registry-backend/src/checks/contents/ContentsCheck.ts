import type {
  CheckFinding,
  CheckResult,
} from '@sallyport/backstage-plugin-mcp-registry-common';
import type {
  CheckSubject,
  RevisionCheck,
} from '@sallyport/backstage-plugin-mcp-registry-node';
import type { Knex } from 'knex';
import { couldNot, doesNotApply } from '../trust/findings';
import { judgeContents } from './judge/judgeContents';
import { judgeLists } from './judge/judgeLists';
import { contentsManifest } from './manifest';
import { findVulnerabilities } from './osv/findVulnerabilities';
import { type ReadList, readLists } from './sbom/readLists';
import { productOf } from './sbom/productOf';
import type { PublishedSboms } from './sbom/PublishedSboms';
import type { ContentsSettings } from './settings/ContentsSettings';
import { findSources, type SourceState } from './sources/SourceStore';
import { type Component, ECOSYSTEMS } from './types';
import { findStatements } from './vex/findStatements';

/** Holds what a revision is made of against the advisories, statements and licences that the company goes by. */
export class ContentsCheck implements RevisionCheck {
  static create(options: {
    knex: Knex;
    settings: ContentsSettings;
    published: PublishedSboms;
  }): ContentsCheck {
    return new ContentsCheck(options);
  }

  readonly manifest;
  readonly #options: Parameters<typeof ContentsCheck.create>[0];

  private constructor(options: Parameters<typeof ContentsCheck.create>[0]) {
    this.manifest = contentsManifest(options.settings);
    this.#options = options;
  }

  async run(
    subject: CheckSubject,
    { signal }: { signal: AbortSignal },
  ): Promise<CheckResult> {
    const { knex, settings, published } = this.#options;
    const missing = await published.take(subject, signal);
    const lists = await readLists(knex, subject.digest);
    if (lists.length === 0) return noList(subject, missing);
    const sources = await findSources(knex, 'osv');
    const problem = problemOf(settings, sources);
    if (problem) return problem;
    const components = lists.flatMap(({ sbom }) => sbom.components);
    if (components.length === 0) {
      return couldNot('The list of its contents names nothing.');
    }
    return await this.#judge(subject, { lists, sources, components });
  }

  async #judge(
    { snapshot }: CheckSubject,
    about: {
      lists: readonly ReadList[];
      sources: readonly SourceState[];
      components: readonly Component[];
    },
  ): Promise<CheckResult> {
    const { knex, settings } = this.#options;
    const { lists, sources } = about;
    const components = unique(about.components);
    const product = productOf(snapshot);
    const vulnerabilities = await findVulnerabilities(knex, components);
    const words = await findStatements(knex, {
      vulnerabilities,
      ...(product !== undefined && { product }),
      sources: settings.vex
        .filter(
          ({ servers }) => !servers || servers.includes(snapshot.serverRef),
        )
        .map(({ name }) => name),
    });
    const judged = judgeContents({
      ...{ components, vulnerabilities, words, settings },
      about: judgeLists({ lists, sources, components, product }),
    });
    const uncovered = uncoveredOf(components, sources);
    const { findings, withVex, withoutVex } = judged;
    const asOf = sources.map(one => one.asOf);
    const result = {
      findings,
      ...(asOf.every(at => at !== undefined) && { dataAt: asOf.sort()[0] }),
      evidence: {
        ...{ withVex, withoutVex, statements: judged.statements },
        components: components.length,
        vulnerabilities: judged.bySeverity,
        lists: lists.map(({ head }) => head),
        sources: sources.map(({ name, asOf: at, readAt, counts }) => ({
          ...{ name, asOf: at, readAt, advisories: counts.advisories ?? 0 },
        })),
      },
    };
    // What is bad whatever the missing advisories would say is bad already.
    if (uncovered.length > 0 && withVex !== 'fail') {
      return {
        ...result,
        ...couldNot(
          `There are no advisories about packages of ${uncovered.join(
            ' and ',
          )}: mcpRegistry.contents.osv.`,
        ),
        findings,
      };
    }
    return {
      ...result,
      outcome: withVex,
      summary: summaryOf(findings, components.length),
    };
  }
}

function noList(
  { snapshot }: CheckSubject,
  missing: CheckResult | undefined,
): CheckResult {
  const { package: wanted, upstream } = snapshot;
  if (upstream || !wanted) {
    return doesNotApply(
      'It runs elsewhere, and nobody has handed in a list of its contents.',
    );
  }
  if (missing) return missing;
  return couldNot(
    wanted.registry === 'oci'
      ? 'The image comes without a list of its contents (SBOM). Hand one in.'
      : 'What it brings along is not known. Probe it with a gateway that can run it, or hand in a list of its contents (SBOM).',
  );
}

/** Why the advisories cannot be gone by. */
function problemOf(
  { osv }: ContentsSettings,
  sources: readonly SourceState[],
): CheckResult | undefined {
  if (osv.length === 0) {
    return couldNot(
      'No advisories are configured to be gone by: mcpRegistry.contents.osv.',
    );
  }
  for (const { name } of osv) {
    const state = sources.find(one => one.name === name);
    if (state?.generation === undefined) {
      const why = state?.problem ? `: ${state.problem}` : ' yet';
      return {
        ...couldNot(`The advisories “${name}” could not be read${why}.`),
        isTransient: true,
      };
    }
  }
  return undefined;
}

/** Kinds of packages of which no source has a single advisory: that is no sign that all is well with them. */
function uncoveredOf(
  components: readonly Component[],
  sources: readonly SourceState[],
): string[] {
  return ECOSYSTEMS.filter(
    ecosystem =>
      components.some(one => one.ecosystem === ecosystem) &&
      !sources.some(({ counts }) => (counts[ecosystem] ?? 0) > 0),
  );
}

function unique(components: readonly Component[]): Component[] {
  const byName = new Map<string, Component>();
  for (const one of components) {
    const { ecosystem, name, version } = one;
    const key = JSON.stringify([ecosystem, name, version]);
    // A list that says the licence says more.
    if (!byName.get(key)?.licence) byName.set(key, one);
  }
  return [...byName.values()];
}

function summaryOf(findings: readonly CheckFinding[], count: number): string {
  const serious = findings.filter(({ level }) => level === 'error');
  const [worst] = [
    ...serious,
    ...findings.filter(({ level }) => level === 'warning'),
  ];
  if (!worst) {
    return `All ${count} packages that it is made of are known, and nothing is known against them.`;
  }
  const more = serious.length > 1 ? ` And ${serious.length - 1} more.` : '';
  return `${worst.message.slice(0, 400)}${more}`;
}
