// The shipped dashboards, and their expressions as Grafana would ask them.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SHIPPED } from './prometheus.mjs';

const FOLDER = join(SHIPPED, 'grafana', 'dashboards');

/** Variables that Grafana itself fills in. */
const BUILT_IN = ['__rate_interval', '__interval', '__range'];
const VARIABLE = /\$\{?(\w+)\}?/g;

export const readDashboards = () =>
  readdirSync(FOLDER).map(name => ({
    name,
    ...JSON.parse(readFileSync(join(FOLDER, name), 'utf8')),
  }));

/** Every target of every panel: `{dashboard, panel, expr}`. */
export const targetsOf = dashboard =>
  dashboard.panels.flatMap(panel =>
    panel.targets.map(({ expr }) => ({ dashboard, panel, expr })),
  );

/** Variables of an expression that neither Grafana nor the dashboard has. */
export function unknownVariables({ dashboard, expr }) {
  const own = dashboard.templating.list.map(({ name }) => name);
  return [...expr.matchAll(VARIABLE)]
    .map(([, name]) => name)
    .filter(name => !own.includes(name) && !BUILT_IN.includes(name));
}

/** As Grafana asks with everything chosen: what `allValue` says, or anything. */
export const filledIn = ({ dashboard, expr }, range) =>
  expr.replace(VARIABLE, (_, name) =>
    BUILT_IN.includes(name)
      ? range
      : dashboard.templating.list.find(one => one.name === name).allValue ??
        '.*',
  );
