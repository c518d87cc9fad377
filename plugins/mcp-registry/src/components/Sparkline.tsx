import styles from './Sparkline.module.css';

const WIDTH = 120;
const HEIGHT = 24;

/** How a number went lately, from nothing upwards. What it is now stands beside it in words. */
export function Sparkline(props: {
  /** For those who do not see it. */
  label: string;
  values: readonly number[];
}) {
  const { label, values } = props;
  if (values.length < 2) {
    return null;
  }
  const most = Math.max(...values) || 1;
  const points = values.map((value, index) => {
    const x = (index / (values.length - 1)) * WIDTH;
    const y = HEIGHT - 1 - (value / most) * (HEIGHT - 2);
    return `${x.toFixed(1)},${y.toFixed(1)}`;
  });
  return (
    <svg
      className={styles.line}
      role="img"
      aria-label={label}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      width={WIDTH}
      height={HEIGHT}
    >
      <polyline points={points.join(' ')} />
    </svg>
  );
}
