import type { InstanceDetail } from '#adapters/web/contract/instances'
import type { AdHocChoice } from '#adapters/web/contract/tasks'
import { movableTokens } from '#engine/kernel/move_targets'
import { stateOfRow } from '#engine/runtime/bus/state_of_row'
import type { InstanceRow } from '#engine/runtime/ports/rows'
import { withdrawalBlock } from '#processes/foundation/case/withdrawal'
import type { Login } from '../accounts/login.js'
import type { VisibleData } from '../access/visible_data.js'
import { withdrawableAtWindow } from '../commands/withdraw_application.js'
import { markedElements } from '../diagram/marked_elements.js'
import type { WebServices } from '../web_services.js'
import { presentAdHoc } from './ad_hoc.js'
import { presentIncident, presentInstance } from './instance_summary.js'
import { instant } from './instants.js'
import { candidateText, personOrNull } from './people.js'
import { startFormOf } from './start_form.js'

/** One instance as its reader may see it: all of it, or only where it stands. */
export async function presentDetail(services: WebServices, login: Login, instance: InstanceRow, visible: VisibleData): Promise<InstanceDetail> {
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
  const choices = presentAdHoc(login, process, instance, visible.level)
  return {
    ...summary,
    definition: { id: instance.definitionId, key: instance.definitionKey, name: process.name || instance.definitionKey, version: definition?.version ?? 0 },
    variables: visible.level === 'full' ? visible.filter(instance.data) : null,
    activeElements: marks.active.map(({ elementInstanceId, elementId, sinceMs }) => {
      const task = open.get(elementId)
      const element = process.elements.get(elementId)
      return {
        elementId,
        elementType: element?.type ?? 'unknown',
        name: element?.name || elementId,
        since: instant(sinceMs),
        assignee: task ? personOrNull(services.organisation, task.assignee) : null,
        candidateText: task ? candidateText(services.organisation, task.candidates) : null,
        ...adHocOf(choices, elementInstanceId),
      }
    }),
    incidents: await Promise.all(incidents.data.map((incident) => presentIncident(services, incident))),
    form: visible.level === 'full' ? await startForm(services, instance, visible) : null,
    allowedActions: [
      ...instanceActions(login, instance, visible.level, movableTokens(process, stateOfRow(instance)).flatMap(({ roles }) => roles)),
      ...(visible.level === 'full' && (await mayWithdraw(services, login, instance)) ? (['withdraw'] as const) : []),
    ],
  }
}

function adHocOf(choices: readonly AdHocChoice[], elementInstanceId: string): Pick<InstanceDetail['activeElements'][number], 'adHoc'> {
  const adHoc = choices.find(({ id }) => id === elementInstanceId)
  return adHoc === undefined ? {} : { adHoc }
}

async function startForm(services: WebServices, instance: InstanceRow, visible: VisibleData): Promise<InstanceDetail['form']> {
  const form = await startFormOf(services, instance)
  return form ? { key: form.key, schema: { ...form.schema } as Record<string, unknown>, data: visible.filter(instance.data) } : null
}

async function mayWithdraw(services: WebServices, login: Login, instance: InstanceRow): Promise<boolean> {
  if (instance.status !== 'active') return false
  const found = await withdrawableAtWindow(services, login, instance)
  return found !== null && withdrawalBlock(found.row, found.manifest.case!.withdrawal) === null
}

type Actions = InstanceDetail['allowedActions']

/** What the caller may do with it as a whole; the bus decides again when he does it. */
function instanceActions(login: Login, instance: InstanceRow, level: VisibleData['level'], jumpRoles: readonly string[]): Actions {
  const isOperator = login.capabilities.has('operate_instances')
  const isFull = level === 'full'
  const copy: Actions = isFull && (isOperator || instance.starter === login.userId) ? ['copy'] : []
  if (instance.endedAtMs !== null) return [...copy, ...(isOperator && instance.caller === null && instance.status !== 'voided' ? (['wake'] as const) : [])]
  const mayJump = isOperator || (isFull && jumpRoles.some((role) => login.principals.includes(role)))
  const move: Actions = mayJump && instance.status === 'active' ? ['move'] : []
  if (!isOperator) return [...copy, ...move]
  return [...copy, ...move, instance.status === 'suspended' ? 'resume' : 'suspend', 'cancel', 'void', ...(isFull ? (['set-variables'] as const) : [])]
}

