import { screen } from '@testing-library/react';
import { Route, Routes } from 'react-router-dom';
import { renderPage } from '../__testUtils__/renderPage';
import { ApiProblem } from '../api/ApiProblem';
import { ConsentPage } from './ConsentPage';

function open(getInteraction: (id: string) => Promise<never>) {
  renderPage(
    <Routes>
      <Route path="/mcp/consent/*" element={<ConsentPage />} />
    </Routes>,
    { at: '/mcp/consent/abc', gateway: { getInteraction } },
  );
}

describe('ConsentPage', () => {
  it('says what to do when the request has ended', async () => {
    const asked: string[] = [];
    open(async id => {
      asked.push(id);
      throw new ApiProblem({ message: 'No such interaction', status: 404 });
    });
    expect(
      await screen.findByText('This request has ended'),
    ).toBeInTheDocument();
    expect(asked).toContain('abc');
  });

  it('offers to try again when the gateway does not answer', async () => {
    open(async () => {
      throw new ApiProblem({ message: 'Not now', status: 503 });
    });
    expect(await screen.findByText('Not now')).toBeInTheDocument();
    expect(
      screen.getByRole('button', { name: 'Try again' }),
    ).toBeInTheDocument();
  });
});
