import { test } from '@japa/runner'
import type { EventRow } from '#processes/foundation/events/event_rows'
import { parseScript } from '#processes/rehearsal/parse_script'
import { playScript } from '#processes/rehearsal/play_script'
import { VIEW_NAMES } from '#processes/rehearsal/views'
import { eventQueries } from '#storage/events/event_queries'
import { screenQueries } from '#storage/events/screen_queries'
import { openStorage, type Storage } from '#storage/open_storage'
import { compileFiles } from '#tests/processes/compile_files'
import { readPackage } from '#tests/processes/read_package'
import { createTestDatabase, type TestDatabase } from '#tests/runtime/support/test_database'
import { readPlans, wasteful } from '../support/read_plans.js'
import { STORIES, type Story } from './assessment_stories.js'

const NOW_MS = Date.parse('2026-11-23T09:00:00+08:00')

/** Counts that depend on stage limits and working speed are the business of other specs. */
const WRITTEN_BY_HAND = [
  'filed', 'dispatched', 'dispatchedOnce', 'due', 'closed', 'closedInTime', 'handled', 'handledInTime', 'handledOnce', 'reworked', 'overdueOpen',
] as const

test.group('考核: what counts in which month, by hand', (group) => {
  let database: TestDatabase
  let storage: Storage
  const compiled = compileFiles(readPackage('five-zero/event'))
  compiled.catch(() => undefined)
  group.setup(async () => {
    database = await createTestDatabase()
    storage = await openStorage(database.config)
    await storage.migrate()
    return async () => {
      await storage.close()
      await database.drop()
    }
  })

  /** Plays a story with the real models and keeps its events as those of a town of its own. */
  async function played({ name, start, steps }: Story, town: string): Promise<EventRow[]> {
    const parsed = parseScript(JSON.stringify({ name, start, steps }), VIEW_NAMES)
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems))
    const { steps: went, stage } = playScript(parsed.script, await compiled, 'five_zero_event')
    const wrong = went.flatMap(({ what, differences }) => differences.map((one) => `${what}: ${one}`))
    if (wrong.length > 0) throw new Error(wrong.join('\n'))
    const rows = [...stage.business.rows].filter(([key]) => key.startsWith('event_records/')).map(([, row]) => row as unknown as EventRow)
    for (const row of rows) {
      const instanceId = `${town}-${row.instanceId}`
      await storage.engine.businessRows.put('event_records', instanceId, { ...row, instanceId, town } as never)
    }
    return rows
  }

  const countsOf = async (month: string, town: string): Promise<Record<string, number>> => {
    const cells = await storage.events.counts(month, { kind: 'units', units: [town], userId: 'nobody' })
    const sums = WRITTEN_BY_HAND.map((name) => [name, cells.reduce((sum, { counts }) => sum + counts[name], 0)] as const)
    return Object.fromEntries(sums.filter(([, sum]) => sum > 0))
  }

  STORIES.forEach((story, index) =>
    test(story.name, async ({ assert }) => {
      const town = `story${index}`
      await played(story, town)
      for (const [month, expected] of Object.entries(story.counts)) assert.deepEqual(await countsOf(month, town), expected, month)
    }),
  )

  test('the list behind a number holds as many events as the number says', async ({ assert }) => {
    const all = { kind: 'all' } as const
    for (const month of ['2026-11', '2026-12']) {
      const cells = await storage.events.counts(month, all)
      const sum = (name: 'due' | 'overdueOpen') => cells.reduce((total, { counts }) => total + counts[name], 0)
      assert.lengthOf((await storage.events.list({ dueMonth: month }, all, { limit: 100 })).data, sum('due'))
      assert.lengthOf((await storage.events.list({ dueMonth: month, isUnhandled: true }, all, { limit: 100 })).data, sum('overdueOpen'))
    }
  })

  test('考核, the trend and the desk’s figures are counted from indexes alone', async ({ assert }) => {
    const { dialect } = storage.database
    const steps = await readPlans(dialect, async (recording) => {
      const [events, screen] = [eventQueries(recording), screenQueries(recording)]
      for (const scope of [{ kind: 'all' }, { kind: 'units', units: ['story1'], userId: 'nobody' }] as const) {
        await events.counts('2026-11', scope)
        await events.openByTown(scope, NOW_MS)
      }
      await screen.trend('2026-01', '2026-12')
      await screen.channels(NOW_MS)
    })
    const few = /group by t\.(town|channel)\b(?!,)/
    // a handful of towns or channels may be gathered as they come
    assert.deepEqual(wasteful(dialect, steps).filter(({ statement, text }) => !(few.test(statement) && /Using index|COVERING INDEX|TEMP B-TREE/.test(text))), [])
  })

  test('an edition is made once: of two who close at once the database refuses one', async ({ assert }) => {
    const made = { month: '2026-10', edition: 1, closedAtMs: 1, closedBy: 'one', reason: null, sha256: 'a' }
    const answers = await Promise.all([storage.assessments.add(made, '{"month":"2026-10"}'), storage.assessments.add({ ...made, closedBy: 'two' }, '{}')])
    assert.sameMembers(answers, [true, false])
    assert.isTrue(await storage.assessments.add({ ...made, edition: 2, reason: '更正' }, '{"n":2}'))
    assert.deepEqual((await storage.assessments.ofMonth('2026-10')).map(({ edition, reason }) => [edition, reason]), [[1, null], [2, '更正']])
    assert.deepEqual(await storage.assessments.sheet('2026-10', 2), { n: 2 } as never)
    assert.isNull(await storage.assessments.sheet('2026-10', 3))
  })
})
