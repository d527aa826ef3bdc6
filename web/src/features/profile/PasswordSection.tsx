import { Trans, useLingui } from '@lingui/react/macro';
import { useMemo, useState } from 'react';
import { useMutation } from 'urql';

import { useSignUpPolicy } from '../../shared/account/policy';
import { newPassword, required } from '../../shared/forms/schemas';
import { useApiForm } from '../../shared/forms/useApiForm';
import { z } from '../../shared/forms/zod';
import { Alert } from '../../shared/ui/Alert';
import { Button } from '../../shared/ui/Button';
import { PasswordField } from '../../shared/ui/PasswordField';
import { showToast } from '../../shared/ui/toasts';
import { OtherSessionsOffer } from './OtherSessionsOffer';
import { Section } from './ProfilePage';
import { ChangePasswordDocument } from './gql/graphql';
import { useLostFocus } from '../../shared/ui/useLostFocus';

/** Changes the password. */
export function PasswordSection({ email }: { email: string }) {
  const { t } = useLingui();
  const { policy } = useSignUpPolicy();
  const [, change] = useMutation(ChangePasswordDocument);
  const [changed, setChanged] = useState(false);
  const heading = useLostFocus<HTMLHeadingElement>(changed);
  const schema = useMemo(
    () =>
      z.object({
        currentPassword: required(() => t`Enter your current password.`),
        newPassword: newPassword(policy?.password),
      }),
    [policy, t],
  );
  const { form, field, alert, onSubmit, isSubmitting } = useApiForm({
    schema,
    defaultValues: { currentPassword: '', newPassword: '' },
  });
  const typed = form.watch('newPassword');
  const send = onSubmit(async (input) => {
    const { data, error } = await change({ input });
    const userErrors = data?.changePassword.userErrors ?? [];
    if (userErrors.some(({ code }) => code === 'INVALID_CREDENTIALS')) {
      form.setError('currentPassword', { message: t`This is not your current password.` }, { shouldFocus: true });
      return undefined;
    }
    if (!data?.changePassword.changed) return { error, userErrors };
    form.reset();
    setChanged(true);
    showToast(t`Your password is changed.`);
    return undefined;
  });
  return (
    <Section
      headingRef={heading}
      title={t`Password`}
      lead={<Trans>After you have changed it, you can sign out all other sessions, too.</Trans>}
    >
      <form noValidate onSubmit={send} className="grid max-w-lg gap-5">
        {alert && <Alert>{alert}</Alert>}
        <input type="hidden" autoComplete="username" value={email} readOnly />
        <PasswordField label={t`Current password`} autoComplete="current-password" {...field('currentPassword')} />
        <PasswordField
          label={t`New password`}
          autoComplete="new-password"
          policy={policy?.password}
          typed={typed}
          {...field('newPassword')}
        />
        <Button type="submit" busy={isSubmitting} className="justify-self-start">
          <Trans>Change the password</Trans>
        </Button>
      </form>
      {changed && (
        <OtherSessionsOffer
          onDone={() => {
            setChanged(false);
          }}
        />
      )}
    </Section>
  );
}
