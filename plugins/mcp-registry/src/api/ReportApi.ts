import type { ComplianceReport, OwnerDigestPage } from './types';

/** A time that a report is about: ISO 8601, `to` exclusive. */
export interface ReportPeriod {
  from: string;
  to: string;
}

/** What the page of reports asks. */
export interface ReportApi {
  getComplianceReport(period: ReportPeriod): Promise<ComplianceReport>;
  printComplianceReport(period: ReportPeriod): Promise<Blob>;
  /** What happened on an owner's servers. */
  getOwnerDigest(
    asked: ReportPeriod & { owner?: string },
  ): Promise<OwnerDigestPage>;
  /** One table as CSV, whole. */
  exportComplianceReport(
    section: ComplianceReport['sections'][number]['id'],
    period: ReportPeriod,
  ): Promise<Blob>;
}
