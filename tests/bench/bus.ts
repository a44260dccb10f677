import type { Event } from '#engine/kernel/events'
import type { GroupFigures } from '#engine/runtime/bus/command_bus'
import type { Answer } from '#engine/runtime/command_envelope'
import type { Engine } from '#engine/runtime/engine'
import { createTestDatabase } from '#tests/runtime/support/test_database'
import { openTestEngine, type TestEngine } from '#tests/runtime/support/test_engine'
import { P6_PACKAGE } from '#tests/runtime/support/p6_package'
import { probeDatabase } from './bus_probe.js'
import type { BenchRow } from './row.js'

const WARM_UP_MS = 1_500
const MEASURED_MS = 4_000
const LI = { kind: 'user', id: 'li' } as const

/** What performance.md asks the p99 of. */
const OPEN_LOOP = { perSecond: 1_000, seconds: 5, p99Ms: 25 }

const GOALS = {
  sqlite: { serial: 1_000, many: 5_000, share: 0.4 },
  mysql: { serial: 400, many: 3_000, share: 0.3 },
}

const accepted = (answer: Answer): Extract<Answer, { ok: true }> => {
  if (!answer.ok) throw new Error(`Expected the command to be accepted, but: ${answer.rejection.message}`)
  return answer
}

const tasksIn = (events: readonly Event[]): string[] => events.flatMap((event) => (event.type === 'TaskCreated' ? [event.taskId] : []))

interface Run {
  latencies: number[]
  /** Measured completions and seconds. */
  completions: number
  seconds: number
  rows: number
  hashedBytes: number
  groups: number
  commands: number
  /** Of this process, user and system. */
  cpuMs: number
}

/** One clerk in a closed loop: starts an instance, completes what it brings, starts the next. */
const clerk = async (engine: Engine, isOver: () => boolean, completed: (milliseconds: number) => void): Promise<void> => {
  while (!isOver()) {
    const started = accepted(await engine.start({ definitionKey: 'p6', actor: LI, variables: { amount: 500, applicant: '某餐饮店', town: '星沙街道' } }))
    const open = tasksIn(started.events)
    while (open.length && !isOver()) {
      const taskId = open.shift()!
      const before = performance.now()
      const answer = accepted(
        await engine.bus.submit({
          instanceId: started.instanceId,
          command: { type: 'CompleteTask', taskId, by: 'li', outcome: null, opinion: '同意', data: {} },
          submission: { formKey: 'step', values: { area: 66, note: `第 ${open.length} 项` } },
          actor: LI,
        }),
      )
      completed(performance.now() - before)
      open.push(...tasksIn(answer.events))
    }
  }
}

const measure = async (test: TestEngine, clients: number, figures: { groups: GroupFigures[] }): Promise<Run> => {
  let isMeasuring = false
  let isOver = false
  const latencies: number[] = []
  const clerks = Array.from({ length: clients }, () =>
    clerk(test.engine, () => isOver, (milliseconds) => void (isMeasuring && latencies.push(milliseconds))),
  )
  await new Promise((resolve) => setTimeout(resolve, WARM_UP_MS))
  figures.groups.length = 0
  isMeasuring = true
  const from = performance.now()
  const cpu = process.cpuUsage()
  await new Promise((resolve) => setTimeout(resolve, MEASURED_MS))
  const { user, system } = process.cpuUsage(cpu)
  const seconds = (performance.now() - from) / 1000
  const groups = [...figures.groups]
  const completions = latencies.length
  isOver = true
  await Promise.all(clerks)
  const sum = (of: (group: GroupFigures) => number) => groups.reduce((total, group) => total + of(group), 0)
  return {
    latencies: latencies.slice(0, completions).sort((a, b) => a - b), completions, seconds, groups: groups.length,
    rows: sum(({ rows }) => rows), hashedBytes: sum(({ hashedBytes }) => hashedBytes), commands: sum(({ commands }) => commands), cpuMs: (user + system) / 1000,
  }
}

