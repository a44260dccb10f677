import type { DeviceWatchStore } from '#processes/foundation/alarms/ports'
import { noticesSilence } from '#processes/foundation/alarms/prepare_rule'
import type { AlarmRule } from '#processes/foundation/alarms/rule'

export interface WatchSurroundings {
  store: DeviceWatchStore
  rules(): readonly AlarmRule[]
  clock(): number
}

/**
 * Who never says anything is missed, too: devices are watched from their registration on, and looked at again when they or the rules that notice
 * silence have changed. Where any rule has changed, devices whose alarms stand are: a silent one clears none that no rule holds up any more. One look
 * costs nothing while nothing has changed.
 */
export function createDeviceWatch({ store, rules, clock }: WatchSurroundings): () => Promise<void> {
  let revision = -1
  let inForce: readonly AlarmRule[] | null = null
  let noticing: string | null = null
  return async () => {
    const latest = await store.revision()
    if (latest !== revision) {
      await store.watchChanged(Math.max(0, revision), clock())
      revision = latest
    }
    const current = rules()
    if (current === inForce) return
    const now = JSON.stringify(current.filter(noticesSilence).map(({ levels, deviceKinds, devices }) => [levels, deviceKinds, devices]))
    // after a start only those that no rule has waited for so far: what the others wait for lies in the database
    if (now !== (noticing ?? '[]')) await store.lookAgain(noticing === null ? 'waiting for nothing' : 'all', clock())
    else await store.lookAgain('alarmed', clock())
    noticing = now
    inForce = current
  }
}
