import type { Answer } from '#engine/runtime/command_envelope'
import type { Engine } from '#engine/runtime/engine'
import { createWorkerLoop, type WorkerLoop } from '#engine/runtime/workers/worker_loop'
import { alarmVariable, caseVariables } from '#processes/foundation/alarms/case_variables'
import type { DeviceRegister } from '#processes/foundation/alarms/device'
import type { AlarmActionStore, ClaimedAction } from '#processes/foundation/alarms/ports'
import type { RuleBook } from '#processes/foundation/alarms/prepare_rule'
import type { AlarmGrouping, RuleBusiness } from '#processes/foundation/alarms/rule'
import { inhibitorAbove } from './ancestors.js'

const EVERY_MS = 500
const MOST = 50
const LEASE_MS = 60_000
/** 5 s, 10 s, 20 s … 10 min: some half an hour in all. */
const FIRST_RETRY_MS = 5_000
const LONGEST_RETRY_MS = 600_000
const MOST_ATTEMPTS = 9

/** Under whose name sensors act. */
const ACTOR = { kind: 'client', id: 'sensors' } as const

export interface ActionSurroundings {
  store: AlarmActionStore
  engine: Pick<Engine, 'bus' | 'instances' | 'definitions'>
  register: DeviceRegister
  rules(): { book: RuleBook; groupings: readonly AlarmGrouping[] }
  clock(): number
  nodeId: string
}

/** Takes up what alarms ask for. A crash at any point is harmless: an alarm's case has the alarm's id, and is told what is true now. */
export const createActionWorker = (surroundings: ActionSurroundings, onError: (error: unknown, where: string) => void): WorkerLoop =>
  createWorkerLoop(async () => (await runActions(surroundings)) === MOST, EVERY_MS, (error) => onError(error, 'alarm actions'))

/** One round; answers how many it has taken up. */
export async function runActions(surroundings: ActionSurroundings): Promise<number> {
  const { store, clock, nodeId } = surroundings
  const claimed = await store.claim({ nowMs: clock(), limit: MOST, owner: nodeId, leaseUntilMs: clock() + LEASE_MS })
  await Promise.all(claimed.map((one) => runAction(surroundings, one)))
  return claimed.length
}

async function runAction(surroundings: ActionSurroundings, claimed: ClaimedAction): Promise<void> {
  const { store, clock } = surroundings
  try {
    const fault = await (claimed.action.type === 'start' ? start(surroundings, claimed) : tell(surroundings, claimed))
    if (fault !== null) await store.failed(claimed, fault, nextTry(claimed, clock()), clock())
  } catch (error) {
    await store.failed(claimed, error instanceof Error ? error.message : String(error), nextTry(claimed, clock()), clock())
  }
}

const nextTry = ({ action: { attempts } }: ClaimedAction, nowMs: number): number | null =>
  attempts + 1 >= MOST_ATTEMPTS ? null : nowMs + Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** attempts)

/** The business of the rule or grouping as it is now; null = it asks for none any more. */
function businessOf({ rules }: ActionSurroundings, ruleId: string | null): RuleBusiness | null {
  const { book, groupings } = rules()
  if (ruleId === null) return null
  return book.find(ruleId)?.rule.business ?? groupings.find(({ id, enabled }) => id === ruleId && enabled)?.makes.business ?? null
}

/** Begins the case, once; null = done, else why not. */
async function start(surroundings: ActionSurroundings, claimed: ClaimedAction): Promise<string | null> {
  const { store, engine, clock } = surroundings
  const { alarm, events } = claimed
  if ((await engine.instances.find(alarm.id)) !== null) return done(store.started(claimed, alarm.id, clock()))
  const business = businessOf(surroundings, alarm.ruleId)
  if (business === null) return `规则“${alarm.name}”已停用、删除或不再立案。请恢复规则后重试，或关闭报警。`
  const inhibitor = await inhibitorAbove(surroundings.register, store, alarm)
  if (inhibitor !== null) return done(store.held(claimed, 'parent', inhibitor.id, `上级设备“${inhibitor.deviceName}”正在报警，不单独立案`, clock()))
  const definition = engine.definitions.byKey(business.definitionKey)
  if (definition === null) return `找不到流程“${business.definitionKey}”。请确认它已经发布，再重试。`
  const { values, variables, title } = caseVariables(business, alarm, events, clock())
  const answer = await engine.bus.submit({
    instanceId: alarm.id,
    command: {
      type: 'StartInstance', instanceId: alarm.id, definitionId: definition.id, startElementId: null, businessKey: null, title, starter: null, caller: null,
      variables: business.form === null ? { ...values, ...variables } : variables,
    },
    actor: ACTOR,
    ...(business.form === null ? {} : { submission: { formKey: business.form, values: { ...values } } }),
    idempotency: { scope: 'alarm', key: alarm.id, bodyHash: alarm.id },
  })
  return answer.ok ? done(store.started(claimed, alarm.id, clock())) : reasonOf(answer)
}

/** The case hears what its alarm has become. A case that has ended hears nothing: the next alarm begins another. */
async function tell({ store, engine, clock }: ActionSurroundings, claimed: ClaimedAction): Promise<string | null> {
  const { alarm, events } = claimed
  const instance = await engine.instances.find(alarm.id)
  // a case may stay suspended for days: it is told when it goes on, and is nobody's dead letter meanwhile
  if (instance?.status === 'suspended') return done(store.failed(claimed, '事件已挂起，恢复后补记。', clock() + LONGEST_RETRY_MS, clock()))
  if (instance?.status !== 'active') return done(store.told(claimed, clock()))
  const known = instance.data.alarm
  const urgent = typeof known === 'object' && known !== null && 'urgent' in known ? known.urgent : false
  const answer = await engine.bus.submit({
    instanceId: alarm.id, actor: ACTOR, command: { type: 'SetVariables', variables: { alarm: { ...alarmVariable(alarm, events), urgent } } },
  })
  return answer.ok ? done(store.told(claimed, clock())) : reasonOf(answer)
}

const done = (work: Promise<void>): Promise<null> => work.then(() => null)

const reasonOf = (answer: Answer & { ok: false }): string =>
  [answer.rejection.message, ...(answer.rejection.errors ?? []).map(({ path, message }) => `${path}：${message}`)].join(' ').slice(0, 900)
