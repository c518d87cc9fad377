import { Alert, Button } from '@backstage/ui';
import { ApiProblem } from '../api/ApiProblem';
import { FreshSignInNote } from '../fresh-sign-in/FreshSignInNote';
import { useT } from '../hooks/useT';

/** What went wrong, in the server's words, and what to do. Nothing where there is no error. */
export function Problem(props: {
  error: Error | undefined;
  /** What was being done, such as "The servers could not be loaded". */
  title: string;
  onRetry?: () => void;
}) {
  const t = useT();
  const { error } = props;
  if (!error) {
    return null;
  }
  if (error instanceof ApiProblem && error.signInUrl) {
    return <FreshSignInNote signInUrl={error.signInUrl} />;
  }
  return (
    <Alert
      role="alert"
      status="danger"
      icon
      title={props.title}
      description={
        error instanceof ApiProblem ? error.message : t('problem.noAnswer')
      }
      customActions={
        props.onRetry && (
          <Button size="small" variant="secondary" onPress={props.onRetry}>
            {t('problem.retry')}
          </Button>
        )
      }
    />
  );
}
