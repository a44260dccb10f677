/**
 * A worker as an office would write it, with the published client: one process, steered by its environment. Prints one JSON line per task:
 * `{done: task}` after the server took the result, `{held: task}` when it keeps one until it is killed, `{refused, task}` when the server did not.
 */
import { BasicAuthInterceptor, Client, Variables } from 'camunda-external-task-client-js'

const environment = process.env
const say = (line: unknown) => void process.stdout.write(`${JSON.stringify(line)}\n`)
const holdFrom = Number(environment.HOLD_FROM ?? Infinity)
let taken = 0

const client = new Client({
  baseUrl: `${environment.BASE_URL}/engine-rest`,
  workerId: environment.WORKER_ID,
  interceptors: new BasicAuthInterceptor({ username: environment.CLIENT_ID ?? '', password: environment.CLIENT_SECRET ?? '' }),
  maxTasks: 20, interval: 0, asyncResponseTimeout: 20_000, lockDuration: Number(environment.LOCK_MS),
})

client.on('poll:error', (error) => say({ pollError: String(error) }))

client.subscribe('ledger', async ({ task, taskService }) => {
  taken += 1
  if (taken >= holdFrom) return say({ held: task.id })
  try {
    await taskService.complete(task, new Variables().set('doneBy', environment.WORKER_ID).set('square', Number(task.variables.get('n')) ** 2))
    say({ done: task.id })
  } catch (error) {
    say({ refused: String(error), task: task.id })
  }
})

client.subscribe('calls', async ({ task, taskService }) => {
  const kind = task.variables.get('kind')
  if (kind === 'error') await taskService.handleBpmnError(task, 'NO_RECORD', '查无此人')
  else if (kind === 'failure') await taskService.handleFailure(task, { errorMessage: '对方没有应答', retries: 0, retryTimeout: 0 })
  else if (kind === 'extend') {
    await taskService.extendLock(task, 60_000)
    await taskService.complete(task)
  } else await taskService.unlock(task)
  say({ done: task.id })
})
