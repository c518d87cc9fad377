import { InputError, NotAllowedError } from '@backstage/errors';
import { z } from 'zod';

const port = z.coerce.number().int().min(0).max(65535);

const environmentSchema = z.object({
  NODE_ENV: z.string().optional(),
  SALLYPORT_IDENTITY_PORT: port.default(7009),
  SALLYPORT_IDENTITY_ISSUER: z.url().default('http://localhost:7009'),
  SALLYPORT_IDENTITY_STATE: z.string().min(1),
  SALLYPORT_IDENTITY_PEOPLE: z.string().min(1),
  SALLYPORT_IDENTITY_CLIENT_SECRET: z.string().min(32),
  SALLYPORT_IDENTITY_REDIRECT_URI: z
    .url()
    .default('http://localhost:7007/api/auth/oidc/handler/frame'),
  SALLYPORT_IDENTITY_ALLOW_PRODUCTION: z.string().optional(),
});

/** What the demo identity provider needs to know. */
export interface Settings {
  port: number;
  issuer: string;
  /** Folder of its keys and sessions. */
  stateDir: string;
  /** Catalog file with the people who may sign in. */
  peopleFile: string;
  clientSecret: string;
  redirectUri: string;
}

/** Reads the settings from the environment; refuses to run where real people sign in. */
export function readSettings(env: NodeJS.ProcessEnv): Settings {
  const parsed = environmentSchema.safeParse(env);
  if (!parsed.success) {
    const what = parsed.error.issues
      .map(issue => `${issue.path.join('.')}: ${issue.message}`)
      .join('; ');
    throw new InputError(
      `The demo identity provider is not set up: ${what}. Start it with "npm start".`,
    );
  }
  const values = parsed.data;
  // Anyone who reaches its page becomes anyone: never by accident in front of real data.
  if (
    values.NODE_ENV === 'production' &&
    values.SALLYPORT_IDENTITY_ALLOW_PRODUCTION !== 'yes'
  ) {
    throw new NotAllowedError(
      'The demo identity provider signs in anyone without a password and does not start with NODE_ENV=production. ' +
        'Configure your own provider (app-config.yaml shows how); for a throw-away demonstration set SALLYPORT_IDENTITY_ALLOW_PRODUCTION=yes.',
    );
  }
  return {
    port: values.SALLYPORT_IDENTITY_PORT,
    issuer: values.SALLYPORT_IDENTITY_ISSUER,
    stateDir: values.SALLYPORT_IDENTITY_STATE,
    peopleFile: values.SALLYPORT_IDENTITY_PEOPLE,
    clientSecret: values.SALLYPORT_IDENTITY_CLIENT_SECRET,
    redirectUri: values.SALLYPORT_IDENTITY_REDIRECT_URI,
  };
}
