import { t } from '@lingui/core/macro';

/** Says whose a project is; an account that was deleted has no name. */
export function ownerName({ name }: { name: string }): string {
  return name || t`a former colleague`;
}
