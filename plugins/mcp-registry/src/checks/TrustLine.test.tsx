import { screen } from '@testing-library/react';
import { aRevision } from '../__testUtils__/examples';
import { renderPage } from '../__testUtils__/renderPage';
import { aCheck, someChecks } from '../__testUtils__/someChecks';
import { TrustLine } from './TrustLine';

type Outcome = ReturnType<typeof aCheck>['outcome'];

const shown = async (outcomes: Record<string, Outcome>) => {
  const approved = aRevision({
    state: 'approved',
    decidedBy: 'user:default/carol',
    decidedAt: '2026-01-01T10:00:00.000Z',
  });
  const { container } = renderPage(
    <p>
      <TrustLine approved={approved} />
    </p>,
    {
      registry: {
        getRevisionChecks: async () =>
          someChecks({
            items: Object.entries(outcomes).map(([id, outcome]) =>
              aCheck({ id, outcome }),
            ),
          }),
      },
    },
  );
  await screen.findByText(/;/);
  return container.querySelector('p')?.textContent;
};

describe('TrustLine', () => {
  it.each([
    [
      { provenance: 'pass', reach: 'pass' },
      'signed by whom it should be; the checks found nothing',
    ],
    [
      { provenance: 'pass', reach: 'warn' },
      'signed by whom it should be; 1 warning',
    ],
    [
      { provenance: 'warn', a: 'fail', b: 'error', c: 'warn', d: 'warn' },
      'not signed by anybody known; 1 check failed; 1 check could not be done; 2 warnings',
    ],
    [
      { provenance: 'fail', reach: 'pass' },
      'its signature is not good; the checks found nothing',
    ],
    [
      { provenance: 'error', reach: 'pass' },
      'its signature could not be looked at; the checks found nothing',
    ],
    [
      { provenance: 'notApplicable', reach: 'pass' },
      'the checks found nothing',
    ],
  ] as const)('says of %j: %s', async (outcomes, words) => {
    const text = await shown(outcomes);
    expect(text).toMatch(/^Approved by .* ago; /);
    expect(text?.replace(/^.*? ago; /, '')).toBe(words);
  });
});
