import { session } from '../session/session.js'

const STORED_AS = 'xingliu.phone.owner'

/** Whose reports this phone holds: the one signed in, else who was last, so that a report can be written without a network. Only the account's id is kept. */
export function ownerOfPhone(): string | null {
  if (session.user !== null) localStorage.setItem(STORED_AS, session.user.id)
  return session.user?.id ?? localStorage.getItem(STORED_AS)
}

export const forgetOwner = (): void => localStorage.removeItem(STORED_AS)
