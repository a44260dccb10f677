import type { ExecutableProcess } from '#engine/model/executable_process'
import { stateOfRow } from '../bus/state_of_row.js'
import type { LivenessCode, LivenessFinding, LivenessRows, LivenessStore, StrayRow } from '../ports/liveness_store.js'
import type { InstanceRow } from '../ports/rows.js'
import { checkLiveness } from './check_liveness.js'

export interface LivenessInput {
  store: Pick<LivenessStore, 'running' | 'runningOne' | 'rowsOf' | 'strays'>
  /** Null when the version cannot be loaded. */
  processOf(definitionId: string): Promise<ExecutableProcess | null>
  report(finding: LivenessFinding): void
  signal?: AbortSignal
}

const PAGE = 100
/** An instance that goes on while it is looked at is looked at again; one that never stands still is alive. */
const LOOKS = 5

const STRAY: Readonly<Record<StrayRow['kind'], LivenessCode>> = {
  task: 'TASK_STRAY', timer: 'TIMER_STRAY', subscription: 'SUBSCRIPTION_STRAY', job: 'JOB_STRAY', incident: 'INCIDENT_STRAY',
}

const findingsOf = async (instance: InstanceRow, rows: LivenessRows | undefined, input: LivenessInput): Promise<LivenessFinding[]> =>
  rows ? checkLiveness(await input.processOf(instance.definitionId), stateOfRow(instance), rows) : []

/** Looks until state and rows were read of one instant: the revision is the same before and after. */
const lookAgain = async (instanceId: string, input: LivenessInput): Promise<LivenessFinding[]> => {
  for (let look = 0; look < LOOKS; look += 1) {
    const before = await input.store.runningOne(instanceId)
    if (!before) return []
    const rows = (await input.store.rowsOf([instanceId])).get(instanceId)
    const after = await input.store.runningOne(instanceId)
    if (after && after.revision === before.revision) return findingsOf(before, rows, input)
  }
  return []
}

/** Every running instance, and every row without one; the server may go on meanwhile. Answers how many instances were looked at. */
export const checkAllLiveness = async (input: LivenessInput): Promise<number> => {
  const { store, report, signal } = input
  let instances = 0
  for (let after: string | null = null; !signal?.aborted; ) {
    const page: InstanceRow[] = await store.running(after, PAGE)
    if (page.length === 0) break
    const rows = await store.rowsOf(page.map(({ id }) => id))
    for (const instance of page) {
      if ((await findingsOf(instance, rows.get(instance.id), input)).length) (await lookAgain(instance.id, input)).forEach(report)
    }
    instances += page.length
    after = page[page.length - 1].id
  }
  for await (const { kind, id, instanceId } of store.strays()) {
    if (signal?.aborted) break
    report({ instanceId, code: STRAY[kind], detail: id })
  }
  return instances
}
