import { useLingui } from '@lingui/react/macro';
import { useLocation, useNavigate, useRouter } from '@tanstack/react-router';

import { problemOf } from '../../shared/api/errors';
import { useSession } from '../../shared/api/SessionProvider';
import { home } from '../../shared/routing/returnTo';
import { ConfirmForm } from './ConfirmForm';
import { FormPage } from './FormPage';
import { SignInFlow } from './SignInFlow';
import { takePassword } from './signUpDraft';
import { useSignIn } from './useSignIn';

export default function ConfirmPage() {
  const { t } = useLingui();
  const navigate = useNavigate();
  const router = useRouter();
  const session = useSession();
  const { email, sentTo } = useLocation({
    select: ({ state }) => ({ email: state.email, sentTo: state.sentTo }),
    structuralSharing: true,
  });
  const flow = useSignIn((person) => {
    session.signedIn(person);
    router.history.replace(home);
  });
  const askToSignIn = (account: string | undefined) =>
    navigate({ to: '/sign-in', state: { ...(account && { email: account }), done: 'confirmed' }, replace: true });

  /** Signs in with the password of the sign-up, where this page still has it. */
  const goOn = async (account: string) => {
    const password = takePassword(account);
    const outcome = password && (await flow.begin({ email: account, password }));
    if (!password || (outcome && problemOf(outcome))) await askToSignIn(account);
  };

  if (flow.challenge) {
    return (
      <FormPage title={t`Sign in`}>
        <SignInFlow flow={{ ...flow, startOver: () => void askToSignIn(email) }} email={email} />
      </FormPage>
    );
  }
  return (
    <FormPage
      title={t`Enter your code`}
      lead={
        sentTo && email
          ? t`We sent a code by text message to ${sentTo}. You will sign in as ${email}.`
          : t`Enter the code from the text message that followed your sign-up.`
      }
    >
      <ConfirmForm email={email} correctable onConfirmed={goOn} />
    </FormPage>
  );
}
