import { test } from '@japa/runner'

import { createCalendar } from '#processes/foundation/calendar/create_calendar'
import { OFFICIAL_YEARS } from '#processes/foundation/calendar/official_years'
import type { Light } from '#processes/foundation/clocks/light'
import { lightOf } from '#processes/foundation/clocks/light'
import { demoCases } from '#processes/foundation/demo/cases'
import { demoYear } from '#processes/foundation/demo/demo_year'
import type { DemoDesk } from '#processes/foundation/demo/demo_step'
import { playDemo } from '#processes/foundation/demo/play_demo'
import { CountyDriver, type Submitted } from '../../county_driver.js'
import { readPackage } from '../../read_package.js'

const FILES = readPackage('one-thing/restaurant')
const reasonOf = (submitted: Submitted) => (submitted.ok ? null : `${submitted.rejection.message}${JSON.stringify(submitted.rejection.errors ?? [])}`)

function deskOf(driver: CountyDriver): DemoDesk {
  return {
    standAt(atMs) {
      driver.nowMs = atMs
    },
    settle: async () => undefined,
    async start({ definitionKey, values, by }) {
      const submitted = driver.start(definitionKey, by, values)
      return submitted.ok ? { instanceId: submitted.instanceId } : { refused: reasonOf(submitted)! }
    },
    claim: async ({ instanceId, elementId, by }) => reasonOf(driver.claim(elementId, by, instanceId)),
    complete: async ({ instanceId, elementId, by, outcome, opinion, values }) =>
      reasonOf(driver.complete(elementId, by, outcome, values, { instanceId, ...(opinion === null ? {} : { opinion }) })),
    note: async ({ instanceId, by, fact, ref, values }) => reasonOf(driver.submit(instanceId, { type: 'NoteFact', fact, ref, values: { ...values } }, { kind: 'user', id: by })),
    upload: async (name) => ({ id: `upload-${name}`, name, size: 1, sha256: '0'.repeat(64) }),
    instanceOfItem: async (caseId, item) => driver.item(caseId, item)?.instanceId ?? null,
  }
}

async function played(nowIso: string) {
  const nowMs = Date.parse(nowIso)
  const driver = await CountyDriver.open(FILES, nowIso)
  const demo = await playDemo(demoCases(nowMs, createCalendar(OFFICIAL_YEARS)), deskOf(driver))
  return { driver, nowMs, demo }
}

test.group('demo cases', () => {
  for (const nowIso of ['2026-11-22T08:00:00+08:00', '2026-11-25T17:00:00+08:00', '2026-12-30T10:00:00+08:00', '2026-02-20T10:00:00+08:00']) {
    test(`every step is accepted when the first start is on ${nowIso.slice(0, 10)}, and none lies in the future`, async ({ assert }) => {
      const { driver, nowMs, demo } = await played(nowIso)
      assert.deepEqual(demo.refused, [])
      assert.isAtMost(driver.nowMs, nowMs)
      const statuses = [...demo.instances].map(([name, id]) => [name, driver.caseOf(id).statusText])
      assert.deepEqual(Object.fromEntries(statuses), {
        new: '待收件审查',
        waiting: '待收件审查',
        supplementing: '待申请人补正',
        resubmitted: '待收件审查',
        withdrawn: '申请人已撤回',
        not_accepted: '不予受理',
        beginning: '部门审批中',
        midway: '部门审批中',
        amber: '部门审批中',
        red: '部门审批中',
        refused_item: '待出件',
        finished: '已办结',
      })
    })
  }

  test('they show every light, a refused item beside granted ones, and long names', async ({ assert }) => {
    const { driver, nowMs, demo } = await played('2026-11-25T09:00:00+08:00')
    const itemLight = (name: string, code: string): Light => lightOf(driver.due('item_promised', `${demo.instances.get(name)!}/${code}`)!, nowMs)
    assert.equal(itemLight('beginning', 'food_permit'), 'green')
    assert.equal(itemLight('amber', 'food_permit'), 'amber')
    assert.equal(itemLight('red', 'food_permit'), 'red')
    assert.equal(itemLight('finished', 'food_permit'), 'none')
    assert.equal(driver.caseOf(demo.instances.get('refused_item')!).result, 'partly')
    assert.isAtLeast(driver.caseOf(demo.instances.get('beginning')!).title.length, 35)
    assert.isTrue([...demo.instances.values()].every((id) => driver.documents(id).length > 0))
  })

  test('without the year’s calendar cases that need it stop, the others are there', async ({ assert }) => {
    const { driver, demo } = await played('2028-05-10T10:00:00+08:00')
    assert.isNotEmpty(demo.refused)
    assert.match(demo.refused[0]!, /工作日历/)
    assert.equal(driver.caseOf(demo.instances.get('not_accepted')!).statusText, '不予受理')
  })
})

