import {
  hostedPackageSchema,
  isolationSchema,
  type LintedServer,
  serverCredentialSchema,
} from '@sallyport/backstage-plugin-mcp-gateway-common';

const packageSchema = hostedPackageSchema.pick({
  registry: true,
  version: true,
});

/** What of a half-filled form, or of `spec.mcp`, matters to who checks a profile. What is not filled in yet is not there. */
export function linted(form: unknown): LintedServer {
  const { package: from, run, isolation, credential } = Object(form);
  const { args, env } = Object(run);
  const parsed = packageSchema.safeParse({
    registry: Object(from).registry,
    version: Object(from).version,
  });
  const apart = isolationSchema.safeParse(isolation);
  const reaches = serverCredentialSchema.safeParse(credential);
  return {
    ...(parsed.success && { package: parsed.data }),
    run: {
      ...(Array.isArray(args) && { args: args.filter(isText) }),
      ...(Object(env) === env && {
        env: Object.fromEntries(
          Object.entries(env).filter((entry): entry is [string, string] =>
            isText(entry[1]),
          ),
        ),
      }),
    },
    ...(apart.success && { isolation: apart.data }),
    ...(reaches.success && { credential: reaches.data }),
  };
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}
