import { Trans, useLingui } from '@lingui/react/macro';
import { useState } from 'react';

import { type PasswordPolicy, passwordRules } from '../account/policy';
import { Field } from './Field';
import type { TextFieldProps } from './TextField';
import { CheckIcon, DotIcon, icon } from './icons';
import { classes } from './classes';

const EyeIcon = icon(
  <>
    <path d="M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12z" />
    <circle cx="12" cy="12" r="2.8" />
  </>,
);
const EyeOffIcon = icon(
  <>
    <path d="M4 4l16 16M9.9 5.8A9.6 9.6 0 0 1 12 5.5c6 0 9.5 6.5 9.5 6.5a17 17 0 0 1-3 3.7M6.4 7.4A16 16 0 0 0 2.5 12S6 18.5 12 18.5c1.6 0 3-.4 4.3-1.1" />
    <path d="M10 10.2a2.8 2.8 0 0 0 3.9 3.9" />
  </>,
);

interface Props extends TextFieldProps {
  /** `new-password` to choose one, `current-password` to enter it. */
  autoComplete: 'new-password' | 'current-password';
  /** With it, the rules are listed below, each ticked off as it is met by `value`. */
  policy?: PasswordPolicy | undefined;
  /** The text typed so far, for the policy. */
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
            <input
              {...input}
              {...control}
              type={shown ? 'text' : 'password'}
              className="control pe-13"
              spellCheck={false}
              autoCapitalize="none"
            />
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
      {input.autoComplete === 'new-password' && (
        // The room of five rules, so that nothing moves when they arrive.
        <div className="min-h-34 sm:min-h-20">{policy && <PolicyMeter policy={policy} password={typed} />}</div>
      )}
    </div>
  );
}

function PolicyMeter({ policy, password }: { policy: PasswordPolicy; password: string }) {
  const { t } = useLingui(); // also renders again in another language, since the rules are in it
  const rules = passwordRules(policy, password);
  const met = rules.filter((rule) => rule.met).length;
  return (
    <div className="grid gap-2 text-sm">
      <div className="flex gap-1" aria-hidden="true">
        {rules.map((rule, i) => (
          <span
            key={rule.text}
            className={classes('h-1 flex-1 rounded-full transition-colors', i < met ? 'bg-accent' : 'bg-line')}
          />
        ))}
      </div>
      <ul className="grid gap-x-4 gap-y-1 sm:grid-cols-2" aria-label={t`Rules for the password`}>
        {rules.map((rule) => (
          <li
            key={rule.text}
            className={classes('flex items-center gap-1.5', rule.met ? 'text-success' : 'text-quiet')}
          >
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
