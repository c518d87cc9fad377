import { useLanguage } from '../../hooks/useLanguage';
import { useT } from '../../hooks/useT';
import { Section } from '../../components/Section';
import type { Usage } from '../../api/types';
import { heatGrid } from '../heatGrid';
import { numbersOf } from '../numbers';
import styles from '../usage.module.css';

/** A region that scrolls is reached by the keyboard. */
const SCROLLS = { tabIndex: 0 };

/** 1970-01-04 was a Sunday. */
const SUNDAY_MS = 3 * 24 * 60 * 60 * 1000;

/** Calls by weekday and hour: a table whose cells are coloured, so that it is its own table. */
export function HeatMap(props: { heat: Usage['heat'] }) {
  const t = useT();
  const language = useLanguage();
  const numbers = numbersOf(language);
  const grid = heatGrid(props.heat, -new Date().getTimezoneOffset());
  const most = Math.max(...grid.flat());
  const day = (weekday: number, style: 'short' | 'long') =>
    new Intl.DateTimeFormat(language, {
      weekday: style,
      timeZone: 'UTC',
    }).format(SUNDAY_MS + weekday * 24 * 60 * 60 * 1000);
  const hour = (at: number) => `${String(at).padStart(2, '0')}:00`;
  const busiest = grid
    .flatMap((row, weekday) => row.map((calls, at) => ({ calls, weekday, at })))
    .find(({ calls }) => calls === most);
  return (
    <div className={`${styles.card} ${styles.wide}`}>
      <Section
        title={t('usageHeat.title')}
        hint={
          most === 0 || !busiest
            ? t('usageHeat.none')
            : `${t('usageHeat.hint')} ${t('usageHeat.busiest', {
                day: day(busiest.weekday, 'long'),
                hour: hour(busiest.at),
              })}`
        }
      >
        {most > 0 && (
          <div
            className={styles.scroll}
            {...SCROLLS}
            role="group"
            aria-label={t('usageHeat.title')}
          >
            <table className={styles.heat}>
              <thead>
                <tr>
                  <th scope="col">{t('usageHeat.day')}</th>
                  {grid[0].map((_, at) => (
                    <th key={hour(at)} scope="col">
                      {at}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {[1, 2, 3, 4, 5, 6, 0].map(weekday => (
                  <tr key={weekday}>
                    <th scope="row">{day(weekday, 'short')}</th>
                    {grid[weekday].map((calls, at) => (
                      <td
                        key={hour(at)}
                        title={t('usageHeat.cell', {
                          day: day(weekday, 'long'),
                          hour: hour(at),
                          calls: numbers.count(calls),
                        })}
                        style={{
                          // Never so strong that the number on it is hard to read.
                          background: `rgb(var(--usage-heat) / ${(
                            (calls / most) *
                            0.45
                          ).toFixed(2)})`,
                        }}
                      >
                        {calls > 0 ? numbers.count(calls) : ''}
                      </td>
                    ))}
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        )}
      </Section>
    </div>
  );
}
