import type { T } from '../hooks/useT';
import { snapshotWords } from './snapshotWords';

const t = ((key: string, values?: { origin?: string }) =>
  values?.origin ? `${key} ${values.origin}` : key) as T;
const snapshot = (origin: string) => ({
  ...{ version: 1, serverId: 'a', serverRef: 'api:default/orders' },
  toolSurface: null,
  ...{ owner: 'group:default/data-platform', origin },
  ...{ riskTier: 'low', dataClassification: 'internal' },
  ...{ compliance: [], audience: [], reaches: [] },
});

describe('snapshotWords', () => {
  it('tells what was registered in the portal from what is defined elsewhere', () => {
    expect(snapshotWords(snapshot('mcp-registry:1b10'), t)).toContain(
      'snapshot.registeredHere mcp-registry:1b10',
    );
    expect(
      snapshotWords(snapshot('url:https://git.example.com/a'), t),
    ).toContain('snapshot.origin url:https://git.example.com/a');
  });

  it('never lets what it cannot read look harmless', () => {
    expect(snapshotWords({ owner: 1 }, t)).toEqual(['snapshot.unreadable']);
  });
});
