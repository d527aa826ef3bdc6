// The settings of the table, apart from its name.
import { isWhole, unmet } from './checks.ts';

/** The table, apart from its name. */
export interface DataSettings {
  /** Whose key encrypts the table: AWS's own in the account (no charge), or a customer key that the account manages. */
  readonly encryption: 'aws-managed' | 'customer-managed';
  /** Most read and write units a second, or none: the bound of what a flood can cost. */
  readonly maxReadUnits?: number;
  readonly maxWriteUnits?: number;
}

/** What is wrong with the settings of the table, each a sentence that says what to set. */
export function dataProblems(data: DataSettings): string[] {
  return unmet(
    ...(['maxReadUnits', 'maxWriteUnits'] as const).map((name) => {
      const units = data[name];
      return [
        units === undefined || isWhole(units, 1, 40_000),
        `data.${name} is ${units}: set 1 to 40000, or leave it out for no limit.`,
      ] as const;
    }),
  );
}
