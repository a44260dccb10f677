import type { SourceElement } from '#engine/model/source_element'
import { extensionsOf, localName, replace, setProperty, writeOwn } from './rewrite.js'
import { isApproximated, isUnderstood, isWork, type Judgement, type Part } from './row.js'

const REFUSED = 'refuse'

export const childText = (element: SourceElement, name: string): string => extensionsOf(element).find((child) => localName(child) === name)?.$body?.trim() ?? ''

/** Whether several people vote: everybody by ratio (2) or one after the other (4). */
export function isVotedOn(task: SourceElement): boolean {
  const method = childText(task, 'approveMethod')
  return task.loopCharacteristics !== undefined && method !== '1' && method !== '3'
}

const flowElementsOf = (element: SourceElement): SourceElement[] => (element.$parent as unknown as { flowElements: SourceElement[] }).flowElements
const outgoingOf = (element: SourceElement): readonly SourceElement[] => flowElementsOf(element).filter((flow) => flow.$type === 'bpmn:SequenceFlow' && flow.sourceRef === element)

/** Refusing ends the process: only where the ways on carry no conditions of their own. */
const canEndOnRefusal = (task: SourceElement): boolean => !isVotedOn(task) && outgoingOf(task).length > 0 && outgoingOf(task).every((flow) => flow.conditionExpression === undefined)

/** 1 refusing ends the process, 2 it returns to a step. */
export function judgeReject({ holder, text }: Part): Judgement {
  if (text === '2') return isApproximated('拒绝改为“退回”，由办理人选择退到哪个环节')
  if (text === '1' && canEndOnRefusal(holder)) return isApproximated('办理结果分为通过和拒绝，拒绝后流程结束；图上没有这条线，建议用排他网关画出')
  return isWork('拒绝后的走向须画在图上：给环节加办理结果（gov:outcomes），再用排他网关分出“不同意”的走向')
}

/** Two outcomes, and a way to an end that nobody has drawn. */
export function endOnRefusal({ holder, text }: Part): void {
  if (text !== '1' || !canEndOnRefusal(holder) || holder.$attrs?.['gov:outcomes'] !== undefined) return
  writeOwn(holder, 'outcomes', `agree:${buttonName(holder, '1', '通过')},${REFUSED}:${buttonName(holder, '2', '拒绝')}`)
  for (const flow of outgoingOf(holder)) setProperty(flow, 'conditionExpression', condition(`lastOutcome != "${REFUSED}"`))
  const end: SourceElement = {
    $type: 'bpmn:EndEvent',
    $attrs: {},
    id: `${holder.id ?? ''}_refused`,
    name: '拒绝',
    eventDefinitions: [{ $type: 'bpmn:TerminateEventDefinition', $attrs: { 'flowable:terminateAll': 'true' } }],
  }
  const way: SourceElement = { $type: 'bpmn:SequenceFlow', $attrs: {}, id: `${holder.id ?? ''}_refusal`, sourceRef: holder, targetRef: end, conditionExpression: condition(`lastOutcome = "${REFUSED}"`) }
  flowElementsOf(holder).push(end, way)
}

const condition = (body: string) => ({ $type: 'bpmn:FormalExpression', $attrs: {}, body })

function buttonName(task: SourceElement, id: string, otherwise: string): string {
  const button = extensionsOf(task).find((child) => localName(child) === 'buttonsSetting' && String(child.id) === id)
  const name = String(button?.displayName ?? '').replace(/[,，:：]/g, '')
  return name === '' ? otherwise : name
}

/** 1 remind, 2 agree, 3 refuse. */
export function judgeTimeout({ holder, text }: Part): Judgement {
  if (text === '1') return isApproximated('到时提醒改为任务的到期时间：临近亮黄灯，超期亮红灯')
  if (text === '2' && onlyWayOn(holder) !== null) return isUnderstood('到时自动同意：任务结束，走它的下一步')
  return isWork('到时自动处理须画在图上：把边界事件设为中断，并连到下一环节')
}

/** The one way on from the step that the boundary event sits on, when the event itself has none. */
function onlyWayOn(boundary: SourceElement): SourceElement | null {
  const host = boundary.attachedToRef as SourceElement | undefined
  const [flow] = host === undefined ? [] : outgoingOf(host)
  return flow === undefined || host === undefined || outgoingOf(host).length > 1 || outgoingOf(boundary).length > 0 ? null : flow
}

export function onTimeout({ holder, text }: Part): void {
  if (text === '1') remindBy(holder)
  const way = text === '2' ? onlyWayOn(holder) : null
  if (way === null) return
  setProperty(holder, 'cancelActivity', true)
  flowElementsOf(holder).push({ $type: 'bpmn:SequenceFlow', $attrs: {}, id: `${holder.id ?? ''}_timeout`, sourceRef: holder, targetRef: way.targetRef })
}

function remindBy(boundary: SourceElement): void {
  const host = boundary.attachedToRef as SourceElement | undefined
  const [timer] = (boundary.eventDefinitions as SourceElement[] | undefined) ?? []
  const body = ((timer?.timeDuration ?? timer?.timeDate) as { body?: string } | undefined)?.body?.trim()
  if (host !== undefined && body !== undefined && host.$attrs?.['flowable:dueDate'] === undefined) replace(host, 'camunda:dueDate', body)
}
