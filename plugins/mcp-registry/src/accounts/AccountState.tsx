import type { Connection } from '../api/types';
import { StatusLabel } from '../components/StatusLabel';
import { useT } from '../hooks/useT';

/** Whether an account is connected, in words. */
export function AccountState({ state }: Pick<Connection, 'state'>) {
  const t = useT();
  switch (state) {
    case 'linked':
      return <StatusLabel tone="good">{t('accounts.linked')}</StatusLabel>;
    case 'needs-sign-in':
      return <StatusLabel tone="warn">{t('accounts.needsSignIn')}</StatusLabel>;
    case 'none':
      return <StatusLabel tone="neutral">{t('accounts.none')}</StatusLabel>;
    default:
      return state satisfies never;
  }
}
