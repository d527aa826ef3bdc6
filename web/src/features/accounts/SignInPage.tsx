import { Trans, useLingui } from '@lingui/react/macro';
import { Link, useLocation, useRouter, useSearch } from '@tanstack/react-router';

import { useSession } from '../../shared/api/SessionProvider';
import { useSignUpPolicy } from '../../shared/account/policy';
import { safeReturnTo } from '../../shared/routing/returnTo';
import { Alert } from '../../shared/ui/Alert';
import { buttonClass } from '../../shared/ui/Button';
import { FormPage } from './FormPage';
import { SignInFlow } from './SignInFlow';
import { useSignIn } from './useSignIn';

export default function SignInPage() {
  const { t } = useLingui();
  const session = useSession();
  const router = useRouter();
  const { policy } = useSignUpPolicy();
  const returnTo = safeReturnTo(useSearch({ from: '/sign-in' }).returnTo);
  const flow = useSignIn((person) => {
    session.signedIn(person);
    router.history.replace(returnTo); // Back leads to where the person came from, not to this form
  });
  const { email, done } = useLocation({
    select: ({ state }) => ({ email: state.email, done: state.done }),
    structuralSharing: true,
  });
  return (
    <FormPage
      title={t`Sign in`}
      below={
        <p>
          <Trans>
            New here?{' '}
            <Link className="link" to="/sign-up">
              Create an account
            </Link>
          </Trans>
        </p>
      }
    >
      <div className="grid gap-5">
        {done === 'confirmed' && <Alert kind="success">{t`Your phone is confirmed. Sign in to begin.`}</Alert>}
        {done === 'passwordReset' && (
          <Alert kind="success">{t`Your password is changed. Sign in with the new one.`}</Alert>
        )}
        <SignInFlow
          flow={flow}
          email={email}
          alternative={policy?.hostedSignIn && <HostedSignIn returnTo={returnTo} />}
        />
      </div>
    </FormPage>
  );
}

/** The way to the provider's own pages, which come back with a session. */
function HostedSignIn({ returnTo }: { returnTo: string }) {
  return (
    <>
      <p className="flex items-center gap-3 text-sm text-quiet before:h-px before:flex-1 before:bg-line after:h-px after:flex-1 after:bg-line">
        <Trans>or</Trans>
      </p>
      <a className={buttonClass('secondary')} href={`/auth/sign-in?returnTo=${encodeURIComponent(returnTo)}`}>
        <Trans>Sign in with your identity provider</Trans>
      </a>
    </>
  );
}
