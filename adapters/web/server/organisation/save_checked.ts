import { ChangedMeanwhile } from '#processes/foundation/changed_meanwhile'
import { checkOrganisation } from '#processes/foundation/organisation/check_organisation'
import type { OrganisationSnapshot } from '#processes/foundation/organisation/records'
import type { OrganisationWrites } from '#processes/foundation/ports'
import { problem } from '../http/problem.js'
import type { WebServices } from '../web_services.js'

/** Decided anew so often when another node is quicker. */
const MOST_TRIES = 10
let queue: Promise<unknown> = Promise.resolve()

/**
 * Writes one change of the organisation if the whole stays within its rules (三员分立, no cycles, no dangling references). One at a time in
 * this process, on a fresh snapshot, and written only while that snapshot still holds: two allowed changes, on whatever nodes, cannot make a
 * forbidden whole. `change` may be asked again and may refuse by throwing.
 */
export function saveChecked(services: WebServices, change: (snapshot: OrganisationSnapshot) => OrganisationSnapshot, write: (store: OrganisationWrites) => Promise<void>): Promise<void> {
  const work = queue.then(async () => {
    for (let attempt = 1; !(await isSaved(services, change, write)); attempt += 1) {
      if (attempt === MOST_TRIES) throw problem(409, 'E_CONFLICT', '机构人员正被多人修改，没有保存。请稍后重试。')
    }
    await services.organisation.refresh()
  })
  queue = work.catch(() => undefined)
  return work
}

async function isSaved({ organisation, organisationStore }: WebServices, change: (snapshot: OrganisationSnapshot) => OrganisationSnapshot, write: (store: OrganisationWrites) => Promise<void>): Promise<boolean> {
  // the number first: what is written between the two makes this try stale, never wrong
  const revision = await organisationStore.revision()
  await organisation.refresh()
  const before = organisation.snapshot()
  const known = new Set(checkOrganisation(before).map((one) => one.message))
  const faults = checkOrganisation(change(before)).filter((one) => !known.has(one.message))
  if (faults.length > 0) throw problem(422, `E_${faults[0]!.code}`, faults[0]!.message, faults.map(({ path, message, code }) => ({ path, message, code })))
  try {
    await write(organisationStore.at(revision))
    return true
  } catch (error) {
    if (error instanceof ChangedMeanwhile) return false
    throw error
  }
}
