import { Trans, useLingui } from '@lingui/react/macro';
import { Link, useLocation, useNavigate } from '@tanstack/react-router';
import { useMutation } from 'urql';

import { email } from '../../shared/forms/schemas';
import { useApiForm } from '../../shared/forms/useApiForm';
import { z } from '../../shared/forms/zod';
import { Alert } from '../../shared/ui/Alert';
import { Button } from '../../shared/ui/Button';
import { TextField } from '../../shared/ui/TextField';
import { FormPage } from './FormPage';
import { InvitedNote } from './InvitedNote';
import { ForgotPasswordDocument } from './gql/graphql';

export default function ForgotPasswordPage() {
  const { t } = useLingui();
  const navigate = useNavigate();
  const known = useLocation({ select: ({ state }) => state.email });
  const [, forgot] = useMutation(ForgotPasswordDocument);
  const { field, alert, onSubmit, isSubmitting } = useApiForm({
    schema: z.object({ email: email() }),
    defaultValues: { email: known ?? '' },
  });
  const send = onSubmit(async (input) => {
    const { data, error } = await forgot({ input });
    if (!data?.forgotPassword.accepted) return { error, userErrors: data?.forgotPassword.userErrors };
    await navigate({ to: '/reset-password', state: { email: input.email.trim() } });
    return undefined;
  });
  return (
    <FormPage
      title={t`Forgot your password?`}
      lead={t`We send a code to the phone or email address that you have verified.`}
      below={
        <>
          <InvitedNote />
          <p>
            <Link className="link" to="/sign-in">
              <Trans>Back to sign-in</Trans>
            </Link>
          </p>
        </>
      }
    >
      <form noValidate onSubmit={send} className="grid gap-5">
        {alert && <Alert>{alert}</Alert>}
        <TextField label={t`Work email`} type="email" autoComplete="username" {...field('email')} />
        <Button type="submit" busy={isSubmitting} className="w-full">
          <Trans>Send the code</Trans>
        </Button>
      </form>
    </FormPage>
  );
}
