import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { fileURLToPath } from 'node:url'
import { TYPESCRIPT_LOADER } from '#tests/rings/typescript_loader'

/** Starts a script that stands in for somebody outside, as a process of its own; resolves once it has said anything. Answers how to end it. */
export async function startStandIn(script: URL, args: readonly (string | number)[]): Promise<() => Promise<void>> {
  const child = spawn(process.execPath, [...TYPESCRIPT_LOADER, fileURLToPath(script), ...args.map(String)], { stdio: ['ignore', 'pipe', 'pipe'] })
  let complaints = ''
  child.stderr.on('data', (chunk: Buffer) => (complaints += chunk.toString()))
  const exited = once(child, 'exit')
  await Promise.race([once(child.stdout, 'data'), exited.then(() => Promise.reject(new Error(`${script.pathname} did not start:\n${complaints}`)))])
  return async () => {
    child.kill('SIGKILL')
    await exited
  }
}

export const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const socket = createServer().listen(0, '127.0.0.1', () => {
      const { port } = socket.address() as { port: number }
      socket.close(() => resolve(port))
    })
  })
