import { type Control, Controller, type FieldValues, type Path } from 'react-hook-form';

import type { FieldProps } from '../ui/Field';
import { OtpField } from '../ui/OtpField';

interface Props<Values extends FieldValues> extends FieldProps {
  control: Control<Values>;
  name: Path<Values>;
  onComplete?: () => void;
}

/** The OtpField as a part of a form. */
export function CodeField<Values extends FieldValues>({ control, name, ...rest }: Props<Values>) {
  return (
    <Controller
      control={control}
      name={name}
      render={({ field, fieldState }) => (
        <OtpField
          {...rest}
          error={fieldState.error?.message}
          value={field.value}
          onChange={field.onChange}
          ref={field.ref}
        />
      )}
    />
  );
}
