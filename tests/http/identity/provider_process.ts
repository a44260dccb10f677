import { startStandIn } from '../support/stand_in.js'

export interface ProviderProcess {
  issuer: string
  /** Says what happens at the next login there. */
  control(orders: Record<string, unknown>): Promise<void>
  /** A logout token of these claims; `isForeign` = signed by another key. */
  logoutToken(claims: Record<string, unknown>, isForeign?: boolean): Promise<string>
  stop(): Promise<void>
}

/** Starts the OpenID provider of provider.ts; it knows the installation at `publicUrl`. */
export async function startProvider(port: number, publicUrl: string): Promise<ProviderProcess> {
  const stop = await startStandIn(new URL('provider.ts', import.meta.url), [port, publicUrl])
  const issuer = `http://127.0.0.1:${port}`
  return {
    issuer,
    async control(orders) {
      const answer = await fetch(`${issuer}/control`, { method: 'POST', body: JSON.stringify(orders) })
      if (!answer.ok) throw new Error(await answer.text())
    },
    async logoutToken(claims, isForeign = false) {
      return (await fetch(`${issuer}/logout-token`, { method: 'POST', body: JSON.stringify({ claims, isForeign }) })).text()
    },
    stop,
  }
}
