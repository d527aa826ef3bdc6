import type { InputHTMLAttributes } from 'react';

import { Field, type FieldProps } from './Field';

export type TextFieldProps = FieldProps &
  Omit<InputHTMLAttributes<HTMLInputElement>, 'id' | 'children'> & { ref?: React.Ref<HTMLInputElement> };

/** A line of text with its label: `<TextField label={t`Name`} {...field('name')} />`. */
export function TextField({ label, hint, error, ...input }: TextFieldProps) {
  return (
    <Field label={label} hint={hint} error={error}>
      {(control) => <input {...input} {...control} className="control" />}
    </Field>
  );
}

type TextAreaProps = FieldProps &
  Omit<React.TextareaHTMLAttributes<HTMLTextAreaElement>, 'id'> & { ref?: React.Ref<HTMLTextAreaElement> };

/** Several lines of text with their label. */
export function TextArea({ label, hint, error, ...input }: TextAreaProps) {
  return (
    <Field label={label} hint={hint} error={error}>
      {(control) => <textarea rows={5} {...input} {...control} className="control py-2.5" />}
    </Field>
  );
}
