import { request } from '../api/request.js'

/** Ends the session here, and at the identity provider where it began there. A whole new document: nothing of this person stays in memory. */
export async function leaveSession(next = '/login'): Promise<void> {
  const ended = await request<{ leaveFor: string | null }>('POST', '/sessions/current/logout').catch(() => null)
  window.location.assign(ended?.leaveFor ?? next)
}
