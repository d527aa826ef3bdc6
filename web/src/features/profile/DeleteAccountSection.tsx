import { Trans, useLingui } from '@lingui/react/macro';
import { useNavigate } from '@tanstack/react-router';
import { useMemo } from 'react';
import { useMutation } from 'urql';

import { useSession } from '../../shared/api/SessionProvider';
import { useApiForm } from '../../shared/forms/useApiForm';
import { z } from '../../shared/forms/zod';
import { Alert } from '../../shared/ui/Alert';
import { Button } from '../../shared/ui/Button';
import { TextField } from '../../shared/ui/TextField';
import { showToast } from '../../shared/ui/toasts';
import { Section } from './ProfilePage';
import { DeleteAccountDocument } from './gql/graphql';

/** Deletes the account, once the person has typed its address. */
export function DeleteAccountSection({ email }: { email: string }) {
  const { t } = useLingui();
  const session = useSession();
  const navigate = useNavigate();
  const [, deleteAccount] = useMutation(DeleteAccountDocument);
  const schema = useMemo(
    () =>
      z.object({
        email: z
          .string()
          .check(
            z.refine((text) => text.trim().toLowerCase() === email, { error: () => t`Type ${email} to confirm.` }),
          ),
      }),
    [email, t],
  );
  const { field, alert, onSubmit, isSubmitting } = useApiForm({ schema, defaultValues: { email: '' } });
  const send = onSubmit(async (input) => {
    const { data, error } = await deleteAccount({ input });
    if (!data?.deleteAccount.deleted) return { error, userErrors: data?.deleteAccount.userErrors };
    session.ended();
    await navigate({ to: '/' });
    showToast(t`Your account is deleted.`);
    return undefined;
  });
  return (
    <Section className="border-danger!" title={t`Delete your account`} lead={<Trans>There is no way back.</Trans>}>
      <ul className="grid list-disc gap-1.5 ps-5 marker:text-quiet">
        <li>
          <Trans>Your name, email, phone and sessions are deleted.</Trans>
        </li>
        <li>
          <Trans>Your projects stay for those who voted for them, without your name.</Trans>
        </li>
        <li>
          <Trans>Your votes stay counted; nothing leads from them to you.</Trans>
        </li>
        <li>
          <Trans>Nothing in the audit trail shows who you were.</Trans>
        </li>
      </ul>
      <form noValidate onSubmit={send} className="grid max-w-lg gap-5">
        {alert && <Alert>{alert}</Alert>}
        <TextField
          label={t`Your email address, to confirm`}
          hint={email}
          type="email"
          autoComplete="off"
          {...field('email')}
        />
        <Button type="submit" kind="danger" busy={isSubmitting} className="justify-self-start">
          <Trans>Delete the account for good</Trans>
        </Button>
      </form>
    </Section>
  );
}
