import { Trans, useLingui } from '@lingui/react/macro';
import { useState } from 'react';

import { type PasswordPolicy, passwordRules } from '../account/policy';
import { Field } from './Field';
import type { TextFieldProps } from './TextField';
import { CheckIcon, DotIcon, EyeIcon, EyeOffIcon } from './icons';
import { classes } from './classes';

interface Props extends TextFieldProps {
  /** `new-password` where one is chosen, `current-password` where it is asked for. */
  autoComplete: 'new-password' | 'current-password';
  /** With it, the rules are listed below, each ticked off as it is met by `value`. */
  policy?: PasswordPolicy | undefined;
  /** What is typed so far, for the policy. */
  typed?: string;
}

/** A password, which can be shown while it is typed. */
export function PasswordField({ label, hint, error, policy, typed = '', ...input }: Props) {
  const { t } = useLingui();
  const [shown, setShown] = useState(false);
  return (
    <div className="grid gap-2">
      <Field label={label} hint={hint} error={error}>
        {(control) => (
          <div className="relative">
            <input {...input} {...control} type={shown ? 'text' : 'password'} className="control pe-13" spellCheck={false} autoCapitalize="none" />
            <button
              type="button"
              className="absolute inset-y-0 end-0 grid w-12 place-items-center rounded-control text-quiet hover:text-accent"
              aria-label={t`Show the password`}
              aria-pressed={shown}
              onClick={() => {
                setShown(!shown);
              }}
            >
              {shown ? <EyeOffIcon /> : <EyeIcon />}
            </button>
          </div>
        )}
      </Field>
      {policy && <PolicyMeter policy={policy} password={typed} />}
    </div>
  );
}

function PolicyMeter({ policy, password }: { policy: PasswordPolicy; password: string }) {
  const { t } = useLingui(); // also renders anew in another language, in whose words the rules are
  const rules = passwordRules(policy, password);
  const met = rules.filter((rule) => rule.met).length;
  return (
    <div className="grid gap-2 text-sm">
      <div className="flex gap-1" aria-hidden="true">
        {rules.map((rule, i) => (
          <span key={rule.text} className={classes('h-1 flex-1 rounded-full transition-colors', i < met ? 'bg-accent' : 'bg-line')} />
        ))}
      </div>
      <ul className="grid gap-x-4 gap-y-1 sm:grid-cols-2" aria-label={t`Rules for the password`}>
        {rules.map((rule) => (
          <li key={rule.text} className={classes('flex items-center gap-1.5', rule.met ? 'text-success' : 'text-quiet')}>
            {rule.met ? <CheckIcon className="size-4" /> : <DotIcon className="size-4" />}
            <span>{rule.text}</span>
            {rule.met && (
              <span className="sr-only">
                <Trans>met</Trans>
              </span>
            )}
          </li>
        ))}
      </ul>
    </div>
  );
}
