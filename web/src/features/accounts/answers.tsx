import { Trans, useLingui } from '@lingui/react/macro';
import { useEffect, useMemo } from 'react';

import { useSignUpPolicy } from '../../shared/account/policy';
import { useApiForm } from '../../shared/forms/useApiForm';
import { z } from '../../shared/forms/zod';
import { Button } from '../../shared/ui/Button';
import { PasswordField } from '../../shared/ui/PasswordField';
import { CodeField } from './CodeField';
import { code, newPassword as newPasswordSchema } from './schemas';

/** Answers a challenge with a code, which is sent with its last digit. */
export function CodeAnswer({ onAnswer }: { onAnswer: (answer: { code: string }) => Promise<void> }) {
  const { t } = useLingui();
  const { form, onSubmit, isSubmitting } = useApiForm({ schema: z.object({ code: code() }), defaultValues: { code: '' } });
  useEffect(() => {
    form.setFocus('code');
  }, [form]);
  const send = onSubmit(async (answer) => {
    await onAnswer(answer);
    return undefined;
  });
  return (
    <form noValidate onSubmit={send} className="grid gap-5">
      <CodeField control={form.control} name="code" label={t`Code`} hint={t`Six digits.`} />
      <Button type="submit" busy={isSubmitting} className="w-full">
        <Trans>Go on</Trans>
      </Button>
    </form>
  );
}

/** Answers a challenge with a password of one's own. */
export function NewPasswordAnswer({ onAnswer }: { onAnswer: (answer: { newPassword: string }) => Promise<void> }) {
  const { t } = useLingui();
  const { policy } = useSignUpPolicy();
  const schema = useMemo(() => z.object({ newPassword: newPasswordSchema(policy?.password) }), [policy]);
  const { form, field, onSubmit, isSubmitting } = useApiForm({ schema, defaultValues: { newPassword: '' } });
   
  const typed = form.watch('newPassword');
  const send = onSubmit(async (answer) => {
    await onAnswer(answer);
    return undefined;
  });
  return (
    <form noValidate onSubmit={send} className="grid gap-5">
      <PasswordField label={t`New password`} autoComplete="new-password" policy={policy?.password} typed={typed} {...field('newPassword')} />
      <Button type="submit" busy={isSubmitting} className="w-full">
        <Trans>Set the password</Trans>
      </Button>
    </form>
  );
}
