import { spawn } from 'node:child_process'
import { test } from '@japa/runner'
import { TYPESCRIPT_LOADER } from '#tests/rings/typescript_loader'

const runCrashTest = (server: string): Promise<{ code: number | null; output: string }> =>
  new Promise((resolve) => {
    const child = spawn(process.execPath, [...TYPESCRIPT_LOADER, 'tests/crash/run.ts', '--server', server, '--kills', '3', '--seed', '7'])
    let output = ''
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()))
    child.once('close', (code) => resolve({ code, output }))
  })

test.group('the crash test itself', () => {
  test('passes a bare bus in order', async ({ assert }) => {
    const { code, output } = await runCrashTest('bare')
    assert.equal(code, 0, output)
  }).timeout(120_000)

  test('finds a server out that acknowledges before it commits', async ({ assert }) => {
    const { code, output } = await runCrashTest('early')
    assert.equal(code, 1)
    assert.match(output, /PROBLEM (lost:|.*an acknowledged case has no open task)/)
  }).timeout(120_000)

  test('finds a server out that forgets what it has answered', async ({ assert }) => {
    const { code, output } = await runCrashTest('twice')
    assert.equal(code, 1)
    assert.match(output, /PROBLEM (twice:|complete|start)/)
  }).timeout(120_000)
})
