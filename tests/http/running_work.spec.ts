import { test } from '@japa/runner'
import { County, expectStatus, type Problem } from '#tests/walks/support/county'
import type { ApiAnswer } from './api_client.js'
import { chainResources, forkResources } from './operation_models.js'
import { readPrinted } from '#tests/walks/support/printed'
import { startServer, type ServerProcess } from './server_process.js'

interface Task {
  id: string
  elementId: string
  revision: number
  state: string
  assignee: { id: string } | null
  owner: { id: string; name: string } | null
  signPosition: string | null
  allowedActions: string[]
  outcomes: { value: string; label: string }[]
  fieldPermissions: Record<string, string>
  data: Record<string, unknown>
  signers: { taskId: string; person: { id: string }; position: string; state: string; outcomeLabel: string | null; opinion: string | null; addedBy: { id: string } | null }[]
  waitsForSigners: boolean
  signedTask: { id: string; asked: string | null } | null
  withdrawBlockedBy: string | null
  opinions: { act: string; actLabel: string; withdrawn: boolean; person: { id: string }; opinion: string | null; outcomeLabel: string | null }[]
  instance: { id: string }
  note: string | null
  kind: string
}
interface ReturnTarget {
  elementId: string
  assignee: { id: string } | null
  nearest: boolean
  isStarter: boolean
  also: string[]
}
interface Done {
  taskId: string
  instanceRevision: number
  nextTasks: { id: string; name: string }[]
}
interface Preview {
  cancels: { elementId: string; name: string; people: string }[]
  creates: { elementId: string; name: string; people: string }[]
  ends: boolean
}

/** `[who, element]` for each step done so far, and whose the next one is. */
const CLERK = 'window1'
const REVIEWER = 'market_reviewer'
const LEADER = 'market_approver'

