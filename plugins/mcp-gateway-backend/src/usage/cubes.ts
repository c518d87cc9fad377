import { type Cube, type Grain, type Name, NAMES } from './types';

/** What the rows of a cube tell apart. */
export interface CubeShape {
  grain: Grain;
  names: readonly Name[];
}

/** Each holds every call once; all but `full` are made from it. */
export const CUBES: Readonly<Record<Cube, CubeShape>> = {
  full: { grain: 'hour', names: NAMES },
  tools: {
    grain: 'hour',
    names: ['server_ref', 'owner_ref', 'tool', 'reason'],
  },
  people: {
    grain: 'day',
    names: ['server_ref', 'owner_ref', 'person', 'team', 'client'],
  },
  hours: { grain: 'hour', names: [] },
  owners: { grain: 'hour', names: ['owner_ref'] },
  teams: { grain: 'hour', names: ['team'] },
};
