/** Rows and columns that a value can be shown as. */
export interface TableData {
  /** The property that holds the rows, where they are not the value itself. */
  name?: string;
  columns: string[];
  rows: Record<string, unknown>[];
}

const MAX_CELL_DEPTH = 1;

/** Finds a list of flat objects in a value: the value itself, or its only property that is one. */
export function findTable(value: unknown): TableData | undefined {
  const own = tableOf(value);
  if (own) return own;
  if (!isObject(value)) return undefined;
  const found = Object.entries(value).flatMap(([name, part]) => {
    const table = tableOf(part);
    return table ? [{ name, ...table }] : [];
  });
  return found.length === 1 ? found[0] : undefined;
}

function tableOf(value: unknown): TableData | undefined {
  if (!Array.isArray(value) || value.length === 0) return undefined;
  const columns = new Set<string>();
  for (const row of value) {
    if (!isObject(row)) return undefined;
    for (const [name, cell] of Object.entries(row)) {
      if (depthOf(cell) > MAX_CELL_DEPTH) return undefined;
      columns.add(name);
    }
  }
  return columns.size === 0
    ? undefined
    : { columns: [...columns], rows: value as Record<string, unknown>[] };
}

/** 0: a scalar. 1: a list of scalars. 2: anything more. */
function depthOf(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  return Array.isArray(value) && value.every(item => depthOf(item) === 0)
    ? 1
    : 2;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