test.group('demo year', () => {
  const NOW = Date.parse('2026-11-25T09:00:00+08:00')
  const FOLDERS: Readonly<Record<string, string>> = { enterprise: 'enterprise', newborn: 'newborn', restaurant: 'restaurant', retirement: 'retirement', house_transfer: 'house-transfer' }

  test('it has hundreds of cases of all five matters over twelve months, none in the future, and is the same every time', ({ assert }) => {
    const calendar = createCalendar(OFFICIAL_YEARS)
    const steps = demoYear(NOW, calendar)
    const starts = steps.filter(({ action }) => action.kind === 'start')
    assert.isAtLeast(starts.length, 360)
    assert.sameMembers([...new Set(starts.map(({ action }) => (action.kind === 'start' ? action.definitionKey : '')))], Object.keys(FOLDERS))
    assert.isAbove(NOW - Math.min(...starts.map(({ atMs }) => atMs)), 340 * 86_400_000)
    assert.isAtMost(Math.max(...steps.map(({ atMs }) => atMs)), NOW)
    assert.deepEqual(demoYear(NOW, calendar), steps)
  })

  test('who comes twice is not asked again for what was seen, and somebody acts for him; every act is accepted', async ({ assert }) => {
    const steps = demoYear(NOW, createCalendar(OFFICIAL_YEARS), { finished: 0, open: 0, twice: 2 })
    const driver = await CountyDriver.open(readPackage('one-thing/restaurant'), '2025-11-01T09:00:00+08:00')
    const demo = await playDemo(steps, deskOf(driver))
    assert.deepEqual(demo.refused, [])
    const cases = [...demo.instances].filter(([name]) => /^(first|second)-/.test(name)).map(([name, id]) => ({ name, row: driver.caseOf(id) }))
    assert.deepEqual(cases.map(({ row }) => row.statusText), Array.from({ length: 4 }, () => '已办结'))
    const evidence = cases.map(({ name, row }) => [name.split('-')[0], row.materials.find(({ code }) => code === 'identity')!.evidence])
    for (const [name, proof] of evidence) assert.deepInclude(proof as object, name === 'first' ? { grade: 'B', source: 'paper' } : { grade: 'B', source: 'reuse' })
    for (const { row } of cases) assert.exists(driver.rows.get(`mandates/${row.instanceId}/mandate/1`), row.title)
  })

  test('every act of a small year is accepted; some are finished, refused in part, late, withdrawn, some open in every light', async ({ assert }) => {
    const steps = demoYear(NOW, createCalendar(OFFICIAL_YEARS), { finished: 23, open: 14 })
    const found: { status: string; result: string | null; verdict: string | null; light: Light }[] = []
    for (const [definitionKey, folder] of Object.entries(FOLDERS)) {
      const cases = new Set(steps.flatMap(({ case: name, action }) => (action.kind === 'start' && action.definitionKey === definitionKey ? [name] : [])))
      const driver = await CountyDriver.open(readPackage(`one-thing/${folder}`), '2025-11-01T09:00:00+08:00')
      const demo = await playDemo(steps.filter((step) => cases.has(step.case)), deskOf(driver))
      assert.deepEqual(demo.refused, [])
      for (const id of demo.instances.values()) {
        const row = driver.caseOf(id)
        const due = driver.due('case_promised', id) ?? { dueAtMs: null, amberAtMs: null }
        found.push({ status: row.statusText, result: row.result, verdict: row.promised?.verdict ?? null, light: lightOf(due, NOW) })
      }
    }
    assert.lengthOf(found, 38)
    const some = (holds: (one: (typeof found)[number]) => boolean, what: string) => assert.isTrue(found.some(holds), what)
    for (const status of ['已办结', '不予受理', '申请人已撤回', '待申请人补正', '待收件审查']) some((one) => one.status === status, status)
    for (const light of ['green', 'red', 'none'] as const) some((one) => one.light === light, light)
    some(({ verdict }) => verdict === 'overdue', 'overdue')
    some(({ result }) => result === 'partly' || result === 'refused', 'refused in part')
    assert.isAtLeast(found.filter(({ status }) => status === '已办结').length, 18)
  })
})
