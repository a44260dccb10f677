import { checkMessage } from '#processes/foundation/alarms/check_message'
import type { DeviceRegister } from '#processes/foundation/alarms/device'
import type { DeviceMessage, Intake, Taken } from '#processes/foundation/alarms/message'
import type { IntakeStore } from '#processes/foundation/alarms/ports'
import { intakeBusy, intakeStopped } from '../errors.js'
import { subjectOf, type IntakeItem } from './intake_item.js'
import { messageKey } from './message_key.js'
import { runGroup, type GroupWorld } from './run_group.js'

export interface IntakeSurroundings {
  store: IntakeStore
  register: DeviceRegister
  /** What is in force now. */
  world(): Omit<GroupWorld, 'register'>
  limits?: Partial<IntakeLimits>
  /** A group is durable. */
  committed?(figures: { messages: number; milliseconds: number; actionsDueAtMs: number | null }): void
  /** One answer, for the counters. */
  counted?(taken: Taken): void
}

export interface IntakeLimits {
  /** Messages in one transaction. */
  groupSize: number
  /** Waiting messages; more are refused with E_INTAKE_BUSY. */
  queueSize: number
  /** Characters of raw messages waiting. */
  queueCharacters: number
}

/** The intake, and what those who run it need of it. */
export interface RunningIntake extends Intake {
  /** Devices whose time has come, by subject; resolves when that is durable. */
  passTime(subjects: readonly string[]): Promise<void>
  readonly waiting: number
  /** Refuses what comes from now on and resolves when what was taken is durable. */
  stop(): Promise<void>
}

const DEFAULT_LIMITS: IntakeLimits = { groupSize: 1_000, queueSize: 20_000, queueCharacters: 64 * 1024 * 1024 }

const rejected = (code: string, message: string): Taken => ({ kind: 'rejected', code, message })

const UNKNOWN = (source: string, deviceId: string) => rejected('E_DEVICE_UNKNOWN', `设备“${source}/${deviceId}”没有登记。请先在设备台账中登记。`)
const DISABLED = (source: string, deviceId: string) => rejected('E_DEVICE_DISABLED', `设备“${source}/${deviceId}”已停用。请在设备台账中启用。`)

/** Messages that come together commit together: what arrives while a group is being written forms the next one, and nothing waits for company. */
export function createIntake(surroundings: IntakeSurroundings): RunningIntake {
  const limits = { ...DEFAULT_LIMITS, ...surroundings.limits }
  const { store, register } = surroundings
  const queue: IntakeItem[] = []
  const state = { characters: 0, isStopped: false, running: null as Promise<void> | null }

  const world = (): GroupWorld => ({ ...surroundings.world(), register })

  const run = async (): Promise<void> => {
    while (queue.length > 0) {
      const group = queue.splice(0, limits.groupSize)
      for (const item of group) if (item.type === 'message') state.characters -= item.message.raw.length
      await settleGroup(group)
      // a synchronous database must not starve sockets and timers
      await new Promise((resolve) => setImmediate(resolve))
    }
    state.running = null
  }

  const settleGroup = async (group: readonly IntakeItem[]): Promise<void> => {
    const started = performance.now()
    try {
      const { taken, actionsDueAtMs } = await store.group((unit) => runGroup(group, unit, world()))
      for (const [index, item] of group.entries()) item.settle(taken[index])
      surroundings.committed?.({ messages: group.length, milliseconds: performance.now() - started, actionsDueAtMs })
    } catch (error) {
      if (!store.isValueRefused(error)) for (const item of group) item.fail(error)
      else if (group.length === 1) group[0].settle(rejected('E_MESSAGE_VALUES', '消息中有数据库不能保存的内容。请检查设备编号和测值。'))
      else for (const item of group) await settleGroup([item])
    }
  }

  const enqueue = (items: readonly IntakeItem[]): void => {
    queue.push(...items)
    state.running ??= new Promise((resolve) => setImmediate(resolve)).then(run)
  }

  const itemOf = (message: DeviceMessage, receivedAtMs: number, settle: (taken: Taken) => void, fail: (error: unknown) => void): IntakeItem | Taken => {
    const fault = checkMessage(message)
    if (fault !== null) return fault
    const device = register.find(message.source, message.deviceId)
    if (device === null) return UNKNOWN(message.source, message.deviceId)
    if (!device.enabled) return DISABLED(message.source, message.deviceId)
    return { type: 'message', ...subjectOf(device, message), device, message, messageKey: messageKey(message, receivedAtMs), receivedAtMs, settle, fail }
  }

  const takeOne = (message: DeviceMessage, receivedAtMs: number, items: IntakeItem[]): Promise<Taken> =>
    new Promise((resolve, reject) => {
      const item = itemOf(message, receivedAtMs, resolve, reject)
      if ('type' in item) items.push(item)
      else resolve(item)
    })

  return {
    async take(messages, receivedAtMs) {
      if (state.isStopped) throw intakeStopped()
      const characters = messages.reduce((sum, { raw }) => sum + raw.length, 0)
      if (queue.length + messages.length > limits.queueSize || state.characters + characters > limits.queueCharacters) throw intakeBusy(queue.length)
      const items: IntakeItem[] = []
      const answers = messages.map((message) => takeOne(message, receivedAtMs, items))
      for (const item of items) if (item.type === 'message') state.characters += item.message.raw.length
      enqueue(items)
      const taken = await Promise.all(answers)
      for (const one of taken) surroundings.counted?.(one)
      return taken
    },
    async passTime(subjects) {
      if (subjects.length === 0) return
      const items: IntakeItem[] = []
      const done = subjects.map((subject) => new Promise<Taken>((settle, fail) => items.push({ type: 'time', subject, settle, fail })))
      enqueue(items)
      await Promise.all(done)
    },
    get waiting() {
      return queue.length
    },
    async stop() {
      state.isStopped = true
      await state.running
    },
  }
}
