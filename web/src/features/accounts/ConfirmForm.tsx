import { Trans, useLingui } from '@lingui/react/macro';
import { Link } from '@tanstack/react-router';
import { useMutation } from 'urql';

import { CodeField } from '../../shared/forms/CodeField';
import { code, email as emailSchema } from '../../shared/forms/schemas';
import { useApiForm } from '../../shared/forms/useApiForm';
import { z } from '../../shared/forms/zod';
import { Alert } from '../../shared/ui/Alert';
import { Button } from '../../shared/ui/Button';
import { ResendButton } from '../../shared/ui/ResendButton';
import { TextField } from '../../shared/ui/TextField';
import { showToast } from '../../shared/ui/toasts';
import { ConfirmOtpDocument, ResendOtpDocument } from './gql/graphql';
import { forgetDraft } from './signUpDraft';

interface Props {
  /** The account; the form asks for it if it is not known. */
  email?: string | undefined;
  /** Whether the sign-up can be corrected from here. */
  correctable: boolean;
  onConfirmed: (email: string) => void | Promise<void>;
}

/** Verifies the phone of a new account by the code that was sent to it. */
export function ConfirmForm({ email: account, correctable, onConfirmed }: Props) {
  const { t } = useLingui();
  const [, confirm] = useMutation(ConfirmOtpDocument);
  const [, resend] = useMutation(ResendOtpDocument);
  const { form, field, alert, show, onSubmit, isSubmitting } = useApiForm({
    schema: z.object({ email: emailSchema(), code: code() }),
    defaultValues: { email: account ?? '', code: '' },
  });
  const send = onSubmit(async (input) => {
    const { data, error } = await confirm({ input });
    if (!data?.confirmOtp.confirmed) return { error, userErrors: data?.confirmOtp.userErrors };
    await onConfirmed(input.email);
    forgetDraft();
    return undefined;
  });
  const sendAgain = async () => {
    const { data, error } = await resend({ input: { email: form.getValues('email') } });
    if (data?.resendOtp.accepted) showToast(t`A new code is on its way.`);
    else show({ error, userErrors: data?.resendOtp.userErrors });
  };
  return (
    <form noValidate onSubmit={send} className="grid gap-5">
      {alert && <Alert>{alert}</Alert>}
      {!account && <TextField label={t`Work email`} type="email" autoComplete="email" {...field('email')} />}
      <CodeField control={form.control} name="code" label={t`Code`} hint={t`Six digits, from the text message.`} />
      <Button type="submit" busy={isSubmitting} className="w-full">
        <Trans>Confirm</Trans>
      </Button>
      <ResendButton onPress={() => void sendAgain()} />
      {correctable && (
        <Link
          className="link justify-self-start text-sm"
          to="/sign-up"
          state={() => ({ email: form.getValues('email').trim() })}
        >
          <Trans>Wrong number or email address? Change it</Trans>
        </Link>
      )}
    </form>
  );
}
