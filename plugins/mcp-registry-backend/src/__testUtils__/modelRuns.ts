const SEED = 20261129;

/**
 * How long a model is tried: the same sequences each time, so that what has to have happened in them has. `SALLYPORT_MODEL_SEED` and
 * `SALLYPORT_MODEL_RUNS` (a multiple) try others, and more of them.
 */
export function modelRuns(
  databaseId: string,
  runs: { sqlite: number; postgres: number; seed?: number },
): { seed: number; numRuns: number } {
  const { SALLYPORT_MODEL_SEED: seed, SALLYPORT_MODEL_RUNS: times } =
    process.env;
  return {
    seed: Number(seed ?? runs.seed ?? SEED),
    numRuns:
      Number(times ?? 1) *
      (databaseId === 'SQLITE_3' ? runs.sqlite : runs.postgres),
  };
}
