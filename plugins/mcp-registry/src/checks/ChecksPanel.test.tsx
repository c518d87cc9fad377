import { act, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { ApiProblem } from '../api/ApiProblem';
import type { McpRegistryApi } from '../api/McpRegistryApi';
import type { RevisionChecks } from '../api/types';
import { renderPage } from '../__testUtils__/renderPage';
import { aCheck, someChecks } from '../__testUtils__/someChecks';
import { ChecksPanel } from './ChecksPanel';

function show(
  checks: Partial<RevisionChecks>,
  registry: Partial<McpRegistryApi> = {},
  onGate?: (held: boolean) => void,
) {
  renderPage(<ChecksPanel digest="sha256:abc" onGate={onGate} />, {
    registry: {
      getRevisionChecks: async () => someChecks(checks),
      listSboms: async () => ({ items: [] }),
      ...registry,
    },
  });
}

const finding = {
  rule: 'hidden-unicode',
  level: 'error' as const,
  message: 'It has characters that nobody sees.',
  location: 'tools/search/description',
  excerpt: 'Search <b>all</b> ⟨U+200B⟩ files',
  helpUri: 'https://docs.example/hidden',
};

describe('ChecksPanel', () => {
  it('says in one line how the checks turned out, the worst first', async () => {
    const titled = (id: string, over: object) =>
      aCheck({ id, title: id, ...over });
    show({
      items: [
        titled('a', {}),
        titled('b', {}),
        titled('c', { outcome: 'warn' }),
        titled('d', { outcome: 'error' }),
        titled('e', { outcome: 'fail' }),
        titled('f', { outcome: 'notApplicable' }),
        titled('g', { outcome: undefined, state: 'running' }),
      ],
    });
    expect(
      await screen.findByText(
        '1 failed, 2 checks passed, 1 warning, 1 could not be done, 1 does not apply, 1 is running',
      ),
    ).toBeVisible();
  });

  it('has the evidence one click below: text, rule, remedy, and the words of the server as text', async () => {
    show({
      items: [
        aCheck({
          outcome: 'fail',
          summary: 'One description hides something.',
          findings: [finding],
          omittedFindings: 2,
          evidence: { tools: 3 },
        }),
      ],
    });
    const opener = await screen.findByText(/What was looked at/);
    expect(screen.getByText(finding.message)).not.toBeVisible();
    await userEvent.click(opener);
    const list = screen.getByRole('list', { name: /What was found by/ });
    expect(list).toBeVisible();
    expect(within(list).getByText(finding.excerpt)).toBeVisible();
    expect(list).toHaveTextContent('Serious');
    expect(list).toHaveTextContent('Rule hidden-unicode');
    expect(list).toHaveTextContent('tools/search/description');
    expect(within(list).getByRole('link')).toHaveAttribute(
      'href',
      finding.helpUri,
    );
    expect(screen.getByText('Narrow the profile.')).toBeVisible();
    expect(screen.getByText('2 more findings were not kept.')).toBeVisible();
  });

  it('says what holds an approval back', async () => {
    const onGate = jest.fn();
    show(
      {
        gate: {
          decision: 'held',
          reasons: [
            { checkId: 'reach', code: 'stale', text: '' },
            { checkId: 'gone', code: 'not-installed', text: '' },
          ],
        },
      },
      {},
      onGate,
    );
    const title = await screen.findByText('Approval is held back');
    expect(title).toBeVisible();
    expect(
      screen.getByText('What it can reach: it rests on data that is too old'),
    ).toBeVisible();
    expect(
      screen.getByText('gone: a required check is not installed'),
    ).toBeVisible();
    expect(onGate).toHaveBeenLastCalledWith(true);
  });

  it('says why it is handled as riskier than it says, and nothing where it is not', async () => {
    show(
      {
        risk: {
          tier: 'high',
          reasons: ['restricted-data', 'reaches-anything'],
        },
      },
      {},
      () => {},
    );
    expect(
      await screen.findByText(
        /handled as “High.*”: its data is restricted, it may send what it sees to anybody/,
      ),
    ).toBeVisible();
  });

  it('runs the checks again, by keyboard too, and shows the new outcome', async () => {
    const getRevisionChecks = jest.fn(async () =>
      someChecks({ items: [aCheck({ outcome: 'warn' })] }),
    );
    const runRevisionChecks = jest.fn(async () => someChecks());
    show({}, { getRevisionChecks, runRevisionChecks });
    await screen.findByText('1 warning');
    getRevisionChecks.mockResolvedValue(someChecks());
    const again = screen.getByRole('button', { name: 'Check again' });
    act(() => again.focus());
    await userEvent.keyboard('{Enter}');
    expect(await screen.findByText('1 check passed')).toBeVisible();
    expect(runRevisionChecks).toHaveBeenCalledWith('sha256:abc');
  });

  it('says when they cannot be run again, or loaded', async () => {
    show(
      {},
      {
        runRevisionChecks: async () => {
          throw new ApiProblem({ message: 'Not now.', status: 409 });
        },
      },
    );
    await userEvent.click(
      await screen.findByRole('button', { name: 'Check again' }),
    );
    expect(await screen.findByRole('alert')).toHaveTextContent('Not now.');
  });

  it('says when they cannot be loaded, and tries again', async () => {
    const getRevisionChecks = jest
      .fn<Promise<RevisionChecks>, []>()
      .mockRejectedValueOnce(new ApiProblem({ message: 'Away.', status: 503 }))
      .mockResolvedValue(someChecks());
    show({}, { getRevisionChecks });
    expect(await screen.findByRole('alert')).toHaveTextContent('Away.');
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
    expect(await screen.findByText('1 check passed')).toBeVisible();
  });

  it('says when there are none', async () => {
    show({ items: [] });
    expect(await screen.findByText(/No checks are installed/)).toBeVisible();
  });

  it('shows outcomes alone to those who are not concerned', async () => {
    show({ withEvidence: false, mayRun: false });
    await userEvent.click(await screen.findByText(/What was looked at/));
    expect(screen.getByText(/shown to the owner/)).toBeVisible();
    expect(screen.queryByRole('button', { name: 'Check again' })).toBeNull();
    expect(screen.queryByRole('button', { name: /SARIF/ })).toBeNull();
  });

  it('says of a vulnerability what package it is in, how bad it is, where it is fixed, and what somebody says of it', async () => {
    const vulnerability = {
      ...{ package: 'quote-shell', version: '1.4.0', score: 9.8 },
      ...{ advisory: 'GHSA-aaaa', severity: 'critical' as const },
      ...{ aliases: ['CVE-2026-10001'], fixedIn: ['1.4.2'] },
      vex: {
        ...{ status: 'not_affected' as const, author: 'Security' },
        ...{ at: '2026-11-20T00:00:00Z', source: 'ours' },
        justification: 'vulnerable_code_not_in_execute_path',
        withoutIt: 'error' as const,
      },
    };
    show({
      items: [
        aCheck({
          id: 'contents',
          findings: [
            {
              ...{ rule: 'GHSA-aaaa', level: 'note', vulnerability },
              message: 'quote-shell 1.4.0: Runs names.',
            },
          ],
        }),
      ],
    });
    await userEvent.click(await screen.findByText(/What was looked at/));
    const list = screen.getByRole('list', { name: /What was found by/ });
    for (const text of [
      'quote-shell 1.4.0',
      'Critical (9.8)',
      '1.4.2',
      'CVE-2026-10001',
      'Not affected, says Security',
      'vulnerable code not in execute path',
      'Serious',
    ]) {
      expect(within(list).getByText(text)).toBeVisible();
    }
  });

  it('has lists of contents to save and to hand in, when they are looked at', async () => {
    const one = {
      ...{ digest: 'sha256:abc', format: 'cyclonedx' as const },
      ...{ specVersion: '1.6', sha256: 'x', components: 12 },
      at: '2026-11-20T00:00:00Z',
    };
    const listSboms = jest.fn(async () => ({
      items: [
        { ...one, origin: 'installed' as const },
        { ...one, origin: 'uploaded' as const, by: 'user:default/bob' },
      ],
    }));
    const uploadSbom = jest.fn(async () => ({ items: [] }));
    const removeSbom = jest.fn(async () => ({ items: [] }));
    const getSbom = jest.fn(async () => ({ bomFormat: 'CycloneDX' }));
    Object.assign(URL, {
      createObjectURL: jest.fn(() => 'blob:x'),
      revokeObjectURL: jest.fn(),
    });
    show({}, { listSboms, uploadSbom, removeSbom, getSbom });
    const opener = await screen.findByText(/What was looked at/);
    expect(listSboms).not.toHaveBeenCalled();
    await userEvent.click(opener);
    expect(
      await screen.findAllByText(/12 entries, CycloneDX 1.6/),
    ).toHaveLength(2);
    await userEvent.click(
      screen.getByRole('button', { name: /Save the list: What was installed/ }),
    );
    expect(getSbom).toHaveBeenCalledWith('sha256:abc', 'installed');
    const input = screen.getByLabelText('Hand in a list', {
      selector: 'input',
    });
    // The document of these tests reads no files.
    const file = (text: string) =>
      Object.assign(
        new File([text], 'sbom.json', { type: 'application/json' }),
        {
          text: async () => text,
        },
      );
    await userEvent.upload(input, file('{"a":1}'));
    await waitFor(() =>
      expect(uploadSbom).toHaveBeenCalledWith('sha256:abc', { a: 1 }),
    );
    await userEvent.upload(input, file('<xml/>'));
    expect(await screen.findByRole('alert')).toHaveTextContent('is no JSON');
    await userEvent.click(screen.getByRole('button', { name: 'Take it away' }));
    expect(removeSbom).toHaveBeenCalledWith('sha256:abc');
  });

  it('saves what was found as SARIF', async () => {
    const made = jest.fn((_: Blob) => 'blob:x');
    Object.assign(URL, { createObjectURL: made, revokeObjectURL: jest.fn() });
    show({}, { exportRevisionChecks: async () => ({ version: '2.1.0' }) });
    await userEvent.click(
      await screen.findByRole('button', { name: 'Save as SARIF' }),
    );
    expect(made).toHaveBeenCalledTimes(1);
    expect(made.mock.calls[0][0].size).toBeGreaterThan(10);
  });
});
