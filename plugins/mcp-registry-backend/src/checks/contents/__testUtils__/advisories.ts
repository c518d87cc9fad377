/** Advisories of our own making, in the form of OSV. */
export function anAdvisory(more: object = {}) {
  return {
    id: 'GHSA-aaaa-bbbb-cccc',
    modified: '2026-11-27T08:00:00Z',
    aliases: ['CVE-2026-10001'],
    summary: 'Quoted names are run as a command',
    severity: [
      {
        type: 'CVSS_V3',
        score: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H',
      },
    ],
    affected: [
      {
        package: { ecosystem: 'npm', name: 'quote-shell' },
        ranges: [
          {
            type: 'SEMVER',
            events: [{ introduced: '0' }, { fixed: '1.4.2' }],
          },
        ],
      },
    ],
    ...more,
  };
}

/** A statement of our own making, in OpenVEX. */
export function aVex(statement: object = {}, document: object = {}) {
  return {
    '@context': 'https://openvex.dev/ns/v0.2.0',
    '@id': 'https://security.example/vex/1',
    author: 'Security of Example',
    timestamp: '2026-11-20T00:00:00Z',
    version: 1,
    statements: [
      {
        vulnerability: { name: 'CVE-2026-10001' },
        products: [{ '@id': 'pkg:npm/quote-shell' }],
        status: 'not_affected',
        justification: 'vulnerable_code_not_in_execute_path',
        ...statement,
      },
    ],
    ...document,
  };
}
