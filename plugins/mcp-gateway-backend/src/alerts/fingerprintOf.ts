import type { Finding } from '@sallyport/backstage-plugin-mcp-gateway-common';

/** What makes a finding another result than the one before it: how it turned out, not how often or how much. */
export function fingerprintOf({ detector, severity, values }: Finding): string {
  switch (detector) {
    case 'drift':
      return `${values.departure}`;
    case 'checks':
      return `${values.outcome}`;
    case 'egress':
      return `${values.allowed}`;
    case 'volume':
    case 'result-size':
      // How much it was is another number each time.
      return 'more';
    default:
      return severity;
  }
}
