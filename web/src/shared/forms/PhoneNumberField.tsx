import { useLingui } from '@lingui/react/macro';
import { type Control, Controller, type FieldValues, type Path } from 'react-hook-form';

import type { FieldProps } from '../ui/Field';
import { PhoneField } from '../ui/PhoneField';

interface Props<Values extends FieldValues> extends FieldProps {
  control: Control<Values>;
  name: Path<Values>;
}

/** The PhoneField as a part of a form. */
export function PhoneNumberField<Values extends FieldValues>({ control, name, ...rest }: Props<Values>) {
  const { t } = useLingui();
  return (
    <Controller
      control={control}
      name={name}
      render={({ field, fieldState }) => (
        <PhoneField
          {...rest}
          warning={t`No number like this seems to be in use. Check its digits.`}
          error={fieldState.error?.message}
          value={field.value}
          onChange={field.onChange}
          onBlur={field.onBlur}
          ref={field.ref}
        />
      )}
    />
  );
}
