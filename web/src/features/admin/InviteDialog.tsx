import { Trans, useLingui } from '@lingui/react/macro';
import { useMemo } from 'react';
import { useMutation } from 'urql';

import { domainsInWords, emailDomainAllowed, useSignUpPolicy } from '../../shared/account/policy';
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
import { MediumField, medium } from './MediumField';
import { InviteUserDocument } from './gql/graphql';

interface Props {
  /** Called once the account is there. */
  onInvited: () => void;
  onClose: () => void;
}

/** Invites a person. */
export function InviteDialog({ onInvited, onClose }: Props) {
  const { t } = useLingui();
  const { policy } = useSignUpPolicy();
  const [, invite] = useMutation(InviteUserDocument);
  const schema = useMemo(
    () =>
      z.object({
        name: required(() => t`Enter the name.`),
        email: email(),
        phoneNumber: required(() => t`Enter the phone number.`),
        medium,
      }),
    [t],
  );
  const { form, field, alert, onSubmit, isSubmitting } = useApiForm({
    schema,
    defaultValues: { name: '', email: '', phoneNumber: '', medium: 'EMAIL' },
  });
  const send = onSubmit(async (input) => {
    const { data, error } = await invite({ input });
    const user = data?.result.user;
    if (!user) {
      // The account may be there, without its invitation.
      if (data?.result.userErrors.some(({ code }) => code === 'INVITATION_NOT_DELIVERED')) onInvited();
      return { error, userErrors: data?.result.userErrors };
    }
    onInvited();
    onClose();
    const { name } = user;
    showToast(t`${name} is invited.`);
    return undefined;
  });
  const domains = policy?.emailDomains ?? [];
  const refused = policy && !emailDomainAllowed(domains, form.watch('email'));
  return (
    <Dialog title={t`Invite somebody`} onClose={onClose}>
      <form noValidate onSubmit={send} className="grid gap-5">
        <p className="text-quiet">
          <Trans>The invitation holds a temporary password. The first sign-in asks for one of the person's own.</Trans>
        </p>
        {alert && <Alert>{alert}</Alert>}
        <TextField label={t`Full name`} autoComplete="off" {...field('name')} />
        <TextField
          label={t`Work email`}
          type="email"
          autoComplete="off"
          hint={refused ? <span className="font-medium text-warning">{domainsInWords(domains)}</span> : undefined}
          {...field('email')}
        />
        <PhoneNumberField control={form.control} name="phoneNumber" label={t`Phone number`} />
        <MediumField {...field('medium')} />
        <DialogButtons onCancel={onClose}>
          <Button type="submit" busy={isSubmitting}>
            <Trans>Send the invitation</Trans>
          </Button>
        </DialogButtons>
      </form>
    </Dialog>
  );
}
