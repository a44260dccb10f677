import type { InstanceDetail } from '#adapters/web/contract/instances'
import type { Command } from '#engine/kernel/commands'
import type { Answer } from '#engine/runtime/command_envelope'
import type { InstanceRow } from '#engine/runtime/ports/rows'
import { lightOf } from '#processes/foundation/clocks/light'
import { auditRead } from '../access/acting.js'
import { redactEvent } from '../access/redact_event.js'
import { requireFull, requireVisible, supervisedDepartments, visibleData, type VisibleData } from '../access/visible_data.js'
import { recordAudit } from '../accounts/audit.js'
import { actorOf, signedIn, type ApiCall, type Operations } from '../http/api_call.js'
import { notFound, problem, problemOfRejection, ProblemError } from '../http/problem.js'
import { drawDiagram } from '../diagram/draw_diagram.js'
import { markedElements } from '../diagram/marked_elements.js'
import { historyText } from '../presentation/history_text.js'
import { presentIncident, presentInstance } from '../presentation/instance_summary.js'
import { instant, instantOrNull } from '../presentation/instants.js'
import { pageRequest, presentPage } from '../presentation/paging.js'
import { candidateText, personOrNull, personReference } from '../presentation/people.js'
import { outcomeLabel } from '../presentation/task_summary.js'
import type { WebServices } from '../web_services.js'

type InstanceOperations = Pick<
  Operations,
  | 'startInstance' | 'listInstances' | 'readInstance' | 'readHistory' | 'readDiagram' | 'listInstanceTasks' | 'setVariables' | 'suspendInstance'
  | 'resumeInstance' | 'cancelInstance' | 'sendMessage' | 'listIncidents' | 'retryIncident'
>

