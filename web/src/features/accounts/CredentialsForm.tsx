import { Trans, useLingui } from '@lingui/react/macro';
import { Link } from '@tanstack/react-router';
import { useMemo } from 'react';

import { email as emailSchema, required } from '../../shared/forms/schemas';
import { useApiForm } from '../../shared/forms/useApiForm';
import { z } from '../../shared/forms/zod';
import { Button } from '../../shared/ui/Button';
import { PasswordField } from '../../shared/ui/PasswordField';
import { TextField } from '../../shared/ui/TextField';

interface Props {
  email?: string | undefined;
  fixed: boolean;
  onSubmit: (credentials: { email: string; password: string }) => Promise<void>;
}

/** Email and password. */
export function CredentialsForm({ email, fixed, onSubmit: send }: Props) {
  const { t } = useLingui();
  const schema = useMemo(
    () => z.object({ email: emailSchema(), password: required(() => t`Enter your password.`) }),
    [t],
  );
  const { form, field, onSubmit, isSubmitting } = useApiForm({
    schema,
    defaultValues: { email: email ?? '', password: '' },
  });
  const submit = onSubmit(async (values) => {
    await send(values);
    return undefined;
  });
  return (
    <form noValidate onSubmit={submit} className="grid gap-5">
      <TextField label={t`Work email`} type="email" autoComplete="username" readOnly={fixed} {...field('email')} />
      <div className="grid gap-2">
        <PasswordField label={t`Password`} autoComplete="current-password" autoFocus={fixed} {...field('password')} />
        <Link
          className="link justify-self-start text-sm"
          to="/forgot-password"
          state={() => ({ email: form.getValues('email') })}
        >
          <Trans>Forgot your password?</Trans>
        </Link>
      </div>
      <Button type="submit" busy={isSubmitting} className="w-full">
        {fixed ? <Trans>Continue</Trans> : <Trans>Sign in</Trans>}
      </Button>
    </form>
  );
}
