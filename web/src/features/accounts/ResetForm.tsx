import { Trans, useLingui } from '@lingui/react/macro';
import { useMemo } from 'react';
import { useMutation } from 'urql';

import { useSignUpPolicy } from '../../shared/account/policy';
import { CodeField } from '../../shared/forms/CodeField';
import { code, email as emailSchema, newPassword } from '../../shared/forms/schemas';
import { useApiForm } from '../../shared/forms/useApiForm';
import { z } from '../../shared/forms/zod';
import { Alert } from '../../shared/ui/Alert';
import { Button } from '../../shared/ui/Button';
import { PasswordField } from '../../shared/ui/PasswordField';
import { ResendButton } from '../../shared/ui/ResendButton';
import { TextField } from '../../shared/ui/TextField';
import { showToast } from '../../shared/ui/toasts';
import { ForgotPasswordDocument, ResetPasswordDocument } from './gql/graphql';

interface Props {
  /** The account; the form asks for it if it is not known. */
  email?: string | undefined;
  onReset: (email: string, newPassword: string) => void | Promise<void>;
}

/** Sets a new password with the code that was sent. */
export function ResetForm({ email: account, onReset }: Props) {
  const { t } = useLingui();
  const { policy } = useSignUpPolicy();
  const [, reset] = useMutation(ResetPasswordDocument);
  const [, forgot] = useMutation(ForgotPasswordDocument);
  const schema = useMemo(
    () => z.object({ email: emailSchema(), code: code(), newPassword: newPassword(policy?.password) }),
    [policy],
  );
  const { form, field, alert, show, onSubmit, isSubmitting } = useApiForm({
    schema,
    defaultValues: { email: account ?? '', code: '', newPassword: '' },
  });

  const typed = form.watch('newPassword');
  const send = onSubmit(async (input) => {
    const { data, error } = await reset({ input });
    if (!data?.resetPassword.reset) return { error, userErrors: data?.resetPassword.userErrors };
    await onReset(input.email, input.newPassword);
    return undefined;
  });
  const sendAgain = async () => {
    const { data, error } = await forgot({ input: { email: form.getValues('email') } });
    if (data?.forgotPassword.accepted) showToast(t`A new code is on its way.`);
    else show({ error, userErrors: data?.forgotPassword.userErrors });
  };
  return (
    <form noValidate onSubmit={send} className="grid gap-5">
      {alert && <Alert>{alert}</Alert>}
      {account ? (
        <input type="hidden" autoComplete="username" value={account} readOnly />
      ) : (
        <TextField label={t`Work email`} type="email" autoComplete="username" {...field('email')} />
      )}
      <CodeField control={form.control} name="code" label={t`Code`} hint={t`Six digits, from the message.`} />
      <PasswordField
        label={t`New password`}
        autoComplete="new-password"
        policy={policy?.password}
        typed={typed}
        {...field('newPassword')}
      />
      <Button type="submit" busy={isSubmitting} className="w-full">
        <Trans>Set the new password</Trans>
      </Button>
      <ResendButton onPress={() => void sendAgain()} />
    </form>
  );
}
