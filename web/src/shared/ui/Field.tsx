import { type ReactNode, useId } from 'react';

import { ErrorIcon } from './icons';

/** What a control needs to belong to its label, hint and error. */
export interface ControlProps {
  id: string;
  'aria-describedby': string | undefined;
  'aria-invalid': boolean;
}

export interface FieldProps {
  label: ReactNode;
  /** Says what to enter, before anything is wrong. */
  hint?: ReactNode;
  /** Says what is wrong and what to do. */
  error?: string | undefined;
}

interface Props extends FieldProps {
  children: (control: ControlProps) => ReactNode;
}

/** A labelled control with its hint and its error, which is read out when it appears. */
export function Field({ label, hint, error, children }: Props) {
  const id = useId();
  const described = [hint ? `${id}-hint` : '', error ? `${id}-error` : ''].filter(Boolean).join(' ');
  return (
    <div className="grid gap-1.5">
      <label htmlFor={id} className="font-semibold">
        {label}
      </label>
      {children({ id, 'aria-describedby': described || undefined, 'aria-invalid': Boolean(error) })}
      {hint && (
        <div id={`${id}-hint`} className="text-sm text-quiet">
          {hint}
        </div>
      )}
      <div id={`${id}-error`} aria-live="polite">
        {error && (
          <p className="flex items-start gap-1.5 text-sm font-medium text-danger">
            <ErrorIcon className="mt-0.5 size-4 shrink-0" />
            {error}
          </p>
        )}
      </div>
    </div>
  );
}
