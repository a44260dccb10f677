import type { SheetInput } from '#forms/documents/sheet'
import { readableRows } from '#forms/validation/readable_rows'
import type { InstanceRow } from '#engine/runtime/ports/rows'
import type { Login } from '../accounts/login.js'
import type { VisibleData } from '../access/visible_data.js'
import { drawDiagram } from '../diagram/draw_diagram.js'
import { markedElements } from '../diagram/marked_elements.js'
import { inLanguage } from '../http/language.js'
import { armedTimers, historyText } from '../presentation/history_text.js'
import { clockText } from '../presentation/instants.js'
import { opinionsOf } from '../presentation/opinions.js'
import { rememberedProcess } from '../presentation/remembered_process.js'
import { startFormOf } from '../presentation/start_form.js'
import type { WebServices } from '../web_services.js'

/** What the 审批单 prints: the starting form, opinions, course and diagram, as far as this reader may see them; a document of the county, in Chinese whatever language its reader has chosen. */
export const sheetInput = (services: WebServices, login: Login, instance: InstanceRow, visible: VisibleData): Promise<SheetInput> =>
  inLanguage('zh-CN', () => readSheet(services, login, instance, visible))

async function readSheet(services: WebServices, login: Login, instance: InstanceRow, visible: VisibleData): Promise<SheetInput> {
  const { engine, organisation, clock } = services
  const [tasks, entries, rows, diagramSvg] = await Promise.all([
    engine.tasks.ofInstance(instance.id),
    engine.history.entries(instance.id),
    formRows(services, instance, visible),
    diagramOf(services, instance),
  ])
  const process = await rememberedProcess(services, instance, entries.flatMap(({ events }) => events))
  const opinions = opinionsOf(services, entries, tasks, (elementId) => process.elements.get(elementId))
  const timers = armedTimers(entries.flatMap(({ events }) => events))
  return {
    title: instance.title ?? process.name,
    number: instance.number ?? instance.id,
    rows,
    opinions: opinions.map((one) => ({
      node: one.node,
      person: one.person?.name ?? '系统',
      ...(one.onBehalfOf ? { onBehalfOf: one.onBehalfOf.name } : {}),
      outcome: [one.act === 'complete' ? '' : one.actLabel, one.outcomeLabel, one.withdrawn ? '（已撤回）' : ''].filter(Boolean).join(' '),
      opinion: one.opinion ?? '',
      at: clockText(Date.parse(one.at)),
    })),
    timeline: entries.flatMap((entry) =>
      entry.events.flatMap((event) => {
        const text = historyText(event, process, organisation, timers)
        return text === null ? [] : [{ at: clockText(entry.atMs), text }]
      }),
    ),
    ...(diagramSvg === null ? {} : { diagramSvg }),
    watermark: `${login.person.name} ${clockText(clock())}`,
  }
}

async function formRows(services: WebServices, instance: InstanceRow, visible: VisibleData): Promise<SheetInput['rows']> {
  const form = await startFormOf(services, instance)
  return form ? readableRows(form.schema, visible.filter(instance.data)) : []
}

async function diagramOf(services: WebServices, instance: InstanceRow): Promise<string | null> {
  const definition = services.engine.definitions.find(instance.definitionId)
  const xml = definition && (await services.engine.definitions.resource(definition.packageId, definition.resource))
  return xml ? drawDiagram(xml, definition.key, await markedElements(services.engine, instance)) : null
}
