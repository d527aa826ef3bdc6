import { Trans, useLingui } from '@lingui/react/macro';
import { useMemo } from 'react';
import { useMutation } from 'urql';

import { PhoneNumberField } from '../../shared/forms/PhoneNumberField';
import { email, required } from '../../shared/forms/schemas';
import { useApiForm } from '../../shared/forms/useApiForm';
import { z } from '../../shared/forms/zod';
import { Alert } from '../../shared/ui/Alert';
import { Button } from '../../shared/ui/Button';
import { Dialog } from '../../shared/ui/Dialog';
import { TextField } from '../../shared/ui/TextField';
import { showToast } from '../../shared/ui/toasts';
import { DialogButtons } from './DialogButtons';
import { UpdateUserDocument, type UserPartsFragment } from './gql/graphql';

interface Props {
  user: UserPartsFragment;
  onClose: () => void;
}

interface Details {
  name: string;
  email: string;
  phoneNumber: string;
}

/** Corrects a person's name and addresses. */
export function CorrectUserDialog({ user, onClose }: Props) {
  const { t } = useLingui();
  const [, update] = useMutation(UpdateUserDocument);
  const before: Details = { name: user.name, email: user.email, phoneNumber: user.phoneNumber ?? '' };
  const schema = useMemo(
    () =>
      z.object({
        name: required(() => t`Enter the name.`),
        email: email(),
        phoneNumber: required(() => t`Enter the phone number.`),
      }),
    [t],
  );
  const { form, field, alert, onSubmit, isSubmitting } = useApiForm({ schema, defaultValues: before, about: user.id });
  const send = onSubmit(async (values) => {
    const changes = changesOf(before, values);
    if (Object.keys(changes).length === 0) {
      onClose();
      return undefined;
    }
    const { data, error } = await update({ input: { id: user.id, ...changes } });
    const after = data?.result.user;
    if (!after) return { error, userErrors: data?.result.userErrors };
    onClose();
    const { name } = after;
    showToast(
      isWaiting(after, changes)
        ? t`${name} has been sent a code, and enters it in the profile. Until then the old address stays.`
        : t`The account of ${name} is corrected.`,
    );
    return undefined;
  });
  return (
    <Dialog title={t`Correct this account`} onClose={onClose}>
      <form noValidate onSubmit={send} className="grid gap-5">
        <p className="text-quiet">
          <Consequence status={user.status} />
        </p>
        {alert && <Alert>{alert}</Alert>}
        <TextField label={t`Full name`} autoComplete="off" {...field('name')} />
        <TextField label={t`Work email`} type="email" autoComplete="off" {...field('email')} />
        <PhoneNumberField control={form.control} name="phoneNumber" label={t`Phone number`} />
        <DialogButtons onCancel={onClose}>
          <Button type="submit" busy={isSubmitting}>
            <Trans>Correct the account</Trans>
          </Button>
        </DialogButtons>
      </form>
    </Dialog>
  );
}

/** What becomes of a new address. */
function Consequence({ status }: Pick<UserPartsFragment, 'status'>) {
  switch (status) {
    case 'FORCE_CHANGE_PASSWORD':
      return (
        <Trans>
          If an address changes, the invitation is sent again, with a new temporary password. Nobody has signed in yet,
          so the new address counts at once.
        </Trans>
      );
    case 'UNCONFIRMED':
      return (
        <Trans>
          If the phone number changes, a new code is sent to it. The sign-up is not finished, so the new address counts
          at once.
        </Trans>
      );
    default:
      return (
        <Trans>
          A new address is sent a code. It counts once the person has entered the code in the profile; until then the
          old one stays, also for signing in.
        </Trans>
      );
  }
}

/** Whether a new address waits for its code. */
function isWaiting({ email, phoneNumber }: UserPartsFragment, changes: Partial<Details>): boolean {
  const another = (given: string | undefined, now: string | null | undefined) => given !== undefined && given !== now;
  return another(changes.email?.toLowerCase(), email) || another(changes.phoneNumber, phoneNumber);
}

const detailNames = ['name', 'email', 'phoneNumber'] as const;

/** What is to be changed of the details. */
function changesOf(before: Details, after: Details): Partial<Details> {
  const changed = detailNames.filter((name) => after[name].trim() !== before[name]);
  return Object.fromEntries(changed.map((name) => [name, after[name].trim()]));
}
