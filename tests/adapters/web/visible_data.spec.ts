import { test } from '@japa/runner'
import { visibleData } from '#adapters/web/server/access/visible_data'

const VALUES = { note: '可见', idNumber: '机密', applicant: { name: '甲', idNumber: '机密' }, partners: [{ name: '乙', idNumber: '机密' }] }
const TASK = { id: 't', elementId: 'n0', state: 'open', assignee: 'li', candidates: [], completedBy: null }

/** What somebody reads of an instance whose nodes have these permissions; the first node's task is in his hands, if he has one. */
const read = async (nodes: readonly Record<string, string>[], options: { worker?: boolean; starter?: string } = {}) => {
  const elements = new Map(nodes.map((fieldPermissions, index) => [`n${index}`, { id: `n${index}`, userTask: { fieldPermissions } }]))
  const services = {
    engine: {
      tasks: { ofInstance: async () => (options.worker === false ? [] : [TASK]) },
      instances: { hasParticipant: async () => true },
      businessRows: { find: async () => null },
      definitions: { compiled: async () => ({ elements }) },
    },
  }
  const login = { userId: 'li', principals: ['user:li'], capabilities: new Set(['handle_work']), roles: new Set() }
  const instance = { id: 'i', starter: options.starter ?? 'wang', caller: null, definitionId: 'd' }
  return (await visibleData(services as never, login as never, instance as never))!.filter(VALUES)
}

test.group('What a login may see of the data', () => {
  test('{name}')
    .with([
      { name: 'a hidden field is withheld', nodes: [{ idNumber: 'hidden', '*': 'read' }], seen: { note: '可见', applicant: VALUES.applicant, partners: VALUES.partners } },
      { name: 'everything that is not named is withheld where the node hides the rest', nodes: [{ note: 'write', '*': 'hidden' }], seen: { note: '可见' } },
      { name: 'a field inside an object is withheld', nodes: [{ 'applicant.idNumber': 'hidden', idNumber: 'hidden', 'partners.idNumber': 'hidden' }], seen: { note: '可见', applicant: { name: '甲' }, partners: [{ name: '乙' }] } },
      { name: 'only the named part of a hidden object is seen', nodes: [{ 'partners.name': 'read', '*': 'hidden' }], seen: { partners: [{ name: '乙' }] } },
      { name: 'a node that hides nothing shows everything', nodes: [{}], seen: VALUES },
    ])
    .run(async ({ assert }, { nodes, seen }) => assert.deepEqual(await read(nodes), seen as never))

  test('without a node of his own a reader sees nothing that any node hides by name', async ({ assert }) => {
    const nodes: Record<string, string>[] = [{ note: 'write', '*': 'hidden' }, { 'applicant.idNumber': 'hidden', idNumber: 'hidden' }]
    assert.deepEqual(await read(nodes, { worker: false }), { note: '可见', applicant: { name: '甲' }, partners: VALUES.partners })
  })

  test("the starter's own form is his to read", async ({ assert }) => {
    assert.deepEqual(await read([{ '*': 'hidden' }], { starter: 'li' }), VALUES)
  })
})
