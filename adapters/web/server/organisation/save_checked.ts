import { checkOrganisation } from '#processes/foundation/organisation/check_organisation'
import type { OrganisationSnapshot } from '#processes/foundation/organisation/records'
import { problem } from '../http/problem.js'
import type { WebServices } from '../web_services.js'

let queue: Promise<unknown> = Promise.resolve()

/**
 * Writes one change of the organisation if the whole stays within its rules (三员分立, no cycles, no dangling references). One at a
 * time in this process, on a fresh snapshot, so that two allowed changes cannot make a forbidden whole.
 */
export function saveChecked(services: WebServices, change: (snapshot: OrganisationSnapshot) => OrganisationSnapshot, write: () => Promise<void>): Promise<void> {
  const work = queue.then(async () => {
    await services.organisation.refresh()
    const before = services.organisation.snapshot()
    const known = new Set(checkOrganisation(before).map((one) => one.message))
    const faults = checkOrganisation(change(before)).filter((one) => !known.has(one.message))
    if (faults.length > 0) {
      throw problem(422, `E_${faults[0]!.code}`, faults[0]!.message, faults.map(({ path, message, code }) => ({ path, message, code })))
    }
    await write()
    await services.organisation.refresh()
  })
  queue = work.catch(() => undefined)
  return work
}
