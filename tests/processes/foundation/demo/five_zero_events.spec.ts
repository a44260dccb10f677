import { test } from '@japa/runner'
import { createCalendar } from '#processes/foundation/calendar/create_calendar'
import { OFFICIAL_YEARS } from '#processes/foundation/calendar/official_years'
import { demoEvents } from '#processes/foundation/demo/five_zero_events'
import { playDemo } from '#processes/foundation/demo/play_demo'
import type { EventRow } from '#processes/foundation/events/event_rows'
import { CountyDriver, type Submitted } from '../../county_driver.js'
import { readPackage } from '../../read_package.js'

const NOW = Date.parse('2026-11-25T09:00:00+08:00')
const reasonOf = (submitted: Submitted) => (submitted.ok ? null : `${submitted.rejection.message}${JSON.stringify(submitted.rejection.errors ?? [])}`)

test.group('demo events', () => {
  test('every act is accepted, none lies in the future; all channels, categories and ends are there', async ({ assert }) => {
    const steps = demoEvents(NOW, createCalendar(OFFICIAL_YEARS))
    assert.isAtMost(Math.max(...steps.map(({ atMs }) => atMs)), NOW)
    const driver = await CountyDriver.open(readPackage('five-zero/event'), '2026-10-01T09:00:00+08:00')
    const { refused, instances } = await playDemo(steps, {
      standAt: (atMs) => void (driver.nowMs = atMs),
      settle: async () => undefined,
      async start({ definitionKey, values, by }) {
        const submitted = driver.start(definitionKey, by, values)
        return submitted.ok ? { instanceId: submitted.instanceId } : { refused: reasonOf(submitted)! }
      },
      claim: async ({ instanceId, elementId, by }) => reasonOf(driver.claim(elementId, by, instanceId)),
      complete: async ({ instanceId, elementId, by, outcome, opinion, values }) =>
        reasonOf(driver.complete(elementId, by, outcome, values, { instanceId, ...(opinion === null ? {} : { opinion }) })),
      note: async () => '五零事件没有这样的登记',
      upload: async (name) => ({ id: `upload-${name}`, name, size: 1, sha256: '0'.repeat(64) }),
      instanceOfItem: async () => null,
    })
    assert.deepEqual(refused, [])
    const rows = [...instances.values()].map((id) => driver.rows.get(`event_records/${id}`) as unknown as EventRow)
    assert.lengthOf(rows, 40)
    const states = new Set(rows.map(({ statusText }) => statusText))
    assert.includeMembers([...states], ['待受理', '待签收', '处置中', '待核查', '已挂账', '已结案', '退单裁定中'])
    assert.lengthOf(new Set(rows.map(({ category }) => category)), 5)
    const photos = rows.filter(({ channel }) => channel === 'snapshot').map(({ instanceId }) => driver.states.get(instanceId)!.data.photosBefore)
    assert.isNotEmpty(photos)
    for (const taken of photos) assert.deepInclude((taken as object[])[0]!, { name: '现场（示例）.png' })
    assert.isAtLeast(new Set(rows.map(({ channel }) => channel)).size, 6)
    assert.isTrue(rows.some(({ reworkCount }) => reworkCount > 0) && rows.some(({ extensionCount }) => extensionCount > 0))
  })
})
