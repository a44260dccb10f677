import { createIdMaker, createRisingIds } from '#adapters/bootstrap/new_id'
import { createIntake, type RunningIntake } from '#adapters/sensors/intake/create_intake'
import { passDueTimes } from '#adapters/sensors/intake/device_timers'
import { upkeepOnce } from '#adapters/sensors/intake/keep_alarms'
import { runActions } from '#adapters/sensors/intake/run_actions'
import type { AlarmRow } from '#processes/foundation/alarms/alarm'
import { deviceKey, type Device, type DeviceRegister } from '#processes/foundation/alarms/device'
import type { DeviceMessage, Taken } from '#processes/foundation/alarms/message'
import { createRuleBook } from '#processes/foundation/alarms/prepare_rule'
import type { AlarmGrouping, AlarmRule, Condition, RuleBusiness } from '#processes/foundation/alarms/rule'
import type { FactTarget } from '#processes/foundation/deliveries/target'
import type { Silence } from '#processes/foundation/alarms/silence'
import { alarmStores, type AlarmStores } from '#storage/alarms/alarm_stores'
import { accepted, completeTask, publish } from '#tests/runtime/support/commands'
import { bpmn, flow } from '#tests/runtime/support/models'
import { openTestEngine, type TestEngine, type TestEngineInput } from '#tests/runtime/support/test_engine'

/** Two businesses: what a single alarm starts, and what a group starts. */
const caseModel = (id: string): string => bpmn(
  id, `<bpmn:startEvent id="start"/><bpmn:userTask id="handle" camunda:candidateGroups="role:clerk"/><bpmn:endEvent id="end"/>${flow('f1', 'start', 'handle')}${flow('f2', 'handle', 'end')}`,
)

export const BUSINESS: RuleBusiness = { definitionKey: 'single_case', form: null, urgent: true, variables: { place: '=device.address', tilt: '=values.tilt', note: '倾斜' } }
export const GROUP_BUSINESS: RuleBusiness = { definitionKey: 'group_case', form: null, urgent: false, variables: { place: '=device.address', count: '=alarm.members' } }

/** tilt > 15, false again below 12. */
export const TILTED: Condition = { type: 'threshold', value: 'tilt', above: 15, below: null, margin: 3, averageMs: null }

export const aRule = (rule: Partial<AlarmRule> = {}): AlarmRule => ({
  id: 'tilt', name: '井盖倾斜', kind: 'tilt', enabled: true, deviceKinds: ['manhole'], devices: [], levels: [{ severity: 'major', when: TILTED }], business: BUSINESS, inhibitsChildren: false,
  reopenMs: 1_800_000, ...rule,
})

export const aDevice = (deviceId: string, device: Partial<Device> = {}): Device => ({
  source: 'nb', deviceId, kind: 'manhole', name: `${deviceId}号井盖`, address: '开元路', town: 'xingsha', grid: null, longitude: 113.08, latitude: 28.24, owner: 'urban', parent: null, area: null,
  offlineAfterMs: null, enabled: true, drill: false, ...device,
})

export const aGrouping = (grouping: Partial<AlarmGrouping> = {}): AlarmGrouping => ({
  id: 'rain', name: '内涝', enabled: true, purpose: 'area', kinds: ['tilt'], by: ['area'], withinMs: 300_000, count: 5, waitMs: 30_000, quietMs: 600_000,
  makes: { kind: 'flooding', severity: 'critical', business: GROUP_BUSINESS }, ...grouping,
})

export interface SensorDesk {
  running: TestEngine
  stores: AlarmStores
  intake: RunningIntake
  register: DeviceRegister
  add(...devices: Device[]): void
  rule(...rules: AlarmRule[]): void
  group(...groupings: AlarmGrouping[]): void
  silence(...silences: Silence[]): void
  /** Who above is told of alarms; nobody unless said. */
  above(...targets: FactTarget[]): void
  /** One reading, now unless said otherwise. */
  send(deviceId: string, values: DeviceMessage['values'], more?: Partial<DeviceMessage>): Promise<Taken>
  messageOf(deviceId: string, values: DeviceMessage['values'], more?: Partial<DeviceMessage>): DeviceMessage
  /** Moves the clock and does what is due. */
  pass(milliseconds?: number): Promise<void>
  now(): number
  /** Cases of a business that devices of this test have brought about. */
  cases(definitionKey?: string): Promise<{ id: string; title: string | null; status: string; data: Record<string, unknown> }[]>
  alarmsOf(deviceId: string): Promise<AlarmRow[]>
  finish(instanceId: string): Promise<void>
  /** Another desk on the same database, as after a restart. */
  restarted(): SensorDesk
  close(): Promise<void>
}

