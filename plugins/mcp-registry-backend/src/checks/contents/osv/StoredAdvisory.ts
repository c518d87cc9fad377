import type { OsvAffected } from './osvSchema';
import type { Rating } from './severityOf';

/** What is kept of an advisory about one package. */
export interface StoredAdvisory
  extends Rating,
    Pick<OsvAffected, 'versions' | 'ranges'> {
  readonly id: string;
  readonly aliases: readonly string[];
  readonly summary: string;
  readonly isMalicious: boolean;
}
