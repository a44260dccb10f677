import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from '@japa/runner'
import { checkpointSigner } from '#adapters/bootstrap/checkpoint_signer'
import { keysInDatabase, keysInFolder, masterKeyInFolder, seal, unseal } from '#adapters/bootstrap/keys'

test.group('Keys', (group) => {
  let folder: string
  group.each.setup(() => {
    folder = mkdtempSync(join(tmpdir(), 'xingliu-keys-'))
    return () => rmSync(folder, { recursive: true, force: true })
  })

  test('are made once, the same ever after, for their owner alone', ({ assert }) => {
    const first = keysInFolder(folder)
    assert.isAtLeast(first.appKey.length, 32)
    assert.deepEqual(keysInFolder(folder), first)
    assert.equal(statSync(join(folder, 'keys.json')).mode & 0o777, 0o600)
    const master = masterKeyInFolder(folder)
    assert.isTrue(master.isNew)
    assert.deepEqual(masterKeyInFolder(folder), { ...master, isNew: false })
  })

  test('of a folder made by an earlier release get what they lack, and keep what they had', ({ assert }) => {
    writeFileSync(join(folder, 'keys.json'), JSON.stringify({ appKey: 'of the first release, long enough to stay' }))
    const keys = keysInFolder(folder)
    assert.equal(keys.appKey, 'of the first release, long enough to stay')
    assert.deepEqual(keysInFolder(folder), keys)
    assert.lengthOf(checkpointSigner(keys.checkpointKey).publicKey, 43)
    assert.equal(statSync(join(folder, 'keys.json')).mode & 0o777, 0o600)
  })

  test('come out of a seal only with the key that made it, and whole', ({ assert }) => {
    const sealed = seal('secret', 'the right key')
    assert.notInclude(sealed, 'secret')
    assert.notEqual(seal('secret', 'the right key'), sealed)
    assert.equal(unseal(sealed, 'the right key'), 'secret')
    assert.throws(() => unseal(sealed, 'another key'), /MASTER_KEY/)
    const parts = sealed.split('.')
    parts[3] = Buffer.from('forged').toString('base64url')
    assert.throws(() => unseal(parts.join('.'), 'the right key'), /MASTER_KEY/)
  })

  test('of several nodes are those of the first', async ({ assert }) => {
    const rows = new Map<string, string>()
    const settings = {
      get: async (name: string) => rows.get(name) ?? null,
      put: async (name: string, value: string) => void rows.set(name, value),
      putIfAbsent: async (name: string, value: string) => rows.get(name) ?? (rows.set(name, value), value),
    }
    const [one, other] = [await keysInDatabase(settings, 'shared'), await keysInDatabase(settings, 'shared')]
    assert.deepEqual(one, other)
    assert.notInclude([...rows.values()].join(), one.appKey)
  })
})
