import type { ReportSection } from './ReportSection';
import { accessSection } from './sections/accessSection';
import { approvalSection } from './sections/approvalSection';
import { emergencySection } from './sections/emergencySection';
import { exceptionSection } from './sections/exceptionSection';
import { reviewSection } from './sections/reviewSection';
import { stopSection } from './sections/stopSection';

/** The tables of a compliance report, in their order. */
export const REPORT_SECTIONS: readonly ReportSection[] = [
  accessSection,
  approvalSection,
  reviewSection,
  exceptionSection,
  emergencySection,
  stopSection,
];
