import { auditRead } from '../access/acting.js'
import { isForPeople, readManifest } from '../access/may_start.js'
import { redactEvent } from '../access/redact_event.js'
import { requireFull, requireVisible, supervisedDepartments } from '../access/visible_data.js'
import { requireNoValues } from '../access/without_form.js'
import { takenOver } from '../materials/taken_over.js'
import { drawDiagram } from '../diagram/draw_diagram.js'
import { markedElements } from '../diagram/marked_elements.js'
import { acceptedOf, type Accepted } from '../http/accepted.js'
import { actorOf, signedIn, type Operations } from '../http/api_call.js'
import { language } from '../http/language.js'
import { notFound, problem } from '../http/problem.js'
import { presentActor } from '../presentation/actor.js'
import { armedTimers, hasEarlierTimers, historyText, type ArmedTimers } from '../presentation/history_text.js'
import { presentDetail } from '../presentation/instance_detail.js'
import { presentInstance } from '../presentation/instance_summary.js'
import { instant } from '../presentation/instants.js'
import { pageRequest, presentPage } from '../presentation/paging.js'
import { presentInstanceTask } from '../presentation/instance_task.js'
import { rememberedProcess } from '../presentation/remembered_process.js'
import type { Event } from '#engine/kernel/events'
import type { WebServices } from '../web_services.js'

type InstanceOperations = Pick<
  Operations,
  'startInstance' | 'listInstances' | 'readInstance' | 'readHistory' | 'readDiagram' | 'listInstanceTasks'
>

/** 办件: starting, finding and reading them. */
export const instanceController = (services: WebServices): InstanceOperations => ({
  async startInstance(call) {
    const login = signedIn(call)
    const { definitionKey, version, businessKey, variables, title, draftId, reusedMaterials = [] } = call.body
    const submission = await startSubmission(services, definitionKey, version, variables ?? {})
    if (!submission) requireNoValues(login, variables ?? {})
    const reused = await takenOver(services, login, reusedMaterials)
    const answer = await services.engine.start({
      definitionKey,
      ...(version === undefined ? {} : { version }),
      businessKey: businessKey ?? null,
      title: title ?? null,
      actor: actorOf(call),
      ...(submission ? { submission, variables: reused } : { variables: { ...variables, ...reused } }),
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
    return { body: await presentDetail(services, signedIn(call), instance, visible) }
  },

  async readHistory(call) {
    const { instance, visible } = await requireVisible(services, signedIn(call), call.params.id)
    const page = await services.engine.history.history(instance.id, pageRequest(call.query))
    const process = await rememberedProcess(services, instance, page.data.map((item) => item.payload))
    const timers = await timersOf(services, instance.id, page.data.map((item) => item.payload))
    return {
      body: await presentPage(page, (item) => ({
        seq: item.seq,
        at: instant(item.atMs),
        actor: presentActor(services, item.actor),
        type: item.type,
        ...(item.elementId === null ? {} : { elementId: item.elementId, elementName: process.elements.get(item.elementId)?.name || item.elementId }),
        text: visible.level === 'full' ? historyText(item.payload, process, services.organisation, timers) : null,
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
    const login = signedIn(call)
    const { instance } = await requireFull(services, login, call.params.id)
    const [tasks, process] = await Promise.all([services.engine.tasks.ofInstance(instance.id), services.engine.definitions.compiled(instance.definitionId)])
    const supervises = login.capabilities.has('operate_instances')
    return { body: { data: tasks.map((task) => presentInstanceTask(services, login, task, process, { siblings: tasks, supervises })) } }
  },
})

/** The timers that a page of history speaks of; those armed on an earlier page are looked up in the journal. */
async function timersOf(services: WebServices, instanceId: string, shown: readonly Event[]): Promise<ArmedTimers> {
  if (!hasEarlierTimers(shown)) return armedTimers(shown)
  const entries = await services.engine.history.entries(instanceId)
  return armedTimers(entries.flatMap(({ events }) => events))
}

/** With a start form the values are a submission, validated in the bus; without one they are plain variables. */
async function startSubmission(services: WebServices, definitionKey: string, version: number | undefined, values: Record<string, unknown>) {
  const definition = services.engine.definitions.byKey(definitionKey, version)
  if (!definition || !isForPeople(definition, await readManifest(services, definition.packageId))) throw notFound('事项')
  const process = await services.engine.definitions.compiled(definition.id)
  const formKey = process.startEvents.find((start) => start.kind === 'none')?.formKey ?? null
  return formKey === null ? null : { formKey, values, locale: language() }
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
