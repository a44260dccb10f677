import { spawn, type ChildProcess } from 'node:child_process'
import { test } from '@japa/runner'
import { openStorage } from '#storage/open_storage'
import { TYPESCRIPT_LOADER } from '#tests/rings/typescript_loader'
import { createTestDatabase } from '../support/test_database.js'
import { orderFaults, startReceiver } from './receiver.js'
import { cases, openSending, queue, settingsFor } from './sending.js'

const CASES = Number(process.env.OUTBOX_CASES ?? 100)

test('a sender killed between sending and noting it, twice: the next one sends what is open under the same ids, nothing counts double', async ({ assert }) => {
  const database = await createTestDatabase()
  const storage = await openStorage(database.config)
  await storage.migrate()
  await queue(storage, cases(CASES / 10, 10))
  await storage.close()
  const receiver = await startReceiver()
  let child: ChildProcess | null = null
  // killed with answers under way: what was taken here is not noted there
  let killAt = Math.floor(CASES / 3)
  receiver.behave = () => {
    if (receiver.ledger.length >= killAt) child?.kill('SIGKILL')
    return 'accept'
  }
  try {
    for (const node of ['first', 'second']) {
      child = spawn(process.execPath, [...TYPESCRIPT_LOADER, 'tests/runtime/outbox/sender_process.ts', JSON.stringify({ config: database.config, url: receiver.url, node })], { stdio: ['ignore', 'ignore', 'inherit'] })
      await new Promise((resolve) => child!.once('exit', resolve))
      killAt += Math.floor(CASES / 3)
    }
    child = null
    const sending = await openSending({ settings: settingsFor(receiver.url), database, node: 'third' })
    sending.dispatcher.start()
    await sending.until(CASES, 'accepted')
    const ours = await sending.all()
    await sending.close()
    assert.deepEqual(orderFaults(receiver.ledger), [])
    assert.deepEqual(receiver.ledger.map(({ id }) => id).toSorted(), ours.map(({ id }) => id).toSorted())
    assert.isAbove(receiver.requests, CASES, 'what was under way was sent again')
  } finally {
    child?.kill('SIGKILL')
    await receiver.close()
    await database.drop()
  }
}).timeout(120_000)
