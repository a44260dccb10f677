import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from '@japa/runner'
import { createApiClient, type ApiClient } from '#tests/http/api_client'
import { startServer, type ServerProcess } from '#tests/http/server_process'
import { County, eventually, expectStatus } from './support/county.js'
import { RestaurantCase } from './support/restaurant_case.js'

const CLOCK = '2026-11-23T09:00:00+08:00'

/** People whose every request goes to another process than the one before; `turns` counts what each answered. */
const alternating = (nodes: ServerProcess[], turns: Map<string, number>): ServerProcess => {
  let next = 0
  const client = async (username: string): Promise<ApiClient> => {
    const { token } = await nodes[0]!.client(username)
    const own = { authorization: `Bearer ${token}` }
    const turn = (): ApiClient => {
      const node = nodes[next++ % nodes.length]!
      turns.set(node.url, (turns.get(node.url) ?? 0) + 1)
      return createApiClient(node.url, username, token, own)
    }
    return {
      username, token,
      get: (path, options) => turn().get(path, options), post: (path, body, options) => turn().post(path, body, options),
      put: (path, body, options) => turn().put(path, body, options), delete: (path, options) => turn().delete(path, options),
      upload: (path, name, bytes) => turn().upload(path, name, bytes), send: (method, path, init) => turn().send(method, path, init),
    }
  }
  return { client } as ServerProcess
}

/** Contract §5. On the embedded database there is one process: it plays both parts, and is killed as well. */
test.group('one case through two processes, request by request', (group) => {
  let first: ServerProcess
  let second: ServerProcess | null = null
  const folder = mkdtempSync(join(tmpdir(), 'xingliu-node-'))
  group.setup(async () => {
    first = await startServer({ clock: CLOCK })
    if (first.databaseUrl !== null) second = await startServer({ databaseUrl: first.databaseUrl, dataDir: folder, clock: CLOCK })
    return async () => {
      await second?.stop()
      await first.stop()
      rmSync(folder, { recursive: true, force: true })
    }
  })

  test('it comes to its end though one of them is killed in the midst of a command; nothing is done twice', async ({ assert }) => {
    const turns = new Map<string, number>()
    const nodes = second ? [second, first] : [first]
    const county = new County(alternating(nodes, turns))
    const filed = await RestaurantCase.file(county, { storeName: '两个节点走查店', hasSignboard: 'no', isPublicGathering: 'no' })
    await filed.accept()
    await filed.step('business_license', 'handle', 'handler', {
      outcome: 'agree', opinion: '拟同意。', values: { siteInspection: 'no', examinationFindings: '一致。', permitContent: '准予经营。', certificateNumber: '示例-1', validFrom: '2026-12-01', validTo: '2031-11-30' },
    })

    const { instanceId } = await filed.item('business_license')
    const task = await county.task('market_reviewer', instanceId!, 'review')
    const reviewer = await county.as('market_reviewer')
    if (task.assignee === null) expectStatus(await reviewer.post(`/tasks/${task.id}/claim`), 200, 'claim')
    const headers = { 'idempotency-key': 'killed-half-way' }
    const body = { outcome: 'agree', opinion: '同意承办意见。' }
    const victim = createApiClient(first.url, 'market_reviewer', reviewer.token, { authorization: `Bearer ${reviewer.token}` })
    const cut = victim.post(`/tasks/${task.id}/complete`, body, { headers }).catch(() => null)
    await new Promise((resolve) => setTimeout(resolve, 8))
    await first.kill()
    await cut
    if (second) nodes.splice(0, nodes.length, second)
    else nodes.splice(0, nodes.length, (first = await first.restart({ clock: CLOCK })))
    expectStatus(await (await county.as('market_reviewer')).post(`/tasks/${task.id}/complete`, body, { headers }), 200, 'the same command again')

    await filed.step('business_license', 'decide', 'approver', { outcome: 'grant', opinion: '准予。' })
    if (second) nodes.push((first = await first.restart({ clock: CLOCK })))
    await filed.step('business_license', 'certify', 'handler', { outcome: 'certified', values: { certificatePrintedOn: '2026-11-24' } })
    await filed.grant('food_permit')
    await filed.reading('待出件')
    await filed.deliver()
    const closed = await filed.reading('已办结')
    assert.deepEqual(closed.items.map((item) => item.result), ['准予', '准予'])

    const history = await county.get<{ data: { type: string; payload: { elementId?: string; cause?: string } }[] }>('window1', `/instances/${instanceId}/history?limit=200`)
    const reviewed = history.data.filter(({ type, payload }) => type === 'TaskClosed' && payload.elementId === 'review')
    assert.lengthOf(reviewed, 1)
    const numbers = await eventually('every document to be printed', async () => {
      const { data } = await county.get<{ data: { number: string; status: string }[] }>('window1', `/instances/${filed.id}/documents`)
      return data.length > 0 && data.every(({ status }) => status === 'ready') ? data.map(({ number }) => number) : null
    })
    assert.equal(new Set(numbers).size, numbers.length)
    assert.includeMembers(numbers, ['长县市监许准〔2026〕1号', '长县市监许准〔2026〕2号'])
    for (const url of second ? [first.url, second.url] : [first.url]) assert.isAbove(turns.get(url) ?? 0, 10, `${url} took its turns`)
  }).timeout(300_000)
})
