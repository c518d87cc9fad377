import { Button, Text } from '@backstage/ui';
import { useState } from 'react';
import type { Connection } from '../api/types';
import { PageBody } from '../components/PageBody';
import { Problem } from '../components/Problem';
import { useT } from '../hooks/useT';
import { AccountDone } from './AccountDone';
import { KeyForm } from './KeyForm';
import { nameOf } from './nameOf';
import { useSignIn } from './useSignIn';

/** Connects what one tool needs of me. */
export function ConnectForm(props: {
  connection: Connection;
  ticket?: string;
}) {
  const t = useT();
  const { connection, ticket } = props;
  const [isDone, setIsDone] = useState(false);
  const signIn = useSignIn(connection, ticket);
  const name = nameOf(connection);
  if (isDone) return <AccountDone name={name} />;
  return (
    <PageBody
      title={t('connectAccount.title', { name })}
      lead={t('connectAccount.lead')}
    >
      {connection.kind === 'personal-key' ? (
        <KeyForm
          connection={connection}
          ticket={ticket}
          onDone={() => setIsDone(true)}
        />
      ) : (
        <>
          <Text as="p">{t('connectAccount.leadAccount')}</Text>
          <Problem title={t('accounts.signInFailed')} error={signIn.error} />
          <div>
            <Button
              variant="primary"
              isPending={signIn.running}
              onPress={() => void signIn.run()}
            >
              {t('accounts.signIn')}
            </Button>
          </div>
        </>
      )}
    </PageBody>
  );
}
