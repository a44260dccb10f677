import { test } from '@japa/runner'
import type { SupervisionCard, SupervisionCards } from '#adapters/web/contract/supervision'
import { openOutside } from '#tests/storage/outside_database'
import { startServer, type ServerProcess } from '#tests/http/server_process'
import { County, eventually, expectStatus } from './support/county.js'
import { APPLICATION, RestaurantCase } from './support/restaurant_case.js'

/** A case nobody looks at for a month: cards fall by themselves, the head of the department answers, a correction is added. */
test.group('red and yellow cards', (group) => {
  let server: ServerProcess
  let county: County
  let filed: RestaurantCase
  group.setup(async () => {
    server = await startServer({ clock: '2026-11-23T10:00:00+08:00' })
    county = new County(server)
    filed = await RestaurantCase.file(county, { hasSignboard: 'no', signboards: [], isPublicGathering: 'no' })
    await filed.accept()
    return () => server.stop()
  })
  const cards = async (query = ''): Promise<SupervisionCards> => county.get('supervisor1', `/supervision/cards${query}`)
  const codes = ({ data }: SupervisionCards): string[] => data.map((card) => `${card.title.split(' · ')[0]} ${card.rule}`).sort()

  test('nothing has fallen on the day of acceptance', async ({ assert }) => {
    assert.deepEqual(await cards(), { data: [], next: null, counts: { yellow: 0, red: 0, supervised: 0, unanswered: 0 } })
  })

  test('each rung falls once when its time has come, also for a server that was away', async ({ assert }) => {
    server = await server.restart({ clock: '2026-11-27T09:00:00+08:00' })
    county = new County(server)
    filed = RestaurantCase.of(county, filed.id)
    const early = await eventually('the first cards', async () => {
      const found = await cards()
      return found.data.length >= 3 ? found : null
    })
    assert.deepEqual(codes(early), ['营业执照设立登记（核验） R1', '营业执照设立登记（核验） R3', '营业执照设立登记（核验） Y1'])
    server = await server.restart({ clock: '2026-12-23T09:00:00+08:00' })
    county = new County(server)
    filed = RestaurantCase.of(county, filed.id)
    const late = await eventually('the 督办 of both items', async () => {
      const found = await cards()
      return found.data.filter(({ supervisionInstanceId }) => supervisionInstanceId !== null).length === 2 ? found : null
    })
    const ladder = (name: string) => ['R1', 'R2', 'R3', 'Y1'].map((rule) => `${name} ${rule}`)
    assert.deepEqual(codes(late), [...ladder('营业执照设立登记（核验）'), ...ladder('食品经营许可')])
    assert.deepEqual(late.counts, { yellow: 2, red: 6, supervised: 2, unanswered: 2 })
    assert.isTrue(late.data.every(({ department }) => department.id === 'market'))
  })

  test('the lists narrow by month, kind and colour', async ({ assert }) => {
    assert.lengthOf((await cards('?watched=legal&colour=red')).data, 2)
    assert.lengthOf((await cards('?month=2026-11')).data, 3)
    assert.lengthOf((await cards('?department=urban')).data, 0)
    assert.equal((await (await county.as('window1')).get('/supervision/cards')).status, 403)
  })

  test('the head of the department answers, the supervisor closes; the card stays with both records', async ({ assert }) => {
    const card = (await cards('?watched=legal')).data.find(({ title }) => title.startsWith('食品'))!
    await county.complete('market_approver', card.supervisionInstanceId!, 'answer', { outcome: 'answered', values: { cause: '承办人长期病假', measures: '改派承办人，本周办结' } })
    await county.complete('supervisor1', card.supervisionInstanceId!, 'check', { outcome: 'close', opinion: '认可' })
    const after = (await cards('?watched=legal')).data.find(({ id }) => id === card.id)!
    // What the case is called may name people: the card shows it, the journal of the 督办 keeps only its digest.
    const database = await openOutside(server.databaseUrl ?? `${server.dataDir}/xingliu.sqlite`)
    const journal = JSON.stringify(await database.all('select command, events from journal where instance_id = ?', [card.supervisionInstanceId!]))
    await database.close()
    assert.include(journal, 'caseTitle')
    assert.include(card.title, String(APPLICATION.storeName))
    assert.notInclude(journal, String(APPLICATION.storeName))
    assert.deepEqual(after.records.map(({ kindText, by }) => [kindText, by?.id]), [['答复', 'market_approver'], ['办结', 'supervisor1']])
    assert.equal(after.stateText, '督办办结')
  })

  test('a correction is added to the card and to the case’s journal; unknown cards are refused', async ({ assert }) => {
    const [card] = (await cards('?colour=yellow')).data
    const supervisor = await county.as('supervisor1')
    const corrected = expectStatus(await supervisor.post<SupervisionCard>(`/supervision/cards/${encodeURIComponent(card!.id)}/corrections`, { reason: '停电期间系统误计' }), 200, 'the correction')
    assert.deepEqual(corrected.records.map(({ kind, text, by }) => [kind, text, by?.id]), [['correction', '停电期间系统误计', 'supervisor1']])
    assert.equal(corrected.state, 'corrected')
    assert.lengthOf((await cards()).data, 8)
    const { data } = await county.get<{ data: { text: string }[] }>('supervisor1', `/instances/${filed.id}/history?limit=200`)
    assert.isTrue(data.some((entry) => JSON.stringify(entry).includes('停电期间系统误计')))
    assert.equal((await supervisor.post('/supervision/cards/none/corrections', { reason: '无' })).status, 404)
  })

  test('special procedures work over the wire: the notice has its number, the clock stands still', async ({ assert }) => {
    const { instanceId } = await filed.item('food_permit')
    const refused = await county.tryComplete('market_handler', instanceId!, 'handle', { outcome: 'extend', opinion: '再延几天' })
    assert.equal(refused.status, 409)
    assert.include(refused.text, '承诺期限已过')
    await county.complete('market_handler', instanceId!, 'handle', { outcome: 'special', opinion: '须检测用水', values: { procedureKind: '检测', procedureDays: 5 } })
    const item = await filed.item('food_permit')
    assert.equal(item.statusText, '特别程序中')
    assert.isNull(item.dueAt)
    assert.match(item.documents.find(({ title }) => title === '特别程序告知书')!.number!, /特〔2026〕1号$/)
  })
})