const percentile = (sorted: readonly number[], share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0

/** Completions arrive by the clock, whether the ones before are done or not; each is counted from the instant it was due. */
const openLoop = async ({ engine }: TestEngine): Promise<{ latencies: number[]; refused: number }> => {
  const total = OPEN_LOOP.perSecond * OPEN_LOOP.seconds
  const waiting: { instanceId: string; taskId: string }[] = []
  for (let n = 0; n < total; n += 200) {
    const started = await Promise.all(Array.from({ length: 200 }, () => engine.start({ definitionKey: 'p6', actor: LI, variables: { amount: 500, applicant: '某餐饮店', town: '星沙街道' } })))
    for (const answer of started) waiting.push({ instanceId: accepted(answer).instanceId, taskId: tasksIn(accepted(answer).events)[0] as string })
  }
  const latencies: number[] = []
  let refused = 0
  const under: Promise<void>[] = []
  const from = performance.now()
  for (let n = 0; n < total; ) {
    const due = from + (n * 1_000) / OPEN_LOOP.perSecond
    if (performance.now() < due) {
      await new Promise((resolve) => setTimeout(resolve, 1))
      continue
    }
    const { instanceId, taskId } = waiting[n] as { instanceId: string; taskId: string }
    const command = { type: 'CompleteTask', taskId, by: 'li', outcome: null, opinion: '同意', data: {} } as const
    under.push(engine.bus.submit({ instanceId, command, submission: { formKey: 'step', values: { area: 66, note: '一项' } }, actor: LI }).then((answer) => {
      accepted(answer)
      latencies.push(performance.now() - due)
    }, (error: unknown) => {
      // back-pressure: more came than this machine can take
      if ((error as { code?: string }).code !== 'E_BUS_OVERLOADED') throw error
      refused += 1
    }))
    n += 1
  }
  await Promise.all(under)
  return { latencies: latencies.sort((a, b) => a - b), refused }
}

/**
 * P6 through the command bus: form validation, kernel, journal with hash chain, task rows, durable commit. One clerk and 64, beside
 * what the same database does with the same rows and nothing else, in the same run.
 */
export const benchBus = async (input: { databaseUrl?: string } = {}): Promise<BenchRow[]> => {
  if (input.databaseUrl) process.env.TEST_DATABASE_URL = input.databaseUrl
  else delete process.env.TEST_DATABASE_URL
  const database = await createTestDatabase()
  const figures: { groups: GroupFigures[] } = { groups: [] }
  const test = await openTestEngine({ database, hooks: { measured: (group) => void figures.groups.push(group) }, options: { clock: Date.now } })
  try {
    await test.engine.packages.publish({ resources: P6_PACKAGE, origin: 'api', publishedBy: null })
    const durability = Object.entries(await test.storage.durability()).map(([name, value]) => `${name}=${value}`).join(' ')
    console.log(`bus on ${database.name}: ${durability}`)
    const goals = GOALS[database.name]
    const rows: BenchRow[] = []
    for (const clients of [1, 64]) {
      const run = await measure(test, clients, figures)
      const rowsEach = run.rows / run.commands
      const probe = await probeDatabase(test.storage.database.dialect, run.commands / run.groups)
      const perSecond = run.completions / run.seconds
      const goal = clients === 1 ? goals.serial : goals.many
      const label = `${database.name}, ${clients}`
      const figure = (name: string, value: number, unit: string, limit: number | null = null, raw?: number): BenchRow => ({
        name: `${name} (${label})`, value: Number(value.toPrecision(4)), unit, goal: limit, met: limit === null ? null : value >= limit,
        ...(raw === undefined ? {} : { probe: Math.round(raw) }),
      })
      rows.push(
        figure('bus P6 completions', perSecond, '1/s', goal, probe),
        figure('bus share of the raw probe', perSecond / probe, '', clients === 1 ? null : goals.share),
        figure('bus CPU per 1,000 commands', (run.cpuMs * 1_000) / run.commands, 'ms'),
        figure('bus p50', percentile(run.latencies, 0.5), 'ms'),
        figure('bus p99', percentile(run.latencies, 0.99), 'ms'),
        figure('bus commands per group', run.commands / run.groups, ''),
        figure('bus rows written per command', rowsEach, '', 1),
        figure('bus bytes hashed per command', run.hashedBytes / run.commands, 'B', 1),
      )
    }
    const { latencies, refused } = await openLoop(test)
    const p99 = refused > 0 ? Infinity : percentile(latencies, 0.99)
    if (refused > 0) console.log(`   ${refused} of ${OPEN_LOOP.perSecond * OPEN_LOOP.seconds} commands were refused (503): this machine does not take ${OPEN_LOOP.perSecond}/s now`)
    const goal = database.name === 'sqlite' ? OPEN_LOOP.p99Ms : null
    rows.push(
      { name: `bus p50 at ${OPEN_LOOP.perSecond}/s, open loop (${database.name})`, value: Number(percentile(latencies, 0.5).toPrecision(4)), unit: 'ms', goal: null, met: null },
      { name: `bus p99 at ${OPEN_LOOP.perSecond}/s, open loop (${database.name})`, value: Number.isFinite(p99) ? Number(p99.toPrecision(4)) : -1, unit: 'ms', goal, met: goal === null ? null : p99 <= goal },
    )
    return rows
  } finally {
    await test.close()
    await database.drop()
  }
}
