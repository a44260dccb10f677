import type { SourceElement } from '#engine/model/source_element'
import { extensionsOf, localName, replace, write } from './rewrite.js'
import { isApproximated, isUnderstood, isWork, type Judgement } from './row.js'
import { isVotedOn } from './yudao_ways.js'

/** How one of Yudao's candidate strategies says who. */
interface Strategy {
  readonly words: string
  /** Not exactly what it means there. */
  readonly isNear?: true
  /** Who, in our words, from the strategy's parameter. null = cannot be said. */
  people(parameter: string, taskId: string): People | null
}

interface People {
  readonly attribute: 'assignee' | 'candidateUsers' | 'candidateGroups'
  readonly value: string
}

/** Variables that translated steps read: who votes, who has started. */
const MEMBER = 'assignee'
const STARTER = 'initiator'
const FOREIGN_IDS = '其中的编号是原系统的，请改为本县的'
const users = (value: string): People => ({ attribute: 'candidateUsers', value })
const groups = (value: string): People => ({ attribute: 'candidateGroups', value })
const list = (parameter: string): string[] => parameter.split(/[,，]/).map((one) => one.trim()).filter((one) => one !== '')
const each = (parameter: string, name: (id: string) => string): string => list(parameter).map(name).join(',')
/** Roles in a department: whoever approves there counts as its head. */
const head = (department: string) => `role:approver@dept:${department}`
const isName = (text: string) => /^[\p{L}_][\p{L}\p{N}_]*$/u.test(text)

/** By the numbers of Yudao's BpmTaskCandidateStrategyEnum. */
const STRATEGIES: Readonly<Record<string, Strategy>> = {
  10: { words: `角色：${FOREIGN_IDS}角色`, isNear: true, people: (parameter) => groups(each(parameter, (id) => `role:${id}`)) },
  20: { words: `部门的全体成员：${FOREIGN_IDS}部门`, isNear: true, people: (parameter) => groups(each(parameter, (id) => `dept:${id}`)) },
  21: { words: `部门负责人作为该部门的分管领导：${FOREIGN_IDS}部门`, isNear: true, people: (parameter) => groups(each(parameter, head)) },
  22: { words: `岗位：${FOREIGN_IDS}岗位`, isNear: true, people: (parameter) => groups(each(parameter, (id) => `post:${id}`)) },
  23: { words: `连续多级的部门负责人只取第一级：${FOREIGN_IDS}部门`, isNear: true, people: (parameter) => groups(each(parameter.split('|')[0] as string, head)) },
  30: { words: `指定的人：${FOREIGN_IDS}账号`, isNear: true, people: (parameter) => users(list(parameter).join(',')) },
  34: { words: '由上一步办理人选定：写入变量 approveUserSelectAssignees，按环节编号取', isNear: true, people: (_parameter, taskId) => users(`=approveUserSelectAssignees.${taskId}`) },
  35: { words: '由发起人选定：写入变量 startUserSelectAssignees，按环节编号取', isNear: true, people: (_parameter, taskId) => users(`=startUserSelectAssignees.${taskId}`) },
  36: { words: '发起人本人', people: () => ({ attribute: 'assignee', value: `=${STARTER}` }) },
  40: { words: `用户组作为角色：${FOREIGN_IDS}角色`, isNear: true, people: (parameter) => groups(each(parameter, (id) => `role:${id}`)) },
  50: { words: '表单里选定的人', people: (parameter) => (isName(parameter) ? users(`=${parameter}`) : null) },
  51: { words: '表单里选定的部门的负责人作为该部门的分管领导', isNear: true, people: (parameter) => departmentField(parameter) },
  60: { words: '由表达式给出的人', people: (parameter) => (/\(/.test(parameter) ? null : users(parameter)) },
}

function departmentField(parameter: string): People | null {
  const [field] = parameter.split('|')
  return isName(field as string) ? groups(`="${head('')}" + ${field as string}`) : null
}

const parameterOf = (holder: SourceElement): string => {
  const child = extensionsOf(holder).find((one) => localName(one) === 'candidateParam')
  return (child?.$body ?? holder.$attrs?.['flowable:candidateParam'] ?? '').trim()
}

function resolve(holder: SourceElement, number: string): { strategy: Strategy; people: People | null } | null {
  const strategy = Object.hasOwn(STRATEGIES, number) ? STRATEGIES[number] : undefined
  return strategy === undefined ? null : { strategy, people: strategy.people(parameterOf(holder), holder.id ?? '') }
}

/** What a candidate strategy becomes here. */
export function judgeStrategy(holder: SourceElement, number: string): Judgement {
  const found = resolve(holder, number)
  if (found === null) return isWork(`候选人策略“${number}”在这里没有对应的写法（37、38 为发起人的部门负责人）。请在设计器中重新填写办理人`)
  if (found.people === null) return isWork(`候选人策略“${number}”的参数“${parameterOf(holder)}”不能使用。请在设计器中重新填写办理人`)
  return found.strategy.isNear === true ? isApproximated(found.strategy.words) : isUnderstood(found.strategy.words)
}

/** Writes who it is: as candidates, or as the members that vote when the step has several instances. */
export function peopleOf(holder: SourceElement, number: string): void {
  const people = resolve(holder, number)?.people ?? null
  if (people === null) return
  if (number === '36') nameStarter(holder)
  const loop = holder.loopCharacteristics as SourceElement | undefined
  if (loop === undefined || !isVotedOn(holder)) {
    write(holder, `camunda:${people.attribute}`, people.value)
    return
  }
  replace(loop, 'flowable:collection', membersOf(people))
  replace(loop, 'flowable:elementVariable', MEMBER)
  replace(holder, 'flowable:assignee', undefined)
  write(holder, `camunda:${people.attribute === 'candidateGroups' ? 'candidateGroups' : 'assignee'}`, `=${MEMBER}`)
}


/** The start events of the process say who has started it under the name used here. */
function nameStarter(task: SourceElement): void {
  let process: SourceElement | undefined = task
  while (process !== undefined && process.$type !== 'bpmn:Process') process = process.$parent
  for (const element of (process?.flowElements as SourceElement[] | undefined) ?? []) if (element.$type === 'bpmn:StartEvent') replace(element, 'flowable:initiator', STARTER)
}

/** The members as a list: those named, or what the expression gives. */
function membersOf({ value }: People): string {
  return value.startsWith('=') || value.includes('${') ? value : `=[${list(value).map((one) => JSON.stringify(one)).join(', ')}]`
}
