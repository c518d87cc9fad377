import { mockServices } from '@backstage/backend-test-utils';
import type { AccessDocument } from '@sallyport/backstage-plugin-mcp-gateway-common';
import { approvedSurface } from '../__testUtils__/approvedSurface';
import { activeServer } from '../__testUtils__/documents';
import { DriftWatch } from './DriftWatch';
import { Standings } from './Standings';

const approved = { name: 'echo', description: 'Says it again' };
const changed = { name: 'echo', description: 'Says it to everybody' };

describe('DriftWatch', () => {
  let document: AccessDocument;
  const note = jest.fn();
  const changesAfter = jest.fn();
  let watch: DriftWatch;
  let standings: Standings;

  beforeEach(async () => {
    const active = activeServer('orders', 'http://127.0.0.1:1/mcp');
    document = {
      ...active,
      version: 1,
      sequence: 1,
      approvedRevision: {
        ...active.approvedRevision!,
        ...(await approvedSurface([approved], '2026-11-28T12:00:00.000Z')),
      },
    };
    note.mockReset().mockResolvedValue([]);
    changesAfter.mockReset().mockResolvedValue({ head: 0, sightings: [] });
    standings = Standings.create();
    watch = DriftWatch.create({
      ...{ standings, clock: () => 0, store: { note, changesAfter } },
      logger: mockServices.logger.mock(),
    });
  });
  afterEach(() => watch.stop());

  const compare = async (tools: readonly unknown[]) =>
    await watch.compare({ document, tools });

  it('hands the same array on where all is as approved, and writes once', async () => {
    const tools = [approved];
    expect(await compare(tools)).toBe(tools);
    expect(await compare(tools)).toBe(tools);
    expect(note).toHaveBeenCalledTimes(1);
  });

  it('holds back what departs although it cannot be written down, and writes it later', async () => {
    note.mockRejectedValue(new Error('no database'));
    expect(await compare([changed])).toEqual([]);
    expect(standings.mark(document).approvedRevision?.tools).toEqual([
      expect.objectContaining({ quarantined: 'changed' }),
    ]);
    expect(await compare([approved])).toEqual([]);
    note.mockReset().mockResolvedValue([]);
    await watch.start();
    expect(note).toHaveBeenCalledTimes(2);
  });

  it('does not start where it cannot know what is held back', async () => {
    changesAfter.mockRejectedValue(new Error('no database'));
    await expect(watch.start()).rejects.toThrow('no database');
  });

  it.each([[{}], [null], [{ name: 7 }], [{ name: '' }], [{ name: 'a\0b' }]])(
    'leaves out what is no tool: %j',
    async item => {
      expect(await compare([item, approved])).toEqual([approved]);
    },
  );
});
