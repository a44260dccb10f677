import { APPLICANT, type CommandStep, type CompleteStep, type RehearsalStep } from './script.js'
import type { Stage } from './stage.js'

/** Who does what, in one line for people. */
export function describeStep(stage: Stage, step: RehearsalStep): string {
  switch (step.kind) {
    case 'start':
      return `${personName(stage, step.by)} 提交申请`
    case 'complete':
      return `${personName(stage, step.by)} 办理${elementName(stage, step)}${step.outcome === null ? '' : `：${outcomeName(stage, step)}`}`
    case 'command':
      return `${personName(stage, step.by)} ${step.command}${step.element === null ? '' : ` ${elementName(stage, { ...step, element: step.element })}`}`
    case 'message':
      return `收到消息“${step.message}”`
    case 'signal':
      return `收到信号“${step.signal}”`
    case 'calendar':
      return `已公布放假安排的年份：${step.years.join('、')}`
    case 'wait':
      return '时间过去'
  }
}

const personName = (stage: Stage, userId: string): string => {
  if (userId === APPLICANT) return '申请人'
  const person = stage.directory().person(userId)
  return person === null ? userId : `${person.name}（${userId}）`
}

function elementName(stage: Stage, { element, item }: Pick<CompleteStep | CommandStep, 'item'> & { element: string }): string {
  const name = elementOf(stage, element)?.name
  return `“${name === undefined || name === '' ? element : name}”${item === null ? '' : `（${item}）`}`
}

const elementOf = ({ rehearsal }: Stage, elementId: string) =>
  [...rehearsal.processes.values()].map((process) => process.elements.get(elementId)).find((element) => element !== undefined)

function outcomeName(stage: Stage, { element, outcome }: CompleteStep): string {
  const outcomes = elementOf(stage, element)?.userTask?.outcomes ?? []
  return outcomes.find(({ value }) => value === outcome)?.label ?? outcome ?? ''
}
