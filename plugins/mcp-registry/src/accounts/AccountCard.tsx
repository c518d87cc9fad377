import { Button, Text } from '@backstage/ui';
import { useState } from 'react';
import type { Connection } from '../api/types';
import { ListCard } from '../components/ListCard';
import { Problem } from '../components/Problem';
import { RelativeTime } from '../components/RelativeTime';
import { useT } from '../hooks/useT';
import { AccountState } from './AccountState';
import { KeyDialog } from './KeyDialog';
import { nameOf } from './nameOf';
import { UnlinkDialog } from './UnlinkDialog';
import { useSignIn } from './useSignIn';

/** One account or key of mine: connect, replace, disconnect. */
export function AccountCard(props: {
  connection: Connection;
  onChanged(): void;
}) {
  const t = useT();
  const { connection, onChanged } = props;
  const { id, kind, state, linkedAt, lastUsedAt } = connection;
  const [open, setOpen] = useState<'key' | 'unlink'>();
  const signIn = useSignIn(connection);
  const isKey = kind === 'personal-key';
  const close = () => setOpen(undefined);
  const changed = () => {
    close();
    onChanged();
  };
  const words = {
    'personal-key': t('accounts.key'),
    'user-oauth': t('accounts.account'),
    identity: t('accounts.identity'),
  };
  return (
    <ListCard
      title={
        <Text as="h4" variant="title-x-small">
          {nameOf(connection)}
        </Text>
      }
      labels={<AccountState state={state} />}
      actions={
        <>
          <Button
            size="small"
            variant={state === 'linked' ? 'secondary' : 'primary'}
            isPending={signIn.running}
            aria-label={`${
              state === 'linked' ? t('accounts.replace') : t('accounts.link')
            }: ${nameOf(connection)}`}
            onPress={() => (isKey ? setOpen('key') : void signIn.run())}
          >
            {state === 'linked' ? t('accounts.replace') : t('accounts.link')}
          </Button>
          {id && (
            <Button
              size="small"
              variant="secondary"
              aria-label={`${t('accounts.unlink')}: ${nameOf(connection)}`}
              onPress={() => setOpen('unlink')}
            >
              {t('accounts.unlink')}
            </Button>
          )}
        </>
      }
    >
      <Text as="p" color="secondary" style={{ margin: 0 }}>
        {words[kind]}
        {linkedAt && state === 'linked' && (
          <>
            {' · '}
            {t('accounts.since')} <RelativeTime at={linkedAt} />
            {' · '}
            {lastUsedAt ? (
              <>
                {t('accounts.used')} <RelativeTime at={lastUsedAt} />
              </>
            ) : (
              t('accounts.neverUsed')
            )}
          </>
        )}
      </Text>
      <Problem title={t('accounts.signInFailed')} error={signIn.error} />
      {open === 'key' && (
        <KeyDialog connection={connection} onDone={changed} onClose={close} />
      )}
      {open === 'unlink' && (
        <UnlinkDialog
          connection={connection}
          onDone={changed}
          onClose={close}
        />
      )}
    </ListCard>
  );
}
