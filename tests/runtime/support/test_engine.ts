import { randomBytes } from 'node:crypto'
import type { Calendar, Directory } from '#engine/kernel/step_context'
import { createEngine, type EngineHooks } from '#engine/runtime/create_engine'
import type { Engine, EngineOptions } from '#engine/runtime/engine'
import type { Machine } from '#engine/runtime/machine'
import { openStorage, type Storage } from '#storage/open_storage'
import { createTestDatabase, type TestDatabase } from './test_database.js'

/** A clock that a test moves. */
export interface TestClock {
  nowMs: number
}

export interface TestEngine {
  engine: Engine
  storage: Storage
  database: TestDatabase
  clock: TestClock
  /** A second engine on the same database, as another process would be. MySQL only shares; on SQLite it shares the storage. */
  close(): Promise<void>
}

/** 2026-03-02 09:00 in Asia/Shanghai, a Monday. */
export const START_MS = Date.UTC(2026, 2, 2, 1)

/** Everybody holds `role:clerk`; nobody else is known. */
export const testDirectory: Directory = {
  principalsOf: (userId) => [`user:${userId}`, 'role:clerk', 'role:clerk@dept:window'],
  membersOf: (principal) => (principal.startsWith('user:') ? [principal.slice(5)] : ['li', 'wang']),
  superiorOf: () => null,
  departmentOf: () => 'window',
  administrators: () => ['root'],
}

const DAY_MS = 86_400_000

export const testCalendar: Calendar = {
  endOfWorkingDay: (fromMs, workingDays) => ({ atMs: fromMs + workingDays * DAY_MS, provisional: false }),
  afterWorkingHours: (fromMs, hours) => ({ atMs: fromMs + hours * 3_600_000, provisional: false }),
  isWorkingDay: () => true,
}

let counter = 0
/** Sorts by time of making; no two alike. */
export const testId = (): string => `${(counter += 1).toString(36).padStart(6, '0')}${randomBytes(4).toString('hex')}`

export interface TestEngineInput {
  options?: Partial<EngineOptions>
  hooks?: EngineHooks
  machine?: Machine
  database?: TestDatabase
}

export const openTestEngine = async (input: TestEngineInput = {}): Promise<TestEngine> => {
  const database = input.database ?? (await createTestDatabase())
  const storage = await openStorage(database.config)
  await storage.migrate()
  const clock: TestClock = { nowMs: START_MS }
  const engine = createEngine(
    storage.engine,
    { participants: [], directory: () => testDirectory, calendar: () => testCalendar, clock: () => clock.nowMs, newId: testId, ...input.options },
    input.hooks,
    input.machine,
  )
  await engine.open()
  return {
    engine, storage, database, clock,
    async close() {
      await engine.stop()
      await storage.close()
      if (!input.database) await database.drop()
    },
  }
}
