import type { AuditorService } from '@backstage/backend-plugin-api';
import {
  IMPORT_PROBLEMS,
  type ImportProblemCode,
} from '@sallyport/backstage-plugin-mcp-registry-common';
import type { DefinitionSource } from '@sallyport/backstage-plugin-mcp-registry-node';
import { createHash } from 'node:crypto';
import type { Knex } from 'knex';
import type { Notifier } from '../service/Notifier';
import {
  findSource,
  type ImportProblem,
  type ImportSummary,
  writeSource,
} from './GitOpsStore';

/** What often passes by itself is told once it was so that many times in a row. */
const LOOKS_BEFORE_TOLD = 3;
const PASSING: readonly ImportProblemCode[] = [
  'source.unreachable',
  'import.failed',
];
/** What these say changes with every commit, and is the same failure all the same. */
const ONE_FAILURE: readonly ImportProblemCode[] = [
  ...PASSING,
  'source.history-rewritten',
];
const MOST_PLACES = 3;

/** Tells somebody what came of imports that nobody waits for: of each failure once, and when it is over. */
export class ImportReporter {
  static create(options: {
    knex: Knex;
    notifier: Pick<Notifier, 'tell'>;
    auditor: Pick<AuditorService, 'createEvent'>;
    /** Who is told about a source. */
    ownersOf: (sourceId: string) => readonly string[];
  }): ImportReporter {
    return new ImportReporter(options);
  }

  readonly #options: Parameters<typeof ImportReporter.create>[0];

  private constructor(options: Parameters<typeof ImportReporter.create>[0]) {
    this.#options = options;
  }

  /** @returns the problem as it is to be kept. */
  async failed(
    source: DefinitionSource,
    now: Pick<ImportProblem, 'code' | 'where' | 'at'>,
  ): Promise<ImportProblem> {
    const { knex, notifier } = this.#options;
    const { problem: before, told } = await findSource(knex, source.id);
    const key = keyOf(now);
    const isSame = before !== undefined && keyOf(before) === key;
    const problem: ImportProblem = {
      ...now,
      since: isSame ? before.since ?? before.at : now.at,
      looks: isSame ? (before.looks ?? 1) + 1 : 1,
    };
    const { text, remedy } = IMPORT_PROBLEMS[problem.code];
    if (!isSame) {
      const audit = await this.#audit(source, { problem: problem.code });
      const places = problem.where.slice(0, MOST_PLACES).join('; ');
      await audit.fail({ error: new Error(`${text} ${places}`.trim()) });
    }
    const isPassing = PASSING.includes(problem.code);
    if (told === key || (isPassing && problem.looks! < LOOKS_BEFORE_TOLD)) {
      return problem;
    }
    await notifier.tell({
      ...this.#to(source),
      title: `Nothing is imported from ${source.title}`,
      description: [
        text,
        ...problem.where.slice(0, MOST_PLACES),
        remedy,
        'What was approved goes on serving.',
      ].join('\n'),
      severity: 'high',
    });
    await writeSource(knex, source.id, { told: key });
    return problem;
  }

  /** It worked: with something new, or without. */
  async succeeded(
    source: DefinitionSource,
    options: {
      /** What was the matter before. */
      before?: ImportProblem;
      imported?: { revision: string; summary: ImportSummary };
    },
  ): Promise<void> {
    const { knex, notifier } = this.#options;
    const { before, imported } = options;
    if (imported || before) {
      const audit = await this.#audit(source, {
        ...(before && { wasOver: before.code }),
        ...(imported && {
          revision: imported.revision,
          added: imported.summary.added.length,
          changed: imported.summary.changed.length,
          removed: imported.summary.removed.length,
        }),
      });
      await audit.success();
    }
    const { told } = await findSource(knex, source.id);
    if (told === undefined) return;
    await notifier.tell({
      ...this.#to(source),
      title: `${source.title} is imported again`,
      description: 'Nothing is left to do about it.',
    });
    await writeSource(knex, source.id, { told: null });
  }

  async #audit(
    source: DefinitionSource,
    meta: Record<string, string | number>,
  ) {
    return await this.#options.auditor.createEvent({
      eventId: 'gitops-scheduled-import',
      severityLevel: 'medium',
      meta: { sourceId: source.id, ...meta },
    });
  }

  /** One place in everybody's list for each repository: what is over takes the place of what was wrong. */
  #to(source: DefinitionSource) {
    return {
      to: [...this.#options.ownersOf(source.id)],
      link: '/ai-tools/operations?view=repositories',
      scope: `mcp-gitops:${source.id}`,
    };
  }
}

/** Which failure it is: the same one however often it is looked at. */
function keyOf({ code, where }: Pick<ImportProblem, 'code' | 'where'>): string {
  const places = ONE_FAILURE.includes(code) ? [] : where;
  const digest = createHash('sha256').update(JSON.stringify(places));
  return `${code} ${digest.digest('hex').slice(0, 32)}`;
}
