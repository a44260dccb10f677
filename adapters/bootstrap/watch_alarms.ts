import { createDuty, type DutySurroundings } from '#engine/runtime/workers/duty'
import type { WorkerLoop } from '#engine/runtime/workers/worker_loop'
import type { AlarmActionStore, AlarmQueries } from '#processes/foundation/alarms/ports'
import type { Telling } from '#processes/foundation/notices/notice'
import { NO_WORDS } from '#processes/foundation/notices/tellings'
import type { CountyDirectory } from '#processes/foundation/organisation/create_directory'

export interface AlarmWatchParts {
  actions: Pick<AlarmActionStore, 'dead'>
  find: AlarmQueries['find']
  tell(tellings: readonly Telling[]): Promise<void>
  directory(): Pick<CountyDirectory, 'membersOf'>
}

const EVERY_MS = 60_000
/** Who can do something about it: 值班长 of the centre, and who keeps the packages. */
const TOLD = ['role:duty_chief', 'role:system_admin']

/** Looks once a minute, on one node. */
export const watchAlarms = (parts: AlarmWatchParts & DutySurroundings): WorkerLoop => createDuty('alarm dead letters', EVERY_MS, createDeadAlarmTelling(parts), parts)

/** Alarms whose case could not be begun are told, once a batch: while the oldest of them lies there, more are no news. Nobody is on his way to them. */
export function createDeadAlarmTelling({ actions, find, tell, directory }: AlarmWatchParts): () => Promise<void> {
  let told: string | null = null
  return async () => {
    const dead = await actions.dead()
    // one that was tried again and given up again is another
    const fact = dead && `alarm-actions/${dead.oldest.id}/${dead.oldest.dueAtMs}`
    if (dead !== null && fact !== null && fact !== told) {
      const alarm = await find(dead.oldest.alarmId)
      const what = alarm === null ? '' : `“${alarm.name}·${alarm.deviceName}”：`
      await tell([{
        kind: 'alarm', fact, people: [...new Set(TOLD.flatMap((principal) => [...directory().membersOf(principal)]))],
        words: { ...NO_WORDS, task: '感知报警没有送达办件', reason: `${dead.count} 条报警多次尝试未成功，可能还没有人处理。最早一条${what}${dead.oldest.error ?? ''}` },
        path: '/sensors/dead-letters', isDrill: alarm?.drill ?? false, definitionKey: null, departmentId: null,
      }])
    }
    told = fact
  }
}
