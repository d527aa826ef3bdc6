import { Trans, useLingui } from '@lingui/react/macro';
import { Link, useLocation, useNavigate } from '@tanstack/react-router';
import { useMemo } from 'react';
import { useMutation } from 'urql';

import { domainsInWords, emailDomainAllowed, useSignUpPolicy } from '../../shared/account/policy';
import { PhoneNumberField } from '../../shared/forms/PhoneNumberField';
import { email, newPassword, required } from '../../shared/forms/schemas';
import { useApiForm } from '../../shared/forms/useApiForm';
import { z } from '../../shared/forms/zod';
import { Alert } from '../../shared/ui/Alert';
import { Button } from '../../shared/ui/Button';
import { PasswordField } from '../../shared/ui/PasswordField';
import { TextField } from '../../shared/ui/TextField';
import { FormPage } from './FormPage';
import { SignUpDocument } from './gql/graphql';
import { draftOf, keepDraft } from './signUpDraft';

export default function SignUpPage() {
  const { t } = useLingui();
  const corrected = useLocation({ select: ({ state }) => state.email });
  return (
    <FormPage
      title={t`Create your account`}
      lead={
        corrected
          ? t`Correct what is wrong, and we send a new code.`
          : t`Your company email is your login. A code by text message verifies your phone.`
      }
      below={
        <p>
          <Trans>
            Already have an account?{' '}
            <Link className="link" to="/sign-in">
              Sign in
            </Link>
          </Trans>
        </p>
      }
    >
      <SignUpForm corrected={corrected} />
    </FormPage>
  );
}

interface FormProps {
  /** The address of an earlier sign-up, which this one replaces. */
  corrected?: string | undefined;
}

function SignUpForm({ corrected }: FormProps) {
  const { t } = useLingui();
  const navigate = useNavigate();
  const { policy } = useSignUpPolicy();
  const [, signUp] = useMutation(SignUpDocument);
  const schema = useMemo(
    () =>
      z.object({
        name: required(() => t`Enter your name.`),
        email: email(),
        phoneNumber: required(() => t`Enter your phone number.`),
        password: newPassword(policy?.password),
      }),
    [policy, t],
  );
  const { form, field, alert, onSubmit, isSubmitting } = useApiForm({
    schema,
    defaultValues: { name: '', email: '', phoneNumber: '', password: '', ...(corrected && draftOf(corrected)) },
  });

  const typed = form.watch();
  const send = onSubmit(async (input) => {
    const { data, error } = await signUp({ input });
    const sent = data?.signUp.codeDelivery;
    if (!sent) return { error, userErrors: data?.signUp.userErrors };
    const email = input.email.trim();
    keepDraft({ ...input, email });
    await navigate({ to: '/sign-up', replace: true, state: { email } }); // the way back leads to what was typed
    await navigate({ to: '/confirm', state: { email, sentTo: sent.destination } });
    return undefined;
  });
  const domains = policy?.emailDomains ?? [];
  const domainHint = policy && (emailDomainAllowed(domains, typed.email) ? domainsInWords(domains) : null);
  return (
    <form noValidate onSubmit={send} className="grid gap-5">
      {alert && <Alert>{alert}</Alert>}
      <TextField label={t`Full name`} autoComplete="name" {...field('name')} />
      <TextField
        label={t`Work email`}
        type="email"
        autoComplete="email"
        hint={
          <div className="min-h-10 sm:min-h-5">
            {domainHint ?? (policy && <span className="font-medium text-warning">{domainsInWords(domains)}</span>)}
          </div>
        }
        {...field('email')}
      />
      <PhoneNumberField
        control={form.control}
        name="phoneNumber"
        label={t`Phone number`}
        hint={t`For the code by text message.`}
      />
      <PasswordField
        label={t`Password`}
        autoComplete="new-password"
        policy={policy?.password}
        typed={typed.password}
        {...field('password')}
      />
      <Button type="submit" busy={isSubmitting} className="w-full">
        <Trans>Create account</Trans>
      </Button>
    </form>
  );
}
