const MB = 1e6;

/** Whether nothing piled up: the last figures against the first, with what a run may differ by chance. */
export function passesSoak({ samples, errors }) {
  const [first, last] = [samples[0], samples.at(-1)];
  const heapBound = first.heapUsed * 1.1 + 20 * MB;
  const handleBound = first.handles * 1.1 + 10;
  const passed =
    last.heapUsed <= heapBound &&
    last.handles <= handleBound &&
    errors.count === 0;
  const mb = bytes => (bytes / MB).toFixed(1);
  return {
    passed,
    text: `heap ${mb(first.heapUsed)} → ${mb(last.heapUsed)} MB (at most ${mb(
      heapBound,
    )}), open handles ${first.handles} → ${last.handles} (at most ${Math.floor(
      handleBound,
    )}), ${errors.count} wrong or missing answers.`,
  };
}
