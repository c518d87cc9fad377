import { isObject } from '../rewrite/isObject';

const MARKS = 'sallyport/marks';

/**
 * Says something of a result where whoever reads it finds it: programs in `_meta` (an error's `data`), people and models as
 * the first piece of a tool's content.
 */
export function markResult(
  kind: 'result' | 'error',
  body: Record<string, unknown>,
  mark: { guard?: string; text: string },
): Record<string, unknown> {
  const note = `Note by the gateway: ${mark.text}`;
  if (kind === 'error') {
    const data = isObject(body.data) ? body.data : { data: body.data };
    return {
      ...body,
      message: `${note} ${String(body.message ?? '')}`,
      data: { ...data, [MARKS]: [...marksIn(data), mark] },
    };
  }
  const meta = isObject(body._meta) ? body._meta : {};
  return {
    ...body,
    ...(Array.isArray(body.content) && {
      content: [{ type: 'text', text: note }, ...body.content],
    }),
    _meta: { ...meta, [MARKS]: [...marksIn(meta), mark] },
  };
}

function marksIn(holder: Record<string, unknown>): unknown[] {
  const marks = holder[MARKS];
  return Array.isArray(marks) ? marks : [];
}
