import {
  EXCEPTION_REASONS,
  EXCEPTION_SCOPES,
  EXCEPTION_STATES,
} from '@sallyport/backstage-plugin-mcp-registry-common';
import { actionCaller } from './actionCaller';
import type { ActionContext } from './registerActions';

const DAY_MS = 86_400_000;

/** `request-mcp-exception` and `list-mcp-exceptions`: asking and reading, never deciding. */
export function registerExceptions(context: ActionContext): void {
  registerRequest(context);
  registerList(context);
}

function registerRequest(context: ActionContext): void {
  context.actionsRegistry.register({
    name: 'request-mcp-exception',
    title: 'Ask for an exception for a finding',
    description:
      'Asks the review team to accept one serious finding of a check of an MCP server for a time. They decide in the portal.',
    attributes: { readOnly: false, idempotent: false, destructive: false },
    schema: {
      input: z =>
        z.object({
          digest: z.string().max(80).describe('The version that was checked'),
          checkId: z.string().max(60),
          findingId: z
            .string()
            .max(64)
            .describe('As the checks of the version name it'),
          scope: z.enum(EXCEPTION_SCOPES).default('revision'),
          reason: z.enum(EXCEPTION_REASONS),
          text: z.string().min(10).max(2000).describe('What speaks for it'),
          link: z
            .string()
            .max(500)
            .regex(/^https?:\/\//)
            .optional()
            .describe('Where the evidence is'),
          days: z.number().int().min(1).max(366),
        }),
      output: z =>
        z.object({
          exceptionId: z.string(),
          state: z.string(),
          expiresAt: z.string(),
        }),
    },
    action: async ({ input: { days, ...asked }, credentials }) => {
      const caller = await actionCaller(credentials, context);
      const exception = await context.services.exceptions.request(caller, {
        ...asked,
        expiresAt: new Date(Date.now() + days * DAY_MS).toISOString(),
      });
      return {
        output: {
          exceptionId: exception.id,
          state: exception.state,
          expiresAt: exception.expiresAt,
        },
      };
    },
  });
}

function registerList(context: ActionContext): void {
  context.actionsRegistry.register({
    name: 'list-mcp-exceptions',
    title: 'List the exceptions of an MCP server',
    description:
      'Shows which findings are accepted for a time, until when, by whom and why.',
    attributes: { readOnly: true, idempotent: true, destructive: false },
    schema: {
      input: z =>
        z.object({
          serverRef: z
            .string()
            .max(300)
            .describe('Entity ref, such as api:default/orders'),
          state: z.enum(EXCEPTION_STATES).optional(),
        }),
      output: z =>
        z.object({
          items: z.array(
            z.object({
              exceptionId: z.string(),
              state: z.string(),
              checkId: z.string(),
              rule: z.string(),
              message: z.string(),
              reason: z.string(),
              text: z.string(),
              requestedBy: z.string(),
              decidedBy: z.string().optional(),
              expiresAt: z.string(),
            }),
          ),
        }),
    },
    action: async ({ input, credentials }) => {
      const caller = await actionCaller(credentials, context);
      const { items } = await context.services.exceptions.list(caller, {
        ...input,
        limit: 100,
      });
      return {
        output: {
          items: items.map(exception => ({
            exceptionId: exception.id,
            state: exception.state,
            checkId: exception.checkId,
            rule: exception.finding.rule,
            message: exception.finding.message,
            reason: exception.reason,
            text: exception.text,
            requestedBy: exception.requestedBy,
            decidedBy: exception.decidedBy,
            expiresAt: exception.expiresAt,
          })),
        },
      };
    },
  });
}
