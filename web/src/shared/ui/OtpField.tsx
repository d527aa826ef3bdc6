import { useState } from 'react';

import { asciiDigits } from '../typed';
import { Field, type FieldProps } from './Field';
import { classes } from './classes';

interface Props extends FieldProps {
  value: string;
  onChange: (code: string) => void;
  /** Called with the code when its last digit is there. */
  onComplete?: (code: string) => void;
  length?: number;
  disabled?: boolean;
  ref?: React.Ref<HTMLInputElement>;
}

/**
 * A one-time code. What looks like a box per digit is one input, so that paste, autofill from a message, backspace and
 * screen readers work as in any other field.
 */
export function OtpField({ label, hint, error, value, onChange, onComplete, length = 6, disabled, ref }: Props) {
  const [focused, setFocused] = useState(false);
  const take = (text: string) => {
    const code = asciiDigits(text).slice(0, length);
    onChange(code);
    if (code.length === length && code !== value) onComplete?.(code);
  };
  return (
    <Field label={label} hint={hint} error={error}>
      {(control) => (
        <div className="relative max-w-sm">
          <input
            {...control}
            ref={ref}
            value={value}
            disabled={disabled}
            onChange={(event) => {
              take(event.target.value);
            }}
            onPaste={(event) => {
              event.preventDefault();
              take(event.clipboardData.getData('text'));
            }}
            onFocus={() => {
              setFocused(true);
            }}
            onBlur={() => {
              setFocused(false);
            }}
            inputMode="numeric"
            autoComplete="one-time-code"
            pattern="[0-9]*"
            className="absolute inset-0 z-10 size-full bg-transparent text-transparent caret-transparent outline-none selection:bg-transparent"
          />
          <div className="grid auto-cols-fr grid-flow-col gap-2" aria-hidden="true">
            {Array.from({ length }, (_, i) => (
              <span
                key={i}
                className={classes(
                  'grid h-14 place-items-center rounded-control border bg-surface text-2xl font-semibold tabular-nums transition-colors',
                  error ? 'border-danger' : 'border-edge',
                  focused && i === Math.min(value.length, length - 1) && 'border-accent ring-3 ring-accent',
                )}
              >
                {value[i] ?? ''}
              </span>
            ))}
          </div>
        </div>
      )}
    </Field>
  );
}