export async function openSensorDesk(input: TestEngineInput = {}): Promise<SensorDesk> {
  const running = await openTestEngine(input)
  await publish(running.engine, { single_case: caseModel('single_case'), group_case: caseModel('group_case') })
  return deskOver(running, new Map())
}

function deskOver(running: TestEngine, devices: Map<string, Device>): SensorDesk {
  const { engine, storage, clock } = running
  const now = () => clock.nowMs
  const newId = createRisingIds(createIdMaker(now))
  const inForce = { rules: [aRule()] as AlarmRule[], groupings: [] as AlarmGrouping[], silences: [] as Silence[], targets: [] as FactTarget[] }
  const stores = alarmStores(storage.database.dialect, newId, { targets: () => inForce.targets, nameOf: (unit) => unit, nowMs: now })
  const register: DeviceRegister = {
    find: (source, deviceId) => devices.get(deviceKey({ source, deviceId })) ?? null, authenticate: async () => true, authenticatePlatform: async () => true, credential: () => null,
  }
  const intake = createIntake({
    store: stores.intake, register, world: () => ({ nowMs: now(), newId, rules: createRuleBook(inForce.rules), groupings: inForce.groupings, silences: inForce.silences, tellsAbove: stores.upkeep.isToldAbove() }),
  })
  const messageOf = (deviceId: string, values: DeviceMessage['values'], more: Partial<DeviceMessage> = {}): DeviceMessage =>
    ({ source: 'nb', deviceId, messageId: null, eventAtMs: now(), values, alarm: null, position: null, drill: false, raw: JSON.stringify(values), ...more })
  const desk: SensorDesk = {
    running, stores, intake, register, now, messageOf,
    add: (...added) => added.forEach((device) => devices.set(deviceKey(device), device)),
    rule: (...rules) => void (inForce.rules = rules),
    group: (...groupings) => void (inForce.groupings = groupings),
    silence: (...silences) => void (inForce.silences = silences),
    above: (...targets) => void (inForce.targets = targets),
    send: async (deviceId, values, more) => (await intake.take([messageOf(deviceId, values, more)], now()))[0],
    async pass(milliseconds = 0) {
      const untilMs = clock.nowMs + milliseconds
      do {
        clock.nowMs = Math.min(untilMs, clock.nowMs + 5_000)
        await passDueTimes({ store: stores.intake, intake, clock: now })
        while ((await runActions({ store: stores.actions, engine, register, rules: () => ({ book: createRuleBook(inForce.rules), groupings: inForce.groupings }), clock: now, nodeId: 'one' })) > 0);
      } while (clock.nowMs < untilMs)
      await engine.drain()
      await upkeepOnce(stores.upkeep, now(), 0)
    },
    async cases(definitionKey = 'single_case') {
      const { data: listed } = await engine.instances.list({ definitionKey }, { limit: 200 })
      const rows = await Promise.all(listed.map(({ id }) => engine.instances.find(id)))
      return rows.flatMap((row) => (row ? [{ id: row.id, title: row.title, status: row.status, data: row.data }] : []))
    },
    alarmsOf: async (deviceId) => (await stores.queries.list({ device: `nb/${deviceId}` }, { kind: 'all' }, { limit: 200 })).data,
    async finish(instanceId) {
      const [task] = await engine.tasks.ofInstance(instanceId)
      accepted(await engine.bus.submit(completeTask(instanceId, task.id)))
      await engine.drain()
    },
    restarted() {
      const again = deskOver(running, devices)
      again.rule(...inForce.rules)
      again.group(...inForce.groupings)
      again.silence(...inForce.silences)
      again.above(...inForce.targets)
      return again
    },
    async close() {
      await intake.stop()
      await running.close()
    },
  }
  return desk
}
