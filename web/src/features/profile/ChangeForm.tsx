import { Trans, useLingui } from '@lingui/react/macro';
import { useEffect, useMemo } from 'react';
import { useMutation } from 'urql';

import { PhoneNumberField } from '../../shared/forms/PhoneNumberField';
import { email, required } from '../../shared/forms/schemas';
import { useApiForm } from '../../shared/forms/useApiForm';
import { z } from '../../shared/forms/zod';
import { Alert } from '../../shared/ui/Alert';
import { Button } from '../../shared/ui/Button';
import { TextField } from '../../shared/ui/TextField';
import type { DetailName } from './contact';
import { type CodeDeliveryPartsFragment, UpdateProfileDocument } from './gql/graphql';

interface Props {
  name: DetailName;
  value: string;
  /** Called with the new value, and with where its code was sent if it has to be verified first. */
  onSaved: (value: string, sent: CodeDeliveryPartsFragment | undefined) => void;
  onCancel: () => void;
  /** Called when the person has the code of a new address already, as when an administrator corrected it. */
  onHasCode: () => void;
}

/** Changes one detail. */
export function ChangeForm({ name, value, onSaved, onCancel, onHasCode }: Props) {
  const { t } = useLingui();
  const [, update] = useMutation(UpdateProfileDocument);
  const schema = useMemo(() => {
    const rules = {
      name: required(() => t`Enter your name.`),
      email: email(),
      phoneNumber: required(() => t`Enter your phone number.`),
    };
    return z.object({ value: rules[name] });
  }, [name, t]);
  const { form, field, alert, onSubmit, isSubmitting } = useApiForm({
    schema,
    defaultValues: { value: name === 'phoneNumber' ? '' : value },
    fieldFor: { [name]: 'value' },
  });
  useEffect(() => {
    form.setFocus('value', { shouldSelect: true });
  }, [form]);
  const send = onSubmit(async (typed) => {
    const next = typed.value.trim();
    if (next === value) {
      onCancel();
      return undefined;
    }
    const { data, error } = await update({ input: { [name]: next } });
    if (!data?.updateProfile.viewer) return { error, userErrors: data?.updateProfile.userErrors };
    onSaved(next, data.updateProfile.codeDeliveries[0]);
    return undefined;
  });
  return (
    <form noValidate onSubmit={send} className="grid max-w-lg gap-5">
      {alert && <Alert>{alert}</Alert>}
      {name === 'name' && <TextField label={t`Full name`} autoComplete="name" {...field('value')} />}
      {name === 'email' && (
        <TextField
          label={t`New email address`}
          hint={t`We send a code to it. Until you enter the code, you sign in with your current address.`}
          type="email"
          autoComplete="email"
          {...field('value')}
        />
      )}
      {name === 'phoneNumber' && (
        <PhoneNumberField
          control={form.control}
          name="value"
          label={t`New phone number`}
          hint={t`We send a code to it by text message. Until you enter the code, your current number stays.`}
        />
      )}
      <div className="flex flex-wrap gap-3">
        <Button type="submit" busy={isSubmitting}>
          {name === 'name' ? <Trans>Save</Trans> : <Trans>Send the code</Trans>}
        </Button>
        <Button kind="quiet" onClick={onCancel}>
          <Trans>Cancel</Trans>
        </Button>
        {name !== 'name' && (
          <Button kind="quiet" onClick={onHasCode}>
            <Trans>I have a code already</Trans>
          </Button>
        )}
      </div>
    </form>
  );
}
