import type { ApiClient } from '../api_client.js'
import type { ServerProcess } from '../server_process.js'

/** An answer of the external task REST. */
export interface RestAnswer<T = unknown> {
  status: number
  body: T
  headers: Headers
  text: string
}

export interface Task {
  id: string
  workerId: string | null
  topicName: string
  retries: number | null
  lockExpirationTime: string | null
  processInstanceId: string
  businessKey: string | null
  priority: number
  variables: Record<string, { type: string; value: unknown }>
  errorMessage: string | null
}

export interface Refusal {
  type: string
  message: string
  code: number
}

export interface WorkerAccount {
  id: string
  secret: string
}

/** A caller of `/engine-rest` with an account of its own. */
export interface WorkerClient extends WorkerAccount {
  send<T = unknown>(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<RestAnswer<T>>
  /** One topic, half a minute, no waiting, unless said otherwise. */
  fetch(workerId: string, topicName: string, more?: Record<string, unknown>, topic?: Record<string, unknown>): Promise<Task[]>
}

export const newWorker = async (system: ApiClient, topics: string[]): Promise<WorkerAccount> => {
  const made = await system.post<{ worker: { id: string }; secret: string }>('/admin/workers', { name: '测试工作者', topics })
  if (made.status !== 201) throw new Error(made.text)
  return { id: made.body.worker.id, secret: made.body.secret }
}

export const basic = ({ id, secret }: WorkerAccount): string => `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`

export const workerClient = (server: Pick<ServerProcess, 'url'>, account: WorkerAccount): WorkerClient => {
  const send = async <T>(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<RestAnswer<T>> => {
    const response = await fetch(`${server.url}/engine-rest${path}`, {
      method, headers: { authorization: basic(account), ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    const isJson = response.headers.get('content-type') === 'application/json' && text !== ''
    return { status: response.status, headers: response.headers, text, body: (isJson ? JSON.parse(text) : undefined) as T }
  }
  return {
    ...account,
    send,
    async fetch(workerId, topicName, more = {}, topic = {}) {
      const answer = await send<Task[]>('POST', '/external-task/fetchAndLock', {
        workerId, maxTasks: 10, topics: [{ topicName, lockDuration: 30_000, ...topic }], ...more,
      })
      if (answer.status !== 200) throw new Error(answer.text)
      return answer.body
    },
  }
}

const head = `<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:camunda="http://camunda.org/schema/1.0/bpmn"
  xmlns:gov="http://xingliu.gov/schema/1.0" id="definitions" targetNamespace="urn:test">`

/** Start, one external task of the topic with a catcher for the error `NO_RECORD`, a task for the clerks, end. */
export const externalModel = (key: string, topic: string, options: { attributes?: string; inside?: string } = {}): string => `${head}
<bpmn:error id="no_record" errorCode="NO_RECORD"/>
<bpmn:process id="${key}" name="外部核验" isExecutable="true">
  <bpmn:startEvent id="begin"/><bpmn:sequenceFlow id="f1" sourceRef="begin" targetRef="verify"/>
  <bpmn:serviceTask id="verify" name="核验" camunda:type="external" camunda:topic="${topic}" ${options.attributes ?? ''}>${options.inside ?? ''}</bpmn:serviceTask>
  <bpmn:boundaryEvent id="missing" attachedToRef="verify"><bpmn:errorEventDefinition id="missing_def" errorRef="no_record"/></bpmn:boundaryEvent>
  <bpmn:sequenceFlow id="f2" sourceRef="verify" targetRef="after"/><bpmn:sequenceFlow id="f3" sourceRef="missing" targetRef="ask"/>
  <bpmn:userTask id="after" name="核验之后" camunda:candidateGroups="role:window_clerk@dept:admin_service"/>
  <bpmn:userTask id="ask" name="补录" camunda:candidateGroups="role:window_clerk@dept:admin_service"/>
  <bpmn:sequenceFlow id="f4" sourceRef="after" targetRef="done"/><bpmn:sequenceFlow id="f5" sourceRef="ask" targetRef="done"/><bpmn:endEvent id="done"/>
</bpmn:process></bpmn:definitions>`

/** Start, one external task, end. */
export const bareModel = (key: string, topic: string): string => `${head}
<bpmn:process id="${key}" name="核验" isExecutable="true">
  <bpmn:startEvent id="begin"/><bpmn:sequenceFlow id="f1" sourceRef="begin" targetRef="verify"/>
  <bpmn:serviceTask id="verify" name="核验" camunda:type="external" camunda:topic="${topic}"/>
  <bpmn:sequenceFlow id="f2" sourceRef="verify" targetRef="done"/><bpmn:endEvent id="done"/>
</bpmn:process></bpmn:definitions>`
