import { useMemo } from 'react';
import { BoundedText } from './BoundedText';
import { findTable } from './findTable';
import { ResultTable } from './ResultTable';

/** A JSON value: a table where it is one, else JSON. */
export function ResultValue({ value }: { value: unknown }) {
  const shown = useMemo(
    () => findTable(value) ?? JSON.stringify(value, null, 2),
    [value],
  );
  return typeof shown === 'string' ? (
    <BoundedText isCode text={shown} />
  ) : (
    <ResultTable table={shown} />
  );
}
