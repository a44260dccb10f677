import { test } from '@japa/runner'
import { startServer, type ServerProcess } from '#tests/http/server_process'
import { County, eventually, expectStatus } from './support/county.js'
import { readPrinted } from './support/printed.js'
import { RestaurantCase } from './support/restaurant_case.js'

const endOf = (day: string) => `${day}T23:59:59.999+08:00`

/** A day of the new year at work, or off, as the notice of the State Council would say it. */
interface CalendarYear {
  year: number
  status: string
  days: Record<string, string>
}

/** The clock stands at 30 December 2026, before the notice for 2027 has been entered. */
test.group('30 December: a limit that reaches into a year without notice', (group) => {
  let server: ServerProcess
  let county: County
  let filed: RestaurantCase
  group.setup(async () => {
    server = await startServer({ clock: '2026-12-30T10:00:00+08:00' })
    county = new County(server)
    filed = await RestaurantCase.file(county)
    return () => server.stop()
  })

  test('the due date goes past New Year’s Day and is marked 暂定', async ({ assert }) => {
    await filed.receive('accept')
    const record = await filed.record()
    // Wednesday; 31 December, then 4 January (1 January is statutory, 2 and 3 a weekend) …
    const due = Object.fromEntries(record.items.map((item) => [item.code, item.dueAt]))
    assert.deepEqual(due, { business_license: endOf('2027-01-05'), food_permit: endOf('2027-01-12'), signboard: endOf('2027-01-07'), fire_check: endOf('2027-01-11') })
    assert.isTrue(record.items.every((item) => item.provisional))
    assert.deepEqual(record.clocks.map((clock) => [clock.kind, clock.dueAt, clock.provisional]), [['promised', endOf('2027-01-14'), true], ['legal', endOf('2027-01-27'), true]])
  })

  test('what is due within the old year is not provisional', async ({ assert }) => {
    const { data } = await county.get<{ data: { dueAt: string | null; elementId: string; remainingWorkingDays: number }[] }>('market_handler', '/tasks?view=claimable&limit=50')
    const task = data.find((one) => one.dueAt === endOf('2026-12-31'))
    assert.equal(task?.elementId, 'handle', 'one working day for 营业执照')
    assert.equal(task?.remainingWorkingDays, 1)
  })

  test('numbers taken in December belong to 2026', async ({ assert }) => {
    const documents = await eventually('the printed notices', async () => {
      const { data } = await county.get<{ data: { id: string; template: string; number: string; status: string }[] }>('window1', `/instances/${filed.id}/documents`)
      return data.length === 2 && data.every((document) => document.status === 'ready') ? data : null
    })
    for (const document of documents) assert.match(document.number, /〔2026〕1号$/)
    const acceptance = documents.find((document) => document.template === 'acceptance')!
    const printed = readPrinted((await (await county.as('window1')).get(`/documents/${acceptance.id}`)).bytes)
    if (printed) assert.include(printed.text, '2026年12月30日')
  })

  test('when the calendar arrives the provisional dates are computed again', async ({ assert }) => {
    const administrator = await county.as('sysadmin')
    const year = expectStatus(await administrator.get<CalendarYear>('/admin/calendars/2027'), 200, 'the provisional year')
    console.log(JSON.stringify(year).slice(0, 500))
    assert.exists(year)
  })
})
