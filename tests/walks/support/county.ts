import type { ApiAnswer, ApiClient } from '#tests/http/api_client'
import type { ServerProcess } from '#tests/http/server_process'

/** What the walks read of a task; the answers themselves are held against the served OpenAPI document. */
export interface WalkedTask {
  id: string
  name: string
  elementId: string
  revision: number
  dueAt: string | null
  light: string
  remainingWorkingDays: number | null
  assignee: { id: string; name: string } | null
  allowedActions: string[]
  instance: { id: string; title: string; number: string | null }
}

export interface Problem {
  code: string
  title: string
  detail: string
  errors?: { path: string; message: string }[]
}

export interface Answered {
  outcome?: string
  opinion?: string
  values?: Record<string, unknown>
}

/** Throws with the server's own words unless the answer has the status. */
export function expectStatus<T>(answer: ApiAnswer<T>, status: number, what: string): T {
  if (answer.status !== status) throw new Error(`${what}: expected ${status}, but the answer is ${answer.status}\n${answer.text.slice(0, 1500)}`)
  return answer.body
}

/** People of the county at work over the public API: each with a login of his own. */
export class County {
  readonly server: ServerProcess

  constructor(server: ServerProcess) {
    this.server = server
  }

  as(username: string): Promise<ApiClient> {
    return this.server.client(username)
  }

  async get<T>(username: string, path: string): Promise<T> {
    return expectStatus(await (await this.as(username)).get<T>(path), 200, `${username} GET ${path}`)
  }

  /** What the person sees of one instance in his inbox: claimable first, then his own. */
  async tasks(username: string, instanceId: string): Promise<WalkedTask[]> {
    const views = await Promise.all(['claimable', 'todo'].map((view) => this.get<{ data: WalkedTask[] }>(username, `/tasks?view=${view}&instanceId=${instanceId}`)))
    return views.flatMap((view) => view.data)
  }

  /** A task that is there or about to come: what one instance hands to another follows in a commit of its own. */
  task(username: string, instanceId: string, elementId: string): Promise<WalkedTask> {
    return eventually(`the task ${elementId} of ${instanceId} in the inbox of ${username}`, async () =>
      (await this.tasks(username, instanceId)).find((task) => task.elementId === elementId))
  }

  /** 签收, then 办理: as a clerk does it. The answer may be a refusal. */
  async tryComplete(username: string, instanceId: string, elementId: string, { outcome, opinion, values }: Answered = {}): Promise<ApiAnswer<Problem>> {
    const client = await this.as(username)
    const task = await this.task(username, instanceId, elementId)
    if (task.assignee === null) expectStatus(await client.post(`/tasks/${task.id}/claim`), 200, `${username} claims ${elementId}`)
    return client.post<Problem>(`/tasks/${task.id}/complete`, { ...(outcome ? { outcome } : {}), ...(opinion ? { opinion } : {}), variables: values ?? {} })
  }

  async complete(username: string, instanceId: string, elementId: string, answered: Answered = {}): Promise<void> {
    expectStatus(await this.tryComplete(username, instanceId, elementId, answered), 200, `${username} completes ${elementId}`)
  }

  /** Files an application, or starts any other instance; returns its id. */
  async start(username: string, definitionKey: string, variables: Record<string, unknown> = {}): Promise<string> {
    const answer = await (await this.as(username)).post<{ id: string }>('/instances', { definitionKey, variables })
    return expectStatus(answer, 201, `${username} starts ${definitionKey}`).id
  }
}

/** Asks again until the answer is there. The limit is a guard against hanging, no measure. */
export async function eventually<T>(what: string, ask: () => Promise<T | null | undefined | false>, limitMs = 60_000): Promise<T> {
  for (const until = Date.now() + limitMs; Date.now() < until;) {
    const answer = await ask()
    if (answer !== null && answer !== undefined && answer !== false) return answer
    await new Promise((resolve) => setTimeout(resolve, 150))
  }
  throw new Error(`Expected ${what} within ${limitMs / 1000} s, but it did not happen.`)
}
