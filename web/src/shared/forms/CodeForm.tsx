import { useLingui } from '@lingui/react/macro';
import { type ReactNode, useEffect } from 'react';

import type { Outcome } from '../api/errors';
import { Alert } from '../ui/Alert';
import { Button } from '../ui/Button';
import { CodeField } from './CodeField';
import { code } from './schemas';
import { useApiForm } from './useApiForm';
import { z } from './zod';

interface Props {
  /** The label of the button that sends the code. */
  action: ReactNode;
  hint?: ReactNode;
  /** Sends the code, and returns what went wrong, or nothing. */
  send: (input: { code: string }) => Promise<Outcome | undefined>;
  /** Whether it takes the focus when it appears; true by default. */
  autoFocus?: boolean;
  /** Other actions, below the button. */
  children?: ReactNode;
}

/** Asks for a one-time code. */
export function CodeForm({ action, hint, send, autoFocus = true, children }: Props) {
  const { t } = useLingui();
  const { form, alert, onSubmit, isSubmitting } = useApiForm({
    schema: z.object({ code: code() }),
    defaultValues: { code: '' },
  });
  useEffect(() => {
    if (autoFocus) form.setFocus('code');
  }, [form, autoFocus]);
  return (
    <form noValidate onSubmit={onSubmit(send)} className="grid gap-5">
      {alert && <Alert>{alert}</Alert>}
      <CodeField control={form.control} name="code" label={t`Code`} hint={hint ?? t`Six digits.`} />
      <Button type="submit" busy={isSubmitting} className="w-full">
        {action}
      </Button>
      {children}
    </form>
  );
}