export const instanceController = (services: WebServices): InstanceOperations => ({
  async startInstance(call) {
    const login = signedIn(call)
    const { definitionKey, version, businessKey, variables, title, draftId } = call.body
    const submission = await startSubmission(services, definitionKey, version, variables ?? {})
    const answer = await services.engine.start({
      definitionKey,
      ...(version === undefined ? {} : { version }),
      businessKey: businessKey ?? null,
      title: title ?? null,
      actor: actorOf(call),
      ...(submission ? { submission } : { variables: variables ?? {} }),
      ...(call.idempotency ? { idempotency: call.idempotency } : {}),
    })
    const accepted = acceptedOf(answer)
    if (draftId) await removeOwnDraft(services, login.userId, draftId)
    return { body: await summaryAfter(services, accepted), headers: { location: `/api/v1/instances/${accepted.instanceId}` } }
  },

  async listInstances(call) {
    const login = signedIn(call)
    const { definitionKey, businessKey, status, startedBy, q } = call.query
    const seesAll = supervisedDepartments(services, login) === 'all'
    const page = await services.engine.instances.list(
      {
        ...(definitionKey ? { definitionKey } : {}),
        ...(businessKey ? { businessKey } : {}),
        ...(status ? { status } : {}),
        ...(startedBy ? { startedBy: startedBy === 'me' ? login.userId : startedBy } : {}),
        ...(q?.trim() ? { q: q.trim() } : {}),
        ...(seesAll ? {} : { participant: login.userId }),
      },
      pageRequest(call.query),
    )
    return { body: await presentPage(page, (row) => presentInstance(services, row)) }
  },

  async readInstance(call) {
    const { instance, visible } = await requireVisible(services, signedIn(call), call.params.id)
    if (visible.level === 'full') await auditRead(services, call, 'data.read', `instance:${instance.id}`)
    return { body: await presentDetail(services, call, instance, visible) }
  },

  async readHistory(call) {
    const { instance, visible } = await requireVisible(services, signedIn(call), call.params.id)
    const process = await services.engine.definitions.compiled(instance.definitionId)
    const page = await services.engine.history.history(instance.id, pageRequest(call.query))
    return {
      body: await presentPage(page, (item) => ({
        seq: item.seq,
        at: instant(item.atMs),
        actor: presentActor(services, item.actor),
        type: item.type,
        ...(item.elementId === null ? {} : { elementId: item.elementId, elementName: process.elements.get(item.elementId)?.name || item.elementId }),
        text: visible.level === 'full' ? historyText(item.payload, process, services.organisation) : null,
        payload: redactEvent(item.payload, visible),
        hash: item.hash,
      })),
    }
  },

  async readDiagram(call) {
    const { instance } = await requireVisible(services, signedIn(call), call.params.id)
    const definition = services.engine.definitions.find(instance.definitionId)
    const xml = definition && (await services.engine.definitions.resource(definition.packageId, definition.resource))
    if (!xml) throw notFound('流程图')
    const svg = await drawDiagram(xml, definition.key, await markedElements(services.engine, instance))
    if (svg === null) throw problem(404, 'E_NO_DIAGRAM', '这个流程没有图形信息（BPMN DI），无法显示流程图。请在流程设计中补画后重新发布。')
    return { bytes: svg, mediaType: 'image/svg+xml; charset=utf-8' }
  },

  async listInstanceTasks(call) {
    const { instance } = await requireFull(services, signedIn(call), call.params.id)
    const [tasks, process] = await Promise.all([services.engine.tasks.ofInstance(instance.id), services.engine.definitions.compiled(instance.definitionId)])
    const data = tasks.map((task) => ({
      id: task.id, name: task.name, elementId: task.elementId, state: task.state,
      assignee: personOrNull(services.organisation, task.completedBy ?? task.assignee),
      candidateText: candidateText(services.organisation, task.candidates),
      createdAt: instant(task.createdAtMs), completedAt: instantOrNull(task.completedAtMs),
      outcomeLabel: outcomeLabel(process.elements.get(task.elementId)?.userTask, task.outcome), opinion: task.opinion,
      dueAt: instantOrNull(task.dueAtMs), light: task.state === 'open' ? lightOf(task, services.clock()) : ('none' as const),
    }))
    return { body: { data } }
  },

  setVariables: (call) => operate(services, call, { type: 'SetVariables', variables: call.body.variables }, call.body.reason),
  suspendInstance: (call) => operate(services, call, { type: 'SuspendInstance', reason: call.body.reason }, call.body.reason),
  resumeInstance: (call) => operate(services, call, { type: 'ResumeInstance' }, call.body.reason ?? ''),
  cancelInstance: (call) => operate(services, call, { type: 'CancelInstance', reason: call.body.reason }, call.body.reason),

  async sendMessage(call) {
    const { name, correlationKey, businessKey, variables } = call.body
    const { matched } = await services.engine.correlate({
      name,
      correlationKey: correlationKey ?? null,
      businessKey: businessKey ?? null,
      variables: variables ?? {},
      actor: actorOf(call),
      ...(call.idempotency ? { idempotency: call.idempotency } : {}),
    })
    return { body: { matched } }
  },

  async listIncidents(call) {
    const { instanceId, state } = call.query
    const filter = { ...(instanceId ? { instanceId } : {}), resolved: state === 'resolved' }
    const page = await services.engine.incidents.list(filter, pageRequest(call.query))
    return { body: await presentPage(page, (row) => presentIncident(services, row)) }
  },

  async retryIncident(call) {
    const login = signedIn(call)
    const incident = await services.engine.incidents.find(call.params.id)
    if (!incident) throw notFound('运行事故')
    const answer = acceptedOf(await services.engine.retryIncident(incident.id, actorOf(call)))
    await recordAudit(services, { actor: login.userId, action: 'instance.operated', target: incident.instanceId, address: call.address, detail: { retried: incident.id } })
    const instance = (await services.engine.instances.find(answer.instanceId))!
    const visible = await visibleData(services, login, instance)
    return { body: await presentInstance(services, instance, visible?.level ?? 'structure') }
  },
})

/** With a start form the values are a submission, validated in the bus; without one they are plain variables. */
async function startSubmission(services: WebServices, definitionKey: string, version: number | undefined, values: Record<string, unknown>) {
  const definition = services.engine.definitions.byKey(definitionKey, version)
  if (!definition) throw notFound('事项')
  const process = await services.engine.definitions.compiled(definition.id)
  const formKey = process.startEvents.find((start) => start.kind === 'none')?.formKey ?? null
  return formKey === null ? null : { formKey, values }
}

type Accepted = Extract<Answer, { ok: true }>

function acceptedOf(answer: Answer): Accepted {
  if (!answer.ok) throw new ProblemError(problemOfRejection(answer.rejection))
  return answer
}

async function removeOwnDraft(services: WebServices, userId: string, draftId: string): Promise<void> {
  const draft = await services.engine.drafts.find(draftId)
  if (draft?.userId === userId) await services.engine.drafts.remove(draftId)
}

