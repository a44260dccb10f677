import 'reflect-metadata'
import type { DeployRequest, DeployResponse } from '#adapters/web/contract/definitions'
import type { LoginResponse } from '#adapters/web/contract/sessions'
import type { Resource } from '#engine/runtime/ports/package_store'
import { createClock } from './clock.js'
import { compose } from './compose.js'
import type { Configuration } from './configuration.js'
import { StartFault } from './keys.js'

/** What became of it: `unchanged` = the version in force has the very same content. */
export interface Deployed {
  key: string
  version: number
  unchanged: boolean
}

/** A place to deploy to; closed once it is done. */
export interface Deployment {
  deploy(resources: readonly Resource[], note: string | null): Promise<Deployed>
  close(): Promise<void>
}

/** The database this installation uses. The embedded database must not be in use by a server. */
export async function openLocalDeployment(configuration: Configuration): Promise<Deployment> {
  const composition = await compose(configuration, createClock(configuration.clockStartMs))
  return {
    close: () => composition.close(),
    async deploy(resources, note) {
      const result = await composition.engine.packages.publish({ resources, origin: 'api', publishedBy: null, note })
      if (!result.ok) throw new StartFault(`没有发布：${result.diagnostics.find(({ severity }) => severity === 'error')?.message ?? ''}`)
      return { key: result.package.key, version: result.package.version, unchanged: result.unchanged }
    },
  }
}

/** Signs in at a running server, before anything is checked: a wrong address, password or right is told at once. */
export async function signInToDeploy(url: string, account: { username: string; password: string }): Promise<Deployment> {
  const { token, user } = await post<LoginResponse>(url, '/sessions', account, {})
  const headers = { authorization: `Bearer ${token}` }
  const close = async (): Promise<void> => void (await fetch(`${url}/api/v1/sessions/current`, { method: 'DELETE', headers }).catch(() => undefined))
  if (!user.capabilities.includes('deploy_definitions')) {
    await close()
    throw new StartFault(`账号 ${account.username} 没有“设计与发布流程”的权限。请改用流程设计员的账号。`)
  }
  return {
    close,
    async deploy(resources, note) {
      const request: DeployRequest = { resources: resources.map(({ name, content, encoding }) => ({ name, content, ...(encoding === 'base64' ? { encoding } : {}) })), ...(note === null ? {} : { note }) }
      const answer = await post<DeployResponse>(url, '/definitions', request, headers)
      if (answer.package === null) throw new StartFault('服务器没有返回业务包版本。请核对服务器的版本。')
      return { key: answer.package.key, version: answer.package.version, unchanged: answer.unchanged }
    },
  }
}

async function post<Answer>(url: string, path: string, body: unknown, headers: Record<string, string>): Promise<Answer> {
  const response = await fetch(`${url}/api/v1${path}`, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) }).catch((error: unknown) => {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error)
    throw new StartFault(`连不上 ${url}（${cause}）。请核对地址，并确认服务器已启动。`)
  })
  const answer = (await response.json().catch(() => null)) as (Answer & { detail?: string }) | null
  if (response.ok && answer !== null) return answer
  throw new StartFault(answer?.detail ?? `${url} 的回答是 ${response.status}，不是星流的接口。请核对地址。`)
}
