import { Trans, useLingui } from '@lingui/react/macro';
import { useMemo } from 'react';
import { useMutation } from 'urql';

import { useSignUpPolicy } from '../../shared/account/policy';
import { useApiForm } from '../../shared/forms/useApiForm';
import { z } from '../../shared/forms/zod';
import { Alert } from '../../shared/ui/Alert';
import { Button } from '../../shared/ui/Button';
import { CountdownButton } from '../../shared/ui/CountdownButton';
import { PasswordField } from '../../shared/ui/PasswordField';
import { TextField } from '../../shared/ui/TextField';
import { showToast } from '../../shared/ui/toasts';
import { CodeField } from './CodeField';
import { ForgotPasswordDocument, ResetPasswordDocument } from './gql/graphql';
import { code, email as emailSchema, newPassword } from './schemas';

/** How long to wait before another code is sent. */
const resendSeconds = 30;

interface Props {
  /** The account; it is asked for when it is not known. */
  email?: string | undefined;
  onReset: (email: string, newPassword: string) => void | Promise<void>;
}

/** Sets a new password with the code that was sent. */
export function ResetForm({ email: account, onReset }: Props) {
  const { t } = useLingui();
  const { policy } = useSignUpPolicy();
  const [, reset] = useMutation(ResetPasswordDocument);
  const [, forgot] = useMutation(ForgotPasswordDocument);
  const schema = useMemo(() => z.object({ email: emailSchema(), code: code(), newPassword: newPassword(policy?.password) }), [policy]);
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
      {account ? <input type="hidden" autoComplete="username" value={account} readOnly /> : <TextField label={t`Work email`} type="email" autoComplete="username" {...field('email')} />}
      <CodeField control={form.control} name="code" label={t`Code`} hint={t`Six digits, from the message.`} />
      <PasswordField label={t`New password`} autoComplete="new-password" policy={policy?.password} typed={typed} {...field('newPassword')} />
      <Button type="submit" busy={isSubmitting} className="w-full">
        <Trans>Set the new password</Trans>
      </Button>
      <CountdownButton seconds={resendSeconds} onPress={() => void sendAgain()}>
        <Trans>Send a new code</Trans>
      </CountdownButton>
    </form>
  );
}
