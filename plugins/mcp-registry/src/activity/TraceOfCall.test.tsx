import { screen } from '@testing-library/react';
import { renderPage } from '../__testUtils__/renderPage';
import type { Call } from '../api/types';
import { CallDetails } from './CallDetails';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';

function show(more: Partial<Call>) {
  const call: Call = {
    ...{ id: '1', at: '2026-11-29T10:00:00.000Z', method: 'tools/call' },
    ...{ decision: 'allow', reason: 'granted', ...more },
  };
  renderPage(
    <CallDetails
      call={call}
      loaded={{
        ...{ value: call, error: undefined },
        ...{ loading: false, refresh: () => {} },
      }}
    />,
    {},
  );
}

describe('the trace of a call', () => {
  it('is a link into a new tab, which learns nothing of the portal', async () => {
    const traceUrl = `https://grafana.example.com/explore?trace=${TRACE}`;
    show({ traceId: TRACE, traceUrl });
    const link = await screen.findByRole('link', { name: new RegExp(TRACE) });
    expect(link).toHaveAttribute('href', traceUrl);
    expect(link).toHaveAttribute('target', '_blank');
    expect(link.getAttribute('rel')).toContain('noopener');
  });

  it('is an id to copy where nobody said where traces are', async () => {
    show({ traceId: TRACE });
    expect(await screen.findByText(TRACE)).toBeVisible();
    expect(screen.getByRole('button', { name: /Trace/ })).toBeVisible();
    expect(screen.queryByRole('link', { name: new RegExp(TRACE) })).toBeNull();
  });

  it('never is a link that does something', async () => {
    show({ traceId: TRACE, traceUrl: 'data:text/html,x' });
    expect(await screen.findByText(TRACE)).toBeVisible();
    expect(screen.queryByRole('link', { name: new RegExp(TRACE) })).toBeNull();
  });

  it('is not spoken of where there is none', async () => {
    show({});
    expect(await screen.findByText('tools/call')).toBeVisible();
    expect(screen.queryByText('Trace')).toBeNull();
  });
});
