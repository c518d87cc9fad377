import { RiRobot2Line } from '@remixicon/react';
import { useOpenCount } from '../hooks/useOpenCount';
import { useT } from '../hooks/useT';
import styles from './AiToolsIcon.module.css';

/** The icon of "AI tools" in the navigation, with the number of approvals that wait. */
export function AiToolsIcon() {
  const t = useT();
  const { open } = useOpenCount();
  return (
    <span className={styles.icon}>
      <RiRobot2Line aria-hidden />
      {open > 0 && (
        <span
          className={styles.count}
          title={t('nav.waiting', { count: open })}
        >
          {open > 99 ? '99+' : open}
        </span>
      )}
    </span>
  );
}
