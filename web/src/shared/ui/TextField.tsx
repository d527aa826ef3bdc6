import type { InputHTMLAttributes, ReactNode } from 'react';

import { Field, type FieldProps } from './Field';
import { ChevronIcon } from './icons';

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

/** A select with the arrow of the kit, for fields that are put together of several controls. */
export function SelectBox({
  children,
  ...select
}: React.SelectHTMLAttributes<HTMLSelectElement> & { ref?: React.Ref<HTMLSelectElement> }) {
  return (
    <span className="relative block">
      <select {...select} className="control appearance-none truncate pe-10">
        {children}
      </select>
      <ChevronIcon className="pointer-events-none absolute inset-y-0 end-3 my-auto size-5 text-quiet" />
    </span>
  );
}

type SelectProps = FieldProps &
  Omit<React.SelectHTMLAttributes<HTMLSelectElement>, 'id'> & {
    ref?: React.Ref<HTMLSelectElement>;
    children: ReactNode;
  };

/** A choice of a few, with its label; the options are the children. */
export function Select({ label, hint, error, children, ...input }: SelectProps) {
  return (
    <Field label={label} hint={hint} error={error}>
      {(control) => (
        <SelectBox {...input} {...control}>
          {children}
        </SelectBox>
      )}
    </Field>
  );
}
