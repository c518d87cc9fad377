import {
  Bar,
  BarChart,
  CartesianGrid,
  Legend,
  Line,
  LineChart,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from 'recharts';

/** One measure of a chart. */
export interface Series {
  key: string;
  label: string;
  colour: string;
}

/** What is drawn: a name and a number for each series. */
export type Point = { name: string } & Record<
  string,
  string | number | undefined
>;

const TOOLTIP = {
  contentStyle: {
    background: 'var(--bui-bg-neutral-1)',
    border: '1px solid var(--bui-border-2)',
    color: 'var(--bui-fg-primary)',
  },
  labelStyle: { color: 'var(--bui-fg-primary)' },
  cursor: { fill: 'var(--bui-border-1)', fillOpacity: 0.4 },
};

/** Bars over time, stacked on each other. */
export function StackedBars(props: {
  data: readonly Point[];
  series: readonly Series[];
}) {
  return (
    <ResponsiveContainer width="100%" height="100%">
      <BarChart data={[...props.data]} accessibilityLayer={false}>
        <CartesianGrid vertical={false} />
        <XAxis dataKey="name" minTickGap={24} />
        <YAxis width={56} allowDecimals={false} />
        <Tooltip {...TOOLTIP} isAnimationActive={false} />
        <Legend />
        {props.series.map(({ key, label, colour }) => (
          <Bar
            key={key}
            dataKey={key}
            name={label}
            fill={colour}
            stackId="all"
            isAnimationActive={false}
          />
        ))}
      </BarChart>
    </ResponsiveContainer>
  );
}

/** Lines over time. */
export function Lines(props: {
  data: readonly Point[];
  series: readonly Series[];
}) {
  return (
    <ResponsiveContainer width="100%" height="100%">
      <LineChart data={[...props.data]} accessibilityLayer={false}>
        <CartesianGrid vertical={false} />
        <XAxis dataKey="name" minTickGap={24} />
        <YAxis width={56} />
        <Tooltip {...TOOLTIP} isAnimationActive={false} />
        <Legend />
        {props.series.map(({ key, label, colour }, index) => (
          <Line
            key={key}
            dataKey={key}
            name={label}
            stroke={colour}
            strokeWidth={2}
            strokeDasharray={index > 0 ? '5 3' : undefined}
            dot={props.data.length < 2}
            connectNulls
            isAnimationActive={false}
          />
        ))}
      </LineChart>
    </ResponsiveContainer>
  );
}

/** The largest first, lying so that their names have room. */
export function RankedBars(props: { data: readonly Point[]; series: Series }) {
  const { key, label, colour } = props.series;
  return (
    <ResponsiveContainer width="100%" height="100%">
      <BarChart
        data={props.data.slice(0, 8)}
        layout="vertical"
        accessibilityLayer={false}
      >
        <XAxis type="number" allowDecimals={false} />
        <YAxis
          type="category"
          dataKey="name"
          width={140}
          tickFormatter={(name: string) =>
            name.length > 20 ? `${name.slice(0, 19)}…` : name
          }
        />
        <Tooltip {...TOOLTIP} isAnimationActive={false} />
        <Bar
          dataKey={key}
          name={label}
          fill={colour}
          isAnimationActive={false}
        />
      </BarChart>
    </ResponsiveContainer>
  );
}
