import { compileModel } from '#engine/compile/compile_model'
import type { ExecutableProcess } from '#engine/model/executable_process'
import type { TaskCreated } from '#engine/kernel/events'
import { advanceTo, openRehearsal, startProcess, submit, type RehearsalRecord } from '#engine/rehearsal/rehearsal'
import { createCalendar } from '#processes/foundation/calendar/create_calendar'
import { OFFICIAL_YEARS } from '#processes/foundation/calendar/official_years'
import { DEMO_COUNTY } from '#processes/foundation/demo/demo_county'
import { createDirectory, indexOrganisation } from '#processes/foundation/organisation/create_directory'

/** What is compared between Node and Chromium: the whole journal with its states. */
export interface RehearsedRestaurant {
  findings: string[]
  records: RehearsalRecord[]
  /** Status of each instance at the end, the case first. */
  statuses: string[]
}

const START_MS = Date.parse('2026-11-23T09:00:00+08:00')
const HOUR_MS = 3_600_000
const OUTCOMES: Readonly<Record<string, string>> = { receive: 'accept', handle: 'agree', review: 'agree', decide: 'grant', certify: 'certified', deliver: 'delivered' }
const APPLICATION = { storeName: '浏览器里的餐馆', hasSignboard: 'yes', isPublicGathering: 'yes', placeArea: 120 }

/** Plays 开餐饮店 to its end, the fire brigade refusing: compile, kernel, rehearsal and calendar, the same in Node and in a browser. */
export async function rehearseRestaurant(models: readonly string[]): Promise<RehearsedRestaurant> {
  const compiled = await Promise.all(models.map((xml) => compileModel(xml)))
  const processes: ExecutableProcess[] = compiled.flatMap((result) => result.processes)
  const records: RehearsalRecord[] = []
  const open = new Map<string, { instanceId: string; task: TaskCreated }>()
  const directory = createDirectory(indexOrganisation(DEMO_COUNTY), START_MS)
  const rehearsal = openRehearsal({
    processes,
    nowMs: START_MS,
    directory,
    calendar: createCalendar(OFFICIAL_YEARS),
    onRecord(record) {
      records.push(record)
      for (const event of record.events) {
        if (event.type === 'TaskCreated') open.set(event.taskId, { instanceId: record.instanceId, task: event })
        if (event.type === 'TaskClosed') open.delete(event.taskId)
      }
    },
  })
  startProcess(rehearsal, 'restaurant', { variables: APPLICATION, starter: 'window1' })
  for (let next = open.values().next().value; next !== undefined; next = open.values().next().value) {
    advanceTo(rehearsal, rehearsal.nowMs + HOUR_MS)
    const { instanceId, task } = next
    const [candidate = ''] = task.candidates
    const outcome = task.elementId === 'decide' && candidate.endsWith('dept:fire') ? 'refuse' : (OUTCOMES[task.elementId] ?? null)
    const by = directory.membersOf(candidate)[0] ?? null
    const answer = submit(rehearsal, instanceId, { type: 'CompleteTask', taskId: task.taskId, by, outcome, opinion: '预演', data: {} })
    if (!answer.ok) throw new Error(`${task.elementId}: ${answer.rejection.message}`)
  }
  return {
    findings: compiled.flatMap((result) => result.diagnostics.map((one) => one.message)),
    records,
    statuses: [...rehearsal.states.values()].map((state) => state.status),
  }
}
