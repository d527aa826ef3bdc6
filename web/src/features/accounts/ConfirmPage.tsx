import { useLingui } from '@lingui/react/macro';
import { useLocation, useNavigate } from '@tanstack/react-router';

import { ConfirmForm } from './ConfirmForm';
import { FormPage } from './FormPage';

export default function ConfirmPage() {
  const { t } = useLingui();
  const navigate = useNavigate();
  const { email, sentTo } = useLocation({
    select: ({ state }) => ({ email: state.email, sentTo: state.sentTo }),
    structuralSharing: true,
  });
  return (
    <FormPage
      title={t`Enter your code`}
      lead={
        sentTo
          ? t`We sent a code by text message to ${sentTo}.`
          : t`Enter the code from the text message that followed your sign-up.`
      }
    >
      <ConfirmForm
        email={email}
        onConfirmed={async (account) => {
          await navigate({ to: '/sign-in', state: { email: account, done: 'confirmed' } });
        }}
      />
    </FormPage>
  );
}