test.group('Operations on running work over HTTP', (group) => {
  let server: ServerProcess
  let county: County
  group.setup(async () => {
    server = await startServer()
    county = new County(server)
    const designer = await county.as('admin')
    for (const resources of [chainResources('chain'), forkResources('side_by_side')]) expectStatus(await designer.post('/definitions', { resources }), 201, 'deploy')
    return () => server.stop()
  })

  const post = async <T = Done>(who: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<ApiAnswer<T>> =>
    (await county.as(who)).post<T>(path, body, { headers })
  const read = (who: string, id: string): Promise<Task> => county.get<Task>(who, `/tasks/${id}`)
  const history = async (id: string): Promise<string[]> =>
    (await county.get<{ data: { text: string | null }[] }>(CLERK, `/instances/${id}/history?limit=200`)).data.flatMap((entry) => entry.text ?? [])
  const returnTargets = async (who: string, taskId: string) => (await county.get<{ data: ReturnTarget[] }>(who, `/tasks/${taskId}/return-targets`)).data
  /** Claims what lies open at an element; answers its id. */
  const take = async (who: string, instanceId: string, elementId: string): Promise<Task> => {
    const found = await county.task(who, instanceId, elementId)
    if (found.assignee === null) expectStatus(await post(who, `/tasks/${found.id}/claim`), 200, 'claim')
    return read(who, found.id)
  }
  /** 起草 is done by the clerk and 审核 taken by the reviewer. */
  const atReview = async (): Promise<{ id: string; draft: Task; review: Task }> => {
    const id = await county.start('window3', 'chain')
    const draft = await take(CLERK, id, 'draft')
    expectStatus(await post(CLERK, `/tasks/${draft.id}/complete`, { outcome: 'agree', opinion: '拟同意', variables: { note: '初稿' } }), 200, 'draft')
    return { id, draft, review: await take(REVIEWER, id, 'review') }
  }

  test('a task of a very long case reads its newest steps and says so; what was said at the steps stays whole', async ({ assert }) => {
    const { id, review } = await atReview()
    const before = (await read(REVIEWER, review.id)) as Task & { hasEarlierOpinions: boolean }
    assert.isFalse(before.hasEarlierOpinions)
    const supervisor = await county.as('supervisor1')
    for (let round = 0; round < 10; round += 1) {
      const answers = await Promise.all(Array.from({ length: 52 }, (_, index) => supervisor.post(`/instances/${id}/variables`, { variables: { remark: `第 ${round * 52 + index} 稿` }, reason: '更正' })))
      for (const answer of answers) expectStatus(answer, 200, 'variables')
    }
    const after = (await read(REVIEWER, review.id)) as Task & { hasEarlierOpinions: boolean }
    assert.isTrue(after.hasEarlierOpinions)
    assert.deepEqual(after.opinions.map(({ act, opinion }) => [act, opinion]), [['complete', '拟同意']])
  })

  test('退回: the page knows where to and whom it costs, the former assignee gets it again, everybody reads why', async ({ assert }) => {
    const { id, review } = await atReview()
    assert.include(review.allowedActions, 'return')
    assert.deepEqual((await returnTargets(REVIEWER, review.id)).map(({ elementId, assignee, nearest, isStarter, also }) => [elementId, assignee?.id, nearest, isStarter, also]), [['draft', CLERK, true, true, []]])
    const asked = { to: 'previous', opinion: '请补充说明', then: 'sequence' }
    const told = expectStatus(await post<Preview>(REVIEWER, `/tasks/${review.id}/preview`, { action: 'return', to: 'previous' }), 200, 'preview')
    assert.deepEqual(told.cancels.map((work) => work.name), ['审核'])
    assert.deepEqual(told.creates.map((work) => [work.name, work.people]), [['起草', '李思雨']])
    assert.equal((await read(REVIEWER, review.id)).state, 'open', 'looking changes nothing')

    expectStatus(await post(REVIEWER, `/tasks/${review.id}/return`, asked, { 'if-match': `"${review.revision}"` }), 200, 'return')
    const again = await county.task(CLERK, id, 'draft')
    assert.equal(again.assignee?.id, CLERK)
    const opened = await read(CLERK, again.id)
    assert.equal(opened.data.note, '初稿')
    const returned = opened.opinions.find((one) => one.act === 'return')!
    assert.deepEqual([returned.person.id, returned.opinion, returned.actLabel], [REVIEWER, '请补充说明', '退回至“起草”'])
    assert.include(await history(id), '吴景明把“审核”退回至“起草”。意见：请补充说明')
    const sheet = await (await county.as(CLERK)).get(`/instances/${id}/sheet`)
    const printed = readPrinted(sheet.bytes)
    if (printed) assert.include(printed.text, '请补充说明')
    if (printed) assert.include(printed.text, '退回至“起草”')
  })

  test('退回 straight back to the returner skips nobody else, and a task not walked is refused by name', async ({ assert }) => {
    const { id, review } = await atReview()
    const refused = await post<Problem>(REVIEWER, `/tasks/${review.id}/return`, { to: 'decide', opinion: '不行' })
    assert.equal(refused.status, 422)
    assert.match(refused.body.detail, /没有经过.*决定.*可退回的环节：.*起草/)
    expectStatus(await post(REVIEWER, `/tasks/${review.id}/return`, { to: 'draft', then: 'back-to-me', opinion: '改后直接给我' }), 200, 'return')
    await county.complete(CLERK, id, 'draft', { outcome: 'agree' })
    assert.equal((await county.task(REVIEWER, id, 'review')).assignee?.id, REVIEWER)
  })

  test('退回 out of a fork names the other branch before it is confirmed, and takes it away', async ({ assert }) => {
    const id = await county.start('window3', 'side_by_side')
    await county.complete(CLERK, id, 'draft', { outcome: 'agree' })
    const one = await take(REVIEWER, id, 'one')
    const other = await take('urban_reviewer', id, 'other')
    assert.deepEqual((await returnTargets(REVIEWER, one.id)).map((target) => target.also), [['会办乙']])
    const told = expectStatus(await post<Preview>(REVIEWER, `/tasks/${one.id}/preview`, { action: 'return', to: 'draft' }), 200, 'preview')
    assert.sameDeepMembers(told.cancels.map((work) => [work.name, work.people]), [['会办甲', '吴景明'], ['会办乙', '蒋云帆']])
    expectStatus(await post(REVIEWER, `/tasks/${one.id}/return`, { to: 'draft', opinion: '重来' }), 200, 'return')
    assert.equal((await post<Problem>('urban_reviewer', `/tasks/${other.id}/complete`, { outcome: 'agree' })).status, 409)
    assert.lengthOf(await county.tasks('urban_reviewer', id), 0)
  })

  test('委派 lends the task, 归还 brings it back; only the owner completes', async ({ assert }) => {
    const { review } = await atReview()
    expectStatus(await post(REVIEWER, `/tasks/${review.id}/delegate`, { to: 'market_reviewer2', opinion: '请代看' }), 200, 'delegate')
    const lent = await read('market_reviewer2', review.id)
    assert.deepEqual([lent.assignee?.id, lent.owner?.id], ['market_reviewer2', REVIEWER])
    assert.include(lent.allowedActions, 'resolve')
    assert.notInclude(lent.allowedActions, 'complete')
    assert.equal((await post<Problem>('market_reviewer2', `/tasks/${review.id}/complete`, { outcome: 'agree' })).status, 409)
    expectStatus(await post('market_reviewer2', `/tasks/${review.id}/resolve`, { opinion: '看过，可以' }), 200, 'resolve')
    const back = await read(REVIEWER, review.id)
    assert.deepEqual([back.assignee?.id, back.owner], [REVIEWER, null])
    assert.deepEqual(back.opinions.slice(1).map((one) => [one.actLabel, one.opinion]), [['委派给谢雨桐', '请代看'], ['归还', '看过，可以']])
    expectStatus(await post(REVIEWER, `/tasks/${review.id}/complete`, { outcome: 'agree' }), 200, 'complete')
  })

  test('前加签: the task waits, the signer reads the form and says what he thinks, then it is the assignee’s again', async ({ assert }) => {
    const { id, review } = await atReview()
    const told = expectStatus(await post<Preview>(REVIEWER, `/tasks/${review.id}/preview`, { action: 'add-signers', users: ['market_handler'], position: 'before' }), 200, 'preview')
    assert.deepEqual(told.creates.map((work) => work.people), ['张书言'])
    expectStatus(await post(REVIEWER, `/tasks/${review.id}/add-signers`, { users: ['market_handler', 'urban_handler'], position: 'before', opinion: '请会签' }), 200, 'add')
    const waiting = await read(REVIEWER, review.id)
    assert.isTrue(waiting.waitsForSigners)
    assert.notInclude(waiting.allowedActions, 'complete')
    assert.include(waiting.allowedActions, 'remove-signers')
    assert.sameDeepMembers(waiting.signers.map((signer) => [signer.person.id, signer.position, signer.state, signer.addedBy?.id]), [
      ['market_handler', 'before', 'open', REVIEWER], ['urban_handler', 'before', 'open', REVIEWER],
    ])
    assert.equal((await post<Problem>(REVIEWER, `/tasks/${review.id}/complete`, { outcome: 'agree' })).status, 409)

    const signing = (await county.tasks('market_handler', id))[0]!
    const share = await read('market_handler', signing.id)
    assert.equal(share.signPosition, 'before')
    assert.deepEqual([share.signedTask?.id, share.signedTask?.asked], [review.id, '请会签'])
    assert.deepEqual(share.outcomes.map((outcome) => outcome.label), ['同意', '不同意'])
    assert.equal(share.fieldPermissions['*'], 'read')
    assert.equal(share.data.note, '初稿')
    assert.equal((await post<Problem>('market_handler', `/tasks/${signing.id}/complete`, { outcome: 'agree', variables: { note: '改' } })).status, 422)
    expectStatus(await post('market_handler', `/tasks/${signing.id}/complete`, { outcome: 'disagree', opinion: '证据不足' }), 200, 'sign')

    expectStatus(await post(REVIEWER, `/tasks/${review.id}/remove-signers`, { users: ['urban_handler'], opinion: '不必了' }), 200, 'remove')
    const free = await read(REVIEWER, review.id)
    assert.isFalse(free.waitsForSigners)
    assert.include(free.allowedActions, 'complete')
    const said = free.opinions.find((one) => one.act === 'sign')!
    assert.deepEqual([said.person.id, said.outcomeLabel, said.opinion, said.actLabel], ['market_handler', '不同意', '证据不足', '前加签'])
    const lines = await history(id)
    for (const line of ['吴景明在“审核”前加签，请张书言、邓子墨签署。说明：请会签', '张书言签署“审核”：不同意。意见：证据不足', '吴景明在“审核”减签，不再请邓子墨签署。说明：不必了']) assert.include(lines, line)
  })

  test('后加签 is the assignee’s own completion, with the form he has filled in', async ({ assert }) => {
    const { id, review } = await atReview()
    const body = { users: ['market_handler'], position: 'after', outcome: 'agree', opinion: '同意，请会签', variables: { note: '定稿' } }
    assert.equal((await post<Problem>(REVIEWER, `/tasks/${review.id}/add-signers`, { ...body, variables: { unheard: 1 } })).status, 422)
    expectStatus(await post(REVIEWER, `/tasks/${review.id}/add-signers`, body), 200, 'add')
    const done = await read(REVIEWER, review.id)
    assert.deepEqual([done.state, done.signers.map((signer) => signer.state)], ['completed', ['open']])
    assert.lengthOf(await county.tasks(LEADER, id), 0, 'it waits for the signers')
    const signing = (await county.tasks('market_handler', id))[0]!
    expectStatus(await post('market_handler', `/tasks/${signing.id}/complete`, { outcome: 'agree' }), 200, 'sign')
    const next = await take(LEADER, id, 'decide')
    assert.equal(next.data.note, '定稿')
  })

  test('撤回 while nobody has touched what came of it, refused by name once somebody has', async ({ assert }) => {
    const id = await county.start('window3', 'chain')
    const draft = await take(CLERK, id, 'draft')
    expectStatus(await post(CLERK, `/tasks/${draft.id}/complete`, { outcome: 'agree', opinion: '手快了' }), 200, 'draft')
    const done = await county.get<{ data: Task[] }>(CLERK, `/tasks?view=done&instanceId=${id}`)
    assert.include(done.data[0]!.allowedActions, 'withdraw')
    assert.isNull((await read(CLERK, draft.id)).withdrawBlockedBy)
    const told = expectStatus(await post<Preview>(CLERK, `/tasks/${draft.id}/preview`, { action: 'withdraw' }), 200, 'preview')
    assert.deepEqual([told.cancels.map((work) => work.name), told.creates.map((work) => work.people)], [['审核'], ['李思雨']])
    const back = expectStatus(await post(CLERK, `/tasks/${draft.id}/withdraw`, { opinion: '有误' }), 200, 'withdraw')
    assert.lengthOf(back.nextTasks, 1, 'the page goes on with it')
    const again = await read(CLERK, back.nextTasks[0]!.id)
    assert.deepEqual(again.opinions.filter((one) => one.act === 'complete').map((one) => [one.opinion, one.withdrawn]), [['手快了', true]])
    assert.lengthOf(await county.tasks(REVIEWER, id), 0)

    expectStatus(await post(CLERK, `/tasks/${again.id}/complete`, { outcome: 'agree' }), 200, 'again')
    await take(REVIEWER, id, 'review')
    const late = await post<Problem>(CLERK, `/tasks/${again.id}/withdraw`, {})
    assert.equal(late.status, 409)
    assert.match(late.body.detail, /吴景明/)
    assert.match((await read(CLERK, again.id)).withdrawBlockedBy!, /吴景明/)
    assert.equal((await post<Problem>(REVIEWER, `/tasks/${again.id}/withdraw`, {})).status, 403)
  })

  test('催办 by the starter or who handed it on, once an hour; never by one’s own', async ({ assert }) => {
    const { id, review } = await atReview()
    expectStatus(await post('window3', `/tasks/${review.id}/urge`, { opinion: '请尽快' }), 200, 'urge')
    assert.equal((await post<Problem>(CLERK, `/tasks/${review.id}/urge`, {})).status, 409, 'once an hour for the task')
    assert.include(await history(id), '欧阳清和催办“审核”。附言：请尽快')
    const { data: [row] } = await county.get<{ data: (Task & { urgedAt: string | null })[] }>(REVIEWER, `/tasks?view=todo&instanceId=${id}`)
    assert.isNotNull(row!.urgedAt, 'the inbox marks it')
    const { urges } = (await read(REVIEWER, review.id)) as Task & { urges: { person: { id: string }; note: string }[] }
    assert.deepEqual(urges.map((urge) => [urge.person.id, urge.note]), [['window3', '请尽快']])
    const tasks = await county.get<{ data: Task[] }>('window3', `/instances/${id}/tasks`)
    assert.include(tasks.data.find((task) => task.id === review.id)!.allowedActions, 'urge')
    assert.equal((await post<Problem>(REVIEWER, `/tasks/${review.id}/urge`, {})).status, 403)
  })

  test('抄送 gives sight and a row to be read; 已阅 is recorded once, by oneself alone', async ({ assert }) => {
    const { id, review } = await atReview()
    const reader = 'fire_handler'
    assert.equal((await (await county.as(reader)).get(`/instances/${id}`)).status, 404)
    expectStatus(await post(REVIEWER, `/tasks/${review.id}/copy`, { users: [reader], opinion: '供参考' }), 200, 'copy')
    expectStatus(await post('window3', `/instances/${id}/copy`, { users: ['fire_reviewer'] }), 200, 'copy by the starter')
    assert.equal((await post<Problem>(REVIEWER, `/instances/${id}/copy`, { users: [reader] })).status, 403)
    const { data: [row] } = await county.get<{ data: (Task & { id: string })[] }>(reader, '/tasks?view=copied')
    assert.deepInclude(row!, { kind: 'copy', note: '供参考', state: 'open', allowedActions: ['read'] })
    assert.equal(row!.instance.id, id)
    assert.equal((await county.get<{ copied: number }>(reader, '/tasks/counts')).copied, 1)
    assert.equal((await (await county.as(reader)).get(`/instances/${id}`)).status, 200)
    const path = `/instances/${id}/copies/${row!.id}/read`
    assert.equal((await post<Problem>('fire_reviewer', path)).status, 404, 'another’s copy')
    expectStatus(await post(reader, path), 200, 'read')
    expectStatus(await post(reader, path), 200, 'read twice')
    assert.equal((await county.get<{ copied: number }>(reader, '/tasks/counts')).copied, 0)
    const { data: copies } = await county.get<{ data: { person: { id: string }; readAt: string | null }[] }>(CLERK, `/instances/${id}/copies`)
    assert.deepEqual(copies.map((copy) => [copy.person.id, copy.readAt !== null]), [[reader, true], ['fire_reviewer', false]])
    assert.equal((await history(id)).filter((line) => line === '赵铁生已阅').length, 1)
    for (const who of ['sysadmin', 'nobody-known']) assert.equal((await post<Problem>(REVIEWER, `/tasks/${review.id}/copy`, { users: [who] })).status, 422, who)
  })

  test('跳转 by an operator or the role that the model names; by nobody else', async ({ assert }) => {
    const { id, review } = await atReview()
    const operator = await county.as('admin')
    const { body: places } = await operator.get<{ tokens: { elementInstanceId: string; elementId: string; targets: { elementId: string }[] }[] }>(`/instances/${id}/move-targets`)
    assert.deepEqual(places.tokens.map((token) => [token.elementId, token.targets.map((target) => target.elementId)]), [['review', ['draft', 'decide']]])
    const told = expectStatus(await operator.post<Preview>(`/instances/${id}/preview`, { action: 'move', to: 'decide' }), 200, 'preview')
    assert.deepEqual(told.cancels.map((work) => [work.name, work.people]), [['审核', '吴景明']])
    assert.equal((await post<Problem>(CLERK, `/instances/${id}/move`, { to: 'decide', reason: '试' })).status, 403)
    assert.equal((await post<Problem>('fire_handler', `/instances/${id}/move`, { to: 'decide', reason: '试' })).status, 404)
    assert.equal((await operator.post<Problem>(`/instances/${id}/move`, { to: 'no-such', reason: '试' })).status, 422)
    expectStatus(await operator.post(`/instances/${id}/move`, { to: 'decide', reason: '领导已当面审定' }), 200, 'move')
    assert.equal((await read(REVIEWER, review.id)).state, 'cancelled')

    await take(LEADER, id, 'decide')
    const seen = await county.get<{ allowedActions: string[] }>(LEADER, `/instances/${id}`)
    assert.include(seen.allowedActions, 'move')
    expectStatus(await post(LEADER, `/instances/${id}/move`, { to: 'draft', reason: '重新起草' }), 200, 'the leader jumps')
    assert.equal((await county.task(CLERK, id, 'draft')).assignee?.id, CLERK)
    assert.include(await history(id), '曾国梁把办件从“决定”跳转至“起草”。原因：重新起草')
  })

  test('唤醒 goes on with what was ended where it is told; 作废 ends it for good', async ({ assert }) => {
    const { id, review } = await atReview()
    const operator = await county.as('admin')
    expectStatus(await operator.post(`/instances/${id}/cancel`, { reason: '申请人来电撤销' }), 200, 'cancel')
    assert.equal((await post<Problem>(REVIEWER, `/tasks/${review.id}/complete`, { outcome: 'agree' })).status, 409)
    const seen = expectStatus(await operator.get<{ allowedActions: string[] }>(`/instances/${id}`), 200, 'read')
    assert.include(seen.allowedActions, 'wake')
    const { body: places } = await operator.get<{ wake: { elementId: string }[] }>(`/instances/${id}/move-targets`)
    assert.deepEqual(places.wake.map((place) => place.elementId), ['draft', 'review', 'decide'])
    const woken = expectStatus(await operator.post<{ status: string }>(`/instances/${id}/wake`, { to: 'review', reason: '申请人改变主意' }), 200, 'wake')
    assert.equal(woken.status, 'active')
    const again = await take(REVIEWER, id, 'review')

    assert.equal((await post<Problem>(REVIEWER, `/instances/${id}/void`, { reason: '不该' })).status, 403)
    const told = expectStatus(await operator.post<Preview>(`/instances/${id}/preview`, { action: 'void' }), 200, 'preview')
    assert.deepEqual(told.cancels.map((work) => work.name), ['审核'])
    const ended = expectStatus(await operator.post<{ status: string }>(`/instances/${id}/void`, { reason: '重复申请' }), 200, 'void')
    assert.equal(ended.status, 'voided')
    assert.equal((await post<Problem>(REVIEWER, `/tasks/${again.id}/complete`, { outcome: 'agree' })).status, 409)
    assert.equal((await operator.post<Problem>(`/instances/${id}/wake`, { to: 'review', reason: '试' })).status, 409)
    const dead = expectStatus(await operator.get<{ allowedActions: string[] }>(`/instances/${id}`), 200, 'read')
    assert.notInclude(dead.allowedActions, 'wake')
  })

  test('each with the same key twice is done once; with a stale revision, while suspended and by a stranger it is refused in its own words', async ({ assert }) => {
    const bodies: Readonly<Record<string, object>> = {
      return: { to: 'previous', opinion: '退' }, delegate: { to: 'market_reviewer2' }, 'add-signers': { users: ['market_handler'], position: 'before' },
      copy: { users: ['fire_handler'] }, transfer: { to: 'market_reviewer2' },
    }
    for (const [action, body] of Object.entries(bodies)) {
      const { id, review } = await atReview()
      const path = `/tasks/${review.id}/${action}`
      assert.equal((await post<Problem>('fire_reviewer', path, body)).status, 404, `${action} by a stranger`)
      assert.equal((await post<Problem>(CLERK, path, body)).status, 403, `${action} by who took part`)
      const stale = await post<Problem>(REVIEWER, path, body, { 'if-match': `"${review.revision - 1}"` })
      assert.equal(stale.status, 409, `${action} stale`)
      const operator = await county.as('admin')
      expectStatus(await operator.post(`/instances/${id}/suspend`, { reason: '核查' }), 200, 'suspend')
      const asleep = await post<Problem>(REVIEWER, path, body)
      assert.equal(asleep.status, action === 'copy' ? 200 : 423, `${action} while suspended`)
      expectStatus(await operator.post(`/instances/${id}/resume`, {}), 200, 'resume')
      const headers = { 'idempotency-key': `${action}-${id}` }
      const [first, twin] = await Promise.all([post(REVIEWER, path, body, headers), post(REVIEWER, path, body, headers)])
      assert.equal(first.status, 200, `${action} ${first.text}`)
      assert.deepEqual(twin.body, first.body, action)
      const { revision } = await county.get<{ revision: number }>('admin', `/instances/${id}`)
      assert.deepEqual((await post(REVIEWER, path, body, headers)).body, first.body, `${action} repeated`)
      assert.equal((await county.get<{ revision: number }>('admin', `/instances/${id}`)).revision, revision, `${action} changes nothing again`)
    }
  })

  test('several at once: each with its own result', async ({ assert }) => {
    const [one, two] = await Promise.all([atReview(), atReview()])
    const batch = async (body: object) => (await post<{ results: { id: string; ok: boolean; problem?: Problem }[] }>(REVIEWER, '/tasks/batch', body)).body.results
    const copied = await batch({ action: 'copy', ids: [one.review.id, two.review.id], users: ['fire_handler'] })
    assert.isTrue(copied.every((result) => result.ok))
    const returned = await batch({ action: 'return', ids: [one.review.id, two.review.id, one.draft.id], to: 'previous', opinion: '一并退回' })
    assert.deepEqual(returned.map((result) => result.ok), [true, true, false])
    assert.equal((await post<Problem>(REVIEWER, '/tasks/batch', { action: 'copy', ids: [one.review.id] })).status, 422)
  })

  test('离职批量转办: a supervisor what he sees, an administrator everything without seeing any', async ({ assert }) => {
    const leaving = 'market_reviewer2'
    const ids: string[] = []
    for (let n = 0; n < 3; n += 1) {
      const id = await county.start('window3', 'chain')
      await county.complete(CLERK, id, 'draft', { outcome: 'agree' })
      await take(leaving, id, 'review')
      ids.push(id)
    }
    assert.equal((await post<Problem>(CLERK, '/tasks/hand-over', { from: leaving, to: REVIEWER, opinion: '离职' })).status, 403)
    assert.equal((await post<Problem>('supervisor1', '/tasks/hand-over', { from: leaving, to: 'auditor', opinion: '离职' })).status, 422)
    assert.equal((await post<Problem>('supervisor1', '/tasks/hand-over', { from: leaving, to: leaving, opinion: '离职' })).status, 422)
    const done = expectStatus(await post<{ results: { ok: boolean; name: string }[] }>('sysadmin', `/admin/users/${leaving}/hand-over`, { to: REVIEWER, opinion: '调离' }), 200, 'hand over')
    assert.isTrue(done.results.every((result) => result.ok))
    assert.isAtLeast(done.results.length, 3)
    for (const id of ids) assert.equal((await county.task(REVIEWER, id, 'review')).assignee?.id, REVIEWER)
    const back = expectStatus(await post<{ results: { ok: boolean }[] }>('supervisor1', '/tasks/hand-over', { from: REVIEWER, to: leaving, opinion: '代管' }), 200, 'supervisor')
    assert.isTrue(back.results.every((result) => result.ok))
    assert.isAtLeast(back.results.length, 3)
    const { data } = await county.get<{ data: { action: string; object: string }[] }>('auditor', '/admin/audit?action=tasks.handed_over')
    assert.includeMembers(data.map((entry) => entry.object), [`user:${leaving}`, `user:${REVIEWER}`])
  })
})
