import { reactive } from 'vue'
import type { Capability, CurrentUser } from '../api/types.js'

/** Who is signed in; filled from the props that every page answer of the server shares. */
export interface Session {
  user: CurrentUser | null
  csrf: string
  /** The server no longer knows this session: the frame asks for the password again, what was typed stays. */
  ended: boolean
}

export const session = reactive<Session>({ user: null, csrf: '', ended: false })

/** Takes over who is signed in and the CSRF token from the props of a page answer. */
export function adoptSharedProps(props: Readonly<Record<string, unknown>>): void {
  session.user = (props.user as CurrentUser | null | undefined) ?? null
  if (typeof props.csrf === 'string') session.csrf = props.csrf
  session.ended = false
}

/** Whether the signed-in user has a capability; only hides what the server would refuse anyway. */
export function can(capability: Capability): boolean {
  return session.user?.capabilities.includes(capability) ?? false
}