/** The row with status and revision of the answer itself: a repeated request is told the same, whatever happened since. */
async function summaryAfter(services: WebServices, answer: Accepted) {
  const row = await services.engine.instances.find(answer.instanceId)
  return { ...(await presentInstance(services, row!)), status: answer.status, revision: answer.revision }
}

async function operate(
  services: WebServices, call: Pick<ApiCall, 'login' | 'idempotency' | 'ifMatch' | 'address'> & { params: { id: string } }, command: Command, reason: string,
) {
  const login = signedIn(call)
  const { instance, visible } = await requireVisible(services, login, call.params.id)
  const answer = acceptedOf(
    await services.engine.bus.submit({
      instanceId: instance.id,
      command,
      actor: actorOf(call),
      ...(call.idempotency ? { idempotency: call.idempotency } : {}),
      ...(call.ifMatch === null ? {} : { expectedRevision: { of: 'instance' as const, id: instance.id, revision: call.ifMatch } }),
    }),
  )
  await recordAudit(services, { actor: login.userId, action: 'instance.operated', target: instance.id, address: call.address, detail: { command: command.type, reason } })
  const row = (await services.engine.instances.find(instance.id))!
  return { body: { ...(await presentInstance(services, row, visible.level)), status: answer.status, revision: answer.revision } }
}

function presentActor(services: WebServices, actor: import('#engine/runtime/command_envelope').Actor) {
  if (actor.kind === 'system') return { kind: 'system' as const, id: null, name: '系统' }
  if (actor.kind === 'client') return { kind: 'client' as const, id: actor.id, name: actor.id }
  const own = { kind: 'user' as const, ...personReference(services.organisation, actor.id) }
  return actor.onBehalfOf ? { ...own, onBehalfOf: personReference(services.organisation, actor.onBehalfOf) } : own
}

async function presentDetail(services: WebServices, call: Pick<ApiCall, 'login'>, instance: InstanceRow, visible: VisibleData): Promise<InstanceDetail> {
  const { engine } = services
  const definition = engine.definitions.find(instance.definitionId)
  const [summary, process, tasks, incidents, marks] = await Promise.all([
    presentInstance(services, instance, visible.level),
    engine.definitions.compiled(instance.definitionId),
    engine.tasks.ofInstance(instance.id),
    engine.incidents.list({ instanceId: instance.id }, { limit: 50 }),
    markedElements(engine, instance),
  ])
  const open = new Map(tasks.filter((task) => task.state === 'open').map((task) => [task.elementId, task]))
  return {
    ...summary,
    definition: { id: instance.definitionId, key: instance.definitionKey, name: process.name || instance.definitionKey, version: definition?.version ?? 0 },
    variables: visible.level === 'full' ? visible.filter(instance.data) : null,
    activeElements: marks.active.map(({ elementId, sinceMs }) => {
      const task = open.get(elementId)
      const element = process.elements.get(elementId)
      return {
        elementId,
        elementType: element?.type ?? 'unknown',
        name: element?.name || elementId,
        since: instant(sinceMs),
        assignee: task ? personOrNull(services.organisation, task.assignee) : null,
        candidateText: task ? candidateText(services.organisation, task.candidates) : null,
      }
    }),
    incidents: await Promise.all(incidents.data.map((incident) => presentIncident(services, incident))),
    form: visible.level === 'full' ? await startForm(services, instance, visible) : null,
    allowedActions: instanceActions(signedIn(call).capabilities.has('operate_instances'), instance),
  }
}

async function startForm(services: WebServices, instance: InstanceRow, visible: VisibleData): Promise<InstanceDetail['form']> {
  const process = await services.engine.definitions.compiled(instance.definitionId)
  const key = process.startEvents.find((start) => start.kind === 'none')?.formKey
  const form = key ? await services.engine.definitions.form(instance.packageId, key) : null
  return form ? { key: form.key, schema: { ...form.schema } as Record<string, unknown>, data: visible.filter(instance.data) } : null
}

function instanceActions(mayOperate: boolean, instance: InstanceRow): InstanceDetail['allowedActions'] {
  if (!mayOperate || instance.endedAtMs !== null) return []
  return instance.status === 'suspended' ? ['resume', 'cancel', 'set-variables'] : ['suspend', 'cancel', 'set-variables']
}
