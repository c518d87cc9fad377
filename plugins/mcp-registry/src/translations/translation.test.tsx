import { REASONS } from '@sallyport/backstage-plugin-mcp-gateway-common';
import { screen } from '@testing-library/react';
import { reasonText } from '../activity/reasonText';
import { useT } from '../hooks/useT';
import { renderPage } from '../__testUtils__/renderPage';
import { reasonMessages } from './reasons';

function AllReasons() {
  const t = useT();
  return (
    <ul>
      {[...Object.keys(REASONS), 'a.new-one'].map(reason => (
        <li key={reason}>{reasonText(t, reason)}</li>
      ))}
    </ul>
  );
}

describe('mcpRegistryTranslationRef', () => {
  it('has words for every reason of the gateway, and for no other', () => {
    expect(Object.keys(reasonMessages).sort()).toEqual(
      Object.keys(REASONS).sort(),
    );
  });

  it('puts them into words on the page; an unknown reason stays readable', async () => {
    renderPage(<AllReasons />, {});
    const shown = (await screen.findAllByRole('listitem')).map(
      item => item.textContent,
    );
    const words: Record<string, string> = reasonMessages;
    expect(shown).toEqual([
      ...Object.keys(REASONS).map(reason => words[reason]),
      'a.new-one',
    ]);
  });
});
