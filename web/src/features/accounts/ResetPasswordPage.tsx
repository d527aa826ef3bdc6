import { useLingui } from '@lingui/react/macro';
import { useLocation, useNavigate } from '@tanstack/react-router';

import { FormPage } from './FormPage';
import { InvitedNote } from './InvitedNote';
import { ResetForm } from './ResetForm';

export default function ResetPasswordPage() {
  const { t } = useLingui();
  const navigate = useNavigate();
  const email = useLocation({ select: ({ state }) => state.email });
  return (
    <FormPage
      title={t`Choose a new password`}
      lead={
        email
          ? t`If there is an account for ${email}, a code is on its way to its phone or email.`
          : t`Enter the code that was sent to your phone or email.`
      }
      below={<InvitedNote />}
    >
      <ResetForm
        email={email}
        onReset={async (account) => {
          await navigate({ to: '/sign-in', state: { email: account, done: 'passwordReset' } });
        }}
      />
    </FormPage>
  );
}
