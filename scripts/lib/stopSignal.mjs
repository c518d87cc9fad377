/** Aborts on Ctrl-C, SIGTERM or a closed terminal. Further signals change nothing: the programs are being ended. */
export function stopSignal() {
  const controller = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => {
      if (!controller.signal.aborted) process.stderr.write('\nStopping …\n');
      controller.abort();
    });
  }
  return controller.signal;
}

/** @param {AbortSignal} signal @returns {Promise<void>} resolves when it aborts */
export const aborted = signal =>
  signal.aborted
    ? Promise.resolve()
    : new Promise(resolve => {
        signal.addEventListener('abort', () => resolve(), { once: true });
      });
