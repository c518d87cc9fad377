// One line per step: what is being done, and how long it took.
const seconds = started => `${Math.round((Date.now() - started) / 1000)} s`;

/**
 * @template T
 * @param {string} text what is being done
 * @param {() => Promise<T>} work
 * @param {{quiet?: boolean}} [options]
 * @returns {Promise<T>}
 */
export async function step(text, work, { quiet = false } = {}) {
  if (quiet) return work();
  const out = process.stderr;
  const started = Date.now();
  const live = out.isTTY;
  out.write(live ? `  ${text} …` : `  ${text} …\n`);
  const timer = setInterval(
    () =>
      out.write(
        live
          ? `\r  ${text} … ${seconds(started)}`
          : `  … still at it: ${seconds(started)}\n`,
      ),
    live ? 1000 : 20_000,
  );
  try {
    const result = await work();
    out.write(`${live ? '\r' : ''}✓ ${text} (${seconds(started)})        \n`);
    return result;
  } catch (error) {
    out.write(`${live ? '\r' : ''}✗ ${text} (${seconds(started)})        \n`);
    throw error;
  } finally {
    clearInterval(timer);
  }
}
