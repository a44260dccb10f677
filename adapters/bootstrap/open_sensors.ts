import type { Engine } from '#engine/runtime/engine'
import type { SharedLook } from '#engine/runtime/workers/shared_look'
import { createIntake } from '#adapters/sensors/intake/create_intake'
import { createDeviceWatch } from '#adapters/sensors/intake/device_watch'
import { createDeviceTimers } from '#adapters/sensors/intake/device_timers'
import { createIntakeMetrics } from '#adapters/sensors/intake/intake_metrics'
import { keepAlarms } from '#adapters/sensors/intake/keep_alarms'
import { createActionWorker } from '#adapters/sensors/intake/run_actions'
import { createRefusalBook } from '#adapters/sensors/refusals/refusal_book'
import type { WebServices } from '#adapters/web/server/web_services'
import type { DeviceRegister } from '#processes/foundation/alarms/device'
import type { AlarmsAbove } from '#processes/foundation/alarms/ports'
import { createRuleBook } from '#processes/foundation/alarms/prepare_rule'
import { alarmStores, type AlarmStores } from '#storage/alarms/alarm_stores'
import type { Storage } from '#storage/open_storage'
import { keepLoaded } from './keep_loaded.js'
import { createRisingIds } from './new_id.js'

export interface SensorParts {
  storage: Pick<Storage, 'database' | 'engine'>
  engine: Engine
  register: DeviceRegister
  looks: SharedLook
  clock(): number
  newId(): string
  nodeId: string
  /** null = readings are kept for ever. */
  readingsKeptDays: number | null
  above: AlarmsAbove
  onError(error: unknown, where: string): void
}

/** Everything between a reading and its case. */
export interface Sensors {
  /** For the pages and the lines. */
  alarms: Omit<WebServices['alarms'], 'ruleHistory' | 'refresh'>
  stores: AlarmStores
  metrics(): Promise<string>
  /** Rules and silences that were changed just now hold from now on, not only from the next look. */
  refresh(): Promise<void>
  /** Time passes for devices, cases begin, alarms are kept. */
  start(): void
  /** What was taken is durable, what was refused is counted; nothing more is taken. The lines are stopped before. */
  stop(): Promise<void>
}

const DAY_MS = 86_400_000

/** Wires the intake to database, rules, register and engine. Readings are taken from now on; cases begin after `start`. */
export async function openSensors({ storage, engine, register, looks, clock, newId, nodeId, readingsKeptDays, above, onError }: SensorParts): Promise<Sensors> {
  const risingId = createRisingIds(newId)
  const stores = alarmStores(storage.database.dialect, risingId, above)
  const rules = await keepLoaded({
    revision: stores.rules.revision,
    load: async () => {
      const loaded = await stores.rules.load()
      return { rules: loaded.rules, book: createRuleBook(loaded.rules), groupings: loaded.groupings }
    },
  }, looks)
  const silences = await keepLoaded({ revision: stores.silences.revision, load: () => stores.silences.load(clock()) }, looks)
  const metrics = createIntakeMetrics({ store: stores.actions, clock, waiting: () => intake.waiting })
  const intake = createIntake({
    store: stores.intake, register, counted: metrics.counted,
    world: () => ({ nowMs: clock(), newId: risingId, rules: rules.current().book, groupings: rules.current().groupings, silences: silences.current(), tellsAbove: stores.upkeep.isToldAbove() }),
    committed(figures) {
      metrics.committed(figures)
      if (figures.actionsDueAtMs !== null) wakeAt(figures.actionsDueAtMs)
    },
  })
  const actions = createActionWorker({ store: stores.actions, engine, register, rules: rules.current, clock, nodeId }, onError)
  const duty = { leases: storage.engine.leases, clock, nodeId, onError }
  const timers = createDeviceTimers({ ...duty, store: stores.intake, intake })
  const upkeep = keepAlarms({ ...duty, upkeep: stores.upkeep, refusals: stores.refusals, readingsKeptMs: readingsKeptDays === null ? null : readingsKeptDays * DAY_MS })
  const refusals = createRefusalBook({ store: stores.refusals, register, onError })
  /** A case that has to begin now begins now; one that waits for company is found by the next look. */
  const wakeAt = (dueAtMs: number): void => {
    if (dueAtMs <= clock()) actions.wake()
  }
  const workers = [actions, timers, upkeep]
  const watch = createDeviceWatch({ store: stores.watch, rules: () => rules.current().rules, clock })
  let stopWatching = (): void => {}
  return {
    alarms: { intake, queries: stores.queries, store: stores.alarms, rules: stores.rules, silences: stores.silences, refusals: stores.refusals, refused: refusals.told },
    stores,
    metrics: metrics.text,
    refresh: async () => void (await Promise.all([rules.refresh(), silences.refresh()])),
    start() {
      for (const worker of workers) worker.start()
      refusals.start()
      stopWatching = looks.add(() => watch().catch((error: unknown) => onError(error, 'sensor register')))
    },
    async stop() {
      stopWatching()
      rules.stop()
      silences.stop()
      await Promise.all(workers.map((worker) => worker.stop()))
      await intake.stop()
      // last: what was still being taken may have been refused
      await refusals.stop()
    },
  }
}
