import { SpanKind } from '@opentelemetry/api';
import type { Database, Statement } from 'better-sqlite3';
import { inSpan } from './inSpan.ts';

/** A statement each run of which is a span. Its text is told, its values are not: they are parameters. */
export function tracedStatement(
  database: Database,
  sql: string,
): Pick<Statement, 'get' | 'all' | 'run'> {
  const statement = database.prepare(sql);
  const text = sql.replace(/\s+/g, ' ').trim();
  const [operation = 'SQL'] = text.split(' ');
  const options = {
    kind: SpanKind.CLIENT,
    attributes: {
      'db.system.name': 'sqlite',
      'db.operation.name': operation,
      'db.query.text': text,
    },
  };
  return {
    get: (...values) =>
      inSpan(operation, options, () => statement.get(...values)),
    all: (...values) =>
      inSpan(operation, options, () => statement.all(...values)),
    run: (...values) =>
      inSpan(operation, options, () => statement.run(...values)),
  };
}
