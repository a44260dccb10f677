import { createHash, randomUUID } from 'node:crypto'
import type { Command } from '#engine/kernel/commands'
import type { Answer, CommandEnvelope } from '#engine/runtime/command_envelope'
import type { Engine } from '#engine/runtime/engine'
import type { TaskRow } from '#engine/runtime/ports/rows'
import type { CountyCalendar } from '#processes/foundation/calendar/create_calendar'
import { demoCases } from '#processes/foundation/demo/cases'
import { demoYear } from '#processes/foundation/demo/demo_year'
import { demoEvents } from '#processes/foundation/demo/five_zero_events'
import type { DemoDesk, DemoUpload } from '#processes/foundation/demo/demo_step'
import { playDemo } from '#processes/foundation/demo/play_demo'
import { MANDATE_GIVEN } from '#processes/foundation/mandates/mandate'
import type { CaseItemRow } from '#processes/foundation/case/case_rows'
import type { Clock } from './clock.js'
import { demoPicture } from './demo_picture.js'
import { waitForTurn } from './wait_for_turn.js'

/**
 * Plays the demo cases through the real engine, by the clock of the days on which they are said to have happened: a dozen told one by one,
 * and with `year` the hundreds of twelve months and the 五零 events of the last weeks. Gives one line per case that was refused, the first few of many.
 */
export async function playDemoCases(engine: Engine, clock: Clock, calendar: CountyCalendar, { year }: { year: boolean }): Promise<readonly string[]> {
  const nowMs = clock.now()
  const steps = [...demoCases(nowMs, calendar), ...(year ? [...demoYear(nowMs, calendar), ...demoEvents(nowMs, calendar)] : [])]
  try {
    const { refused } = await playDemo(steps, createDesk(engine, clock))
    const more = refused.length - TOLD
    return more > 0 ? [...refused.slice(0, TOLD), `另有 ${more} 件，原因同类。`] : refused
  } finally {
    clock.standAt(null)
  }
}

/** Refused cases that are told one by one. */
const TOLD = 10

/** Whoever fills a county is in no hurry: on a busy machine it takes longer, and nothing of it is left out. */
function createDesk(engine: Engine, clock: Clock): DemoDesk {
  const send = (envelope: CommandEnvelope): Promise<Answer> => waitForTurn(() => engine.bus.submit(envelope))
  const submit = async (instanceId: string, elementId: string, by: string, commandOf: (task: TaskRow) => Command, values?: Readonly<Record<string, unknown>>) => {
    const task = (await engine.tasks.ofInstance(instanceId)).find((one) => one.state === 'open' && one.elementId === elementId)
    if (!task) return `环节 ${elementId} 没有待办任务`
    const answer = await send({
      instanceId,
      command: commandOf(task),
      actor: { kind: 'user', id: by },
      ...(values && task.formKey !== null ? { submission: { formKey: task.formKey, values: { ...values } } } : {}),
    })
    return refusalOf(answer)
  }
  let uploads = 0
  return {
    standAt: (atMs) => clock.standAt(atMs),
    settle: () => waitForTurn(engine.drain),
    async start({ definitionKey, formKey, values, by }) {
      const answer = await waitForTurn(() => engine.start({ definitionKey, actor: { kind: 'user', id: by }, submission: { formKey, values: { ...values } } }))
      return answer.ok ? { instanceId: answer.instanceId } : { refused: refusalOf(answer)! }
    },
    claim: ({ instanceId, elementId, by }) => submit(instanceId, elementId, by, (task) => ({ type: 'ClaimTask', taskId: task.id, by })),
    complete: ({ instanceId, elementId, by, outcome, opinion, values }) =>
      submit(instanceId, elementId, by, (task) => ({ type: 'CompleteTask', taskId: task.id, by, outcome, opinion, data: {} }), values),
    async note({ instanceId, by, fact, ref, values }) {
      const answer = await send({ instanceId, command: { type: 'NoteFact', fact, ref, values: { ...values } }, actor: { kind: 'user', id: by } })
      const letters = fact === MANDATE_GIVEN && Array.isArray(values.files) ? (values.files as DemoUpload[]).map(({ id }) => id) : []
      if (answer.ok) await engine.attachments.refer(letters, instanceId)
      return refusalOf(answer)
    },
    async upload(name, by) {
      uploads += 1
      const bytes = demoPicture(uploads * 17)
      const upload = { id: randomUUID(), name, size: bytes.byteLength, sha256: createHash('sha256').update(bytes).digest('hex') }
      await engine.attachments.add({ ...upload, mediaType: 'image/png', uploadedBy: by, uploadedAtMs: clock.now(), instanceId: null }, bytes)
      return upload
    },
    async instanceOfItem(caseInstanceId, item) {
      const row = (await engine.businessRows.find('case_items', `${caseInstanceId}/${item}`)) as unknown as CaseItemRow | null
      return row?.instanceId ?? null
    },
  }
}

const refusalOf = (answer: Answer): string | null =>
  answer.ok ? null : [answer.rejection.message, ...(answer.rejection.errors ?? []).map((error) => `${error.path}：${error.message}`)].join(' ')
