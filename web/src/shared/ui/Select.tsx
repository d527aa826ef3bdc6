import type { ReactNode } from 'react';

import { Field, type FieldProps } from './Field';
import { ChevronIcon } from './icons';

/** A select with the arrow of the kit, for fields that consist of several controls. */
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
