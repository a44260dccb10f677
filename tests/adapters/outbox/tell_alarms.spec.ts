import { test } from '@japa/runner'
import { cityBrain } from '#adapters/government/city_brain/target'
import { createAlarmTeller } from '#adapters/outbox/tell_alarms'
import type { AlarmRow } from '#processes/foundation/alarms/alarm'
import type { AlarmFilter } from '#processes/foundation/alarms/ports'
import type { AnyFact } from '#processes/foundation/deliveries/fact'
import { SETTINGS } from '#tests/adapters/government/sample_facts'

const AT_MS = Date.UTC(2026, 10, 22, 2)
const ALARM: AlarmRow = {
  id: 'a1', source: 'nb-iot', deviceId: 'manhole-7', deviceName: '7 号井盖', deviceKind: 'manhole', kind: 'tilt', name: '井盖倾斜', severity: 'major', state: 'active', drill: false,
  town: 'street_langli', area: null, grid: null, address: '临湘街示例 7 号', longitude: 113.08, latitude: 28.2, owner: 'urban', ruleId: 'r1', raisedAtMs: AT_MS, lastRaisedAtMs: AT_MS,
  clearedAtMs: null, occurrences: 1, values: { tilt: 22.4 }, acknowledgedAtMs: null, acknowledgedBy: null, closedAtMs: null, closedBy: null, closeReason: null, instanceId: null,
  heldBy: null, heldById: null, recurrenceOf: null, members: 0, inhibits: false, closeDueAtMs: null, toldAtMs: null,
}

function county(alarms: AlarmRow[]) {
  const facts: AnyFact[] = []
  const kept = new Set<string>()
  const world = { alarms, isAsked: true, reads: 0, isDown: false, errors: [] as unknown[] }
  const open = () => createAlarmTeller({
    queries: {
      async list(filter: AlarmFilter, _scope, { limit, after }) {
        world.reads += 1
        const all = world.alarms.filter(({ closedAtMs, drill }) => closedAtMs === null && drill === filter.drill)
        const from = Number(after ?? 0)
        return { data: all.slice(from, from + limit), next: from + limit < all.length ? String(from + limit) : null }
      },
    },
    // as the real one: a fact told under an id that is kept changes nothing
    teller: {
      async tell(news) {
        if (world.isDown) throw new Error('the database is away')
        for (const { id, fact } of news.filter((one) => !kept.has(one.id))) {
          kept.add(id)
          facts.push(fact)
        }
      },
    },
    isAsked: () => world.isAsked, nameOf: (unit) => (unit === 'street_langli' ? '㮾梨街道' : unit), onError: (error) => world.errors.push(error),
  })
  const said = () => facts.map(({ content }) => ('alarmId' in content ? `${content.alarmId} ${content.state}` : ''))
  return { world, open, facts, said }
}

test.group('alarms told above', () => {
  test('an alarm is told as it is raised and as it is cleared, each once, over a restart too', async ({ assert }) => {
    const { world, open, said } = county([ALARM])
    const teller = open()
    await teller.look()
    await teller.look()
    world.alarms = [{ ...ALARM, state: 'cleared', clearedAtMs: AT_MS + 60_000 }]
    await open().look()
    await open().look()
    assert.deepEqual(said(), ['a1 raised', 'a1 cleared'])
  })

  test('one raised again before it was closed is another above', async ({ assert }) => {
    const { world, open, said } = county([{ ...ALARM, state: 'cleared', clearedAtMs: AT_MS + 60_000 }])
    const teller = open()
    await teller.look()
    world.alarms = [{ ...ALARM, occurrences: 2, lastRaisedAtMs: AT_MS + 120_000 }]
    await teller.look()
    assert.deepEqual(said(), ['a1 raised', 'a1 cleared', 'a1-2 raised'])
  })

  test('drills, silenced ones and members of a group are not told; what stands for a group is', async ({ assert }) => {
    const { open, said } = county([
      { ...ALARM, drill: true }, { ...ALARM, id: 'member', heldBy: 'group', heldById: 'g1' }, { ...ALARM, id: 'silenced', heldBy: 'silence' }, { ...ALARM, id: 'g1', source: 'grouping', members: 500 },
    ])
    await open().look()
    assert.deepEqual(said(), ['g1 raised'])
  })

  test('one that stands for places of several towns names the county', async ({ assert }) => {
    const { open, facts } = county([{ ...ALARM, source: 'grouping', town: '', address: '', area: '浏阳河流域' }])
    await open().look()
    assert.deepInclude(facts[0]!.content, { town: '长沙县', address: '浏阳河流域' })
  })

  test('of many, over several pages, the oldest goes first', async ({ assert }) => {
    const { open, said, world } = county(Array.from({ length: 450 }, (_, index) => ({ ...ALARM, id: `a${450 - index}`, lastRaisedAtMs: AT_MS + (450 - index) * 1000 })))
    await open().look()
    assert.equal(world.reads, 3)
    assert.deepEqual(said(), Array.from({ length: 450 }, (_, index) => `a${index + 1} raised`))
  })

  test('where nobody takes alarms nothing is read; a target added later is told what stands', async ({ assert }) => {
    const { world, open, said } = county([ALARM])
    const teller = open()
    world.isAsked = false
    await teller.look()
    assert.equal(world.reads, 0)
    world.isAsked = true
    await teller.look()
    assert.deepEqual(said(), ['a1 raised'])
  })

  test('what could not be told is told at the next look', async ({ assert }) => {
    const { world, open, said } = county([ALARM])
    const teller = open()
    world.isDown = true
    await teller.look()
    assert.lengthOf(world.errors, 1)
    world.isDown = false
    await teller.look()
    assert.deepEqual(said(), ['a1 raised'])
  })

  test('the city brain takes what is told', async ({ assert }) => {
    const { open, facts } = county([{ ...ALARM, state: 'cleared', clearedAtMs: AT_MS + 60_000 }])
    await open().look()
    const bodies = facts.map((fact) => cityBrain.mappings.v1!(fact, SETTINGS, { nowMs: AT_MS, messageId: 'm' })).map((mapped) => (mapped.ok ? (JSON.parse(mapped.message.body) as { data: object }).data : mapped.reason))
    assert.deepInclude(bodies[0], { alarmNo: 'a1', state: '1', townName: '㮾梨街道', reading: 'tilt=22.4', severity: '2', raisedAt: '2026-11-22 10:00:00' })
    assert.deepInclude(bodies[1], { alarmNo: 'a1', state: '2', clearedAt: '2026-11-22 10:01:00' })
  })
})
