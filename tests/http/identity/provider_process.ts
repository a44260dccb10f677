import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { TYPESCRIPT_LOADER } from '#tests/rings/typescript_loader'

export interface ProviderProcess {
  issuer: string
  /** Says what happens at the next login there. */
  control(orders: Record<string, unknown>): Promise<void>
  stop(): Promise<void>
}

/** Starts the OpenID provider of provider.ts; it knows the installation at `publicUrl`. */
export async function startProvider(port: number, publicUrl: string): Promise<ProviderProcess> {
  const script = fileURLToPath(new URL('provider.ts', import.meta.url))
  const child = spawn(process.execPath, [...TYPESCRIPT_LOADER, script, String(port), publicUrl], { stdio: ['ignore', 'pipe', 'pipe'] })
  let complaints = ''
  child.stderr.on('data', (chunk: Buffer) => (complaints += chunk.toString()))
  const exited = once(child, 'exit')
  await Promise.race([once(child.stdout, 'data'), exited.then(() => Promise.reject(new Error(`the provider did not start:\n${complaints}`)))])
  const issuer = `http://127.0.0.1:${port}`
  return {
    issuer,
    async control(orders) {
      const answer = await fetch(`${issuer}/control`, { method: 'POST', body: JSON.stringify(orders) })
      if (!answer.ok) throw new Error(await answer.text())
    },
    async stop() {
      child.kill('SIGTERM')
      await exited
    },
  }
}
