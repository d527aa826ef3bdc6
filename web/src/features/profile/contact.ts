import type { ContactAttribute, DetailPartsFragment } from './gql/graphql';

/** What a person can change of the details. */
export type DetailName = 'name' | 'email' | 'phoneNumber';

/** A detail that is verified by a code. */
export type ContactName = Exclude<DetailName, 'name'>;

/** The contact details as the API calls them. */
export const attributeOf: Record<ContactName, ContactAttribute> = { email: 'EMAIL', phoneNumber: 'PHONE_NUMBER' };

/** Whether a contact detail is verified. */
export function isVerified(person: DetailPartsFragment, name: ContactName): boolean {
  return name === 'email' ? person.emailVerified : person.phoneNumberVerified;
}
