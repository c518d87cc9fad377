import {
  mcpAuditReadPermission,
  type RegistrySchemas,
} from '@sallyport/backstage-plugin-mcp-registry-common';
import type { RegistryDatabase } from '../database/RegistryDatabase';
import type { Caller } from '../service/Caller';
import type { Clock } from '../service/Clock';
import type { Policy } from '../service/Policy';
import { registryError } from '../service/registryError';
import { readPeriod } from './readPeriod';
import { REPORT_SECTIONS } from './REPORT_SECTIONS';
import type { ReportScope, ReportSection } from './ReportSection';
import { sectionCsv } from './sectionCsv';

type Report = RegistrySchemas['ComplianceReport'];
type Period = { from: string; to: string };

/** So many rows of a table are shown on a page and printed; its file has all. */
const SHOWN_ROWS = 1000;
/** A file is put together in memory. */
const MAX_FILE_ROWS = 50_000;

/** Who had access to what and why, what was approved, reviewed, excepted and stopped: for a period. */
export class ComplianceReports {
  static create(options: {
    database: RegistryDatabase;
    clock: Clock;
    policy: Policy;
  }): ComplianceReports {
    return new ComplianceReports(options);
  }

  readonly #options: Parameters<typeof ComplianceReports.create>[0];

  private constructor(options: Parameters<typeof ComplianceReports.create>[0]) {
    this.#options = options;
  }

  /** The report, each table cut after its first rows. Of all servers for the review team and auditors, else of one's own. */
  async report(caller: Caller, given: Period): Promise<Report> {
    const { scope, sections } = await this.#scope(caller, given);
    return {
      from: scope.from,
      to: scope.to,
      writtenAt: this.#options.clock.now().toISOString(),
      writtenFor: caller.userEntityRef,
      isOfAll: scope.owners === undefined,
      sections: await Promise.all(
        sections.map(async section => await this.#section(section, scope)),
      ),
    };
  }

  /** One table as a file, whole. */
  async csv(
    caller: Caller,
    options: Period & { section: string },
  ): Promise<string> {
    const { scope, sections } = await this.#scope(caller, options);
    const section = sections.find(({ id }) => id === options.section);
    if (!section) throw registryError('report.no-section');
    const rows = await section
      .query(this.#options.database.knex, scope)
      .limit(MAX_FILE_ROWS + 1);
    if (rows.length > MAX_FILE_ROWS) throw registryError('report.too-long');
    return sectionCsv(section, rows.map(section.row));
  }

  async #scope(
    caller: Caller,
    given: Period,
  ): Promise<{ scope: ReportScope; sections: readonly ReportSection[] }> {
    const period = readPeriod(given);
    const seesAll =
      caller.isApprover ||
      (await this.#options.policy.allows(caller, mcpAuditReadPermission));
    return seesAll
      ? { scope: period, sections: REPORT_SECTIONS }
      : {
          scope: { ...period, owners: caller.ownershipEntityRefs },
          sections: REPORT_SECTIONS.filter(({ isOfServers }) => isOfServers),
        };
  }

  async #section(
    section: ReportSection,
    scope: ReportScope,
  ): Promise<Report['sections'][number]> {
    const { knex } = this.#options.database;
    const rows = await section.query(knex, scope).limit(SHOWN_ROWS);
    const total =
      rows.length < SHOWN_ROWS
        ? rows.length
        : await this.#count(section, scope);
    return {
      id: section.id as Report['sections'][number]['id'],
      columns: [...section.columns],
      rows: rows.map((row: unknown) => {
        const cells = section.row(row);
        return section.columns.map(column => cells[column]);
      }),
      total,
    };
  }

  async #count(section: ReportSection, scope: ReportScope): Promise<number> {
    const { knex } = this.#options.database;
    const query = section.query(knex, scope).clearOrder();
    const [{ total }] = await knex.from(query.as('rows')).count({ total: '*' });
    return Number(total);
  }
}
