import { drawDiagram } from '../diagram/draw_diagram.js'
import { drawHeat } from '../diagram/draw_heat.js'
import { markedElements } from '../diagram/marked_elements.js'
import { elementTimes } from '../operations/element_times.js'
import { signedIn, type Operations } from '../http/api_call.js'
import { notFound, problem } from '../http/problem.js'
import { presentActor } from '../presentation/actor.js'
import { instant } from '../presentation/instants.js'
import { presentOperated, presentOperatedIncident } from '../presentation/operated_instance.js'
import { pageRequest, presentPage } from '../presentation/paging.js'
import { personOrNull } from '../presentation/people.js'
import type { HistoryItem } from '#engine/runtime/ports/history_queries'
import type { ExecutableProcess } from '#engine/model/executable_process'
import type { WebServices } from '../web_services.js'

type InstanceOperations = Pick<
  Operations,
  'listOperatedInstances' | 'readOperatedInstance' | 'readOperatedDiagram' | 'readJournal' | 'verifyInstance' | 'readHeatMap' | 'readHeatDiagram'
>

/** 运行维护 of single instances and versions: where they stand, how long things take, whether the journal is whole. */
export const operatedInstanceController = (services: WebServices): InstanceOperations => ({
  async listOperatedInstances(call) {
    const { definitionId, status, withIncident, q } = call.query
    const page = await services.engine.instances.list(
      {
        withCalled: true,
        ...(definitionId ? { definitionId } : {}),
        ...(status ? { status } : {}),
        ...(withIncident ? { withIncident } : {}),
        ...(q?.trim() ? { idOrNumber: q.trim() } : {}),
      },
      pageRequest(call.query),
    )
    return { body: await presentPage(page, (row) => presentOperated(services, row)) }
  },

  async readOperatedInstance(call) {
    const instance = await found(services, call.params.id)
    const { engine, organisation } = services
    const [process, marks, tasks, incidents, jobs, subscriptions, called] = await Promise.all([
      engine.definitions.compiled(instance.definitionId), markedElements(engine, instance), engine.tasks.ofInstance(instance.id),
      engine.incidents.list({ instanceId: instance.id }, { limit: 50 }), engine.instances.jobs(instance.id), engine.instances.subscriptions(instance.id),
      engine.instances.calledBy(instance.id),
    ])
    const assignee = new Map(tasks.filter(({ state }) => state === 'open').map((task) => [task.elementId, task.assignee]))
    return {
      body: {
        ...presentOperated(services, instance),
        resting: marks.active.map(({ elementId, sinceMs }) => ({
          elementId, elementName: nameIn(process, elementId), since: instant(sinceMs), assignee: personOrNull(organisation, assignee.get(elementId) ?? null),
        })),
        incidents: await Promise.all(incidents.data.map((row) => presentOperatedIncident(services, signedIn(call), row))),
        jobs: jobs.length, subscriptions: subscriptions.length,
        callerId: instance.caller?.instanceId ?? null, calledIds: called.map(({ id }) => id),
      },
    }
  },

  async readOperatedDiagram(call) {
    const instance = await found(services, call.params.id)
    const { xml, key } = await modelOf(services, instance.definitionId)
    return drawing(await drawDiagram(xml, key, await markedElements(services.engine, instance)))
  },

  async readJournal(call) {
    const instance = await found(services, call.params.id)
    const process = await services.engine.definitions.compiled(instance.definitionId)
    const page = await services.engine.history.history(instance.id, pageRequest(call.query))
    return { body: { data: journalLines(services, process, page.data), next: page.next } }
  },

  async verifyInstance(call) {
    const instance = await found(services, call.params.id)
    const { rows, findings } = await services.verifyInstance(instance.id)
    return { body: { rows, findings: findings.map(({ code, seq, message }) => ({ code, seq, message })) } }
  },

  async readHeatMap(call) {
    const { definition, times } = await heat(services, call.params.id, call.query)
    return { body: { definitionId: definition.id, name: definition.name || definition.key, version: definition.version, ...times } }
  },

  async readHeatDiagram(call) {
    const { definition, times } = await heat(services, call.params.id, call.query)
    const { xml, key } = await modelOf(services, definition.id)
    return drawing(await drawHeat(xml, key, times.elements))
  },
})

async function found(services: WebServices, instanceId: string) {
  const instance = await services.engine.instances.find(instanceId)
  if (!instance) throw notFound('流程实例')
  return instance
}

const nameIn = (process: ExecutableProcess, elementId: string): string => process.elements.get(elementId)?.name || elementId

async function modelOf({ engine }: WebServices, definitionId: string): Promise<{ xml: string; key: string }> {
  const definition = engine.definitions.find(definitionId)
  const xml = definition && (await engine.definitions.resource(definition.packageId, definition.resource))
  if (!xml) throw notFound('流程图')
  return { xml, key: definition.key }
}

function drawing(svg: string | null) {
  if (svg === null) throw problem(404, 'E_NO_DIAGRAM', '这个流程没有图形信息（BPMN DI），无法显示流程图。请在流程设计中补画后重新发布。')
  return { bytes: svg, mediaType: 'image/svg+xml; charset=utf-8' }
}

/** Ninety days, unless another period is asked for. */
const PERIOD_MS = 90 * 86_400_000

async function heat(services: WebServices, definitionId: string, { from, to }: { from?: string; to?: string }) {
  const definition = services.engine.definitions.find(definitionId)
  if (!definition) throw notFound('流程版本')
  const toMs = to ? Date.parse(to) : services.clock() + 1
  const fromMs = from ? Date.parse(from) : toMs - PERIOD_MS
  const times = await elementTimes(services.engine, await services.engine.definitions.compiled(definition.id), definition, { fromMs, toMs })
  return { definition, times }
}

/** One line a journal row; what stood in the events stays where it is. */
function journalLines(services: WebServices, process: ExecutableProcess, items: readonly HistoryItem[]) {
  const bySeq = new Map<number, HistoryItem[]>()
  for (const item of items) bySeq.set(item.seq, [...(bySeq.get(item.seq) ?? []), item])
  return [...bySeq.values()].map((row) => ({
    seq: row[0]!.seq, at: instant(row[0]!.atMs), actor: presentActor(services, row[0]!.actor).name, hash: row[0]!.hash,
    events: row.map(({ type, elementId }) => ({ type, elementName: elementId === null ? null : nameIn(process, elementId) })),
  }))
}
