import { closeStream } from '../api/live.js'
import { leaveSession } from '../session/leave_session.js'
import { openOutbox } from './outbox.js'
import { forgetOwner, ownerOfPhone } from './owner.js'

/** How many reports would be lost by leaving now. */
export async function unsentReports(): Promise<number> {
  const owner = ownerOfPhone()
  return owner === null ? 0 : (await (await openOutbox()).of(owner)).filter(({ state }) => state !== 'sent').length
}

/** Ends the session and takes everything of this person off the phone. */
export async function leavePhone(): Promise<void> {
  const owner = ownerOfPhone()
  closeStream()
  if (owner !== null) await (await openOutbox()).clear(owner)
  forgetOwner()
  await leaveSession('/login?to=/m/collect')
}
