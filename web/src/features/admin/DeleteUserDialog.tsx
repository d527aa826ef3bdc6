import { Trans, useLingui } from '@lingui/react/macro';
import { useMemo } from 'react';
import { useMutation } from 'urql';

import { useApiForm } from '../../shared/forms/useApiForm';
import { z } from '../../shared/forms/zod';
import { Alert } from '../../shared/ui/Alert';
import { Button } from '../../shared/ui/Button';
import { Dialog } from '../../shared/ui/Dialog';
import { TextField } from '../../shared/ui/TextField';
import { showToast } from '../../shared/ui/toasts';
import { DialogButtons } from './DialogButtons';
import { DeleteUserDocument, type UserPartsFragment } from './gql/graphql';
import { About } from './userParts';

interface Props {
  user: UserPartsFragment;
  /** Called once the account is gone. */
  onDeleted: () => void;
  onClose: () => void;
}

/** Deletes an account, once its address has been typed. */
export function DeleteUserDialog({ user, onDeleted, onClose }: Props) {
  const { t } = useLingui();
  const { id, email, name } = user;
  const [, remove] = useMutation(DeleteUserDocument);
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
  const { field, alert, onSubmit, isSubmitting } = useApiForm({ schema, defaultValues: { email: '' }, about: id });
  const send = onSubmit(async (typed) => {
    const { data, error } = await remove({ input: { id, ...typed } });
    if (!data?.result.deletedId) return { error, userErrors: data?.result.userErrors };
    onDeleted();
    onClose();
    showToast(t`The account of ${name} is deleted.`);
    return undefined;
  });
  return (
    <Dialog title={t`Delete this account for good?`} onClose={onClose}>
      <form noValidate onSubmit={send} className="grid gap-4">
        <About user={user} />
        <p>
          <Trans>
            There is no way back. Name, email, phone and sessions are deleted, and nothing in the audit trail shows who
            it was. Projects stay without the name, and votes stay counted.
          </Trans>
        </p>
        {alert && <Alert>{alert}</Alert>}
        <TextField
          label={t`The account's email address, to confirm`}
          hint={email}
          type="email"
          autoComplete="off"
          {...field('email')}
        />
        <DialogButtons onCancel={onClose}>
          <Button type="submit" kind="danger" busy={isSubmitting}>
            <Trans>Delete the account</Trans>
          </Button>
        </DialogButtons>
      </form>
    </Dialog>
  );
}
