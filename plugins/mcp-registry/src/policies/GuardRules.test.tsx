import { screen, waitFor } from '@testing-library/react';
import { renderPage } from '../__testUtils__/renderPage';
import { ApiProblem } from '../api/ApiProblem';
import type { GuardRule } from '../api/types';
import { GuardRules } from './GuardRules';

const common = { mode: 'enforce', servers: {}, tools: {} } as const;
const rules: GuardRule[] = [
  {
    ...common,
    ...{ id: 'ask', title: 'Ask first', kind: 'approval' },
    ...{ validMinutes: 60, covers: 'tool' },
    servers: { refs: ['api:default/orders'], riskTier: ['high', 'critical'] },
    tools: { effects: ['destroys'] },
    groups: ['group:default/web-team'],
  },
  {
    ...common,
    ...{ id: 'few', title: 'Few notes', kind: 'count', mode: 'observe' },
    ...{ calls: 3, per: 'person', windowMinutes: 1440 },
    tools: { names: ['add_note', 'note'] },
  },
  {
    ...common,
    ...{ id: 'leak', title: 'Nothing out', kind: 'flow', windowMinutes: 30 },
    after: {
      servers: { dataClassification: ['confidential', 'restricted'] },
      tools: { names: ['export'] },
    },
    tools: { openWorld: true },
  },
];

const show = (listGuardRules: () => Promise<GuardRule[]>) =>
  renderPage(<GuardRules />, { gateway: { listGuardRules } });

describe('GuardRules', () => {
  it('says in words what each rule does, where and for whom', async () => {
    show(async () => rules);
    const [ask, few, leak] = await screen.findAllByRole('listitem');
    expect(ask).toHaveTextContent(
      /Ask first.*Enforced.*themselves before they are made.*tool that was asked about.*1 hour at most/,
    );
    expect(ask).toHaveTextContent(/Calls\s*Can destroy/);
    expect(ask).toHaveTextContent(
      /Servers\s*orders, High risk \/ Critical risk/i,
    );
    expect(ask).toHaveTextContent(/Whose\s*web-team/i);
    expect(few).toHaveTextContent(
      /Few notes.*Only observed.*Each person may make 3 calls in 1 day\./,
    );
    expect(few).toHaveTextContent(/Calls\s*add_note \/ note/);
    expect(few).toHaveTextContent(/Servers\s*all servers/);
    expect(leak).toHaveTextContent(/sends nothing of this for 30 minutes/);
    expect(leak).toHaveTextContent(
      /After reading\s*Confidential data \/ Restricted data; export/,
    );
    expect(leak).toHaveTextContent(/Calls\s*what may reach outside/);
  });

  it('says nothing where there are none', async () => {
    let asked = 0;
    show(async () => {
      asked += 1;
      return [];
    });
    await waitFor(() => expect(asked).toBe(1));
    expect(screen.queryByText(/look at what happened/)).not.toBeInTheDocument();
  });

  it('says why they are not known', async () => {
    show(async () => {
      throw new ApiProblem({ message: 'Not now', status: 503 });
    });
    expect(await screen.findByText('Not now')).toBeVisible();
  });
});
