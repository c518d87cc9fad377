import { ConfigReader } from '@backstage/config';
import { readPortalFindings } from './readPortalFindings';

const SECRET = 'kV2c9Zq1m0aYp7Rt4wXs8uBn3eLd6fGh';
const safe = (): any => ({
  app: { baseUrl: 'https://portal.example.com' },
  backend: { baseUrl: 'https://portal.example.com' },
  permission: { enabled: true },
  auth: {
    environment: 'production',
    session: { secret: SECRET },
    providers: {
      oidc: {
        production: { metadataUrl: 'https://sso.example.com/openid' },
      },
    },
  },
  mcpRegistry: {
    approverGroups: ['group:default/security'],
    stopGroups: ['group:default/security'],
    freshSignIn: { clientId: 'registry' },
  },
});
const laptop = (): any => ({
  ...safe(),
  app: { baseUrl: 'http://localhost:7007' },
  backend: { baseUrl: 'http://localhost:7007' },
});

function find(change: (config: any) => void, base = safe()) {
  change(base);
  return readPortalFindings(new ConfigReader(base as never));
}

const ids = (found: ReturnType<typeof find>) =>
  found.map(({ finding }) => finding);

describe('readPortalFindings (P1, D9)', () => {
  it('finds nothing wrong with a safe set-up', () => {
    expect(find(() => {})).toEqual([
      { finding: 'portal-permissions.on' },
      { finding: 'portal-auth-policy.on' },
      { finding: 'portal-guests.none' },
      { finding: 'portal-sign-in.company' },
      { finding: 'portal-https.on' },
      { finding: 'portal-secrets.own' },
      { finding: 'portal-external-access.bounded' },
      { finding: 'portal-tokens.kept' },
      { finding: 'portal-fresh-sign-in.on' },
      { finding: 'approvers.named' },
    ]);
  });

  it.each([
    [
      'permissions off',
      (c: any) => {
        c.permission.enabled = false;
      },
      'portal-permissions.off',
    ],
    [
      'no word on permissions',
      (c: any) => {
        delete c.permission;
      },
      'portal-permissions.off',
    ],
    [
      'open APIs',
      (c: any) => {
        c.backend.auth = { dangerouslyDisableDefaultAuthPolicy: true };
      },
      'portal-auth-policy.off',
    ],
    [
      'guests',
      (c: any) => {
        c.auth.providers.guest = {};
      },
      'portal-guests.open',
    ],
    [
      'the demo’s sign-in',
      (c: any) => {
        c.auth.providers.oidc.production.metadataUrl = 'http://127.0.0.1:7009';
      },
      'portal-sign-in.demo',
    ],
    [
      'no sign-in but guests',
      (c: any) => {
        c.auth.providers = { guest: {} };
      },
      'portal-sign-in.none',
    ],
    [
      'decisions without a fresh sign-in',
      (c: any) => {
        delete c.mcpRegistry.freshSignIn;
      },
      'portal-fresh-sign-in.off',
    ],
    [
      'a fresh sign-in that no decision needs',
      (c: any) => {
        c.mcpRegistry.freshSignIn.forDecisions = false;
      },
      'portal-fresh-sign-in.off',
    ],
    [
      'nobody who approves',
      (c: any) => {
        c.mcpRegistry.approverGroups = [];
      },
      'approvers.none',
    ],
  ])('finds %s', (_, change, finding) => {
    expect(ids(find(change))).toContain(finding);
  });

  it('is milder where only this machine reaches the portal', () => {
    const found = ids(
      find(c => {
        c.auth.providers.guest = {};
        c.auth.providers.oidc.production.metadataUrl = 'http://localhost:7009';
      }, laptop()),
    );
    expect(found).toContain('portal-guests.local');
    expect(found).toContain('portal-sign-in.demo-local');
    expect(found).toContain('portal-https.local');
  });

  it('names keys, never values', () => {
    const found = find(c => {
      c.backend.baseUrl = 'http://inner.example.com';
      c.auth.session.secret = 'example-session-secret';
      c.auth.clientIdMetadataDocuments = { enabled: true };
      c.backend.auth = {
        keys: [{ secret: SECRET }, { secret: 'my-little-key' }],
        externalAccess: [
          {
            type: 'static',
            options: { token: SECRET, subject: 'x' },
            accessRestrictions: [{ plugin: 'mcp-registry' }],
          },
          { type: 'static', options: { token: 'hunter2', subject: 'y' } },
        ],
      };
    });
    expect(found.filter(({ subjects }) => subjects)).toEqual([
      { finding: 'portal-https.plain', subjects: ['backend.baseUrl'] },
      {
        finding: 'portal-secrets.weak',
        subjects: [
          'auth.session.secret',
          'backend.auth.keys[1].secret',
          'backend.auth.externalAccess[1].options.token',
        ],
      },
      {
        finding: 'portal-external-access.unbounded',
        subjects: ['backend.auth.externalAccess[1]'],
      },
      {
        finding: 'portal-tokens.given',
        subjects: ['auth.clientIdMetadataDocuments'],
      },
    ]);
    expect(JSON.stringify(found)).not.toMatch(/hunter2|little|inner\.example/);
  });
});
