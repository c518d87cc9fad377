import type { RootConfigService } from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';

const KEY = 'mcpGateway.telemetry.traceUrl';
const PLACE = '{traceId}';
const TRACE_ID = /^[0-9a-f]{32}$/;

/** The address where a trace is shown; absent where the id is none. */
export type TraceLink = (traceId: string) => string | undefined;

/**
 * Reads where the company shows traces, such as `https://grafana.example.com/explore?trace={traceId}`. Absent where it is not said.
 *
 * @throws InputError where it is no address that people can be sent to.
 */
export function readTraceUrl(config: RootConfigService): TraceLink | undefined {
  const template = config.getOptionalString(KEY);
  if (template === undefined) return undefined;
  if (!template.includes(PLACE)) {
    throw new InputError(
      `${KEY} must have ${PLACE} where the id of the trace belongs`,
    );
  }
  const [one, other] = ['0', '1'].map(digit =>
    URL.parse(fill(template, digit.repeat(32))),
  );
  if (!one || !other || !/^https?:$/.test(one.protocol)) {
    throw new InputError(
      `${KEY} must be an address that begins with http:// or https://`,
    );
  }
  if (one.origin !== other.origin) {
    throw new InputError(`${KEY} must not have ${PLACE} in its host`);
  }
  if (one.username || one.password) {
    throw new InputError(
      `${KEY} must not have a user name or a password in it: everybody who sees a call sees it`,
    );
  }
  return traceId =>
    TRACE_ID.test(traceId) ? fill(template, traceId) : undefined;
}

function fill(template: string, traceId: string): string {
  return template.replaceAll(PLACE, () => traceId);
}
