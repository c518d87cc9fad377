import { Link, useSidebarOpenState } from '@backstage/core-components';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { portalTranslationRef } from '../../translation';
import { LogoIcon } from './LogoIcon';
import styles from './SidebarLogo.module.css';

/** The way home, at the top of the sidebar. */
export function SidebarLogo() {
  const { t } = useTranslationRef(portalTranslationRef);
  const { isOpen } = useSidebarOpenState();
  return (
    <div className={styles.root}>
      <Link
        to="/"
        underline="none"
        className={styles.link}
        aria-label={t('nav.home')}
      >
        <LogoIcon className={styles.icon} />
        {isOpen && <span className={styles.name}>Sallyport</span>}
      </Link>
    </div>
  );
}
