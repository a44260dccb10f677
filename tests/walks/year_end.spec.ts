import { test } from '@japa/runner'
import { startServer, type ServerProcess } from '#tests/http/server_process'
import { County, eventually, expectStatus } from './support/county.js'
import { readPrinted } from './support/printed.js'
import { RestaurantCase } from './support/restaurant_case.js'

const endOf = (day: string) => `${day}T23:59:59.999+08:00`

interface CalendarYear {
  year: number
  status: string
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
    await filed.accept()
    const record = await filed.record()
    // Wednesday; 31 December is the first day, 4 January the second: the 1st is statutory, the 2nd and 3rd a weekend
    const due = Object.fromEntries(record.items.map((item) => [item.code, item.dueAt]))
    assert.deepEqual(due, { business_license: endOf('2027-01-05'), food_permit: endOf('2027-01-12'), signboard: endOf('2027-01-07'), fire_check: endOf('2027-01-11') })
    assert.isTrue(record.items.every((item) => item.provisional))
    assert.deepEqual(record.clocks.map((clock) => [clock.kind, clock.dueAt, clock.provisional]), [['promised', endOf('2027-01-14'), true], ['legal', endOf('2027-01-28'), true]])
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

  test('when the notice arrives the dates are counted again by it, with an entry in the journal', async ({ assert }) => {
    const administrator = await county.as('sysadmin')
    const before = expectStatus(await administrator.get<CalendarYear>('/admin/calendars/2027'), 200, 'the year before its notice')
    assert.equal(before.status, 'missing')
    const holidays = ['2027-01-01', '2027-01-02', '2027-01-03'].map((date) => ({ date, name: '元旦', kind: 'holiday' }))
    const notice = { status: 'official', source: '走查用的放假通知（虚构）', days: [...holidays, { date: '2027-01-09', name: '元旦调休上班', kind: 'workday' }] }
    expectStatus(await administrator.put('/admin/calendars/2027', notice), 200, 'the notice')

    // Saturday 9 January is worked now
    const record = await eventually('the new dates', async () => {
      const found = await filed.record()
      return found.clocks.every((clock) => !clock.provisional) ? found : null
    })
    assert.deepEqual(record.clocks.map((clock) => clock.dueAt), [endOf('2027-01-13'), endOf('2027-01-27')])
    const due = Object.fromEntries(record.items.map((item) => [item.code, item.dueAt]))
    assert.deepEqual(due, { business_license: endOf('2027-01-05'), food_permit: endOf('2027-01-11'), signboard: endOf('2027-01-07'), fire_check: endOf('2027-01-09') })
    assert.isFalse(record.items.some((item) => item.provisional))
    const { data } = await county.get<{ data: { actor: { kind: string }; payload: Record<string, unknown> }[] }>('window1', `/instances/${filed.id}/history?limit=200`)
    const entry = data.find((one) => JSON.stringify(one.payload).includes('走查用的放假通知'))
    assert.equal(entry?.actor.kind, 'system')
  })
})
