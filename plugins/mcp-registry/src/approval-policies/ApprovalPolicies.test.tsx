import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { renderPage } from '../__testUtils__/renderPage';
import type { McpRegistryApi } from '../api/McpRegistryApi';
import type { ApprovalPolicy, ApprovalState } from '../api/types';
import { ApprovalPolicies } from './ApprovalPolicies';

const POLICY: ApprovalPolicy = {
  ...{ id: 'company', title: 'The company’s', mode: 'observe' },
  digest: `sha256:${'a'.repeat(64)}`,
  rules: [
    {
      ...{ id: 'risky', title: 'Risky things', insteadOfReview: false },
      when: {
        risk: ['high', 'critical'],
        changes: ['new-server', 'destructive-tool'],
        checks: { provenance: ['fail', 'missing'] },
      },
      anyOf: [
        { id: 'two', by: [{ who: 'reviewers', count: 2 }] },
        {
          id: 'ticket',
          by: [{ who: 'owner', count: 1 }],
          ticket: 'SEC-[0-9]+',
        },
      ],
      time: [
        { afterHours: 24, do: 'remind' },
        { afterHours: 48, do: 'hand-over', to: 'group:default/cto' },
      ],
    },
    {
      ...{ id: 'routine', insteadOfReview: true, time: [] },
      when: { onlyChanges: ['version'] },
      anyOf: [{ id: 'itself', by: [{ who: 'rule', count: 1 }] }],
    },
  ],
};
const state = (decision: ApprovalState['decision'], rule: string) => ({
  decision,
  ...{ waitsFor: [], steps: [] },
  rules: [
    { policy: 'company', rule, isMet: decision !== 'open', alternatives: [] },
  ],
});

function show(registry: Partial<McpRegistryApi> = {}) {
  renderPage(<ApprovalPolicies />, {
    registry: {
      listApprovalPolicies: async () => ({
        items: [POLICY],
        mayPreview: true,
        history: [
          {
            at: '2026-11-29T08:00:00.000Z',
            by: 'plugin:mcp-registry',
            event: 'changed',
            reason: 'company is new (observe).',
          },
        ],
      }),
      ...registry,
    },
  });
}

describe('ApprovalPolicies', () => {
  it('says what holds where nothing is configured', async () => {
    show({
      listApprovalPolicies: async () => ({
        ...{ items: [], history: [], mayPreview: false },
      }),
    });
    expect(await screen.findByText(/No policy is configured/)).toBeVisible();
    expect(screen.queryByRole('button')).toBeNull();
  });

  it('says each rule in words, its mode, and how it changed', async () => {
    show();
    const list = await screen.findByRole('list', { name: 'Approval policies' });
    expect(list).toHaveTextContent(/The company’s.*Only observed/);
    expect(list).toHaveTextContent(
      'the risk is high, critical; it changes: a new server, a new tool that destroys; the check provenance says fail, missing',
    );
    expect(list).toHaveTextContent(
      '2 of the review team or one of the owner’s side with the number of a ticket (SEC-[0-9]+), beside the review team',
    );
    expect(list).toHaveTextContent(
      'after 24 hours: a reminder; after 48 hours: handed over to group:default/cto',
    );
    expect(list).toHaveTextContent(
      'the rule itself, in place of the review team',
    );
    expect(screen.getByText(/company is new/)).toBeInTheDocument();
  });

  it('shows on demand what each server would need, page by page', async () => {
    const item = {
      ...{ title: 'Orders', number: 3, state: 'approved' as const },
      ...{ risk: 'low' as const, dataClassification: 'internal' as const },
      changes: ['new-server' as const],
    };
    const previewApprovalPolicies = jest
      .fn()
      .mockResolvedValueOnce({
        items: [
          {
            ...{ ...item, serverRef: 'api:default/orders', digest: 'one' },
            enforced: state('approved', 'small'),
            observed: state('open', 'big'),
            isChanged: true,
          },
        ],
        nextCursor: 'next',
      })
      .mockResolvedValueOnce({
        items: [
          {
            ...{ ...item, serverRef: 'api:default/bank', digest: 'two' },
            enforced: state('approved', 'small'),
            isChanged: false,
          },
        ],
      });
    show({ previewApprovalPolicies });
    await userEvent.click(
      await screen.findByRole('button', {
        name: 'What would each server need?',
      }),
    );
    const table = await screen.findByRole('table', {
      name: 'What each server needs',
    });
    expect(table).toHaveTextContent(
      /orders · 3.*Rule small of company It has it.*Rule big of company It would wait/,
    );
    await userEvent.click(screen.getByRole('button', { name: /more/i }));
    expect(await screen.findByText(/bank/)).toBeVisible();
    expect(table).toHaveTextContent(/bank · 3.*the same/);
    expect(previewApprovalPolicies).toHaveBeenLastCalledWith('next');
  });
});
