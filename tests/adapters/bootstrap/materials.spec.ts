import { test } from '@japa/runner'

import { forgetMaterials } from '#adapters/bootstrap/forget_materials'
import { createHolderKey } from '#adapters/bootstrap/holder_key'
import type { Engine } from '#engine/runtime/engine'

const DAY_MS = 86_400_000

test.group('Register of materials: keys and keeping', () => {
  test('a holder is known by his number however it is typed, by no other key, and by nothing that tells the number', ({ assert }) => {
    const [here, elsewhere] = [createHolderKey('one'), createHolderKey('another')]
    const known = here('43012119901332002x')
    for (const typed of ['43012119901332002X', ' 43012119901332002x ', '４３０１２１１９９０１３３２００２Ｘ']) assert.equal(here(typed), known, typed)
    assert.notEqual(here('430121199013320020'), known)
    assert.notEqual(elsewhere('43012119901332002X'), known)
    assert.match(known, /^[\w-]{43}$/)
  })

  test('what ended long enough ago is told to its case, one command each; a refusal is not counted', async ({ assert }) => {
    const told: unknown[] = []
    const asked: unknown[] = []
    const engine = {
      businessRows: {
        list: async (...question: unknown[]) => {
          asked.push(question)
          return [{ key: 'c1/identity', name: '身份证明', caseKey: 'c1' }, { key: 'c2/x/result', name: '许可证', caseKey: 'c2' }]
        },
      },
      bus: {
        submit: async (envelope: { instanceId: string }) => {
          told.push(envelope)
          return { ok: envelope.instanceId === 'c1' }
        },
      },
    } as unknown as Pick<Engine, 'businessRows' | 'bus'>
    assert.equal(await forgetMaterials(engine, 2_000 * DAY_MS, 1_000), 1)
    assert.deepEqual(asked, [['material_register', [{ column: 'valid_until_ms', before: 1_000 * DAY_MS }], { limit: 500 }]])
    assert.deepInclude(told[0] as object, { instanceId: 'c1', actor: { kind: 'system' } })
    assert.lengthOf(told, 2)
  })
})
