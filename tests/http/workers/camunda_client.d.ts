/** What the tests use of the client, which brings no types. */
declare module 'camunda-external-task-client-js' {
  export class Variables {
    get(name: string): unknown
    set(name: string, value: unknown): Variables
  }
  export interface Task {
    id: string
    processInstanceId: string
    variables: Variables
  }
  export interface TaskService {
    complete(task: Task, variables?: Variables): Promise<void>
    handleFailure(task: Task, options: { errorMessage: string; retries: number; retryTimeout: number }): Promise<void>
    handleBpmnError(task: Task, code: string, message?: string): Promise<void>
    extendLock(task: Task, newDuration: number): Promise<void>
    unlock(task: Task): Promise<void>
  }
  export class BasicAuthInterceptor {
    constructor(account: { username: string; password: string })
    readonly header: Record<string, string>
  }
  export class Client {
    constructor(options: Record<string, unknown>)
    subscribe(topic: string, handler: (call: { task: Task; taskService: TaskService }) => Promise<void>): void
    on(event: string, listener: (...args: unknown[]) => void): void
    stop(): void
  }
}
