import { readCheckpointFinding } from './readCheckpointFinding';

const place = {
  place: 'webhook https://x/secret',
  label: 'export[0]',
  number: 0,
};

describe('readCheckpointFinding', () => {
  it('says which place fails, since when, how far it is and why', () => {
    const check = readCheckpointFinding([
      { ...place, number: 4, exportedAt: '2026-11-29T08:00:00.000Z' },
      {
        ...{ ...place, label: 'export[1]', number: 3 },
        failingSince: '2026-11-29T09:00:00.000Z',
        failedAt: '2026-11-29T11:00:00.000Z',
        error: `No room\n${'x'.repeat(500)}`,
      },
    ]);
    expect(check).toMatchObject({
      ...{ finding: 'audit-checkpoints.failing', status: 'fail' },
      threat: 'A1',
    });
    expect(check.subjects).toEqual([
      expect.stringMatching(
        /^export\[1\]: fails since 2026-11-29T09:00:00.000Z, last at 2026-11-29T11:00:00.000Z, has checkpoints up to 3: No room.+x+/,
      ),
    ]);
    // What the command line takes, and no address.
    expect(check.subjects![0].length).toBeLessThan(400);
    expect(JSON.stringify(check)).not.toContain('https://x');
  });

  it('says so where there is no place, and where all have them', () => {
    expect(readCheckpointFinding([]).finding).toBe('audit-checkpoints.nowhere');
    expect(readCheckpointFinding([place]).finding).toBe(
      'audit-checkpoints.exported',
    );
  });
});
