import {
  startRegistry,
  type TestRegistry,
} from '../../trust/__testUtils__/startRegistry';
import { aLog, aScanned, aService } from '../__testUtils__/scanned';
import { ScannerCheck } from '../ScannerCheck';
import { HttpAdapter } from './HttpAdapter';
import { REVISION_MIME } from './requestOf';

const IMAGE = 'application/vnd.docker.distribution.manifest.v2+json';
const VULNERABILITIES =
  'application/vnd.security.vulnerability.report; version=1.1';
const SARIF = 'application/sarif+json; version=2.1.0';
const DIGEST = `sha256:${'a'.repeat(64)}`;

const image = aScanned({
  package: {
    ...{ registry: 'oci', identifier: 'ghcr.io/acme/orders' },
    ...{ version: '1.2.0', integrity: DIGEST },
  },
});
const report = (more: object = {}) => ({
  generated_at: '2026-11-28T09:00:00Z',
  artifact: { repository: 'acme/orders', digest: DIGEST },
  scanner: { name: 'Mine', vendor: 'Acme', version: '1' },
  severity: 'None',
  vulnerabilities: [],
  ...more,
});
const vulnerability = (severity: string) => ({
  ...{ id: 'CVE-2026-10001', package: 'quote-shell', version: '1.4.0' },
  ...{ fix_version: '1.4.2', severity, description: 'Runs names' },
});

