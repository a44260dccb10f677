import { readFileSync } from 'node:fs'
import { test } from '@japa/runner'
import { packageFolder } from '#tests/processes/read_package'
import { County, eventually, type Problem } from '#tests/walks/support/county'
import { startServer, type ServerProcess } from './server_process.js'

interface Seen {
  statusText: string
  items: { code: string; instanceId: string | null; result: string | null; light: string }[]
}
interface Issued {
  data: { title: string; number: string | null; status: string }[]
}

/** The five, with the application their first rehearsal files and the person who handles their first item. */
const FIVE = [
  ['restaurant', 'restaurant', 'food_permit'], ['enterprise', 'enterprise', 'setup'], ['newborn', 'newborn', 'vaccination'],
  ['retirement', 'retirement', 'qualification'], ['house-transfer', 'house_transfer', 'contract_check'],
] as const
const applicationOf = (folder: string): Record<string, unknown> =>
  (JSON.parse(readFileSync(`${packageFolder(`one-thing/${folder}`)}/rehearsals/all_granted.json`, 'utf8')) as { start: { values: Record<string, unknown> } }).start.values

const FOUND = { examinationFindings: '材料齐全，符合条件。', resultContent: '按申请办理。' }

test.group('撤回', (group) => {
  let server: ServerProcess
  let county: County
  group.setup(async () => {
    server = await startServer()
    county = new County(server)
  })
  group.teardown(() => server.stop())
  group.each.timeout(180_000)

  const seen = (id: string) => county.get<Seen>('window1', `/cases/${id}`)
  const documents = async (id: string) => (await county.get<Issued>('window1', `/instances/${id}/documents`)).data
  const withdraw = async (username: string, id: string) => (await county.as(username)).post<Problem>(`/instances/${id}/withdraw`, { reason: '申请人不办了' })
  async function accepted(folder: string, key: string): Promise<string> {
    const id = await county.start('window1', key, applicationOf(folder))
    await county.complete('window2', id, 'receive', { outcome: 'accept' })
    await eventually('an item to begin', async () => (await seen(id)).items.some(({ instanceId }) => instanceId !== null))
    return id
  }

  for (const [folder, key, first] of FIVE) {
    test(`${key}: one case of two, by the window alone, with its notice; the children end, a second time is refused`, async ({ assert }) => {
      const [mine, other] = [await accepted(folder, key), await accepted(folder, key)]
      const broadcast = await (await county.as('supervisor1')).post<{ matched: string[] }>('/messages', { name: 'applicant_withdraws' })
      assert.deepEqual(broadcast.body.matched, [], 'a message without the key of a case reaches none')
      assert.equal((await withdraw('market_handler', mine)).status >= 403, true, 'a department is not the window')

      const answers = await Promise.all([1, 2, 3].map(() => withdraw('window2', mine)))
      assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 409, 409])
      const record = await seen(mine)
      assert.equal(record.statusText, '申请人已撤回')
      assert.isTrue(record.items.every(({ result, light }) => result !== null && light === 'none'))
      const child = record.items.find(({ code }) => code === first)!
      await eventually('the child to end', async () => (await county.tasks('supervisor1', child.instanceId!)).length === 0)
      const notice = (await documents(mine)).find(({ title }) => title === '准予撤回通知书')
      assert.match(notice?.number ?? '', /〔\d{4}〕\d+号$/)
      assert.equal((await withdraw('window2', mine)).status, 409)
      assert.notEqual((await seen(other)).statusText, '申请人已撤回', 'the other case goes on')
      assert.isUndefined((await documents(other)).find(({ title }) => title === '准予撤回通知书'))
    })
  }

  test('at once with the decision: one of the two is done, never both', async ({ assert }) => {
    for (let round = 0; round < 3; round += 1) {
      const id = await accepted('enterprise', 'enterprise')
      const setup = (await seen(id)).items.find(({ code }) => code === 'setup')!.instanceId!
      await county.complete('market_handler', setup, 'handle', { outcome: 'agree', opinion: '同意', values: FOUND })
      await county.complete('market_reviewer', setup, 'review', { outcome: 'pass', opinion: '同意' })
      const task = await county.task('market_approver', setup, 'decide')
      const approver = await county.as('market_approver')
      await approver.post(`/tasks/${task.id}/claim`)
      const [decided, withdrawn] = await Promise.all([approver.post(`/tasks/${task.id}/complete`, { outcome: 'grant', opinion: '同意办理。', variables: {} }), withdraw('window1', id)])
      assert.equal([decided.status, withdrawn.status].filter((status) => status === 200).length, 1, `${decided.status} ${withdrawn.status} ${decided.text}`)
      const titles = (await documents(id)).map(({ title }) => title)
      assert.equal(titles.includes('准予撤回通知书'), withdrawn.status === 200)
      assert.equal(titles.includes('办理结果告知书'), decided.status === 200)
      assert.equal((await seen(id)).statusText === '申请人已撤回', withdrawn.status === 200)
    }
  })
})
