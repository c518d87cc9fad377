import { useApi } from '@backstage/frontend-plugin-api';
import { Alert, Button, Text } from '@backstage/ui';
import { useCallback, useState } from 'react';
import { mcpGatewayApiRef } from '../api/McpGatewayApi';
import type { NewPersonalToken } from '../api/types';
import { Lines } from '../components/Lines';
import { CardList } from '../components/ListCard';
import { Problem } from '../components/Problem';
import { Section } from '../components/Section';
import { useLoad } from '../hooks/useLoad';
import { useT } from '../hooks/useT';
import { PersonalTokenCard } from './PersonalTokenCard';
import { PersonalTokenDialog } from './PersonalTokenDialog';
import { ShownPersonalToken } from './ShownPersonalToken';

/** My long-lived tokens for programs that cannot sign me in. */
export function MyPersonalTokens(props: { version?: number }) {
  const t = useT();
  const gateway = useApi(mcpGatewayApiRef);
  const { version } = props;
  const load = useCallback(async () => {
    void version;
    return await gateway.listPersonalTokens();
  }, [gateway, version]);
  const tokens = useLoad(load, { everyMs: 15_000 });
  const [isMaking, setIsMaking] = useState(false);
  const [made, setMade] = useState<NewPersonalToken>();
  const { value } = tokens;
  return (
    <Section
      title={t('personalTokens.title')}
      hint={t('personalTokens.hint')}
      actions={
        value?.enabled && (
          <Button
            size="small"
            variant="secondary"
            onPress={() => setIsMaking(true)}
          >
            {t('personalTokens.make')}
          </Button>
        )
      }
    >
      <Problem
        title={t('personalTokens.failed')}
        error={tokens.error}
        onRetry={tokens.refresh}
      />
      {!value && tokens.loading && <Lines count={1} />}
      {value && !value.enabled && (
        <Alert status="info" icon title={t('personalTokens.off')} />
      )}
      {made && (
        <ShownPersonalToken token={made} onDone={() => setMade(undefined)} />
      )}
      {value?.enabled && value.items.length === 0 && (
        <Text as="p" color="secondary" style={{ margin: 0 }}>
          {t('personalTokens.empty')}
        </Text>
      )}
      {value && value.items.length > 0 && (
        <CardList label={t('personalTokens.title')}>
          {value.items.map(token => (
            <PersonalTokenCard
              key={token.id}
              token={token}
              onRevoked={tokens.refresh}
            />
          ))}
        </CardList>
      )}
      {isMaking && value && (
        <PersonalTokenDialog
          maxDays={value.maxDays}
          onMade={token => {
            setMade(token);
            setIsMaking(false);
            tokens.refresh();
          }}
          onClose={() => setIsMaking(false)}
        />
      )}
    </Section>
  );
}
