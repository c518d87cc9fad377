import type { LoggerService } from '@backstage/backend-plugin-api';
import type { TraceEntry } from '@sallyport/backstage-plugin-mcp-gateway-common';
import { argumentsOf } from '../guards/argumentsOf';
import { askGuard } from '../guards/askGuard';
import { contextOf } from '../guards/contextOf';
import type { ArgumentsGuard, GuardSet } from '../guards/GuardSet';
import type { GuardSettings } from '../guards/GuardSettings';
import { replaceArguments } from '../guards/replaceArguments';
import { verdictSchemas } from '../guards/verdictSchemas';
import { runStages } from './runStages';
import {
  proceed,
  refuse,
  type Call,
  type Stage,
  type StageResult,
} from './types';
import { withTrace } from './withTrace';

/** What the stage needs. */
interface Options {
  guards: GuardSet;
  settings: GuardSettings;
  maxBytes: number;
  /** The stages that decide a changed message again, by what holds by then: which server, whose task, may they, do its headers agree. */
  decideAgain: readonly Stage[];
  logger: LoggerService;
}

/**
 * Guards look at the arguments of an allowed call. What they change is decided again, as if it had come so (D4); a guard
 * that fails refuses.
 */
export function guard(options: Options): Stage {
  return call => {
    const guarding = guardsOf(options, call);
    if (!guarding) return refuse(call, 'guard.failed');
    if (guarding.length === 0 || !argumentsOf(call)) return proceed(call);
    return askAll(options, guarding, call);
  };
}

async function askAll(
  options: Options,
  guarding: readonly ArgumentsGuard[],
  call: Call,
): Promise<StageResult> {
  const said: TraceEntry[] = [];
  let current = call;
  for (const each of guarding) {
    const result = await ask(options, each, current);
    said.push(result.said);
    if (result.kind === 'deny') {
      return refuse(withTrace(current, said), result.reason, {
        ...(result.text !== undefined && { refusal: { text: result.text } }),
      });
    }
    current = result.call;
  }
  if (current === call) return proceed(withTrace(call, said));
  const again = await runStages(options.decideAgain, current, error => {
    throw error;
  });
  const traced = withTrace(again.call, said);
  return again.kind === 'continue'
    ? proceed(traced)
    : refuse(traced, again.reason);
}

/** `undefined`: a guard could not say whether it applies. */
function guardsOf({ guards, logger }: Options, call: Call) {
  try {
    return guards.of(call.document).arguments;
  } catch (error) {
    logger.error('A call guard cannot say whether it applies', error as Error);
    return undefined;
  }
}

type Answer = { said: TraceEntry } & (
  | { kind: 'continue'; call: Call }
  | { kind: 'deny'; reason: 'guard.refused' | 'guard.failed'; text?: string }
);

async function ask(
  options: Options,
  each: ArgumentsGuard,
  call: Call,
): Promise<Answer> {
  const { settings, maxBytes, logger } = options;
  const guarded = argumentsOf(call);
  const failed = (why: string): Answer => ({
    kind: 'deny',
    reason: 'guard.failed',
    said: { layer: 'guard', outcome: 'deny', detail: `${each.id}: ${why}` },
  });
  if (!guarded) return failed('the new arguments cannot be read');
  const verdict = await askGuard({
    schema: verdictSchemas.arguments,
    timeoutMs: settings.timeoutMs,
    ask: signal =>
      each.onArguments({
        ...contextOf(call, signal),
        arguments: guarded.value,
      }),
    onFailure: error =>
      logger.error(`The call guard ${each.id} failed`, error as Error),
  });
  switch (verdict?.kind) {
    case undefined:
      return failed('failed');
    case 'pass':
      return {
        kind: 'continue',
        call,
        said: { layer: 'guard', outcome: 'pass', detail: each.id },
      };
    case 'refuse':
      return {
        kind: 'deny',
        reason: 'guard.refused',
        text: verdict.text,
        said: { layer: 'guard', outcome: 'deny', detail: each.id },
      };
    case 'replace': {
      const changed = replaceArguments(
        call,
        guarded.replace,
        verdict.arguments,
        { maxBytes },
      );
      if (!changed) return failed('its arguments cannot be sent');
      const detail = `${each.id}: changed the arguments`;
      return {
        kind: 'continue',
        call: changed,
        said: { layer: 'guard', outcome: 'pass', detail },
      };
    }
    default:
      return verdict satisfies never;
  }
}
