import { Trans, useLingui } from '@lingui/react/macro';
import { useMemo } from 'react';

import { useSignUpPolicy } from '../../shared/account/policy';
import { CodeForm } from '../../shared/forms/CodeForm';
import { newPassword as newPasswordSchema } from '../../shared/forms/schemas';
import { useApiForm } from '../../shared/forms/useApiForm';
import { z } from '../../shared/forms/zod';
import { Button } from '../../shared/ui/Button';
import { PasswordField } from '../../shared/ui/PasswordField';

/** Answers a challenge with a code. */
export function CodeAnswer({ onAnswer }: { onAnswer: (answer: { code: string }) => Promise<void> }) {
  const { t } = useLingui();
  return (
    <CodeForm
      action={t`Continue`}
      send={async (answer) => {
        await onAnswer(answer);
        return undefined;
      }}
    />
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
      <PasswordField
        label={t`New password`}
        autoComplete="new-password"
        policy={policy?.password}
        typed={typed}
        {...field('newPassword')}
      />
      <Button type="submit" busy={isSubmitting} className="w-full">
        <Trans>Set the password</Trans>
      </Button>
    </form>
  );
}
