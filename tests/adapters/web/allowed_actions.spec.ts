import { test } from '@japa/runner'
import { allowedActions } from '#adapters/web/server/presentation/allowed_actions'
import type { TaskRow } from '#engine/runtime/ports/rows'

const ALL = ['transfer', 'release', 'delegate', 'addSigners', 'removeSigners', 'return', 'withdraw', 'urge', 'copy']
const login = (userId: string) => ({ userId, principals: [`user:${userId}`, 'role:clerk'], capabilities: new Set(['handle_work']) }) as never
const row = (change: Partial<TaskRow> = {}): TaskRow =>
  ({ id: 't', elementId: 'review', state: 'open', assignee: 'wu', candidates: ['role:clerk'], starter: 'li', owner: null, parentTaskId: null, signPosition: null, createdAtMs: 1, completedAtMs: null, completedBy: null, ...change }) as TaskRow
const signer = (change: Partial<TaskRow> = {}): TaskRow => row({ id: 's', assignee: 'zhang', parentTaskId: 't', signPosition: 'before', candidates: [], ...change })
const node = (actions: readonly string[]) => ({ actions }) as never

test.group('What a person may do with a task', () => {
  test('{who}: {why}')
    .with([
      { who: 'wu', why: 'everything the node allows', task: row(), siblings: [], actions: ALL, allowed: ['complete', 'save-draft', 'release', 'transfer', 'delegate', 'return', 'add-signers', 'copy'] },
      { who: 'wu', why: 'nothing that the node does not allow', task: row(), siblings: [], actions: [], allowed: ['complete', 'save-draft'] },
      { who: 'wu', why: 'no release of what was assigned by name', task: row({ candidates: [] }), siblings: [], actions: ['release'], allowed: ['complete', 'save-draft'] },
      { who: 'wu', why: 'nothing but to wait while somebody signs before', task: row(), siblings: [signer()], actions: ALL, allowed: ['remove-signers', 'copy'] },
      { who: 'wu', why: 'all of it while somebody signs beside', task: row(), siblings: [signer({ signPosition: 'parallel' })], actions: ['addSigners'], allowed: ['complete', 'save-draft', 'add-signers', 'remove-signers'] },
      { who: 'wu', why: 'all of it again once they have signed', task: row(), siblings: [signer({ state: 'completed' })], actions: ['addSigners'], allowed: ['complete', 'save-draft', 'add-signers'] },
      { who: 'wu', why: 'only to give back what is lent', task: row({ owner: 'li' }), siblings: [], actions: ALL, allowed: ['resolve'] },
      { who: 'zhang', why: 'a signer signs, or hands it on', task: signer(), siblings: [], actions: ALL, allowed: ['complete', 'transfer', 'add-signers'] },
      { who: 'li', why: 'the starter urges', task: row({ candidates: [] }), siblings: [], actions: ALL, allowed: ['urge'] },
      { who: 'deng', why: 'a stranger does nothing', task: row({ candidates: [] }), siblings: [], actions: ALL, allowed: [] },
      { who: 'wu', why: 'what is free is claimed first', task: row({ assignee: null }), siblings: [], actions: ALL, allowed: ['claim'] },
      { who: 'wu', why: 'takes back while the next is untouched', task: row({ state: 'completed', completedBy: 'wu', completedAtMs: 5 }), siblings: [row({ id: 'n', createdAtMs: 5, assignee: null })], actions: ALL, allowed: ['withdraw'] },
      { who: 'wu', why: 'no more once it was claimed', task: row({ state: 'completed', completedBy: 'wu', completedAtMs: 5 }), siblings: [row({ id: 'n', createdAtMs: 5, assignee: 'li' })], actions: ALL, allowed: [] },
      { who: 'wu', why: 'no more once nothing is open', task: row({ state: 'completed', completedBy: 'wu', completedAtMs: 5 }), siblings: [], actions: ALL, allowed: [] },
      { who: 'wu', why: 'not what somebody else completed', task: row({ state: 'completed', completedBy: 'li', completedAtMs: 5 }), siblings: [row({ id: 'n', createdAtMs: 5, assignee: null })], actions: ALL, allowed: [] },
    ])
    .run(({ assert }, { who, task, siblings, actions, allowed }) =>
      assert.deepEqual(allowedActions(login(who), task, node(actions), { siblings: [task, ...siblings], from: null }), allowed as never))

  test('a supervisor urges others and hands their work on, whatever its node allows of that', ({ assert }) => {
    assert.deepEqual(allowedActions(login('deng'), row({ candidates: [] }), node(['urge']), { siblings: [], from: null, supervises: true }), ['urge', 'transfer'])
  })
})
