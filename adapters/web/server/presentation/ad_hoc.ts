import type { AdHocChoice } from '#adapters/web/contract/tasks'
import { adHocChoices } from '#engine/kernel/ad_hoc_choices'
import type { ExecutableProcess } from '#engine/model/executable_process'
import { stateOfRow } from '#engine/runtime/bus/state_of_row'
import type { InstanceRow } from '#engine/runtime/ports/rows'
import type { Login } from '../accounts/login.js'
import type { VisibleData } from '../access/visible_data.js'

/** What this login may begin or end in the ad-hoc sub-processes of an instance; the bus decides again when he does. */
export function presentAdHoc(login: Login, process: ExecutableProcess, instance: InstanceRow, level: VisibleData['level']): AdHocChoice[] {
  if (level !== 'full') return []
  const nameOf = (elementId: string) => process.elements.get(elementId)?.name || elementId
  return adHocChoices(process, stateOfRow(instance))
    .filter(({ candidates }) => candidates === null || candidates.some((candidate) => login.principals.includes(candidate)))
    .map(({ elementInstanceId, elementId, startable, canComplete }) => ({
      id: elementInstanceId, name: nameOf(elementId), startable: startable.map((id) => ({ elementId: id, name: nameOf(id) })), canComplete,
    }))
}
