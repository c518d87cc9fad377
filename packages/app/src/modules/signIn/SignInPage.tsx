import { Progress } from '@backstage/core-components';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type { SignInPageProps } from '@backstage/plugin-app-react';
import { Alert, Button, Card, CardBody, Flex, Text } from '@backstage/ui';
import { portalTranslationRef } from '../../translation';
import { LogoIcon } from '../nav/LogoIcon';
import styles from './SignInPage.module.css';
import { useSignIn } from './useSignIn';

/** One button: the company's single sign-on, in the same window. */
export function SignInPage({ onSignInSuccess }: SignInPageProps) {
  const { t } = useTranslationRef(portalTranslationRef);
  const { state, signIn } = useSignIn(onSignInSuccess);
  if (state.status === 'checking') return <Progress />;

  const leaving = state.status === 'leaving';
  const error = state.status === 'signed-out' ? state.error : undefined;
  const unknownPerson = error && /unable to resolve user identity/i.test(error);
  return (
    <main className={styles.page}>
      <Card className={styles.card}>
        <CardBody>
          <Flex direction="column" gap="4" p="4">
            <LogoIcon className={styles.logo} />
            <Flex direction="column" gap="2">
              <h1 className={styles.title}>{t('signIn.title')}</h1>
              <Text as="p">{t('signIn.text')}</Text>
            </Flex>
            {error && (
              <Alert
                status="danger"
                icon
                title={t('signIn.failed')}
                description={
                  unknownPerson
                    ? t('signIn.notInCatalog')
                    : `${error} ${t('signIn.nextStep')}`
                }
              />
            )}
            <Button
              variant="primary"
              size="medium"
              loading={leaving}
              onPress={signIn}
            >
              {leaving ? t('signIn.busy') : t('signIn.button')}
            </Button>
          </Flex>
        </CardBody>
      </Card>
    </main>
  );
}
