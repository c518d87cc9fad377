import { Button, Text } from '@backstage/ui';
import { useCallback, useState } from 'react';
import { ConfirmDialog } from '../components/ConfirmDialog';
import { Problem } from '../components/Problem';
import { useAction } from '../hooks/useAction';
import { useT } from '../hooks/useT';

/** Ends a token, after a question. */
export function RevokeToken(props: {
  /** What the person knows it by. */
  name: string;
  revoke(): Promise<void>;
  onRevoked(): void;
}) {
  const t = useT();
  const { revoke, onRevoked } = props;
  const [isAsking, setIsAsking] = useState(false);
  const end = useAction(
    useCallback(async () => {
      await revoke();
      return true;
    }, [revoke]),
  );
  return (
    <>
      <Button
        size="small"
        variant="secondary"
        onPress={() => setIsAsking(true)}
      >
        {t('tokens.revoke')}
      </Button>
      {isAsking && (
        <ConfirmDialog
          title={t('tokens.revokeQuestion', { name: props.name })}
          confirm={t('tokens.revoke')}
          destructive
          running={end.running}
          onConfirm={() =>
            void end.run().then(done => {
              if (done) {
                setIsAsking(false);
                onRevoked();
              }
            })
          }
          onClose={() => {
            end.clear();
            setIsAsking(false);
          }}
        >
          <Text as="p">{t('tokens.revokeHint')}</Text>
          <Problem title={t('tokens.revokeFailed')} error={end.error} />
        </ConfirmDialog>
      )}
    </>
  );
}