describe('a service as a scanner', () => {
  let service: TestRegistry;
  beforeAll(async () => {
    service = await startRegistry();
  });
  afterAll(() => service.close());
  beforeEach(() => service.clear());

  const metadata = (
    consumes: string[],
    produces: string[],
    more: object = {},
  ) =>
    service.json('/api/v1/metadata', {
      scanner: { name: 'Mine', vendor: 'Acme', version: '1' },
      capabilities: [
        { consumes_mime_types: consumes, produces_mime_types: produces },
      ],
      ...more,
    });
  const accepts = () =>
    service.set('/api/v1/scan', { status: 202, body: '{"id":"one"}' });
  const answers = (answer: {
    status?: number;
    type?: string;
    body?: unknown;
  }) =>
    service.set('/api/v1/scan/one/report', {
      status: answer.status ?? 200,
      headers: { 'content-type': answer.type ?? VULNERABILITIES },
      body:
        typeof answer.body === 'string'
          ? answer.body
          : JSON.stringify(answer.body),
    });
  const check = () => {
    const settings = aService(`${service.url}/api/v1/`);
    return ScannerCheck.create({
      settings,
      scanner: HttpAdapter.create({ settings, waitSeconds: 0 }),
      findSbom: async () => '{"bomFormat":"CycloneDX"}',
    });
  };
  const run = (
    subject = image,
    signal: AbortSignal = new AbortController().signal,
  ) => check().run(subject, { signal });

  // The truth table: what the service answers, and what that is as a verdict.
  it.each<[string, Parameters<typeof answers>[0], string, string]>([
    ['nothing found', { body: report() }, 'pass', 'nothing'],
    [
      'something serious',
      {
        body: report({
          severity: 'High',
          vulnerabilities: [vulnerability('High')],
        }),
      },
      'fail',
      'quote-shell 1.4.0: Runs names',
    ],
    [
      'something below the bound',
      { body: report({ vulnerabilities: [vulnerability('Medium')] }) },
      'warn',
      'Runs names',
    ],
    [
      'nobody says how bad',
      { body: report({ vulnerabilities: [vulnerability('Unknown')] }) },
      'warn',
      'Runs names',
    ],
    [
      'something negligible is low',
      { body: report({ vulnerabilities: [vulnerability('Negligible')] }) },
      'warn',
      'Runs names',
    ],
    [
      'no list',
      { body: report({ vulnerabilities: null }) },
      'error',
      'not whole',
    ],
    [
      'it says that there is something, and not what',
      { body: report({ severity: 'Critical' }) },
      'error',
      'does not name it',
    ],
    [
      'another image',
      { body: report({ artifact: { digest: `sha256:${'b'.repeat(64)}` } }) },
      'error',
      'something else than what was asked',
    ],
    [
      'no image',
      { body: report({ artifact: {} }) },
      'error',
      'something else than what was asked',
    ],
    ['an empty object', { body: {} }, 'error', 'not whole'],
    ['no JSON', { body: '<html>' }, 'error', 'no JSON'],
    [
      'another kind of report',
      { body: report(), type: 'text/html' },
      'error',
      'another kind',
    ],
    [
      'a report with a wrong status',
      { body: report(), status: 203 },
      'error',
      'status 203',
    ],
    ['it broke', { body: '', status: 500 }, 'error', 'Not reachable'],
    [
      'it knows nothing of it any more',
      { body: '', status: 404 },
      'error',
      'forgotten',
    ],
    ['it may not', { body: '', status: 401 }, 'error', 'status 401'],
  ])('%s', async (_, answer, outcome, words) => {
    metadata([IMAGE], [VULNERABILITIES]);
    accepts();
    answers(answer);
    const { outcome: is, summary } = await run();
    expect([is, summary]).toEqual([outcome, expect.stringContaining(words)]);
  });

  it.each<[string, () => void, string]>([
    ['says nothing of itself', () => {}, 'status 404'],
    [
      'says something odd',
      () => service.json('/api/v1/metadata', {}),
      'not understood',
    ],
    [
      'does not take it on',
      () => metadata([IMAGE], [VULNERABILITIES]),
      'status 404',
    ],
    [
      'takes it on under no name',
      () => {
        metadata([IMAGE], [VULNERABILITIES]);
        service.set('/api/v1/scan', { status: 202, body: '{}' });
      },
      'not understood',
    ],
    [
      'takes it on under a name that leads elsewhere',
      () => {
        metadata([IMAGE], [VULNERABILITIES]);
        service.set('/api/v1/scan', { status: 202, body: '{"id":"../../x"}' });
      },
      'not understood',
    ],
    [
      'is too busy',
      () => {
        metadata([IMAGE], [VULNERABILITIES]);
        service.set('/api/v1/scan', { status: 429 });
      },
      'Not reachable',
    ],
  ])('is no verdict where it %s', async (_, prepare, words) => {
    prepare();
    const { outcome, summary } = await run();
    expect([outcome, summary]).toEqual([
      'error',
      expect.stringContaining(words),
    ]);
  });

  it('is asked by digest and without credentials of registries, and how old its data is', async () => {
    metadata([IMAGE], [VULNERABILITIES], {
      properties: {
        'harbor.scanner-adapter/vulnerability-database-updated-at':
          '2026-11-27T00:00:00Z',
      },
    });
    const bodies: string[] = [];
    service.set('/api/v1/scan', request => {
      request.on('data', chunk => bodies.push(String(chunk)));
      return { status: 202, body: '{"id":"one"}' };
    });
    answers({ body: report() });
    const result = await run();
    expect(result.dataAt).toBe('2026-11-27T00:00:00.000Z');
    expect(JSON.parse(bodies.join(''))).toEqual({
      registry: { url: 'https://ghcr.io' },
      artifact: {
        ...{ repository: 'acme/orders', digest: DIGEST, tag: '1.2.0' },
        mime_type: IMAGE,
      },
    });
    expect(service.asked.map(({ authorization }) => authorization)).toEqual([
      ...['Bearer t', 'Bearer t', 'Bearer t'],
    ]);
  });

  it('is handed the definition where it takes one, and answers in SARIF', async () => {
    metadata([REVISION_MIME], [SARIF]);
    accepts();
    const results = [{ level: 'error', message: { text: 'Found it' } }];
    answers({ type: 'application/sarif+json', body: aLog({ results }) });
    expect(await run(aScanned())).toMatchObject({
      outcome: 'fail',
      summary: 'Found it',
    });
    answers({ type: 'application/sarif+json', body: aLog({ results: null }) });
    expect((await run(aScanned())).outcome).toBe('error');
  });

  it('says nothing of what it takes none of', async () => {
    metadata([IMAGE], [VULNERABILITIES]);
    expect(await run(aScanned())).toMatchObject({
      outcome: 'notApplicable',
      summary: 'This scanner takes nothing of the kind npm.',
    });
  });

  it('is asked again until it is done, and for the same scan by the next try', async () => {
    metadata([IMAGE], [VULNERABILITIES]);
    accepts();
    let asked = 0;
    const over = new AbortController();
    service.set('/api/v1/scan/one/report', () => {
      asked += 1;
      if (asked === 3) over.abort();
      return asked < 5
        ? { status: 302, headers: { 'refresh-after': '0' } }
        : {
            headers: { 'content-type': VULNERABILITIES },
            body: JSON.stringify(report()),
          };
    });
    const same = check();
    const first = await same.run(image, { signal: over.signal });
    expect(first).toMatchObject({ outcome: 'error', isTransient: true });
    const { signal } = new AbortController();
    expect((await same.run(image, { signal })).outcome).toBe('pass');
    expect(asked).toBe(5);
    expect(
      service.paths().filter(path => path === '/api/v1/scan'),
    ).toHaveLength(1);
  });

  it('leads nowhere else', async () => {
    service.set('/api/v1/metadata', {
      status: 307,
      headers: { location: 'http://127.0.0.1:9/metadata' },
    });
    expect(await run()).toMatchObject({
      outcome: 'error',
      summary: 'It answered with status 307.',
    });
  });
});
