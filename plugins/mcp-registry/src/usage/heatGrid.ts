import type { Usage } from '../api/types';

const WEEK_HOURS = 7 * 24;

/**
 * Calls by weekday (Sunday first) and hour of a time zone, so many minutes before UTC. Half hours count to the hour that
 * begins before them.
 */
export function heatGrid(
  heat: Usage['heat'],
  offsetMinutes: number,
): number[][] {
  const grid = Array.from({ length: 7 }, () => new Array<number>(24).fill(0));
  const shift = Math.floor(offsetMinutes / 60);
  for (const { weekday, hour, calls } of heat) {
    const slot = (weekday * 24 + hour + shift + WEEK_HOURS) % WEEK_HOURS;
    grid[Math.floor(slot / 24)][slot % 24] += calls;
  }
  return grid;
}
