import { test } from '@japa/runner'
import { County, eventually } from '#tests/walks/support/county'
import { APPLICATION } from '#tests/walks/support/restaurant_case'
import { startServer, type ServerProcess } from './server_process.js'

interface Issued {
  id: string
  template: string
  number: string
  status: string
}

test.group('Documents beside the flow', (group) => {
  let server: ServerProcess
  let county: County
  group.setup(async () => {
    server = await startServer({ clock: '2026-11-23T09:00:00+08:00' })
    county = new County(server)
    return () => server.stop()
  })

  test('whoever is handling the case issues a further receipt, numbered and printed; the same key issues it once', async ({ assert }) => {
    const id = await county.start('window1', 'restaurant', { ...APPLICATION })
    const client = await county.as('window2')
    const early = await client.post(`/instances/${id}/documents`, { template: 'receipt' })
    assert.equal(early.status, 403, 'nobody has claimed the work yet')

    const task = await county.task('window2', id, 'receive')
    await client.post(`/tasks/${task.id}/claim`)
    const headers = { 'idempotency-key': 'receipt-again-1' }
    const issued = await client.post<Issued>(`/instances/${id}/documents`, { template: 'receipt' }, { headers })
    const again = await client.post<Issued>(`/instances/${id}/documents`, { template: 'receipt' }, { headers })
    assert.deepEqual([issued.status, again.status, again.body.id], [201, 201, issued.body.id])
    assert.equal(issued.body.number, '长县行审收〔2026〕2号')

    const printed = await eventually('the receipt to be printed', async () => {
      const { data } = await county.get<{ data: Issued[] }>('window2', `/instances/${id}/documents`)
      return data.length === 2 && data.every((document) => document.status === 'ready') ? data : null
    })
    assert.deepEqual(printed.map((document) => document.number), ['长县行审收〔2026〕1号', '长县行审收〔2026〕2号'])
    const pdf = await client.get(`/documents/${issued.body.id}`)
    assert.equal(pdf.status, 200)
    assert.equal(new TextDecoder().decode(pdf.bytes.subarray(0, 5)), '%PDF-')
  })

  test('a decision is issued by the flow alone; outsiders find no case', async ({ assert }) => {
    const id = await county.start('window1', 'restaurant', { ...APPLICATION })
    const task = await county.task('window1', id, 'receive')
    const client = await county.as('window1')
    await client.post(`/tasks/${task.id}/claim`)
    const refused = await client.post<{ detail: string }>(`/instances/${id}/documents`, { template: 'permit_grant' })
    assert.equal(refused.status, 409)
    assert.match(refused.body.detail, /只能由流程出具/)
    const outsider = await (await county.as('urban_handler')).post(`/instances/${id}/documents`, { template: 'receipt' })
    assert.equal(outsider.status, 404)
  })
})
