import { useApi } from '@backstage/frontend-plugin-api';
import { Button, Flex, Text } from '@backstage/ui';
import { useCallback, useState } from 'react';
import { mcpGatewayApiRef } from '../api/McpGatewayApi';
import type { SignedOut } from '../api/types';
import { ConfirmDialog } from '../components/ConfirmDialog';
import { Problem } from '../components/Problem';
import { useAction } from '../hooks/useAction';
import { useT } from '../hooks/useT';

/** Ends everything of mine at the gateway, and says what it ended. */
export function SignOutEverywhere(props: { onDone(): void }) {
  const t = useT();
  const gateway = useApi(mcpGatewayApiRef);
  const [isAsking, setIsAsking] = useState(false);
  const [ended, setEnded] = useState<SignedOut['revoked']>();
  const signOut = useAction(
    useCallback(() => gateway.signOutEverywhere(), [gateway]),
  );
  return (
    <Flex direction="column" align="end" gap="2">
      <Button
        size="small"
        variant="secondary"
        onPress={() => setIsAsking(true)}
      >
        {t('applications.everywhere')}
      </Button>
      {ended && (
        <Text as="p" role="status" color="secondary" style={{ margin: 0 }}>
          {t('applications.everywhereDone', {
            consents: String(ended.consents),
            tokens: String(ended.tokens),
            personalTokens: String(ended.personalTokens),
            refreshTokens: String(ended.refreshTokens),
            agents: String(ended.agents),
          })}
        </Text>
      )}
      {isAsking && (
        <ConfirmDialog
          title={t('applications.everywhereQuestion')}
          confirm={t('applications.everywhere')}
          destructive
          running={signOut.running}
          onConfirm={() =>
            void signOut.run().then(done => {
              if (done) {
                setEnded(done.revoked);
                setIsAsking(false);
                props.onDone();
              }
            })
          }
          onClose={() => {
            signOut.clear();
            setIsAsking(false);
          }}
        >
          <Text as="p">{t('applications.everywhereHint')}</Text>
          <Problem
            title={t('applications.everywhereFailed')}
            error={signOut.error}
          />
        </ConfirmDialog>
      )}
    </Flex>
  );
}
